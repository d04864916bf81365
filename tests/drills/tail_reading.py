"""Sixteen writers in four processes against readers that follow the log.

Three of four writers go through the recorder, so their commands leave in groups; every fourth has a connection of its
own and holds its transaction open for a while, gives some back, and gives parts of some back. All write to a few
streams that they share, so many commands conflict, and send some commands twice under one key. The readers must see
every committed event once and in order, whatever they catch the writers at; one of them starts again now and then.
"""

import random
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing import get_context
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import Notification, Subscription

from ledger.store.append import AppendCommand, CommandKey, Conflict, Duplicate, Outcome, Stored, append
from ledger.store.pool import Datastore
from ledger.store.recorder import CustodyRecorder
from ledger.store.rows import LogRow
from tests.drills.tail import tail
from tests.store.commands import touch

PROCESSES = 4
WRITERS_PER_PROCESS = 4
SHARED_STREAMS = [UUID(int=n) for n in range(1, 9)]

ROWS = "SELECT position, stream_id, version, topic, state, recorded_at FROM ledger.log ORDER BY position"

Placed = tuple[int, UUID, int]
"""Position, stream, version."""


@dataclass
class Written:
    """What one writer was told about its commands."""

    placed: list[Placed] = field(default_factory=list)
    conflicts: int = 0
    duplicates: int = 0
    given_back: int = 0


class Writer:
    """Makes commands on shared streams, as far as it knows their versions, and on new ones."""

    def __init__(self, seed: int, *, events: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  # repeatable, not secret
        self._versions = dict.fromkeys(SHARED_STREAMS, 0)
        self._events = events
        self.written = Written()

    @property
    def done(self) -> bool:
        return len(self.written.placed) >= self._events

    def command(self) -> AppendCommand:
        streams = [*self._chance.sample(SHARED_STREAMS, k=self._chance.choice([0, 0, 0, 1, 2])), uuid4()]
        touches = [
            touch(
                stream,
                after=self._versions.get(stream, 0),
                count=self._chance.choice([0, 1, 2, 3]) if stream in self._versions else self._chance.randint(1, 8),
                state=self._chance.randbytes(self._chance.randint(0, 400)),
            )
            for stream in streams
        ]
        key = CommandKey(f"ORG-{self._chance.randint(1, 3)}", uuid4().hex, b"body")
        return AppendCommand(self._chance.choice([None, key]), tuple(touches))

    def note(self, command: AppendCommand, outcome: Outcome) -> None:
        """Take in what became of a command."""
        match outcome:
            case Stored(first, count):
                stored = [event for each in command.touches for event in each.events]
                assert len(stored) == count
                for position, event in enumerate(stored, first):
                    self.written.placed.append((position, UUID(str(event.originator_id)), event.originator_version))
                self._learn(command)
            case Conflict(stream, version):
                self.written.conflicts += 1
                if stream in self._versions:
                    self._versions[stream] = version
            case _:
                raise AssertionError(outcome)

    def _learn(self, command: AppendCommand) -> None:
        for each in command.touches:
            if each.stream_id in self._versions:
                self._versions[each.stream_id] = each.expected_version + len(each.events)

    def write_through(self, recorder: CustodyRecorder) -> None:
        commands = [self.command() for _ in range(self._chance.choice([1, 1, 1, 5]))]
        for command, outcome in zip(commands, recorder.append(commands), strict=True):
            self.note(command, outcome)
            if isinstance(outcome, Stored) and command.key and self._chance.random() < 0.1:
                assert recorder.append([command]) == [Duplicate(outcome.first, outcome.count)]
                self.written.duplicates += 1

    def write_in_a_transaction(self, connection: psycopg.Connection[Any]) -> None:
        """Append and pause with the lock held, then commit or give it back; before and after, give parts back."""
        give_back = self._chance.random() < 0.3
        command = self.command()
        with connection.transaction(force_rollback=give_back):
            self._append_in_vain(connection)
            [outcome] = append(connection, [command])
            time.sleep(self._chance.choice([0, 0, 0.001, 0.004]))
            self._append_in_vain(connection)
        if give_back and isinstance(outcome, Stored):
            self.written.given_back += 1
        else:
            self.note(command, outcome)

    def _append_in_vain(self, connection: psycopg.Connection[Any]) -> None:
        if self._chance.random() < 0.2:
            with connection.transaction(force_rollback=True):
                append(connection, [self.command()])


def write_as_a_process(conninfo: str, seed: int, events_each: int) -> list[Written]:
    """Four writers; the last has a connection of its own."""
    writers = [Writer(seed * WRITERS_PER_PROCESS + n, events=events_each) for n in range(WRITERS_PER_PROCESS)]

    def through_the_recorder(writer: Writer) -> None:
        while not writer.done:
            writer.write_through(recorder)

    def in_transactions(writer: Writer) -> None:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            while not writer.done:
                writer.write_in_a_transaction(connection)

    with Datastore(conninfo, writes=True) as datastore, ThreadPoolExecutor(len(writers)) as threads:
        recorder = CustodyRecorder(datastore)
        running = [threads.submit(through_the_recorder, writer) for writer in writers[:-1]]
        running.append(threads.submit(in_transactions, writers[-1]))
        for each in running:
            each.result()
    return [writer.written for writer in writers]


class Reader:
    """Follows the log until it has reached `end`, which is not known while the writers write."""

    def __init__(self, conninfo: str, *, batch_size: int, restarts: bool) -> None:
        self._conninfo = conninfo
        self._batch_size = batch_size
        self._restarts = restarts
        self.seen: list[LogRow] = []
        self.end: int | None = None

    def follow(self) -> None:
        while self._position != self.end:
            with closing(tail(self._conninfo, self._position, batch_size=self._batch_size)) as batches:
                for number, batch in enumerate(batches):
                    self.seen += batch
                    if self._position == self.end or (self._restarts and number == 50):
                        break

    @property
    def _position(self) -> int:
        return self.seen[-1].position if self.seen else 0


class Subscriber:
    """Follows the log as the library's projections do."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self.seen: list[Notification] = []
        self.end: int | None = None

    def follow(self) -> None:
        with Datastore(self._conninfo) as datastore, CustodyRecorder(datastore).subscribe(gt=0) as notifications:
            watch = Thread(target=self._stop_at_the_end, args=[notifications])
            watch.start()
            self.seen.extend(notifications)
            watch.join()

    def _stop_at_the_end(self, notifications: Subscription[Any]) -> None:
        while self.end is None or len(self.seen) < self.end:
            time.sleep(0.01)
        notifications.stop()


@dataclass(frozen=True)
class Report:
    """What the drill did, in numbers."""

    events: int
    conflicts: int
    duplicates: int
    given_back: int
    seconds: float


def run(*, writer: str, projector: str, admin: str, events: int) -> Report:
    """Run the drill on an empty log; the arguments are connection strings, and how many events to write at least.

    Raises:
        AssertionError: a reader or an acknowledgement differs from the log, or the log from its rules.
    """
    started = time.monotonic()
    each = -(-events // (PROCESSES * WRITERS_PER_PROCESS))
    tails = [Reader(projector, batch_size=size, restarts=size == 100) for size in (10, 100, 1_000)]
    subscriber = Subscriber(projector)
    followers: list[Reader | Subscriber] = [*tails, subscriber]
    rows: list[LogRow] = []
    with (
        ThreadPoolExecutor(len(followers)) as threads,
        ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as processes,
    ):
        following = [threads.submit(follower.follow) for follower in followers]
        writing = [processes.submit(write_as_a_process, writer, seed, each) for seed in range(PROCESSES)]
        try:
            written = [one for process in writing for one in process.result()]
        finally:
            rows += read_log(admin)
            for follower in followers:
                follower.end = len(rows)
        for one in following:
            one.result()
    check(rows, read_heads(admin), written)
    for reader in tails:
        assert reader.seen == rows
    notified = [(note.id, note.originator_id, note.originator_version) for note in subscriber.seen]
    assert notified == [row[:3] for row in rows]
    return Report(
        events=len(rows),
        conflicts=sum(one.conflicts for one in written),
        duplicates=sum(one.duplicates for one in written),
        given_back=sum(one.given_back for one in written),
        seconds=time.monotonic() - started,
    )


def read_log(admin: str) -> list[LogRow]:
    with psycopg.connect(admin) as connection:
        return [LogRow(*row) for row in connection.execute(ROWS)]


def read_heads(admin: str) -> dict[UUID, int]:
    with psycopg.connect(admin) as connection:
        rows = connection.execute("SELECT stream_id, version FROM ledger.stream_head").fetchall()
        return dict(rows)


def check(log: Sequence[LogRow], heads: dict[UUID, int], written: Iterable[Written]) -> None:
    """Positions dense, times rising, versions in order, heads and acknowledgements exact."""
    assert [row.position for row in log] == list(range(1, len(log) + 1))
    assert all(before.recorded_at < after.recorded_at for before, after in pairwise(log))
    versions: dict[UUID, int] = {}
    for row in log:
        assert row.version == versions.get(row.stream_id, 0) + 1
        versions[row.stream_id] = row.version
    assert versions == heads
    assert sorted(placed for one in written for placed in one.placed) == [row[:3] for row in log]
