"""Questions about the way to ORR: how many are at each case step, and who, longest waiting first."""

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
from ledger.domain.custody.facets import Step
from ledger.domain.custody.state import Referral
from ledger.domain.values import EpisodeId, OrganisationCode, PlaceCode
from projections.current_custody import queries
from projections.current_custody.queries import AtStep, Child, Work

ROWS = queries.PAGE_ROWS
OfReferral = Annotated[Referral | None, Query(description="`submitted`: nobody at ORR has acknowledged it.")]
Offered = Annotated[bool | None, Query(description="Whether the child is offered to anybody.")]
HeldBy = Annotated[str | None, Query(pattern=BY_TYPE["OrganisationCode"].pattern, examples=["USBP"])]
AtPlace = Annotated[str | None, Query(pattern=BY_TYPE["PlaceCode"].pattern, examples=["BP-RGV"])]


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["children"])
    for path, endpoint, answer, summary in (
        ("/v1/steps", steps, page_of(AtStep), "How many children are at each case step."),
        (
            "/v1/steps/{step}/children",
            at_step,
            page_of(Child),
            "Children at a case step, whoever is longest at it coming first.",
        ),
    ):
        ask(contract, made, path, endpoint, answer=answer, summary=summary)
    return made


def steps(asker: Asked, place: AtPlace = None) -> Response:
    """Answer how many are at which step."""
    where = PlaceCode(place) if place else None
    answer = queries.counted_by_step(asker.site.views, asker.reader, place=where, at_least=asker.at_least)
    return asker.told("steps", page(AtStep, answer), position=answer.position)


def at_step(
    asker: Asked,
    step: Step,
    *,
    referral: OfReferral = None,
    offered: Offered = None,
    holder: HeldBy = None,
    place: AtPlace = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Response:
    """Answer who is at a step."""
    after = from_cursor(cursor, tuple[datetime, UUID])
    work = Work(
        steps={step},
        referral=referral,
        offered=offered,
        holder=OrganisationCode(holder) if holder else None,
        place=PlaceCode(place) if place else None,
    )
    answer = queries.worklist(
        asker.site.views,
        asker.reader,
        work,
        after=queries.Cursor(step_since=after[0], episode=EpisodeId(after[1])) if after else None,
        limit=limit,
        at_least=asker.at_least,
    )
    last = answer.rows[-1].cursor if answer.rows else None
    place_of_last = (last.step_since.astimezone(UTC), last.episode) if last else ()
    body = page(Child, answer, limit=limit, cursor=place_of_last)
    return asker.told("at_step", body, position=answer.position, persons=[row.person_id for row in answer.rows])
