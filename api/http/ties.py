"""Questions about possible ties that nobody has recorded: of one person, and the open ones for the desk."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api import ties
from api.cursors import from_cursor
from api.http.asking import Asked, Cursor, Limit, page, page_of
from api.http.contract import Contract
from api.http.question_routes import ask
from api.ties import TieShown
from projections.asking import Answer
from projections.ties import queries

ROWS = queries.PAGE_ROWS


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["ties"])
    for path, endpoint, summary in (
        (
            "/v1/children/{person}/ties",
            ties_of,
            "Possible ties that nobody has recorded, with reasons; judged ones too. To reunite or protect only.",
        ),
        ("/v1/ties", open_ties, "Open possible ties, for ORR's reunification and safety only; a person decides."),
    ):
        ask(contract, made, path, endpoint, answer=page_of(TieShown), summary=summary)
    return made


def ties_of(asker: Asked, person: UUID) -> Response:
    """Answer who may belong to somebody."""
    site = asker.site
    found = ties.of_person(
        site.views,
        site.readers.log,
        site.ledger.custody_mapper.codec,
        asker.reader,
        person,
        at_least=asker.at_least,
    )
    body = page(TieShown, Answer(position=found.position, rows=found.rows))
    return asker.told("ties", body, position=found.position, persons=[person, *found.persons])


def open_ties(asker: Asked, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """Answer what waits for a person."""
    site = asker.site
    found = ties.listed(
        site.views,
        site.readers.log,
        site.ledger.custody_mapper.codec,
        asker.reader,
        after=from_cursor(cursor, queries.Cursor),
        limit=limit,
        at_least=asker.at_least,
    )
    body = page(TieShown, Answer(position=found.position, rows=found.rows), limit=limit, cursor=found.last or ())
    return asker.told("open_ties", body, position=found.position, persons=found.persons)
