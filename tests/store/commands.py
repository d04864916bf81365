"""Commands for the log, short to write in a test. The log takes the bytes as they are, so these are plain."""

from collections.abc import Mapping
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent

from ledger.store.append import AppendCommand, CommandKey, HeadFacts, Touch

TOPIC = "test.noted.v1"


def key(name: str, *, organisation: str = "ORR", body: bytes = b"body") -> CommandKey:
    return CommandKey(organisation, name, body)


def touch(
    stream: UUID, *, after: int = 0, count: int = 1, facts: HeadFacts | None = None, state: bytes = b"{}"
) -> Touch:
    """`count` events on a stream whose last version is `after`; none make a guard."""
    events = tuple(
        StoredEvent(originator_id=stream, originator_version=after + n, topic=TOPIC, state=state)
        for n in range(1, count + 1)
    )
    return Touch(stream, after, facts or HeadFacts(), events)


def write(
    stream: UUID,
    *,
    after: int = 0,
    count: int = 1,
    key: CommandKey | None = None,
    guards: Mapping[UUID, int] | None = None,
    facts: HeadFacts | None = None,
    state: bytes = b"{}",
) -> AppendCommand:
    """A command that writes one stream and relies on the versions of others."""
    written = touch(stream, after=after, count=count, facts=facts, state=state)
    relied_on = [touch(guard, after=version, count=0) for guard, version in (guards or {}).items()]
    return AppendCommand(key, (written, *relied_on))


def log(admin: psycopg.Connection[Any]) -> list[tuple[int, UUID, int]]:
    """Position, stream and version of every row of the log."""
    return admin.execute("SELECT position, stream_id, version FROM ledger.log ORDER BY position").fetchall()


def value(connection: psycopg.Connection[Any], question: LiteralString, *arguments: object) -> Any:  # noqa: ANN401
    """The one value that a question has for an answer."""
    row = connection.execute(question, arguments).fetchone()
    assert row is not None
    return row[0]
