"""One child at the terminal: names open only where a label lets them, and whose record was printed is on record."""

import io
import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from api.cli.program import program
from ledger.domain import codes, person
from ledger.domain.event import Label
from ledger.domain.personal import Personal
from tests.databases import Database
from tests.projections.world import open_world


@pytest.fixture
def child(viewed: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """A child of the Border Patrol whose registration a label keeps from DHS."""
    settings = viewed.settings
    monkeypatch.setenv("CUSTODY_HOME", str(settings.home))
    monkeypatch.setenv("CUSTODY_DATABASE", settings.database)
    monkeypatch.setenv("CUSTODY_DATABASE_URL", settings.database_url or "")
    parts = (person.NamePart(text="Xochiquetzalli", role=codes.NameRole.GIVEN),)
    with open_world(viewed) as world:
        name = Personal.of(person.RecordedName(parts=parts))
        made = world.child(name=name, labels=(Label.NOT_TO_DHS,))
        world.project()
    return str(made.person)


def asked(*arguments: str, by: str) -> Result:
    purpose = "oversight" if by.endswith("OIG") else "custody"
    ended = CliRunner().invoke(program([arguments[0]]), [*arguments, "--organisation", by, "--purpose", purpose])
    assert ended.exit_code == 0, ended.output
    return ended


@pytest.fixture
def reads(logged: io.StringIO) -> Callable[..., list[tuple[str, list[str], str]]]:
    """What the log says of the records that a question prints."""

    def found(*arguments: str) -> list[tuple[str, list[str], str]]:
        before = len(logged.getvalue())
        asked(*arguments, by="USBP")
        lines = [json.loads(line) for line in logged.getvalue()[before:].splitlines()]
        return [(line["question"], line["persons"], line["organisation"]) for line in lines]

    return found


def test_a_name_that_a_label_keeps_from_dhs_is_not_printed_for_it(child: str) -> None:
    assert "name as recorded: -" in asked("show", child, by="USBP").stdout
    assert "Xochiquetzalli" not in asked("show", child, by="USBP").output
    assert "name as recorded: Xochiquetzalli" in asked("show", child, by="HHS-OIG").stdout


def test_what_is_printed_is_on_record(child: str, reads: Callable[..., list[tuple[str, list[str], str]]]) -> None:
    for question in ("show", "replay"):
        assert reads(question, child) == [(question, [child], "USBP")]
    assert reads("holders", "--holder", "USBP") == [("holders", [child], "USBP")]
    assert reads("handlers", child) == [("handlers", [child], "USBP")]
    assert reads("handlers", "--by", "usbp.1") == [("handled_by", [child], "USBP")]
    for question in ("between-hands", "handoffs"):
        assert reads(question) == [(question.replace("-", "_"), [], "USBP")]
    assert [question for question, _, _ in reads("irregular", "--list")] == ["irregular"]
