"""Commands for the log, and the one round trip that appends them.

A command is stored whole or not at all, and gets one of four outcomes. This module refuses what could never be
stored; it does not retry, and knows nothing of what the bytes mean.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg.rows import tuple_row

from ledger.store import queries
from ledger.store.arrays import Array, blobs, integers, texts, uuids
from ledger.store.write_errors import EventTooLarge

STATE_BYTES_MAX = 60_000
"""Longest event; with its envelope it must fit a log entry of 65,535 bytes."""

COMMANDS_MAX = 64
"""Most commands in one append; the function refuses more."""


@dataclass(frozen=True, slots=True)
class CommandKey:
    """What makes a command repeatable: one organisation's key, and the hash of the body it came with."""

    organisation: str
    key: str
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class HeadFacts:
    """Who may see a stream from now on; None clears a column."""

    person_id: UUID | None = None
    legal_custodian: str | None = None
    holder: str | None = None
    next_holder: str | None = None
    previous_holder: str | None = None
    referred_to: str | None = None
    people: tuple[UUID, ...] = ()
    """Of a group or a pair: whoever may see one of these may see the stream."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A stream that a command writes, or, with no events, only relies on."""

    stream_id: UUID
    expected_version: int
    """The version the stream must have; 0: it must not exist."""
    facts: HeadFacts
    """Replace the head row whole; ignored for a guard."""
    events: tuple[StoredEvent, ...]
    """Versions go up by one from the expected version."""

    def __post_init__(self) -> None:
        for version, event in enumerate(self.events, self.expected_version + 1):
            if (event.originator_id, event.originator_version) != (self.stream_id, version):
                raise ValueError(f"an event of {self.stream_id} must have version {version}")
            if len(event.state) > STATE_BYTES_MAX:
                size = f"{len(event.state)} bytes, at most {STATE_BYTES_MAX}"
                raise EventTooLarge(f"{event.topic} of {self.stream_id}: {size}")


@dataclass(frozen=True, slots=True)
class AppendCommand:
    """Streams to write together, under a key or none."""

    key: CommandKey | None
    touches: tuple[Touch, ...]

    def __post_init__(self) -> None:
        if not self.event_count:
            raise ValueError("a command writes at least one event")
        if len({touch.stream_id for touch in self.touches}) < len(self.touches):
            raise ValueError("a command touches each stream once")

    @property
    def event_count(self) -> int:
        return sum(len(touch.events) for touch in self.touches)


@dataclass(frozen=True, slots=True)
class Stored:
    """The command's events are in the log, at `count` positions from `first`."""

    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A touched stream has another version than expected; nothing was stored."""

    stream_id: UUID
    current_version: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same key with the same body was stored before, at `count` positions from `first`; nothing was stored now."""

    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The key was used before with another body; nothing was stored."""


Outcome = Stored | Conflict | Duplicate | Mismatch


def append(connection: psycopg.Connection[Any], commands: Sequence[AppendCommand]) -> list[Outcome]:
    """Append at most `COMMANDS_MAX` commands in one round trip; one outcome for each, in order.

    Raises:
        psycopg.Error: nothing was stored if the connection still works; unknown if it broke.
    """
    with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        cursor.execute(queries.ours("queries")["append"], _arguments(commands), prepare=True)
        return [_outcome(row) for row in cursor]


def _arguments(commands: Sequence[AppendCommand]) -> list[Array]:
    keys = [command.key for command in commands]
    touches = [(n, touch) for n, command in enumerate(commands, 1) for touch in command.touches]
    events = [(n, event) for n, (_, touch) in enumerate(touches, 1) for event in touch.events]
    facts = [touch.facts for _, touch in touches]
    return [
        texts([key.organisation if key else None for key in keys]),
        texts([key.key if key else None for key in keys]),
        blobs([key.body_hash if key else None for key in keys]),
        integers([n for n, _ in touches]),
        uuids([touch.stream_id for _, touch in touches]),
        integers([touch.expected_version for _, touch in touches]),
        integers([len(touch.events) for _, touch in touches]),
        uuids([fact.person_id for fact in facts]),
        texts([fact.legal_custodian for fact in facts]),
        texts([fact.holder for fact in facts]),
        texts([fact.next_holder for fact in facts]),
        texts([fact.previous_holder for fact in facts]),
        texts([fact.referred_to for fact in facts]),
        texts([f"{{{','.join(map(str, fact.people))}}}" if fact.people else None for fact in facts]),
        integers([n for n, _ in events]),
        texts([event.topic for _, event in events]),
        blobs([event.state for _, event in events]),
        blobs([os.urandom(32) for _ in events]),
    ]


def _outcome(row: tuple[Any, ...]) -> Outcome:
    match row:
        case "ok", int(first), int(count), _, _:
            return Stored(first, count)
        case "duplicate", int(first), int(count), _, _:
            return Duplicate(first, count)
        case "mismatch", _, _, _, _:
            return Mismatch()
        case "conflict", _, _, UUID() as stream, int(version):
            return Conflict(stream, version)
        case _:
            raise ValueError(f"append() answered {row[0]}")
