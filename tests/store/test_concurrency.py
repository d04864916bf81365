"""Many writers at once: one wins, nobody waits in vain, readers miss nothing."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from ledger.store.append import Conflict, Duplicate, Outcome, Stored, append
from ledger.store.recorder import CustodyRecorder
from tests.databases import Database
from tests.drills import tail_reading
from tests.store.commands import key, log, value, write

Connection = psycopg.Connection[Any]

A, B = UUID(int=0xA), UUID(int=0xB)
THREADS = 16


def at_once(call: Callable[[int], list[Outcome]]) -> list[Outcome]:
    """What the call answers in each of the threads, started together."""
    barrier = threading.Barrier(THREADS)

    def wait_and_call(number: int) -> Outcome:
        barrier.wait()
        [outcome] = call(number)
        return outcome

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(wait_and_call, range(THREADS)))


@pytest.mark.parametrize("events", [20_000, pytest.param(200_000, marks=pytest.mark.drill)])
def test_readers_see_every_event_once_and_in_order(database: Database, events: int) -> None:
    report = tail_reading.run(
        writer=database.login("custody_writer"),
        projector=database.login("custody_projector"),
        admin=database.admin,
        events=events,
    )
    print(report)  # noqa: T201  # the drill's figures
    assert report.events >= events
    assert min(report.conflicts, report.duplicates, report.given_back) > events / 1_000


def test_one_stream_one_winner(recorder: CustodyRecorder) -> None:
    outcomes = at_once(lambda _: recorder.append([write(A)]))
    assert outcomes.count(Stored(1, 1)) == 1
    assert outcomes.count(Conflict(A, 1)) == THREADS - 1


def test_one_key_one_effect(recorder: CustodyRecorder, admin: Connection) -> None:
    outcomes = at_once(lambda number: recorder.append([write(UUID(int=number), key=key("k"))]))
    assert outcomes.count(Stored(1, 1)) == 1
    assert outcomes.count(Duplicate(1, 1)) == THREADS - 1
    assert len(log(admin)) == 1


def test_callers_of_one_process_share_transactions(recorder: CustodyRecorder, admin: Connection) -> None:
    for _ in range(10):
        at_once(lambda _: recorder.append([write(uuid4())]))
    transactions = value(admin, "SELECT count(DISTINCT xmin::text) FROM ledger.log")
    assert len(log(admin)) == 10 * THREADS
    assert 10 <= transactions < 10 * THREADS / 2


def test_an_open_append_keeps_the_next_waiting_and_readers_in_the_dark(
    database: Database, recorder: CustodyRecorder, admin: Connection
) -> None:
    with (
        psycopg.connect(database.login("custody_writer")) as slow,
        psycopg.connect(database.login("custody_projector"), autocommit=True) as reader,
        ThreadPoolExecutor(1) as thread,
    ):
        assert append(slow, [write(A)]) == [Stored(1, 1)]
        waiting = thread.submit(recorder.append, [write(B)])
        time.sleep(0.2)
        assert not waiting.done()
        assert value(reader, "SELECT position FROM ledger.head()") == 0
        slow.rollback()
        assert waiting.result(10) == [Stored(1, 1)]
    assert log(admin) == [(1, B, 1)]


def test_an_old_snapshot_cannot_decide(database: Database, writer: Connection, admin: Connection) -> None:
    """A snapshot that is older than the lock would give an outcome from the past."""
    with psycopg.connect(database.login("custody_writer")) as old:
        old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        old.execute("SELECT ledger.clock()")
        append(writer, [write(A, key=key("k"))])
        with pytest.raises(psycopg.errors.InvalidTransactionState, match="read committed only"):
            append(old, [write(B, guards={A: 0})])
    assert log(admin) == [(1, A, 1)]
