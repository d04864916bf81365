"""Somebody at the page: what they open, press, fill in and see."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.evening import Evening

GIVER, TAKER, OTHER_TAKER = "BP-RGV.night", "CARE-11.evening", "CARE-02.evening"
ORR, AUDITOR = "ORR.intakes.night", "HHS-OIG.auditor"


@dataclass(frozen=True)
class Side:
    """A page of somebody who is signed in."""

    page: Page
    evening: Evening

    def open(self, path: str) -> "Side":
        """Open a page of ours."""
        self.page.goto(self.evening.address + path)
        return self

    @property
    def path(self) -> str:
        """Where they are, without what was told there."""
        return urlsplit(self.page.url).path

    @property
    def last(self) -> str:
        """The last part of the path: the id of what is shown."""
        return PurePosixPath(self.path).name

    def button(self, name: str) -> Locator:
        """A button by the whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        """Press a button."""
        self.button(name).click()

    def follow(self, name: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=name).first.click()

    def unfold(self, summary: str) -> None:
        """Open what is folded."""
        self.page.locator("summary", has_text=summary).first.click()

    def tick(self, *names: str) -> None:
        """Check the boxes of people."""
        for name in names:
            self.page.locator("label.usa-checkbox__label", has_text=name).first.click()

    def pack(self) -> None:
        """Say that the usual papers go along with everybody, and sign."""
        self.press("The usual papers go along")
        expect(self.page.locator('[name="/items/0/status"]')).to_have_value("present")
        self.press("Sign the packets")
        self.sees("Packets answered:")

    def choose(self, label: str) -> None:
        """Choose one of several that stand beside each other."""
        self.page.locator("label.usa-radio__label", has_text=label).first.click()

    def pick(self, field: str, value: str) -> None:
        """Choose in a list, by the name of its field."""
        self.page.locator(f'select[name="{field}"]').first.select_option(value)

    def fill(self, field: str, text: str) -> None:
        """Fill in a field, by its name."""
        self.page.locator(f'[name="{field}"]').first.fill(text)

    def sees(self, text: str) -> None:
        """It stands on the page, or comes by itself."""
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible()

    def sees_no(self, text: str) -> None:
        """It does not stand on the page, or goes by itself."""
        expect(self.page.locator("main").get_by_text(text)).to_have_count(0)

    def state(self, text: str) -> None:
        """The large word on the page of a manifest."""
        expect(self.page.locator(".state-word")).to_have_text(text)

    def row(self, name: str) -> Locator:
        """The line of a child in the table of a manifest, or in another list."""
        return self.page.locator("main tr", has_text=name).first


def side(evening: Evening, page: Page, user: str, path: str = "/") -> Side:
    """Somebody signs in."""
    return Side(page=evening.sign_in(page, user, path), evening=evening)
