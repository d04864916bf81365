"""Handlers: in what an official had a part, and minutes in which nobody had signed, by place and by carrier."""

import re
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from api.cursors import from_cursor, to_cursor
from api.requests.texts import BY_TYPE
from api.web.people import named
from api.web.visiting import Here
from ledger.domain.errors import UnknownStream
from ledger.domain.values import UserId
from projections.handlers import queries as handlers
from projections.handlers.parts import Part

ROWS = 50
PERIODS = (1, 7, 30, 365)
"""Days back from now that can be asked for."""


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/handlers", overview, methods=["GET"])
    made.add_api_route("/handlers/{user}", one_official, methods=["GET"])
    return made


def overview(visitor: Here) -> Response:
    """Minutes without a named handler, and the way to one official."""
    asked = visitor.request.query_params.get("days", "")
    days = int(asked) if asked in {str(each) for each in PERIODS} else PERIODS[2]
    answer = handlers.minutes(
        visitor.site.views,
        visitor.reader,
        since=visitor.now - timedelta(days=days),
        until=visitor.now,
        at_least=visitor.at_least,
    )
    official = visitor.request.query_params.get("user", "").strip()
    if official and re.fullmatch(BY_TYPE["UserId"].pattern, official):
        return visitor.go(f"/handlers/{official}")
    return visitor.show(
        "handlers.html",
        rows=answer.rows,
        days=days,
        periods=PERIODS,
        not_a_user=bool(official),
        own=visitor.reader.user,
        position=answer.position,
    )


def one_official(visitor: Here, user: str) -> Response:
    """All in which an official had a part, in the order of the log."""
    if not re.fullmatch(BY_TYPE["UserId"].pattern, user):
        raise UnknownStream("no such official")
    answer = handlers.by_user(
        visitor.site.views,
        visitor.reader,
        UserId(user),
        after=from_cursor(visitor.request.query_params.get("cursor"), tuple[int, Part]),
        limit=ROWS,
        at_least=visitor.at_least,
    )
    persons = [row.person_id for row in answer.rows]
    visitor.on_record("handled_by", persons, position=answer.position)
    last = answer.rows[-1] if len(answer.rows) >= ROWS else None
    return visitor.show(
        "handler.html",
        user=user,
        rows=answer.rows,
        names=named(visitor, persons),
        cursor=to_cursor((last.position, last.part)) if last else None,
        position=answer.position,
        now=visitor.now,
    )
