"""Questions to the view: who handled a person, whom an official handled, and the minutes in which nobody had signed."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from ledger.domain.custody.case import HeadFacts
from ledger.domain.errors import InvalidValue, NotPermitted
from ledger.domain.reader import Action, Reader, may_read
from ledger.domain.values import EpisodeId, EventId, OrganisationCode, PersonId, PlaceCode, UserId
from ledger.store import queries
from projections.asking import Answer, Views, permit
from projections.handlers.parts import Part

T = TypeVar("T")

PAGE_ROWS = 100
"""Rows of a list in one answer, unless fewer are asked for."""


@dataclass(frozen=True, kw_only=True)
class OfEpisode:
    """A row of an episode, with who may know of it now."""

    episode: EpisodeId
    legal_custodian: OrganisationCode | None
    holder: OrganisationCode | None
    next_holder: OrganisationCode | None
    previous_holder: OrganisationCode | None
    referred_to: OrganisationCode | None

    @property
    def facts(self) -> HeadFacts:
        """Who may know of the person."""
        return HeadFacts(
            legal_custodian=self.legal_custodian,
            holder=self.holder,
            next_holder=self.next_holder,
            previous_holder=self.previous_holder,
            referred_to=self.referred_to,
        )


@dataclass(frozen=True, kw_only=True)
class Handler(OfEpisode):
    """Somebody who had a part in one event of a person's custody."""

    position: int
    part: Part
    event_id: EventId
    topic: str
    user_id: UserId
    role: str | None
    """None for one whom the event only names."""
    organisation_of: OrganisationCode
    """For whom the official acted."""
    office: PlaceCode | None
    happened_at: datetime
    recorded_at: datetime
    struck_by: EventId | None
    """What took the event away, if it does not stand."""


@dataclass(frozen=True, kw_only=True)
class Handled:
    """One event in which an official had a part, in the order of the log."""

    position: int
    part: Part
    person_id: PersonId
    episode: EpisodeId
    event_id: EventId
    topic: str
    role: str | None
    organisation_of: OrganisationCode
    happened_at: datetime
    recorded_at: datetime
    struck_by: EventId | None


@dataclass(frozen=True, kw_only=True)
class GapOfPerson(OfEpisode):
    """One time in which a person in custody had no named handler."""

    event_id: EventId
    """The event that began it."""
    place: PlaceCode | None
    """Where it began."""
    carrier: OrganisationCode | None
    answerable: OrganisationCode | None
    from_at: datetime
    until_at: datetime | None
    """None while it is open."""
    minutes: int
    """Whole minutes; of an open one up to the clock that decisions read."""


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """Time without a named handler at one place, or under one carrier, within a period."""

    by_carrier: bool
    """Whether `code` is a carrier's; else it is the place where the times began."""
    code: str | None
    """None: no carrier had signed, or the place is not known."""
    gaps: int
    still_open: int
    minutes: int
    """Whole minutes, all gaps together, cut to the period."""


@dataclass(frozen=True, kw_only=True)
class _GapOrNone(OfEpisode):
    event_id: EventId | None
    place: PlaceCode | None
    carrier: OrganisationCode | None
    answerable: OrganisationCode | None
    from_at: datetime | None
    until_at: datetime | None
    minutes: int | None


def of_person(views: Views, reader: Reader, person: PersonId, *, at_least: int = 0) -> Answer[Handler]:
    """All who held, moved or decided for a person, in the order in which it happened.

    Raises:
        NotPermitted: there is no episode that the reader may see, whether or not there is one.
        NotYet: as `Views.ask`.
    """
    answer = _ask(views, reader, "of_person", row=Handler, at_least=at_least, person=person)
    return Answer(position=answer.position, rows=_shown(reader, answer.rows))


def by_user(
    views: Views,
    reader: Reader,
    user: UserId,
    *,
    after: tuple[int, Part] | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Answer[Handled]:
    """All in which an official of the reader's organisation had a part; oversight may ask for any official.

    `after` is position and part of the last row of the page before.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    position, part = after or (0, "")
    return _ask(
        views,
        reader,
        "by_user",
        row=Handled,
        at_least=at_least,
        user=user,
        after_position=position,
        after_part=str(part),
        limit=limit,
    )


def gaps_of(views: Views, reader: Reader, person: PersonId, *, at_least: int = 0) -> Answer[GapOfPerson]:
    """The times in which a person in custody had no named handler.

    Raises:
        NotPermitted, NotYet: as `of_person`.
    """
    answer = _ask(views, reader, "gaps_of", row=_GapOrNone, at_least=at_least, person=person)
    shown = _shown(reader, answer.rows)
    return Answer(position=answer.position, rows=tuple(GapOfPerson(**vars(row)) for row in shown if row.event_id))


def minutes(views: Views, reader: Reader, *, since: datetime, until: datetime, at_least: int = 0) -> Answer[Minutes]:
    """Minutes without a named handler in a period, by place and by carrier, most first.

    An organisation is told of those that it answered for, carried in, or was the legal custodian in.

    Raises:
        InvalidValue: the period has no length.
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.STATISTICS)
    if until <= since:
        raise InvalidValue("until", "a time after `since`")
    return _ask(views, reader, "minutes", row=Minutes, at_least=at_least, since=since, until=until)


E = TypeVar("E", bound=OfEpisode)


def _shown(reader: Reader, rows: tuple[E, ...]) -> tuple[E, ...]:
    shown = tuple(row for row in rows if may_read(reader, Action.RECORD, row.facts).allowed)
    if not shown:
        raise NotPermitted("no_such_record_for_reader")
    return shown


def _ask(views: Views, reader: Reader, block: str, *, row: type[T], at_least: int, **arguments: object) -> Answer[T]:
    statement = queries.blocks("projections.handlers", "queries.sql")[block]
    return views.ask(reader, view="handlers", statement=statement, row=row, at_least=at_least, **arguments)
