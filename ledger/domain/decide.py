"""One command decided: proposed events against what is recorded, in order, with what must be written together.

Pure. The proposed event is the command (DECISIONS 3); what it may bring along: opening an episode also writes the
person's stream, so does an exit and the void of an exit. Every person named in an event must have a record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast, get_args
from uuid import UUID, uuid5

from ledger.domain import person, person_state, trip_state
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import care, case, guards, intake
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.errors import Refused, UnknownStream
from ledger.domain.event import Correction, Event, Recorded, Void
from ledger.domain.person import PersonEvent
from ledger.domain.trip import TripEvent
from ledger.domain.values import EpisodeId, EventId

OPENING = (intake.EncounterRecorded, intake.InCareAtOpening)
KINDS = tuple(get_args(events) for events in (PersonEvent, CustodyEvent, TripEvent))
"""Event classes of each kind of stream."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One event that somebody proposes to record on one stream."""

    stream: UUID
    event: AnyEvent


Streams = Mapping[UUID, Sequence[Recorded[AnyEvent]]]
"""What is recorded on each stream that the command may touch; an absent or empty one is new."""


def streams_needed(proposals: Sequence[Proposal]) -> list[UUID]:
    """Streams to load before `decide`: those proposed on, their people where both are written, and people named."""
    needed: dict[UUID, None] = {}
    for proposal in proposals:
        event = proposal.event
        needed[proposal.stream] = None
        if isinstance(event, (*OPENING, care.Exited, care.CustodyVoided)):
            needed[event.person] = None
        if isinstance(event, intake.EncounterRecorded | intake.CompanionsDeclared):
            needed.update(dict.fromkeys(companion.person for companion in event.companions))
        if isinstance(event, person.LinkedAsSame | person.Unlinked):
            needed[event.other] = None
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
        replaced = _replaced_by(proposals, index)
        for decided in _decide_one(world, proposal, now=now, is_replacement=replaced):
            recorded = world.setdefault(decided.stream, [])
            recorded.append(placed(decided.stream, recorded, decided.event, now=now))
            result.append(decided)
    return result


def _check_kinds(streams: Streams, proposals: Sequence[Proposal]) -> None:
    """The id of an episode is not taken for the id of a person, and so on."""
    kinds = {
        proposal.stream: next(kind for kind in KINDS if isinstance(proposal.event, kind)) for proposal in proposals
    }
    for stream in streams_needed(proposals):
        recorded = streams.get(stream)
        if recorded and not isinstance(recorded[0].event, kinds.get(stream, get_args(PersonEvent))):
            raise UnknownStream("no such person, episode or trip")


def placed(
    stream: UUID, recorded: Sequence[Recorded[AnyEvent]], event: AnyEvent, *, now: datetime
) -> Recorded[AnyEvent]:
    """The event as it will stand at the end of its stream, before the log has given it its real place."""
    last = recorded[-1] if recorded else None
    recorded_at = max(now, last.recorded_at + timedelta(microseconds=1)) if last else now
    return Recorded(
        stream=stream,
        version=len(recorded) + 1,
        position=last.position + 1 if last else 1,
        recorded_at=recorded_at,
        event=event,
    )


def _replaced_by(proposals: Sequence[Proposal], index: int) -> bool:
    """Whether the proposal at index is the replacement of a correction that follows it in the same command."""
    event_id = proposals[index].event.event_id
    return any(isinstance(p.event, Correction) and p.event.replacement == event_id for p in proposals[index + 1 :])


def _decide_one(
    world: dict[UUID, list[Recorded[AnyEvent]]], proposal: Proposal, *, now: datetime, is_replacement: bool
) -> list[Proposal]:
    event = proposal.event
    recorded = world.get(proposal.stream, [])
    if isinstance(event, Correction):
        _check_replacement(recorded, event)
    if isinstance(event, get_args(TripEvent)):
        trip_state.guard(cast("list[Recorded[TripEvent]]", recorded), cast("TripEvent", event))
        return [proposal]
    if isinstance(event, get_args(PersonEvent)):
        return _decide_person(world, proposal, cast("PersonEvent", event), is_replacement=is_replacement)
    return _decide_custody(world, proposal, cast("CustodyEvent", event), now=now, is_replacement=is_replacement)


def _check_replacement(recorded: Sequence[Recorded[AnyEvent]], correction: Correction) -> None:
    by_id: dict[EventId, Event] = {item.event.event_id: item.event for item in recorded}
    replacement, target = by_id.get(correction.replacement), by_id.get(correction.target)
    if replacement is None or (target is not None and type(replacement) is not type(target)):
        raise Refused("no_replacement", "a correction brings a record of the same kind, just before it")


def _decide_person(
    world: dict[UUID, list[Recorded[AnyEvent]]], proposal: Proposal, event: PersonEvent, *, is_replacement: bool
) -> list[Proposal]:
    recorded = cast("list[Recorded[PersonEvent]]", world.get(proposal.stream, []))
    if not is_replacement:
        person_state.guard(recorded, event)
    if not isinstance(event, person.LinkedAsSame | person.Unlinked):
        return [proposal]
    if not world.get(event.other):
        raise UnknownStream("no such person record")
    both = any(item.event.event_id == _companion_id(event, "mirror") for item in world[event.other])
    if both:
        return [proposal]
    mirror = type(event)(
        event_id=_companion_id(event, "mirror"),
        by=event.by,
        person=event.other,
        other=event.person,
        basis=event.basis,
        correlation=event.correlation,
    )
    return [proposal, Proposal(stream=event.other, event=mirror)]


def _decide_custody(
    world: dict[UUID, list[Recorded[AnyEvent]]],
    proposal: Proposal,
    event: CustodyEvent,
    *,
    now: datetime,
    is_replacement: bool,
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
    if not opens and not is_replacement:
        guards.guard(before, event, now=now)
    return _together(world, proposal, event, before, opens=opens)


def _check_companions(
    world: Mapping[UUID, Sequence[Recorded[AnyEvent]]], event: intake.EncounterRecorded | intake.CompanionsDeclared
) -> None:
    if any(not world.get(companion.person) for companion in event.companions):
        raise UnknownStream("a companion named here has no person record: register them first")


def _together(
    world: dict[UUID, list[Recorded[AnyEvent]]],
    proposal: Proposal,
    event: CustodyEvent,
    before: case.Case,
    *,
    opens: bool,
) -> list[Proposal]:
    """The proposal with what must be written on the person's stream in the same command."""
    about = cast("list[Recorded[PersonEvent]]", world.get(event.person, []))
    episode = EpisodeId(proposal.stream)
    also: PersonEvent | None = None
    if opens:
        also = person.EpisodeOpened(
            event_id=_companion_id(event, "opened"), by=event.by, person=event.person, episode=episode
        )
    elif isinstance(event, care.Exited) and not before.state.exited:
        also = person.EpisodeClosed(
            event_id=_companion_id(event, "closed"), by=event.by, person=event.person, episode=episode
        )
    elif isinstance(event, care.CustodyVoided) and _was_exit(before, event):
        closed = uuid5(event.target, "closed")
        if person_state.stands(about, EventId(closed)):
            also = person.PersonVoided(
                event_id=_companion_id(event, "reopened"),
                by=event.by,
                person=event.person,
                target=EventId(closed),
                reason=event.reason,
            )
    if also is None:
        return [proposal]
    person_state.guard(about, also)
    return [Proposal(stream=event.person, event=also), proposal]


def _was_exit(before: case.Case, void: Void) -> bool:
    return any(item.event.event_id == void.target and isinstance(item.event, care.Exited) for item in before.recorded)


def _companion_id(event: Event, what: str) -> EventId:
    """Id of an event that is written together with another: derived, so that a decision stays pure."""
    return EventId(uuid5(event.event_id, what))
