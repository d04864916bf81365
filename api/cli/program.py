"""The command `custody`: operate a ledger, ask it, record in it, and see the demo."""

import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from ledger.domain.errors import CustodyError
from ledger.store.pool import UNREACHABLE

MODULES = ("ask", "family", "finding", "separations", "lists", "operate", "doctor", "verify", "record", "serve", "demo")
"""Modules of `api.cli` that add commands, in the order of the help."""
ASKED_AT_NIGHT = {
    "show": "ask",
    "replay": "ask",
    "relatives": "family",
    "search": "finding",
    "separations": "separations",
    "holders": "lists",
    "between-hands": "lists",
    "handoffs": "lists",
    "handlers": "lists",
    "irregular": "lists",
}
"""Questions that somebody waits for: only their module is loaded, since the server and the demo take a second."""


def program(arguments: Sequence[str]) -> typer.Typer:
    """The commands that a command line needs: one module's for a question, else all."""
    app = typer.Typer(
        name="custody",
        help="Custody Ledger: who has each child, since when, and who said so.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_several)
    only = ASKED_AT_NIGHT.get(arguments[0]) if arguments else None
    for module in (only,) if only else MODULES:
        import_module(f"api.cli.{module}").add_to(app)
    return app


def _several() -> None:
    """Custody Ledger: who has each child, since when, and who said so."""


def main() -> None:
    """Run the command; an error of the ledger ends with 1 and one line that names its code."""
    try:
        program(sys.argv[1:])()
    except CustodyError as problem:
        typer.echo(f"custody: {problem.code}: {problem}", err=True)
        sys.exit(1)
    except UNREACHABLE:
        typer.echo("custody: store_unavailable: no answer from the database; has `custody migrate` run?", err=True)
        sys.exit(1)
