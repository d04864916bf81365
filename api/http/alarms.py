"""Questions about families: alarms that only an event can answer, and what became of one's people's relatives."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.cursors import from_cursor
from api.http.asking import Asked, Cursor, Limit, page, page_of
from api.http.contract import Contract
from api.http.question_routes import ask
from projections.family_watch import queries
from projections.family_watch.queries import Alarm, AlarmCount, AlarmKind, News

ROWS = queries.PAGE_ROWS


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["alarms"])
    for path, endpoint, answer, summary in (
        (
            "/v1/alarms",
            alarms,
            page_of(Alarm),
            "Left without the child, a small child with nobody, whereabouts unknown, numbers that differ.",
        ),
        ("/v1/alarms/counts", alarm_counts, page_of(AlarmCount), "How many are open, by kind."),
        ("/v1/news", news, page_of(News), "What moved the relatives of one's own people last, newest first."),
    ):
        ask(contract, made, path, endpoint, answer=answer, summary=summary)
    return made


def alarms(
    asker: Asked, kind: Annotated[AlarmKind | None, Query()] = None, cursor: Cursor = None, limit: Limit = ROWS
) -> Response:
    """Answer which alarms are open."""
    after = from_cursor(cursor, queries.Cursor)
    answer = queries.alarms(
        asker.site.views, asker.reader, kind=kind, after=after, limit=limit, at_least=asker.at_least
    )
    body = page(Alarm, answer, limit=limit, cursor=answer.rows[-1].cursor if answer.rows else ())
    persons = [person for row in answer.rows for person in row.persons]
    return asker.told("alarms", body, position=answer.position, persons=persons)


def alarm_counts(asker: Asked) -> Response:
    """Answer how many are open."""
    answer = queries.counted(asker.site.views, asker.reader, at_least=asker.at_least)
    return asker.told("alarm_counts", page(AlarmCount, answer), position=answer.position)


def news(asker: Asked, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """Answer what became of relatives."""
    place = from_cursor(cursor, tuple[int])
    answer = queries.news(
        asker.site.views, asker.reader, before=place[0] if place else None, limit=limit, at_least=asker.at_least
    )
    body = page(News, answer, limit=limit, cursor=(answer.rows[-1].position,) if answer.rows else ())
    persons = [person for row in answer.rows for person in (row.person_id, *row.about)]
    return asker.told("news", body, position=answer.position, persons=persons)
