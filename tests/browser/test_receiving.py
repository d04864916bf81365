"""The door in a browser: ticked by scanner, by one press and by keyboard alone; looked over by axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from ledger.domain.custody.handoff import Received, ReportedAbsent
from tests.api.conftest import logged, world
from tests.api.world import World
from tests.architecture.tree import ROOT
from tests.browser.conftest import Axe, LiveServer, PageFactory
from tests.web.feeding import fed, settle
from tests.web.receiving import NAMES, PROVIDER, Journey, last_of, offered, under_way

__all__ = ["logged", "world"]

SCREENS = ROOT / ".build/screens"
EVENING = "CARE-11.evening"


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


def signed_in(page: Page, address: str, path: str) -> Page:
    page.goto(f"{address}/sign-in?next={path}")
    page.locator(f'form:has(input[value="{EVENING}"]) button').click()
    return page


def chosen(page: Page) -> None:
    """What is said once for the arrival."""
    page.locator('[name="identity_method"]').select_option("photo")
    page.locator('[name="condition"]').select_option("well")
    page.locator('[name="packets"]').select_option("listed")


def test_a_scanner_ticks_and_the_rest_is_one_press(
    world: World, live_server: LiveServer, page_factory: PageFactory
) -> None:
    bus = under_way(world, *NAMES[:4], numbers={"B": "A205123456", "C": "A205123457"})
    page = signed_in(page_factory(), live_server(world.app), bus.door)
    scanner = page.get_by_label("Wristband or number")
    scanner.fill("A205123456")
    scanner.press("Enter")
    expect(page.locator("[data-scanned]")).to_have_text(f"Ticked: 2. {NAMES[1]} Invented")
    expect(page.locator("[data-count=received]")).to_have_text("1")
    expect(scanner).to_be_focused()
    scanner.fill("a 205-123-457")  # as no scanner writes it: the server reads it
    scanner.press("Enter")
    expect(page.locator("[data-count=received]")).to_have_text("2")
    expect(page.get_by_label("Wristband or number")).to_be_focused()
    page.get_by_role("button", name="All here").click()
    expect(page.locator("[data-count=received]")).to_have_text("4")
    page.get_by_label("How many got out").fill("5")
    expect(page.get_by_text("You can sign all the same.")).to_be_visible()
    page.get_by_label("How many got out").press("Enter")
    page.get_by_label("How many got out").fill("4")
    expect(page.get_by_text("You can sign all the same.")).to_be_hidden()
    chosen(page)
    page.get_by_role("button", name="Sign for who is ticked").click()
    expect(page.get_by_text("Signed for: 4 children.")).to_be_visible()
    assert [type(last_of(world, bus, name)) for name in NAMES[:4]] == [Received] * 4


def test_by_keyboard_alone(world: World, live_server: LiveServer, page_factory: PageFactory) -> None:
    bus = under_way(world, *NAMES[:2])
    page = signed_in(page_factory(), live_server(world.app), bus.door)
    page.get_by_label("How many got out").focus()
    keys = page.keyboard
    keys.type("1")
    keys.press("Tab")
    keys.type("Photo")
    keys.press("Tab")
    keys.type("Well")
    keys.press("Tab")
    keys.type("all")
    keys.press("Tab")  # when: now
    for name in ("scan", "tick", "all"):
        keys.press("Tab")
        expect(page.locator(f'[name="{name}"]')).to_be_focused()
    keys.press("Tab")
    keys.press("Space")  # the first child is here
    keys.press("Tab")  # something is different with this child
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowRight")  # the second one is not
    keys.press("Tab")
    keys.type("Was not in the vehicle")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_text("Signed for: 1 children.")).to_be_visible()
    assert [type(last_of(world, bus, name)) for name in NAMES[:2]] == [Received, ReportedAbsent]


@pytest.mark.browser_all
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_that_axe_finds(
    world: World, live_server: LiveServer, page_factory: PageFactory, axe: Axe, width: int, language: str
) -> None:
    bus, offer = under_way(world, *NAMES[:4], numbers={"B": "A205123456"}), offered(world, *NAMES[4:6], to=PROVIDER)
    settle(world)
    address = live_server(world.app)
    page = signed_in(page_factory(width=width, language=language), address, bus.path)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        page.screenshot(path=SCREENS / f"receiving-{name}-{width}-{language}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        found[name] = axe(page) + (["scrolls sideways"] if wide else [])

    look("handoff")
    page.goto(address + offer.path)
    opened(page)
    look("answer")
    page.goto(address + bus.door)
    look("door")
    sign(page, bus)
    opened(page)
    look("problem")
    page.locator('[name="/rows/3/absent"]').fill("…")
    page.locator('[name="/rows/2/reason"]').select_option("no_bed")
    page.locator('[name="sign"]').click()
    opened(page)
    look("received")
    page.goto(f"{address}{bus.door}/unlisted")
    look("unlisted")
    assert {name: flaws for name, flaws in found.items() if flaws} == {}


def sign(page: Page, bus: Journey) -> None:
    """Two here, one of them with something missing, one refused and one not here without saying why; sign."""
    chosen(page)
    page.locator('[name="/head_count:int"]').fill("4")
    for number, outcome in enumerate(("received", "received", "refused", "not_here")):
        page.locator(f'label[for="c{number}-{outcome}"]').click()
    page.locator("#child-0 summary").click()
    page.locator('[name="/rows/0/packet/1/found:yes"]').select_option("no")
    page.locator('[name="sign"]').click()
    expect(page).to_have_url(page.url)
    assert bus.door in page.url


def opened(page: Page) -> None:
    """Everything that can be unfolded."""
    page.eval_on_selector_all("main details", "all => all.forEach(each => { each.open = true; })")
