"""The runner: rows with position, views that stop and others that go on, two runners, waiting, speed of notice."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.custody.care import Exited
from ledger.domain.custody.intake import BookedIn
from ledger.store.append import AppendCommand, HeadFacts, Touch
from ledger.store.envelope import wrap
from projections import positions, schema
from projections.beside import compare
from projections.contract import Batch, Cursor, View
from projections.positions import NotYet
from projections.runner import Runner, ViewMissing
from projections.schema import sql_of
from projections.statistics.view import VIEW as STATISTICS
from projections.views import VIEWS
from tests.projections.world import NOW, SECTOR, World, minutes
from tests.waiting import wait_until

CURRENT, *OTHERS = VIEWS


@pytest.fixture
def projector(world: World) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(world.database.login("custody_projector"), autocommit=True) as connection:
        yield connection


@contextmanager
def runner(world: World, views: Sequence[View] = VIEWS, **options: Any) -> Iterator[Runner]:  # noqa: ANN401
    """A runner in the place of the world's own, which gives up its views."""
    world.runner.close()
    with Runner(world.database.login("custody_projector"), codec=world.mapper.codec, views=views, **options) as made:
        yield made


def at(connection: psycopg.Connection[Any]) -> dict[str, int]:
    return {lag.view: lag.position for lag in positions.lag(connection)}


def end(world: World) -> int:
    """The last position of the log."""
    [(position,)] = world.clock.execute("SELECT position FROM ledger.head()")
    return int(position)


def choking(on: Callable[[Batch], bool], view: View = CURRENT) -> View:
    """The view, but for batches that it cannot take in; it fails after it has written rows."""

    def apply(cursor: Cursor, batch: Batch) -> None:
        view.apply(cursor, batch)
        if on(batch):
            raise ZeroDivisionError

    return replace(view, apply=apply)


def has(position: int) -> Callable[[Batch], bool]:
    return lambda batch: batch.first <= position <= batch.last


def write_unknown_topic(world: World) -> int:
    """A later version of this software writes an event; its position."""
    stream = uuid4()
    topic = "custody.teleported.v1"
    state = wrap(b"{}", stream=stream, topic=topic, version=1)
    event = StoredEvent(originator_id=stream, originator_version=1, topic=topic, state=state)
    touch = Touch(stream, 0, HeadFacts(), (event,))
    [outcome] = world.ledger.log_recorder.append([AppendCommand(None, (touch,))])
    return int(getattr(outcome, "first", 0))


def children(connection: psycopg.Connection[Any]) -> set[UUID]:
    return {row[0] for row in connection.execute("SELECT episode FROM view_current_custody.child")}


# ------------------------------------------------------------------------------------------------------ one runner


def test_rows_and_position_come_together(world: World, projector: psycopg.Connection[Any]) -> None:
    child = world.child()
    assert children(projector) == set()
    world.project()
    assert children(projector) == {child.episode}
    assert set(at(projector).values()) == {3}


@pytest.mark.parametrize("page_events", [1, 2, 7])
def test_the_size_of_pages_leaves_no_trace(world: World, page_events: int) -> None:
    boy, girl = world.people(2)
    for child in (boy, girl):
        child.in_care(NOW + minutes(60))
    boy.say(BookedIn, "USBP", NOW + minutes(5), place=SECTOR)
    girl.say(Exited, "CARE-01", NOW + minutes(200), kind="sponsor", sponsor_category="2A")
    with runner(world, page_events=page_events) as small:
        small.catch_up()
    found = compare(world.database.login("custody_projector"), VIEWS, codec=world.mapper.codec)
    assert [each.differences for each in found] == [()] * len(VIEWS)
    assert {each.position for each in found} == {end(world)}


def test_a_view_that_is_behind_is_caught_up_beside_the_others(world: World, projector: psycopg.Connection[Any]) -> None:
    world.people(3)
    with runner(world, [CURRENT]) as alone:
        alone.catch_up(until=5)
    assert at(projector) | {"current_custody": 0} == dict.fromkeys(at(projector), 0)
    world.people(2)
    with runner(world) as everything:
        everything.catch_up()
    assert set(at(projector).values()) == {end(world)}
    assert len(children(projector)) == 5


def test_the_view_is_not_asked_about_batches_that_it_ignores(world: World) -> None:
    asked: list[int] = []
    only_exits = replace(
        CURRENT,
        apply=lambda _cursor, batch: asked.append(batch.first),
        uses=frozenset({Exited}),
        ignores=frozenset(EVENT_CLASSES) - {Exited},
    )
    child = world.child()
    child.in_care(NOW + minutes(60))
    exited = child.say(Exited, "CARE-01", NOW + minutes(200), kind="sponsor", sponsor_category="1").position
    with runner(world, [only_exits], page_events=1) as one_by_one:
        one_by_one.catch_up()
    assert asked == [exited]


def test_an_event_class_that_nobody_thought_of_is_refused() -> None:
    with pytest.raises(ValueError, match="current_custody"):
        replace(CURRENT, ignores=CURRENT.ignores - {next(iter(CURRENT.ignores))})


def test_a_view_without_tables_is_refused_at_the_start(world: World) -> None:
    with pytest.raises(ViewMissing, match="brand_new"), runner(world, [replace(CURRENT, name="brand_new")]):
        pass


# ----------------------------------------------------------------------------------------------------- what stops


def test_a_failing_event_stops_its_view_before_it_and_no_other(
    world: World, projector: psycopg.Connection[Any]
) -> None:
    world.people(10)
    failing = 18  # the encounter of the sixth child
    with runner(world, [choking(has(failing)), *OTHERS]) as going_on:
        going_on.catch_up()
    reached = at(projector)
    assert reached.pop("current_custody") == failing - 1
    assert set(reached.values()) == {end(world)}
    assert len(children(projector)) == 5, "rows of what was before the event, and none of what comes after it"
    [alarm] = positions.alarms(projector)
    assert (alarm.view, alarm.position, alarm.reason) == ("current_custody", failing, "ZeroDivisionError")
    [stopped] = [lag for lag in positions.lag(projector) if lag.stopped_at]
    assert (stopped.view, stopped.stop_reason, stopped.behind) == ("current_custody", "ZeroDivisionError", 13)


def test_a_stopped_view_stays_stopped_until_a_runner_starts(world: World, projector: psycopg.Connection[Any]) -> None:
    world.people(2)
    with runner(world, [choking(has(3))]) as stopped:
        stopped.catch_up()
        world.child()
        stopped.catch_up()
        assert at(projector)["current_custody"] == 2
    with runner(world) as mended:
        mended.catch_up()
    assert set(at(projector).values()) == {end(world)}
    assert [lag.stop_reason for lag in positions.lag(projector)] == [None] * len(VIEWS)
    assert len(positions.alarms(projector)) == 1, "the alarm stays"


def test_an_unknown_topic_stops_every_view_before_it(world: World, projector: psycopg.Connection[Any]) -> None:
    world.people(2)
    unknown = write_unknown_topic(world)
    world.child()
    world.project()
    assert set(at(projector).values()) == {unknown - 1}
    assert {alarm.reason for alarm in positions.alarms(projector)} == {
        "unknown_topic: unknown topic custody.teleported.v1"
    }
    assert {alarm.position for alarm in positions.alarms(projector)} == {unknown}


def test_a_refusal_of_the_database_stops_the_view_and_quotes_no_row(
    world: World, projector: psycopg.Connection[Any]
) -> None:
    child = world.child()

    def twice(cursor: Cursor, batch: Batch) -> None:
        for _ in range(2):
            cursor.execute("INSERT INTO person VALUES (%s, 'x')", (child.person,))

    with runner(world, [replace(STATISTICS, apply=twice)]) as stopped:
        stopped.catch_up()
    [alarm] = positions.alarms(projector)
    assert alarm.reason == "UniqueViolation 23505 person_pkey"


def test_trouble_with_the_database_stops_nothing(world: World, projector: psycopg.Connection[Any]) -> None:
    world.people(2)
    broken: list[int] = []

    def break_once(cursor: Cursor, batch: Batch) -> None:
        CURRENT.apply(cursor, batch)
        if not broken:
            broken.append(batch.first)
            with psycopg.connect(world.database.admin, autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s)", (cursor.connection.info.backend_pid,))

    with runner(world, [replace(CURRENT, apply=break_once)]) as going_on, running(going_on):
        wait_until(lambda: at(projector)["current_custody"] == end(world))
    assert broken == [1]
    assert len(children(projector)) == 2
    assert not positions.alarms(projector)


# ----------------------------------------------------------------------------------------------------- two runners


def test_of_two_runners_one_leads_until_it_ends(world: World, projector: psycopg.Connection[Any]) -> None:
    with Runner(world.database.login("custody_projector"), codec=world.mapper.codec, views=VIEWS) as standby:
        world.project()
        world.child()
        standby.catch_up()
        assert set(at(projector).values()) == {0}
        world.project()
        assert set(at(projector).values()) == {3}
        world.runner.close()
        world.child()
        standby.catch_up()
    assert set(at(projector).values()) == {6}
    assert len(children(projector)) == 2


def test_a_runner_that_is_closed_has_given_up_its_views(world: World, projector: psycopg.Connection[Any]) -> None:
    """At once, not when its server process gets to end: a build of many views runs one runner after the other."""
    for _ in range(10):
        with runner(world, [CURRENT]) as made:
            made.catch_up()
        free = projector.execute(sql_of("positions")["lead"], (CURRENT.name,)).fetchone()
        assert free == (True,)
        projector.execute(sql_of("positions")["give_up"])


def test_a_batch_is_taken_in_once_even_without_the_lock(world: World, projector: psycopg.Connection[Any]) -> None:
    """Should a lock be lost (a pooler, a failover), the position decides."""
    world.people(2)

    def overtaken(cursor: Cursor, batch: Batch) -> None:
        CURRENT.apply(cursor, batch)
        applied.append(batch.first)

    applied: list[int] = []
    with runner(world, [replace(CURRENT, apply=overtaken)], page_events=3) as slow:
        groups = slow._groups  # noqa: SLF001  # the moment between reading the position and writing it
        slow._groups = lambda: overtake(groups())  # type: ignore[method-assign]  # noqa: SLF001

        def overtake(found: list[tuple[int, list[View]]]) -> list[tuple[int, list[View]]]:
            if not applied:
                applied.append(0)
                projector.execute("UPDATE view_positions.view SET position = 3 WHERE view = 'current_custody'")
            return found

        slow.catch_up()
    assert applied == [0, 4]
    assert not positions.alarms(projector)


# ---------------------------------------------------------------------------------------------------------- waiting


@contextmanager
def running(made: Runner) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=made.run_forever, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_a_question_waits_for_its_position(world: World) -> None:
    with (
        psycopg.connect(world.database.login("custody_read_cbp"), autocommit=True) as connection,
        running(world.runner),
    ):
        for _ in range(20):
            position = end(world.child().world)
            assert positions.wait_for(connection, "current_custody", at_least=position) >= position


def test_the_runner_hears_of_events_at_once(world: World, projector: psycopg.Connection[Any]) -> None:
    """Far under the second after which the runner looks anyway."""
    waited = []
    with running(world.runner):
        positions.wait_for(projector, "statistics", at_least=0)
        for _ in range(5):
            position = end(world.child().world)
            started = time.monotonic()
            positions.wait_for(projector, "statistics", at_least=position)
            waited.append(time.monotonic() - started)
    assert sorted(waited)[2] < 0.5


def test_a_view_that_is_not_there_yet_says_so(world: World, projector: psycopg.Connection[Any]) -> None:
    world.child()
    with pytest.raises(NotYet) as refusal:
        positions.wait_for(projector, "current_custody", at_least=3, timeout=0.02)
    assert (refusal.value.view, refusal.value.position, refusal.value.stopped) == ("current_custody", 0, False)
    world.project()
    assert positions.wait_for(projector, "current_custody", at_least=3, timeout=0) == 3
    with pytest.raises(NotYet):
        positions.wait_for(projector, "no_such_view", at_least=0)


def test_nobody_waits_for_a_view_that_has_stopped(world: World, projector: psycopg.Connection[Any]) -> None:
    world.child()
    with runner(world, [choking(has(3))]) as stopped:
        stopped.catch_up()
    started = time.monotonic()
    with pytest.raises(NotYet) as refusal:
        positions.wait_for(projector, "current_custody", at_least=3, timeout=20)
    assert refusal.value.stopped
    assert time.monotonic() - started < 10
    assert positions.wait_for(projector, "current_custody", at_least=2) == 2


def test_every_batch_is_announced(world: World, projector: psycopg.Connection[Any]) -> None:
    projector.execute("LISTEN view_positions")
    world.child()
    world.project()
    [notice] = projector.notifies(timeout=5, stop_after=1)
    assert notice.payload == "3"


# ------------------------------------------------------------------------------------------------ changed SQL files


def test_a_view_whose_sql_has_changed_stops_and_serves_what_it_has(
    world: World, projector: psycopg.Connection[Any]
) -> None:
    world.child()
    world.project()
    projector.execute("UPDATE view_positions.view SET schema_sha = 'old' WHERE view = 'current_custody'")
    schema.ensure(world.database.login("custody_projector"), VIEWS)
    world.child()
    with runner(world) as newer:
        newer.catch_up()
    reached = at(projector)
    assert reached.pop("current_custody") == 3
    assert set(reached.values()) == {6}
    assert [lag.stop_reason for lag in positions.lag(projector) if lag.stopped_at] == ["schema_changed"]
    assert len(children(projector)) == 1
