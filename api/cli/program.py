"""The command `custody`: operate a ledger, ask it, record in it, and see the demo."""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from ledger.domain.errors import CustodyError
from ledger.store.pool import UNREACHABLE

COMMANDS = {
    "show": "ask",
    "replay": "ask",
    "relatives": "family",
    "search": "finding",
    "separations": "separations",
    "ties": "ties",
    "holders": "lists",
    "between-hands": "lists",
    "handoffs": "lists",
    "handlers": "lists",
    "irregular": "lists",
    "alarms": "lists",
    "news": "lists",
    "migrate": "operate",
    "clock": "operate",
    "project": "operate",
    "rebuild": "operate",
    "token": "operate",
    "doctor": "doctor",
    "verify": "verify",
    "record": "record",
    "serve": "serve",
    "demo": "demo",
    "report": "lists",
}
"""The module of `api.cli` that has each command, in the order of the help. Only the asked one is loaded: the server and
the demo alone take a second."""


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
    asked = COMMANDS.get(arguments[0]) if arguments else None
    for module in (asked,) if asked else dict.fromkeys(COMMANDS.values()):
        import_module(f"api.cli.{module}").add_to(app)
    return app


def _loaded(arguments: Sequence[str]) -> typer.Typer:
    """The same, without a look for garbage while modules load or, later, in what they hold: a seventh of the start."""
    gc.disable()
    try:
        return program(arguments)
    finally:
        gc.freeze()
        gc.enable()


def _several() -> None:
    """Custody Ledger: who has each child, since when, and who said so."""


def main() -> None:
    """Run the command; an error of the ledger ends with 1 and one line that names its code."""
    try:
        _loaded(sys.argv[1:])()
    except CustodyError as problem:
        typer.echo(f"custody: {problem.code}: {problem}", err=True)
        sys.exit(1)
    except UNREACHABLE:
        typer.echo("custody: store_unavailable: no answer from the database; has `custody migrate` run?", err=True)
        sys.exit(1)
