"""A separation put together from what was decided or reported, supplied later, reviewed and ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ledger.domain import codes
from ledger.domain.codes import SeparationItem
from ledger.domain.event import Recorded
from ledger.domain.family.base import Informed
from ledger.domain.family.events import FamilyEvent
from ledger.domain.family.separation import (
    SeparationDecided,
    SeparationEnded,
    SeparationReported,
    SeparationReviewed,
    SeparationSupplemented,
)
from ledger.domain.history_order import in_history_order
from ledger.domain.strikes import lineages, standing, struck
from ledger.domain.values import EventId, OrganisationCode, PersonId, PlaceCode, UserId


@dataclass(frozen=True, kw_only=True)
class Review:
    """That somebody looked again."""

    at: datetime
    by: UserId
    outcome: codes.SeparationReview


@dataclass(frozen=True, kw_only=True)
class End:
    """That it ended for one child."""

    child: PersonId
    at: datetime
    how: codes.SeparationEnd
    place: PlaceCode | None
    said_in: EventId


@dataclass(frozen=True, kw_only=True)
class Struck:
    """That the decision does not stand any more. Whether the children are back with the adults is another question."""

    said_in: EventId
    by: UserId


@dataclass(frozen=True, kw_only=True)
class Separation:
    """Children separated from adults they came with."""

    said_in: EventId
    """The decision or the report that stands: the separation's id."""
    at: datetime
    decided: bool
    """Whether it was decided here, before it took effect; else it was reported afterwards and is irregular."""
    children: tuple[PersonId, ...]
    adults: tuple[PersonId, ...] = ()
    reason: codes.SeparationReason | None = None
    narratives: tuple[EventId, ...] = ()
    """Events that hold one."""
    decided_by: UserId | None = None
    supervisor: UserId | None = None
    adult_next_organisation: OrganisationCode | None = None
    adult_next_place: PlaceCode | None = None
    informed: tuple[Informed, ...] = ()
    reviews: tuple[Review, ...] = ()
    ends: tuple[End, ...] = ()
    struck: Struck | None = None
    """The void of its decision: the separation goes on until somebody says how it ended."""
    corrected: frozenset[EventId] = frozenset()
    """Ids of the same report before it was corrected, and of corrections that were taken back: they name it too."""

    @property
    def children_now(self) -> tuple[PersonId, ...]:
        """The children for whom it goes on."""
        ended = {end.child for end in self.ends}
        return tuple(child for child in self.children if child not in ended)

    @property
    def missing(self) -> tuple[SeparationItem, ...]:
        """What is not on record yet, in the order of the list."""
        told = {each.person for each in self.informed if each.told}
        there = {
            SeparationItem.REASON: self.reason is not None,
            SeparationItem.NARRATIVE: bool(self.narratives),
            SeparationItem.DECIDED_BY: self.decided_by is not None,
            SeparationItem.SUPERVISOR: self.supervisor not in {None, self.decided_by},
            SeparationItem.ADULTS: bool(self.adults),
            SeparationItem.ADULT_NEXT: self.adult_next_organisation is not None,
            SeparationItem.TOLD: told.issuperset((*self.children, *self.adults)),
        }
        return tuple(item for item in SeparationItem if not there[item])


def separations(recorded: Sequence[Recorded[FamilyEvent]]) -> tuple[Separation, ...]:
    """Those of a group, from all events of its stream.

    What is said of one belongs to it whenever it is claimed to have happened: first all begin, then all is added. It
    goes on belonging to it when the report is corrected. A decision that was struck has parted children all the same,
    as far as anybody knows: no list loses them because one official took the decision back.
    """
    first = lineages([item.event for item in recorded])
    voids = _voids(recorded)
    history = in_history_order([*standing(recorded), *(item for item in recorded if item.event.event_id in voids)])
    found = {
        first.get(item.event.event_id, item.event.event_id): replace(
            begun(item.event, at=item.happened_at), struck=voids.get(item.event.event_id)
        )
        for item in history
        if isinstance(item.event, SeparationDecided | SeparationReported)
    }
    for item in history:
        event = item.event
        if not isinstance(event, SeparationSupplemented | SeparationReviewed | SeparationEnded):
            continue
        about = first.get(event.separation, event.separation)
        if about in found:
            found[about] = _added(found[about], event, at=item.happened_at)
    return tuple(replace(each, corrected=_corrected(first, about, each)) for about, each in found.items())


def _voids(recorded: Sequence[Recorded[FamilyEvent]]) -> dict[EventId, Struck]:
    """The decisions that do not stand, with what struck each."""
    by_id = {item.event.event_id: item.event for item in recorded}
    return {
        target: Struck(said_in=by, by=by_id[by].by.user)
        for target, by in struck(recorded).items()
        if isinstance(by_id.get(target), SeparationDecided)
    }


def _corrected(first: Mapping[EventId, EventId], about: EventId, found: Separation) -> frozenset[EventId]:
    return frozenset({about, *(later for later, root in first.items() if root == about)} - {found.said_in})


def begun(event: SeparationDecided | SeparationReported, *, at: datetime) -> Separation:
    """A separation as it was first said."""
    decided = isinstance(event, SeparationDecided)
    return Separation(
        said_in=event.event_id,
        at=at,
        decided=decided,
        children=event.children,
        adults=event.adults,
        reason=event.reason,
        narratives=(event.event_id,) if event.narrative is not None else (),
        decided_by=event.by.user if isinstance(event, SeparationDecided) else event.decided_by,
        supervisor=event.supervisor,
        adult_next_organisation=event.adult_next_organisation,
        adult_next_place=event.adult_next_place,
        informed=event.informed,
    )


def _added(
    before: Separation, event: SeparationSupplemented | SeparationReviewed | SeparationEnded, *, at: datetime
) -> Separation:
    if isinstance(event, SeparationReviewed):
        review = Review(at=at, by=event.by.user, outcome=event.outcome)
        return replace(before, reviews=(*before.reviews, review))
    if isinstance(event, SeparationEnded):
        open_ones = set(before.children_now)
        ends = tuple(
            End(child=child, at=at, how=event.how, place=event.place, said_in=event.event_id)
            for child in event.children
            if child in open_ones
        )
        return replace(before, ends=(*before.ends, *ends))
    return _supplemented(before, event)


def _supplemented(before: Separation, event: SeparationSupplemented) -> Separation:
    """What was open is filled; what was said before stays, and stands beside in the timeline."""
    return replace(
        before,
        adults=_together(before.adults, event.adults),
        reason=before.reason or event.reason,
        narratives=(*before.narratives, *((event.event_id,) if event.narrative is not None else ())),
        decided_by=before.decided_by or event.decided_by,
        supervisor=before.supervisor or event.supervisor,
        adult_next_organisation=before.adult_next_organisation or event.adult_next_organisation,
        adult_next_place=before.adult_next_place or event.adult_next_place,
        informed=(*before.informed, *event.informed),
    )


def _together(before: Iterable[PersonId], more: Iterable[PersonId]) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys((*before, *more)))
