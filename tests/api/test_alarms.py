"""Alarms about families and news of relatives, over HTTP, at the terminal and on the page: told, answered, gone."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.cli.program import program
from tests.api.family_story import Family, zero_tolerance
from tests.api.world import Json, World, registration
from tests.web.reading import Browser

REMOVED, ALONE = "removed_without_child", "child_alone"


@pytest.fixture(scope="module")
def family(common: World) -> Family:
    """The father is removed, the children are with HHS, the mother is with ICE."""
    return zero_tolerance(common)


@pytest.fixture(scope="module")
def infant(common: World) -> Json:
    """A child of one year who came with nobody, in an encounter of two."""
    known = registration("Clover") | {"birth": {"date": {"text": "2018"}}, "birth_basis": "document"}
    people = [{"registration": known, "companions_answer": "none"}]
    body = {"claimed": common.claimed(), "place": "BP-RGV", "event_number": "RGV9", "subjects_count": 2}
    [child] = common.done("/encounters", body | {"people": people}, by="USBP")["people"]
    return dict(child)


def rows(world: World, kind: str, *, by: str) -> list[Json]:
    found: list[Json] = world.told("/alarms", by=by, kind=kind)["rows"]
    return found


def test_each_alarm_names_what_answers_it(common: World, family: Family, infant: Json) -> None:
    [one, two] = rows(common, REMOVED, by="ICE")
    assert {one["child"], two["child"]} == {family.girl["person"], family.boy["person"]}
    assert (one["person_id"], one["organisation_of"], one["with_child"]) == (family.father["person"], "ICE", False)
    [alone] = rows(common, ALONE, by="USBP")
    assert (alone["person_id"], alone["episode"], alone["detail"]) == (infant["person"], infant["episode"], "none")
    [differ] = rows(common, "subjects_differ", by="USBP")
    assert (differ["number"], differ["subjects_stated"], differ["subjects_recorded"]) == ("RGV9", 2, 1)
    counts = {row["kind"]: row["open"] for row in common.told("/alarms/counts", by="DHS-OIG")["rows"]}
    assert counts == {REMOVED: 2, ALONE: 1, "subjects_differ": 1}
    for by in ("USBP", "CARE-02", "OFO", "ADVOCATE-A"):
        assert rows(common, REMOVED, by=by) == [], by


def test_pages_of_alarms_and_of_news(common: World, family: Family, infant: Json) -> None:
    for path in ("/alarms", "/news"):
        whole = common.told(path, by="DHS-OIG")["rows"]
        first = common.told(path, by="DHS-OIG", limit=1)
        rest = common.told(path, by="DHS-OIG", cursor=first["next_cursor"])["rows"]
        assert [*first["rows"], *rest] == whole
        assert len(whole) > 1
        assert common.get(path, by="ORR", cursor="W10").status_code == 422
    assert common.get("/alarms", by="ORR", kind="loud").status_code == 422


def test_who_has_the_children_is_told_that_the_father_left_and_not_how(common: World, family: Family) -> None:
    told = {row["person_id"]: row for row in common.told("/news", by="CARE-02")["rows"]}
    father, mother = told[family.father["person"]], told[family.mother["person"]]
    assert (father["now"], father["place"], father["exit_kind"]) == ("left_custody", None, None)
    assert (mother["now"], mother["holder"], mother["place"]) == ("in_custody", "ICE", "ICE-HLG")
    assert set(father["about"]) == {family.girl["person"], family.boy["person"]}
    [girl] = [row for row in common.told("/news", by="ICE")["rows"] if row["person_id"] == family.girl["person"]]
    assert (girl["holder"], girl["place"], girl["about"]) == ("ORR", None, [family.mother["person"]])
    assert "CARE-02" not in json.dumps(common.told("/news", by="ICE"))


def test_at_the_terminal(common: World, family: Family, infant: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = common.database.settings
    monkeypatch.setenv("CUSTODY_HOME", str(settings.home))
    monkeypatch.setenv("CUSTODY_DATABASE", settings.database)
    monkeypatch.setenv("CUSTODY_DATABASE_URL", settings.database_url or "")

    def said(*words: str) -> str:
        ended = CliRunner().invoke(program(words), list(words))
        assert ended.exit_code == 0, ended.output
        return ended.stdout

    alarms = json.loads(said("alarms", "--json", "--kind", REMOVED))["rows"]
    assert {row["child"] for row in alarms} == {family.girl["person"], family.boy["person"]}
    counts = json.loads(said("alarms", "--counts", "--json"))["rows"]
    assert {row["kind"]: row["open"] for row in counts}[ALONE] == 1
    assert infant["person"] in said("alarms")
    assert "RGV9:" in said("alarms", "--kind", "subjects_differ")
    assert ALONE in said("alarms", "--counts")
    news = json.loads(said("news", "--json", "--organisation", "ICE", "--purpose", "custody"))["rows"]
    assert family.girl["person"] in {row["person_id"] for row in news}
    assert "left_custody" in said("news")


def browser(world: World, user: str, language: str = "en") -> Browser:
    world.app.state.site = world.site
    client = TestClient(world.app, base_url="http://127.0.0.1", follow_redirects=False)
    client.headers.update({"sec-fetch-site": "same-origin", "accept-language": language})
    made = Browser(client)
    made.post("/sign-in", {"user": user})
    return made


def test_the_pages_say_it_in_both_languages(common: World, family: Family, infant: Json) -> None:
    common.runner.catch_up()
    for language, alarms, news in (
        ("en", "2 children may have been left behind", "Left custody: ask the reunification desk"),
        ("es", "2 menores pudieron quedarse atrás", "Salió de la custodia: pregunte a la oficina de reunificación"),
    ):
        auditor = browser(common, "HHS-OIG.auditor", language)
        assert alarms in auditor.get("/alarms").text
        assert news in auditor.get("/news").text
        for kind in (REMOVED, ALONE, "whereabouts_unknown", "subjects_differ"):
            page = auditor.get(f"/alarms?kind={kind}")
            assert page.status == 200
            assert [word for word in page.text.split() if "_" in word or word == "None"] == []
            assert not [link for link in page.links if "/do/" in link], "oversight writes nothing"
    assert any("/alarms" in link for link in browser(common, "BP-RGV.night").get("/").links)


def test_a_small_child_is_explained_from_the_list(common: World, infant: Json) -> None:
    common.runner.catch_up()
    somebody = browser(common, "BP-RGV.night")
    page = somebody.get("/alarms?kind=child_alone")
    [path] = {link for link in page.links if "explain-alone" in link}
    fields = somebody.get(path).form("") | {"/reason": "found_alone", "/supervisor": "BP-RGV.chief"}
    answer = somebody.send(path, fields)
    assert answer.status_code == 409, "with a note"
    fields = somebody.get(path).form("") | {"/reason": "found_alone", "/supervisor": "BP-RGV.chief"}
    answer = somebody.send(path, fields | {"/note": "By the river, in a lifejacket."})
    assert answer.status_code == 303
    assert rows(common, ALONE, by="USBP") == []


def test_a_departure_is_reviewed_from_the_list_and_over_http(common: World, family: Family) -> None:
    common.runner.catch_up()
    somebody = browser(common, "ICE-SNA.coordinator")
    page = somebody.get("/alarms")
    [path] = {link for link in page.links if "review-irregularity" in link}
    form = somebody.get(path)
    exit_ = rows(common, REMOVED, by="ICE")[0]["event_id"]
    assert (form.form("")["/target"], form.form("")["/code"]) == (exit_, REMOVED)
    sent = somebody.send(path, form.form("") | {"/note": "The consulate looks for the family."})
    assert sent.status_code == 303
    assert rows(common, REMOVED, by="ICE") == []
    assert common.told("/irregular", by="ICE", code=REMOVED)["rows"] == []


def refused(world: World, episode: str, body: dict[str, Any]) -> str:
    answer = world.post(f"/custody/{episode}/explain-alone", body, by="CARE-02", version="seen")
    assert answer.status_code == 409
    return str(answer.json()["reason"])


def test_an_explanation_is_refused_with_its_reason(common: World, family: Family) -> None:
    body = {"reason": "found_alone", "supervisor": "usbp.chief", "note": "Nobody."}
    assert refused(common, family.boy["episode"], body) == "not_alone"
