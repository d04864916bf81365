"""The search for a person: asked in a body, with a purpose, answered with the least, one click from the record."""

import io
import json
from collections.abc import Callable

from tests.api.world import World, registration
from tests.web.reading import Browser, Page

Browse = Callable[..., Browser]
AGENT, COORDINATOR, ICE, ORR, CARE, OIG = (
    "BP-RGV.night",
    "BP-RGV.coordinator",
    "ICE-SNA.coordinator",
    "ORR.intakes.night",
    "CARE-11.evening",
    "HHS-OIG.auditor",
)


def search(somebody: Browser, **typed: str) -> Page:
    fields = somebody.get("/search").form("/search")
    return somebody.post("/search", fields | {"purpose": "safety"} | typed)


def lines(logged: io.StringIO, event: str) -> list[dict[str, object]]:
    return [line for line in map(json.loads, logged.getvalue().splitlines()) if line["event"] == event]


def test_a_name_in_any_order_leads_to_the_record_and_says_why(
    world: World, browse: Browse, logged: io.StringIO
) -> None:
    [child] = world.met("Yessica")
    world.runner.catch_up()
    page = search(browse(COORDINATOR), name="Invented Jessica Xol", birth="9", sex="1", case="SAT-1/9")
    assert f"/children/{child['person']}" in page.links
    assert f"/children/{child['person']}/family" in page.links
    assert "1 person may be meant" in page.text
    assert "As it was typed: Invented" in page.text
    assert "A short or other form of the name: Jessica" in page.text
    assert "Not in this record: Xol" in page.text
    assert "Birth: same year" in page.text
    assert str(page.response.url).endswith("/search"), "nothing of it stands in the address"
    assert page.form("/search")["name"] == "Invented Jessica Xol", "what was typed is still there"
    [line] = [each for each in lines(logged, "record_read") if each["question"] == "search"]
    assert (line["persons"], line["purpose"], line["case_reference"]) == ([child["person"]], "safety", "SAT-1/9")
    assert "essica" not in logged.getvalue()


def test_a_stranger_is_told_whom_to_ask_and_nothing_else(world: World, browse: Browse) -> None:
    [child] = world.met("Yessica")
    world.runner.catch_up()
    for user in (ICE, ORR):
        page = search(browse(user), name="Yessica Invented", birth="9")
        assert "Ask U.S. Border Patrol" in page.text
        assert child["person"] not in page.response.text
        assert page.text.count("Yessica") == 0
        assert "Birth:" not in page.text, "trying dates until one agrees would read the record"
    assert "Pregunte a U.S. Border Patrol" in search(browse(ICE, language="es"), name="Yessica Invented").text


def test_a_number_finds_its_record_and_relatives_at_liberty_stay_hidden(world: World, browse: Browse) -> None:
    aunt = world.done("/people", registration("Fidelina") | {"claimed": world.claimed()}, by="ORR")["id"]
    assigned = {"claimed": world.claimed(), "scheme": "consular", "identifier": "GT 123456"}
    world.done(f"/people/{aunt}/assign-identifier", assigned, by="ORR")
    world.runner.catch_up()
    number = {"scheme": "consular", "identifier": "gt-123456"}
    found = search(browse(ORR), **number)
    assert "Fidelina Invented" in found.text
    assert "The number is on this record" in found.text
    for typed in (number, {"name": "Fidelina Invented"}):
        hidden = search(browse(COORDINATOR), **typed)
        assert "Nobody on record may be meant" in hidden.text
        assert aunt not in hidden.response.text


def test_nothing_is_looked_for_without_a_purpose_or_without_anybody(
    world: World, browse: Browse, logged: io.StringIO
) -> None:
    world.met("Yessica")
    world.runner.catch_up()
    somebody = browse(COORDINATOR)
    for typed, said in (
        ({"name": "Yessica Invented", "purpose": ""}, "Say why you search"),
        ({"name": "Yessica Invented", "purpose": "oversight"}, "Say why you search"),
        ({}, "Write a name, or a number below."),
        ({"name": "FNU LNU"}, "This holds no word that is a name."),
        ({"name": "Yessica", "birth": "2010-02-30"}, "There is no such day."),
        ({"name": "Yessica", "case": "a b"}, "Letters, digits, stops, slashes and dashes only"),
        ({"identifier": "--"}, "Write the number: letters and digits."),
        ({"identifier": "A1", "scheme": ""}, "This does not have the form that is asked for"),
        ({"name": "x" * 5000}, "This does not have the form that is asked for"),
    ):
        page = search(somebody, **typed)
        assert page.status == 422, typed
        assert said in page.text, typed
        assert page.form("/search")["birth"] == typed.get("birth", "")
    assert [each for each in lines(logged, "record_read") if each["question"] == "search"] == []


def test_who_is_not_on_duty_is_told_their_own_way(world: World, browse: Browse, logged: io.StringIO) -> None:
    world.met("Yessica")
    world.runner.catch_up()
    for user in (AGENT, CARE):
        somebody = browse(user)
        page = somebody.get("/search")
        assert "for officials on duty" in page.text
        assert "/search" not in page.links, "the navigation does not lead there"
        refused = somebody.post("/search", {"name": "Yessica Invented", "purpose": "custody"})
        assert refused.status == 404
    assert len(lines(logged, "read_denied")) == 2
    auditor = browse(OIG)
    assert auditor.get("/search").form("/search")["purpose"] == "oversight", "they have no other"
    assert "Yessica Invented" in search(auditor, name="Yessica Invented", purpose="oversight").text
