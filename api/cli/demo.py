"""`custody demo`: replays fiscal year 2019 with invented people, shows what the ledger then knows, and serves it."""

import os
import subprocess
import time
from typing import Annotated

import typer

from api.cli import demo_report, demo_tonight
from api.cli.demo_replay import replay_once, tell_tonight
from api.cli.operate import prepare
from api.cli.serve import HOST, PORT, feeding_views, serve_api
from api.cli.session import running
from api.demo.figures import parse_share
from api.demo.origin import PREFIX, database_of
from api.demo.tonight import plan_tonight
from api.demo.voices import Ids
from api.demo.year import plan_year
from ledger.domain.errors import CustodyError
from ledger.settings import Settings
from ledger.store.connections import Connection, connect
from projections import positions

REST_SECONDS = 5.0
"""Between two pages of the views while the year is replayed: nobody reads them yet."""


class ProjectorStopped(CustodyError):
    """The process that feeds the views ended, or a view stopped."""

    code = "projector_stopped"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    share: Annotated[str, typer.Option(help="Share of the year's 91,122 people: 0.001 to 1.")] = "0.02",
    seed: Annotated[int, typer.Option(help="Another seed gives other people on the same counts.")] = 1,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the page and the API afterwards.")] = True,
) -> None:
    """Replay a fiscal year of handoffs and an open evening in a simulation database of its own, and show them."""
    part = parse_share(share)
    database = database_of(seed=seed, share=share)
    os.environ["CUSTODY_DATABASE"] = database
    with running() as settings:
        prepare(settings, purpose="simulation", origin=PREFIX + database)
        plan, tonight = plan_year(share=part, seed=seed), plan_tonight(share=part, seed=seed)
        ids = Ids.of(seed=seed, share=share)
        with feeding_views(settings, rest_seconds=REST_SECONDS) as projector:
            replay_once(settings, plan, ids)
            left_open = tell_tonight(settings, tonight, ids)
            wait_for_views(settings, projector)
        demo_report.print_all(settings, plan, ids)
        if left_open:
            people = len(plan.children)
            demo_tonight.print_open(settings, tonight, ids, people_of_the_year=people, relatives=plan.relatives)
        if serve:
            _serve(settings, database)
        else:
            typer.echo(f"To ask further: CUSTODY_DATABASE={database} .venv/bin/custody --help")


def _serve(settings: Settings, database: str) -> None:
    typer.echo(
        f"The page is at http://{HOST}:{PORT}/: sign in with one click as one of the invented officials, whose work is "
        "there. The JSON API is under /v1 (its contract: /v1/openapi.json)."
    )
    typer.echo("While it is served the demo's clock runs at the real pace; Ctrl-C ends both, and the clock stands.")
    typer.echo(f"A token: CUSTODY_DATABASE={database} .venv/bin/custody token --user you --organisation ORR")
    serve_api(settings)


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
        raise ProjectorStopped("a view has stopped; `custody doctor` says which, `custody rebuild VIEW` makes it again")
    return max(lag.behind for lag in lags)
