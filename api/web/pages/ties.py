"""Possible ties that wait for a person, for the desk that reunites families: who, why, and the form that judges."""

from fastapi import APIRouter
from fastapi.responses import Response

from api import ties
from api.cursors import from_cursor, to_cursor
from api.web.family_ties import Row, reasons, seen_first
from api.web.visiting import Here
from ledger.domain.reader import Action, may_read
from projections.ties import queries

ROWS = 50


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/ties", listed, methods=["GET"])
    return made


def listed(visitor: Here) -> Response:
    """The list; for everybody else, whose it is and where they find possible ties of their own people."""
    if not may_read(visitor.reader, Action.TIE_DESK, None).allowed:
        return visitor.show("ties.html", rows=None, on_pages=ties.may_ask(visitor.reader), position=None)
    site = visitor.site
    found = ties.listed(
        site.views,
        site.readers.log,
        site.ledger.custody_mapper.codec,
        visitor.reader,
        after=from_cursor(visitor.request.query_params.get("cursor"), queries.Cursor),
        limit=ROWS,
        at_least=visitor.at_least,
    )
    visitor.on_record("open_ties", found.persons, position=found.position)
    goes_on = found.last is not None and len(found.rows) >= ROWS
    return visitor.show(
        "ties.html",
        rows=[Row(tie=tie, reasons=tuple(reasons(visitor.words, tie))) for tie in map(seen_first, found.rows)],
        cursor=to_cursor(found.last) if found.last and goes_on else None,
        position=found.position,
    )
