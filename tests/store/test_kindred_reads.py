"""Who may read the stream of a group or of two people, and the record of a relative: through a link, never past it.

A mother and her child, met by the Border Patrol: the mother is with ICE now, the child with a care provider. They are a
group, and so are the mother and the grandmother, whom another provider has. A stranger has nothing to do with them.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import errors

from ledger.domain.register import ORGANISATIONS
from ledger.settings import Settings
from ledger.store.append import AppendCommand, HeadFacts, Touch, append
from tests.databases import Database, create_database, drop_database
from tests.store.commands import touch, write

Connection = psycopg.Connection[Any]

CHILD, MOTHER, GRANDMOTHER, STRANGER = (UUID(int=n) for n in range(1, 5))
OF_CHILD, OF_MOTHER, OF_GRANDMOTHER, OF_STRANGER = (UUID(int=n) for n in range(11, 15))
GROUP, PAIR, STRANGERS = (UUID(int=n) for n in range(21, 24))
KINDRED = [GROUP, PAIR, STRANGERS]
EVERYBODY = [CHILD, MOTHER, GRANDMOTHER, STRANGER]

FACTS: dict[UUID, HeadFacts] = {
    CHILD: HeadFacts(CHILD),
    MOTHER: HeadFacts(MOTHER),
    GRANDMOTHER: HeadFacts(GRANDMOTHER),
    STRANGER: HeadFacts(STRANGER),
    OF_CHILD: HeadFacts(CHILD, legal_custodian="ORR", holder="CARE-01", previous_holder="USBP"),
    OF_MOTHER: HeadFacts(MOTHER, legal_custodian="ICE", holder="ICE", next_holder="CARE-03"),
    OF_GRANDMOTHER: HeadFacts(GRANDMOTHER, holder="CARE-02"),
    OF_STRANGER: HeadFacts(STRANGER, holder="CARE-04"),
    GROUP: HeadFacts(people=(CHILD, MOTHER)),
    PAIR: HeadFacts(people=(MOTHER, GRANDMOTHER)),
    STRANGERS: HeadFacts(people=(STRANGER,)),
}


@pytest.fixture(scope="module")
def readable(make_template: Callable[[str], Database], server_settings: Settings) -> Iterator[Database]:
    """One live database with the family and the stranger in it."""
    made = create_database(server_settings, template=make_template("live").name)
    with psycopg.connect(made.login("custody_writer")) as writer:
        append(writer, [write(stream, count=2, facts=facts) for stream, facts in FACTS.items()])
    yield made
    drop_database(made)


READ = {
    "streams": "SELECT stream_id, version FROM ledger.read_streams(%(who)s, %(people)s)",
    "kindred": "SELECT stream_id, version FROM ledger.read_kindred(%(who)s, %(people)s)",
    "relatives": "SELECT stream_id, version FROM ledger.read_relatives(%(who)s, %(person)s, %(people)s)",
}


def login_of(organisation: str) -> str:
    return f"custody_read_{ORGANISATIONS[organisation].reader_class}"  # type: ignore[index]  # a code


def seen(database: Database, organisation: str, what: str, people: list[UUID], person: UUID | None = None) -> set[UUID]:
    """The streams that an organisation is shown; each of them whole and in order."""
    with psycopg.connect(database.login(login_of(organisation))) as reader:
        rows = reader.execute(READ[what].encode(), {"who": organisation, "people": people, "person": person}).fetchall()
    streams = {stream for stream, _ in rows}
    assert rows == [(stream, version) for stream in sorted(streams) for version in (1, 2)]
    return streams


# the stream of a group or a pair --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("organisation", "streams"),
    [
        ("CARE-01", {GROUP}),  # has the child
        ("ICE", {GROUP, PAIR}),  # has the mother
        ("CARE-03", {GROUP, PAIR}),  # is to have the mother
        ("USBP", {GROUP}),  # had the child until the receipt
        ("CARE-02", {PAIR}),  # has the grandmother
        ("CARE-04", {STRANGERS}),
        ("CARE-05", set()),
        ("OFO", set()),
        ("ADVOCATE-A", set()),
        ("ORR", {GROUP}),
        ("DHS-OIG", {GROUP, PAIR, STRANGERS}),
    ],
)
def test_whoever_may_know_of_one_may_read_the_group(readable: Database, organisation: str, streams: set[UUID]) -> None:
    assert seen(readable, organisation, "streams", KINDRED) == streams


def test_the_group_shows_its_own_stream_and_nobody_elses(readable: Database) -> None:
    """Who holds the child reads the group; the records of the mother are another question."""
    assert seen(readable, "CARE-01", "streams", [*KINDRED, *EVERYBODY, OF_CHILD, OF_MOTHER]) == {
        GROUP, CHILD, OF_CHILD,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("organisation", "asked", "streams"),
    [
        ("CARE-01", [CHILD], {GROUP}),
        ("CARE-01", [MOTHER], set()),
        ("CARE-01", EVERYBODY, {GROUP}),
        ("ICE", [MOTHER], {GROUP, PAIR}),
        ("ICE", [CHILD, GRANDMOTHER], set()),
        ("CARE-04", EVERYBODY, {STRANGERS}),
        ("CARE-05", EVERYBODY, set()),
        ("ORR", [CHILD], {GROUP, PAIR}),  # who reunites families sees the mother's mother too
        ("ORR", [MOTHER, STRANGER], set()),
        ("DHS-OIG", [STRANGER], {STRANGERS}),
        ("DHS-OIG", [CHILD], {GROUP, PAIR}),
    ],
)
def test_groups_and_pairs_around_a_person(
    readable: Database, organisation: str, asked: list[UUID], streams: set[UUID]
) -> None:
    assert seen(readable, organisation, "kindred", asked) == streams


# relatives ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("organisation", "person", "streams"),
    [
        ("CARE-01", CHILD, {CHILD, OF_CHILD, MOTHER, OF_MOTHER}),
        ("USBP", CHILD, {CHILD, OF_CHILD, MOTHER, OF_MOTHER}),
        ("CARE-01", MOTHER, set()),  # knows of her through the child only
        ("ICE", MOTHER, {MOTHER, OF_MOTHER, CHILD, OF_CHILD, GRANDMOTHER, OF_GRANDMOTHER}),
        ("CARE-02", GRANDMOTHER, {MOTHER, OF_MOTHER, GRANDMOTHER, OF_GRANDMOTHER}),
        ("CARE-04", STRANGER, {STRANGER, OF_STRANGER}),
        ("CARE-04", CHILD, set()),
        ("CARE-05", CHILD, set()),
        ("ADVOCATE-A", CHILD, set()),
        ("ORR", CHILD, {CHILD, OF_CHILD, MOTHER, OF_MOTHER, GRANDMOTHER, OF_GRANDMOTHER}),
        ("ORR", STRANGER, set()),
    ],
)
def test_relatives_are_read_through_a_link_by_who_may_see_the_person(
    readable: Database, organisation: str, person: UUID, streams: set[UUID]
) -> None:
    assert seen(readable, organisation, "relatives", EVERYBODY, person) == streams


def test_only_the_relatives_asked_for_are_read(readable: Database) -> None:
    assert seen(readable, "ICE", "relatives", [GRANDMOTHER], MOTHER) == {GRANDMOTHER, OF_GRANDMOTHER}
    assert seen(readable, "ICE", "relatives", [STRANGER], MOTHER) == set()
    assert seen(readable, "ICE", "relatives", [], MOTHER) == set()


def test_no_login_asks_for_an_organisation_of_another_class(readable: Database) -> None:
    for organisation in ("ICE", "ORR", "USBP", "DHS-OIG", "ADVOCATE-A"):
        with psycopg.connect(readable.login("custody_read_provider"), autocommit=True) as reader:
            for question in READ.values():
                with pytest.raises(errors.InsufficientPrivilege, match="does not read for that organisation"):
                    reader.execute(question.encode(), {"who": organisation, "people": EVERYBODY, "person": CHILD})


# when people move on --------------------------------------------------------------------------------------------------


def moved_on(stream: UUID, facts: HeadFacts) -> AppendCommand:
    """One more event, after which the head row says this."""
    return AppendCommand(None, (Touch(stream, 2, facts, touch(stream, after=2).events),))


@pytest.fixture
def moving(database: Database) -> Iterator[tuple[Database, Connection]]:
    with psycopg.connect(database.login("custody_writer"), autocommit=True) as writer:
        append(writer, [write(stream, count=2, facts=facts) for stream, facts in FACTS.items()])
        yield database, writer


def streams_of(database: Database, organisation: str, what: str, person: UUID | None = None) -> set[UUID]:
    with psycopg.connect(database.login(login_of(organisation))) as reader:
        asked = KINDRED if what == "streams" else EVERYBODY
        rows = reader.execute(READ[what].encode(), {"who": organisation, "people": asked, "person": person})
        return {stream for stream, _ in rows}


def test_a_group_is_closed_to_who_has_none_of_its_people_any_more(moving: tuple[Database, Connection]) -> None:
    database, writer = moving
    both = HeadFacts(MOTHER, holder="CARE-01")
    append(writer, [moved_on(OF_MOTHER, both)])
    assert streams_of(database, "CARE-01", "streams") == {GROUP, PAIR}
    append(writer, [moved_on(OF_CHILD, HeadFacts(CHILD, holder="ICE"))])
    assert streams_of(database, "CARE-01", "streams") == {GROUP, PAIR}, "one of them is still there"
    assert streams_of(database, "USBP", "streams") == set(), "the child was received elsewhere"
    last = AppendCommand(None, (Touch(OF_MOTHER, 3, HeadFacts(MOTHER), touch(OF_MOTHER, after=3).events),))
    append(writer, [last])
    assert streams_of(database, "CARE-01", "streams") == set()
    assert streams_of(database, "CARE-01", "kindred") == set()
    assert streams_of(database, "CARE-01", "relatives", CHILD) == set()
    assert streams_of(database, "ICE", "streams") == {GROUP}


def test_whoever_a_group_names_later_opens_it_to_who_has_them(moving: tuple[Database, Connection]) -> None:
    database, writer = moving
    assert streams_of(database, "CARE-02", "streams") == {PAIR}
    append(writer, [moved_on(GROUP, HeadFacts(people=(CHILD, MOTHER, GRANDMOTHER)))])
    assert streams_of(database, "CARE-02", "streams") == {GROUP, PAIR}
    assert CHILD in streams_of(database, "CARE-02", "relatives", GRANDMOTHER)


# how they are found ---------------------------------------------------------------------------------------------------

MANY = 4_000


@pytest.mark.parametrize("organisation", ["CARE-01", "ORR"])
@pytest.mark.parametrize("what", ["kindred", "relatives"])
def test_the_streams_around_a_person_are_found_by_index(crowd: Database, what: str, organisation: str) -> None:
    """Counted by the server inside the functions themselves: the index is scanned, the table of heads is not."""
    with psycopg.connect(crowd.login(login_of(organisation))) as reader:
        for round_of_a_plan in range(8):  # the functions' plans become generic after five calls
            rows = reader.execute(
                READ[what].encode(), {"who": organisation, "people": [CHILD, MOTHER], "person": CHILD}
            ).fetchall()
            assert rows, round_of_a_plan
        counted = reader.execute(
            "SELECT relname, pg_stat_get_xact_numscans(oid) FROM pg_class"
            " WHERE relname IN ('stream_head_people', 'stream_head', 'log')"
        ).fetchall()
    scans: dict[str, int] = dict(counted)
    assert scans["stream_head_people"] >= 8  # at least one a call
    assert (scans["stream_head"], scans["log"]) == (0, 0)


@pytest.fixture(scope="module")
def crowd(make_template: Callable[[str], Database], server_settings: Settings) -> Iterator[Database]:
    """The family among thousands of people in pairs."""
    made = create_database(server_settings, template=make_template("live").name)
    with psycopg.connect(made.login("custody_writer"), autocommit=True) as writer:
        commands = [write(stream, count=2, facts=facts) for stream, facts in FACTS.items()]
        for n in range(1_000, 1_000 + MANY, 2):
            commands += [write(UUID(int=n), facts=HeadFacts(UUID(int=n)))]
            commands += [write(UUID(int=10_000 + n), facts=HeadFacts(people=(UUID(int=n), UUID(int=n + 1))))]
        for start in range(0, len(commands), 64):
            append(writer, commands[start : start + 64])
    with psycopg.connect(made.admin, autocommit=True) as admin:
        admin.execute("ANALYZE ledger.stream_head, ledger.log")
    yield made
    drop_database(made)
