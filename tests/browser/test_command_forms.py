"""Every command's form in a browser, in each language and width: axe finds nothing, nothing scrolls sideways."""

from collections.abc import Iterator

import pytest

from api.web.command_targets import COMMANDS
from api.web.demo_users import BY_USER
from api.web.pages.commanding import BEGINNINGS
from ledger.domain.custody.facets import Step
from ledger.domain.custody.handoff import Dispatched
from ledger.domain.values import UserId
from projections.current_custody import queries as current_custody
from tests.architecture.tree import ROOT
from tests.browser.conftest import Axe, PageFactory
from tests.browser.evening import Evening, open_evening, told
from tests.browser.watching import Watch
from tests.databases import Database

USER = "BP-RGV.night"
SCREENS = ROOT / ".build/screens"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def evening(with_views: Database) -> Iterator[Evening]:
    with told(with_views) as database, open_evening(database) as served:
        yield served


def paths(evening: Evening) -> Iterator[str]:
    """The forms of all commands, on a child who is under way, and on its trip."""
    reader = BY_USER[UserId(USER)].caller.reader
    child = current_custody.listed(evening.site.views, reader, steps=[Step.IN_TRANSIT]).rows[0]
    [recorded] = evening.site.ledger.load([child.episode]).values()
    trips = [item.event.trip for item in recorded if isinstance(item.event, Dispatched)]
    ids = {"episodes": child.episode, "people": child.person_id, "trips": trips[-1]}
    yield f"/trips/{ids['trips']}"
    for kind, stream in ids.items():
        yield from (f"/{kind}/{stream}/do/{name}" for name in COMMANDS[kind])
    yield from (f"/{kind}/do/{cls.COMMAND}?whose={child.person_id}" for kind, cls in BEGINNINGS.items())


@pytest.mark.browser_all
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [1280, 400])
def test_every_form(
    evening: Evening, page_factory: PageFactory, axe: Axe, watch: Watch, width: int, language: str
) -> None:
    page = evening.sign_in(page_factory(language=language, width=width), USER)
    SCREENS.mkdir(parents=True, exist_ok=True)
    found: list[object] = []
    for path in paths(evening):
        page.goto(evening.address + path)
        kind, _, name = path.strip("/").partition("/")
        page.screenshot(path=SCREENS / f"{kind}-{name.rpartition('/')[2][:20]}-{language}-{width}.png", full_page=True)
        problems = [*axe(page), *(["scrolls sideways"] if page.evaluate(SIDEWAYS) > 0 else [])]
        found += [(path, problems)] if problems else []
    assert found == []
    assert watch.complaints == []
