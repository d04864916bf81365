"""Commands about groups and pairs of people: who is named must be on record; groups are linked on both sides."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from ledger.domain import codes, same_person
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody.events import Companion, CompanionsDeclared, CustodyEvent, EncounterRecorded
from ledger.domain.episodes import companion_id
from ledger.domain.errors import UnknownStream
from ledger.domain.event import Recorded
from ledger.domain.family import groups, guards
from ledger.domain.family.events import FamilyEvent
from ledger.domain.family.people import named
from ledger.domain.person import LinkedAsSame, PersonEvent
from ledger.domain.proposal import Proposal
from ledger.domain.relationship import guards as pair_guards
from ledger.domain.relationship import state as relationship_state
from ledger.domain.relationship.events import (
    RelationshipAsserted,
    RelationshipEvent,
    RelationshipVoided,
    SamePersonProposed,
    SamePersonRejected,
)
from ledger.domain.relationship.kin import kin_of, turned
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.values import EventId, PersonId, RelationshipId

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


def pairs_named(event: AnyEvent) -> dict[PersonId, RelationshipId]:
    """The streams of the person and each companion whom an event says to be related, by companion."""
    if not isinstance(event, EncounterRecorded | CompanionsDeclared):
        return {}
    return {
        companion.person: relationship_id(companion.person, event.person)
        for companion in event.companions
        if kin_of(companion.relation) is not None and companion.person != event.person
    }


def claims_in(world: World, event: CustodyEvent) -> list[Proposal]:
    """What naming companions claims of each pair, written with it: so it outlives whatever becomes of the episode.

    What the same organisation has claimed before is not claimed again.
    """
    pairs = pairs_named(event)
    if not isinstance(event, EncounterRecorded | CompanionsDeclared):
        return []
    made: dict[EventId, Proposal] = {}
    for companion in event.companions:
        found = kin_of(companion.relation)
        if found is None or companion.person not in pairs:
            continue
        claim = _claim(event, companion, *found)
        stream = pairs[companion.person]
        if not _claimed(world, stream, claim):
            made[claim.event_id] = Proposal(stream=stream, event=claim)  # who is named twice is claimed once
    return list(made.values())


def _claim(
    event: EncounterRecorded | CompanionsDeclared, companion: Companion, kin: codes.Kin, lineage: codes.Lineage
) -> RelationshipAsserted:
    ends = (event.person, companion.person) if turned(companion.relation) else (companion.person, event.person)
    return RelationshipAsserted(
        event_id=companion_id(event, f"{kin} {lineage} {companion.person}"),
        by=event.by,
        on_behalf_of=event.on_behalf_of,
        source=event.source,
        correlation=event.correlation,
        labels=event.labels,
        claimed=event.claimed,
        relative=ends[0],
        relative_of=ends[1],
        kin=kin,
        lineage=lineage,
        bonds=(codes.Bond.UNKNOWN,),
        asserted_by=companion.said_by,
        evidence=(),
        confidence=codes.Confidence.UNKNOWN,
    )


def _claimed(world: World, stream: UUID, claim: RelationshipAsserted) -> bool:
    recorded = cast("Sequence[Recorded[RelationshipEvent]]", world.get(stream, ()))
    said = (claim.relative, claim.relative_of, claim.kin, claim.lineage, claim.by.organisation)
    return any(
        (each.relative, each.relative_of, each.kin, each.lineage, each.organisation) == said and not each.withdrawn
        for each in relationship_state.fold(recorded).claims
    )


def decide_relationship(world: World, proposal: Proposal, event: RelationshipEvent) -> list[Proposal]:
    """What to append for one event of a pair.

    Raises:
        Refused: a rule does not allow it.
        UnknownStream: one of the two is not on record, or the stream is not theirs.
    """
    if proposal.stream != relationship_id(event.relative, event.relative_of):
        raise UnknownStream("two people are recorded under the id that follows from theirs")
    _check_people(world, event)
    pair = cast("Sequence[Recorded[RelationshipEvent]]", world.get(proposal.stream, ()))
    pair_guards.guard(pair, event)
    if isinstance(event, SamePersonProposed | SamePersonRejected):
        same_person.guard(_same_person(world, pair, event), event)
    elif isinstance(event, RelationshipVoided):
        same_person.guard_withdrawal(_same_person(world, pair, event), pair, event)
    return [proposal]


def _same_person(
    world: World, pair: Sequence[Recorded[RelationshipEvent]], event: RelationshipEvent
) -> same_person.Question:
    record = cast("Sequence[Recorded[PersonEvent]]", world[event.relative])
    return same_person.question(pair, record, event.relative_of)


def check_link(world: World, record: Sequence[Recorded[PersonEvent]], event: LinkedAsSame) -> None:
    """Linking two records confirms what somebody else has proposed on the stream of the two.

    Raises:
        Refused: nobody has proposed it, or who confirms did.
    """
    pair = world.get(relationship_id(event.person, event.other), ())
    found = same_person.question(cast("Sequence[Recorded[RelationshipEvent]]", pair), record, event.other)
    same_person.guard_link(found, event)


def _check_people(world: World, event: FamilyEvent | RelationshipEvent) -> None:
    if any(not world.get(person) for person in people_named(event)):
        raise UnknownStream("somebody named here has no person record: register them first")
