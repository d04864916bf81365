"""The page of a manifest on paper: who, what was signed when, and nothing to press. A child's is in test_child.py."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PageFactory
from tests.browser.evening import Evening
from tests.browser.sides import GIVER, TAKER, side

UNDER_WAY = re.compile("Under way|En camino")


@pytest.mark.parametrize("user", [GIVER, TAKER])
def test_a_manifest_of_seven_fits_on_one_printed_page(evening: Evening, page_factory: PageFactory, user: str) -> None:
    page = side(evening, page_factory(language="es" if user == TAKER else "en"), user).page
    rows = page.locator("#home tbody tr", has_text="Rio Grande Valley").filter(has_text=UNDER_WAY)
    path = str(rows.locator("a").first.get_attribute("href")).removesuffix("/receive")
    page.goto(evening.address + path)
    expect(page.locator("main tbody tr")).to_have_count(7)
    sheets = re.findall(
        rb"/Type\s*/Page\b(?!s)",
        page.pdf(format="Letter", margin={"top": "1cm", "bottom": "1cm", "left": "1cm", "right": "1cm"}),
    )
    assert len(sheets) == 1
    page.emulate_media(media="print")
    expect(page.locator("main tbody tr").first).to_be_visible()
    expect(page.locator("main .signatures li").first).to_be_visible()
    assert page.locator("button:visible, input:visible, select:visible, .usa-button:visible, nav:visible").count() == 0
