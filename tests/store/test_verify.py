"""The audit of the log: what a superuser does to it behind the triggers is found and named; a clean log has nothing.

A superuser who also computes leaves and head rows anew is not found here: that takes witnesses.
"""

import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString, cast
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from ledger import verify
from ledger.domain import codes
from ledger.domain.custody import care, intake
from ledger.domain.personal import Personal
from ledger.domain.relationship.events import RelationshipAsserted
from ledger.domain.relationship.pair import relationship_id
from ledger.store.key_log import FileKeyring
from ledger.verify import Difference
from tests.databases import Database, create_database, drop_database
from tests.projections.world import NOW, SECTOR, USBP, Child, World, event, minutes, official, open_world

FIRST = 7  # position of the first child's absence, version 2 of its episode
OTHER = 8  # position of the second child's, version 2 of its own
LAST = 10


@dataclass
class Story:
    """Two children on six positions, and what is said of them on four more."""

    world: World
    first: Child
    other: Child

    @property
    def person_of(self) -> dict[UUID, UUID]:
        """The person that each stream is about."""
        both = (self.first, self.other)
        return {child.person: child.person for child in both} | {child.episode: child.person for child in both}


KEEP = """
CREATE TABLE public.kept_log AS TABLE ledger.log;
CREATE TABLE public.kept_head AS TABLE ledger.stream_head
"""
PUT_BACK = """
ALTER TABLE ledger.log DISABLE TRIGGER ALL;
DELETE FROM ledger.log;
DELETE FROM ledger.stream_head;
INSERT INTO ledger.log TABLE public.kept_log;
INSERT INTO ledger.stream_head TABLE public.kept_head
"""


@pytest.fixture(scope="module")
def written(with_views: Database) -> Iterator[Story]:
    """The story, written once, with a copy of every row that a test may change."""
    made = create_database(with_views.settings, template=with_views.name)
    with open_world(made) as world:
        story = Story(world, world.child(), world.child())
        for child in (story.first, story.other):
            note = Personal.of("seen by the nurse")
            child.say(care.AbsenceStarted, USBP, NOW, kind=codes.AbsenceKind.COURT, escort=None, note=note)
        story.first.say(care.AbsenceEnded, USBP, NOW + minutes(9), place=SECTOR)
        story.first.say(intake.BookedIn, USBP, NOW + minutes(10), place=SECTOR, note=Personal.of("in room 4"))
        tamper(story, KEEP)
        yield story
    drop_database(made)


@pytest.fixture(params=[5_000, 3], ids=["one page", "many pages"])
def story(written: Story, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    monkeypatch.setattr(verify, "PAGE", request.param)
    monkeypatch.setattr(verify, "STREAMS_A_PAGE", request.param)
    yield written
    tamper(written, PUT_BACK)


@pytest.fixture
def paired(story: Story) -> UUID:
    """The stream of the two children, of whom it is said that they are siblings."""
    two = (story.first.person, story.other.person)
    pair = relationship_id(*two)
    claim = event(
        RelationshipAsserted,
        official(USBP),
        relative=two[0],
        relative_of=two[1],
        kin=codes.Kin.SIBLING,
        lineage=codes.Lineage.NOT_APPLICABLE,
        bonds=(codes.Bond.BIOLOGICAL,),
        asserted_by=codes.FactBasis.DOCUMENT,
        evidence=(),
        confidence=codes.Confidence.HIGH,
    )
    story.world.record((pair, claim))
    return pair


def tamper(story: Story, *statements: LiteralString | sql.Composed, **facts: object) -> None:
    """Change the log as only a superuser can."""
    with psycopg.connect(story.world.database.admin) as admin:
        admin.execute("ALTER TABLE ledger.log DISABLE TRIGGER ALL")
        for statement in statements:
            assert admin.execute(statement, facts or None).rowcount != 0


def setting(edit: LiteralString) -> sql.Composed:
    """An update of the row at a position."""
    return sql.SQL("UPDATE ledger.log SET {} WHERE position = %(position)s").format(sql.SQL(edit))


def audit(story: Story) -> list[Difference]:
    """All differences."""
    projector = story.world.database.login("custody_projector")
    with psycopg.connect(projector, autocommit=True) as connection:
        walks = (verify.check_log(connection, story.world.mapper), verify.check_heads(connection, story.world.mapper))
        return [difference for walk in walks for checked in walk for difference in checked.differences]


def found(story: Story) -> set[tuple[str, int | None, UUID | None]]:
    """What was found where, once it is sure that whoever is named is the person of the stream."""
    differences = audit(story)
    for each in differences:
        assert each.person == (story.person_of[each.stream] if each.stream else None)
    return {(each.what, each.position, each.stream) for each in differences}


def test_a_clean_log_has_no_difference(story: Story) -> None:
    assert audit(story) == []
    with psycopg.connect(story.world.database.login("custody_projector"), autocommit=True) as connection:
        assert verify.end_of(connection)[0] == LAST
        walked = sum(checked.events for checked in verify.check_log(connection, story.world.mapper))
    assert walked == LAST


def test_an_empty_log_has_no_difference(viewed: Database) -> None:
    with open_world(viewed) as world:
        assert audit(Story(world, *[None] * 2)) == []  # type: ignore[arg-type]  # nobody is in it


@pytest.mark.parametrize(
    "edit",
    [
        "state = convert_to(replace(convert_from(state, 'UTF8'), '\"court\"', '\"other\"'), 'UTF8')",
        "state = convert_to(replace(convert_from(state, 'UTF8'), '\"box\":\"', '\"box\":\"A'), 'UTF8')",
        "salt = set_byte(salt, 31, get_byte(salt, 31) # 1)",
        "leaf = set_byte(leaf, 10, get_byte(leaf, 10) # 1)",
        "recorded_at = recorded_at - interval '1 microsecond'",
    ],
    ids=["a code", "a box", "salt", "leaf", "recorded time"],
)
def test_an_edited_row_is_named(story: Story, edit: LiteralString) -> None:
    tamper(story, setting(edit), position=OTHER)
    assert ("leaf", OTHER, story.other.episode) in found(story)
    assert {(position, stream) for _, position, stream in found(story)} <= {
        (OTHER, story.other.episode), (None, story.other.episode),
    }  # fmt: skip


def test_bytes_that_are_no_event_are_named_in_log_and_head(story: Story) -> None:
    tamper(story, setting("state = '{}'"), position=OTHER)
    where = (OTHER, story.other.episode)
    assert found(story) == {("leaf", *where), ("unreadable", *where), ("unreadable", None, story.other.episode)}


def test_a_time_that_does_not_rise_is_named(story: Story) -> None:
    tamper(story, setting("recorded_at = recorded_at + interval '1 hour'"), position=FIRST)
    assert found(story) == {("leaf", FIRST, story.first.episode), ("recorded_time", OTHER, story.other.episode)}


def test_another_topic_is_found(story: Story) -> None:
    tamper(story, setting("topic = 'custody.booked_out.v1'"), position=LAST)
    assert ("unreadable", LAST, story.first.episode) in found(story)
    tamper(story, setting("topic = 'custody.booked.v9'"), position=LAST)
    assert ("unreadable", LAST, story.first.episode) in found(story)
    tamper(story, setting("topic = 'custody.absence_ended.v1'"), position=FIRST)
    assert ("unreadable", FIRST, story.first.episode) in found(story)


def test_a_tail_that_was_cut_off_is_named_by_its_streams(story: Story) -> None:
    tamper(story, "DELETE FROM ledger.log WHERE position >= %(position)s", position=OTHER)
    assert found(story) == {
        ("head_row", None, story.first.episode),
        ("head_row", None, story.other.episode),
    }
    assert {each.detail for each in audit(story)} == {
        "head says version 4, the log has 2", "head says version 2, the log has 1",
    }  # fmt: skip


def test_a_tail_cut_off_with_its_whole_streams_is_named_by_their_heads(story: Story) -> None:
    third = story.world.child()
    assert audit(story) == []
    tamper(story, "DELETE FROM ledger.log WHERE position > %(position)s", position=LAST)
    assert {(each.what, each.stream, each.person) for each in audit(story)} == {
        ("head_row", third.person, third.person),
        ("head_row", third.episode, third.person),
    }


def test_a_missing_row_in_the_middle_is_named(story: Story) -> None:
    tamper(story, "DELETE FROM ledger.log WHERE position = %(position)s", position=FIRST)
    later = FIRST + 2
    assert found(story) == {("gap", FIRST, None), ("version", later, story.first.episode)}


def test_missing_rows_are_one_gap(story: Story) -> None:
    tamper(story, "DELETE FROM ledger.log WHERE position IN (4, 5)")
    assert found(story) == {("gap", 4, None), ("head_row", None, story.other.person)}
    assert "no event from here to position 5" in {each.detail for each in audit(story)}


def test_rows_that_changed_places_are_named(story: Story) -> None:
    """The first child's absence and the registration of the other."""
    tamper(
        story,
        setting("position = 1000"),
        "UPDATE ledger.log SET position = %(position)s WHERE position = 4",
        "UPDATE ledger.log SET position = 4 WHERE position = 1000",
        position=FIRST,
    )
    assert found(story) == {
        (what, position, story.other.person) for what in ("version", "recorded_time") for position in (5, FIRST)
    }


def test_contents_that_changed_places_are_named(story: Story) -> None:
    tamper(
        story,
        """UPDATE ledger.log AS one SET state = other.state, salt = other.salt, leaf = other.leaf
        FROM ledger.log AS other WHERE (one.position, other.position) IN ((7, 8), (8, 7))""",
    )
    for where in ((FIRST, story.first.episode), (OTHER, story.other.episode)):
        assert {("leaf", *where), ("unreadable", *where)} <= found(story)


def test_events_that_changed_streams_are_named(story: Story) -> None:
    tamper(
        story,
        setting("version = 1000"),
        "UPDATE ledger.log SET stream_id = %(first)s WHERE position = %(place)s",
        setting("stream_id = %(other)s, version = 2"),
        first=story.first.episode,
        other=story.other.episode,
        position=FIRST,
        place=OTHER,
    )
    moved = {(position, stream) for _, position, stream in found(story)}
    assert {(FIRST, story.other.episode), (OTHER, story.first.episode)} <= moved
    # an opening has no box, and no event before it to be compared with: its bytes name their stream
    tamper(
        story,
        "UPDATE ledger.log SET version = 1000 WHERE position = 3",
        "UPDATE ledger.log SET stream_id = %(first)s WHERE position = 6",
        "UPDATE ledger.log SET stream_id = %(other)s, version = 1 WHERE position = 3",
        first=story.first.episode,
        other=story.other.episode,
    )
    assert {("unreadable", 6, story.first.episode), ("unreadable", 3, story.other.episode)} <= found(story)


@pytest.mark.parametrize(
    "edit",
    [
        "holder = 'ICE'",
        "holder = NULL",
        "legal_custodian = 'ORR'",
        "next_holder = 'CARE-01'",
        "previous_holder = 'OFO'",
        "referred_to = 'ORR'",
        "version = version + 1",
        "version = version - 1",
    ],
)
def test_an_edited_head_row_is_named(story: Story, edit: LiteralString) -> None:
    update = sql.SQL("UPDATE ledger.stream_head SET {} WHERE stream_id = %(stream)s").format(sql.SQL(edit))
    tamper(story, update, stream=story.first.episode)
    [difference] = audit(story)
    assert (difference.what, difference.stream, difference.person) == (
        "head_row", story.first.episode, story.first.person,
    )  # fmt: skip


def test_a_head_row_of_another_person_is_named(story: Story) -> None:
    edit: LiteralString = "UPDATE ledger.stream_head SET person_id = %(person)s WHERE stream_id = %(stream)s"
    tamper(story, edit, person=story.other.person, stream=story.first.episode)
    assert [(each.what, each.stream) for each in audit(story)] == [("head_row", story.first.episode)]


@pytest.mark.parametrize(
    "edit",
    [
        "people = people[1:1]",
        "people = people || %(stranger)s::uuid",
        "people = ARRAY[%(stranger)s::uuid]",
        "people = NULL",
    ],
    ids=["one taken out", "one put in", "somebody else", "nobody"],
)
def test_whoever_is_taken_out_of_a_pair_or_put_in_is_found(paired: UUID, story: Story, edit: LiteralString) -> None:
    """Who may read a pair's stream hangs on whom its head row names."""
    assert audit(story) == []
    update = sql.SQL("UPDATE ledger.stream_head SET {} WHERE stream_id = %(stream)s").format(sql.SQL(edit))
    tamper(story, update, stream=paired, stranger=uuid4())
    [difference] = audit(story)
    assert (difference.what, difference.stream, difference.person) == ("head_row", paired, None)
    assert difference.detail == "not the fold of its stream"


def test_a_person_who_is_given_people_is_found(story: Story) -> None:
    edit: LiteralString = "UPDATE ledger.stream_head SET people = ARRAY[%(person)s] WHERE stream_id = %(stream)s"
    tamper(story, edit, person=story.other.person, stream=story.first.episode)
    assert [(each.what, each.stream) for each in audit(story)] == [("head_row", story.first.episode)]


def test_a_missing_head_row_is_named(story: Story) -> None:
    tamper(story, "DELETE FROM ledger.stream_head WHERE stream_id = %(stream)s", stream=story.first.episode)
    [difference] = audit(story)
    assert (difference.what, difference.detail) == ("head_row", "missing")
    assert (difference.stream, difference.person) == (story.first.episode, story.first.person)


def test_a_stream_whose_key_is_missing_is_named_once(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealer = story.world.mapper.codec.sealer
    monkeypatch.setattr(sealer, "keyring", FileKeyring(tmp_path / "other.log"))
    first, other = story.first, story.other
    assert found(story) == {
        ("key_missing", 1, first.person),
        ("key_missing", FIRST, first.episode),
        ("key_missing", 4, other.person),
        ("key_missing", OTHER, other.episode),
    }


def test_no_difference_names_a_value(story: Story) -> None:
    tamper(story, setting("state = 'Doe, Jane'"), position=FIRST)
    assert "Jane" not in str(audit(story))


def test_the_audit_sees_one_moment_while_others_append(story: Story) -> None:
    done = threading.Event()

    def append() -> None:
        while not done.is_set():
            story.other.say(intake.BookedIn, USBP, NOW, place=SECTOR)

    thread = threading.Thread(target=append)
    thread.start()
    try:
        assert [audit(story) for _ in range(10)] == [[]] * 10
    finally:
        done.set()
        thread.join()


def test_the_audit_changes_nothing(story: Story) -> None:
    projector = story.world.database.login("custody_projector")
    for walk in (verify.check_log, verify.check_heads):
        with (
            psycopg.connect(projector, autocommit=True) as connection,
            closing(cast("Generator[verify.Checked]", walk(connection, story.world.mapper))) as checks,
        ):
            next(checks)
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                connection.execute("UPDATE view_positions.view SET position = 0")
