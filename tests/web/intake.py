"""A group as somebody types it into the pages, and what was recorded of it, for the tests of intake."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from uuid import UUID

from ledger.domain.event import Event
from tests.api.world import World
from tests.web.reading import Browser, Page

Browse = Callable[..., Browser]
Fields = dict[str, str]
E = TypeVar("E", bound=Event)

WHEN = {"g.date": "2019-05-01", "g.time": "03:12"}
NIGHT = "BP-RGV.night"
COORDINATOR = "BP-RGV.coordinator"


def begun(somebody: Browser, people: int = 3) -> str:
    """A new group of empty rows; its address."""
    path: str = somebody.send("/intake", {"people": str(people)}).headers["location"]
    return path


def typed(somebody: Browser, path: str, **rows: Fields) -> Fields:
    """The form of a group with what stands in it, the time, and what is typed now: `p1={"given": "Ana"}`."""
    fields = somebody.get(path).form(path) | WHEN
    for row, texts in rows.items():
        fields |= {f"p.{row[1:]}.{name}": text for name, text in texts.items()}
    return fields


def alone(given: str, **more: str) -> Fields:
    """Somebody with whom nobody came."""
    return {"given": given, "answer": "none"} | more


def with_(number: int, who: str, relation: str) -> Fields:
    """A companion of a row, as its `number`-th."""
    at = f"companions.{number}"
    return {f"{at}.who": who, f"{at}.relation": relation, f"{at}.present": "yes"}


def record(somebody: Browser, path: str, fields: Fields) -> Page:
    """Send the group to be recorded, and go where that leads."""
    return somebody.post(f"{path}/record", fields)


def events(world: World, page: Page, cls: type[E]) -> list[E]:
    """The events of a kind that were recorded of the people whom a page links, by person, boxes open."""
    return [event for event in _events(world, page) if isinstance(event, cls)]


def _events(world: World, page: Page) -> Iterator[Any]:
    people = [UUID(link.split("/")[2]) for link in page.links if link.startswith("/children/")]
    episodes = [UUID(link.split("/")[2]) for link in page.links if link.endswith("/do/book-in")]
    codec = world.site.ledger.custody_mapper.codec
    loaded = world.site.ledger.load(people + episodes)
    for stream in dict.fromkeys(people + episodes):
        for item in loaded[stream]:
            yield codec.open(item.event, stream=item.stream, version=item.version)
