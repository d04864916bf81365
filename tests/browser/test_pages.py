"""Every page, each side, both languages, wide and narrow: nothing that axe finds, nothing the browser complains of.

Pages are found by following links, so a new one is looked at by being linked, and a link to nothing is found. What only
a press shows (problems, previews, what was understood) is pressed for. Pictures of all of it go to .build/screens.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg
import pytest
from playwright.sync_api import Page, Playwright, expect

from api.page_store.sessions import IDLE_LIMIT
from tests.architecture.tree import ROOT
from tests.browser import accessibility
from tests.browser.conftest import PageFactory
from tests.browser.crawling import addresses, kind_of
from tests.browser.evening import Evening, open_evening
from tests.browser.sides import AUDITOR, GIVER, ORR, TAKER
from tests.browser.watching import Watch
from tests.databases import Database

SCREENS = ROOT / ".build/screens"
SAME_FOR_ALL = re.compile(r"/(statistics|system|glossary|handlers|places|notices)\b")
"""Pages that look alike for everybody: one side looks at them."""
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

VARIANTS = (
    pytest.mark.parametrize("language", ["en", "es"]),
    pytest.mark.parametrize("width", [1280, 400]),
)


@dataclass
class Looking:
    """Looks at pages one after the other, and keeps what is wrong with each."""

    page: Page
    name: str
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def at(self, name: str) -> None:
        """Look at what is open."""
        plain = re.sub(r"{(id|name)}", "one", name).lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "start"
        self.page.screenshot(path=SCREENS / f"{self.name.replace('@', slug)}.png", full_page=True)
        found = accessibility.findings(self.page) + (["scrolls sideways"] if self.page.evaluate(WIDE) else [])
        if found:
            self.wrong[name] = found

    def press(self, selector: str) -> None:
        """Press a control, in whichever language it speaks."""
        self.page.locator(selector).first.click()


@pytest.fixture(scope="module")
def settled(told_evening: Database, playwright: Playwright) -> Iterator[Evening]:
    """The evening with a group that somebody has begun to type."""
    with open_evening(told_evening) as served:
        headers = {"sec-fetch-site": "same-origin"}
        somebody = playwright.request.new_context(base_url=served.address, extra_http_headers=headers)
        assert somebody.post("/sign-in", form={"user": GIVER}).ok
        assert somebody.post("/intake", form={"people": "3"}).ok
        somebody.dispose()
        yield served


Look = Callable[[Evening, str], Looking]


@pytest.fixture
def look(page_factory: PageFactory, width: int, language: str, watch: Watch) -> Iterator[Look]:
    """Somebody signs in and looks; at the end, nothing may have been wrong."""
    made: list[Looking] = []

    def begin(evening: Evening, user: str) -> Looking:
        page = evening.sign_in(page_factory(width=width, language=language), user)
        made.append(Looking(page=page, name=f"{user}-@-{width}-{language}"))
        return made[-1]

    yield begin
    assert [looking.wrong for looking in made if looking.wrong] == []
    assert watch.other_hosts == set()


@pytest.mark.browser_all
@pytest.mark.parametrize("user", [GIVER, ORR, TAKER, AUDITOR])
@VARIANTS[0]
@VARIANTS[1]
def test_every_page(settled: Evening, look: Look, watch: Watch, user: str) -> None:
    looking = look(settled, user)
    seen: dict[str, int] = {}
    for address in addresses(looking.page.request, settled.address, ("/", "/sign-in")):
        kind = kind_of(address)
        if user != GIVER and SAME_FOR_ALL.match(kind):
            continue
        seen[kind] = seen.get(kind, 0) + 1
        looking.page.goto(settled.address + address)
        looking.at(f"{kind} {seen[kind]}")
    assert len(seen) > 10  # fewer would mean that links were not found
    assert watch.complaints == []


@pytest.mark.browser_all
@VARIANTS[0]
@VARIANTS[1]
def test_what_the_giver_sees_after_a_press(evening: Evening, look: Look, watch: Watch) -> None:
    looking = look(evening, GIVER)
    page = looking.page
    page.goto(evening.address + "/intake")
    looking.press(".begin button")
    page.locator('[name="p.1.given"]').fill("María José")
    page.locator('[name="p.1.birth"]').fill("03/04/2010")
    looking.press("button[formaction$='/record']")
    expect(page.get_by_role("alert")).to_be_focused()
    looking.at("press group problem")
    looking.press('button[value="paste"]')
    page.locator('textarea[name="text"]').fill(
        "Name\tDOB\tSex\tIdioma\tColor\nAna Caal\t2010\tF\tMam\tblue\nمريم\t3/4/11\tF\tArabic\t\n"
    )
    looking.press('button[value="look"]')
    expect(page.locator('button[value="add"]')).to_be_visible()
    looking.at("press paste")
    page.goto(evening.address + "/handoffs/new?to=CARE-11")
    looking.press('button[value="offer"]')
    expect(page.get_by_role("alert")).to_be_focused()
    looking.at("press offer problem")
    looking.press(".finder summary")
    page.locator("#paste").fill("A205123456\nma\nNobody At All")
    looking.press("#look-up")
    expect(page.locator(".results")).to_be_visible()
    looking.at("press offer found")
    page.context.set_offline(True)
    looking.press('button[value="offer"]')
    expect(page.locator("[data-offline]")).to_be_visible()
    looking.at("press offline")
    page.context.set_offline(False)
    looking.press("#all")
    expect(page.locator("#none")).to_be_visible()
    looking.press('button[value="offer"]')
    page.wait_for_url("**/handoffs/*-*")
    looking.at("press offered")
    assert [each for each in watch.complaints if "422" not in each] == []


@pytest.mark.browser_all
@VARIANTS[0]
@VARIANTS[1]
def test_what_the_taker_sees_after_a_press(evening: Evening, look: Look, watch: Watch) -> None:
    looking = look(evening, TAKER)
    page = looking.page
    looking.press('#home a[href$="/receive"]')
    page.wait_for_url("**/receive")
    looking.press('button[name="sign"]')
    expect(page.get_by_role("alert")).to_be_focused()
    looking.at("press door problem")
    page.locator('[name="identity_method"]').select_option("photo")
    page.locator('[name="condition"]').select_option("well")
    page.locator('[name="packets"]').select_option("listed")
    page.locator(".door-child label", has_text=re.compile("not here|no está")).first.click()
    page.locator('.door-child [name$="/absent"]').first.fill("…")
    looking.press("[data-all]")
    page.locator(".door-child details").last.locator("summary").click()
    looking.at("press door filled")
    looking.press('button[name="sign"]')
    page.wait_for_url("**/received?*")
    looking.at("press received")
    page.locator("main tbody a").last.click()
    page.locator('main a[href$="/void"]').last.click()
    page.locator("main .usa-radio__label").first.click()
    looking.press('button[value="preview"]')
    expect(page.locator("#preview")).to_be_focused()
    looking.at("press void preview")
    assert [each for each in watch.complaints if "422" not in each] == []


@pytest.mark.browser_all
@VARIANTS[0]
@VARIANTS[1]
def test_what_is_seen_when_something_is_wrong(
    evening: Evening, look: Look, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking = look(evening, GIVER)
    page = looking.page
    page.goto(evening.address + "/no-such-page")
    looking.at("wrong address")
    page.goto(evening.address + "/notices")
    with psycopg.connect(evening.database.admin, autocommit=True) as admin:
        admin.execute("UPDATE page.session SET last_seen_at = last_seen_at - %s::interval", (IDLE_LIMIT,))
    looking.press("main form button")
    expect(page.locator(".people")).to_be_visible()
    looking.at("wrong session ended")
    looking.press(f'form:has(input[name="user"][value="{GIVER}"]) button')
    expect(page.locator("main form button").first).to_be_visible()
    looking.at("wrong form kept")
    monkeypatch.setattr("api.web.pages.home.lines", lambda *_, **__: 1 / 0)
    page.goto(evening.address)
    looking.at("wrong broken")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert [each for each in watch.complaints if not re.search(r"status of (404|401|500)", each)] == []
