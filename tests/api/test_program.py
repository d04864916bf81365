"""The command line: a question loads only what it needs."""

import subprocess
import sys

import pytest
import typer

from api.cli.program import ASKED_AT_NIGHT, MODULES, program


def names(app: typer.Typer) -> set[str]:
    """The commands of a program."""
    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # it is a group


@pytest.mark.parametrize(("command", "module"), ASKED_AT_NIGHT.items())
def test_a_question_is_where_the_table_says(command: str, module: str) -> None:
    assert module in MODULES
    assert command in names(program([command]))
    assert "demo" not in names(program([command]))


def test_every_command_is_there_when_none_is_asked_for() -> None:
    assert {*ASKED_AT_NIGHT, "migrate", "verify", "record", "serve", "demo"} <= names(program([]))


def test_to_show_a_child_loads_no_server() -> None:
    loaded = "import sys; from api.cli.program import program; program(['show']); print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert "api.cli.ask" in found
    assert not {"fastapi", "api.main", "api.demo.plan"} & set(found)
