"""The audit of the views: whatever differs from a replay is named, beside a runner that goes on and readers who ask."""

import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from ledger.domain import codes, person, trip
from ledger.domain.custody import care, intake
from ledger.domain.event import StrikeReason
from ledger.domain.family.base import Member
from ledger.domain.family.groups import GroupFormed, GroupsLinked
from ledger.domain.family.separation import SeparationReported
from ledger.domain.identifiers import read_identifier
from ledger.domain.personal import Personal
from ledger.domain.values import FamilyId, TripId
from ledger.verify import Difference
from projections import positions
from projections.beside import Beside, BuildUnderWay
from projections.verify import VIEW_BEHIND, check_views
from projections.views import VIEWS
from tests.projections.watching import born, claimed, met
from tests.projections.world import (
    CARRIER,
    ICE,
    NOW,
    OFFICE,
    SECTOR,
    SHELTER,
    USBP,
    Child,
    World,
    event,
    minutes,
    official,
    same_person,
)


def check(world: World) -> list[Difference]:
    projector = world.database.login("custody_projector")
    return check_views(projector, VIEWS, codec=world.mapper.codec)


def details(world: World) -> set[str]:
    return {each.detail for each in check(world)}


@pytest.fixture
def admin(world: World) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(world.database.admin, autocommit=True) as connection:
        yield connection


def tables(admin: psycopg.Connection[Any]) -> list[str]:
    """Every table of every view."""
    question = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname = ANY (%s) ORDER BY 1"
    return [name for (name,) in admin.execute(question, ([view.schema for view in VIEWS],))]


def came_with(world: World, child: Child) -> None:
    """Somebody small with a surname, one of three, who names the child and does not know how they are related."""
    surname = person.NamePart(text="Invented", role=codes.NameRole.FIRST_SURNAME)
    named = {"name": Personal.of(person.RecordedName(parts=(surname,)))}
    unknown = intake.Companion(
        person=child.person,
        relation=codes.Relation.UNKNOWN,
        said_by=codes.FactBasis.STATEMENT_OF_PERSON,
        present_now=None,
    )
    came: dict[str, Any] = {"companions_answer": codes.CompanionsAnswer.NAMED, "companions": (unknown,)}
    met(world, registered=born("2015") | named, event_number="RGV1905000001", subjects_count=3, **came)


def everything_happens(world: World) -> Child:
    """A row in every table of every view. Answers a child who has two identifiers and a struck record."""
    child, other = world.child(), world.child(by=ICE, place=OFFICE)
    for number in ("A012345678", "A012345679"):
        read = read_identifier(codes.IdentifierScheme.A_NUMBER, number)
        value = person.IdentifierValue(normalised=read.normalised, written=read.written)
        child.say(
            person.IdentifierAssigned,
            USBP,
            NOW,
            scheme=codes.IdentifierScheme.A_NUMBER,
            identifier=Personal.of(value),
        )
    same_person(child, other)
    child.say(care.AbsenceStarted, USBP, NOW, kind=codes.AbsenceKind.COURT, escort=None)
    child.say(care.CustodyVoided, USBP, target=child.last["start-absence"], reason=StrikeReason.DID_NOT_OCCUR)
    child.say(care.AbsenceEnded, USBP, NOW, place=SECTOR)
    bus = TripId(uuid4())
    plan = event(
        trip.TripPlanned,
        official(USBP),
        trip=bus,
        mode=codes.TravelMode.BUS,
        vehicle=None,
        carrier=CARRIER,
        from_place=SECTOR,
        to_place=SHELTER,
        expected_arrival=None,
    )
    world.record((bus, plan))
    family = FamilyId(uuid4())
    together = codes.JoinReason.ENCOUNTERED_TOGETHER
    member = Member(person=child.person, role=codes.MemberRole.CHILD, reason=together)
    formed = event(GroupFormed, official(USBP), family=family, kind=codes.GroupKind.FAMILY_UNIT, members=(member,))
    parted = event(SeparationReported, official(USBP), family=family, children=(child.person,))
    world.record((family, formed), (family, parted))
    second = FamilyId(uuid4())
    also = event(GroupFormed, official(USBP), family=second, kind=codes.GroupKind.SIBLINGS, members=(member,))
    linked = event(GroupsLinked, official(USBP), family=family, other=second, basis=codes.FactBasis.DOCUMENT)
    world.record((second, also))
    world.record((family, linked))
    claimed(world, other, child)
    came_with(world, child)
    met(world, registered=born("2017"))
    child.placed()
    child.say(intake.PlacementRequested, "ORR", place=SHELTER)
    child.left(child.accepted(), NOW + minutes(5), trip=bus)
    world.child().in_care(NOW + minutes(20))
    world.project()
    return child


def test_views_that_are_what_the_log_gives_have_no_difference(world: World) -> None:
    assert check(world) == []
    everything_happens(world)
    assert check(world) == []


def test_a_row_that_is_gone_is_found_in_every_table_of_every_view(world: World, admin: psycopg.Connection[Any]) -> None:
    everything_happens(world)
    for table in tables(admin):
        gone = sql.SQL("DELETE FROM {0} WHERE ctid = (SELECT min(ctid) FROM {0})").format(sql.SQL(table))
        assert admin.execute(gone).rowcount == 1, table
    found = check(world)
    assert {each.detail for each in found} == {
        f"{table.removeprefix('view_')}: only replayed" for table in tables(admin)
    }
    assert {each.what for each in found} == {"view_row"}
    # An encounter that was counted wrongly is that of several people: its row names none of them.
    assert all(each.stream for each in found if each.detail != "family_watch.miscounted: only replayed")


def test_rows_are_named_by_episode_and_person(world: World, admin: psycopg.Connection[Any]) -> None:
    child = everything_happens(world)
    facts = {"episode": child.episode, "person": child.person, "new": uuid4()}
    for statement in (
        "UPDATE view_current_custody.child SET holder = 'ICE' WHERE episode = %(episode)s",
        "UPDATE view_handlers.gap SET until_at = from_at + interval '1 minute' WHERE episode = %(episode)s",
        "INSERT INTO view_handlers.struck VALUES (%(episode)s, %(new)s, %(new)s)",
        "DELETE FROM view_identifiers.identifier WHERE person_id = %(person)s",
    ):
        assert admin.execute(statement, facts).rowcount > 0
    end = world.ledger.log_recorder.head().position
    found = [(each.what, each.position, each.stream, each.person, each.detail) for each in check(world)]
    assert sorted(found, key=lambda each: each[-1]) == [
        ("view_row", end, child.episode, child.person, "current_custody.child: differs"),
        ("view_row", end, child.episode, child.person, "handlers.gap: differs"),
        ("view_row", end, child.episode, child.person, "handlers.struck: only live"),
        ("view_row", end, child.person, child.person, "identifiers.identifier: only replayed"),
    ]


def test_what_was_derived_with_a_key_is_found_once_the_key_is_destroyed(world: World) -> None:
    child = everything_happens(world)
    world.mapper.codec.sealer.keyring.destroy(child.person)
    assert {(each.person, each.detail) for each in check(world)} == {
        (child.person, "identifiers.identifier: only live"),
        (child.person, "search.key: only live"),
        (child.person, "search.person: differs"),
        (child.person, "ties.number: only live"),
    }


def test_a_view_that_does_not_keep_up_is_named(world: World) -> None:
    everything_happens(world)
    at = world.ledger.log_recorder.head().position
    world.child()
    found = check(world)
    assert {(each.what, each.position, each.detail) for each in found} == {
        (VIEW_BEHIND, at, f"{view.name}: 3 to take in") for view in VIEWS
    }
    world.project()
    assert check(world) == []


def test_a_view_that_has_stopped_is_named_and_still_compared(world: World, admin: psycopg.Connection[Any]) -> None:
    child = everything_happens(world)
    end = world.ledger.log_recorder.head().position
    admin.execute("UPDATE view_handlers.handling SET position = %s WHERE position = %s AND part = 'held'", (end + 1, 3))
    child.say(intake.BookedIn, USBP, NOW, place=SECTOR)
    world.project()
    found = check(world)
    assert ("view_stopped", end, "handlers: UniqueViolation 23505 handling_pkey") in {
        (each.what, each.position, each.detail) for each in found
    }
    assert "handlers.handling: differs" in {each.detail for each in found}
    assert {each.detail.split(":")[0].split(".")[0] for each in found} == {"handlers"}


def test_a_view_with_tables_of_another_version_is_named(world: World, admin: psycopg.Connection[Any]) -> None:
    everything_happens(world)
    admin.execute("UPDATE view_positions.view SET schema_sha = '' WHERE view = 'irregular'")
    found = check(world)
    assert {(each.what, each.detail.split(":")[0]) for each in found} == {
        ("view_outdated", "irregular"), ("view_stopped", "irregular"),
    }  # fmt: skip


def test_a_log_that_cannot_be_replayed_is_named_for_each_view(world: World, admin: psycopg.Connection[Any]) -> None:
    everything_happens(world)
    admin.execute("ALTER TABLE ledger.log DISABLE TRIGGER ALL")
    admin.execute("UPDATE ledger.log SET state = '{}' WHERE position = 3")
    found = check(world)
    assert {(each.what, each.position, each.detail.split(":")[0]) for each in found} == {
        ("view_not_replayed", 3, view.name) for view in VIEWS
    }


def test_the_check_runs_beside_writers_runner_and_readers_and_leaves_nothing(
    world: World, admin: psycopg.Connection[Any]
) -> None:
    everything_happens(world)
    done = threading.Event()
    names: set[str] = set()

    def write() -> None:
        while not done.is_set():
            world.child().in_care(world.now)

    def look() -> None:
        with psycopg.connect(world.database.login("custody_read_oversight"), autocommit=True) as reads:
            while not done.wait(0.002):
                names.update(each.view for each in positions.lag(reads))
                for view in VIEWS:
                    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable)):
                        reads.execute(sql.SQL("TABLE {}.child").format(sql.Identifier(f"{view.schema}_next")))

    threads = [threading.Thread(target=each) for each in (write, look, lambda: world.runner.run_forever(done))]
    for thread in threads:
        thread.start()
    try:
        assert [check(world) for _ in range(3)] == [[]] * 3
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert names == {view.name for view in VIEWS}
    left = "SELECT nspname FROM pg_namespace WHERE nspname LIKE '%next' UNION SELECT view FROM view_positions.view"
    assert {name for (name,) in admin.execute(left)} == {view.name for view in VIEWS}
    assert positions.alarms(admin) == []


def test_two_checks_at_once_are_refused(world: World) -> None:
    projector = world.database.login("custody_projector")
    with Beside(projector, VIEWS, codec=world.mapper.codec), pytest.raises(BuildUnderWay):
        check(world)
    assert check(world) == []


def test_whoever_checks_hears_how_far_it_has_come(world: World) -> None:
    everything_happens(world)
    counted: list[int] = []
    check_views(
        world.database.login("custody_projector"),
        VIEWS,
        codec=world.mapper.codec,
        on_batch=lambda batch: counted.append(len(batch.events)),
    )
    assert sum(counted) == world.ledger.log_recorder.head().position
