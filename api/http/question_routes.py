"""What routes of questions share in the contract."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from api.http.contract import Contract
from api.requests.reading import FormInvalid
from api.tokens import NotAuthenticated
from ledger.domain.errors import CustodyError, InvalidValue, NotPermitted, UnknownStream
from ledger.store.write_errors import StoreUnavailable
from projections.positions import NotYet

ALWAYS: tuple[type[CustodyError], ...] = (
    NotAuthenticated,
    NotPermitted,
    UnknownStream,
    FormInvalid,
    InvalidValue,
    NotYet,
    StoreUnavailable,
)
"""Errors that any question can meet. What a reader may not see is answered as if it were not there."""


def ask(
    contract: Contract,
    router: APIRouter,
    path: str,
    endpoint: Callable[..., Response],
    *,
    answer: Any,  # noqa: ANN401  # a type
    summary: str,
) -> None:
    """Add the route of a question."""
    contract.operation(
        router,
        path,
        endpoint,
        method="GET",
        answer=answer,
        errors=ALWAYS,
        summary=summary,
        name=f"ask.{endpoint.__name__}",
    )
