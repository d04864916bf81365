"""Every page, each side, both languages, wide and narrow: nothing that axe finds, nothing the browser complains of."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.api.conftest import with_views
from tests.architecture.tree import ROOT
from tests.browser.conftest import Axe, PageFactory
from tests.browser.evening import Evening, open_evening, told
from tests.browser.watching import Watch
from tests.databases import Database

__all__ = ["with_views"]

SCREENS = ROOT / ".build/screens"
USERS = ("BP-RGV.night", "ORR.intakes.night", "CARE-11.evening", "HHS-OIG.auditor")
RECORD = re.compile(r"/(children|handoffs)/[0-9a-f-]{36}")
PAGES = (
    "/",
    "/intake",
    "/referrals",
    "/handoffs",
    "/handoffs/new",
    "/children",
    "/between-hands",
    "/places",
    "/places/BP-RGV",
    "/places/CARE-11",
    "/handlers",
    "/handlers/BP-RGV.evening",
    "/irregular",
    "/statistics",
    "/system",
    "/glossary",
    "/notices",
)


@pytest.fixture(scope="module")
def told_evening(with_views: Database) -> Iterator[Database]:
    with told(with_views) as database:
        yield database


@pytest.fixture(scope="module")
def evening(told_evening: Database) -> Iterator[Evening]:
    with open_evening(told_evening) as served:
        yield served


@pytest.mark.browser_all
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("user", USERS)
def test_every_page(  # noqa: PLR0917
    evening: Evening, page_factory: PageFactory, axe: Axe, watch: Watch, user: str, width: int, language: str
) -> None:
    page = evening.sign_in(page_factory(language=language, width=width), user)
    records = [link for path in ("/handoffs", "/children") for link in links(page, evening.address + path)]
    found: dict[str, list[str]] = {}
    for path in (*PAGES, *records):
        answer = page.goto(evening.address + path)
        assert answer is not None
        if answer.status == 404:
            continue
        assert answer.status == 200, path
        name = path.strip("/").replace("/", "-")[:30] or "home"
        page.screenshot(path=SCREENS / f"{user}-{name}-{width}-{language}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        found[path] = axe(page) + (["scrolls sideways"] if wide else [])
    assert {path: flaws for path, flaws in found.items() if flaws} == {}
    assert watch.other_hosts == set()


def links(page: Page, address: str) -> list[str]:
    """The first two records of a list."""
    page.goto(address)
    hrefs: list[str | None] = page.eval_on_selector_all("main a", "all => all.map(each => each.getAttribute('href'))")
    return [href for href in dict.fromkeys(hrefs) if href and RECORD.fullmatch(href)][:2]
