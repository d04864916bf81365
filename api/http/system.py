"""The state of the system itself: which database this is, its clock, and how far each view has come."""

from datetime import datetime

import msgspec
from fastapi import APIRouter
from fastapi.responses import Response

from api.http.asking import Asked
from api.http.contract import Contract
from api.http.question_routes import ask
from ledger.domain.reader import Action
from ledger.domain.register import organisation
from projections import positions
from projections.asking import permit


class ViewShown(msgspec.Struct, kw_only=True, frozen=True):
    """Where one view is."""

    view: str
    position: int
    behind: int
    stopped_at: datetime | None


class SystemAnswer(msgspec.Struct, kw_only=True, frozen=True):
    """The system."""

    position: int
    purpose: str
    """`live`, or `simulation`: no person in it is real."""
    origin: str
    clock: datetime
    """The clock that decisions and deadlines read."""
    views: tuple[ViewShown, ...]


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["system"])
    ask(contract, made, "/v1/system", system, answer=SystemAnswer, summary="Which database this is, and its views.")
    return made


def system(asker: Asked) -> Response:
    """Answer what state the system is in."""
    permit(asker.reader, Action.SYSTEM)
    position = asker.head()
    pool = asker.site.readers.pools[organisation(asker.reader.organisation).reader_class]
    with pool.connection() as connection:
        lags = positions.lag(connection)
    body = SystemAnswer(
        position=position,
        purpose=asker.site.identity.purpose,
        origin=asker.site.identity.origin,
        clock=asker.site.readers.log.clock(asker.reader),
        views=tuple(
            ViewShown(view=each.view, position=each.position, behind=each.behind, stopped_at=each.stopped_at)
            for each in lags
        ),
    )
    return asker.told("system", body, position=position)
