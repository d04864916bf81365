"""Commands about groups and pairs of people: who is named must be on record; groups are linked on both sides."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from ledger.domain.catalog import AnyEvent
from ledger.domain.episodes import companion_id
from ledger.domain.errors import UnknownStream
from ledger.domain.event import Recorded
from ledger.domain.family import groups, guards
from ledger.domain.family.events import FamilyEvent
from ledger.domain.family.people import named
from ledger.domain.proposal import Proposal
from ledger.domain.relationship import guards as pair_guards
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.values import PersonId

World = Mapping[UUID, Sequence[Recorded[AnyEvent]]]


def people_named(event: FamilyEvent | RelationshipEvent) -> frozenset[PersonId]:
    """Everyone whom the event names."""
    if isinstance(event, FamilyEvent):
        return named(event)
    return frozenset({event.relative, event.relative_of})


def decide_family(world: World, proposal: Proposal, event: FamilyEvent, *, is_replacement: bool) -> list[Proposal]:
    """What to append for one event of a group.

    Raises:
        Refused: a rule does not allow it.
        UnknownStream: somebody named, or the other group, is not on record.
    """
    if event.family != proposal.stream:
        raise UnknownStream("a group is recorded under its own id")
    _check_people(world, event)
    recorded = cast("Sequence[Recorded[FamilyEvent]]", world.get(proposal.stream, ()))
    guards.guard(recorded, event, is_replacement=is_replacement)
    if not isinstance(event, groups.GroupsLinked | groups.GroupsUnlinked):
        return [proposal]
    if not world.get(event.other):
        raise UnknownStream("no such group")
    mirror = type(event)(
        event_id=companion_id(event, "mirror"),
        by=event.by,
        family=event.other,
        other=event.family,
        basis=event.basis,
        correlation=event.correlation,
    )
    return [proposal, Proposal(stream=event.other, event=mirror)]


def decide_relationship(world: World, proposal: Proposal, event: RelationshipEvent) -> list[Proposal]:
    """What to append for one event of a pair.

    Raises:
        Refused: a rule does not allow it.
        UnknownStream: one of the two is not on record, or the stream is not theirs.
    """
    if proposal.stream != relationship_id(event.relative, event.relative_of):
        raise UnknownStream("two people are recorded under the id that follows from theirs")
    _check_people(world, event)
    pair_guards.guard(cast("Sequence[Recorded[RelationshipEvent]]", world.get(proposal.stream, ())), event)
    return [proposal]


def _check_people(world: World, event: FamilyEvent | RelationshipEvent) -> None:
    if any(not world.get(person) for person in people_named(event)):
        raise UnknownStream("somebody named here has no person record: register them first")
