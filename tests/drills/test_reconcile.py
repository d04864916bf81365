"""The reckoning of the crash drill finds what it is there to find."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest

from ledger.store.append import Stored, append
from tests.databases import Database
from tests.drills.reconcile import keys_and_log
from tests.drills.sender import Reply, Request
from tests.store.commands import TOPIC, key, write

Connection = psycopg.Connection[Any]


@pytest.fixture
def admin(database: Database) -> Iterator[Connection]:
    with psycopg.connect(database.admin, autocommit=True) as connection:
        yield connection


@pytest.fixture
def replies(database: Database) -> list[Reply]:
    """Three commands of two events each, recorded and answered."""
    with psycopg.connect(database.login("custody_writer"), autocommit=True) as writer:
        return [recorded(writer, number) for number in (1, 2, 3)]


def recorded(writer: Connection, number: int) -> Reply:
    stream, name = UUID(int=number), f"client-{number}"
    [outcome] = append(writer, [write(stream, count=2, key=key(name))])
    assert isinstance(outcome, Stored)
    events = [
        {"stream": str(stream), "version": n + 1, "topic": TOPIC, "position": outcome.first + n} for n in range(2)
    ]
    request = Request(path="/x", content=b"{}", organisation="ORR", key=name, version=None, events=2)
    content = json.dumps({"events": events}).encode()
    return Reply(request=request, status=201, content=content, tries=1, replayed=False, at=0.0)


def test_what_was_told_is_what_is_there(admin: Connection, replies: list[Reply]) -> None:
    assert keys_and_log(admin, replies) == []


def test_a_command_that_nobody_stored_is_lost(admin: Connection, replies: list[Reply]) -> None:
    unknown = replace(replies[0], request=replace(replies[0].request, key="never"))
    assert "acknowledged and lost: ('ORR', 'never')" in keys_and_log(admin, [*replies, unknown])


def test_a_command_that_nobody_was_told_of_is_found(admin: Connection, replies: list[Reply]) -> None:
    assert keys_and_log(admin, replies[:2])[0] == "stored, and its client never heard: ('ORR', 'client-3')"


def test_a_command_stored_twice_is_found(database: Database, admin: Connection, replies: list[Reply]) -> None:
    with psycopg.connect(database.login("custody_writer"), autocommit=True) as writer:
        append(writer, [write(UUID(int=1), after=2, count=2)])
    assert keys_and_log(admin, replies) == ["position 7 belongs to 0 keys", "position 8 belongs to 0 keys"]


def test_half_a_command_is_found(admin: Connection, replies: list[Reply]) -> None:
    whole = replace(replies[0], request=replace(replies[0].request, events=3))
    assert keys_and_log(admin, [whole, *replies[1:]]) == ["half applied: client-1 has 2 events, not 3"]


def test_an_answer_that_tells_of_other_events_is_found(admin: Connection, replies: list[Reply]) -> None:
    swapped = [replace(replies[0], content=replies[1].content), *replies[1:]]
    assert keys_and_log(admin, swapped) == ["the log has other events than the answer of ('ORR', 'client-1') says"]
