"""Following the log: nothing missed between LISTEN and the first read, nothing trusted to a notification."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from ledger.store import subscription
from ledger.store.append import append
from ledger.store.recorder import CustodyRecorder
from ledger.store.rows import LogRow
from ledger.store.subscription import LogSubscription
from tests.databases import Database
from tests.drills.tail import tail
from tests.store.commands import write

Connection = psycopg.Connection[Any]


@pytest.fixture
def projector(database: Database) -> str:
    return database.login("custody_projector")


def insert_in_silence(admin: Connection) -> None:
    """A row that nobody is told of, as if its notification had been lost."""
    admin.execute("INSERT INTO ledger.log VALUES (1, gen_random_uuid(), 1, 't', '', sha256(''), '', clock_timestamp())")


def positions(batch: list[LogRow]) -> list[int]:
    return [row.position for row in batch]


def test_catches_up_in_batches_then_follows(projector: str, writer: Connection) -> None:
    append(writer, [write(UUID(int=7), count=5)])
    with closing(tail(projector, 1, batch_size=2)) as batches:
        assert [positions(next(batches)) for _ in range(3)] == [[2, 3], [4, 5], []]
        append(writer, [write(UUID(int=7), after=5, count=3)])
        assert [positions(next(batches)) for _ in range(2)] == [[6, 7], [8]]


def test_an_event_committed_while_a_batch_is_worked_on_comes_next(projector: str, writer: Connection) -> None:
    with closing(tail(projector, 0, poll_seconds=60)) as batches:
        assert next(batches) == []
        append(writer, [write(UUID(int=7))])
        [row] = next(batches)
        assert row[:4] == (1, UUID(int=7), 1, "test.noted.v1")
        append(writer, [write(UUID(int=8))])
        append(writer, [write(UUID(int=9))])
        seen: list[int] = []
        while len(seen) < 2:
            seen += positions(next(batches))
        assert seen == [2, 3]


def test_a_notification_wakes_a_waiting_reader_at_once(projector: str, writer: Connection) -> None:
    with closing(tail(projector, 0, poll_seconds=60)) as batches:
        assert next(batches) == []
        later = threading.Timer(0.2, append, [writer, [write(uuid4())]])
        later.start()
        start = time.monotonic()
        assert positions(next(batches)) == [1]
        assert time.monotonic() - start < 5
        later.join()


def test_a_false_notification_and_silence_give_an_empty_batch(projector: str, writer: Connection) -> None:
    with closing(tail(projector, 0, poll_seconds=0.1)) as batches:
        assert next(batches) == []
        writer.execute("NOTIFY ledger_log, '999'")
        assert next(batches) == []
        assert next(batches) == []


def test_an_event_whose_notification_is_lost_is_found_by_the_poll(projector: str, admin: Connection) -> None:
    with closing(tail(projector, 0, poll_seconds=0.1)) as batches:
        assert next(batches) == []
        insert_in_silence(admin)
        assert positions(next(batches)) == [1]


def test_a_lost_connection_is_an_error(projector: str, admin: Connection) -> None:
    with closing(tail(projector, 0, poll_seconds=60)) as batches:
        assert next(batches) == []
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'custody_projector'")
        with pytest.raises(psycopg.OperationalError):
            next(batches)


class LateListener(LogSubscription):
    """An event is committed after the threads have started and before LISTEN."""

    def _listen(self) -> None:
        time.sleep(0.3)
        self._recorder.insert_events(write(UUID(int=7)).touches[0].events)
        super()._listen()


def test_subscription_misses_nothing_between_start_and_listen(
    recorder: CustodyRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription, "SAFETY_POLL_SECONDS", 60)
    with LateListener(recorder=recorder) as late, ThreadPoolExecutor(1) as thread:
        first = thread.submit(next, late)
        try:
            assert first.result(5).id == 1
        finally:
            late.stop()


def test_subscription_finds_an_event_whose_notification_is_lost(recorder: CustodyRecorder, admin: Connection) -> None:
    with recorder.subscribe() as following, ThreadPoolExecutor(1) as thread:
        first = thread.submit(next, following)
        try:
            time.sleep(0.3)
            insert_in_silence(admin)
            assert first.result(5).id == 1
        finally:
            following.stop()
