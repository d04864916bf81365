"""Routes of trips: planning one, and every report on it."""

from collections.abc import Callable
from typing import get_args
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api import commands
from api.http import answers
from api.http.command_routes import opening_route, perform, stream_routes
from api.http.contract import Contract
from api.http.requesting import Changed
from api.requests import single
from api.requests.forms import form_of
from ledger.domain.event import Event
from ledger.domain.trip import TripEvent, TripPlanned

ADDRESS = "/v1/trips"


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["trips"])
    form = form_of(TripPlanned)
    opening_route(made, contract, ADDRESS, plan, form=form, name="trip.planned")
    classes = [cls for cls in get_args(TripEvent) if cls is not TripPlanned]
    stream_routes(made, contract, classes, address=f"{ADDRESS}/{{trip}}", endpoint_of=_on_trip)
    contract.variants["TripCorrectedRequest.replacement"].append(form)
    return made


def plan(change: Changed) -> Response:
    """Plan a trip."""
    command = single.plan_trip(change.asked, change.body)
    return answers.opened(command, commands.record(change.asked.ledger, command), path=ADDRESS)


def _on_trip(cls: type[Event]) -> Callable[..., Response]:
    def endpoint(trip: UUID, change: Changed) -> Response:
        return perform(change, cls, trip, subject=trip)

    return endpoint
