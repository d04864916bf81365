"""The lists at the terminal: what `custody handoffs` prints, for a person and as JSON."""

import json
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from api.cli.program import program
from ledger.domain.custody import handoff
from ledger.domain.values import ManifestId
from tests.databases import Database
from tests.projections.world import CARE, NOW, SHELTER, minutes, open_world

MANIFEST = ManifestId(uuid4())


@pytest.fixture
def offers(viewed: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One offer that waits, one child at the door, both on a manifest."""
    settings = viewed.settings
    monkeypatch.setenv("CUSTODY_HOME", str(settings.home))
    monkeypatch.setenv("CUSTODY_DATABASE", settings.database)
    monkeypatch.setenv("CUSTODY_DATABASE_URL", settings.database_url or "")
    with open_world(viewed) as world:
        waiting, there = world.people(2)
        for child in (waiting, there):
            child.placed()
        first, second = waiting.offered(manifest=MANIFEST), there.accepted(manifest=MANIFEST)
        there.left(second, NOW + minutes(5))
        there.say(handoff.Arrived, CARE, NOW + minutes(50), offer=second, place=SHELTER)
        world.project()
    return [str(first), str(second)]


def rows(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(said(*arguments, "--json"))["rows"]
    return found


def said(*arguments: str) -> str:
    ended = CliRunner().invoke(program(["handoffs"]), ["handoffs", *arguments])
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def test_what_waits_and_what_was_sent(offers: list[str]) -> None:
    assert [row["offer"] for row in rows("--of", "CARE-01")] == offers[::-1]
    assert [row["offer"] for row in rows("--of", "CARE-01", "--limit", "1")] == offers[1:]
    assert [row["status"] for row in rows("--of", "USBP", "--sent")] == ["at_the_door", "offered"]
    assert rows("--of", "USBP") == rows("--of", "CARE-01", "--place", "CARE-02") == []
    own = ("--organisation", "CARE-01", "--purpose", "custody")
    assert [row["offer"] for row in rows(*own)] == offers[::-1]


def test_a_manifest_and_counts(offers: list[str]) -> None:
    assert [row["offer"] for row in rows(str(MANIFEST))] == offers
    assert rows(str(uuid4())) == []
    assert [(row["direction"], row["status"], row["handoffs"]) for row in rows("--of", "USBP", "--counts")] == [
        ("outgoing", "at_the_door", 1),
        ("outgoing", "offered", 1),
    ]
    assert "at_the_door" in said("--of", "CARE-01")
