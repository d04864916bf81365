"""Questions to the view: one person, a list with a cursor, counts. Every row passes the reader function too."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, TypeVar, Unpack

from ledger.domain.codes import Classification
from ledger.domain.custody.case import HeadFacts
from ledger.domain.custody.facets import Step, Whereabouts
from ledger.domain.custody.state import OfferStatus, Referral
from ledger.domain.errors import NotPermitted
from ledger.domain.reader import Action, Reader, may_read
from ledger.domain.values import EpisodeId, OfferId, OrganisationCode, PersonId, PlaceCode, UserId
from ledger.store import queries
from projections.asking import Answer, Views, permit

T = TypeVar("T")

PAGE_ROWS = 100
"""Rows of a list in one answer, unless fewer are asked for."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """One episode of custody as it is now."""

    episode: EpisodeId
    person_id: PersonId
    legal_custodian: OrganisationCode | None
    holder: OrganisationCode | None
    place: PlaceCode | None
    whereabouts: Whereabouts
    since: datetime | None
    """When the holder or the place last changed."""
    classification: Classification | None
    step: Step
    answerable: OrganisationCode | None
    handler: UserId | None
    next_holder: OrganisationCode | None
    previous_holder: OrganisationCode | None
    referred_to: OrganisationCode | None
    offer: OfferId | None
    offer_to_organisation: OrganisationCode | None
    offer_to_place: PlaceCode | None
    offer_expires_at: datetime | None
    offer_status: OfferStatus | None
    opened: bool
    exited: bool
    step_since: datetime
    """When the case came to its step."""
    referral: Referral
    designated: PlaceCode | None
    """The place that ORR has designated."""
    version: int
    """Version of the episode, for the next command on it."""
    position: int
    """Position of the episode's last event."""

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

    @property
    def cursor(self) -> "Cursor":
        """Where the next page of a list of work begins when this is the last row of one."""
        return Cursor(step_since=self.step_since, episode=self.episode)


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """The place of a row in a list of work: a page goes on after it."""

    step_since: datetime
    episode: EpisodeId


@dataclass(frozen=True, kw_only=True)
class AtStep:
    """How many people's cases are at one step."""

    step: Step
    people: int
    unacknowledged: int
    """Of these, how many were referred and nobody at ORR has acknowledged it."""
    not_offered: int
    """Of these, how many are not offered to anybody."""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """How many people one organisation holds at one place."""

    legal_custodian: OrganisationCode | None
    holder: OrganisationCode | None
    place: PlaceCode | None
    whereabouts: Whereabouts
    children: int


def of_person(views: Views, reader: Reader, person: PersonId, *, at_least: int = 0) -> Answer[Child]:
    """The person's episodes that the reader may see.

    Raises:
        NotPermitted: there is none that the reader may see, whether or not there is one.
        NotYet: as `Views.ask`.
    """
    answer = _ask(views, reader, "of_person", row=Child, at_least=at_least, person=person)
    shown = tuple(child for child in answer.rows if may_read(reader, Action.RECORD, child.facts).allowed)
    if not shown:
        raise NotPermitted("no_such_record_for_reader")
    return Answer(position=answer.position, rows=shown)


class Filters(TypedDict, total=False):
    """What a list is of; left out or None is any."""

    holder: OrganisationCode | None
    place: PlaceCode | None
    offered_to: OrganisationCode | None
    steps: Collection[Step] | None


def listed(
    views: Views,
    reader: Reader,
    *,
    after: EpisodeId | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
    **filters: Unpack[Filters],
) -> Answer[Child]:
    """Those in custody whom the reader may see, by episode; `after` is the last episode of the page before.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    return _listed(views, reader, at_least=at_least, **filters, after_episode=after, limit=limit)


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a list of work is of; None is any."""

    steps: Collection[Step]
    referral: Referral | None = None
    """Such as `submitted`: nobody at ORR has acknowledged it."""
    offered: bool | None = None
    """Whether the person is offered to anybody."""
    holder: OrganisationCode | None = None
    place: PlaceCode | None = None


def worklist(
    views: Views,
    reader: Reader,
    work: Work,
    *,
    after: Cursor | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Answer[Child]:
    """Those with whom the same is to be done next, whoever is longest at the step coming first.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    begin = {"after_since": after.step_since, "after_episode": after.episode} if after is not None else {}
    return _listed(views, reader, at_least=at_least, **vars(work), **begin, by_step=True, limit=limit)


def counted(views: Views, reader: Reader, *, at_least: int = 0) -> Answer[Holding]:
    """How many of those whom the reader may see are where, most first.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    return _ask(views, reader, "counted", row=Holding, at_least=at_least)


def counted_by_step(
    views: Views, reader: Reader, *, place: PlaceCode | None = None, at_least: int = 0
) -> Answer[AtStep]:
    """How many of those whom the reader may see are at which step, at a place or anywhere.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    return _ask(views, reader, "counted_by_step", row=AtStep, at_least=at_least, place=place)


def _listed(views: Views, reader: Reader, *, at_least: int, **asked: object) -> Answer[Child]:
    permit(reader, Action.LIST)
    names = ("holder", "place", "offered_to", "steps", "referral", "offered", "after_since", "after_episode")
    arguments = {**dict.fromkeys(names), "by_step": False, **asked}
    if isinstance(steps := arguments["steps"], Collection):
        arguments["steps"] = [str(step) for step in steps]
    answer = _ask(views, reader, "listed", row=Child, at_least=at_least, **arguments)
    shown = tuple(child for child in answer.rows if may_read(reader, Action.RECORD, child.facts).allowed)
    return Answer(position=answer.position, rows=shown)


def _ask(views: Views, reader: Reader, block: str, *, row: type[T], at_least: int, **arguments: object) -> Answer[T]:
    statement = queries.blocks("projections.current_custody", "queries.sql")[block]
    return views.ask(reader, view="current_custody", statement=statement, row=row, at_least=at_least, **arguments)
