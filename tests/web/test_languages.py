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


def test_the_giver_is_told_once_on_the_page_of_a_new_handoff(common: World) -> None:
    child = speaking(common, "Petrona")
    place = {"place": "CARE-12", "program": "shelter"}
    common.done(f"/custody/{child['episode']}/designate-placement", place, by="ORR")
    common.runner.catch_up()
    agent, new = browser(common, AGENT), "/handoffs/new?to=CARE-12"
    fields = agent.get(new).form(new) | {"/rows/0/episode": child["episode"], "do": "offer"}
    with fed(common):
        page = agent.post(new, fields)
    assert page.status == 200
    assert "Offered: 1 child" in page.text
    assert "nobody there speaks what some of them understand" in page.text


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
