"""Possible ties over HTTP and at the terminal: with reasons, judged by the ordinary command, each look on record."""

import io
import json
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from api import log
from api.cli.program import program
from ledger.domain.reader import Purpose
from tests.api.world import Json, World

REUNITES = Purpose.REUNIFICATION


def registration(text: str) -> Json:
    roles = ("given", "first_surname", "second_surname")
    parts = [{"text": word, "role": role} for word, role in zip(text.split(), roles, strict=True)]
    return {"name": {"parts": parts}, "birth": {"age_years": 1}, "birth_basis": "statement_of_person", "sex": "0"}


def met(world: World, event: str, *names: str, by: str = "USBP") -> list[Json]:
    """People of one event, of whom nobody said that they belong together."""
    people = [{"registration": registration(each), "companions_answer": "not_asked"} for each in names]
    body = {"claimed": world.claimed(), "place": "BP-RGV", "event_number": event, "people": people}
    found: list[Json] = world.done("/encounters", body, by=by)["people"]
    return found


def ties(world: World, person: Json, *, by: str = "ORR", **how: Any) -> list[Json]:  # noqa: ANN401  # see `get`
    how.setdefault("purpose", REUNITES)
    found: list[Json] = world.told(f"/children/{person['person']}/ties", by=by, **how)["rows"]
    return found


def judged(world: World, one: Json, other: Json, answer: str, *signs: str, **how: Any) -> int:  # noqa: ANN401  # see `post`
    at = f"/relationships/{other['person']}/{one['person']}/judge-tie"
    return world.post(at, {"signs": list(signs), "answer": answer}, **how).status_code


@pytest.fixture(scope="module")
def family(common: World) -> list[Json]:
    """An infant who is with ORR, a grandmother and a stranger who are not."""
    found = met(common, "E-INFANT", "Elmer Tzul Kaal", "Petrona Caal Tot", "Wilson Ramirez Choc")
    common.placed(found[0]["episode"])
    return found


def test_the_reasons_are_told_and_whom_to_ask(common: World, family: list[Json]) -> None:
    infant, grandmother, stranger = family
    first, second = ties(common, infant)
    nobody = {"name": None, "born": None, "age_years": None, "sex": None}
    assert first["other"] == {"person_id": grandmother["person"], "ask": "USBP", **nobody}
    assert first["person"]["name"] == "Elmer Tzul Kaal"
    weak = {"strong": False, "minutes": None, "fresh": True}
    event = {"sign": "same_event", "strong": True, "hows": [], "minutes": None, "fresh": True}
    surname = {"sign": "shared_surname", "hows": ["second_is_first"], **weak}
    assert first["signs"] == [event, surname]
    assert (first["open"], first["judged"], first["version"]) == (True, None, 0)
    assert (second["other"]["person_id"], second["signs"]) == (stranger["person"], [event])
    [mine, _] = ties(common, infant, by="USBP", purpose=Purpose.SAFETY)
    assert (mine["other"]["name"], mine["other"]["ask"]) == ("Petrona Caal Tot", None)


def test_an_answer_is_remembered_and_hides_the_pair_from_the_desk(common: World) -> None:
    one, other = met(common, "E-ANSWER", "Ana Lopez Garcia", "Luis Perez Ruiz")
    common.placed(one["episode"])

    def desk() -> list[Json]:
        rows: list[Json] = common.told("/ties", by="ORR", purpose=REUNITES)["rows"]
        return [row for row in rows if other["person"] in {row["person"]["person_id"], row["other"]["person_id"]}]

    assert len(desk()) == 1
    assert judged(common, one, other, "not_related", "same_event", by="CARE-09", version=0) == 409, "nobody of theirs"
    assert judged(common, one, other, "not_related", "same_event", by="ORR", version=0) == 201
    assert judged(common, one, other, "related", "same_event", by="ORR", version=0) == 412, "seen before the answer"
    assert desk() == []
    [row] = ties(common, one)
    assert (row["open"], row["judged"]["answer"], row["judged"]["organisation"]) == (False, "not_related", "ORR")
    assert row["version"] == 1
    told = common.told(f"/children/{one['person']}/relatives", by="USBP")
    assert (told["relatives"], told["versions"]) == ([], {}), "a sign that was judged makes nobody a relative"


def test_pages_of_the_list(common: World) -> None:
    people = met(common, "E-PAGES", *["Ana Choc Tot"] * 4)
    for each in people:
        common.placed(each["episode"])
    ours = {each["person"] for each in people}
    seen: list[tuple[str, str]] = []
    cursor: dict[str, str] = {}
    while True:
        told = common.told("/ties", by="ORR", purpose=REUNITES, limit=2, **cursor)
        seen += [(row["person"]["person_id"], row["other"]["person_id"]) for row in told["rows"]]
        if not told["next_cursor"]:
            break
        cursor = {"cursor": told["next_cursor"]}
    assert len(seen) == len({frozenset(each) for each in seen})
    assert len([each for each in seen if set(each) <= ours]) == 6, "each pair once"
    assert common.get("/ties", by="ORR", purpose=REUNITES, cursor="x").status_code == 422


@pytest.mark.parametrize("purpose", [each for each in Purpose if each not in {REUNITES, Purpose.SAFETY}])
def test_no_other_purpose_is_told(common: World, family: list[Json], purpose: Purpose) -> None:
    for by in ("USBP", "ICE", "ORR", "DHS-OIG"):
        for path in (f"/children/{family[0]['person']}/ties", "/ties"):
            assert common.get(path, by=by, purpose=purpose).status_code == 403, (by, path)


def test_who_may_not_see_the_person_or_is_not_of_the_desk_is_told_nothing(common: World, family: list[Json]) -> None:
    infant, grandmother, _ = family
    for by in ("ICE", "OFO", "CARE-09", "ADVOCATE-A"):
        assert common.get(f"/children/{infant['person']}/ties", by=by, purpose=REUNITES).status_code == 404
    assert common.get(f"/children/{grandmother['person']}/ties", by="ORR", purpose=REUNITES).status_code == 404
    for by in ("USBP", "ICE", "CARE-01", "DHS-OIG", "ADVOCATE-A"):
        assert common.get("/ties", by=by, purpose=REUNITES).status_code == 403
    assert common.get(f"/children/{UUID(int=1)}/ties", by="ORR", purpose=REUNITES).status_code == 404


def test_every_look_is_on_record(common: World, family: list[Json]) -> None:
    logged = io.StringIO()
    log.write_to(logged)
    ties(common, family[0])
    common.told("/ties", by="ORR", purpose=REUNITES)
    common.get("/ties", by="ICE", purpose=Purpose.CUSTODY)
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    reads = {each["question"]: each for each in lines if each["event"] == "record_read"}
    assert set(reads["ties"]["persons"]) == {each["person"] for each in family}
    assert reads["ties"]["purpose"] == "reunification"
    assert set(reads["open_ties"]["persons"]) >= {each["person"] for each in family}
    [denied] = [each for each in lines if each["event"] == "read_denied"]
    assert (denied["organisation"], denied["reason"]) == ("ICE", "not_to_reunite_or_protect")
    assert not {"Elmer", "Kaal", "Caal", "Petrona"} & set(logged.getvalue().replace('"', " ").split())


def test_the_terminal_tells_the_same(common: World, family: list[Json], monkeypatch: pytest.MonkeyPatch) -> None:
    settings = common.database.settings
    monkeypatch.setenv("CUSTODY_HOME", str(settings.home))
    monkeypatch.setenv("CUSTODY_DATABASE", settings.database)
    monkeypatch.setenv("CUSTODY_DATABASE_URL", settings.database_url or "")

    def said(*arguments: str) -> Any:  # noqa: ANN401  # a result
        return CliRunner().invoke(program(["ties"]), ["ties", *arguments])

    person = family[0]["person"]
    assert json.loads(said(person, "--json").stdout)["rows"] == ties(common, family[0])
    shown = " ".join(said(person).stdout.split())
    assert "ask USBP" in shown
    assert "second is first" in shown
    assert any(
        person == row["person"]["person_id"] or person == row["other"]["person_id"]
        for row in json.loads(said("--json").stdout)["rows"]
    )
    for refused in ((person, "--purpose", "custody"), ("--organisation", "USBP")):
        assert getattr(said(*refused).exception, "code", None) == "not_permitted", refused
