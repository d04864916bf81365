"""A trip's state: the reports that stand, in the order in which they happened, whatever order they arrived in."""

from typing import TypeVar, cast

import pytest

from ledger.domain import codes, person, trip, trip_state
from ledger.domain.catalog import AnyEvent
from ledger.domain.errors import Refused
from ledger.domain.event import Recorded, StrikeReason
from ledger.domain.proposal import Proposal
from ledger.domain.trip import TripEvent
from ledger.domain.trip_state import TripState
from ledger.domain.values import Instant
from tests.domain.builders import CHILD, LATE, TRIP, claim, make, moment, registered
from tests.domain.story import Log

R = TypeVar("R", bound=trip.TripReport)
WEATHER = codes.TravelReason.WEATHER


def at(minute: float) -> Instant:
    return Instant(moment(minute))


def said(cls: type[R], minute: float, **values: object) -> R:
    return make(cls, "USBP", "", {"trip": TRIP, "claimed": claim(minute), **values})


def planned(*, to_place: str = "CARE-01") -> trip.TripPlanned:
    way = {"carrier": "CARRIER-A", "from_place": "BP-RGV", "to_place": to_place, "expected_arrival": at(300)}
    return said(trip.TripPlanned, 0, mode=codes.TravelMode.BUS, vehicle=None, **way)


def changed_vehicle(minute: float = 90) -> trip.VehicleChanged:
    vehicle = {"mode": codes.TravelMode.VAN, "vehicle": "17", "carrier": "CARRIER-B"}
    return said(trip.VehicleChanged, minute, reason=codes.TravelReason.BREAKDOWN, **vehicle)


def arrived() -> trip.TripArrived:
    return said(trip.TripArrived, 310, place="CARE-01", head_count=3)


def voided(target: TripEvent) -> trip.TripVoided:
    values = {"trip": TRIP, "target": target.event_id, "reason": StrikeReason.DID_NOT_OCCUR}
    return make(trip.TripVoided, "USBP", "", values)


def corrected(target: TripEvent, replacement: TripEvent) -> trip.TripCorrected:
    ids = {"target": target.event_id, "replacement": replacement.event_id}
    return make(trip.TripCorrected, "USBP", "", {"trip": TRIP, "reason": StrikeReason.INCORRECT_DATA, **ids})


def after(*commands: TripEvent | tuple[TripEvent, ...]) -> TripState:
    """The state after these commands; a tuple is several events in one."""
    log = Log()
    for command in commands:
        events = command if isinstance(command, tuple) else (command,)
        log.record([Proposal(stream=TRIP, event=event) for event in events], now=moment(LATE))
    return trip_state.fold(cast("list[Recorded[TripEvent]]", log.streams[TRIP]))


def test_a_journey_as_it_was_reported() -> None:
    state = after(
        planned(),
        said(trip.TripDeparted, 20, place="BP-RGV"),
        said(trip.TripDelayed, 60, reason=WEATHER, expected_arrival=at(400)),
        said(trip.TripStopped, 80, place=None, reason=codes.TravelReason.REST),
        changed_vehicle(),
        arrived(),
    )
    assert state == TripState(
        planned_by=planned().by.organisation,
        carrier=changed_vehicle().carrier,
        to_place=planned().to_place,
        last_place=arrived().place,
        expected_arrival=at(400),
        arrived=True,
    )


def test_a_late_report_takes_its_place_in_the_journey() -> None:
    later = said(trip.TripDelayed, 200, reason=WEATHER, expected_arrival=at(500))
    earlier = said(trip.TripDelayed, 60, reason=WEATHER, expected_arrival=at(400))
    assert after(planned(), later, earlier) == after(planned(), earlier, later)
    assert after(planned(), later, earlier).expected_arrival == at(500)


def test_a_voided_report_counts_no_more() -> None:
    assert after(planned(), changed_vehicle(), voided(changed_vehicle())) == after(planned())
    assert not after(planned(), arrived(), voided(arrived())).arrived


def test_a_corrected_plan_is_the_plan() -> None:
    better = planned(to_place="CARE-02")
    assert after(planned(), (better, corrected(planned(), better))) == after(better)


def test_a_plan_is_corrected_by_a_plan_only() -> None:
    with pytest.raises(Refused) as refusal:
        after(planned(), (arrived(), corrected(planned(), arrived())))
    assert refusal.value.reason == "no_replacement"


def test_a_language_is_recorded_of_a_registered_person_only() -> None:
    values = {"person": CHILD, "claimed": claim(5), "language": "quc", "tested": True}
    language: AnyEvent = make(person.LanguageRecorded, "USBP", "", values)
    log = Log()
    with pytest.raises(Refused) as refusal:
        log.record([Proposal(stream=CHILD, event=language)], now=moment(LATE))
    assert refusal.value.reason == "not_registered"
    log.record([Proposal(stream=CHILD, event=registered().event)], now=moment(LATE))
    log.record([Proposal(stream=CHILD, event=language)], now=moment(LATE))
    assert [item.event for item in log.streams[CHILD]] == [registered().event, language]
