"""A page that shows what is new by itself misses nothing: neither before it is connected, nor while it is not."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PageFactory
from tests.browser.evening import Evening
from tests.browser.sides import GIVER, TAKER, Side, side
from tests.browser.test_misfortunes import offered


class Line:
    """What asks for the stream, held until it is let through."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._held: list[Route] = []
        page.route("**/live", self._hold)

    def _hold(self, route: Route) -> None:
        self._held.append(route)

    def asked(self, by: Callable[[], object]) -> Route:
        """The request for the stream that comes of something done."""
        with self._page.expect_request("**/live"):
            by()
        while not self._held:  # seen before it is handed over, by a moment
            self._page.evaluate("0")
        return self._held.pop()


def two_sides(evening: Evening, page_factory: PageFactory) -> tuple[Side, Side]:
    """A giver and a taker at computers of their own."""
    return side(evening, page_factory(), GIVER), side(evening, page_factory(), TAKER)


def test_what_comes_between_a_page_and_its_connection_is_shown(evening: Evening, page_factory: PageFactory) -> None:
    giver, taker = two_sides(evening, page_factory)
    path = offered(giver)
    line = Line(giver.page)
    held = line.asked(lambda: giver.open(path))
    giver.state("Offered")
    taker.open(path).press("Accept")
    taker.sees("Accepted: 12 children.")
    giver.state("Offered")  # it has heard nothing
    recorded = evening.recorded
    held.continue_()
    giver.state("Accepted")
    assert evening.recorded == recorded


@pytest.mark.browser_all
def test_what_comes_while_the_line_is_broken_is_shown(evening: Evening, page_factory: PageFactory) -> None:
    giver, taker = two_sides(evening, page_factory)
    path = offered(giver)
    line = Line(giver.page)
    first = line.asked(lambda: giver.open(path))
    held = line.asked(lambda: first.fulfill(content_type="text/event-stream", body="retry: 10\n\n"))  # and then it ends
    taker.open(path).press("Accept")
    taker.sees("Accepted: 12 children.")
    giver.state("Offered")
    recorded = evening.recorded
    held.continue_()
    giver.state("Accepted")
    assert evening.recorded == recorded


def test_a_page_connects_again_when_the_server_had_an_error(evening: Evening, page_factory: PageFactory) -> None:
    """A browser by itself would not."""
    giver, taker = two_sides(evening, page_factory)
    path = offered(giver)
    line = Line(giver.page)
    refused = line.asked(lambda: giver.open(path))
    taker.open(path).press("Accept")
    taker.sees("Accepted: 12 children.")
    recorded = evening.recorded
    line.asked(lambda: refused.fulfill(status=HTTPStatus.SERVICE_UNAVAILABLE)).continue_()
    giver.state("Accepted")
    assert evening.recorded == recorded


@pytest.mark.browser_all
def test_a_page_that_shows_it_already_asks_for_nothing(evening: Evening, page_factory: PageFactory) -> None:
    giver, taker = two_sides(evening, page_factory)
    path = offered(giver)
    asked: list[str] = []
    giver.page.on("request", lambda request: asked.append(request.url) if "hx-request" in request.headers else None)
    shown = evening.recorded
    with giver.page.expect_response("**/live"):
        giver.open(path)
    expect(giver.page.locator("[data-live]")).to_have_attribute("data-live", str(shown))
    taker.open(path).press("Accept")
    giver.state("Accepted")
    assert asked
    assert not any(url.endswith(f"at={shown}") for url in asked)


AWAY = "window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))"
BACK = "window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
"""What a browser says to a page that it puts by and brings back whole; under a test it keeps none."""


@pytest.mark.browser_all
def test_a_page_that_the_browser_kept_is_made_new_and_listens_again(
    evening: Evening, page_factory: PageFactory
) -> None:
    giver, taker = two_sides(evening, page_factory)
    path = offered(giver)
    with giver.page.expect_response("**/live"):
        giver.open(path)
    giver.page.evaluate(AWAY)
    taker.open(path).press("Accept")
    taker.sees("Accepted: 12 children.")
    giver.state("Offered")  # nobody looks at it, and it listens to nothing
    with giver.page.expect_response("**/live"):
        giver.page.evaluate(BACK)
    giver.state("Accepted")
    taker.page.goto("about:blank")
    giver.page.evaluate(AWAY)
    with giver.page.expect_request(lambda request: "hx-request" in request.headers):
        giver.page.evaluate(BACK)  # nothing is new: its times are, and whether the session is still good
