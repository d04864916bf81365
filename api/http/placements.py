"""Questions about placement: what a care provider has to answer, and which places were asked for a child."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.cursors import from_cursor
from api.http.asking import Asked, Cursor, Limit, page, page_of
from api.http.contract import Contract
from api.http.question_routes import ask
from api.requests.texts import BY_TYPE
from ledger.domain.values import EpisodeId, OrganisationCode, PersonId, PlaceCode
from projections.placements import queries

ROWS = queries.PAGE_ROWS
OfProvider = Annotated[
    str | None,
    Query(
        pattern=BY_TYPE["OrganisationCode"].pattern,
        examples=["CARE-01"],
        description="Which provider; the reader's own organisation when left out.",
    ),
]
AtPlace = Annotated[str | None, Query(pattern=BY_TYPE["PlaceCode"].pattern, examples=["CARE-01"])]


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["placements"])
    listed = page_of(queries.Asked)
    for path, endpoint, summary in (
        ("/v1/placements/asked", asked, "What a care provider has to answer, and whom it has to expect."),
        ("/v1/children/{person}/placements", of_child, "Every place that was asked for a child, with its answer."),
    ):
        ask(contract, made, path, endpoint, answer=listed, summary=summary)
    return made


def asked(
    asker: Asked, organisation: OfProvider = None, place: AtPlace = None, cursor: Cursor = None, limit: Limit = ROWS
) -> Response:
    """Answer what a provider is asked."""
    after = from_cursor(cursor, tuple[datetime, UUID, str])
    answer = queries.asked_of(
        asker.site.views,
        asker.reader,
        organisation=OrganisationCode(organisation) if organisation else None,
        place=PlaceCode(place) if place else None,
        after=_cursor(*after) if after else None,
        limit=limit,
        at_least=asker.at_least,
    )
    last = answer.rows[-1].cursor if answer.rows else None
    where = (last.since.astimezone(UTC), last.episode, last.place) if last else ()
    body = page(queries.Asked, answer, limit=limit, cursor=where)
    return asker.told(
        "placements_asked", body, position=answer.position, persons=[row.person_id for row in answer.rows]
    )


def of_child(asker: Asked, person: UUID) -> Response:
    """Answer which places were asked for a child; a provider that was only asked may not ask this."""
    asker.site.readers.log.heads(asker.reader, person)
    answer = queries.of_person(asker.site.views, asker.reader, PersonId(person), at_least=asker.at_least)
    return asker.told("placements", page(queries.Asked, answer), position=answer.position, persons=[person])


def _cursor(since: datetime, episode: UUID, place: str) -> queries.Cursor:
    return queries.Cursor(since=since, episode=EpisodeId(episode), place=PlaceCode(place))
