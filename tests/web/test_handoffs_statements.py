"""How often the pages of a handoff ask the database: a number that does not grow with the children."""

from collections.abc import Callable

from tests.api.world import World
from tests.web.feeding import fed
from tests.web.handing import GIVER, TAKER, Side, placed
from tests.web.reading import Browser
from tests.web.receiving import NAMES, under_way
from tests.web.test_statements import MOST, asked

__all__ = ["asked"]

FORMS = ("", "?do=redirect", "?do=turn_back", "?do=void", "?do=delay")
NEW = "/handoffs/new?to=CARE-11"


def test_each_page_asks_at_most_ten_times(world: World, browse: Callable[..., Browser], asked: list[str]) -> None:
    with fed(world):
        bus = under_way(world, *NAMES)
        placed(world, "Zinnia", "Yarrow")
    giver, taker = browse(GIVER), browse(TAKER)
    paths = ("/handoffs", "/handoffs/new", NEW, *(f"{bus.path}{form}" for form in FORMS))
    for browser, path in [*((giver, path) for path in paths), (taker, bus.path), (taker, "/handoffs")]:
        browser.get(path)  # the first visit opens connections
        asked.clear()
        assert browser.get(path).status == 200
        assert 0 < len(asked) <= MOST, (path, asked)


def test_looking_up_many_lines_asks_no_more(world: World, browse: Callable[..., Browser], asked: list[str]) -> None:
    with fed(world):
        placed(world, *(f"Zinnia {letter}" for letter in "ABCDEF"))
    giver = Side(world, browse(GIVER))
    page = giver.press(giver.look(NEW), NEW, paste="\n".join(f"zinnia {letter}" for letter in "abcdef"))
    asked.clear()
    page = giver.press(page, NEW, paste="\n".join(f"zinnia {letter}" for letter in "abcdef"))
    looked_up = [each for each in asked if "move_clock" not in each]
    assert "Found: 6 of 6." in page.text
    assert len(looked_up) <= MOST, looked_up
