"""The door for commands: load, decide, append, answer with positions.

Owns the order of things: a command key is asked for again before a refusal is final, keys are durable before the
append that uses them, a person's decision is never retried by the server. Rules are in `ledger.domain`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from eventsourcing.application import Application

from ledger.domain.catalog import AnyEvent
from ledger.domain.decide import decide, streams_needed
from ledger.domain.errors import CustodyError, Refused, StaleVersion, UnknownStream
from ledger.domain.event import Recorded, Report
from ledger.domain.heads import stream_head
from ledger.domain.proposal import Proposal, placed
from ledger.store.append import (
    AppendCommand,
    CommandKey,
    Conflict,
    Duplicate,
    HeadFacts,
    Mismatch,
    Outcome,
    Stored,
    Touch,
)
from ledger.store.decoded_lately import DecodedLately
from ledger.store.mapper import CustodyMapper, NewEvent
from ledger.store.recorder import CustodyRecorder
from ledger.store.write_errors import KeyReused

REPORT_TRIES = 5
"""How often a command of reports alone is decided afresh after a conflict: order does not matter to reports."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """One act of one person: all of it is stored, or nothing."""

    key: CommandKey
    proposals: tuple[Proposal, ...]
    expected: Mapping[UUID, int]
    """Version of each stream that the person saw; a stream left out is taken as it is (reports only)."""


@dataclass(frozen=True, kw_only=True)
class RecordedRef:
    """Where one event of a command was recorded."""

    stream: UUID
    version: int
    topic: str
    position: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a command did: ids and positions only, so it can be given again word for word."""

    position: int
    """Position to ask views for (`at_least`)."""
    events: tuple[RecordedRef, ...]
    repeated: bool = False
    """The key was used before for the same command: this is its first answer."""


Result = Answer | CustodyError
"""Outcome of one command of a batch."""


class Ledger(Application[UUID]):
    """Commands on the log. Readers use `projections`, never this."""

    name = "ledger"

    def __init__(self, *, recorder: CustodyRecorder, mapper: CustodyMapper) -> None:
        self._given = (recorder, mapper)
        super().__init__({"PERSISTENCE_MODULE": "eventsourcing.popo"})
        self.log_recorder = recorder
        self.custody_mapper = mapper
        self._decoded = DecodedLately(mapper.recorded)

    def construct_recorder(self) -> CustodyRecorder:
        """The recorder given."""
        return self._given[0]

    def construct_mapper(self) -> CustodyMapper:
        """The mapper given."""
        return self._given[1]

    def load(self, streams: Sequence[UUID]) -> dict[UUID, list[Recorded[AnyEvent]]]:
        """The recorded events of streams, boxes closed, in one round trip; an unknown stream is absent."""
        return self._decoded.by_stream(self.log_recorder.load_for_decision(streams))

    def clock(self) -> datetime:
        """The clock that decisions, expiries and deadlines read."""
        return self.log_recorder.clock()

    def execute(self, command: Command) -> Answer:
        """Record one command.

        Raises:
            CustodyError: refused, stale, key reused, or outcome unknown; nothing of it is stored unless unknown.
        """
        (result,) = self.execute_many([command])
        if isinstance(result, CustodyError):
            raise result
        return result

    def execute_many(self, commands: Sequence[Command], *, now: datetime | None = None) -> list[Result]:
        """Record commands that do not depend on one another; each is atomic on its own and has its own result.

        `now` is a reading of `clock` that the caller has just taken.
        """
        results: dict[int, Result] = {}
        waiting = dict(enumerate(commands))
        for _ in range(REPORT_TRIES):
            waiting = self._attempt(waiting, results, now=now or self.clock())
            if not waiting:
                break
        for index, command in waiting.items():
            stream = next(iter(p.stream for p in command.proposals))
            results[index] = StaleVersion(stream=str(stream), current_version=len(self.load([stream]).get(stream, ())))
        return [results[index] for index in range(len(commands))]

    def _attempt(
        self, waiting: Mapping[int, Command], results: dict[int, Result], *, now: datetime
    ) -> dict[int, Command]:
        """Decide and append once; fills results and returns the commands that may be decided afresh."""
        needed = {index: streams_needed(command.proposals) for index, command in waiting.items()}
        streams = self.load(list(dict.fromkeys(stream for some in needed.values() for stream in some)))
        ready: dict[int, list[Proposal]] = {}
        for index, command in waiting.items():
            world = {stream: streams[stream] for stream in needed[index] if stream in streams}
            try:
                decided = decide(world, command.proposals, now=now)
                # Only now: what would be refused at any version is refused, not called stale (RFC 9110, 13.2.1).
                _check_expected(world, command.expected)
                ready[index] = decided
            except (Refused, StaleVersion, UnknownStream) as problem:
                results[index] = self._answer_before(command) or problem
        appends = self._prepare({index: waiting[index] for index in ready}, ready, streams, now=now)
        again: dict[int, Command] = {}
        outcomes = self.log_recorder.append(list(appends.values())) if appends else []
        for (index, append), outcome in zip(appends.items(), outcomes, strict=True):
            result = self._result(waiting[index], append, outcome)
            if isinstance(result, StaleVersion) and _only_reports(waiting[index]):
                again[index] = waiting[index]
            else:
                results[index] = result
        return again

    def _prepare(
        self,
        commands: Mapping[int, Command],
        ready: Mapping[int, Sequence[Proposal]],
        streams: Mapping[UUID, Sequence[Recorded[AnyEvent]]],
        *,
        now: datetime,
    ) -> dict[int, AppendCommand]:
        """The commands as append() takes them; keys of everyone named are durable when this returns."""
        codec = self.custody_mapper.codec
        named = (codec.owners(p.event, stream=p.stream) for events in ready.values() for p in events)
        codec.sealer.keyring.ensure({owner for owners in named for owner in owners})
        return {
            index: AppendCommand(key=commands[index].key, touches=self._touches(events, streams, now=now))
            for index, events in ready.items()
        }

    def _touches(
        self,
        events: Sequence[Proposal],
        streams: Mapping[UUID, Sequence[Recorded[AnyEvent]]],
        *,
        now: datetime,
    ) -> tuple[Touch, ...]:
        by_stream: dict[UUID, list[AnyEvent]] = {}
        for proposal in events:
            by_stream.setdefault(proposal.stream, []).append(proposal.event)
        touches: list[Touch] = []
        for stream, new in by_stream.items():
            before = streams.get(stream, ())
            after = list(before)
            for event in new:
                after.append(placed(stream, after, event, now=now))
            stored = tuple(
                self.custody_mapper.to_stored_event(
                    NewEvent(originator_id=stream, originator_version=len(before) + n, event=event)
                )
                for n, event in enumerate(new, 1)
            )
            touches.append(
                Touch(stream_id=stream, expected_version=len(before), facts=head_facts(after), events=stored)
            )
        return tuple(touches)

    def _result(self, command: Command, append: AppendCommand, outcome: Outcome) -> Result:
        match outcome:
            case Stored(first=first):
                return _answer(append, first)
            case Duplicate():
                return self._answer_before(command) or KeyReused()
            case Mismatch():
                return KeyReused()
            case Conflict(stream_id=stream, current_version=version):
                return StaleVersion(stream=str(stream), current_version=version)

    def _answer_before(self, command: Command) -> Result | None:
        """The first answer of the command's key, if it was used; an error when it was another command's."""
        rows = self.log_recorder.answers(command.key.organisation, [command.key.key])
        if not rows:
            return None
        if rows[0].body_hash != command.key.body_hash:
            return KeyReused()
        events = tuple(
            RecordedRef(stream=row.stream_id, version=row.version, topic=row.topic, position=row.position)
            for row in rows
        )
        return Answer(position=events[-1].position, events=events, repeated=True)


def head_facts(recorded: Sequence[Recorded[AnyEvent]]) -> HeadFacts:
    """Facts of a stream's head row, from its events."""
    person, facts = stream_head(recorded)
    return HeadFacts(person, **vars(facts))


def _check_expected(world: Mapping[UUID, Sequence[Any]], expected: Mapping[UUID, int]) -> None:
    for stream, version in expected.items():
        current = len(world.get(stream, ()))
        if current != version:
            raise StaleVersion(stream=str(stream), current_version=current)


def _answer(append: AppendCommand, first: int) -> Answer:
    stored = [event for touch in append.touches for event in touch.events]
    events = tuple(
        RecordedRef(
            stream=cast("UUID", event.originator_id),
            version=event.originator_version,
            topic=event.topic,
            position=position,
        )
        for position, event in enumerate(stored, first)
    )
    return Answer(position=events[-1].position, events=events)


def _only_reports(command: Command) -> bool:
    return not command.expected and all(isinstance(p.event, Report) for p in command.proposals)
