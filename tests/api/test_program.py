"""The command line: a question loads only what it needs."""

import subprocess
import sys

import pytest
import typer

from api.cli.program import COMMANDS, program


def names(app: typer.Typer) -> dict[str, object]:
    """The commands of a program, in the order of the help."""
    return dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # it is a group


@pytest.mark.parametrize(("command", "module"), COMMANDS.items())
def test_a_command_is_where_the_table_says(command: str, module: str) -> None:
    loaded = names(program([command]))
    assert command in loaded
    assert all(COMMANDS[name] == module for name in loaded)


def test_every_command_is_there_when_none_is_asked_for() -> None:
    assert set(COMMANDS) == set(names(program([])))


def test_to_show_a_child_loads_no_server() -> None:
    loaded = "import sys; from api.cli.program import program; program(['show']); print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert "api.cli.ask" in found
    assert not {"fastapi", "api.main", "api.demo.plan"} & set(found)
