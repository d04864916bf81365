"""Places: how many are where, and for one place who is there and who is coming."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.cursors import from_cursor, to_cursor
from api.web.people import named
from api.web.visiting import Here
from ledger.domain.errors import UnknownStream
from ledger.domain.register import PLACES
from ledger.domain.values import EpisodeId, PlaceCode
from projections.current_custody import queries as current_custody
from projections.handoffs import queries as handoffs

ROWS = 50


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/places", places, methods=["GET"])
    made.add_api_route("/places/{code}", one_place, methods=["GET"])
    return made


def places(visitor: Here) -> Response:
    """How many are where, of those whom the reader may see."""
    answer = current_custody.counted(visitor.site.views, visitor.reader, at_least=visitor.at_least)
    held: dict[PlaceCode | None, int] = {}
    for row in answer.rows:
        held[row.place] = held.get(row.place, 0) + row.children
    rows = sorted(held.items(), key=lambda item: -item[1])
    own = visitor.who.caller.actor.office
    return visitor.show("places.html", rows=rows, own=own, position=answer.position)


def one_place(visitor: Here, code: str) -> Response:
    """Who is at a place, and who is on the way to it."""
    place = PLACES.get(PlaceCode(code))
    if place is None:
        raise UnknownStream("no such place")
    after = from_cursor(visitor.request.query_params.get("cursor"), tuple[UUID])
    views, reader, at_least = visitor.site.views, visitor.reader, visitor.at_least
    here = current_custody.listed(
        views, reader, place=place.code, after=EpisodeId(after[0]) if after else None, limit=ROWS, at_least=at_least
    )
    coming = handoffs.waiting_for(views, reader, place=place.code, limit=ROWS, at_least=at_least)
    persons = [row.person_id for row in here.rows] + [row.person_id for row in coming.rows]
    visitor.on_record("at_place", persons, position=here.position)
    return visitor.show(
        "place.html",
        where=place,
        here=here.rows,
        coming=coming.rows,
        names=named(visitor, persons),
        cursor=to_cursor((here.rows[-1].episode,)) if len(here.rows) >= ROWS else None,
        position=min(here.position, coming.position),
        now=visitor.now,
    )
