"""Audit of the log: reads everything, changes nothing, and names each difference by position, stream and person.

Checks, in this order: (1) positions are dense from 1 and each stream's versions too; (2) recorded times rise with
every position; (3) every leaf is what the stored bytes and the salt give; (4) every event reads; (5) every head row
is the fold of its stream. Views are compared by `projections.verify`.
"""

import base64
import hmac
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row

from ledger.domain.custody.case import HeadFacts
from ledger.domain.errors import CustodyError
from ledger.domain.heads import stream_head
from ledger.store import queries
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


def check_log(connection: psycopg.Connection[Any], mapper: CustodyMapper) -> Iterator[Checked]:
    """Walk the log, page by page; the connection is custody_projector's."""
    after, last_time = 0, None
    versions: dict[UUID, int] = {}
    for rows in _pages(connection):
        found: list[Difference] = []
        for position, stream, version, topic, state, recorded_at, salt, leaf in rows:
            at = {"position": position, "stream": stream}
            if position != after + 1:
                found.append(Difference(what="gap", detail=f"follows position {after}", **at))
            if version != versions.get(stream, 0) + 1:
                found.append(Difference(what="version", detail=f"version {version} is out of order", **at))
            if last_time is not None and recorded_at <= last_time:
                found.append(Difference(what="recorded_time", detail="not after the one before", **at))
            if leaf != leaf_of(salt=salt, state=state, recorded_at=recorded_at):
                found.append(Difference(what="leaf", detail="the stored bytes do not give the leaf", **at))
            found += _unreadable(mapper, LogRow(position, stream, version, topic, state, recorded_at))
            after, last_time = position, recorded_at
            versions[stream] = version
        yield Checked(events=len(rows), differences=tuple(found))
    yield Checked(events=0, differences=tuple(_tail(connection, after)))


def check_heads(connection: psycopg.Connection[Any], mapper: CustodyMapper) -> Iterator[Checked]:
    """Compare every head row with the fold of its stream."""
    after: UUID | None = None
    while rows := _rows(connection, "heads_page", after, STREAMS_A_PAGE):
        events = [LogRow(*row) for row in _rows(connection, "load_for_decision", [row[0] for row in rows])]
        by_stream = {stream: list(group) for stream, group in itertools.groupby(events, key=lambda row: row.stream_id)}
        differences = [d for row in rows if (d := _head_difference(row, by_stream.get(row[0], []), mapper))]
        yield Checked(events=len(events), differences=tuple(differences))
        after = rows[-1][0]


def _pages(connection: psycopg.Connection[Any]) -> Iterator[list[tuple[Any, ...]]]:
    after = 0
    while rows := _rows(connection, "audit_page", after, PAGE):
        yield rows
        after = rows[-1][0]


def _tail(connection: psycopg.Connection[Any], last: int) -> Iterator[Difference]:
    position, _ = end_of(connection)
    if position != last:
        yield Difference(what="head", position=position, detail=f"the log ends at position {last}")


def _unreadable(mapper: CustodyMapper, row: LogRow) -> list[Difference]:
    try:
        mapper.recorded(row)
    except CustodyError as problem:
        return [Difference(what="unreadable", position=row.position, stream=row.stream_id, detail=problem.code)]
    return []


def _head_difference(head: tuple[Any, ...], rows: Sequence[LogRow], mapper: CustodyMapper) -> Difference | None:
    stream, version, person, legal, holder, following, previous = head
    if not rows or rows[-1].version != version:
        detail = f"head says version {version}, the log has {rows[-1].version if rows else 0}"
        return Difference(what="head_row", stream=stream, person=person, detail=detail)
    try:
        expected = stream_head([mapper.recorded(row) for row in rows])
    except CustodyError as problem:
        return Difference(what="unreadable", stream=stream, person=person, detail=problem.code)
    facts = HeadFacts(legal_custodian=legal, holder=holder, next_holder=following, previous_holder=previous)
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
