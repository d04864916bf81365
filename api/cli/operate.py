"""Operating a ledger: migrate, project, rebuild, serve, verify, doctor, token."""

import os
import signal
import sys
import threading
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated

import typer
from rich.progress import Progress

from api.cli import render
from api.cli.session import AsJson, running
from api.composition import make_mapper
from api.tokens import Caller, make_token, signing_key
from ledger import verify as audit
from ledger.domain.errors import InvalidValue
from ledger.domain.event import Actor
from ledger.domain.reader import Purpose, Reader
from ledger.domain.values import Instant, OrganisationCode, PlaceCode, UserId
from ledger.settings import Settings
from ledger.store import clock as simulation_clock
from ledger.store import schema as ledger_schema
from ledger.store.codec import Codec
from ledger.store.connections import connect
from ledger.store.credentials import Credentials
from projections import positions, schema
from projections import rebuild as rebuilding
from projections.runner import Runner
from projections.verify import check_views
from projections.views import VIEWS


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (migrate, clock, project, rebuild, verify, doctor, token):
        app.command()(command)


def migrate(
    purpose: Annotated[str, typer.Option(help="live or simulation: for life.")] = "simulation",
    origin: Annotated[str | None, typer.Option(help="Name of the log; for life.")] = None,
) -> None:
    """Create the database, its roles and its views, or bring them up to date."""
    with running() as settings:
        applied = prepare(settings, purpose=purpose, origin=origin or f"custody.local/{settings.database}")
    for name in applied:
        typer.echo(name)
    typer.echo(f"{settings.database} is up to date")


def prepare(settings: Settings, *, purpose: str, origin: str) -> list[str]:
    """Migrate the log and make the views; the names of the migrations applied."""
    credentials = Credentials.load(settings.credentials_file)
    applied = ledger_schema.migrate(settings.admin_conninfo(), purpose=purpose, origin=origin, credentials=credentials)
    schema.ensure(settings.role_conninfo("custody_projector"), VIEWS)
    return applied


def clock(
    to: Annotated[str | None, typer.Option(help="Move a simulation's clock forward to this time.")] = None,
) -> None:
    """The clock that decisions read: a live database's is the server's, a simulation's stands until it is moved."""
    with running() as settings:
        with connect(settings.role_conninfo("custody_demo")) as connection:
            if to is not None:
                simulation_clock.move(connection, Instant.parse(to).at)
        with connect(settings.role_conninfo("custody_projector")) as connection:
            typer.echo(render.at(audit.clock_of(connection)))


def project(
    rest: Annotated[float, typer.Option(min=0, help="Seconds to rest after each page: fewer, larger pages.")] = 0.0,
    with_parent: Annotated[bool, typer.Option("--with-parent", help="Stop when standard input ends.")] = False,
) -> None:
    """Feed the views until stopped with Ctrl-C."""
    stop = threading.Event()
    if with_parent:
        threading.Thread(target=_stop_at_end_of_input, args=(stop,), daemon=True).start()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stop.set())
    with running() as settings, runner(settings) as feeding:
        feeding.run_forever(stop, rest_seconds=rest)


def _stop_at_end_of_input(stop: threading.Event) -> None:
    """Whoever started us holds the other end: it is closed by their death too, however they die."""
    os.read(sys.stdin.fileno(), 1)
    stop.set()


def runner(settings: Settings) -> Runner:
    """A runner of all views, made first where they are not there yet."""
    schema.ensure(settings.role_conninfo("custody_projector"), VIEWS)
    return Runner(settings.role_conninfo("custody_projector"), codec=make_mapper(settings).codec, views=VIEWS)


def rebuild(
    names: Annotated[list[str] | None, typer.Argument(help="Views to rebuild; all if none is named.")] = None,
) -> None:
    """Build views anew beside the live ones, compare, and put them in their place."""
    known = {view.name: view for view in VIEWS}
    unknown = set(names or ()) - known.keys()
    if unknown:
        raise InvalidValue("view", f"one of {', '.join(known)}")
    with running() as settings:
        found = rebuilding.rebuild(
            settings.role_conninfo("custody_projector"),
            [known[name] for name in names or known],
            codec=make_mapper(settings).codec,
        )
    for comparison in found:
        typer.echo(f"{comparison.view}: rebuilt at {comparison.position:,}, {len(comparison.differences)} differed")


def verify(as_json: AsJson = False) -> None:
    """Audit the log and compare heads and views with a replay; ends with 1 on any difference."""
    with running() as settings:
        mapper = make_mapper(settings)
        with connect(settings.role_conninfo("custody_projector")) as connection:
            position, _ = audit.end_of(connection)
            found = _walk("log", audit.check_log(connection, mapper), position)
            found += _walk("heads", audit.check_heads(connection, mapper), position)
        found += _check_views(settings, mapper.codec, position)
    if as_json:
        render.as_json({"position": position, "differences": found})
    else:
        for difference in found:
            typer.echo(f"difference: {difference}", err=True)
        typer.echo(f"{position:,} events, {len(found)} differences")
    if found:
        raise typer.Exit(1)


def _walk(name: str, checks: Iterable[audit.Checked], total: int) -> list[audit.Difference]:
    found: list[audit.Difference] = []
    with Progress(console=render.console, transient=True) as progress:
        task = progress.add_task(f"verify {name}", total=total)
        for checked in checks:
            found += checked.differences
            progress.advance(task, checked.events)
    return found


def _check_views(settings: Settings, codec: Codec, total: int) -> list[audit.Difference]:
    with Progress(console=render.console, transient=True) as progress:
        task = progress.add_task("verify views", total=total)
        return check_views(
            settings.role_conninfo("custody_projector"),
            VIEWS,
            codec=codec,
            on_batch=lambda batch: progress.update(task, completed=batch.last),
        )


def doctor(as_json: AsJson = False) -> None:
    """What a person must look at: views behind or stopped, alarms, the key log, the clock."""
    with running() as settings:
        with connect(settings.role_conninfo("custody_projector")) as connection:
            lags, alarms = positions.lag(connection), positions.alarms(connection, limit=20)
            position, recorded_at = audit.end_of(connection)
        keys = position == 0 or settings.key_log.exists()  # the first event makes the first key
    healthy = keys and not any(lag.stopped_at for lag in lags)
    if as_json:
        render.as_json({"healthy": healthy, "position": position, "key_log": keys, "views": lags, "alarms": alarms})
    else:
        typer.echo(f"database {settings.database}, position {position:,}, last recorded {render.at(recorded_at)}")
        typer.echo("key log: " + ("in order" if keys else "MISSING: no personal value can be opened"))
        rows = [(lag.view, lag.position, lag.behind, lag.stop_reason or render.NOTHING) for lag in lags]
        render.table("Views", ("view", "position", "behind", "stopped because"), rows)
        for alarm in alarms:
            typer.echo(f"alarm: {alarm.view} at {alarm.position}: {alarm.reason}")
    if not healthy:
        raise typer.Exit(1)


def token(
    user: Annotated[str, typer.Option(help="Opaque id of the acting person.")],
    organisation: Annotated[str, typer.Option(help="Code of the register.")],
    role: Annotated[str, typer.Option()] = "operator",
    purpose: Annotated[Purpose, typer.Option()] = Purpose.CUSTODY,
    office: Annotated[str | None, typer.Option(help="Place of duty.")] = None,
    hours: Annotated[int, typer.Option(min=1, max=12)] = 8,
) -> None:
    """A demo token for the API and for `custody record`, good for this database only."""
    code = OrganisationCode(organisation)
    place = PlaceCode(office) if office else None
    caller = Caller(
        actor=Actor(user=UserId(user), role=role, organisation=code, office=place),
        reader=Reader(user=UserId(user), organisation=code, role=role, purpose=purpose),
    )
    with running() as settings:
        with connect(settings.role_conninfo("custody_projector")) as connection:
            origin = audit.origin_of(connection)
        key = signing_key(settings.token_signing_key)
    typer.echo(make_token(key, origin=origin, caller=caller, lifetime=timedelta(hours=hours)))
