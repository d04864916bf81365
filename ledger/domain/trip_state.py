"""State of a trip and the guards of its corrections: all else about a trip is a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from ledger.domain import trip
from ledger.domain.copies import changed
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
            return changed(
                state,
                planned_by=event.by.organisation,
                carrier=event.carrier,
                to_place=event.to_place,
                expected_arrival=event.expected_arrival,
            )
        case trip.TripDeparted():
            return changed(state, last_place=event.place)
        case trip.TripStopped():
            return changed(state, last_place=event.place or state.last_place)
        case trip.VehicleChanged():
            return changed(state, carrier=event.carrier)
        case trip.TripDelayed():
            return changed(state, expected_arrival=event.expected_arrival)
        case trip.TripArrived():
            return changed(state, last_place=event.place, arrived=True)
        case trip.TripCorrected() | trip.TripVoided():
            return state
        case _:
            assert_never(event)


def guard(recorded: Sequence[Recorded[TripEvent]], proposed: TripEvent, *, is_replacement: bool = False) -> None:
    """Pass, or refuse.

    Raises:
        Refused: the trip was never planned or is planned twice, or a strike has no target.
    """
    if not recorded and not isinstance(proposed, trip.TripPlanned):
        raise Refused("trip_not_planned", "a trip is planned first", allowed=["plan"])
    if recorded and isinstance(proposed, trip.TripPlanned) and not is_replacement:
        raise Refused("trip_already_planned", "a trip is planned once; the plan can be corrected", allowed=["correct"])
    if isinstance(proposed, trip.TripCorrected | trip.TripVoided):
        check_strike(recorded, proposed)
