"""Questions to the view: what is irregular and still open, how much of it, and who has two custodians at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self, TypeVar
from uuid import UUID

from ledger.domain.custody.case import HeadFacts
from ledger.domain.custody.facets import Mark
from ledger.domain.reader import Action, Reader, may_read
from ledger.domain.values import EpisodeId, EventId, OrganisationCode, PersonId
from ledger.store import queries
from projections.asking import Answer, Views, permit

T = TypeVar("T")

PAGE_ROWS = 100
"""Rows of a list in one answer, unless fewer are asked for."""

_Who = OrganisationCode | None
Facts = tuple[_Who, _Who, _Who, _Who, _Who]
"""Legal custodian, holder, next holder, previous holder, whom a referral names."""


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """The place of a row in the list: a page goes on after it."""

    position: int
    event_id: UUID
    code: str

    @classmethod
    def start(cls) -> Self:
        """Before every row."""
        return cls(position=0, event_id=UUID(int=0), code="")


@dataclass(frozen=True, kw_only=True)
class Irregularity:
    """One irregularity that nobody has closed or completed."""

    position: int
    """Position of the event."""
    event_id: EventId
    code: Mark
    topic: str
    episode: EpisodeId
    person_id: PersonId
    organisation_of: OrganisationCode
    """Who signed the report."""
    happened_at: datetime
    recorded_at: datetime

    @property
    def cursor(self) -> Cursor:
        """Where the next page begins when this is the last row of one."""
        return Cursor(position=self.position, event_id=self.event_id, code=self.code)


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many irregularities of one code are open."""

    code: Mark
    reports: int


@dataclass(frozen=True, kw_only=True)
class TwoCustodians:
    """Two records of one person, each in an open episode: somebody must say which custody is true."""

    person_id: PersonId
    episode: EpisodeId
    facts: Facts
    other_person: PersonId
    other_episode: EpisodeId
    other_facts: Facts


def listed(
    views: Views,
    reader: Reader,
    *,
    code: Mark | None = None,
    after: Cursor | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Answer[Irregularity]:
    """Open irregularities that the reader's organisation signed, holds the person of, or is the legal custodian in.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    begin = after or Cursor.start()
    return _ask(
        views,
        reader,
        "listed",
        row=Irregularity,
        at_least=at_least,
        code=None if code is None else str(code),
        after_position=begin.position,
        after_event=begin.event_id,
        after_code=str(begin.code),
        limit=limit,
    )


def counted(views: Views, reader: Reader, *, at_least: int = 0) -> Answer[Count]:
    """How many of these are open, by code, most first.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    return _ask(views, reader, "counted", row=Count, at_least=at_least)


def two_custodians(views: Views, reader: Reader, *, at_least: int = 0) -> Answer[TwoCustodians]:
    """Pairs of open episodes of one linked person, of whom the reader may know either.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    answer = _ask(views, reader, "two_custodians", row=TwoCustodians, at_least=at_least)
    rows = tuple(row for row in answer.rows if _may_know(reader, row.facts) or _may_know(reader, row.other_facts))
    return Answer(position=answer.position, rows=rows)


def _may_know(reader: Reader, facts: Facts) -> bool:
    legal, holder, following, previous, referred_to = facts
    head = HeadFacts(
        legal_custodian=legal,
        holder=holder,
        next_holder=following,
        previous_holder=previous,
        referred_to=referred_to,
    )
    return may_read(reader, Action.RECORD, head).allowed


def _ask(views: Views, reader: Reader, block: str, *, row: type[T], at_least: int, **arguments: object) -> Answer[T]:
    statement = queries.blocks("projections.irregular", "queries.sql")[block]
    return views.ask(reader, view="irregular", statement=statement, row=row, at_least=at_least, **arguments)
