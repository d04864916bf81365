"""What is irregular or incomplete and still open: recorded all the same, and listed until somebody completes it."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.cursors import from_cursor, to_cursor
from api.web.people import named
from api.web.visiting import Here
from ledger.domain.custody.facets import Mark
from projections.irregular import queries as irregular

ROWS = 50


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/irregular", listed, methods=["GET"])
    return made


def listed(visitor: Here) -> Response:
    """Open irregularities, their counts by code, and linked people with two custodians."""
    asked = visitor.request.query_params
    code = Mark(asked["code"]) if asked.get("code") in set(Mark) else None
    place = from_cursor(asked.get("cursor"), tuple[int, UUID, str])
    views, reader, at_least = visitor.site.views, visitor.reader, visitor.at_least
    counts = irregular.counted(views, reader, at_least=at_least)
    answer = irregular.listed(
        views,
        reader,
        code=code,
        after=irregular.Cursor(position=place[0], event_id=place[1], code=place[2]) if place else None,
        limit=ROWS,
        at_least=at_least,
    )
    pairs = irregular.two_custodians(views, reader, at_least=at_least)
    persons = [row.person_id for row in answer.rows]
    persons += [person for pair in pairs.rows for person in (pair.person_id, pair.other_person)]
    visitor.on_record("irregular", persons, position=answer.position)
    last = answer.rows[-1].cursor if len(answer.rows) >= ROWS else None
    return visitor.show(
        "irregular.html",
        counts=counts.rows,
        chosen=code,
        rows=answer.rows,
        pairs=pairs.rows,
        names=named(visitor, persons),
        cursor=to_cursor((last.position, last.event_id, last.code)) if last else None,
        position=answer.position,
        now=visitor.now,
    )
