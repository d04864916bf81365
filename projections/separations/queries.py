"""Questions to the view: who was separated on a date, as it was known then or later; what changed between two dates.

A list says of which moment and of which position of the log it is; asked again with both it is the same, whatever was
recorded since. Who may see a row is decided now, as everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from ledger.domain.codes import SeparationEnd, SeparationItem, SeparationReason
from ledger.domain.errors import InvalidValue
from ledger.domain.reader import Action, Reader
from ledger.domain.values import EventId, FamilyId, OrganisationCode, PersonId, PlaceCode, UserId
from ledger.store import queries
from projections.asking import Answer, Views, permit
from projections.reading import Known, LogReader

T = TypeVar("T")

PAGE_ROWS = 100
"""Rows of a list in one answer, unless fewer are asked for."""
MONTHS_MAX = 240
"""Most months of one answer."""


class Why(StrEnum):
    """Why a child is on one list and not on the other."""

    SEPARATED = "separated"
    """It was separated in between."""
    ENDED = "ended"
    """The separation ended in between."""
    BECAME_KNOWN = "became_known"
    """It had been separated, or no longer was, at the first date already; that was recorded later."""
    CORRECTED = "corrected"
    VOIDED = "voided"
    """A record was struck: the report of the separation, or its end."""


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """The place of a row in a list: a page goes on after it."""

    since: datetime
    separation: EventId
    person_id: PersonId


@dataclass(frozen=True, kw_only=True)
class SeparatedChild:
    """One child of one separation."""

    separation: EventId
    """The first record of it: its name, through all corrections."""
    person_id: PersonId
    """The child."""
    family: FamilyId
    said_in: EventId
    """The record that stands."""
    since: datetime
    until: datetime | None
    """When it ended, if that is known: after the moment of the list."""
    irregular: bool
    """It was reported when it had happened, not decided before."""
    reason: SeparationReason | None
    missing: tuple[SeparationItem, ...]
    """What is not on record yet."""
    reviews: int
    """Up to the moment of the list."""
    reviewed_at: datetime | None
    """The last of them."""
    adults: tuple[PersonId, ...]
    adult_next_organisation: OrganisationCode | None
    adult_next_place: PlaceCode | None
    """Where the adults were to go; a government place or nothing."""
    ended: SeparationEnd | None
    struck_in: EventId | None
    """The record that struck the decision: are they still apart? They stay listed until somebody says how it ended."""
    struck_by: UserId | None

    @property
    def cursor(self) -> Cursor:
        """Where the next page begins when this is the last row of one."""
        return Cursor(since=self.since, separation=self.separation, person_id=self.person_id)


@dataclass(frozen=True, kw_only=True)
class SeparationChange:
    """One child who is on one of two lists and not on the other."""

    listed: bool
    """On the list of the later date; false: of the earlier."""
    why: Why
    event_id: EventId
    """The record that makes the difference."""
    position: int
    recorded_at: datetime
    separation: EventId
    person_id: PersonId
    family: FamilyId
    since: datetime
    until: datetime | None
    irregular: bool
    reason: SeparationReason | None
    adults: tuple[PersonId, ...]
    ended: SeparationEnd | None
    """How it ended, if it has."""

    @property
    def cursor(self) -> Cursor:
        """Where the next page begins when this is the last row of one."""
        return Cursor(since=self.since, separation=self.separation, person_id=self.person_id)


@dataclass(frozen=True, kw_only=True)
class SeparationCount:
    """Separations in one month (UTC), a child each."""

    month: date
    """Its first day."""
    began: int
    irregular: int
    """Of those that began: reported, not decided."""
    ended: int
    at_end: int
    """On the list at the end of the month."""


@dataclass(frozen=True, kw_only=True)
class SeparationTotal:
    """The list of one moment in numbers."""

    children: int
    irregular: int
    """Rows that were reported, not decided."""
    incomplete: int
    """Rows of which something is not on record."""
    first_since: datetime | None
    """When the first separation began that is known at all; None where there is none."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Rows of one moment, as known at one position: both asked for again give the same rows."""

    as_of: datetime
    known: Known
    rows: tuple[SeparatedChild, ...]


@dataclass(frozen=True, kw_only=True)
class Dates:
    """Two moments, in their order."""

    earlier: datetime
    later: datetime


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What changed from one list to another: each of a moment, as known at a position."""

    from_known: Known
    to_known: Known
    rows: tuple[SeparationChange, ...]


def listed(
    views: Views,
    log: LogReader,
    reader: Reader,
    *,
    as_of: datetime | None = None,
    as_known_at: int | datetime | Known | None = None,
    after: Cursor | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Listed:
    """Who was separated at a moment (now, if none is named), the longest first.

    ORR and oversight are shown every child; the others whom they may know of, child or adult. What an answer says it
    knew (a `Known`) is not looked up again.

    Raises:
        InvalidValue: a position that the log has not reached.
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    moment = as_of or log.clock(reader)
    known = as_known_at if as_known_at is None or isinstance(as_known_at, Known) else log.known(reader, as_known_at)
    answer = _ask(
        views,
        reader,
        "listed",
        row=SeparatedChild,
        at_least=max(at_least, known.position if known else 0),
        moment=moment,
        known_at=known.position if known else None,
        **_after(after),
        limit=limit,
    )
    return Listed(as_of=moment, known=known or Known(position=answer.position, provisional=False), rows=answer.rows)


def difference(
    views: Views,
    log: LogReader,
    reader: Reader,
    *,
    dates: Dates,
    as_known_at: int | datetime | None = None,
    after: Cursor | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Difference:
    """Who is on the list of one date and not on that of the other, with the record that makes the difference.

    Each list is as it was known on its own date, so that what became known in between is told too; with `as_known_at`
    both are as known then, and only what happened in between differs.

    Raises:
        InvalidValue: the dates are not in order, or a position that the log has not reached.
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    if dates.earlier > dates.later:
        raise InvalidValue("from", "not after `to`")
    before = log.known(reader, dates.earlier if as_known_at is None else as_known_at)
    later = log.known(reader, dates.later) if as_known_at is None else before
    answer = _ask(
        views,
        reader,
        "difference",
        row=SeparationChange,
        at_least=max(at_least, later.position),
        from_moment=dates.earlier,
        from_known=before.position,
        to_moment=dates.later,
        to_known=later.position,
        **_after(after),
        limit=limit,
    )
    return Difference(from_known=before, to_known=later, rows=answer.rows)


def counted(
    views: Views,
    log: LogReader,
    reader: Reader,
    *,
    first: date,
    last: date,
    as_known_at: int | datetime | None = None,
    at_least: int = 0,
) -> Answer[SeparationCount]:
    """How many began, ended and went on in each month, both included, each given by its first day.

    Raises:
        InvalidValue: more than `MONTHS_MAX`, or a position that the log has not reached.
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    if (last.year - first.year) * 12 + last.month - first.month >= MONTHS_MAX:
        raise InvalidValue("last", f"at most {MONTHS_MAX} months")
    known = None if as_known_at is None else log.known(reader, as_known_at)
    answer = _ask(
        views,
        reader,
        "counted",
        row=SeparationCount,
        at_least=max(at_least, known.position if known else 0),
        first=first,
        last=last,
        known_at=known.position if known else None,
    )
    return Answer(position=known.position, rows=answer.rows) if known else answer


def totalled(
    views: Views, reader: Reader, *, as_of: datetime, known_at: int | None = None, at_least: int = 0
) -> Answer[SeparationTotal]:
    """How many the list of a moment has, as known at a position or now: one row.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    least = max(at_least, known_at or 0)
    return _ask(views, reader, "totalled", row=SeparationTotal, at_least=least, moment=as_of, known_at=known_at)


def _after(cursor: Cursor | None) -> Mapping[str, object]:
    return {
        "after_since": cursor and cursor.since,
        "after_separation": cursor and cursor.separation,
        "after_person": cursor and cursor.person_id,
    }


def _ask(views: Views, reader: Reader, block: str, *, row: type[T], at_least: int, **arguments: object) -> Answer[T]:
    statement = queries.blocks("projections.separations", "queries.sql")[block]
    return views.ask(reader, view="separations", statement=statement, row=row, at_least=at_least, **arguments)
