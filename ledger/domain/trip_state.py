"""State of a trip and the guards of its corrections: all else about a trip is a report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from ledger.domain import trip
from ledger.domain.errors import Refused
from ledger.domain.event import Recorded
from ledger.domain.history_order import in_history_order
from ledger.domain.strikes import check_strike, standing
from ledger.domain.trip import TripEvent
from ledger.domain.values import Instant, OrganisationCode, PlaceCode


@dataclass(frozen=True, kw_only=True)
class TripState:
    """A vehicle under way, as far as it is known."""

    planned_by: OrganisationCode | None = None
    carrier: OrganisationCode | None = None
    to_place: PlaceCode | None = None
    last_place: PlaceCode | None = None
    expected_arrival: Instant | None = None
    arrived: bool = False


def fold(recorded: Sequence[Recorded[TripEvent]]) -> TripState:
    """The state after the events that stand, as they happened."""
    state = TripState()
    for item in in_history_order(standing(recorded)):
        state = evolve(state, item.event)
    return state


def evolve(state: TripState, event: TripEvent) -> TripState:
    """The state after one more event."""
    match event:
        case trip.TripPlanned():
            return replace(
                state,
                planned_by=event.by.organisation,
                carrier=event.carrier,
                to_place=event.to_place,
                expected_arrival=event.expected_arrival,
            )
        case trip.TripDeparted():
            return replace(state, last_place=event.place)
        case trip.TripStopped():
            return replace(state, last_place=event.place or state.last_place)
        case trip.VehicleChanged():
            return replace(state, carrier=event.carrier)
        case trip.TripDelayed():
            return replace(state, expected_arrival=event.expected_arrival)
        case trip.TripArrived():
            return replace(state, last_place=event.place, arrived=True)
        case trip.TripCorrected() | trip.TripVoided():
            return state
        case _:
            assert_never(event)


def guard(recorded: Sequence[Recorded[TripEvent]], proposed: TripEvent) -> None:
    """Pass, or refuse.

    Raises:
        Refused: the trip was never planned or is planned twice, or a strike has no target.
    """
    if isinstance(proposed, trip.TripPlanned) == bool(recorded):
        raise Refused("trip_not_planned" if not recorded else "trip_already_planned", "a trip is planned once, first")
    if isinstance(proposed, trip.TripCorrected | trip.TripVoided):
        target = check_strike(recorded, proposed)
        if target.version == 1 and isinstance(proposed, trip.TripVoided):
            raise Refused("opening_record", "the plan can be corrected", allowed=["correct"])
