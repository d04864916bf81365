"""`custody search`: the name comes from standard input, the answer says who may be meant and why."""

import json

import pytest
from typer.testing import CliRunner, Result

from api.cli.program import program
from tests.databases import Database
from tests.projections.world import open_world


@pytest.fixture
def child(viewed: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody on record."""
    settings = viewed.settings
    monkeypatch.setenv("CUSTODY_HOME", str(settings.home))
    monkeypatch.setenv("CUSTODY_DATABASE", settings.database)
    monkeypatch.setenv("CUSTODY_DATABASE_URL", settings.database_url or "")
    with open_world(viewed) as world:
        made = world.child()
        world.project()
    return str(made.person)


def asked(*arguments: str, typed: str) -> Result:
    return CliRunner().invoke(program(["search"]), ["search", *arguments], input=typed)


def test_who_may_be_meant(child: str) -> None:
    ended = asked("--json", typed="INVENTED\n\n\n")
    [row] = json.loads(ended.stdout)["rows"]
    assert (row["person_id"], row["name"], row["agreement"]["words"]) == (
        child,
        "Invented",
        [{"how": "exact", "elsewhere": False}],
    )
    assert "exact; birth not comparable" in " ".join(asked(typed="Invented\n9\nf\n").stdout.split())
    nobody = asked("--json", "--identifier", "a_number", typed="A205123456\n\n\n\n")
    assert json.loads(nobody.stdout)["rows"] == []


def test_who_is_not_on_duty_is_refused(child: str) -> None:
    ended = asked("--organisation", "ORR", "--purpose", "custody", typed="Invented\n\n\n")
    assert ended.exit_code == 1
    assert getattr(ended.exception, "code", None) == "not_permitted"
