"""Questions about officials, irregular reports, and identifiers on two people."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from api.cursors import from_cursor
from api.http.asking import Asked, Cursor, Limit, page, page_of
from api.http.contract import Contract
from api.http.question_routes import ask
from api.requests.texts import BY_TYPE
from ledger.domain.custody.facets import Mark
from ledger.domain.values import UserId
from projections.handlers import queries as handlers
from projections.handlers.parts import Part
from projections.identifiers import queries as identifiers
from projections.irregular import queries as irregular

ROWS = irregular.PAGE_ROWS
UserPath = Annotated[str, Path(pattern=BY_TYPE["UserId"].pattern)]


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["lists"])
    for path, endpoint, answer, summary in (
        ("/v1/handlers/{user}", handled_by, page_of(handlers.Handled), "All in which an official had a part."),
        ("/v1/irregular", irregularities, page_of(irregular.Irregularity), "Irregular reports that are still open."),
        ("/v1/irregular/counts", irregular_counts, page_of(irregular.Count), "How many are open, by code."),
        (
            "/v1/irregular/two-custodians",
            two_custodians,
            page_of(irregular.TwoCustodians),
            "Linked records of one person with two open episodes.",
        ),
        ("/v1/identifiers/shared", shared, page_of(identifiers.Shared), "Identifiers on two or more people."),
    ):
        ask(contract, made, path, endpoint, answer=answer, summary=summary)
    return made


def handled_by(asker: Asked, user: UserPath, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """Answer what an official had a part in."""
    answer = handlers.by_user(
        asker.site.views,
        asker.reader,
        UserId(user),
        after=from_cursor(cursor, tuple[int, Part]),
        limit=limit,
        at_least=asker.at_least,
    )
    last = (answer.rows[-1].position, answer.rows[-1].part) if answer.rows else ()
    body = page(handlers.Handled, answer, limit=limit, cursor=last)
    return asker.told("handled_by", body, position=answer.position, persons=[row.person_id for row in answer.rows])


def irregularities(
    asker: Asked, code: Annotated[Mark | None, Query()] = None, cursor: Cursor = None, limit: Limit = ROWS
) -> Response:
    """Answer what is irregular and still open."""
    place = from_cursor(cursor, tuple[int, UUID, str])
    answer = irregular.listed(
        asker.site.views,
        asker.reader,
        code=code,
        after=irregular.Cursor(position=place[0], event_id=place[1], code=place[2]) if place else None,
        limit=limit,
        at_least=asker.at_least,
    )
    last = answer.rows[-1].cursor if answer.rows else None
    body = page(
        irregular.Irregularity,
        answer,
        limit=limit,
        cursor=(last.position, last.event_id, last.code) if last else (),
    )
    return asker.told("irregular", body, position=answer.position, persons=[row.person_id for row in answer.rows])


def irregular_counts(asker: Asked) -> Response:
    """Answer how many are irregular."""
    answer = irregular.counted(asker.site.views, asker.reader, at_least=asker.at_least)
    return asker.told("irregular_counts", page(irregular.Count, answer), position=answer.position)


def two_custodians(asker: Asked) -> Response:
    """Answer who has two custodians."""
    answer = irregular.two_custodians(asker.site.views, asker.reader, at_least=asker.at_least)
    persons = [person for row in answer.rows for person in (row.person_id, row.other_person)]
    body = page(irregular.TwoCustodians, answer)
    return asker.told("two_custodians", body, position=answer.position, persons=persons)


def shared(asker: Asked, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """Answer which identifiers are on two people."""
    place = from_cursor(cursor, tuple[int])
    answer = identifiers.shared(
        asker.site.views, asker.reader, after=place[0] if place else 0, limit=limit, at_least=asker.at_least
    )
    body = page(identifiers.Shared, answer, limit=limit, cursor=(answer.rows[-1].position,) if answer.rows else ())
    persons = [person for row in answer.rows for person in row.people]
    return asker.told("shared_identifiers", body, position=answer.position, persons=persons)
