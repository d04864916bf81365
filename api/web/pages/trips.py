"""A trip: the vehicle, where it is expected, what was reported of it, and what can be reported next."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.web.command_targets import COMMANDS, target_of
from api.web.visiting import Here
from ledger.domain import trip_state
from ledger.domain.errors import UnknownStream
from ledger.domain.event import Correction, Recorded, Report, Void
from ledger.domain.history_order import in_history_order
from ledger.domain.strikes import struck
from ledger.domain.trip import TripDelayed, TripEvent, TripPlanned

REPORTS = [cls for cls in COMMANDS["trips"].values() if issubclass(cls, Report)]


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/trips/{trip}", one_trip, methods=["GET"])
    return made


def one_trip(visitor: Here, trip: UUID) -> Response:
    """One trip. It says nothing of who is in the vehicle."""
    target = target_of(visitor, "trips", trip, TripDelayed)
    recorded = cast("Sequence[Recorded[TripEvent]]", target.recorded)
    if not recorded:
        raise UnknownStream("no such trip")
    gone = struck(recorded)
    rows = in_history_order([item for item in recorded if not isinstance(item.event, Correction | Void)])
    standing = [item.event for item in rows if item.event.event_id not in gone]
    return visitor.show(
        "command/trip.html",
        target=target,
        teller=target.teller(visitor),
        state=trip_state.fold(recorded),
        plan=next((event for event in standing if isinstance(event, TripPlanned)), None),
        rows=rows,
        gone=gone,
        reports=REPORTS,
        now=visitor.now,
    )
