"""The giver's side at the page, without JavaScript: what is pressed, and which children are chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.api.world import World
from tests.web.reading import Browser, Page
from tests.web.receiving import settle

TWELVE = tuple(f"Zinnia {letter}" for letter in "ABCDEFGHIJKL")
GIVER, TAKER, OTHER_TAKER, ORR = "BP-RGV.night", "CARE-11.evening", "CARE-02.evening", "ORR.intakes.night"
PLACE = "CARE-11"

Fields = dict[str, str]


def placed(world: World, *names: str, place: str = PLACE) -> dict[str, str]:
    """Children whom ORR wants at the place: their episodes by name."""
    episodes = {name: child["episode"] for name, child in zip(names, world.met(*names), strict=True)}
    for episode in episodes.values():
        world.placed(episode, place=place)
    settle(world)
    return episodes


@dataclass(frozen=True)
class Side:
    """Somebody at the page."""

    world: World
    browser: Browser

    def look(self, path: str) -> Page:
        """Open a page."""
        page = self.browser.get(path)
        assert page.status == 200, (path, page.text)
        return page

    def press(self, page: Page, action: str, fields: Fields | None = None, /, **said: str) -> Page:
        """Send a form of a page a minute later, as it stands or with these fields; some said otherwise."""
        self.world.tick()
        return self.browser.post(action, (page.form(action) if fields is None else fields) | told(said))

    def do(self, path: str, act: str, *children: str, **said: str) -> Page:
        """Open one of the giver's forms on the page of a manifest and send it, about all or these children."""
        page = self.look(f"{path}?do={act.replace('-', '_')}")
        action = f"{path}/{act}"
        fields = page.form(action)
        return self.press(page, action, only(page, fields, children) if children else fields, **said)

    def offer(self, place: str = PLACE) -> str:
        """Offer all children who are to go to a place: the path of the manifest."""
        path = f"/handoffs/new?to={place}"
        page = self.press(self.press(self.look(path), path, do="all"), path, do="offer")
        assert "The other side is asked to answer." in page.text, page.text
        return path_of(page)


def told(said: Fields) -> Fields:
    """Fields by keyword: `reason` is `/reason`, `trip__mode` is `/trip/mode`, `at_local` names its kind."""
    plain = {"do", "scan", "paste", "trip", "lines"}
    return {name if name in plain else "/" + name.replace("__", "/"): text for name, text in said.items()}


def only(page: Page, fields: Fields, episodes: Iterable[str]) -> Fields:
    """The fields with these children chosen and no others."""
    bare = {name: text for name, text in fields.items() if not name.endswith("/episode")}
    boxes = {text: name for name, text in page.boxes() if name.startswith("/rows/")}
    return bare | {boxes[episode]: episode for episode in episodes}


def path_of(page: Page) -> str:
    """The path of a page."""
    return page.response.url.path
