"""Separated children: who was on the list on any date, as known then or now, and what changed between two dates."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.cursors import from_cursor, to_cursor
from api.web.people import named
from api.web.separated import THEN, Asked, Days
from api.web.visiting import Here, Visitor
from ledger.domain.values import EventId, PersonId
from projections.reading import Known
from projections.separations import queries
from projections.separations.queries import Cursor, Dates, Difference, Listed, SeparatedChild, SeparationChange

ROWS = 50
MONTHS = 12


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/separations", separations, methods=["GET"])
    return made


def separations(visitor: Here) -> Response:
    """The list of a date, and what changed since another."""
    asked = Asked.of(visitor)
    changed = _difference(visitor, asked)
    found = _listed(visitor, asked, changed)
    position = found.known.position
    views, reader = visitor.site.views, visitor.reader
    total = queries.totalled(views, reader, as_of=asked.as_of, known_at=position).rows[0]
    persons = _people(found.rows) + _people(changed.rows if changed else ())
    visitor.on_record("separations", persons, position=max(position, changed.to_known.position if changed else 0))
    pinned = {"as_of": asked.as_of.isoformat(), "known": position}
    return visitor.show(
        "separations.html",
        asked=asked,
        then=THEN,
        days=Days.of(asked, total.first_since, visitor.zone),
        rows=found.rows,
        total=total,
        provisional=found.known.provisional,
        changed=changed,
        months=() if changed else _months(visitor, asked),
        names=named(visitor, persons),
        again=asked.address(**pinned),
        cursor=_following(found.rows),
        changes_cursor=_following(changed.rows) if changed else None,
        position=position,
        stepped=lambda steps: asked.address(on=(asked.day + timedelta(days=steps)).isoformat()),
        now=visitor.now,
    )


def _listed(visitor: Visitor, asked: Asked, changed: Difference | None) -> Listed:
    known: int | datetime | Known | None = asked.as_known_at
    if asked.known == THEN and changed is not None and asked.since_at is not None:
        known = changed.to_known if asked.since_at <= asked.as_of else changed.from_known  # looked up already
    return queries.listed(
        visitor.site.views,
        visitor.site.readers.log,
        visitor.reader,
        as_of=asked.as_of,
        as_known_at=known,
        after=_after(visitor, "cursor"),
        limit=ROWS,
        at_least=visitor.at_least,
    )


def _difference(visitor: Visitor, asked: Asked) -> Difference | None:
    """What changed between the two dates, each as it was known on its own, unless a position is asked for."""
    if asked.since_at is None:
        return None
    earlier, later = sorted((asked.since_at, asked.as_of))
    return queries.difference(
        visitor.site.views,
        visitor.site.readers.log,
        visitor.reader,
        dates=Dates(earlier=earlier, later=later),
        as_known_at=asked.known if isinstance(asked.known, int) else None,
        after=_after(visitor, "changes"),
        limit=ROWS,
        at_least=visitor.at_least,
    )


def _months(visitor: Visitor, asked: Asked) -> tuple[queries.SeparationCount, ...]:
    """The twelve months up to the date, in numbers: not beside a comparison, to which they add nothing."""
    before = asked.day.year * 12 + asked.day.month - MONTHS
    answer = queries.counted(
        visitor.site.views,
        visitor.site.readers.log,
        visitor.reader,
        first=date(before // 12, before % 12 + 1, 1),
        last=asked.day.replace(day=1),
        as_known_at=asked.as_known_at,
    )
    return answer.rows


def _people(rows: tuple[SeparatedChild, ...] | tuple[SeparationChange, ...]) -> list[UUID]:
    return [who for row in rows for who in (row.person_id, *row.adults)]


def _following(rows: tuple[SeparatedChild, ...] | tuple[SeparationChange, ...]) -> str | None:
    if len(rows) < ROWS:
        return None
    last = rows[-1].cursor
    return to_cursor((last.since.astimezone(UTC), last.separation, last.person_id))


def _after(visitor: Visitor, name: str) -> Cursor | None:
    place = from_cursor(visitor.request.query_params.get(name), tuple[datetime, UUID, UUID])
    if place is None:
        return None
    since, separation, person = place
    return Cursor(since=since, separation=EventId(separation), person_id=PersonId(person))
