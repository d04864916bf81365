"""Audit of the log: reads everything, changes nothing, and names each difference by position, stream and person.

Checks: (1) positions are dense from 1 and each stream's versions too; (2) recorded times rise with every position;
(3) every leaf is what bytes, salt and recorded time give; (4) every event reads, is about the person of its stream, and
every box whose key is here opens at its place; (5) every key that a box needs is here or has been destroyed (named once
a stream); (6) every stream has a head row, which is the fold of the stream. Views are compared by `projections.verify`.
What it cannot see: a log that was rewritten as a whole, with leaves and heads.
"""

import base64
import hmac
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row

from ledger.domain.custody.case import HeadFacts
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.errors import CustodyError
from ledger.domain.heads import stream_head
from ledger.domain.person import PersonEvent
from ledger.store import key_presence, queries
from ledger.store.mapper import CustodyMapper
from ledger.store.rows import LogRow

PAGE = 5_000
STREAMS_A_PAGE = 500


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that is not as it must be."""

    what: str
    """Stable code, such as `leaf` or `head_row`."""
    position: int | None = None
    stream: UUID | None = None
    person: UUID | None = None
    detail: str = ""
    """Names and codes only; no value of a record."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """How far a walk has come."""

    events: int
    differences: tuple[Difference, ...]


def leaf_of(*, salt: bytes, state: bytes, recorded_at: datetime) -> bytes:
    """The leaf entry that append() makes of an event: commitment and recorded time, canonical JSON."""
    commitment = base64.urlsafe_b64encode(hmac.digest(salt, state, "sha256")).rstrip(b"=").decode()
    at = recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    return f'{{"c":"{commitment}","t":"{at}"}}'.encode()


def end_of(connection: psycopg.Connection[Any]) -> tuple[int, datetime | None]:
    """The last position of the log and its recorded time; 0 and None while it is empty."""
    [(position, recorded_at)] = _rows(connection, "head")
    return position, recorded_at


def origin_of(connection: psycopg.Connection[Any]) -> str:
    """The name of the log, for life."""
    [(_purpose, origin)] = _rows(connection, "identity")
    return str(origin)


def clock_of(connection: psycopg.Connection[Any]) -> datetime:
    """The clock that decisions read."""
    now: datetime
    [(now,)] = _rows(connection, "clock")
    return now


def newest_key_ids(connection: psycopg.Connection[Any]) -> frozenset[str]:
    """Ids of the keys of the newest boxes: a key log that does not know them is not this log's."""

    def states(after: int, limit: int) -> Iterator[bytes]:
        for _position, _stream, _version, _topic, state, *_ in _rows(connection, "audit_page", after, limit):
            yield state

    end, _ = end_of(connection)
    return key_presence.newest_key_ids(states, end=end)


def check_log(connection: psycopg.Connection[Any], mapper: CustodyMapper) -> Iterator[Checked]:
    """Walk the log, page by page, as it is at one moment; the connection is custody_projector's, in autocommit.

    Nothing else may use the connection until the walk has ended.
    """
    with _one_moment(connection):
        seen = _Seen()
        for rows in _pages(connection):
            found = [difference for row in rows for difference in seen.check(row, mapper)]
            yield Checked(events=len(rows), differences=_with_persons(connection, found, seen))
        yield Checked(events=0, differences=_with_persons(connection, _without_head(connection, seen), seen))


def check_heads(connection: psycopg.Connection[Any], mapper: CustodyMapper) -> Iterator[Checked]:
    """Compare every head row with the fold of its stream, as they are at one moment; otherwise as `check_log`."""
    with _one_moment(connection):
        after: UUID | None = None
        while rows := _rows(connection, "heads_page", after, STREAMS_A_PAGE):
            events = [LogRow(*row) for row in _rows(connection, "load_for_decision", [row[0] for row in rows])]
            grouped = itertools.groupby(events, key=lambda row: row.stream_id)
            by_stream = {stream: list(group) for stream, group in grouped}
            differences = [d for row in rows if (d := _head_difference(row, by_stream.get(row[0], []), mapper))]
            yield Checked(events=len(events), differences=tuple(differences))
            after = rows[-1][0]


@dataclass(slots=True)
class _Seen:
    """What the walk has passed: the last row, and the last version and the person of each stream."""

    position: int = 0
    recorded_at: datetime | None = None
    versions: dict[UUID, int] = field(default_factory=dict)
    persons: dict[UUID, UUID | None] = field(default_factory=dict)
    keyless: set[UUID] = field(default_factory=set)
    """Streams with a box whose key is missing."""

    def check(self, row: tuple[Any, ...], mapper: CustodyMapper) -> Iterator[Difference]:
        """What is wrong with the next row."""
        position, stream, version, topic, state, recorded_at, salt, leaf = row
        wrong: list[tuple[str, str]] = []
        if version != self.versions.get(stream, 0) + 1:
            wrong.append(("version", f"version {version} follows {self.versions.get(stream, 0)}"))
        if self.recorded_at is not None and recorded_at <= self.recorded_at:
            wrong.append(("recorded_time", f"not after that of position {self.position}"))
        if leaf != leaf_of(salt=salt, state=state, recorded_at=recorded_at):
            wrong.append(("leaf", "not what bytes, salt and recorded time give"))
        keyring = mapper.codec.sealer.keyring
        if stream not in self.keyless and not key_presence.knows(keyring, key_presence.key_ids_in(state)):
            self.keyless.add(stream)
            wrong.append(("key_missing", "from here on: a key that is neither in the key log nor destroyed"))
        wrong += self._read(LogRow(position, stream, version, topic, state, recorded_at), mapper)
        if position != self.position + 1:
            detail = f"no event from here to position {position - 1}"
            yield Difference(what="gap", position=self.position + 1, detail=detail)
        for what, detail in wrong:
            yield Difference(what=what, position=position, stream=stream, detail=detail)
        self.position, self.recorded_at, self.versions[stream] = position, recorded_at, version

    def _read(self, row: LogRow, mapper: CustodyMapper) -> list[tuple[str, str]]:
        try:
            event = mapper.recorded(row).event
            mapper.codec.open(event, stream=row.stream_id, version=row.version)
        except CustodyError as problem:
            return [("unreadable", problem.code)]
        person = event.person if isinstance(event, CustodyEvent | PersonEvent) else None
        if person != self.persons.setdefault(row.stream_id, person):
            return [("stream", "about another person than its stream")]
        return []


@contextmanager
def _one_moment(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Everything read inside is of one moment, whoever appends meanwhile."""
    with connection.transaction():
        connection.execute(queries.ours("audit")["one_moment"])
        yield


def _pages(connection: psycopg.Connection[Any]) -> Iterator[list[tuple[Any, ...]]]:
    after = 0
    while rows := _rows(connection, "audit_page", after, PAGE):
        yield rows
        after = rows[-1][0]


def _without_head(connection: psycopg.Connection[Any], seen: _Seen) -> list[Difference]:
    """The streams of the log that have no head row."""
    streams, after = set(seen.versions), None
    while rows := _rows(connection, "heads_page", after, PAGE):
        streams.difference_update(row[0] for row in rows)
        after = rows[-1][0]
    return [Difference(what="head_row", stream=stream, detail="missing") for stream in sorted(streams)]


def _with_persons(
    connection: psycopg.Connection[Any], found: Sequence[Difference], seen: _Seen
) -> tuple[Difference, ...]:
    """The differences with the person of the stream: as the head row says, or else the first event."""
    return tuple(
        replace(each, person=person_of(connection, each.stream) or seen.persons.get(each.stream))
        if each.stream
        else each
        for each in found
    )


def person_of(connection: psycopg.Connection[Any], stream: UUID) -> UUID | None:
    """The person that a stream is about, as its head row says; None for a trip, or when there is no such row."""
    before = UUID(int=stream.int - 1) if stream.int else None
    for head, _version, person, *_facts in _rows(connection, "heads_page", before, 1):
        if head == stream and isinstance(person, UUID):
            return person
    return None


def _head_difference(head: tuple[Any, ...], rows: Sequence[LogRow], mapper: CustodyMapper) -> Difference | None:
    stream, version, person, legal, holder, following, previous, referred_to, people = head
    if not rows or rows[-1].version != version:
        detail = f"head says version {version}, the log has {rows[-1].version if rows else 0}"
        return Difference(what="head_row", stream=stream, person=person, detail=detail)
    try:
        expected = stream_head([mapper.recorded(row) for row in rows])
    except CustodyError as problem:
        return Difference(what="unreadable", stream=stream, person=person, detail=problem.code)
    facts = HeadFacts(
        legal_custodian=legal,
        holder=holder,
        next_holder=following,
        previous_holder=previous,
        referred_to=referred_to,
        people=tuple(people or ()),
    )
    if expected != (person, facts):
        return Difference(
            what="head_row",
            position=rows[-1].position,
            stream=stream,
            person=person,
            detail="not the fold of its stream",
        )
    return None


def _rows(connection: psycopg.Connection[Any], block: str, *arguments: object) -> list[tuple[Any, ...]]:
    with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        return cursor.execute(queries.ours("audit")[block], arguments, prepare=True).fetchall()
