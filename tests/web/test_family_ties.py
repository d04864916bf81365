"""Possible ties on the page of a family: reasons in words, the form that judges, nothing for other purposes."""

import io
import json
import re
from collections.abc import Callable

import pytest

from tests.api.test_ties import met
from tests.api.world import Json, World
from tests.web.filling import filled
from tests.web.reading import Browser, Page
from tests.web.test_statements import MOST, asked

__all__ = ["asked"]

Browse = Callable[..., Browser]
DESK = "ORR.reunification.night"


@pytest.fixture
def family(world: World) -> list[Json]:
    """An infant who is with ORR, and a grandmother and an aunt who are not, of one event."""
    found = met(world, "E-INFANT", "Elmer Tzul Kaal", "Petrona Caal Tot")
    found += met(world, "E-OTHER", "Marta Xol Caal")
    world.placed(found[0]["episode"])
    world.runner.catch_up()
    return found


def page_of(browser: Browser, person: Json) -> Page:
    page = browser.get(f"/children/{person['person']}/family")
    assert page.status == 200, page.text
    return page


def section(page: Page) -> str:
    """What the section says, as it is read."""
    found = page.response.text.partition('id="ties-head"')[2].partition('id="claims-head"')[0]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_the_desk_reads_the_reasons_and_says_what_it_found(
    world: World, browse: Browse, family: list[Json], logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    infant, grandmother, _ = family
    desk = browse(DESK)
    page = page_of(desk, infant)
    said = section(page)
    assert "They were met in the same event." in said
    assert "The second surname here sounds like the first one there" in said
    assert re.search(r"minutes in between: \d+\.", said)
    assert "Their second surnames sound the same" in said
    assert said.count("Ask U.S. Border Patrol") == 2
    assert not {"Petrona", "Marta", "Caal"} & set(said.split())
    reads = [json.loads(line) for line in logged.getvalue().splitlines() if '"record_read"' in line]
    assert {each["person"] for each in family} in [set(each["persons"]) for each in reads if each["question"] == "ties"]
    at = f"/relationships/{grandmother['person']}/{infant['person']}/do/judge-tie?whose={infant['person']}"
    assert f'href="{at}"' in page.response.text
    form = desk.get(at)
    ticked = re.findall(r'<input[^>]*name="/signs/-"[^>]*>', form.response.text)
    assert {re.findall(r'value="(\w+)"', each)[0] for each in ticked if "checked" in each} == {
        "same_event", "shared_surname",
    }  # fmt: skip
    rest = [each for each in filled(form.response.text, answer="not_related") if each[0] != "/signs/-"]
    monkeypatch.setattr(world.site.views, "_wait_seconds", 0)
    sent = desk.post(at, [*rest, ("/signs/-", "same_event"), ("/signs/-", "shared_surname")])
    assert sent.status == 200, "a list that lags does not hide the relatives"
    assert "This list is catching up" in section(sent)
    world.runner.catch_up()
    after = section(page_of(desk, infant))
    assert "catching up" not in after
    assert "Found before: Not related HHS Office of Refugee Resettlement" in after
    assert "Nobody has answered" in after, "the aunt is still a question"


def test_other_purposes_see_no_such_section(browse: Browse, family: list[Json]) -> None:
    for user in ("ORR.intakes.night", "BP-RGV.night", "HHS-OIG.auditor"):
        page = page_of(browse(user), family[0])
        assert "ties-head" not in page.response.text, user
        assert family[1]["person"] not in page.response.text, user
    form = browse("BP-RGV.night").get(
        f"/relationships/{family[1]['person']}/{family[0]['person']}/do/judge-tie?whose={family[0]['person']}"
    )
    assert not [
        each for each in re.findall(r'<input[^>]*name="/signs/-"[^>]*>', form.response.text) if "checked" in each
    ]


def test_the_section_in_spanish_within_ten_statements(browse: Browse, family: list[Json], asked: list[str]) -> None:
    desk = browse(DESK, language="es")
    page_of(desk, family[0])
    asked.clear()
    said = section(page_of(desk, family[0]))
    assert len(asked) <= MOST, asked
    assert "Se les encontró en el mismo evento." in said
    assert "Pregunte a" in said
