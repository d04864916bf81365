"""Each of the two locks holds by itself: the row rule of the database, and the reader function of the program.

Without these, one of them could be lost and every other test would still pass.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest

from ledger.domain import codes
from ledger.domain.custody import care
from ledger.domain.errors import NotPermitted
from ledger.domain.reader import Reader
from ledger.domain.register import ORGANISATIONS, ORR
from ledger.domain.values import OrganisationCode
from projections.handlers import queries as handlers
from projections.identifiers import queries as identifiers
from projections.irregular import queries as irregular
from projections.timeline import queries as timeline
from tests.databases import Database
from tests.projections.world import (
    CARE,
    CARRIER,
    ICE,
    NOW,
    OFFICE,
    SECTOR,
    USBP,
    Child,
    World,
    minutes,
    reader,
    same_person,
)

OIG = "DHS-OIG"
EVERY_KIND = (USBP, ICE, CARE, CARRIER, ORR, "OFO", "ADVOCATE-A", OIG)

Ask = Callable[..., list[tuple[Any, ...]]]


@contextmanager
def login_of(database: Database, organisation: str) -> Iterator[Ask]:
    """Questions to the database, in SQL, through the login of an organisation."""
    reader_class = ORGANISATIONS[OrganisationCode(organisation)].reader_class
    with psycopg.connect(database.login(f"custody_read_{reader_class}"), autocommit=True) as connection:
        yield lambda statement, *arguments: connection.execute(statement, (organisation, *arguments)).fetchall()


@pytest.fixture
def linked(world: World) -> tuple[Child, Child]:
    """A child of the Border Patrol, away without an escort for a time, and its second record, in custody of ICE."""
    one, other = world.child(), world.child(by=ICE, place=OFFICE)
    one.say(care.AbsenceStarted, USBP, NOW, kind=codes.AbsenceKind.COURT, escort=None)
    same_person(one, other)
    one.say(care.Moved, USBP, NOW + minutes(10), to_place=SECTOR, approved_by=None)
    world.project()
    return one, other


# ------------------------------------------------------------------------------------------------ the database


def test_rows_of_a_child_are_given_to_whom_they_concern(world: World, linked: tuple[Child, Child]) -> None:
    child = linked[0].person
    for organisation in EVERY_KIND:
        with login_of(world.database, organisation) as ask:
            handled = ask("SELECT * FROM view_handlers.of_person(%s, %s)", child)
            gaps = ask("SELECT * FROM view_handlers.gaps_of(%s, %s)", child)
        assert bool(handled) == bool(gaps) == (organisation in {USBP, OIG}), organisation


@pytest.mark.parametrize(
    ("statement", "shown_to"),
    [
        ("SELECT * FROM view_handlers.by_user(%s, 'usbp.1', 0, '', 9)", {USBP, OIG}),
        ("SELECT * FROM view_handlers.minutes(%s, '2019-05-01Z', '2019-05-02Z')", {USBP, OIG}),
        ("SELECT * FROM view_irregular.counted(%s)", {USBP, OIG}),
        (
            "SELECT * FROM view_irregular.listed(%s, NULL, 0, '00000000-0000-0000-0000-000000000000', '', 9)",
            {USBP, OIG},
        ),
        ("SELECT * FROM view_irregular.two_custodians(%s)", {USBP, ICE, OIG}),
    ],
)
def test_lists_are_given_to_whom_they_concern(
    world: World, linked: tuple[Child, Child], statement: LiteralString, shown_to: set[str]
) -> None:
    for organisation in EVERY_KIND:
        with login_of(world.database, organisation) as ask:
            assert bool(ask(statement)) == (organisation in shown_to), organisation


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM view_identifiers.who_has(%s, 'a_number', '')",
        "SELECT * FROM view_identifiers.shared(%s, 0, 9)",
    ],
)
def test_logins_without_duty_search_are_refused(world: World, statement: LiteralString) -> None:
    for organisation in (USBP, ICE, ORR, OIG):
        with login_of(world.database, organisation) as ask:
            assert ask(statement) == []
    for organisation in (CARE, CARRIER, "ADVOCATE-A"):
        with login_of(world.database, organisation) as ask, pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(statement)


def test_the_log_shows_streams_to_whom_they_concern(world: World, linked: tuple[Child, Child]) -> None:
    one, _ = linked
    for organisation in (USBP, ICE, CARE, ORR, OIG):
        with login_of(world.database, organisation) as ask:
            streams = ask("SELECT * FROM ledger.read_streams(%s, %s)", [one.person, one.episode])
            heads = ask("SELECT * FROM ledger.read_heads(%s, %s)", [one.person])
        assert bool(streams) == bool(heads) == (organisation in {USBP, OIG}), organisation


# ------------------------------------------------------------------------------------------------ the program

EVERYBODY = {
    "handlers": "CREATE OR REPLACE FUNCTION view_handlers.shows(e view_handlers.episode, organisation text,"
    " reader_class text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
    "the log": "CREATE OR REPLACE FUNCTION ledger.head_shows(head ledger.stream_head, organisation text,"
    " reader_class text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
}
"""The row rules taken away: the database gives everything to every login."""


@pytest.fixture
def open_database(world: World, linked: tuple[Child, Child]) -> UUID:
    with psycopg.connect(world.database.admin) as admin:
        for statement in EVERYBODY.values():
            admin.execute(statement)
    return linked[0].person


@pytest.mark.parametrize("organisation", [ICE, CARE, CARRIER, ORR, "ADVOCATE-A"])
def test_the_program_refuses_what_the_database_would_give(
    world: World, open_database: UUID, linked: tuple[Child, Child], organisation: str
) -> None:
    child = linked[0].person
    with login_of(world.database, organisation) as ask:
        assert ask("SELECT * FROM view_handlers.of_person(%s, %s)", child)
        assert ask("SELECT * FROM ledger.read_heads(%s, %s)", [child])
    for question in (handlers.of_person, handlers.gaps_of):
        with pytest.raises(NotPermitted):
            question(world.views, reader(organisation), child)
    with pytest.raises(NotPermitted):
        timeline.of_person(world.log, reader(organisation), child, as_of=None, as_known_at=None)


def test_lists_ask_the_reader_function_first(world: World, linked: tuple[Child, Child]) -> None:
    """Oversight that does not say so is refused by the program; its login would be given every row."""
    asks = Reader(**vars(reader(OIG)) | {"purpose": reader(USBP).purpose})
    keyring = world.mapper.codec.sealer.keyring
    scheme = codes.IdentifierScheme.A_NUMBER
    for question in (
        lambda: handlers.by_user(world.views, asks, asks.user),
        lambda: handlers.minutes(world.views, asks, since=NOW, until=NOW + minutes(9)),
        lambda: irregular.listed(world.views, asks),
        lambda: irregular.counted(world.views, asks),
        lambda: irregular.two_custodians(world.views, asks),
        lambda: identifiers.who_has(world.views, asks, keyring, scheme=scheme, written="A012345678"),
        lambda: identifiers.shared(world.views, asks),
    ):
        with pytest.raises(NotPermitted):
            question()
