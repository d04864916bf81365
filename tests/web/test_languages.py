"""Who sends a child where nobody speaks its language is told on the page."""

from uuid import uuid4

from tests.api.test_languages import speaking
from tests.api.world import World, offer_body
from tests.web.feeding import fed, settle
from tests.web.handing import Side
from tests.web.referring import pressed
from tests.web.test_commanding import browser

ORR, AGENT = "ORR.intakes.night", "BP-RGV.night"


def test_orr_is_asked_back_once_and_the_place_that_speaks_it_is_proposed(common: World) -> None:
    child, step = speaking(common, "Petrona"), "placement_search"
    intakes = browser(common, ORR)
    common.runner.catch_up()
    page = intakes.get(f"/referrals?step={step}&place=CARE-01")
    page = intakes.post(f"/referrals?step={step}", pressed(page, step, "designate", child))
    assert page.status == 409
    assert "nobody at Mesquite House, San Benito TX (invented) speaks Mam. Say who has decided" in page.text
    page = intakes.post(f"/referrals?step={step}", pressed(page, step, "designate", child))
    assert "Places designated: 1." in page.text


def test_the_giver_is_asked_back_once_on_the_page_of_a_new_handoff(common: World) -> None:
    child, other = speaking(common, "Petrona"), speaking(common, "Ana", language="eng")
    place = {"place": "CARE-12", "program": "shelter"}
    for each in (child, other):
        common.done(f"/custody/{each['episode']}/designate-placement", place, by="ORR")
    common.runner.catch_up()
    agent, new = Side(common, browser(common, AGENT)), "/handoffs/new?to=CARE-12"
    with fed(common):
        page = agent.press(agent.press(agent.look(new), new, do="all"), new, do="offer")
    assert page.status == 409
    assert page.text.count("speaks Mam") == 1
    assert "Left out." not in page.text
    assert "speaks Mam" in page.text.partition("Petrona")[2].partition("Ana")[0], "it says which child"
    with fed(common):
        page = agent.press(page, new, do="offer")
    assert page.status == 200
    assert "Offered: 2 children" in page.text


def test_who_sends_children_on_is_asked_back_for_each_place_once(common: World) -> None:
    child, other = speaking(common, "Petrona"), speaking(common, "Ana", language="eng")
    manifest = str(uuid4())
    for each in (child, other):
        at, offer = f"/custody/{each['episode']}", str(uuid4())
        common.done(f"{at}/designate-placement", {"place": "CARE-02", "program": "shelter"}, by="ORR")
        common.done(f"{at}/offer", offer_body(offer, place="CARE-02") | {"manifest": manifest}, by="USBP")
        common.done(f"{at}/accept", {"offer": offer}, by="CARE-02")
        common.dispatched(each["episode"], offer)
    path, intakes = f"/handoffs/{manifest}", Side(common, browser(common, ORR))
    both = (child["episode"], other["episode"])
    with fed(common):
        settle(common)
        page = intakes.do(path, "redirect", *both, to_place="CARE-12", reason="place_full")
        assert page.status == 409
        assert page.text.count("speaks Mam") == 1
        page = intakes.press(page, f"{path}/redirect", to_place="CARE-10")
        assert (page.status, page.text.count("speaks Mam")) == (409, 1), "another place is another question"
        page = intakes.press(page, f"{path}/redirect")
    assert "Sent to another place: 2." in page.text
