"""Routes of person records: registering, and every command on a record."""

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
from api.requests.single import NOT_ASKED
from ledger.domain import person
from ledger.domain.event import Event

ADDRESS = "/v1/people"


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["people"])
    form = form_of(person.PersonRegistered)
    opening_route(made, contract, ADDRESS, register, form=form, name="person.registered")
    classes = [cls for cls in get_args(person.PersonEvent) if cls not in NOT_ASKED]
    stream_routes(made, contract, classes, address=f"{ADDRESS}/{{person}}", endpoint_of=_on_person)
    contract.variants["PersonCorrectedRequest.replacement"].append(form)
    return made


def register(change: Changed) -> Response:
    """Register a person."""
    command = single.register(change.asked, change.body)
    return answers.opened(command, commands.record(change.asked.ledger, command), path=ADDRESS)


def _on_person(cls: type[Event]) -> Callable[..., Response]:
    def endpoint(person: UUID, change: Changed) -> Response:
        return perform(change, cls, person, subject=person)

    return endpoint
