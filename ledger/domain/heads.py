"""What the head row of a stream says: who may know of it. A function of the stream's events and of nothing else."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from ledger.domain import person_state, trip_state
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import case
from ledger.domain.custody.case import HeadFacts
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Recorded
from ledger.domain.family.events import FamilyEvent
from ledger.domain.kindred import people_named
from ledger.domain.person import PersonEvent
from ledger.domain.register import PLACES
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.trip import TripEvent


def stream_head(recorded: Sequence[Recorded[AnyEvent]]) -> tuple[UUID | None, HeadFacts]:
    """The person that a stream is about (None for a trip, a group, a pair) and who may know of it."""
    first = recorded[0].event
    if isinstance(first, TripEvent):
        return None, _trip(cast("Sequence[Recorded[TripEvent]]", recorded))
    if isinstance(first, FamilyEvent | RelationshipEvent):
        about = cast("Sequence[Recorded[FamilyEvent | RelationshipEvent]]", recorded)
        return None, _of_several(about)
    if isinstance(first, PersonEvent):
        return first.person, _person(cast("Sequence[Recorded[PersonEvent]]", recorded))
    return first.person, case.head_facts(case.load(cast("Sequence[Recorded[CustodyEvent]]", recorded)))


def _person(recorded: Sequence[Recorded[PersonEvent]]) -> HeadFacts:
    """Access follows custody: who registered a person may know of them only until an episode begins."""
    state = person_state.fold(recorded)
    holder = None if state.episodes else state.registered_by
    return HeadFacts(legal_custodian=None, holder=holder, next_holder=None, previous_holder=None)


def _trip(recorded: Sequence[Recorded[TripEvent]]) -> HeadFacts:
    trip = trip_state.fold(recorded)
    place = PLACES.get(trip.to_place) if trip.to_place else None
    return HeadFacts(
        legal_custodian=trip.planned_by,
        holder=trip.carrier,
        next_holder=place.organisation if place else None,
        previous_holder=None,
    )


def _of_several(recorded: Sequence[Recorded[FamilyEvent | RelationshipEvent]]) -> HeadFacts:
    """A group or a pair is known to whoever may know of one of its people: everyone whom it ever named."""
    people = {person for item in recorded for person in people_named(item.event)}
    return HeadFacts(
        legal_custodian=None, holder=None, next_holder=None, previous_holder=None, people=tuple(sorted(people))
    )
