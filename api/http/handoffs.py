"""Questions about handoffs: of a manifest, those that wait for an organisation, those it sent, how many."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.cursors import from_cursor
from api.http.asking import Asked, Asker, Cursor, Limit, page, page_of
from api.http.contract import Contract
from api.http.question_routes import ask
from api.requests.texts import BY_TYPE
from ledger.domain.values import EpisodeId, ManifestId, OfferId, OrganisationCode, PlaceCode
from projections.asking import Answer
from projections.handoffs import queries
from projections.handoffs.queries import Handoff, HandoffCount

ROWS = queries.PAGE_ROWS
OfOrganisation = Annotated[
    str | None,
    Query(
        pattern=BY_TYPE["OrganisationCode"].pattern,
        examples=["CARE-01"],
        description="Whose list; the reader's own when left out. Shown are only handoffs that the reader may see.",
    ),
]
AtPlace = Annotated[
    str | None,
    Query(
        pattern=BY_TYPE["PlaceCode"].pattern,
        examples=["BP-RGV"],
        description="Where the children are to come to, or, of those sent, leave from.",
    ),
]


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["handoffs"])
    listed = page_of(Handoff)
    for path, endpoint, answer, summary in (
        (
            "/v1/manifests/{manifest}/handoffs",
            of_manifest,
            listed,
            "Each child of a manifest: where its offer stands, who signed what and when.",
        ),
        ("/v1/handoffs/waiting", waiting, listed, "Open offers to an organisation, what is due first coming first."),
        (
            "/v1/handoffs/sent",
            sent,
            listed,
            "Offers by an organisation that are open, or ended with the child left where it was.",
        ),
        ("/v1/handoffs/counts", counts, page_of(HandoffCount), "How many are in the two lists, by status."),
    ):
        ask(contract, made, path, endpoint, answer=answer, summary=summary)
    return made


def of_manifest(asker: Asked, manifest: UUID) -> Response:
    """Answer where the children of a manifest are."""
    answer = queries.of_manifest(asker.site.views, asker.reader, ManifestId(manifest), at_least=asker.at_least)
    persons = [row.person_id for row in answer.rows]
    return asker.told("manifest", page(Handoff, answer), position=answer.position, persons=persons)


def waiting(
    asker: Asked,
    organisation: OfOrganisation = None,
    place: AtPlace = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Response:
    """Answer what waits for an organisation."""
    return _listed(asker, queries.waiting_for, "waiting", (organisation, place), cursor=cursor, limit=limit)


def sent(
    asker: Asked,
    organisation: OfOrganisation = None,
    place: AtPlace = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Response:
    """Answer what an organisation sent."""
    return _listed(asker, queries.sent_by, "sent", (organisation, place), cursor=cursor, limit=limit)


def counts(asker: Asked, organisation: OfOrganisation = None, place: AtPlace = None) -> Response:
    """Answer how many wait and how many were sent."""
    answer = queries.counted(
        asker.site.views,
        asker.reader,
        organisation=OrganisationCode(organisation) if organisation else None,
        place=PlaceCode(place) if place else None,
        at_least=asker.at_least,
    )
    return asker.told("handoff_counts", page(HandoffCount, answer), position=answer.position)


def _listed(
    asker: Asker,
    question: Callable[..., Answer[Handoff]],
    name: str,
    whose: tuple[str | None, str | None],
    *,
    cursor: str | None,
    limit: int,
) -> Response:
    organisation, place = whose
    after = from_cursor(cursor, tuple[datetime | None, datetime, UUID, UUID])
    answer = question(
        asker.site.views,
        asker.reader,
        organisation=OrganisationCode(organisation) if organisation else None,
        place=PlaceCode(place) if place else None,
        after=_cursor(*after) if after else None,
        limit=limit,
        at_least=asker.at_least,
    )
    last = answer.rows[-1].cursor if answer.rows else None
    body = page(Handoff, answer, limit=limit, cursor=_place(last) if last else ())
    return asker.told(name, body, position=answer.position, persons=[row.person_id for row in answer.rows])


def _cursor(due_at: datetime | None, since: datetime, episode: UUID, offer: UUID) -> queries.Cursor:
    return queries.Cursor(due_at=due_at, since=since, episode=EpisodeId(episode), offer=OfferId(offer))


def _place(cursor: queries.Cursor) -> tuple[datetime | None, datetime, UUID, UUID]:
    due = cursor.due_at and cursor.due_at.astimezone(UTC)
    return due, cursor.since.astimezone(UTC), cursor.episode, cursor.offer
