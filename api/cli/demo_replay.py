"""Telling the demo's year and its open evening to the ledger: what was told before is not told again."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api import commands
from api.cli import render
from api.composition import make_mapper, open_ledger
from api.demo.driver import SPEAKER, Replay, year_acts
from api.demo.driver import Progress as Replayed
from api.demo.months import YEAR_ENDS
from api.demo.tonight import Tonight
from api.demo.tonight_acts import tonight_acts
from api.demo.tonight_hours import TONIGHT
from api.demo.voices import Ids
from api.demo.year import YearPlan
from ledger import verify as audit
from ledger.application import Ledger
from ledger.settings import Settings
from ledger.store import clock as simulation_clock
from ledger.store.clock import ClockNotMoved
from ledger.store.connections import Connection, connect
from projections.feeding import without_collection

YEAR_BEGINS = datetime(2018, 9, 30, tzinfo=UTC)
YEAR_SECONDS = 366 * 24 * 3600


def replay_once(settings: Settings, plan: YearPlan, ids: Ids) -> None:
    """Replay the year, unless this database holds it whole already."""
    done = settings.home / "demos" / f"{settings.database}.json"
    with connect(settings.role_conninfo("custody_projector")) as connection:
        position, _ = audit.end_of(connection)
    # The log only grows: what was recorded since, by whoever used the demo, is on top of the year.
    of_the_year = json.loads(done.read_text())["position"] if done.exists() else None
    if of_the_year is not None and of_the_year <= position:
        since = f", and {position - of_the_year:,} of what came after" if position > of_the_year else ""
        typer.echo(f"{settings.database} holds the year already ({of_the_year:,} events{since}): nothing is added.")
        return
    started = time.perf_counter()
    with without_collection():
        replayed = _replay(settings, plan, ids)
    _print_rates(plan, replayed, time.perf_counter() - started)
    done.parent.mkdir(mode=0o700, exist_ok=True)
    done.write_text(json.dumps({"position": replayed.position, "acts": replayed.acts}))


def tell_tonight(settings: Settings, tonight: Tonight, ids: Ids) -> bool:
    """Tell the open evening, as far as it is not told; whether the ledger has it now.

    A demo whose clock was moved past the evening before it was told goes without it: its offers would be over.
    """
    acts = list(tonight_acts(tonight, ids))
    with _replaying(settings) as (replay, ledger):
        if replay.now > TONIGHT and not ledger.log_recorder.answers(SPEAKER, [acts[0].name]):
            typer.echo("The clock has passed the evening of 1 October 2019, so nothing is left open on it.")
            return False
        for _ in replay.run(acts):
            pass
        replay.rest_at(TONIGHT)
    if replay.progress.events:
        typer.echo(
            f"The evening after the year: {len(tonight.children)} children more, "
            f"{replay.progress.acts - replay.progress.repeated:,} commands, {replay.progress.events:,} events"
        )
    return True


@contextmanager
def _replaying(settings: Settings) -> Iterator[tuple[Replay, Ledger]]:
    with (
        open_ledger(settings, make_mapper(settings), connections_max=1) as ledger,
        # A clock that falls back in a crash does no harm: recorded times never do.
        connect(settings.role_conninfo("custody_demo"), wait_for_disk=False) as connection,
    ):
        replay = Replay(
            record_many=lambda batch: commands.record_many(ledger, batch),
            move_clock=lambda at: _move_on(connection, at),
            now=ledger.clock(),
        )
        yield replay, ledger


def _move_on(connection: Connection, at: datetime) -> None:
    with suppress(ClockNotMoved):  # it is further already: somebody serves this demo meanwhile
        simulation_clock.move(connection, at)


def _replay(settings: Settings, plan: YearPlan, ids: Ids) -> Replayed:
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[events]:>9,} events"),
        TimeRemainingColumn(),
        console=render.console,
        refresh_per_second=4,
    )
    with _replaying(settings) as (replay, _), bar:
        task = bar.add_task("fiscal year 2019", total=YEAR_SECONDS, events=0)
        for replayed in replay.run(year_acts(plan, ids)):
            seconds = (replay.now - YEAR_BEGINS).total_seconds()
            bar.update(task, completed=seconds, events=replayed.events)
        replay.rest_at(YEAR_ENDS)
        bar.update(task, completed=YEAR_SECONDS)
    return replay.progress


def _print_rates(plan: YearPlan, replayed: Replayed, seconds: float) -> None:
    people = len(plan.children)
    typer.echo(
        f"{people:,} people and {plan.relatives:,} relatives in custody with them: {replayed.acts:,} commands, "
        f"{replayed.events:,} events in {seconds:,.0f} s, {replayed.events / seconds:,.0f} events/s, "
        f"{replayed.events / people:.1f} events for each of the people"
    )
    spent = sum(replayed.seconds.values()) or 1.0
    shares = ", ".join(f"{stage} {100 * part / spent:.0f} %" for stage, part in replayed.seconds.items())
    typer.echo(f"Where the time went: {shares} (views are fed by a process of their own)")
