"""Rebuilding beside the live view, comparing, and the swap that no reader notices."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from ledger.domain.custody.care import Exited
from projections import positions, schema
from projections.beside import Beside, BuildStopped, BuildUnderWay, Comparison, compare
from projections.contract import Batch, Cursor, View
from projections.current_custody import queries
from projections.rebuild import rebuild
from projections.runner import Runner
from projections.views import VIEWS
from tests.projections.world import CARE, NOW, World, minutes, reader

CURRENT = VIEWS[0]


@pytest.fixture
def projector(world: World) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(world.database.login("custody_projector"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def lived_in(world: World) -> World:
    """A world whose views have rows."""
    for child in world.people(3):
        child.in_care(NOW + minutes(60))
        child.say(Exited, CARE, NOW + minutes(200), kind="sponsor", sponsor_category="1")
    world.people(2)
    world.project()
    return world


def rebuilt(world: World, *views: View) -> list[Comparison]:
    return rebuild(world.database.login("custody_projector"), views or VIEWS, codec=world.mapper.codec)


def compared(world: World) -> list[Comparison]:
    return compare(world.database.login("custody_projector"), VIEWS, codec=world.mapper.codec)


def schemas(connection: psycopg.Connection[Any]) -> set[str]:
    return {row[0] for row in connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'view%'")}


def end(world: World) -> int:
    [(position,)] = world.clock.execute("SELECT position FROM ledger.head()")
    return int(position)


def test_views_that_are_right_have_no_differences(lived_in: World, projector: psycopg.Connection[Any]) -> None:
    before = schemas(projector)
    found = compared(lived_in)
    assert [(each.view, each.position, each.differences) for each in found] == [
        (view.name, end(lived_in), ()) for view in VIEWS
    ]
    assert all(each.comparable for each in found)
    assert schemas(projector) == before
    assert {lag.view for lag in positions.lag(projector)} == {view.name for view in VIEWS}


def test_every_table_is_compared(lived_in: World, projector: psycopg.Connection[Any]) -> None:
    """A row lost from any table is found, whichever view it is in; an empty table has a row too many."""
    tables = projector.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname LIKE 'view%' AND schemaname <> 'view_positions'"
    ).fetchall()
    changed = set()
    for place in tables:
        table = psycopg.sql.Identifier(*place)
        if projector.execute(psycopg.sql.SQL("DELETE FROM {}").format(table)).rowcount:
            changed.add(place)
    assert {view for view, _ in changed} >= {"view_current_custody", "view_statistics"}
    found = compared(lived_in)
    assert {(f"view_{each.view}", row.table) for each in found for row in each.differences} == changed
    assert {row.found_in for each in found for row in each.differences} == {"replayed"}


def test_a_row_that_is_wrong_is_named_and_put_right(lived_in: World, projector: psycopg.Connection[Any]) -> None:
    child = lived_in.child()
    lived_in.project()
    projector.execute("UPDATE view_current_custody.child SET holder = 'ICE' WHERE episode = %s", (child.episode,))
    [first, *others] = rebuilt(lived_in)
    assert {(row.table, row.found_in, row.row["episode"], row.row["holder"]) for row in first.differences} == {
        ("child", "live", str(child.episode), "ICE"),
        ("child", "replayed", str(child.episode), "USBP"),
    }
    assert [each.differences for each in others] == [()] * len(others)
    [found] = queries.of_person(lived_in.views, reader("USBP"), child.person, at_least=end(lived_in)).rows
    assert found.holder == "USBP"
    [alarm] = positions.alarms(projector)
    assert (alarm.view, alarm.position, alarm.reason) == ("current_custody", end(lived_in), "rebuild_differed: 2 rows")


def test_a_rebuilt_view_is_fed_on_and_keeps_its_doors(lived_in: World, projector: psycopg.Connection[Any]) -> None:
    rebuilt(lived_in)
    child = lived_in.child()
    lived_in.project()
    [found] = queries.of_person(lived_in.views, reader("USBP"), child.person, at_least=end(lived_in)).rows
    assert found.episode == child.episode
    assert [each.differences for each in compared(lived_in)] == [()] * len(VIEWS)
    assert not positions.alarms(projector)


def test_a_stopped_view_goes_on_after_its_rebuild(world: World, projector: psycopg.Connection[Any]) -> None:
    def wrong(cursor: Cursor, batch: Batch) -> None:
        if batch.last > 6:
            raise ZeroDivisionError
        CURRENT.apply(cursor, batch)

    world.people(4)
    world.runner.close()
    conninfo = world.database.login("custody_projector")
    with Runner(conninfo, codec=world.mapper.codec, views=[replace(CURRENT, apply=wrong)]) as stopping:
        stopping.catch_up()
    [comparison] = rebuilt(world, CURRENT)
    assert comparison.position == 8, "the one before the encounter of the third child"
    with Runner(conninfo, codec=world.mapper.codec, views=VIEWS) as mended:
        mended.catch_up()
    assert {(lag.position, lag.stop_reason) for lag in positions.lag(projector)} == {(end(world), None)}


def test_a_view_with_changed_tables_is_rebuilt_without_comparing(
    lived_in: World, projector: psycopg.Connection[Any]
) -> None:
    projector.execute("ALTER TABLE view_current_custody.child DROP COLUMN step")
    projector.execute("UPDATE view_positions.view SET schema_sha = 'old' WHERE view = 'current_custody'")
    schema.ensure(lived_in.database.login("custody_projector"), VIEWS)
    [comparison] = rebuilt(lived_in, CURRENT)
    assert not comparison.comparable
    assert [each.comparable for each in compared(lived_in)] == [True] * len(VIEWS)
    lived_in.child()
    lived_in.project()
    assert {(lag.behind, lag.stop_reason) for lag in positions.lag(projector)} == {(0, None)}


def test_a_view_that_cannot_be_built_is_left_as_it_is(lived_in: World, projector: psycopg.Connection[Any]) -> None:
    def wrong(_cursor: Cursor, _batch: Batch) -> None:
        raise ZeroDivisionError

    before = projector.execute("SELECT * FROM view_current_custody.child ORDER BY episode").fetchall()
    with pytest.raises(BuildStopped, match="current_custody_next stopped after position 2: ZeroDivisionError"):
        rebuilt(lived_in, replace(CURRENT, apply=wrong))
    assert projector.execute("SELECT * FROM view_current_custody.child ORDER BY episode").fetchall() == before
    assert compared(lived_in)[0].differences == ()


def test_one_build_of_a_view_at_a_time(lived_in: World) -> None:
    conninfo = lived_in.database.login("custody_projector")
    with Beside(conninfo, [CURRENT], codec=lived_in.mapper.codec), pytest.raises(BuildUnderWay):
        compared(lived_in)


def test_what_a_killed_build_left_is_no_obstacle(lived_in: World, projector: psycopg.Connection[Any]) -> None:
    beside = Beside(lived_in.database.login("custody_projector"), VIEWS, codec=lived_in.mapper.codec)
    beside.__enter__()
    beside.connection.close()
    assert "view_statistics_next" in schemas(projector)
    assert [each.differences for each in compared(lived_in)] == [()] * len(VIEWS)
    assert "view_statistics_next" not in schemas(projector)


# ------------------------------------------------------------------------------------------------------- under load


@contextmanager
def at_work(*jobs: Any) -> Iterator[list[BaseException]]:  # noqa: ANN401
    """Jobs done over and over on threads of their own; what they raise is collected."""
    stop, failures = threading.Event(), list[BaseException]()

    def work(job: Any) -> None:  # noqa: ANN401
        try:
            while not stop.is_set():
                job()
        except BaseException as failure:  # noqa: BLE001  # the test looks at it
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        yield failures
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=20)


def test_nobody_notices_the_swap(lived_in: World) -> None:
    """Readers ask, children are met and views are fed while views are rebuilt, ten times over."""
    known = lived_in.child()
    lived_in.project()
    counts: list[int] = []

    def ask() -> None:
        counts.append(len(queries.listed(lived_in.views, reader("USBP")).rows))
        [found] = queries.of_person(lived_in.views, reader("USBP"), known.person).rows
        assert found.holder == "USBP"

    def meet_and_feed() -> None:
        lived_in.child()
        lived_in.runner.catch_up()

    with at_work(ask, ask, meet_and_feed) as failures:
        for _ in range(10):
            assert [each.differences for each in rebuilt(lived_in, CURRENT)] == [()]
    assert failures == []
    assert counts[0] < counts[-1], "rows come in meanwhile"
    lived_in.project()
    assert [each.differences for each in compared(lived_in)] == [()] * len(VIEWS)
