"""Numbers by which children are told apart: only those that stand, and only to who may see them."""

from collections.abc import Callable, Iterator

import pytest

from tests.api.world import Json, World
from tests.web.feeding import fed, settle
from tests.web.reading import Browser
from tests.web.receiving import NAMES, to_ice, under_way

Browse = Callable[..., Browser]
EVENING = "CARE-11.evening"


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


def assigned(world: World, person: str, number: str, **more: object) -> str:
    """A number of the person; the id of the report."""
    body: Json = {"claimed": world.claimed(), "scheme": "a_number", "identifier": number} | more
    [event] = world.done(f"/people/{person}/assign-identifier", body, by="USBP")["events"]
    return str(event["event_id"])


def test_a_number_that_was_taken_back_is_not_shown_and_ticks_nobody(world: World, browse: Browse) -> None:
    bus = under_way(world, NAMES[0])
    person = bus.people[NAMES[0]]
    wrong, _ = assigned(world, person, "A205000001"), assigned(world, person, "A205000002")
    retired = {"claimed": world.claimed(), "assigned": wrong}
    world.done(f"/people/{person}/retire-identifier", retired, by="USBP")
    settle(world)
    receiver = browse(EVENING)
    page = receiver.get(bus.door)
    assert ("A205000001" in page.text, "A205000002" in page.text) == (False, True)
    page = receiver.post(bus.door, page.form(bus.door) | {"scan": "A205000001", "tick": "yes"})
    assert "None of these children has this number." in page.text


def test_a_number_of_two_children_ticks_neither(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:2], numbers={"A": "A205000001", "B": "A205000001"})
    receiver = browse(EVENING)
    page = receiver.get(bus.door)
    page = receiver.post(bus.door, page.form(bus.door) | {"scan": "A205000001", "tick": "yes"})
    assert "0 here" in page.text


def test_a_number_kept_from_dhs_is_not_shown_there(world: World, browse: Browse) -> None:
    journeys = {EVENING: under_way(world, NAMES[0]), "ICE-SNA.coordinator": to_ice(world, NAMES[1])}
    for number, journey in enumerate(journeys.values()):
        [person] = journey.people.values()
        assigned(world, person, f"A20500000{number}", labels=["do_not_share_dhs"])
        assigned(world, person, f"A20600000{number}")
    settle(world)
    seen = {user: browse(user).get(journey.door).text for user, journey in journeys.items()}
    assert ("A205000000" in seen[EVENING], "A206000000" in seen[EVENING]) == (True, True)
    assert ("A205000001" in seen["ICE-SNA.coordinator"], "A206000001" in seen["ICE-SNA.coordinator"]) == (False, True)
