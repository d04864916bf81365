"""Many at once, and names as people have them: in every script, with an apostrophe, with a script tag in them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import logged, world
from tests.api.world import World
from tests.browser.conftest import Axe, LiveServer, PageFactory
from tests.browser.evening import Evening
from tests.browser.sides import GIVER, Side, side
from tests.browser.watching import Watch
from tests.web.feeding import fed
from tests.web.handing import many_placed

__all__ = ["logged", "world"]

ARABIC, CHINESE, DEVANAGARI, ACCENTS, APOSTROPHE = (
    "مريم يوسف",
    "王 小明",
    "सीता शर्मा",
    "José Ibáñez",
    "D'Angelo O’Brien",
)
pytestmark = pytest.mark.browser_all

SCRIPT = "<script>document.title='pwned'</script>"
NAMES = (ARABIC, CHINESE, DEVANAGARI, ACCENTS, APOSTROPHE, SCRIPT)


@pytest.fixture
def crowd(world: World) -> Iterator[World]:
    """Five hundred children whom ORR wants at CARE-11."""
    with fed(world):
        many_placed(world, 500)
        yield world


def test_five_hundred_can_be_offered(
    crowd: World, live_server: LiveServer, page_factory: PageFactory, axe: Axe, watch: Watch
) -> None:
    page = page_factory()
    crowd.app.state.site = crowd.site
    page.goto(live_server(crowd.app) + "/sign-in?next=/handoffs/new?to=CARE-11")
    page.locator(f'form:has(input[name="user"][value="{GIVER}"]) button').click()
    boxes = page.locator('main input[name$="/episode"]')
    expect(boxes).to_have_count(50)
    page.get_by_role("button", name="Further children").click()
    expect(page.get_by_text("Zinnia 99 ")).to_be_visible()
    page.get_by_label("Scan or type").fill("Zinnia 437")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Found: 1 of 1.")).to_be_visible()
    page.get_by_role("button", name="Choose all, at most 160").click()
    page.get_by_role("button", name="Offer 160 children").click()
    expect(page.get_by_text("Offered: 160 children.")).to_be_visible()
    expect(page.locator("tr[id^=child-row-]")).to_have_count(160)
    assert axe(page) == []
    assert watch.complaints == []


def test_a_hundred_and_sixty_people_in_one_encounter(evening: Evening, page_factory: PageFactory, watch: Watch) -> None:
    giver = side(evening, page_factory(), GIVER, "/intake")
    giver.fill("people", "160")
    giver.press("Begin a group")
    expect(giver.page.locator("[data-row]")).to_have_count(160)
    giver.press("Paste from a spreadsheet")
    lines = [f"Persona {number}\tCaal\tChoc\t{number % 18}\tF\tGuatemala\tMam" for number in range(160)]
    giver.page.get_by_label("The lines").fill("\n".join(lines))
    giver.press("Show what is understood")
    giver.press("Add 160 people to the group")
    giver.sees("Added to the group: 160 people.")
    giver.press("Who came along: “Not asked” for all that are open")
    expect(giver.page.locator('[name="p.160.answer"]')).to_have_value("not_asked")
    giver.press("It was just now: fill in day and time")
    expect(giver.page.locator('[name="g.date"]')).to_have_value("2019-10-01")
    giver.press("Record the group: 160 people")
    giver.sees("The group is recorded: 160 people.")
    expect(giver.page.locator("main tbody tr")).to_have_count(160)
    assert watch.complaints == []


@pytest.fixture
def named(evening: Evening, page_factory: PageFactory) -> Side:
    """Somebody has met a group, and stands before the list of those to classify."""
    giver = side(evening, page_factory(), GIVER, "/intake")
    giver.fill("people", str(len(NAMES)))
    giver.press("Begin a group")
    for number, name in enumerate(NAMES, 1):
        giver.fill(f"p.{number}.given", name)
        giver.pick(f"p.{number}.answer", "none")
    giver.press("It was just now: fill in day and time")
    expect(giver.page.locator('[name="g.date"]')).to_have_value("2019-10-01")
    giver.press(f"Record the group: {len(NAMES)} people")
    giver.sees("The group is recorded")
    return giver.open("/referrals?step=in_dhs_custody")


def test_names_in_every_script_stand_as_they_were_written(named: Side, axe: Axe, watch: Watch) -> None:
    for name in NAMES:
        expect(named.page.locator("main bdi", has_text=name).first).to_have_text(name)
    cell = named.page.locator("main tr", has_text=ARABIC).locator("th")
    assert direction(named.page, ARABIC) == "rtl"
    assert direction(named.page, CHINESE) == "ltr"
    assert cell.evaluate("each => getComputedStyle(each).direction") == "ltr"
    label = cell.locator("label").bounding_box()
    box = cell.locator("bdi").first.bounding_box()
    assert label
    assert box
    assert box["x"] - label["x"] < 50  # beside its box, on the left, as the others
    assert axe(named.page) == []
    assert watch.complaints == []


def direction(page: Page, name: str) -> str:
    """Which way a name runs."""
    found: str = page.locator("main bdi", has_text=name).first.evaluate("each => getComputedStyle(each).direction")
    return found


def test_a_script_tag_as_a_name_is_a_name(named: Side, watch: Watch) -> None:
    """On the list, on the child's own page and in its forms, in the offer of the search, and in the browser's title."""
    named.page.locator("main a[href^='/children/']", has_text=SCRIPT).first.click()
    expect(named.page.get_by_role("heading", level=1)).to_contain_text(SCRIPT)
    named.page.get_by_role("link", name="Correct Registered").click()
    expect(named.page.locator(f'input[value="{SCRIPT}"]')).to_be_visible()
    named.open("/handoffs/new?to=none")
    named.page.get_by_label("Scan or type").fill(SCRIPT)
    named.page.keyboard.press("Enter")
    named.sees("Found: 1 of 1.")
    assert named.page.evaluate("document.title") == "New handoff · Custody Ledger"
    assert watch.complaints == []
