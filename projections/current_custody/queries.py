"""Questions to the view: one person, a list with a cursor, counts. Every row passes the reader function too."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from ledger.domain.codes import Classification
from ledger.domain.custody.case import HeadFacts
from ledger.domain.custody.facets import Step, Whereabouts
from ledger.domain.custody.state import OfferStatus
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


def listed(
    views: Views,
    reader: Reader,
    *,
    holder: OrganisationCode | None = None,
    place: PlaceCode | None = None,
    offered_to: OrganisationCode | None = None,
    after: EpisodeId | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Answer[Child]:
    """Those in custody whom the reader may see, by episode; `after` is the last episode of the page before.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    answer = _ask(
        views,
        reader,
        "listed",
        row=Child,
        at_least=at_least,
        holder=holder,
        place=place,
        offered_to=offered_to,
        after=after,
        limit=limit,
    )
    shown = tuple(child for child in answer.rows if may_read(reader, Action.RECORD, child.facts).allowed)
    return Answer(position=answer.position, rows=shown)


def counted(views: Views, reader: Reader, *, at_least: int = 0) -> Answer[Holding]:
    """How many of those whom the reader may see are where, most first.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    return _ask(views, reader, "counted", row=Holding, at_least=at_least)


def _ask(views: Views, reader: Reader, block: str, *, row: type[T], at_least: int, **arguments: object) -> Answer[T]:
    statement = queries.blocks("projections.current_custody", "queries.sql")[block]
    return views.ask(reader, view="current_custody", statement=statement, row=row, at_least=at_least, **arguments)
