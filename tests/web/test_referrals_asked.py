"""What a care provider is asked: it sees what it needs to answer, declines for one or several, and gets no record."""

import io
import json
from collections.abc import Callable, Iterator

import pytest

from tests.api.world import Json, World
from tests.web.feeding import fed, settle
from tests.web.reading import Browser, Page
from tests.web.referring import AGENT, ORR, acknowledged, member, met_together, said_of, state_of

Browse = Callable[..., Browser]
PROVIDER = "CARE-11.evening"


@pytest.fixture(autouse=True)
def followed(world: World) -> Iterator[None]:
    with fed(world):
        yield


def asked(world: World, *children: Json, place: str = "CARE-11") -> None:
    """ORR asks a place for a bed for each."""
    for child in children:
        world.done(f"/custody/{child['episode']}/request-placement", {"place": place}, by="ORR")
    settle(world)


def declining(page: Page, *children: Json, reason: str = "no_capacity_age") -> list[tuple[str, str]]:
    """The form with these ticked and a reason chosen."""
    fields = [each for each in page.fields("/referrals") if each[0] != "/reason"]
    ticks = [(f"/rows/{child['episode']}/tick", "yes") for child in children]
    return [*fields, *ticks, ("/reason", reason), ("act", "decline_ours")]


def test_a_provider_sees_what_it_needs_to_answer_and_no_name(world: World, browse: Browse) -> None:
    [child] = acknowledged(world, "Aconite", needs=["pregnancy", "medication"])
    house = browse(PROVIDER)
    assert "ORR waits for no answer of yours" in house.get("/referrals").text
    asked(world, child)
    page = house.get("/referrals")
    assert page.status == 200
    assert "Age 9" in page.text
    assert "By the register, not met here: Pregnancy" in page.text
    assert "Aconite" not in page.text
    assert child["episode"][:8] in page.text
    assert house.get(f"/children/{child['person']}").status == 404
    assert "Age 9" not in browse("CARE-02.evening").get("/referrals").text


def test_a_provider_declines_with_the_reason_and_orr_sees_it(world: World, browse: Browse) -> None:
    first, second, third = acknowledged(world, "Bergamot", "Bryony", "Burdock")
    asked(world, first, second, third)
    house = browse(PROVIDER)
    page = house.get("/referrals")
    assert "Beds that ORR asks for (3)" in page.text
    page = house.post("/referrals", declining(page, first, second, reason="weather_or_building"))
    assert "Beds declined: 2." in page.text
    assert "Beds that ORR asks for (1)" in page.text
    for child in (first, second):
        said = said_of(world, child)[-1].event
        assert (said.by.user, said.place, said.reason) == (PROVIDER, "CARE-11", "weather_or_building")
    assert not state_of(world, third).declined
    assert "Prairie House, Victoria TX (invented): declined" in browse(ORR).get("/referrals?step=placement_search").text
    assert (
        "Prairie House, Victoria TX (invented): declined" in browse(AGENT).get("/referrals?step=placement_search").text
    )


def test_a_reason_is_asked_for(world: World, browse: Browse) -> None:
    [child] = acknowledged(world, "Catnip")
    asked(world, child)
    house = browse(PROVIDER)
    page = house.post("/referrals", declining(house.get("/referrals"), child, reason=""))
    assert page.status == 422
    assert (f"/rows/{child['episode']}/tick", "yes") in page.fields("/referrals")
    assert not state_of(world, child).declined
    page = house.post("/referrals", declining(page))
    assert "Tick whom it is about first." not in page.text, "it is still ticked"
    assert state_of(world, child).declined == {"CARE-11"}


def test_what_is_no_longer_asked_is_told_and_holds_up_nobody(world: World, browse: Browse) -> None:
    first, second = acknowledged(world, "Chervil", "Chicory")
    asked(world, first, second)
    house = browse(PROVIDER)
    page = house.get("/referrals")
    world.done(f"/custody/{first['episode']}/return-referral", {"missing": ["documents"]}, by="ORR")
    settle(world)
    page = house.post("/referrals", declining(page, first, second))
    assert page.status == 200
    assert "Recorded for 1 child, not for these" in page.text
    assert f"{first['episode'][:8]} : Your answer is no longer waited for." in page.text
    assert state_of(world, second).declined == {"CARE-11"}


def test_what_has_changed_is_decided_again(world: World, browse: Browse) -> None:
    [child] = acknowledged(world, "Comfrey")
    asked(world, child)
    house = browse(PROVIDER)
    page = house.get("/referrals")
    asked(world, child, place="CARE-12")
    page = house.post("/referrals", declining(page, child))
    assert page.status == 409
    assert "The record has changed since you opened this page." in page.text
    page = house.post("/referrals", declining(page, child))
    assert "Beds declined: 1." in page.text


def test_nobody_declines_for_another_place(world: World, browse: Browse) -> None:
    ours, theirs = acknowledged(world, "Coriander", "Cumin")
    asked(world, ours)
    asked(world, theirs, place="CARE-02")
    house = browse(PROVIDER)
    fields = declining(house.get("/referrals"))
    forged = f"/rows/{theirs['episode']}"
    more = [(f"{forged}/tick", "yes"), (f"{forged}/version:int", "6"), (f"{forged}/place", "CARE-02")]
    page = house.post("/referrals", [*fields, *more])
    assert page.status == 409
    assert "Your answer is no longer waited for." in page.text
    assert not state_of(world, theirs).declined


def test_those_who_are_to_stay_together_name_one_another(world: World, browse: Browse) -> None:
    group = met_together(world, member("Dock", (1, "sibling"), age=7), member("Dropwort", age=11))
    for child in group:
        at = f"/custody/{child['episode']}"
        world.done(f"{at}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by="USBP")
        referral = {"referring_agency": "border_patrol", "entry_class": "parole", "needs": [], "separated": False}
        world.done(f"{at}/submit-referral", referral, by="USBP")
        world.done(f"{at}/acknowledge-referral", {}, by="ORR")
    asked(world, group[0])
    page = browse(PROVIDER).get("/referrals")
    assert "1 relative who is not in this list" in page.text
    asked(world, group[1])
    page = browse(PROVIDER).get("/referrals")
    assert page.text.count(f"( {group[1]['episode'][:8]} )") == 1
    assert "who is not in this list" not in page.text


def test_who_is_designated_is_expected_and_can_be_declined_no_more_here(world: World, browse: Browse) -> None:
    [child] = acknowledged(world, "Fleabane")
    asked(world, child)
    world.done(f"/custody/{child['episode']}/designate-placement", {"place": "CARE-11", "program": "shelter"}, by="ORR")
    settle(world)
    house = browse(PROVIDER)
    page = house.get("/referrals")
    assert "Coming to you: ORR has chosen your place (1)" in page.text
    assert f"/children/{child['person']}" not in page.links
    world.offered(child["episode"], place="CARE-11")
    settle(world)
    assert f"/children/{child['person']}" in house.get("/referrals").links


def test_the_list_is_in_the_read_log(world: World, browse: Browse, logged: io.StringIO) -> None:
    [child] = acknowledged(world, "Gentian")
    asked(world, child)
    browse(PROVIDER).get("/referrals")
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    read = [line for line in lines if line.get("question") == "placements"]
    assert read[-1]["persons"] == [child["person"]]
