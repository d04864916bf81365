"""A child's record in a browser: on paper, by keyboard, corrected from the timeline, and without a script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from api.web.demo_users import BY_USER
from ledger.domain.custody.facets import Step
from ledger.domain.values import UserId
from projections.current_custody import queries as current_custody
from tests.browser.conftest import Axe, PageFactory
from tests.browser.evening import Evening, open_evening, told
from tests.browser.watching import Watch
from tests.databases import Database

USER = "BP-RGV.night"
SHEET_MOST = 2
"""Pages of paper for an ordinary child."""


@pytest.fixture(scope="module")
def evening(with_views: Database) -> Iterator[Evening]:
    with told(with_views) as database, open_evening(database) as served:
        yield served


def address(evening: Evening) -> str:
    """The page of a child who is under way, so that much has happened."""
    reader = BY_USER[UserId(USER)].caller.reader
    rows = current_custody.listed(evening.site.views, reader, steps=[Step.IN_TRANSIT]).rows
    return f"/children/{rows[0].person_id}"


def opened(evening: Evening, page: Page) -> Page:
    evening.sign_in(page, USER)
    page.goto(evening.address + address(evening))
    return page


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_ordinary_child_fits_on_two_printed_pages(
    evening: Evening, page_factory: PageFactory, language: str
) -> None:
    page = opened(evening, page_factory(language=language))
    assert page.locator(".timeline > li").count() > 12
    printed = page.pdf(format="Letter", margin={"top": "1cm", "bottom": "1cm", "left": "1cm", "right": "1cm"})
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", printed)
    assert 1 <= len(sheets) <= SHEET_MOST


def test_the_sliders_work_by_keyboard_and_keep_the_focus(
    evening: Evening, page_factory: PageFactory, axe: Axe, watch: Watch
) -> None:
    page = opened(evening, page_factory())
    lines = page.locator(".timeline > li").count()
    page.locator("#slider-t").focus()
    page.keyboard.press("Home")
    expect(page.locator("#not-now")).to_contain_text("This is not now.")
    expect(page.locator(".timeline > li")).not_to_have_count(lines)
    expect(page.locator("#slider-t")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#not-now")).to_have_count(0)
    page.locator("#slider-k").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#not-now")).to_contain_text("as it was known at position")
    expect(page.locator("#slider-k")).to_be_focused()
    assert axe(page) == []
    assert watch.complaints == []


def test_sliders_work_without_a_script(evening: Evening, page_factory: PageFactory) -> None:
    page = opened(evening, page_factory(java_script_enabled=False))
    page.locator("#as_of_local").fill("2019-10-01T08:00")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#not-now")).to_contain_text("As it was on Oct 1, 2019, 08:00 CDT")


@pytest.mark.parametrize("script", [True, False])
def test_a_record_is_corrected_from_the_timeline(
    evening: Evening, page_factory: PageFactory, axe: Axe, watch: Watch, *, script: bool
) -> None:
    page = opened(evening, page_factory(java_script_enabled=script))
    page.get_by_role("link", name="Correct Booked in").first.click()
    before = page.locator('[name="/replacement/place"]').input_value()
    page.locator('[name="/replacement/place"]').select_option("BP-LRT" if before != "BP-LRT" else "BP-DRT")
    page.get_by_text("Something in it is wrong").click()
    page.get_by_role("button", name="See what changes").click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text("The record itself")
    if script:
        expect(preview).to_be_focused()
        assert axe(page) == []
    page.get_by_role("button", name="Record the correction").click()
    expect(page.get_by_role("status").first).to_contain_text("Corrected.")
    expect(page.locator(".is-struck").first).to_contain_text("Booked in")
    assert watch.complaints == []
