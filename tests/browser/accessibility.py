"""axe-core on a page: the rules of WCAG 2.2 A and AA, and its best practices."""

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.browser.chromium import UNPACKED

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"


def findings(page: Page) -> list[str]:
    """What axe finds wrong, a line each: rule, how grave, what it is, where. The page's own CSP stays in force."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(RUN, RULES)
    return [
        f"{each['id']} ({each['impact']}): {each['help']} at {' and '.join(_places(each))}"
        for each in found["violations"]
    ]


def _places(violation: dict[str, Any]) -> list[str]:
    """Selectors; inside frames and shadow trees they are lists."""
    return [" in ".join(map(str, node["target"])) for node in violation["nodes"]]


@cache
def _source() -> str:
    return (UNPACKED / "axe.min.js").read_text(encoding="utf-8")
