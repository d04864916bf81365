"""What a page weighs on the wire: at most 300 kB at a first visit, 60 kB at a later one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from api.web.demo_users import BY_USER
from ledger.domain.values import UserId
from projections.current_custody import queries as current_custody
from tests.browser.conftest import PageFactory
from tests.browser.evening import Evening
from tests.browser.sides import GIVER, Side, side

pytestmark = pytest.mark.browser_all

FIRST_MOST, LATER_MOST = 300_000, 60_000
"""Bytes, with the heads of the answers, as the browser counts what comes over the line."""
FIRST_LEAST = 50_000
"""Less would mean that the style was not weighed."""


class Scales:
    """Weighs what a page loads, by the browser's own count."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._bytes = 0
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._line.on("Network.loadingFinished", self._finished)
        self._line.send("Network.enable")

    def _finished(self, told: dict[str, float]) -> None:
        self._bytes += int(told["encodedDataLength"])

    def weigh(self, address: str) -> int:
        """Bytes that a page takes, with all that it loads."""
        self._bytes = 0
        self._page.goto(address, wait_until="load")
        self._page.evaluate("document.fonts.ready.then(() => null)")
        return self._bytes


def test_a_first_visit_and_the_later_ones(
    evening: Evening, page_factory: PageFactory, tell: Callable[[str], None]
) -> None:
    somebody = side(evening, page_factory(), GIVER)
    cookies = [
        {"name": each["name"], "value": each["value"], "url": evening.address}
        for each in somebody.page.context.cookies()
    ]
    weights: dict[str, tuple[int, int]] = {}
    for path in heaviest(somebody):
        newcomer = page_factory()  # with an empty cache
        newcomer.context.add_cookies(cookies)  # type: ignore[arg-type]  # some of the keys of a cookie
        scales = Scales(newcomer)
        weights[path] = scales.weigh(evening.address + path), scales.weigh(evening.address + path)
    assert {path: first for path, (first, _) in weights.items() if first > FIRST_MOST} == {}
    assert {path: later for path, (_, later) in weights.items() if later > LATER_MOST} == {}
    assert min(first for first, _ in weights.values()) > FIRST_LEAST
    path = max(weights, key=lambda each: weights[each][1])
    first, later = weights[path]
    kind = path.split("/")[1] or "start"
    tell(
        f"The heaviest of {len(weights)} pages ({kind}): first visit {first / 1000:.0f} kB, later {later / 1000:.1f} kB"
    )


def heaviest(somebody: Side) -> list[str]:
    """The start page, and those with the most on them."""
    rows = current_custody.listed(somebody.evening.site.views, BY_USER[UserId(GIVER)].caller.reader).rows
    somebody.open("/intake").fill("people", "160")
    somebody.press("Begin a group")
    expect(somebody.page.locator("[data-row]")).to_have_count(160)
    group = somebody.path
    manifest = somebody.open("/handoffs").page.locator('main th a[href^="/handoffs/"]').first.get_attribute("href")
    assert manifest
    person = f"/children/{rows[0].person_id}"
    return [
        "/",
        "/handoffs/new?to=CARE-11",
        "/referrals",
        "/statistics",
        "/people/do/register",
        manifest,
        person,
        group,
    ]
