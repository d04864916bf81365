"""Encounters whose numbers are not those of the people recorded: listed until they agree, one person counted once."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from ledger.domain import codes, person
from ledger.domain.custody import intake
from ledger.domain.register import ORR
from projections.beside import compare
from projections.family_watch import queries
from projections.family_watch.view import VIEW
from tests.projections.watching import DIFFER, OIG, born, claims_birth, corrected, met
from tests.projections.world import CARE, ICE, NOW, SECTOR, USBP, World, event, official, reader, same_person


@pytest.fixture(scope="module")
def world(shared: World) -> World:
    """One world for all tests of this module."""
    return shared


def counted(world: World, number: str, by: str = OIG) -> list[tuple[int | None, ...]]:
    rows = [row for row in alarms_of_number(world, by) if row.number == number]
    return [(row.subjects_stated, row.subjects_recorded, row.children_stated, row.children_recorded) for row in rows]


def alarms_of_number(world: World, by: str) -> tuple[queries.Alarm, ...]:
    world.project()
    return queries.alarms(world.views, reader(by), kind=DIFFER).rows


def test_an_encounter_is_listed_until_its_numbers_agree(world: World) -> None:
    numbers: dict[str, Any] = {"event_number": "RGV1905000001", "subjects_count": 3, "children_count": 1}
    mother = met(world, at=NOW, registered=born("1990"), **numbers)
    met(world, at=NOW, registered=born("2012"), **numbers)
    assert counted(world, "RGV1905000001") == [(3, 2, 1, 1)]
    [row] = [each for each in alarms_of_number(world, OIG) if each.number == "RGV1905000001"]
    assert (row.place, row.since, row.organisation_of) == (SECTOR, NOW, USBP)
    met(world, at=NOW, registered=born("1988"), event_number="RGV1905000001")
    assert counted(world, "RGV1905000001") == []
    facts = numbers | {"subjects_count": 4, "companions_answer": codes.CompanionsAnswer.NONE, "companions": ()}
    better = event(intake.EncounterRecorded, official(USBP), NOW, person=mother.person, place=SECTOR, **facts)
    corrected(mother, "record-encounter", better)
    assert counted(world, "RGV1905000001") == [(4, 3, 1, 1)], "and the two that state a number differ"


def test_an_encounter_of_another_year_or_agency_is_another_one(world: World) -> None:
    for at in (NOW, NOW - timedelta(days=300)):
        met(world, at=at, event_number="RGV7", subjects_count=1)
    assert counted(world, "RGV7") == []


def test_children_are_counted_as_far_as_somebody_knows(world: World) -> None:
    numbers: dict[str, Any] = {"event_number": "RGV8", "subjects_count": 2, "children_count": 1}
    unknown = met(world, at=NOW, **numbers)
    met(world, at=NOW, registered=born("1990"), **numbers)
    assert counted(world, "RGV8") == [], "the one of whom nothing is known may be the child"
    claims_birth(unknown, "1991")
    assert counted(world, "RGV8") == [(2, 2, 1, 0)]
    assert {by for by in (USBP, ICE, CARE, ORR, OIG) if counted(world, "RGV8", by)} == {USBP, OIG}


def test_where_nothing_is_amiss_no_list_has_to_look(world: World) -> None:
    """Otherwise the start page would go through everybody who was ever met, each time."""
    agree: dict[str, Any] = {"event_number": "RGV9", "subjects_count": 1, "children_count": 1}
    child = met(world, at=NOW, registered=born("2012"), companions_answer=codes.CompanionsAnswer.NONE, **agree)
    small = met(world, at=NOW, registered=born("2017"), companions_answer=codes.CompanionsAnswer.NONE)
    world.project()
    with psycopg.connect(world.database.login("custody_projector")) as connection:
        alone = {row[0] for row in connection.execute("SELECT person_id FROM view_family_watch.small_alone")}
        miscounted = {row[0] for row in connection.execute("SELECT together FROM view_family_watch.miscounted")}
    assert small.person in alone
    assert child.person not in alone
    assert "RGV9" not in miscounted
    assert "RGV8" in miscounted, "of a test above"


def test_records_of_one_person_are_counted_as_one_while_they_are_linked(world: World) -> None:
    numbers: dict[str, Any] = {"event_number": "RGV1905000042", "subjects_count": 1}
    first, second, third = (met(world, at=NOW, registered=born("1990"), **numbers) for _ in range(3))
    same_person(first, second)
    assert [row[:2] for row in counted(world, "RGV1905000042")] == [(1, 2)]
    same_person(second, third)
    assert counted(world, "RGV1905000042") == []
    second.say(person.Unlinked, USBP, other=third.person, basis=codes.FactBasis.DOCUMENT)
    assert [row[:2] for row in counted(world, "RGV1905000042")] == [(1, 2)]


def test_a_link_makes_numbers_differ_that_agreed(world: World) -> None:
    numbers: dict[str, Any] = {"event_number": "RGV1905000043", "subjects_count": 2}
    first, second = (met(world, at=NOW, registered=born("1990"), **numbers) for _ in range(2))
    assert counted(world, "RGV1905000043") == []
    same_person(first, second)
    assert [row[:2] for row in counted(world, "RGV1905000043")] == [(2, 1)]
    first.say(person.Unlinked, USBP, other=second.person, basis=codes.FactBasis.DOCUMENT)
    assert counted(world, "RGV1905000043") == []


def test_the_rows_are_what_a_replay_gives(world: World) -> None:
    world.project()
    [found] = compare(world.database.login("custody_projector"), [VIEW], codec=world.mapper.codec)
    assert (found.comparable, found.differences) == (True, ())
