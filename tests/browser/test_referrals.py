"""Referral and placement in a browser: by keyboard alone, and with others at work meanwhile."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import logged, world
from tests.api.world import World
from tests.browser.conftest import Axe, LiveServer, PageFactory
from tests.browser.watching import Watch
from tests.waiting import wait_until
from tests.web.feeding import fed
from tests.web.referring import AGENT, ORR, acknowledged, booked_in, referred, state_of

__all__ = ["logged", "world"]

PROVIDER = "CARE-11.evening"
FIRST, SECOND = "Basil", "Clover"


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


def signed_in(page: Page, address: str, user: str, path: str) -> Page:
    page.goto(f"{address}/sign-in?next={urlsplit(path).path}")
    page.locator(f'form:has(input[name="user"][value="{user}"]) button').click()
    page.goto(address + path)
    return page


def ticked(page: Page, name: str) -> None:
    """A box found by its name and ticked with the space bar."""
    box = page.get_by_role("checkbox", name=name)
    box.focus()
    box.press("Space")
    expect(box).to_be_checked()


def pressed(page: Page, name: str) -> None:
    """A button or the summary of a part found by its name, and pressed with Enter."""
    control = page.get_by_role("button", name=name)
    control.focus()
    expect(control).to_be_focused()
    control.press("Enter")


def renewed(world: World, page: Page, text: str) -> bool:
    """Whether a page shows a text by itself. What grew before it began to listen is told with the next growth."""
    world.met("Passerby")
    page.wait_for_timeout(100)
    return page.get_by_text(text).is_visible()


@pytest.mark.browser_all
def test_two_children_get_a_place_by_keyboard_alone(
    world: World, live_server: LiveServer, page_factory: PageFactory, axe: Axe, watch: Watch
) -> None:
    children = booked_in(world, FIRST, SECOND)
    address = live_server(world.app)
    agent = signed_in(page_factory(), address, AGENT, "/referrals")
    ticked(agent, "Every child in this list")
    pressed(agent, "Determine unaccompanied")
    expect(agent.get_by_text("Determined to be unaccompanied: 2.")).to_be_visible()
    agent.get_by_role("link", name="To refer").press("Enter")
    ticked(agent, f"{FIRST} Invented, 9")
    ticked(agent, f"{SECOND} Invented, 9")
    pressed(agent, "Refer to ORR")
    expect(agent.get_by_text("Referred to ORR: 2.")).to_be_visible()
    intakes = signed_in(page_factory(), address, ORR, "/referrals")
    ticked(intakes, "Every child in this list")
    pressed(intakes, "Acknowledge")
    intakes.get_by_role("link", name="Looking for a place 2").press("Enter")
    ticked(intakes, "Every child in this list")
    intakes.get_by_label("Place", exact=True).select_option("CARE-11")
    assert axe(intakes) == []
    pressed(intakes, "Designate the place")
    expect(intakes.get_by_text("Places designated: 2.")).to_be_visible()
    assert [state_of(world, child).designated for child in children] == ["CARE-11", "CARE-11"]
    assert (watch.complaints, watch.other_hosts) == ([], set())


@pytest.mark.browser_all
def test_what_is_new_is_counted_and_what_is_ticked_stays(
    world: World, live_server: LiveServer, page_factory: PageFactory
) -> None:
    referred(world, FIRST)
    intakes = signed_in(page_factory(), live_server(world.app), ORR, "/referrals?step=referred")
    expect(intakes.get_by_role("link", name="Referred to us 1")).to_be_visible()
    ticked(intakes, f"{FIRST} Invented, 9")
    referred(world, SECOND)
    wait_until(lambda: renewed(world, intakes, "Referred to us 2"))
    expect(intakes.get_by_role("checkbox", name=f"{FIRST} Invented, 9")).to_be_checked()
    pressed(intakes, "Acknowledge")
    expect(intakes.get_by_text("Referrals acknowledged: 1.")).to_be_visible()
    expect(intakes.get_by_role("checkbox", name=f"{SECOND} Invented, 9")).to_be_visible()


def test_a_bed_that_is_asked_for_appears_by_itself_and_is_declined(
    world: World, live_server: LiveServer, page_factory: PageFactory, axe: Axe
) -> None:
    [child] = acknowledged(world, FIRST)
    house = signed_in(page_factory(width=400), live_server(world.app), PROVIDER, "/referrals")
    expect(house.get_by_text("ORR waits for no answer of yours.")).to_be_visible()
    world.done(f"/custody/{child['episode']}/request-placement", {"place": "CARE-11"}, by="ORR")
    wait_until(lambda: renewed(world, house, "Beds that ORR asks for (1)"))
    ticked(house, "Age 9 to 10")
    house.get_by_label("Why you cannot take them").select_option("no_isolation")
    assert axe(house) == []
    pressed(house, "Decline")
    expect(house.get_by_text("Beds declined: 1.")).to_be_visible()


@pytest.mark.browser_all
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [1280, 400])
def test_every_step_of_each_side(
    world: World, live_server: LiveServer, page_factory: PageFactory, axe: Axe, width: int, language: str
) -> None:
    booked_in(world, "Dill")
    referred(world, FIRST, needs=["pregnancy", "isolation"])
    acknowledged(world, SECOND, needs=["mental_health"])
    address = live_server(world.app)
    steps = {
        AGENT: ["in_dhs_custody", "uc_determined", "referred&of=all", "placement_search"],
        ORR: ["referred", "placement_search", "placement_search&place=CARE-11", "placed_pending_transfer"],
    }
    found: dict[str, list[str]] = {}
    for user, paths in steps.items():
        page = signed_in(page_factory(language=language, width=width), address, user, "/referrals")
        for step in paths:
            page.goto(f"{address}/referrals?step={step}")
            for summary in page.locator("summary").all():
                summary.click()
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            found[f"{user} {step}"] = axe(page) + (["scrolls sideways"] if wide else [])
    assert {where: flaws for where, flaws in found.items() if flaws} == {}
