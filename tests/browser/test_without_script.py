"""The core acts with JavaScript off: what htmx and our scripts add is speed, never the act."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PageFactory
from tests.browser.evening import Evening
from tests.browser.sides import GIVER, TAKER, Side, side
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser_all


@pytest.fixture
def giver(evening: Evening, page_factory: PageFactory) -> Side:
    """The giver, without JavaScript."""
    return side(evening, page_factory(java_script_enabled=False), GIVER)


@pytest.fixture
def taker(evening: Evening, page_factory: PageFactory) -> Side:
    """The taker, without JavaScript."""
    return side(evening, page_factory(java_script_enabled=False), TAKER)


def test_a_group_is_met_and_referred(giver: Side, watch: Watch) -> None:
    giver.follow("Intake")
    giver.fill("people", "2")
    giver.press("Begin a group")
    for number, name in enumerate(("Ana", "Luis"), 1):
        giver.fill(f"p.{number}.given", name)
        giver.fill(f"p.{number}.first", "Caal")
    giver.page.locator("#row-2 summary").click()
    giver.fill("p.2.companions.0.who", "1")
    giver.pick("p.2.companions.0.relation", "sibling")
    giver.page.get_by_role("button", name="Record the group").click()
    expect(giver.page.get_by_role("alert")).to_contain_text("Not recorded yet")
    giver.press("It was just now: fill in day and time")
    expect(giver.page.locator('[name="p.1.given"]')).to_have_value("Ana")  # what was typed is kept from press to press
    giver.pick("p.1.answer", "not_asked")
    giver.page.get_by_role("button", name="Record the group").click()
    giver.sees("The group is recorded: 2 people.")
    giver.open("/referrals?step=in_dhs_custody")
    giver.tick("Ana Caal", "Luis Caal")
    giver.press("Determine unaccompanied")
    giver.sees("Determined to be unaccompanied: 2.")
    giver.open("/referrals?step=uc_determined")
    giver.tick("Ana Caal", "Luis Caal")
    giver.press("Refer to ORR")
    giver.sees("Referred to ORR: 2.")
    assert all("422" in each for each in watch.complaints)


def test_twelve_are_handed_over(giver: Side, taker: Side, watch: Watch) -> None:
    giver.follow("placed, to be offered")
    giver.follow("12 for Prairie House")
    giver.press("Choose all 12")
    giver.press("Offer 12 children")
    giver.sees("Offered: 12 children.")
    path = giver.path
    taker.open("/").page.locator(f'a[href="{path}"]').click()
    taker.press("Accept")
    taker.sees("Accepted: 12 children.")
    giver.open(path).pack()
    giver.press("They have left")
    giver.sees("Dispatched: 12 children.")
    taker.open("/").page.locator(f'a[href="{path}/receive"]').click()
    taker.page.get_by_label("Wristband or number").fill("no such number")
    taker.press("Tick")
    taker.sees("None of these children has this number.")
    taker.pick("identity_method", "photo")
    taker.pick("condition", "well")
    taker.pick("packets", "listed")
    taker.page.locator(".door-child").last.locator("label", has_text="not here").click()
    taker.page.locator(".door-child").last.get_by_label("What is known of where the child is").fill("Nobody knows")
    taker.press("All here")
    expect(taker.page.locator("[data-tally]")).to_contain_text("11 here · 1 not here")
    taker.press("Sign for who is ticked")
    taker.sees("Signed for: 11 children.")
    giver.open(path).state("Not here")
    assert watch.complaints == []
