"""Questions to the view: whom an organisation holds and could offer, and how many of them are to go where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from ledger.domain.custody.case import HeadFacts
from ledger.domain.reader import Action, Reader, may_read
from ledger.domain.values import EpisodeId, OrganisationCode, PersonId, PlaceCode
from ledger.store import queries
from projections.asking import Answer, Views, permit

T = TypeVar("T")

PAGE_ROWS = 50
"""Rows of a list in one answer, unless others are asked for."""


@dataclass(frozen=True, kw_only=True)
class ToOffer:
    """One person in custody who could be offered to the next holder."""

    episode: EpisodeId
    person_id: PersonId
    legal_custodian: OrganisationCode | None
    holder: OrganisationCode
    previous_holder: OrganisationCode | None
    place: PlaceCode | None
    designated: PlaceCode | None
    """Where ORR wants the child next; None when it has not said, or the child is there."""
    determined_at: datetime | None
    """When the child was determined to be unaccompanied, if it was: the clock until HHS has it runs from here."""
    begun: int
    """Position of the episode's first event: who was met together stands together. A page goes on after it."""
    version: int
    """Version of the episode, for the offer."""
    position: int
    """Position of the episode's last event."""

    @property
    def facts(self) -> HeadFacts:
        """Who may know of the person."""
        return HeadFacts(
            legal_custodian=self.legal_custodian,
            holder=self.holder,
            next_holder=None,
            previous_holder=self.previous_holder,
        )


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many could be offered to one place."""

    designated: PlaceCode | None
    children: int
    first_determined_at: datetime | None
    """When the first of them was determined to be unaccompanied."""


def listed(
    views: Views,
    reader: Reader,
    *,
    place: PlaceCode | None,
    to_place: PlaceCode | None,
    among: Sequence[UUID] = (),
    after: int | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Answer[ToOffer]:
    """Those of the reader's organisation, at a place or anywhere, who are to go to one place, first met coming first.

    `to_place` None asks for those who have no place yet; `after` is `begun` of the last row of the page before. The
    episodes `among` come before them, on every page, as far as they can be offered.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    answer = _ask(
        views,
        reader,
        "listed",
        row=ToOffer,
        at_least=at_least,
        place=place,
        to_place=to_place,
        among=list(among),
        after=after,
        limit=limit,
    )
    shown = tuple(row for row in answer.rows if may_read(reader, Action.RECORD, row.facts).allowed)
    return Answer(position=answer.position, rows=shown)


def counted(views: Views, reader: Reader, *, place: PlaceCode | None, at_least: int = 0) -> Answer[Waiting]:
    """How many of the reader's organisation could be offered to which place, the longest waiting first.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    return _ask(views, reader, "counted", row=Waiting, at_least=at_least, place=place)


def _ask(views: Views, reader: Reader, block: str, *, row: type[T], at_least: int, **arguments: object) -> Answer[T]:
    statement = queries.blocks("projections.to_offer", "queries.sql")[block]
    arguments["holder"] = reader.organisation
    return views.ask(reader, view="to_offer", statement=statement, row=row, at_least=at_least, **arguments)
