"""The clock of a demo that is served: it runs at the real pace, forward only, and stands when serving has ended."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from api.cli import demo_clock
from ledger import verify as audit
from ledger.store import clock
from ledger.store.connections import Connection, connect
from ledger.store.rows import Identity
from tests.databases import Database
from tests.waiting import wait_until

BEGUN = datetime(2019, 10, 2, 3, 20, tzinfo=UTC)
"""Years ago by the clock on the wall: that is none of this clock's business."""
TICK = 0.01


@pytest.fixture
def connection(simulation: Database) -> Iterator[Connection]:
    with connect(simulation.login("custody_demo")) as opened:
        clock.move(opened, BEGUN)
        yield opened


def ticks() -> bool:
    return any(thread.name == "simulation-clock" for thread in threading.enumerate())


def passes(connection: Connection, moment: datetime) -> Callable[[], bool]:
    return lambda: audit.clock_of(connection) > moment


def test_it_runs_at_the_real_pace_from_where_it_stands_and_stops(simulation: Database, connection: Connection) -> None:
    started = datetime.now(UTC)
    with demo_clock.running(simulation.settings, tick_seconds=TICK):
        wait_until(passes(connection, BEGUN + timedelta(seconds=0.3)))
    passed = datetime.now(UTC) - started
    stands = audit.clock_of(connection)
    assert BEGUN < stands <= BEGUN + passed
    assert not ticks()
    clock.move(connection, stands)  # nobody has moved it since: it would refuse to go back


def test_it_goes_on_from_where_somebody_has_moved_it(simulation: Database, connection: Connection) -> None:
    further = BEGUN + timedelta(days=1)
    with demo_clock.running(simulation.settings, tick_seconds=TICK):
        wait_until(passes(connection, BEGUN))
        clock.move(connection, further)
        wait_until(passes(connection, further))
        assert audit.clock_of(connection) < further + timedelta(hours=1)


def test_two_that_serve_one_demo_do_not_make_it_run_faster(simulation: Database, connection: Connection) -> None:
    started = datetime.now(UTC)
    with (
        demo_clock.running(simulation.settings, tick_seconds=TICK),
        demo_clock.running(simulation.settings, tick_seconds=TICK),
    ):
        wait_until(passes(connection, BEGUN + timedelta(seconds=0.5)))
    passed = datetime.now(UTC) - started
    assert audit.clock_of(connection) <= BEGUN + passed


def test_it_goes_on_after_the_database_was_away(simulation: Database, connection: Connection) -> None:
    with demo_clock.running(simulation.settings, tick_seconds=TICK):
        wait_until(passes(connection, BEGUN))
        with psycopg.connect(simulation.admin, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'custody_demo' AND pid <> %s",
                (connection.info.backend_pid,),
            )
        wait_until(passes(connection, audit.clock_of(connection) + timedelta(seconds=0.1)))


def test_a_demos_clock_runs(simulation: Database, connection: Connection) -> None:
    with demo_clock.running_if_demo(simulation.settings, named("custody.demo/custody_demo_1_0_02")):
        wait_until(passes(connection, BEGUN))


def test_any_other_clock_stands(simulation: Database, connection: Connection) -> None:
    with demo_clock.running_if_demo(simulation.settings, named("ledger.test/custody.demo/")):
        assert not ticks()
    assert audit.clock_of(connection) == BEGUN


def named(origin: str) -> Identity:
    return Identity(purpose="simulation", origin=origin, created_at=BEGUN)
