"""Group commit by itself: who leads, who rides along, and that nobody is left waiting. The log is a list here."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

import pytest

from ledger.store.append import AppendCommand, Stored
from ledger.store.delivery import Result
from ledger.store.group_commit import GroupCommit
from ledger.store.write_errors import OutcomeUnknown, StoreUnavailable
from tests.store.commands import write

WAIT_SECONDS = 10


class Log:
    """Keeps what it is sent, and holds senders back until it is opened."""

    def __init__(self) -> None:
        self.group = GroupCommit(self.send)
        self.opened = threading.Event()
        self.groups: list[list[int]] = []
        self.senders: list[int] = []
        self.broken = False

    def send(self, commands: Sequence[AppendCommand]) -> list[Result]:
        self.groups.append([command.touches[0].stream_id.int for command in commands])
        self.senders.append(threading.get_ident())
        assert self.opened.wait(WAIT_SECONDS)
        if self.broken:
            raise MemoryError
        return [Stored(command.touches[0].stream_id.int, command.event_count) for command in commands]


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(120) as executor:
        yield executor


Submit = Callable[..., "Future[Sequence[Result]]"]


@pytest.fixture
def submit(log: Log, threads: ThreadPoolExecutor) -> Submit:
    """Submits commands with these numbers from a thread of its own; the first leads, those after it queue in order."""

    def submit(numbers: Sequence[int], *, count: int = 1) -> "Future[Sequence[Result]]":
        expected = log.group.waiting + bool(log.groups)
        future = threads.submit(log.group.submit, [write(UUID(int=n), count=count) for n in numbers])
        until(lambda: log.group.waiting == expected and bool(log.groups))
        return future

    return submit


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def stored(*numbers: int, count: int = 1) -> list[Result]:
    return [Stored(n, count) for n in numbers]


def test_a_caller_alone_is_sent_at_once_by_its_own_thread(log: Log) -> None:
    log.opened.set()
    assert log.group.submit([write(UUID(int=7)), write(UUID(int=8))]) == stored(7, 8)
    assert log.senders == [threading.get_ident()]


def test_callers_that_wait_leave_together_in_order_at_most_64_at_a_time(log: Log, submit: Submit) -> None:
    futures = [submit([n]) for n in range(100)]
    log.opened.set()
    assert [future.result(WAIT_SECONDS) for future in futures] == [stored(n) for n in range(100)]
    assert log.groups == [[0], list(range(1, 65)), list(range(65, 100))]


def test_each_group_is_led_by_another_caller(log: Log, submit: Submit) -> None:
    futures = [submit([n]) for n in range(100)]
    log.opened.set()
    for future in futures:
        future.result(WAIT_SECONDS)
    assert len(set(log.senders)) == len(log.senders) == 3


def test_one_callers_commands_stay_together(log: Log, submit: Submit) -> None:
    futures = [submit([0]), submit(range(1, 41)), submit(range(41, 81)), submit([81])]
    log.opened.set()
    assert futures[2].result(WAIT_SECONDS) == stored(*range(41, 81))
    futures[3].result(WAIT_SECONDS)
    assert log.groups == [[0], list(range(1, 41)), list(range(41, 82))]


def test_a_group_is_full_at_a_thousand_events(log: Log, submit: Submit) -> None:
    futures = [submit([n], count=400) for n in range(6)]
    log.opened.set()
    assert futures[5].result(WAIT_SECONDS) == stored(5, count=400)
    assert log.groups == [[0], [1, 2, 3], [4, 5]]


def test_a_result_may_be_an_error() -> None:
    failed = StoreUnavailable("")
    group = GroupCommit(lambda commands: [failed, *stored(*range(1, len(commands)))])
    assert group.submit([write(UUID(int=n)) for n in range(3)]) == [failed, *stored(1, 2)]


def test_a_sender_that_fails_leaves_its_companions_in_doubt_and_the_next_goes_on(log: Log, submit: Submit) -> None:
    first, leader, companion = submit([0]), submit([1]), submit([2])
    log.broken = True
    log.opened.set()
    with pytest.raises(MemoryError):
        first.result(WAIT_SECONDS)
    with pytest.raises(MemoryError):
        leader.result(WAIT_SECONDS)
    with pytest.raises(OutcomeUnknown):
        companion.result(WAIT_SECONDS)
    log.broken = False
    assert log.group.submit([write(UUID(int=3))]) == stored(3)


class Interrupted(BaseException):
    """What Control-C is to a waiting caller."""


def test_an_interrupted_caller_is_neither_sent_nor_waited_for(log: Log, submit: Submit) -> None:
    first = submit([0])

    def interrupt(*_: object) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(Interrupted):
            log.group.submit([write(UUID(int=1))])
    finally:
        signal.signal(signal.SIGALRM, before)
    after = submit([2])
    log.opened.set()
    assert first.result(WAIT_SECONDS) == stored(0)
    assert after.result(WAIT_SECONDS) == stored(2)
    assert log.groups == [[0], [2]]
