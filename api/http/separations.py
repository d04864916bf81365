"""Questions about children who were separated from the adults they came with: on a date, between two, by month."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.cursors import from_cursor, to_cursor
from api.http.asking import Asked, AsKnownAt, AsOf, Cursor, Limit, knowledge, moment, page, page_of
from api.http.contract import Contract
from api.http.question_routes import ask
from api.http.statistics import Month, first_day
from api.requests.texts import BY_TYPE
from ledger.domain.values import EventId, Instant, PersonId
from projections.separations import queries
from projections.separations.queries import SeparatedChild, SeparationChange, SeparationCount

ROWS = queries.PAGE_ROWS
_INSTANT = BY_TYPE["Instant"].pattern
From = Annotated[str, Query(alias="from", pattern=_INSTANT, examples=["2018-06-01T00:00:00-05:00"])]
To = Annotated[str, Query(alias="to", pattern=_INSTANT, examples=["2018-07-01T00:00:00-05:00"])]


class SeparationsAnswer(msgspec.Struct, kw_only=True, frozen=True):
    """Who was separated at a moment, the longest first."""

    position: int
    """What was known: ask with `as_of` and `as_known_at` these to get this answer again, and for its next page."""
    provisional: bool
    """Asked for what is known at a time that is not yet behind the log's last event."""
    as_of: datetime
    rows: tuple[SeparatedChild, ...]
    next_cursor: str | None = None


class DifferenceAnswer(msgspec.Struct, kw_only=True, frozen=True):
    """Who is on the list of one date and not on that of another, with the record that makes the difference."""

    position: int
    """What was known for the later list."""
    from_position: int
    """What was known for the earlier list."""
    provisional: bool
    """The later date is not yet behind the log's last event."""
    rows: tuple[SeparationChange, ...]
    next_cursor: str | None = None


def router(contract: Contract) -> APIRouter:
    """The routes, their part of the contract added."""
    made = APIRouter(tags=["separations"])
    for path, endpoint, answer, summary in (
        ("/v1/separations", separations, SeparationsAnswer, "Children separated at a moment; as known then or now."),
        (
            "/v1/separations/difference",
            separations_difference,
            DifferenceAnswer,
            "What changed from one date's list to another's, and why; each as known on its date, unless one is named.",
        ),
        (
            "/v1/separations/counts",
            separations_counts,
            page_of(SeparationCount),
            "How many began, ended and went on, by month.",
        ),
    ):
        ask(contract, made, path, endpoint, answer=answer, summary=summary)
    return made


def separations(
    asker: Asked, as_of: AsOf = None, as_known_at: AsKnownAt = None, cursor: Cursor = None, limit: Limit = ROWS
) -> Response:
    """Answer who was separated."""
    found = queries.listed(
        asker.site.views,
        asker.site.readers.log,
        asker.reader,
        as_of=moment(as_of),
        as_known_at=knowledge(as_known_at),
        after=_after(cursor),
        limit=limit,
        at_least=asker.at_least,
    )
    known = asker.fresh(found.known)
    body = SeparationsAnswer(
        position=known.position,
        provisional=known.provisional,
        as_of=found.as_of,
        rows=found.rows,
        next_cursor=_following(found.rows, limit),
    )
    return asker.told("separations", body, position=known.position, persons=_named(found.rows))


def separations_difference(
    asker: Asked, since: From, until: To, as_known_at: AsKnownAt = None, cursor: Cursor = None, limit: Limit = ROWS
) -> Response:
    """Answer what changed."""
    found = queries.difference(
        asker.site.views,
        asker.site.readers.log,
        asker.reader,
        dates=queries.Dates(earlier=Instant.parse(since).at, later=Instant.parse(until).at),
        as_known_at=knowledge(as_known_at),
        after=_after(cursor),
        limit=limit,
        at_least=asker.at_least,
    )
    known = asker.fresh(found.to_known)
    body = DifferenceAnswer(
        position=known.position,
        from_position=found.from_known.position,
        provisional=known.provisional,
        rows=found.rows,
        next_cursor=_following(found.rows, limit),
    )
    return asker.told("separations_difference", body, position=known.position, persons=_named(found.rows))


def separations_counts(asker: Asked, first: Month, last: Month, as_known_at: AsKnownAt = None) -> Response:
    """Answer how many."""
    answer = queries.counted(
        asker.site.views,
        asker.site.readers.log,
        asker.reader,
        first=first_day("first", first),
        last=first_day("last", last),
        as_known_at=knowledge(as_known_at),
        at_least=asker.at_least,
    )
    return asker.told("separations_counts", page(SeparationCount, answer), position=answer.position)


def _named(rows: tuple[SeparatedChild, ...] | tuple[SeparationChange, ...]) -> list[UUID]:
    return [person for row in rows for person in (row.person_id, *row.adults)]


def _following(rows: tuple[SeparatedChild, ...] | tuple[SeparationChange, ...], limit: int) -> str | None:
    if len(rows) < limit:
        return None
    last = rows[-1].cursor
    return to_cursor((last.since.astimezone(UTC), last.separation, last.person_id))


def _after(cursor: str | None) -> queries.Cursor | None:
    place = from_cursor(cursor, tuple[datetime, UUID, UUID])
    if place is None:
        return None
    since, separation, person = place
    return queries.Cursor(since=since, separation=EventId(separation), person_id=PersonId(person))
