"""The pages of the door and the lists behind them: how often they ask, and what they tell when the lists are late."""

from collections.abc import Callable

from tests.api.world import World
from tests.web.feeding import fed
from tests.web.reading import Browser
from tests.web.receiving import NAMES, ticked, under_way
from tests.web.test_statements import MOST, asked

__all__ = ["asked"]


def test_each_page_of_the_door(world: World, browse: Callable[..., Browser], asked: list[str]) -> None:
    receiver = browse("CARE-11.evening")
    with fed(world):
        bus = under_way(world, *NAMES, numbers={"A": "A205123456"})
        receiver.post(bus.door, ticked(receiver.get(bus.door), bus, dict.fromkeys(NAMES[:6], "received")))
    for path in (bus.door, f"{bus.path}/received", f"{bus.door}/unlisted"):
        receiver.get(path)  # the first visit opens connections
        asked.clear()
        assert receiver.get(path).status == 200
        assert 0 < len(asked) <= MOST, (path, asked)


def test_what_was_signed_is_told_also_when_the_lists_are_late(world: World, browse: Callable[..., Browser]) -> None:
    receiver = browse("CARE-11.evening")
    with fed(world):
        bus = under_way(world, *NAMES[:2])
        fields = ticked(receiver.get(bus.door), bus, dict.fromkeys(NAMES[:2], "received"))
    at = {"claimed": world.claimed(), "offer": bus.offers[NAMES[0]], "place": "CARE-11"}
    world.done(f"/custody/{bus.episodes[NAMES[0]]}/arrive", at, by="CARRIER-A", version=None)
    page = receiver.post(bus.door, fields)
    assert (page.status, "1 child could not be recorded" in page.text) == (200, True)
    assert "The answer for 1 other child is recorded and stays." in page.text
    assert f"1. {NAMES[0]} Invented : " in page.text
