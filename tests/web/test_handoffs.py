"""Twelve children from one side to the other: offered at once, packed, sent off, and both sides see the same page."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from api.web.pages import handoffs
from ledger.domain.custody.handoff import Dispatched, PacketAssembled, Redirected
from tests.api.world import World
from tests.web.feeding import fed, settle
from tests.web.handing import GIVER, ORR, OTHER_TAKER, TAKER, TWELVE, Side, placed
from tests.web.reading import Browser
from tests.web.receiving import NAMES, offered, ticked, under_way

Browse = Callable[..., Browser]


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


@pytest.fixture
def giver(world: World, browse: Browse) -> Side:
    return Side(world, browse(GIVER))


@pytest.fixture
def taker(world: World, browse: Browse) -> Side:
    return Side(world, browse(TAKER))


def test_twelve_are_offered_in_few_presses_and_both_sides_see_them(world: World, giver: Side, taker: Side) -> None:
    placed(world, *TWELVE)
    lists = giver.look("/handoffs")
    assert "12 for Prairie House" in lists.text
    assert "/handoffs/new?to=CARE-11" in lists.links
    path = giver.offer()
    for side in (giver, taker):
        page = side.look(path)
        assert page.text.count("Zinnia") >= 12
        assert "BP-RGV.night" in page.text
    assert "Your turn: accept or decline by" in taker.look(path).text
    assert "has until" in giver.look(path).text
    assert path in taker.look("/handoffs").links
    assert "Offered BP-RGV.night , Border Patrol agent" in giver.look(path).text


def test_a_long_list_is_read_page_by_page(
    world: World, giver: Side, taker: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handoffs, "CHILDREN", 2)
    paths = [offered(world, name).path for name in NAMES[:5]]
    settle(world)
    for side, section in ((taker, "waiting"), (giver, "sent")):
        page, seen = side.look("/handoffs"), list[str]()
        for _ in range(3):
            seen += [link for link in page.links if link in paths]
            further = [link for link in page.links if f"{section}=" in link]
            page = side.look(further[0]) if further else page
        assert list(dict.fromkeys(seen)) == paths


def test_what_is_over_today_is_listed_for_both_sides(world: World, giver: Side, taker: Side) -> None:
    bus = under_way(world, *NAMES[:2])
    taker.press(taker.look(bus.door), bus.door, ticked(taker.look(bus.door), bus, dict.fromkeys(NAMES[:2], "received")))
    for side in (giver, taker):
        text = side.look("/handoffs").text
        assert "State When 2 children" in text.partition("Over today")[2], text
        assert "Signed for. This handoff is over." in side.look(bus.path).text


def accepted(world: World, giver: Side, taker: Side, *names: str) -> tuple[str, dict[str, str]]:
    """A manifest that the other side has accepted: its path and the episodes by name."""
    episodes = placed(world, *names)
    path = giver.offer()
    page = taker.look(path)
    assert "Accepted" in taker.press(page, f"{path}/accept").text
    return path, episodes


def last(world: World, episode: str) -> object:
    """What was recorded last of a child."""
    return world.site.ledger.load([UUID(episode)])[UUID(episode)][-1].event


def test_one_checklist_for_all_with_what_is_different_for_one(world: World, giver: Side, taker: Side) -> None:
    path, episodes = accepted(world, giver, taker, *TWELVE)
    page = giver.look(path)
    assert "Your turn: answer the packet checklist" in page.text
    action = f"{path}/pack"
    page = giver.press(page, action, do="usual")
    assert page.form(action)["/items/0/status"] == "present"
    own = {"/except/0/episode": episodes[TWELVE[11]], "/except/0/kind": "property", "/except/0/status": "withheld"}
    page = giver.press(page, action, page.form(action) | own | {"/except/1/count:int": "2"}, items__10__status="absent")
    assert "Packets answered: 12." in page.text, page.text
    packets = {name: last(world, episode) for name, episode in episodes.items()}
    said = {
        name: {str(item.kind): str(item.status) for item in packet.items}
        for name, packet in packets.items()
        if isinstance(packet, PacketAssembled)
    }
    assert len(said) == len(TWELVE)
    assert said[TWELVE[0]] == {
        **dict.fromkeys(("i_213", "i_216", "p_7", "medical_summary", "property", "family_contact_sheet"), "present"),
        "medication": "absent",
    }
    assert said[TWELVE[11]] == said[TWELVE[0]] | {"property": "withheld"}
    assert "Property: Kept back" in taker.look(path).text


def test_they_leave_with_a_trip_that_departs_and_is_late(world: World, giver: Side, taker: Side) -> None:
    path, episodes = accepted(world, giver, taker, *TWELVE)
    giver.press(giver.look(path), f"{path}/pack", do="", items__0__status="present")
    page = giver.do(path, "dispatch", trip__vehicle="BUS-7", trip__carrier="CARRIER-A", escort="bp-rgv.9")
    assert "Dispatched: 12 children." in page.text, page.text
    assert "On the road. You answer for the children" in page.text
    left = last(world, episodes[TWELVE[3]])
    assert isinstance(left, Dispatched)
    assert (left.escort, left.correlation) == ("bp-rgv.9", UUID(path.split("/")[2]))
    assert left.trip is not None
    trip = world.site.ledger.load([left.trip])[left.trip]
    assert [item.event.COMMAND for item in trip] == ["plan", "depart"]
    at = (world.now + timedelta(hours=5)).astimezone(ZoneInfo("America/Chicago"))
    giver.do(path, "delay", reason="weather", **{"expected_arrival:local": f"{at:%Y-%m-%dT%H:%M}"})
    for side in (giver, taker):
        text = side.look(path).text
        assert f"now expected at {at:%H:%M}" in text, text
        assert "BUS-7" in text
    giver.do(path, "stop", reason="rest")
    giver.do(path, "vehicle", reason="breakdown", vehicle="BUS-8")
    assert "BUS-8, Carrier A" in taker.look(path).text


def test_one_child_is_sent_to_another_place_on_the_road(world: World, giver: Side, taker: Side, browse: Browse) -> None:
    path, episodes = on_the_road(world, giver, taker, *TWELVE)
    page = giver.do(path, "redirect", episodes[TWELVE[11]], to_place="ICE-SNA", reason="illness")
    assert "Sent to another place: 1." in page.text, page.text
    sent_on = last(world, episodes[TWELVE[11]])
    assert isinstance(sent_on, Redirected)
    assert (sent_on.to_place, sent_on.to_organisation) == ("ICE-SNA", "ICE")
    assert not isinstance(last(world, episodes[TWELVE[0]]), Redirected)
    new = Side(world, browse("ICE-SNA.coordinator")).look(path)
    assert "a child on the road is sent to you" in new.text
    assert new.text.count("Zinnia") < 12
    assert TWELVE[11] in new.text


def test_orr_sends_the_twelfth_to_another_care_provider(world: World, giver: Side, taker: Side, browse: Browse) -> None:
    path, episodes = on_the_road(world, giver, taker, *TWELVE)
    refused = giver.do(path, "redirect", episodes[TWELVE[11]], to_place="CARE-02", reason="place_full")
    assert refused.status == 409
    assert refused.form(f"{path}/redirect")["/to_place"] == "CARE-02"
    page = Side(world, browse(ORR)).do(path, "redirect", episodes[TWELVE[11]], to_place="CARE-02", reason="place_full")
    assert "Sent to another place: 1." in page.text, page.text
    other = Side(world, browse(OTHER_TAKER))
    accepted_there = other.press(other.look(path), f"{path}/accept")
    assert "Accepted: 1 children." in accepted_there.text, accepted_there.text
    assert "sent on to Palo Verde House" in giver.look(path).text
    assert TWELVE[11] not in taker.look(path).text


def test_who_never_left_and_who_came_back(world: World, giver: Side, taker: Side) -> None:
    path, episodes = on_the_road(world, giver, taker, *TWELVE)
    page = giver.do(path, "void", episodes[TWELVE[0]])
    assert "Struck: the departure of 1." in page.text, page.text
    page = giver.do(path, "turn-back", episodes[TWELVE[1]], reason="illness")
    assert "Back with you: 1." in page.text
    assert "Accepted 1 Under way 10 Turned back 1" in page.text


def on_the_road(world: World, giver: Side, taker: Side, *names: str) -> tuple[str, dict[str, str]]:
    """A manifest that has left."""
    path, episodes = accepted(world, giver, taker, *names)
    giver.press(giver.look(path), f"{path}/pack", do="", items__0__status="present")
    giver.do(path, "dispatch")
    return path, episodes
