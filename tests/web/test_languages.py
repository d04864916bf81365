"""Who sends a child where nobody speaks its language is told on the page."""

from tests.api.test_languages import speaking
from tests.api.world import World
from tests.web.feeding import fed
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
