"""`custody verify`: the whole audit, with an ending of its own for views that are only behind."""

from collections.abc import Iterable

import typer
from rich.progress import Progress

from api.cli import render
from api.cli.session import AsJson, running
from api.composition import make_mapper
from ledger import verify as audit
from ledger.settings import Settings
from ledger.store.codec import Codec
from ledger.store.connections import connect
from projections.verify import VIEW_BEHIND, check_views
from projections.views import VIEWS

DIFFERENCE, BEHIND = 1, 3
"""How it ends: with anything that differs; with views that are behind and nothing that differs. (2 is a wrong call.)"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(verify)


def verify(as_json: AsJson = False) -> None:
    """Audit the log and compare heads and views with a replay.

    Ends with 0 when all is right, with 1 on any difference, with 3 when nothing differs but views are behind the log.
    """
    with running() as settings:
        mapper = make_mapper(settings)
        with connect(settings.role_conninfo("custody_projector")) as connection:
            position, _ = audit.end_of(connection)
            found = _walk("log", audit.check_log(connection, mapper), position)
            found += _walk("heads", audit.check_heads(connection, mapper), position)
        found += _check_views(settings, mapper.codec, position)
    behind = [each for each in found if each.what == VIEW_BEHIND]
    differences = [each for each in found if each.what != VIEW_BEHIND]
    if as_json:
        render.as_json({"position": position, "differences": differences, "behind": behind})
    else:
        _say(position, differences, behind)
    if found:
        raise typer.Exit(DIFFERENCE if differences else BEHIND)


def _say(position: int, differences: list[audit.Difference], behind: list[audit.Difference]) -> None:
    for difference in differences:
        typer.echo(f"difference: {difference}", err=True)
    for view in behind:
        typer.echo(f"behind: {view.detail} after position {view.position:,}", err=True)
    typer.echo(f"{position:,} events, {len(differences)} differences")
    if behind:
        typer.echo(
            f"{len(behind)} views are behind the log: no difference, but what they have not taken in is not compared. "
            "Feed them with `custody project --until-caught-up`, then verify again."
        )


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
