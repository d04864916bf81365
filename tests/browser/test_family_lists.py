"""Lists about families in a browser: an alarm is raised, read and answered; a possible tie is judged and gone."""

import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import common, logged, world
from tests.api.family_story import met_together
from tests.api.test_ties import met
from tests.api.world import World
from tests.browser.conftest import Axe, LiveServer, PageFactory
from tests.browser.test_family import looked_at
from tests.browser.watching import Watch
from tests.web.feeding import fed

__all__ = ["common", "logged", "world"]

OTHERS = ((1280, "es"), (400, "en"), (400, "es"))
STORY = pytest.mark.parametrize(
    "variant", [(1280, "en"), *(pytest.param(each, marks=pytest.mark.browser_all) for each in OTHERS)], ids=str
)
AGENT, DESK = "BP-RGV.night", "ORR.reunification.night"


def signed_in(page: Page, address: str, user: str, path: str) -> None:
    page.goto(f"{address}/sign-in?next={path}")
    page.locator(f'form:has(input[name="user"][value="{user}"]) button').click()
    page.wait_for_url(f"{address}{path}")


@STORY
def test_a_mother_is_removed_without_her_children_and_somebody_answers(
    world: World, live_server: LiveServer, page_factory: PageFactory, axe: Axe, watch: Watch, variant: tuple[int, str]
) -> None:
    family = met_together(world)
    for each in family.everybody:
        body = {"claimed": world.claimed(), "place": "BP-RGV"}
        world.done(f"/custody/{each['episode']}/book-in", body, by="USBP")
    world.runner.catch_up()
    page = page_factory(width=variant[0], language=variant[1])
    address, rows = live_server(world.app), page.locator("main tbody tr")
    world.app.state.site = world.site
    with fed(world):
        signed_in(page, address, AGENT, "/alarms?kind=removed_without_child")
        expect(rows).to_have_count(0)
        gone = {"claimed": world.claimed(), "kind": "removed", "with_child": False}
        world.done(f"/custody/{family.mother['episode']}/exit", gone, by="USBP")
        expect(rows).to_have_count(2)  # by itself: the girl and the boy
        looked_at(page, axe, f"alarms-{variant[0]}-{variant[1]}")
        answered(page)
        page.goto(f"{address}/alarms?kind=removed_without_child")
        expect(rows).to_have_count(0)
    assert watch.complaints == []


@STORY
def test_a_possible_tie_is_found_on_the_desk_and_judged(
    world: World, live_server: LiveServer, page_factory: PageFactory, axe: Axe, watch: Watch, variant: tuple[int, str]
) -> None:
    infant, _ = met(world, "E-INFANT", "Elmer Tzul Kaal", "Petrona Caal Tot")
    world.placed(infant["episode"])
    world.runner.catch_up()
    name = f"{variant[0]}-{variant[1]}"
    page = page_factory(width=variant[0], language=variant[1])
    address, rows = live_server(world.app), page.locator("table.ties tbody tr")
    world.app.state.site = world.site
    with fed(world):
        signed_in(page, address, DESK, "/ties")
        expect(rows).to_have_count(1)
        looked_at(page, axe, f"ties-{name}")
        page.locator("table.ties tbody a[href$='/family']").first.click()
        page.wait_for_url(f"**/children/{infant['person']}/family")
        looked_at(page, axe, f"family-ties-{name}")
        judged(page)
        page.wait_for_url(f"**/children/{infant['person']}/family?*")
        expect(page.locator("#ties-head ~ section .tag-calm")).to_have_count(1)
        page.goto(f"{address}/ties")
        expect(page.locator("main .nothing")).to_be_visible()
        expect(rows).to_have_count(0)
    assert watch.complaints == []


def answered(page: Page) -> None:
    """The first alarm is looked into, from its row to the note."""
    page.locator("main tbody tr a[href*='review-irregularity']").first.click()
    page.locator('[name="/note"]').fill("The consulate has found the mother; both children are to follow.")
    page.locator("form.command button.usa-button").last.click()
    page.wait_for_url("**/children/**done=recorded**")


def judged(page: Page) -> None:
    """The person at the desk has asked, and says so."""
    page.locator("a[href*='/do/judge-tie']").first.click()
    page.locator('input[name="/answer"][value="not_related"] + label').click()
    page.locator("form.command button.usa-button").last.click()
