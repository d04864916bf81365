"""Operating a ledger: migrate, clock, project, rebuild, token."""

import os
import signal
import sys
import threading
from datetime import timedelta
from typing import Annotated

import typer

from api.cli import render
from api.cli.session import running, staying
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
from ledger.store.key_presence import KeysMissing, knows
from projections import rebuild as rebuilding
from projections import schema
from projections.runner import Runner
from projections.views import VIEWS

FED_BY_ANOTHER_SECONDS = 0.1
"""Between two looks, while another process feeds the views."""


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (migrate, clock, project, rebuild, token):
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
    until_caught_up: Annotated[
        bool, typer.Option("--until-caught-up", help="End once the views are where the log is now.")
    ] = False,
) -> None:
    """Feed the views until stopped with Ctrl-C."""
    stop = threading.Event()
    if with_parent:
        threading.Thread(target=_stop_at_end_of_input, args=(stop,), daemon=True).start()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stop.set())

    def feed(settings: Settings) -> None:
        with runner(settings) as feeding:
            if until_caught_up:
                _catch_up(settings, feeding, stop)
            else:
                feeding.run_forever(stop, rest_seconds=rest)

    staying(feed)


def _catch_up(settings: Settings, feeding: Runner, stop: threading.Event) -> None:
    """Feed the views up to the present end of the log; ends with 1 if one has stopped before it."""
    with connect(settings.role_conninfo("custody_projector")) as connection:
        end, _ = audit.end_of(connection)
    while True:
        feeding.catch_up(until=end)
        late = [(view, position, reason) for view, position, reason in feeding.reached() if position < end]
        if all(reason for _, _, reason in late):
            break
        if stop.wait(FED_BY_ANOTHER_SECONDS):
            return
    for view, position, reason in late:
        typer.echo(f"{view} has stopped after position {position:,}: {reason}", err=True)
    if late:
        raise typer.Exit(1)
    typer.echo(f"every view is at position {end:,}")


def _stop_at_end_of_input(stop: threading.Event) -> None:
    """Whoever started us holds the other end: it is closed by their death too, however they die."""
    os.read(sys.stdin.fileno(), 1)
    stop.set()


def runner(settings: Settings) -> Runner:
    """A runner of all views, made first where they are not there yet."""
    schema.ensure(settings.role_conninfo("custody_projector"), VIEWS)
    return Runner(settings.role_conninfo("custody_projector"), codec=_feeding_codec(settings), views=VIEWS)


def _feeding_codec(settings: Settings) -> Codec:
    """The codec for feeding views, which hold what is derived with the keys: without them they would lose it.

    Raises:
        KeysMissing: the key log is not the one that the newest records were sealed with.
    """
    codec = make_mapper(settings).codec
    with connect(settings.role_conninfo("custody_projector")) as connection:
        if not knows(codec.sealer.keyring, audit.newest_key_ids(connection)):
            raise KeysMissing
    return codec


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
            codec=_feeding_codec(settings),
        )
    for comparison in found:
        typer.echo(f"{comparison.view}: rebuilt at {comparison.position:,}, {len(comparison.differences)} differed")


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
