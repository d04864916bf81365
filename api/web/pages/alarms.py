"""Alarms about families, one kind at a time, and news of relatives: each with the act that answers it."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.cursors import from_cursor, to_cursor
from api.web.people import named
from api.web.visiting import Here
from ledger.domain.register import ORGANISATIONS, ReaderClass
from projections.family_watch import queries
from projections.family_watch.queries import AlarmKind

ROWS = 50


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/alarms", listed, methods=["GET"])
    made.add_api_route("/news", news, methods=["GET"])
    return made


def listed(visitor: Here) -> Response:
    """How many alarms of each kind are open, and those of the kind chosen: the loudest that there is when none is."""
    asked = visitor.request.query_params
    views, reader, at_least = visitor.site.views, visitor.reader, visitor.at_least
    counts = {row.kind: row.open for row in queries.counted(views, reader, at_least=at_least).rows}
    loudest = next((kind for kind in AlarmKind if kind in counts), AlarmKind.REMOVED_WITHOUT_CHILD)
    kind = AlarmKind(asked["kind"]) if asked.get("kind") in set(AlarmKind) else loudest
    after = from_cursor(asked.get("cursor"), queries.Cursor)
    answer = queries.alarms(views, reader, kind=kind, after=after, limit=ROWS, at_least=at_least)
    persons = [person for row in answer.rows for person in row.persons]
    visitor.on_record("alarms", persons, position=answer.position)
    return visitor.show(
        "alarms.html",
        acts=ORGANISATIONS[reader.organisation].reader_class is not ReaderClass.OVERSIGHT,
        kinds=tuple(AlarmKind),
        counts=counts,
        chosen=kind,
        rows=answer.rows,
        names=named(visitor, persons),
        cursor=to_cursor(answer.rows[-1].cursor) if len(answer.rows) >= ROWS else None,
        position=answer.position,
        now=visitor.now,
    )


def news(visitor: Here) -> Response:
    """What became of the relatives of the organisation's people."""
    place = from_cursor(visitor.request.query_params.get("cursor"), tuple[int])
    answer = queries.news(
        visitor.site.views,
        visitor.reader,
        before=place[0] if place else None,
        limit=ROWS,
        at_least=visitor.at_least,
    )
    persons = [person for row in answer.rows for person in (row.person_id, *row.about)]
    visitor.on_record("news", persons, position=answer.position)
    return visitor.show(
        "news.html",
        rows=answer.rows,
        names=named(visitor, persons),
        cursor=to_cursor((answer.rows[-1].position,)) if len(answer.rows) >= ROWS else None,
        position=answer.position,
        now=visitor.now,
    )
