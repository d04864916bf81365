"""Whether the program runs, and whether it can serve. They tell nothing else, and need no token."""

from typing import Literal

import msgspec
from fastapi import APIRouter
from fastapi.responses import Response

from api.http.contract import Contract
from api.http.requesting import At
from ledger.store.write_errors import StoreUnavailable


class Health(msgspec.Struct, kw_only=True, frozen=True):
    """The program's state."""

    status: Literal["ok"]


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["health"])
    contract.operation(
        made, "/healthz", alive, method="GET", answer=Health, errors=(), summary="The program runs.", name="alive"
    )
    contract.operation(
        made,
        "/readyz",
        ready,
        method="GET",
        answer=Health,
        errors=(StoreUnavailable,),
        summary="The program can reach its database.",
        name="ready",
    )
    return made


def alive() -> Response:
    """Say that the program runs."""
    return Response(content=msgspec.json.encode(Health(status="ok")), media_type="application/json")


def ready(site: At) -> Response:
    """Say so only after the database has answered."""
    site.ledger.log_recorder.head()
    return alive()
