"""Routes of two people: every claim and judgement. The first in the address is said to be something to the second."""

from collections.abc import Callable
from typing import get_args
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.http.command_routes import perform, stream_routes
from api.http.contract import Contract
from api.http.requesting import Changed
from ledger.domain.event import Event
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.values import PersonId

ADDRESS = "/v1/relationships"


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["relationships"])
    classes = list(get_args(RelationshipEvent))
    stream_routes(made, contract, classes, address=f"{ADDRESS}/{{relative}}/{{relative_of}}", endpoint_of=_on_pair)
    return made


def _on_pair(cls: type[Event]) -> Callable[..., Response]:
    def endpoint(relative: UUID, relative_of: UUID, change: Changed) -> Response:
        stream = relationship_id(PersonId(relative), PersonId(relative_of))
        return perform(change, cls, stream, subject=(relative, relative_of))

    return endpoint
