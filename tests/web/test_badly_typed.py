"""A number or time that is typed badly, past the browser's own check: told beside its field, what was typed kept."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from api.web.forms import written
from ledger.domain.custody.handoff import Received
from tests.api.world import World
from tests.web.feeding import fed, settle
from tests.web.handing import GIVER, Side
from tests.web.reading import Browser, Page
from tests.web.receiving import NAMES, PROVIDER, last_of, number_of, offered, ticked, under_way

Browse = Callable[..., Browser]
EVENING = "CARE-11.evening"
NUMBER, TIME = "Write a whole number.", "There is no such date or time."


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


def count(world: World, *episodes: str) -> int:
    """How many events there are of these."""
    return sum(map(len, world.site.ledger.load([UUID(episode) for episode in episodes]).values()))


def beside(page: Page, name: str) -> str:
    """What stands beside a field, by the id that ties it there."""
    tied = f'id="f{name.replace("/", "-")}-error">'
    assert tied in page.response.text, page.text
    return page.response.text.partition(tied)[2].partition("<")[0]


@pytest.mark.parametrize("typed", ["twelve", "-1", "1.5", "１２", "1234567890"])
def test_how_many_got_out(world: World, browse: Browse, typed: str) -> None:
    bus, receiver = under_way(world, *NAMES[:2]), browse(EVENING)
    answers = dict.fromkeys(NAMES[:2], "received")
    page = receiver.post(bus.door, ticked(receiver.get(bus.door), bus, answers, **{"/head_count:int": typed}))
    assert (page.status, beside(page, "/head_count_int")) == (422, NUMBER)
    kept = page.form(bus.door)
    assert kept["/head_count:int"] == typed
    assert type(last_of(world, bus, NAMES[0])).__name__ == "Dispatched"
    receiver.post(bus.door, kept | {"/head_count:int": "2", "sign": "yes"})
    assert last_of(world, bus, NAMES[0]).head_count == 2


def test_all_flaws_of_the_door_are_told_at_once(world: World, browse: Browse) -> None:
    bus, receiver = under_way(world, *NAMES[:2]), browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, {NAMES[1]: "received"}, identity_method="")
    at = f"/rows/{number_of(fields, bus, NAMES[1])}/packet/1/count"
    page = receiver.post(bus.door, fields | {f"{at}:int": "two", "/head_count:int": "many"})
    assert page.status == 422
    assert "Say how you made sure who the children are." in page.text
    assert [beside(page, f"{name}_int") for name in (at, "/head_count")] == [NUMBER, NUMBER]
    assert type(last_of(world, bus, NAMES[1])) is not Received
    put_right = {f"{at}:int": "", "/head_count:int": "1", "identity_method": "photo", "sign": "yes"}
    receiver.post(bus.door, page.form(bus.door) | put_right)
    assert type(last_of(world, bus, NAMES[1])) is Received


def test_a_press_that_ticks_takes_no_offence(world: World, browse: Browse) -> None:
    bus, receiver = under_way(world, *NAMES[:2]), browse(EVENING)
    page = receiver.get(bus.door)
    page = receiver.post(bus.door, page.form(bus.door) | {"/head_count:int": "many", "all": "received"})
    assert (page.status, page.form(bus.door)["/head_count:int"]) == (200, "many")
    assert "2 here" in page.text


def test_the_arrival_of_a_vehicle(world: World, browse: Browse) -> None:
    bus, receiver = under_way(world, *NAMES[:2]), browse(EVENING)
    before, action = count(world, *bus.episodes.values()), f"{bus.path}/arrive"
    page = receiver.post(action, receiver.get(bus.path).form(action) | {"/head_count:int": "a few"})
    assert (page.status, beside(page, "/head_count_int")) == (422, NUMBER)
    assert page.form(action)["/head_count:int"] == "a few"
    assert count(world, *bus.episodes.values()) == before


def test_the_packet(world: World, browse: Browse) -> None:
    bus, giver = offered(world, *NAMES[:2]), Side(world, browse(GIVER))
    settle(world)
    before, action = count(world, *bus.episodes.values()), f"{bus.path}/pack"
    said = {"items__0__status": "present", "items__3__status": "present", "items__3__count:int": "some"}
    page = giver.press(giver.look(f"{bus.path}?do=pack"), action, do="", **said)
    assert (page.status, beside(page, "/items/3/count_int")) == (422, NUMBER)
    assert page.form(action)["/items/3/count:int"] == "some"
    assert count(world, *bus.episodes.values()) == before


@pytest.mark.parametrize("typed", ["tomorrow", "2019-02-30T10:00", "2019-05-01"])
def test_when_they_are_expected(world: World, browse: Browse, typed: str) -> None:
    bus, giver = offered(world, *NAMES[:2]), Side(world, browse(GIVER))
    world.done("/manifests/accept", {"rows": bus.rows(world)}, by=PROVIDER)
    settle(world)
    before, action = count(world, *bus.episodes.values()), f"{bus.path}/dispatch"
    page = giver.press(giver.look(f"{bus.path}?do=dispatch"), action, **{"expected_arrival:local": typed})
    assert (page.status, beside(page, "/expected_arrival_local")) == (422, TIME)
    assert count(world, *bus.episodes.values()) == before
    later = (world.now + timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M")
    assert giver.press(page, action, **{"expected_arrival:local": later}).status == 200
    assert count(world, *bus.episodes.values()) == before + 2


def test_a_form_of_one_child(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    settle(world)
    somebody, path = browse(GIVER), f"/episodes/{child['episode']}/do/record-encounter"
    fields = somebody.get(path).form("") | {"/subjects_count:int": "several", "/claimed/earliest:local": "at noon"}
    page = Page(somebody.send(path, fields))
    assert page.status == 422
    assert page.text.count(NUMBER) == 1
    assert page.text.count(TIME) == 1
    assert "Please answer this" in page.text, "what is missing is told with it"
    assert page.form("")["/subjects_count:int"] == "several"


def test_a_flaw_is_told_by_its_place_in_the_body_and_shown_by_its_field() -> None:
    form = written([("/rows/7/n:int", "x"), ("/rows/3/n:int", "3"), ("/sure:yes", "maybe"), ("/at:local", "noon")])
    assert form.body == {"rows": [{"n": 3}, {"n": "x"}], "sure": "maybe", "at": "noon"}
    assert [(flaw.at, flaw.code) for flaw in form.flaws] == [
        ("/rows/1/n", "whole_number"),
        ("/sure", "wrong_form"),
        ("/at", "date_time"),
    ]
    assert list(form.beside(form.flaws)) == ["/rows/7/n", "/sure", "/at"]
