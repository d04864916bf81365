"""The system itself: which database this is, its clock, how far each list has come, and what has stopped."""

from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import Response

from api.web.visiting import Here
from ledger.domain.reader import Action
from ledger.domain.register import organisation
from projections import positions
from projections.asking import permit


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/system", system, methods=["GET"])
    return made


def system(visitor: Here) -> Response:
    """The state of the system."""
    permit(visitor.reader, Action.SYSTEM)
    known = visitor.site.readers.log.known(visitor.reader, None)
    pool = visitor.site.readers.pools[organisation(visitor.reader.organisation).reader_class]
    with pool.connection() as connection:
        lags = positions.lag(connection)
    return visitor.show(
        "system.html",
        identity=visitor.site.identity,
        release=version("custody-ledger"),
        watched=visitor.site.feed.watched,
        lags=lags,
        position=known.position,
        now=visitor.now,
    )
