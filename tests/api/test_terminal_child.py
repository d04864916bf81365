"""One child at the terminal: names open only where a label lets them, and whose record was printed is on record."""

import json

import pytest
from typer.testing import CliRunner, Result

from api.cli.program import program
from ledger.domain import codes, person
from ledger.domain.event import Label
from ledger.domain.personal import Personal
from tests.databases import Database
from tests.projections.world import open_world


@pytest.fixture
def child(simulation: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """A child of the Border Patrol whose registration a label keeps from DHS."""
    settings = simulation.settings
    monkeypatch.setenv("CUSTODY_HOME", str(settings.home))
    monkeypatch.setenv("CUSTODY_DATABASE", settings.database)
    monkeypatch.setenv("CUSTODY_DATABASE_URL", settings.database_url or "")
    parts = (person.NamePart(text="Xochiquetzalli", role=codes.NameRole.GIVEN),)
    with open_world(simulation) as world:
        name = Personal.of(person.RecordedName(parts=parts))
        made = world.child(name=name, labels=(Label.NOT_TO_DHS,))
        world.project()
    return str(made.person)


def asked(*arguments: str, by: str) -> Result:
    purpose = "oversight" if by.endswith("OIG") else "custody"
    ended = CliRunner().invoke(program([arguments[0]]), [*arguments, "--organisation", by, "--purpose", purpose])
    assert ended.exit_code == 0, ended.output
    return ended


def reads(ended: Result) -> list[tuple[str, list[str], str]]:
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    return [(line["question"], line["persons"], line["organisation"]) for line in lines]


def test_a_name_that_a_label_keeps_from_dhs_is_not_printed_for_it(child: str) -> None:
    assert "name as recorded: -" in asked("show", child, by="USBP").stdout
    assert "Xochiquetzalli" not in asked("show", child, by="USBP").output
    assert "name as recorded: Xochiquetzalli" in asked("show", child, by="HHS-OIG").stdout


def test_what_is_printed_is_on_record(child: str) -> None:
    for question in ("show", "replay"):
        assert reads(asked(question, child, by="USBP")) == [(question, [child], "USBP")]
    assert reads(asked("holders", "--holder", "USBP", by="USBP")) == [("holders", [child], "USBP")]
    assert reads(asked("handlers", child, by="USBP")) == [("handlers", [child], "USBP")]
    assert reads(asked("handlers", "--by", "usbp.1", by="USBP")) == [("handled_by", [child], "USBP")]
    for question in ("between-hands", "handoffs"):
        assert reads(asked(question, by="USBP")) == [(question.replace("-", "_"), [], "USBP")]
    assert [found[0] for found in reads(asked("irregular", "--list", by="USBP"))] == ["irregular"]
