"""The pages of the door ask the database at most ten times, with twelve children on the list."""

from collections.abc import Callable

from tests.api.world import World
from tests.web.reading import Browser
from tests.web.receiving import NAMES, fed, ticked, under_way
from tests.web.test_statements import MOST, asked

__all__ = ["asked"]


def test_each_page_of_the_door(world: World, browse: Callable[..., Browser], asked: list[str]) -> None:
    receiver = browse("CARE-11.evening")
    with fed(world):
        bus = under_way(world, *NAMES, A="A205123456")
        receiver.post(bus.door, ticked(receiver.get(bus.door), bus, dict.fromkeys(NAMES[:6], "received")))
    for path in (bus.door, f"{bus.path}/received", f"{bus.door}/unlisted"):
        receiver.get(path)  # the first visit opens connections
        asked.clear()
        assert receiver.get(path).status == 200
        assert 0 < len(asked) <= MOST, (path, asked)
