"""The board of those who have left and have not been received: minutes, who answers, where they are expected."""

from uuid import uuid4

from ledger.domain import codes, trip
from ledger.domain.custody import care, handoff
from ledger.domain.custody.facets import Whereabouts
from ledger.domain.values import Instant, TripId
from projections.between_hands import queries
from projections.between_hands.queries import BetweenHands
from tests.projections.world import (
    CARE,
    CARRIER,
    NOW,
    OVERSIGHT,
    SECTOR,
    SHELTER,
    USBP,
    World,
    event,
    minutes,
    official,
    reader,
)

LEFT, TAKEN, ARRIVED, RECEIVED = (NOW + minutes(count) for count in (60, 75, 180, 200))


def board(world: World, by: str = OVERSIGHT) -> tuple[BetweenHands, ...]:
    world.project()
    return queries.board(world.views, reader(by)).rows


def test_a_child_is_on_the_board_from_the_departure_to_the_receipt(world: World) -> None:
    child = world.child()
    child.placed()
    offer = child.accepted()
    assert board(world) == ()
    child.left(offer, LEFT)
    world.move_clock(LEFT + minutes(30.9))
    [left] = board(world)
    assert (left.person_id, left.offer, left.since, left.minutes_open) == (child.person, offer, LEFT, 30)
    assert (left.giver, left.answerable, left.holder) == (USBP, USBP, USBP)
    assert (left.from_place, left.to_organisation, left.to_place) == (SECTOR, CARE, SHELTER)
    assert (left.handler, left.gap_since, left.minutes_without_handler) == (None, LEFT, 30)
    child.received(offer, RECEIVED)
    assert board(world) == ()


def test_a_signature_ends_the_gap_and_the_door_begins_another(world: World) -> None:
    child = world.child()
    child.placed()
    offer = child.accepted()
    child.left(offer, LEFT)
    child.say(handoff.TakenByCarrier, CARRIER, TAKEN, offer=offer, trip=None, user="carrier.3")
    [taken] = board(world)
    assert (taken.handler, taken.gap_since, taken.minutes_without_handler) == ("carrier.3", None, None)
    assert (taken.carrier, taken.holder, taken.answerable, taken.since) == (CARRIER, CARRIER, USBP, LEFT)
    child.say(handoff.Arrived, CARE, ARRIVED, offer=offer, place=SHELTER)
    child.say(handoff.RefusedAtDoor, CARE, ARRIVED + minutes(10), offer=offer, place=SHELTER, reason="no_bed")
    [door] = board(world)
    assert (door.whereabouts, door.place) == (Whereabouts.AT_THE_DOOR, SHELTER)
    assert (door.handler, door.gap_since) == (None, ARRIVED)
    assert (door.minutes_open, door.minutes_without_handler) == (130, 10)


def test_a_delay_is_told_of_the_trip_once_for_all_its_children(world: World) -> None:
    ride, due = TripId(uuid4()), NOW + minutes(300)
    planned = event(
        trip.TripPlanned,
        official("USBP"),
        LEFT,
        trip=ride,
        mode=codes.TravelMode.VAN,
        vehicle="V-7",
        carrier=CARRIER,
        from_place=SECTOR,
        to_place=SHELTER,
        expected_arrival=Instant(due),
    )
    world.record((ride, planned))
    for child in world.people(2):
        child.placed()
        child.left(child.accepted(), LEFT, trip=ride)
    assert {(row.trip, row.carrier, row.expected_arrival) for row in board(world)} == {(ride, CARRIER, due)}
    late = Instant(due + minutes(90))
    delayed = event(trip.TripDelayed, official("CARRIER-A"), LEFT, trip=ride, reason="traffic", expected_arrival=late)
    world.record((ride, delayed))
    assert [row.expected_arrival for row in board(world)] == [late.at, late.at]


def test_longest_under_way_comes_first(world: World) -> None:
    later, earlier = world.people(2)
    for child, minute in ((later, 90), (earlier, 60)):
        child.placed()
        offer = child.accepted()
        child.say(handoff.Dispatched, USBP, NOW + minutes(minute), offer=offer, trip=None, escort=None)
    assert [row.person_id for row in board(world)] == [earlier.person, later.person]


def test_a_dispatch_that_is_voided_was_none_and_one_told_late_was_one(world: World) -> None:
    child = world.child()
    child.placed()
    offer = child.accepted()
    child.left(offer, LEFT)
    assert len(board(world)) == 1
    child.say(care.CustodyVoided, USBP, target=child.last["dispatch"], reason="did_not_occur")
    assert board(world) == ()
    world.move_clock(RECEIVED)
    child.say(handoff.Dispatched, USBP, LEFT, offer=offer, trip=None, escort=None)
    [told] = board(world)
    assert (told.since, told.minutes_open) == (LEFT, 140)


def test_the_board_is_shown_to_giver_carrier_addressee_and_orr(world: World) -> None:
    child = world.child()
    child.placed()
    offer = child.accepted()
    child.left(offer, LEFT)
    child.say(handoff.TakenByCarrier, CARRIER, TAKEN, offer=offer, trip=None)
    shown = {by for by in ("USBP", "OFO", "ICE", "ORR", "CARE-01", "CARE-02", "CARRIER-A") if board(world, by)}
    assert shown == {"USBP", "CARE-01", "CARRIER-A", "ORR"}
