"""The desk's list of possible ties: whose they are, why, judged from the list, gone when answered; for nobody else."""

import io
import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from api import log
from api.ties import PersonTied, SignShown, TieShown
from api.web.family_ties import seen_first
from ledger.domain.codes import Sex, TieSign
from projections.ties.queries import Alike
from tests.api.test_ties import met
from tests.api.world import Json, World
from tests.web.reading import Page
from tests.web.test_commanding import browser

DESK = "ORR.reunification.night"


@pytest.fixture(scope="module")
def family(common: World) -> list[Json]:
    """An infant who is with ORR, and a grandmother who is not, of one event."""
    found = met(common, "E-INFANT", "Elmer Tzul Kaal", "Petrona Caal Tot")
    common.placed(found[0]["episode"])
    common.runner.catch_up()
    return found


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    log.write_to(stream)
    yield stream
    log.write_to(io.StringIO())


def test_the_desk_is_led_to_who_waits_and_why(common: World, family: list[Json], logged: io.StringIO) -> None:
    infant, grandmother = family
    desk = browser(common, DESK)
    assert desk.get("/").links.count("/ties") == 2, "in the navigation and on the page"
    page = desk.get("/ties")
    assert page.status == 200, page.text
    assert f"/children/{infant['person']}/family" in page.links
    assert f"/children/{grandmother['person']}/family" not in page.links
    assert "Elmer Tzul Kaal" in page.text
    assert "They were met in the same event." in page.text
    assert "Ask U.S. Border Patrol" in page.text
    assert not {"Petrona", "Caal"} & set(page.text.split())
    [line] = [each for each in map(json.loads, logged.getvalue().splitlines()) if each.get("question") == "open_ties"]
    assert {each["person"] for each in family} == set(line["persons"])
    assert "Se les encontró en el mismo evento." in browser(common, DESK, language="es").get("/ties").text


def test_others_are_told_whose_list_it_is(common: World, family: list[Json]) -> None:
    for user in ("ORR.intakes.night", "BP-RGV.night", "CARE-11.evening", "HHS-OIG.auditor"):
        somebody = browser(common, user)
        page = somebody.get("/ties")
        assert page.status == 200
        assert "This list is for ORR's desk that reunites families." in page.text
        assert not [each for each in page.links if "judge-tie" in each]
        assert family[0]["person"] not in page.response.text
        assert "/ties" not in somebody.get("/").links


def test_a_tie_judged_from_the_list_is_gone_from_it(common: World, family: list[Json]) -> None:
    desk = browser(common, DESK)
    [path] = {each for each in desk.get("/ties").links if "judge-tie" in each}
    sent = desk.send(path, [*desk.get(path).fields(""), ("/answer", "not_related")])
    assert sent.status_code == 303, Page(sent).text
    assert sent.headers["location"].startswith("/ties?"), "back to the list"
    common.runner.catch_up()
    page = desk.get(sent.headers["location"])
    assert "Recorded." in page.text
    assert "No possible tie waits for an answer." in page.text
    assert not [each for each in page.links if "judge-tie" in each]


def test_what_speaks_for_it_is_said_from_the_side_of_whose_record_is_shown() -> None:
    hidden = PersonTied(person_id=uuid4(), ask="USBP", name=None, born=None, age_years=None, sex=None)
    shown = PersonTied(person_id=uuid4(), ask=None, name="Rosa", born=None, age_years=None, sex=Sex.FEMALE)
    alike = (Alike.FIRST_IS_SECOND, Alike.NOT_SAID)
    sign = SignShown(sign=TieSign.SHARED_SURNAME, strong=False, hows=alike, minutes=None, fresh=True)
    tie = TieShown(person=hidden, other=shown, signs=(sign,), open=True, judged=None, version=0)
    turned = seen_first(tie)
    assert (turned.person, turned.other) == (shown, hidden)
    assert turned.signs[0].hows == (Alike.SECOND_IS_FIRST, Alike.NOT_SAID)
    assert seen_first(turned) is turned
