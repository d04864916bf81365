"""The trip stream: facts of a vehicle under way. It decides nothing about any person's custody."""

from dataclasses import dataclass

from ledger.domain import codes
from ledger.domain.event import Correction, Report, Void
from ledger.domain.values import Instant, OrganisationCode, PlaceCode, TripId


@dataclass(frozen=True, kw_only=True)
class TripReport(Report):
    """A statement about a trip."""

    trip: TripId


@dataclass(frozen=True, kw_only=True)
class TripPlanned(TripReport):
    """A vehicle and a way are arranged: opens the stream."""

    TOPIC = "trip.planned.v1"
    COMMAND = "plan"
    mode: codes.TravelMode
    vehicle: str | None
    """Fleet number of the vehicle or number of the flight."""
    carrier: OrganisationCode
    from_place: PlaceCode
    to_place: PlaceCode
    expected_arrival: Instant | None


@dataclass(frozen=True, kw_only=True)
class TripDeparted(TripReport):
    """The vehicle left."""

    TOPIC = "trip.departed.v1"
    COMMAND = "depart"
    place: PlaceCode


@dataclass(frozen=True, kw_only=True)
class TripStopped(TripReport):
    """The vehicle made a stop."""

    TOPIC = "trip.stopped.v1"
    COMMAND = "stop"
    place: PlaceCode | None
    reason: codes.TravelReason


@dataclass(frozen=True, kw_only=True)
class VehicleChanged(TripReport):
    """The people went over to another vehicle."""

    TOPIC = "trip.vehicle_changed.v1"
    COMMAND = "change-vehicle"
    mode: codes.TravelMode
    vehicle: str | None
    carrier: OrganisationCode
    reason: codes.TravelReason


@dataclass(frozen=True, kw_only=True)
class TripDelayed(TripReport):
    """The vehicle will be late."""

    TOPIC = "trip.delayed.v1"
    COMMAND = "delay"
    reason: codes.TravelReason
    expected_arrival: Instant


@dataclass(frozen=True, kw_only=True)
class TripArrived(TripReport):
    """The vehicle is there."""

    TOPIC = "trip.arrived.v1"
    COMMAND = "arrive"
    place: PlaceCode
    head_count: int | None = None


@dataclass(frozen=True, kw_only=True)
class TripCorrected(Correction):
    """A record of this trip was wrong; `replacement` stands in its place."""

    TOPIC = "trip.corrected.v1"
    COMMAND = "correct"
    trip: TripId


@dataclass(frozen=True, kw_only=True)
class TripVoided(Void):
    """A record of this trip does not stand."""

    TOPIC = "trip.voided.v1"
    COMMAND = "void"
    trip: TripId


TripEvent = (
    TripPlanned | TripDeparted | TripStopped | VehicleChanged | TripDelayed | TripArrived | TripCorrected | TripVoided
)
