"""`custody demo`: replays fiscal year 2019 with invented people and shows what the ledger then knows."""

import gc
import json
import os
import subprocess
import time
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api import commands
from api.cli import demo_report, render
from api.cli.operate import prepare
from api.cli.serve import HOST, PORT, feeding_views, serve_api
from api.cli.session import running
from api.composition import make_mapper, open_ledger
from api.demo.driver import Progress as Replayed
from api.demo.driver import Replay, year_acts
from api.demo.figures import parse_share
from api.demo.voices import Ids
from api.demo.year import YearPlan, plan_year
from ledger import verify as audit
from ledger.domain.errors import CustodyError
from ledger.settings import Settings
from ledger.store import clock as simulation_clock
from ledger.store.connections import Connection, connect
from projections import positions

REST_SECONDS = 1.0
"""Between two pages of the views while the year is replayed: nobody reads them yet."""
YEAR_BEGINS = datetime(2018, 9, 30, tzinfo=UTC)
YEAR_ENDS = datetime(2019, 10, 1, 12, tzinfo=UTC)
YEAR_SECONDS = 366 * 24 * 3600


class ProjectorStopped(CustodyError):
    """The process that feeds the views ended, or a view stopped."""

    code = "projector_stopped"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    share: Annotated[str, typer.Option(help="Share of the year's 91,122 people: 0.001 to 1.")] = "0.02",
    seed: Annotated[int, typer.Option(help="Another seed gives other people on the same counts.")] = 1,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the API afterwards.")] = True,
) -> None:
    """Replay a fiscal year of handoffs in a simulation database of its own, and show it."""
    parse_share(share)
    database = f"custody_demo_{seed}_{share.replace('.', '_').replace('/', '_of_')}"
    os.environ["CUSTODY_DATABASE"] = database
    with running() as settings:
        prepare(settings, purpose="simulation", origin=f"custody.demo/{database}")
        plan = plan_year(share=parse_share(share), seed=seed)
        ids = Ids.of(seed=seed, share=share)
        with feeding_views(settings, rest_seconds=REST_SECONDS) as projector:
            replay_once(settings, plan, ids)
            wait_for_views(settings, projector)
        demo_report.print_all(settings, plan, ids)
        if serve:
            _serve(settings, database)
        else:
            typer.echo(f"To ask further: CUSTODY_DATABASE={database} .venv/bin/custody --help")


def _serve(settings: Settings, database: str) -> None:
    typer.echo(f"The API is served at http://{HOST}:{PORT}/v1 (its contract: /v1/openapi.json); Ctrl-C ends it.")
    typer.echo(f"A token: CUSTODY_DATABASE={database} .venv/bin/custody token --user you --organisation ORR")
    with feeding_views(settings):
        serve_api(settings)


def replay_once(settings: Settings, plan: YearPlan, ids: Ids) -> None:
    """Replay the year, unless this database holds it whole already."""
    done = settings.home / "demos" / f"{settings.database}.json"
    with connect(settings.role_conninfo("custody_projector")) as connection:
        position, _ = audit.end_of(connection)
    if done.exists() and json.loads(done.read_text())["position"] == position:
        typer.echo(f"{settings.database} holds the year already ({position:,} events): nothing is added.")
        return
    gc.freeze()  # the plan lives as long as the replay: looking through it again and again takes a fifth of the time
    started = time.perf_counter()
    replayed = _replay(settings, plan, ids)
    _print_rates(plan, replayed, time.perf_counter() - started)
    done.parent.mkdir(mode=0o700, exist_ok=True)
    done.write_text(json.dumps({"position": replayed.position, "acts": replayed.acts}))


def _replay(settings: Settings, plan: YearPlan, ids: Ids) -> Replayed:
    mapper = make_mapper(settings)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[events]:>9,} events"),
        TimeRemainingColumn(),
        console=render.console,
        refresh_per_second=4,
    )
    with (
        open_ledger(settings, mapper, connections_max=1) as ledger,
        # A clock that falls back in a crash does no harm: recorded times never do.
        connect(settings.role_conninfo("custody_demo"), wait_for_disk=False) as connection,
        bar,
    ):
        replay = Replay(
            record_many=lambda batch: commands.record_many(ledger, batch),
            move_clock=lambda at: simulation_clock.move(connection, at),
            now=ledger.clock(),
        )
        task = bar.add_task("fiscal year 2019", total=YEAR_SECONDS, events=0)
        for replayed in replay.run(year_acts(plan, ids)):
            seconds = (replay.now - YEAR_BEGINS).total_seconds()
            bar.update(task, completed=seconds, events=replayed.events)
        simulation_clock.move(connection, max(YEAR_ENDS, replay.now))
        bar.update(task, completed=YEAR_SECONDS)
    return replay.progress


def _print_rates(plan: YearPlan, replayed: Replayed, seconds: float) -> None:
    people = len(plan.children)
    typer.echo(
        f"{people:,} people, {replayed.acts:,} commands, {replayed.events:,} events in {seconds:,.0f} s: "
        f"{replayed.events / seconds:,.0f} events/s, {replayed.events / people:.1f} events a person"
    )
    spent = sum(replayed.seconds.values()) or 1.0
    shares = ", ".join(f"{stage} {100 * part / spent:.0f} %" for stage, part in replayed.seconds.items())
    typer.echo(f"Where the time went: {shares} (views are fed by a process of their own)")


def wait_for_views(settings: Settings, projector: subprocess.Popen[bytes]) -> None:
    """Wait until every view has taken in the whole log.

    Raises:
        ProjectorStopped: it will never.
    """
    with connect(settings.role_conninfo("custody_projector")) as connection:
        started, first = time.perf_counter(), _behind(connection)
        while behind := _behind(connection):
            if projector.poll() is not None:
                raise ProjectorStopped("the projector has ended; see `custody doctor`")
            time.sleep(0.05)
        typer.echo(f"Views caught up {first:,} events in {time.perf_counter() - started:.1f} s ({behind} behind)")


def _behind(connection: Connection) -> int:
    lags = positions.lag(connection)
    if any(lag.stopped_at for lag in lags):
        raise ProjectorStopped("a view has stopped; see `custody doctor`")
    return max(lag.behind for lag in lags)
