"""Every core act by keyboard alone, the focus in sight all the way; where it is after a problem and after a refresh."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PageFactory
from tests.browser.evening import Evening
from tests.browser.keys import Keys
from tests.browser.sides import GIVER, ORR, TAKER, Side, side
from tests.browser.watching import Watch

NEW = "/handoffs/new?to=CARE-11"


def boxes(page: Page) -> Locator:
    """The boxes of children."""
    return page.locator('main input[type="checkbox"]')


def sign_in(evening: Evening, page: Page, user: str) -> Keys:
    """At the sign-in, by Tab and Enter."""
    page.goto(evening.address)
    keys = Keys(page)
    keys.press(page.locator(f'form:has(input[name="user"][value="{user}"]) button'))
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for me")
    return keys


@pytest.mark.browser_all
def test_a_child_is_met_determined_and_referred(evening: Evening, page_factory: PageFactory, watch: Watch) -> None:
    keys = sign_in(evening, page_factory(), GIVER)
    page = keys.page
    keys.link("Intake")
    keys.to(page.locator("#begin-people"))
    page.keyboard.press("Control+A")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    keys.button("It was just now")
    expect(page.locator('[name="g.date"]')).to_have_value("2019-10-01")
    keys.write("p.1.given", "Ana")
    keys.write("p.1.first", "Caal")
    keys.write("p.1.answer", "Nobody came")
    keys.button("Record the group")
    expect(page.get_by_text("The group is recorded: 1 people.")).to_be_visible()
    keys.link("Referral and placement")
    keys.press(page.locator("main tr", has_text="Ana Caal").locator('input[type="checkbox"]'), "Space")
    keys.button("Determine unaccompanied")
    expect(page.get_by_text("Determined to be unaccompanied: 1.")).to_be_visible()
    keys.link("To refer")
    keys.press(page.locator("main tr", has_text="Ana Caal").locator('input[type="checkbox"]').first, "Space")
    keys.button("Refer to ORR")
    expect(page.get_by_text("Referred to ORR: 1.")).to_be_visible()
    assert (keys.troubles, watch.complaints) == ([], [])


def test_a_child_is_handed_over(evening: Evening, page_factory: PageFactory, watch: Watch) -> None:
    giver, taker = (sign_in(evening, page_factory(), user) for user in (GIVER, TAKER))
    path = offered_and_accepted(giver, taker)
    packed_and_left(giver)
    received(taker, path)
    corrected(taker)
    assert giver.troubles + taker.troubles == []
    assert watch.complaints == []


def offered_and_accepted(giver: Keys, taker: Keys) -> str:
    giver.link("placed, to be offered")
    giver.link("12 for Prairie House")
    giver.press(boxes(giver.page).first, "Space")
    giver.button("Offer 1 child")
    expect(giver.page.get_by_text("Offered: 1 children.")).to_be_visible()
    path = giver.page.url.partition("?")[0].rpartition("/handoffs/")[2]
    taker.press(taker.page.locator(f'#home a[href="/handoffs/{path}"]'))
    taker.button("Accept")
    expect(taker.page.get_by_text("Accepted: 1 children.")).to_be_visible()
    expect(giver.page.locator(".state-word")).to_have_text("Accepted")
    return f"/handoffs/{path}"


def packed_and_left(giver: Keys) -> None:
    giver.button("The usual papers go along")
    expect(giver.page.locator('[name="/items/0/status"]')).to_have_value("present")
    giver.press(giver.page.locator(".usa-button--big", has_text="Sign the packets"))
    expect(giver.page.get_by_text("Packets answered: 1.")).to_be_visible()
    giver.button("They have left")
    expect(giver.page.get_by_text("Dispatched: 1 children.")).to_be_visible()


def received(taker: Keys, path: str) -> None:
    expect(taker.page.get_by_text("On the way to you.")).to_be_visible()
    taker.press(taker.page.locator(f'a[href="{path}/receive"]'))
    taker.write("/head_count:int", "1")
    taker.write("identity_method", "Photo")
    taker.write("condition", "Well")
    taker.write("packets", "all")
    taker.press(taker.page.locator('input[value="received"]'), "Space")
    taker.page.keyboard.press("ArrowRight")  # not here: a mistake
    taker.page.keyboard.press("ArrowLeft")
    taker.button("Sign for who is ticked")
    expect(taker.page.get_by_text("Signed for: 1 children.")).to_be_visible()


def corrected(taker: Keys) -> None:
    taker.press(taker.page.locator("main tbody a").first)
    taker.link("Correct Received")
    taker.press(taker.page.get_by_label("It did not happen"), "ArrowRight")
    expect(taker.page.get_by_label("Something in it is wrong")).to_be_checked()
    taker.write("/replacement/condition", "Seen")
    taker.button("See what changes")
    expect(taker.page.locator("#preview")).to_be_focused()
    taker.button("Record the correction")
    expect(taker.page.get_by_text("Corrected. The earlier record stays, struck through.")).to_be_visible()


@pytest.mark.browser_all
@pytest.mark.parametrize(
    ("user", "path", "button"),
    [
        (GIVER, NEW, "Offer the chosen children"),
        (GIVER, "/referrals?step=uc_determined", "Refer to ORR"),
        (ORR, "/referrals?step=placement_search", "Designate the place"),
        (GIVER, "/people/do/register", "Record"),
        (GIVER, "/intake", "Record the group"),
    ],
)
def test_after_a_problem_the_focus_is_on_what_is_wrong(
    evening: Evening, page_factory: PageFactory, user: str, path: str, button: str
) -> None:
    somebody = side(evening, page_factory(), user, path)
    if path == "/intake":
        somebody.press("Begin a group")
        somebody.fill("p.1.given", "Ana")
    somebody.page.get_by_role("button", name=button).first.press("Enter")
    expect(somebody.page.get_by_role("alert")).to_be_focused()
    expect(somebody.page.get_by_role("alert")).to_contain_text("Not recorded yet")


Seat = Callable[[str, str], Side]


@pytest.fixture
def seat(evening: Evening, page_factory: PageFactory) -> Seat:
    """Somebody signs in and looks at a page."""
    return lambda user, path: side(evening, page_factory(), user, path)


def offered(giver: Side) -> str:
    giver.press("Choose all 12")
    giver.press("Offer 12 children")
    giver.sees("Offered: 12 children.")
    return giver.path


@pytest.mark.browser_all
def test_a_refresh_speaks_and_moves_nothing(seat: Seat) -> None:
    giver, taker = seat(GIVER, NEW), seat(TAKER, "/")
    link = taker.page.get_by_role("link", name="How I am told that something waits")
    link.focus()
    first = taker.page.locator("#home tbody a").first
    first.evaluate("each => { each.sameAsBefore = true; each.focus(); }")
    where = first.get_attribute("href")
    path = offered(giver)
    expect(taker.page.locator(f'#home a[href="{path}"]')).to_be_visible()
    expect(taker.page.locator(f'#home a[href="{where}"]')).to_be_focused()
    assert taker.page.evaluate("document.activeElement.sameAsBefore")
    taker.open(path)
    state = giver.page.locator(".state[role=status]")
    state.evaluate("each => { each.sameAsBefore = true; }")
    taker.press("Accept")
    expect(state).to_contain_text("Accepted")
    assert state.evaluate("each => each.sameAsBefore"), "a region that was replaced is not read out"
