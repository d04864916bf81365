"""Handlers: who had a part in what, for whom they may know, and the minutes in which nobody had signed."""

from datetime import timedelta
from uuid import uuid4

import pytest

from ledger.domain import codes
from ledger.domain.custody import care, handoff
from ledger.domain.errors import InvalidValue, NotPermitted
from ledger.domain.event import Decision, StrikeReason
from ledger.domain.register import ORR
from ledger.domain.values import OfferId, PersonId, UserId
from projections.contract import CUSTODY_EVENTS
from projections.handlers import queries
from projections.handlers.parts import HOLDING, MOVING, Part
from projections.handlers.queries import Handled, Handler
from tests.projections.world import (
    CARE,
    CARRIER,
    ICE,
    NOW,
    OFFICE,
    SECTOR,
    SHELTER,
    USBP,
    Child,
    World,
    minutes,
    reader,
)


def handlers(world: World, child: Child, organisation: str) -> tuple[Handler, ...]:
    world.project()
    return queries.of_person(world.views, reader(organisation), child.person).rows


def by_user(world: World, organisation: str, user: str) -> tuple[Handled, ...]:
    world.project()
    return queries.by_user(world.views, reader(organisation), UserId(user)).rows


def on_the_road(world: World) -> tuple[Child, OfferId]:
    """A child that left without an escort at 12:00, was taken by a carrier at 12:20 and stood at a door at 13:00."""
    child = world.child()
    child.placed()
    offer = child.accepted()
    child.left(offer, NOW)
    child.say(handoff.TakenByCarrier, CARRIER, NOW + minutes(20), offer=offer, trip=None, user="driver")
    child.say(handoff.Arrived, CARRIER, NOW + minutes(60), offer=offer, place=SHELTER, user="driver")
    return child, offer


def test_all_who_held_moved_or_decided_are_named_in_the_order_in_which_it_happened(world: World) -> None:
    child = world.child()
    child.placed()
    offer = child.accepted()
    child.left(offer, NOW + minutes(10), escort="usbp.guard")
    child.received(offer, NOW + minutes(90))
    child.say(care.Moved, "CARE-02", NOW + minutes(200), to_place="CARE-02", approved_by=UserId("orr.approver"))
    told = [(row.part, row.user_id, row.organisation_of) for row in handlers(world, child, "CARE-02")]
    assert told == [
        (Part.HELD, "usbp.1", USBP),
        *[(Part.DECIDED, user, of) for user, of in [("usbp.1", USBP)] * 2 + [("orr.1", ORR)] * 2],
        (Part.DECIDED, "usbp.1", USBP),
        (Part.DECIDED, "care-01.1", CARE),
        (Part.REPORTED, "usbp.1", USBP),
        (Part.ESCORTED, "usbp.guard", USBP),
        (Part.MOVED, "usbp.1", USBP),
        (Part.HELD, "care-01.1", CARE),
        (Part.APPROVED, "orr.approver", ORR),
        (Part.HELD, "care-02.1", "CARE-02"),
    ]


def test_a_handler_comes_with_role_and_both_clocks(world: World) -> None:
    child = world.child(at=NOW - timedelta(hours=2))
    world.move_clock(NOW + minutes(30))
    child.say(care.AbsenceStarted, USBP, NOW - minutes(5), kind=codes.AbsenceKind.HOSPITAL, escort=UserId("nurse"))
    _, named, signed = handlers(world, child, USBP)
    assert (signed.role, signed.topic, signed.event_id) == ("officer", care.AbsenceStarted.TOPIC, named.event_id)
    assert (named.role, named.office) == (None, None)
    assert signed.happened_at == NOW - minutes(5)
    assert signed.recorded_at >= NOW + minutes(30)


def test_a_struck_event_stays_and_names_what_struck_it(world: World) -> None:
    child = world.child()
    child.say(care.AbsenceStarted, USBP, NOW, kind=codes.AbsenceKind.COURT, escort=UserId("guard"))
    struck = child.last["start-absence"]
    child.say(care.CustodyVoided, USBP, target=struck, reason=StrikeReason.DID_NOT_OCCUR)
    rows = handlers(world, child, USBP)
    by = child.last["void"]
    assert {(row.part, row.struck_by) for row in rows} == {
        (Part.HELD, None), (Part.MOVED, by), (Part.ESCORTED, by), (Part.DECIDED, None),
    }  # fmt: skip
    assert {row.struck_by for row in by_user(world, USBP, "guard")} == {by}
    child.say(care.CustodyVoided, USBP, target=by, reason=StrikeReason.INCORRECT_DATA)
    assert {row.struck_by for row in handlers(world, child, USBP) if row.event_id == struck} == {None}


def test_only_who_may_know_the_child_is_told_its_handlers(world: World) -> None:
    child, offer = on_the_road(world)
    for organisation in (USBP, CARE, CARRIER, "DHS-OIG"):
        assert handlers(world, child, organisation)
        assert queries.gaps_of(world.views, reader(organisation), child.person).rows
    child.received(offer, NOW + minutes(70))
    for organisation in (CARE, ORR, "DHS-OIG"):
        assert handlers(world, child, organisation)
    for organisation in (USBP, CARRIER, ICE, "CARE-02", "ADVOCATE-A"):
        with pytest.raises(NotPermitted):
            handlers(world, child, organisation)
        with pytest.raises(NotPermitted):
            queries.gaps_of(world.views, reader(organisation), child.person)


def test_an_unknown_person_is_refused_like_one_that_is_not_shown(world: World) -> None:
    child = world.child()
    world.project()
    reasons = set()
    for person in (child.person, PersonId(uuid4())):
        with pytest.raises(NotPermitted) as refused:
            queries.of_person(world.views, reader(ICE), person)
        reasons.add(refused.value.reason)
    assert len(reasons) == 1


def test_an_official_is_shown_to_its_own_organisation_and_to_oversight(world: World) -> None:
    first, second = world.people(2)
    first.say(care.AbsenceStarted, USBP, NOW, kind=codes.AbsenceKind.COURT, user="shared")
    second.say(care.AbsenceEnded, ICE, NOW, place=OFFICE, user="shared")
    assert [(row.person_id, row.topic) for row in by_user(world, USBP, "shared")] == [
        (first.person, care.AbsenceStarted.TOPIC)
    ]
    assert [row.organisation_of for row in by_user(world, "DHS-OIG", "shared")] == [USBP, ICE]
    assert by_user(world, CARE, "shared") == ()


def test_pages_of_an_official_give_every_row_once(world: World) -> None:
    for child in world.people(3):
        child.say(care.AbsenceStarted, USBP, NOW, kind=codes.AbsenceKind.COURT, escort=UserId("usbp.1"), user="usbp.1")
    every = by_user(world, USBP, "usbp.1")
    assert [row.part for row in every] == [Part.HELD] * 3 + [Part.ESCORTED, Part.MOVED] * 3
    for limit in (1, 2, 4, 9):
        pages: list[Handled] = []
        after = None
        while rows := queries.by_user(world.views, reader(USBP), UserId("usbp.1"), after=after, limit=limit).rows:
            assert len(rows) <= limit
            pages += rows
            after = (rows[-1].position, rows[-1].part)
        assert tuple(pages) == every


def test_gaps_of_a_child_run_from_one_signature_to_the_next(world: World) -> None:
    child, offer = on_the_road(world)
    world.move_clock(NOW + minutes(75))
    world.project()
    first, second = queries.gaps_of(world.views, reader(USBP), child.person).rows
    assert (first.place, first.carrier, first.answerable, first.minutes) == (SECTOR, None, USBP, 20)
    assert (second.place, second.carrier, second.minutes, second.until_at) == (SHELTER, CARRIER, 15, None)
    child.received(offer, NOW + minutes(90))
    world.project()
    _, second = queries.gaps_of(world.views, reader(CARE), child.person).rows
    assert (second.minutes, second.until_at) == (30, NOW + minutes(90))


def test_a_child_without_a_gap_is_known_to_have_none(world: World) -> None:
    child = world.child()
    world.project()
    assert queries.gaps_of(world.views, reader(USBP), child.person).rows == ()


def test_minutes_without_a_handler_are_summed_by_place_and_by_carrier_within_a_period(world: World) -> None:
    on_the_road(world)
    on_the_road(world)
    world.move_clock(NOW + minutes(100))
    world.project()

    def told(organisation: str, since: float, until: float) -> dict[tuple[bool, str | None], tuple[int, int, int]]:
        answer = queries.minutes(
            world.views, reader(organisation), since=NOW + minutes(since), until=NOW + minutes(until)
        )
        return {(row.by_carrier, row.code): (row.gaps, row.still_open, row.minutes) for row in answer.rows}

    whole = {
        (False, SHELTER): (2, 2, 80),
        (False, SECTOR): (2, 0, 40),
        (True, CARRIER): (2, 2, 80),
        (True, None): (2, 0, 40),
    }
    assert told("DHS-OIG", -60, 600) == told(USBP, -60, 600) == whole
    assert told("DHS-OIG", 10, 70) == {
        (False, SHELTER): (2, 2, 20),
        (False, SECTOR): (2, 0, 20),
        (True, CARRIER): (2, 2, 20),
        (True, None): (2, 0, 20),
    }
    assert told(CARRIER, -60, 600) == {key: value for key, value in whole.items() if key[1] in {SHELTER, CARRIER}}
    assert told(ICE, -60, 600) == told("DHS-OIG", 120, 600) == {}


def test_a_period_without_length_is_refused(world: World) -> None:
    with pytest.raises(InvalidValue):
        queries.minutes(world.views, reader(USBP), since=NOW, until=NOW)


def test_each_signer_has_one_kind_of_part() -> None:
    assert set(HOLDING) | set(MOVING) < CUSTODY_EVENTS
    assert not [cls for cls in (*HOLDING, *MOVING) if issubclass(cls, Decision)]
    assert not set(HOLDING) & set(MOVING)
