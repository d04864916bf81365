"""Questions to the view: which alarms are open, how many, and what became of the relatives of one's own people.

An alarm goes when an event answers it: a review of the exit, an explanation or a companion, the person located, numbers
corrected until they agree. Who may see a row is decided now, as everywhere.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from ledger.domain.codes import CompanionsAnswer, ExitKind
from ledger.domain.reader import Action, Reader
from ledger.domain.values import EpisodeId, EventId, OrganisationCode, PersonId, PlaceCode
from ledger.store import queries
from projections.asking import Answer, Views, permit
from projections.now import Now

T = TypeVar("T")

PAGE_ROWS = 100
"""Rows of a list in one answer, unless fewer are asked for."""


class AlarmKind(StrEnum):
    """What is wrong, the loudest first."""

    REMOVED_WITHOUT_CHILD = "removed_without_child"
    CHILD_ALONE = "child_alone"
    WHEREABOUTS_UNKNOWN = "whereabouts_unknown"
    SUBJECTS_DIFFER = "subjects_differ"


Cursor = tuple[datetime, EventId, PersonId | None]
"""The place of a row in a list: when, which record, which child. A page goes on after it."""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One thing that only an event can answer."""

    kind: AlarmKind
    since: datetime
    """When it happened: the departure, the encounter, the going missing."""
    days: int
    """Whole days since, by the clock that decisions read."""
    event_id: EventId
    """The record it is about: the exit to review, the encounter, the report that somebody is missing."""
    episode: EpisodeId | None
    person_id: PersonId | None
    """The adult who left, the child who is alone, who is missing; None where numbers differ."""
    child: PersonId | None
    """Who was left behind; None where no tie says who."""
    organisation_of: OrganisationCode | None
    """Who has to answer it: who signed the exit or the encounter, or had the person last."""
    place: PlaceCode | None
    """Where they left from, were met, or were last seen."""
    detail: str | None
    """How they left (`ExitKind`), or the answer of who came along (`CompanionsAnswer`)."""
    with_child: bool | None
    """What the exit says itself."""
    number: str | None
    """The agency's number of the encounter."""
    subjects_stated: int | None
    subjects_recorded: int | None
    children_stated: int | None
    children_recorded: int | None
    """Those whom somebody holds to be children; of whom that is not known is not among them."""

    @property
    def exit_kind(self) -> ExitKind | None:
        """How they left."""
        return ExitKind(self.detail) if self.kind is AlarmKind.REMOVED_WITHOUT_CHILD and self.detail else None

    @property
    def answer(self) -> CompanionsAnswer | None:
        """What was answered to who came along."""
        return CompanionsAnswer(self.detail) if self.kind is AlarmKind.CHILD_ALONE and self.detail else None

    @property
    def persons(self) -> tuple[PersonId, ...]:
        """Whom the row is about."""
        return tuple(person for person in (self.person_id, self.child) if person is not None)

    @property
    def cursor(self) -> Cursor:
        """Where the next page begins when this is the last row of one."""
        return self.since, self.event_id, self.child


@dataclass(frozen=True, kw_only=True)
class AlarmCount:
    """How many alarms of one kind are open."""

    kind: AlarmKind
    open: int


@dataclass(frozen=True, kw_only=True)
class News:
    """What moved a relative last, as far as the floors let it be told."""

    position: int
    """Of the event that did; a page goes on before it."""
    person_id: PersonId
    """The relative."""
    about: tuple[PersonId, ...]
    """Of the reader's own people, whose relative it is."""
    now: Now
    happened_at: datetime
    recorded_at: datetime
    custodian: OrganisationCode | None
    holder: OrganisationCode | None
    place: PlaceCode | None
    """A government place or nothing."""
    answers: OrganisationCode | None
    """Who has to say where they are."""
    exit_kind: ExitKind | None
    """How they left, for who reunites families."""


def alarms(
    views: Views,
    reader: Reader,
    *,
    kind: AlarmKind | None = None,
    after: Cursor | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Answer[Alarm]:
    """Alarms that are open, of one kind or all, the longest first.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    since, event_id, child = after or (None, None, None)
    return _ask(
        views,
        reader,
        "alarms",
        row=Alarm,
        at_least=at_least,
        kind=None if kind is None else str(kind),
        after_since=since,
        after_event=event_id,
        after_child=child,
        limit=limit,
    )


def counted(views: Views, reader: Reader, *, at_least: int = 0) -> Answer[AlarmCount]:
    """How many of these are open, by kind.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    return _ask(views, reader, "counted", row=AlarmCount, at_least=at_least)


def news(
    views: Views, reader: Reader, *, before: int | None = None, limit: int = PAGE_ROWS, at_least: int = 0
) -> Answer[News]:
    """What moved the relatives of those whom the organisation has or answers for: the last of each, newest first.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    return _ask(views, reader, "news", row=News, at_least=at_least, before=before, limit=limit)


def _ask(views: Views, reader: Reader, block: str, *, row: type[T], at_least: int, **arguments: object) -> Answer[T]:
    permit(reader, Action.LIST)
    statement = queries.blocks("projections.family_watch", "queries.sql")[block]
    return views.ask(reader, view="family_watch", statement=statement, row=row, at_least=at_least, **arguments)
