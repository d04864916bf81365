"""Routes of groups: forming one, and every command on it."""

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
from ledger.domain.family.events import FamilyEvent, GroupFormed

ADDRESS = "/v1/families"


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["families"])
    form = form_of(GroupFormed)
    opening_route(made, contract, ADDRESS, form_one, form=form, name="family.formed")
    classes = [cls for cls in get_args(FamilyEvent) if cls is not GroupFormed]
    stream_routes(made, contract, classes, address=f"{ADDRESS}/{{family}}", endpoint_of=_on_group)
    contract.variants["FamilyCorrectedRequest.replacement"].append(form)
    return made


def form_one(change: Changed) -> Response:
    """Form a group."""
    command = single.form_group(change.asked, change.body)
    return answers.opened(command, commands.record(change.asked.ledger, command), path=ADDRESS)


def _on_group(cls: type[Event]) -> Callable[..., Response]:
    def endpoint(family: UUID, change: Changed) -> Response:
        return perform(change, cls, family, subject=family)

    return endpoint
