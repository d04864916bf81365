"""A handoff in a browser: twelve by keyboard alone, a scanner, and what the other side does while one is typing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import logged, world
from tests.api.world import World
from tests.browser.conftest import Axe, LiveServer, PageFactory
from tests.web.feeding import fed
from tests.web.handing import GIVER, TAKER, TWELVE, placed

__all__ = ["logged", "world"]

NEW = "/handoffs/new?to=CARE-11"


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


def signed_in(page: Page, address: str, user: str, path: str) -> Page:
    page.goto(f"{address}/sign-in?next={path}")
    page.locator(f'form:has(input[name="user"][value="{user}"]) button').click()
    page.wait_for_url(f"{address}{path}")
    return page


def pressed(page: Page, role: str, name: str) -> None:
    """A button or link found by its name and pressed with Enter, the focus on it being visible."""
    control = page.get_by_role(role, name=name).last  # type: ignore[arg-type]  # a role
    control.focus()
    expect(control).to_be_focused()
    control.press("Enter")


def offered(page: Page) -> str:
    """Offer everybody on the list: the address of the manifest."""
    pressed(page, "button", "Choose all 12")
    expect(page.get_by_role("button", name="Offer 12 children")).to_be_visible()
    pressed(page, "button", "Offer 12 children")
    expect(page.get_by_text("Offered: 12 children.")).to_be_visible()
    return page.url.partition("?")[0]


def test_twelve_are_handed_over_by_keyboard_alone(
    world: World, live_server: LiveServer, page_factory: PageFactory, axe: Axe
) -> None:
    placed(world, *TWELVE)
    address = live_server(world.app)
    giver = signed_in(page_factory(), address, GIVER, "/handoffs")
    pressed(giver, "link", "12 for Prairie House")
    path = offered(giver)
    taker = signed_in(page_factory(), address, TAKER, path.removeprefix(address))
    pressed(taker, "button", "Accept")
    expect(taker.get_by_text("Accepted: 12 children.")).to_be_visible()
    expect(giver.get_by_text("Your turn: answer the packet checklist")).to_be_visible()  # by itself
    pressed(giver, "button", "The usual papers go along")
    expect(giver.locator('[name="/items/0/status"]')).to_have_value("present")
    assert axe(giver) == []
    pressed(giver, "button", "Sign the packets")
    expect(giver.get_by_text("Packets answered: 12.")).to_be_visible()
    pressed(giver, "button", "They have left")
    expect(giver.get_by_text("Dispatched: 12 children.")).to_be_visible()
    expect(taker.get_by_text("On the way to you.")).to_be_visible()


def test_a_scanner_writes_number_after_number(
    world: World, live_server: LiveServer, page_factory: PageFactory, axe: Axe
) -> None:
    episodes = placed(world, *TWELVE[:3])
    page = signed_in(page_factory(width=400), live_server(world.app), GIVER, NEW)
    for n, name in enumerate(TWELVE[:2], 1):
        page.get_by_label("Scan or type").fill(episodes[name])
        page.keyboard.press("Enter")
        expect(page.get_by_text("Found: 1 of 1.")).to_be_visible()
        expect(page.get_by_label("Scan or type")).to_be_focused()
        label = "Offer 1 child" if n == 1 else "Offer 2 children"
        expect(page.get_by_role("button", name=label)).to_be_visible()
    page.locator("label", has_text=TWELVE[2]).click()
    expect(page.get_by_role("button", name="Offer 3 children")).to_be_visible()
    assert axe(page) == []


@pytest.mark.browser_all
def test_what_one_is_typing_stays_while_the_other_side_answers(
    world: World, live_server: LiveServer, page_factory: PageFactory
) -> None:
    placed(world, *TWELVE)
    address = live_server(world.app)
    giver = signed_in(page_factory(), address, GIVER, NEW)
    path = offered(giver).removeprefix(address)
    giver.goto(f"{address}{path}?do=pack")
    giver.locator('[name="/items/3/status"]').select_option("withheld")
    seal = giver.locator('[name="/items/15/seal"]')
    seal.press_sequentially("S-20")
    taker = signed_in(page_factory(), address, TAKER, path)
    taker.get_by_role("button", name="Accept", exact=True).click()
    expect(giver.locator(".state-word")).to_have_text("Accepted")
    expect(seal).to_be_focused()
    seal.press_sequentially("417")
    expect(seal).to_have_value("S-20417")
    expect(giver.locator('[name="/items/3/status"]')).to_have_value("withheld")
    giver.goto(f"{address}{path}?do=recall")
    expect(giver.locator(".state-word")).to_have_text("Accepted")


@pytest.mark.browser_all
def test_a_form_that_nobody_has_touched_follows_the_record(
    world: World, live_server: LiveServer, page_factory: PageFactory
) -> None:
    placed(world, *TWELVE)
    address = live_server(world.app)
    giver = signed_in(page_factory(), address, GIVER, NEW)
    path = offered(giver).removeprefix(address)
    taker = signed_in(page_factory(), address, TAKER, path)
    expect(taker.get_by_role("button", name="Accept", exact=True)).to_be_visible()
    giver.goto(f"{address}{path}?do=recall")
    giver.locator('[name="/reason"]').select_option("child_unwell")
    giver.get_by_role("button", name="Recall the offer").click()
    expect(giver.get_by_text("Recalled: 12 children.")).to_be_visible()
    expect(taker.locator(".state-word")).to_have_text("Recalled")
    expect(taker.get_by_role("button", name="Accept", exact=True)).to_have_count(0)
