"""What becomes of commands when the connection, the database or a neighbour in the group fails."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from ledger.store import delivery
from ledger.store.append import AppendCommand, Conflict, Duplicate, HeadFacts, Mismatch, Stored, append
from ledger.store.delivery import Delivery, Result
from ledger.store.pool import open_pool
from ledger.store.write_errors import AppendRefused, OutcomeUnknown, StoreUnavailable
from tests.databases import Database
from tests.store.commands import key, log, value, write
from tests.store.cutting_proxy import CuttingProxy, cutting_proxy

Connection = psycopg.Connection[Any]

A, B, C, D = (UUID(int=n) for n in (0xA, 0xB, 0xC, 0xD))


@pytest.fixture
def proxy(database: Database) -> Iterator[CuttingProxy]:
    with cutting_proxy(database.login("custody_writer")) as made:
        yield made


@pytest.fixture
def cut(proxy: CuttingProxy) -> Iterator[Delivery]:
    """Delivers through the proxy; its connections are open and warm."""
    with open_pool(proxy.conninfo, connections_max=2, writes=True) as pool:
        pool.wait()
        yield Delivery(pool)


def test_a_stored_command_whose_answer_was_lost_is_found_by_its_key(
    proxy: CuttingProxy, cut: Delivery, admin: Connection
) -> None:
    proxy.cuts = 1
    assert cut.send([write(A, count=2, key=key("k"))]) == [Duplicate(1, 2)]
    assert proxy.cuts == 0
    assert log(admin) == [(1, A, 1), (2, A, 2)]


def test_a_lost_command_without_a_key_is_unknown_and_never_sent_again(
    proxy: CuttingProxy, cut: Delivery, admin: Connection
) -> None:
    proxy.cuts = 1
    [result] = cut.send([write(A)])
    assert isinstance(result, OutcomeUnknown)
    assert log(admin) == [(1, A, 1)]


def test_each_member_of_a_lost_group_is_settled_by_its_own_key(
    proxy: CuttingProxy, cut: Delivery, writer: Connection, admin: Connection
) -> None:
    append(writer, [write(A, key=key("used"))])
    proxy.cuts = 1
    results = cut.send(
        [
            write(B, key=key("k")),
            write(A, key=key("l")),
            write(C),
            write(D, key=key("used", body=b"another")),
            write(D, count=2, key=key("m")),
        ]
    )
    assert results[:2] == [Duplicate(2, 1), Conflict(A, 1)]
    assert isinstance(results[2], OutcomeUnknown)
    assert results[3:] == [Mismatch(), Duplicate(4, 2)]
    assert len(log(admin)) == 5


def test_a_command_that_never_arrived_is_stored_by_the_second_try(
    proxy: CuttingProxy, cut: Delivery, admin: Connection
) -> None:
    """The backend dies while it waits for the lock; a third and fourth connection die on the way back."""
    with psycopg.connect(proxy.conninfo) as _, ThreadPoolExecutor(1) as thread:
        admin.execute("BEGIN")
        admin.execute("LOCK TABLE ledger.append_lock IN SHARE UPDATE EXCLUSIVE MODE")
        result = thread.submit(cut.send, [write(A, key=key("k"))])
        killed = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation IS NOT NULL"
        while not admin.execute(killed).fetchall():
            pass
        admin.execute("COMMIT")
        assert result.result(30) == [Stored(1, 1)]
    assert log(admin) == [(1, A, 1)]


def test_a_database_that_stays_away_leaves_the_outcome_unknown(
    proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "RESOLVE_SECONDS", 0.3)
    with open_pool(proxy.conninfo, connections_max=1, writes=True) as pool:
        pool.wait()
        pool.timeout = 0.1
        proxy.cuts = 1_000_000
        [result] = Delivery(pool).send([write(A, key=key("k"))])
        proxy.cuts = 0
    assert isinstance(result, OutcomeUnknown)


def test_a_lock_that_is_not_given_stores_nothing_and_says_so(database: Database, admin: Connection) -> None:
    with open_pool(database.login("custody_writer") + " options='-c lock_timeout=50ms'") as pool:
        admin.execute("BEGIN")
        admin.execute("LOCK TABLE ledger.append_lock IN SHARE UPDATE EXCLUSIVE MODE")
        results = Delivery(pool).send([write(A, key=key("k")), write(B)])
        admin.execute("COMMIT")
    assert [str(result) for result in results if isinstance(result, StoreUnavailable)] == ["LockNotAvailable 55P03"] * 2
    assert log(admin) == []


def test_without_a_connection_nothing_is_stored_and_nothing_unknown(database: Database) -> None:
    with open_pool(database.login("custody_writer"), connections_max=1) as pool:
        pool.timeout = 0.05
        with pool.connection():
            results = Delivery(pool).send([write(A), write(B)])
    assert [str(result) for result in results if isinstance(result, StoreUnavailable)] == ["no connection"] * 2


def refused_by_the_database() -> AppendCommand:
    return write(B, facts=HeadFacts(holder="a name with \0 in it"))


def test_a_neighbour_that_the_database_refuses_harms_nobody(database: Database, admin: Connection) -> None:
    with open_pool(database.login("custody_writer")) as pool:
        results = Delivery(pool).send([write(A), refused_by_the_database(), write(C, count=2)])
    assert [results[0], results[2]] == [Stored(1, 1), Stored(2, 2)]
    assert isinstance(results[1], AppendRefused)
    assert "name" not in str(results[1])
    assert log(admin) == [(1, A, 1), (2, C, 1), (3, C, 2)]


@pytest.mark.parametrize("name", ["a \ud800 surrogate", "a \0 byte"])
def test_text_that_cannot_be_stored_is_refused(database: Database, name: str) -> None:
    with open_pool(database.login("custody_writer")) as pool:
        [result] = Delivery(pool).send([write(A, key=key(name))])
    assert isinstance(result, AppendRefused)


def test_backends_that_die_under_load_lose_and_double_nothing(database: Database, admin: Connection) -> None:
    kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'custody_writer'"
    killed = threading.Event()
    results: list[Result] = []

    def send_until_killed(pool: ConnectionPool[Any]) -> None:
        while not killed.is_set():
            n = len(results) + 1
            results.extend(Delivery(pool).send([write(UUID(int=n), key=key(f"k{n}"))]))

    with open_pool(database.login("custody_writer"), writes=True) as pool, ThreadPoolExecutor(1) as thread:
        sending = thread.submit(send_until_killed, pool)
        deaths = 0
        for _ in range(8):
            time.sleep(0.1)
            deaths += value(admin, kill)
        killed.set()
        sending.result(60)
    assert deaths > 2
    positions = [result.first for result in results if isinstance(result, Stored | Duplicate)]
    assert positions == list(range(1, len(results) + 1))
    assert log(admin) == [(n, UUID(int=n), 1) for n in positions]
