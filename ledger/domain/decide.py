"""One command decided: proposed events against what is recorded, in order, with what must be written together.

Pure. The proposed event is the command (DECISIONS 6); what it may bring along: opening an episode also writes the
person's stream, so does an exit and the void of an exit. Every person named in an event must have a record.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast, get_args
from uuid import UUID

from ledger.domain import person, person_state, trip_state
from ledger.domain.catalog import AnyEvent
from ledger.domain.codes import Need
from ledger.domain.custody import case, guards, intake
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.episodes import OPENING, TOUCHING, companion_id, with_person
from ledger.domain.errors import Refused, UnknownStream
from ledger.domain.event import Correction, Decision, Recorded
from ledger.domain.family import groups
from ledger.domain.family.events import FamilyEvent
from ledger.domain.kindred import check_link, claims_in, decide_family, decide_relationship, pairs_named, people_named
from ledger.domain.person import PersonEvent
from ledger.domain.proposal import Proposal, Streams, placed
from ledger.domain.relationship.events import RelationshipAsserted, RelationshipEvent
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.trip import TripEvent

KINDS: dict[type, tuple[type, ...]] = {
    cls: get_args(events)
    for events in (PersonEvent, CustodyEvent, TripEvent, FamilyEvent, RelationshipEvent)
    for cls in get_args(events)
}
"""Of each event class, all the classes that share its kind of stream."""
PERSON_EVENTS = get_args(PersonEvent)
RELATIONSHIP_EVENTS = KINDS[RelationshipAsserted]
LINKING = (person.LinkedAsSame, person.Unlinked, groups.GroupsLinked, groups.GroupsUnlinked)
"""What is written on two streams of one kind."""
READING = (intake.PlacementDesignated,)
"""Custody decisions that rest on what the person's own record says: the child's needs."""


def streams_needed(proposals: Sequence[Proposal]) -> list[UUID]:
    """Streams to load before `decide`: those proposed on, their people where both are written or read, people named."""
    needed: dict[UUID, None] = {}
    for proposal in proposals:
        event = proposal.event
        needed[proposal.stream] = None
        if isinstance(event, (*TOUCHING, *READING)):
            needed[event.person] = None
        if isinstance(event, intake.EncounterRecorded | intake.CompanionsDeclared):
            needed.update(dict.fromkeys(companion.person for companion in event.companions))
            needed.update(dict.fromkeys(pairs_named(event).values()))
        if isinstance(event, LINKING):
            needed[event.other] = None
        if isinstance(event, person.LinkedAsSame):
            needed[relationship_id(event.person, event.other)] = None
        if isinstance(event, FamilyEvent | RelationshipEvent):
            needed.update(dict.fromkeys(sorted(people_named(event))))
    return list(needed)


def decide(streams: Streams, proposals: Sequence[Proposal], *, now: datetime) -> list[Proposal]:
    """The events to append, in order.

    Raises:
        Refused: a rule does not allow it; nothing of the command may be stored.
        UnknownStream: a stream or a person named does not exist.
    """
    _check_kinds(streams, proposals)
    world = {stream: list(recorded) for stream, recorded in streams.items()}
    result: list[Proposal] = []
    for index, proposal in enumerate(proposals):
        _check_new(world, proposal)
        _check_replacement(world, proposals, index)
        replaced = _replaced_by(proposals, index)
        if replaced and isinstance(proposal.event, Decision):
            raise Refused("decision_not_correctable", "a decision is not edited: take a new one", allowed=["void"])
        for decided in _decide_one(world, proposal, now=now, is_replacement=replaced):
            recorded = world.setdefault(decided.stream, [])
            recorded.append(placed(decided.stream, recorded, decided.event, now=now))
            result.append(decided)
    return result


def _check_kinds(streams: Streams, proposals: Sequence[Proposal]) -> None:
    """The id of an episode is not taken for the id of a person, and so on."""
    kinds: dict[UUID, tuple[type, ...]] = {}
    for proposal in proposals:
        kind = KINDS[type(proposal.event)]
        if kinds.setdefault(proposal.stream, kind) is not kind:
            raise UnknownStream("one id cannot name records of two kinds")
        if isinstance(proposal.event, groups.GroupsLinked | groups.GroupsUnlinked):
            kinds.setdefault(proposal.event.other, kind)
        if isinstance(proposal.event, person.LinkedAsSame):
            kinds.setdefault(relationship_id(proposal.event.person, proposal.event.other), RELATIONSHIP_EVENTS)
        for pair in pairs_named(proposal.event).values():
            kinds.setdefault(pair, RELATIONSHIP_EVENTS)
    for stream in streams_needed(proposals):
        recorded = streams.get(stream)
        if recorded and not isinstance(recorded[0].event, kinds.get(stream, PERSON_EVENTS)):
            raise UnknownStream("no such person, episode, trip or group")


def _check_new(world: Mapping[UUID, Sequence[Recorded[AnyEvent]]], proposal: Proposal) -> None:
    """The same event delivered twice is recorded once."""
    event_id = proposal.event.event_id
    if any(item.event.event_id == event_id for item in world.get(proposal.stream, ())):
        raise Refused("already_recorded", "an event of that id is on record", allowed=["correct"])


def _check_replacement(
    world: Mapping[UUID, Sequence[Recorded[AnyEvent]]], proposals: Sequence[Proposal], index: int
) -> None:
    """A correction comes right after its replacement, in the same command, on the same stream, of the same kind."""
    correction = proposals[index].event
    if not isinstance(correction, Correction):
        return
    stream = proposals[index].stream
    before = proposals[index - 1] if index else None
    target = next((i.event for i in world.get(stream, ()) if i.event.event_id == correction.target), None)
    brought = before is not None and before.stream == stream and before.event.event_id == correction.replacement
    if before is None or not brought or correction.target == correction.replacement:
        raise Refused("no_replacement", "a correction brings a record of the same kind, just before it")
    if target is not None and type(before.event) is not type(target):
        raise Refused("no_replacement", "a correction brings a record of the same kind, just before it")


def _replaced_by(proposals: Sequence[Proposal], index: int) -> bool:
    """Whether the proposal at index is the replacement of the correction right after it."""
    following = proposals[index + 1].event if index + 1 < len(proposals) else None
    return isinstance(following, Correction) and following.replacement == proposals[index].event.event_id


def _decide_one(
    world: dict[UUID, list[Recorded[AnyEvent]]], proposal: Proposal, *, now: datetime, is_replacement: bool
) -> list[Proposal]:
    event = proposal.event
    recorded = world.get(proposal.stream, [])
    if isinstance(event, TripEvent):
        if event.trip != proposal.stream:
            raise UnknownStream("the trip is recorded under its own id")
        trip_state.guard(cast("list[Recorded[TripEvent]]", recorded), event, is_replacement=is_replacement)
        return [proposal]
    if isinstance(event, FamilyEvent):
        return decide_family(world, proposal, event, is_replacement=is_replacement)
    if isinstance(event, RelationshipEvent):
        return decide_relationship(world, proposal, event)
    if isinstance(event, PersonEvent):
        return _decide_person(world, proposal, event, is_replacement=is_replacement)
    return _decide_custody(world, proposal, event, now=now)


def _decide_person(
    world: dict[UUID, list[Recorded[AnyEvent]]], proposal: Proposal, event: PersonEvent, *, is_replacement: bool
) -> list[Proposal]:
    if event.person != proposal.stream:
        raise UnknownStream("what is said of a person is recorded under that person's id")
    if isinstance(event, person.EpisodeOpened | person.EpisodeClosed):
        raise Refused(
            "written_with_custody",
            "an episode opens with its encounter and closes with its exit",
            allowed=["record-encounter", "open-in-care", "exit"],
        )
    recorded = cast("list[Recorded[PersonEvent]]", world.get(proposal.stream, []))
    person_state.guard(recorded, event, is_replacement=is_replacement)
    if not isinstance(event, person.LinkedAsSame | person.Unlinked):
        return [proposal]
    if not world.get(event.other):
        raise UnknownStream("no such person record")
    if isinstance(event, person.LinkedAsSame):
        check_link(world, recorded, event)
    mirror = type(event)(
        event_id=companion_id(event, "mirror"),
        by=event.by,
        person=event.other,
        other=event.person,
        basis=event.basis,
        correlation=event.correlation,
    )
    return [proposal, Proposal(stream=event.other, event=mirror)]


def _decide_custody(
    world: dict[UUID, list[Recorded[AnyEvent]]], proposal: Proposal, event: CustodyEvent, *, now: datetime
) -> list[Proposal]:
    recorded = cast("list[Recorded[CustodyEvent]]", world.get(proposal.stream, []))
    opens = not recorded
    if opens and not isinstance(event, OPENING):
        raise UnknownStream("no such episode")
    if recorded and recorded[0].event.person != event.person:
        raise UnknownStream("the episode is another person's")
    if isinstance(event, intake.EncounterRecorded | intake.CompanionsDeclared):
        _check_companions(world, event)
    before = case.load(recorded)
    about = cast("list[Recorded[PersonEvent]]", world.get(event.person, []))
    if not opens:
        guards.guard(before, event, needs=_needs(before, about, event), now=now)
    after = cast("Recorded[CustodyEvent]", placed(proposal.stream, world.get(proposal.stream, []), event, now=now))
    also = with_person(about, before, after)
    first = [] if also is None else [Proposal(stream=event.person, event=also)]
    return [*first, proposal, *claims_in(world, event)]


def _needs(before: case.Case, about: Sequence[Recorded[PersonEvent]], event: CustodyEvent) -> frozenset[Need]:
    """What is on record that a place must meet, where the decision asks for it: of the referral and of the person."""
    return before.state.needs | person_state.fold(about).needs if isinstance(event, READING) else frozenset()


def _check_companions(
    world: Mapping[UUID, Sequence[Recorded[AnyEvent]]], event: intake.EncounterRecorded | intake.CompanionsDeclared
) -> None:
    if any(not world.get(companion.person) for companion in event.companions):
        raise UnknownStream("a companion named here has no person record: register them first")
