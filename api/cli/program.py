"""The command `custody`: operate a ledger, ask it, record in it, and see the demo."""

import sys

import typer

from api.cli import ask, demo, lists, operate, record, serve
from ledger.domain.errors import CustodyError
from ledger.store.pool import UNREACHABLE

app = typer.Typer(
    name="custody",
    help="Custody Ledger: who has each child, since when, and who said so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (ask, lists, operate, record, serve, demo):
    module.add_to(app)


def main() -> None:
    """Run the command; an error of the ledger ends with 1 and one line that names its code."""
    try:
        app()
    except CustodyError as problem:
        typer.echo(f"custody: {problem.code}: {problem}", err=True)
        sys.exit(1)
    except UNREACHABLE:
        typer.echo("custody: store_unavailable: no answer from the database; has `custody migrate` run?", err=True)
        sys.exit(1)
