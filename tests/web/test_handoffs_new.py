"""Choosing whom to offer: by place, search, scan and paste, also among five hundred; in few presses."""

import re
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from ledger.domain.custody.handoff import HandoffOffered
from tests.api.world import Json, World, registration
from tests.web.feeding import fed, settle
from tests.web.handing import GIVER, PLACE, TWELVE, Side, many_placed, path_of, placed
from tests.web.reading import Browser, Page

Browse = Callable[..., Browser]
NEW = f"/handoffs/new?to={PLACE}"


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


@pytest.fixture
def giver(world: World, browse: Browse) -> Side:
    return Side(world, browse(GIVER))


def chosen(page: Page, action: str = NEW) -> set[str]:
    """Episodes of the children who are ticked."""
    return {text for name, text in page.form(action).items() if name.endswith("/episode")}


def numbered(world: World, **numbers: str) -> dict[str, str]:
    """Children with an A-number each, who are to go to the place."""
    people: list[Json] = [
        {
            "registration": registration(name),
            "identifiers": [{"scheme": "a_number", "identifier": number}],
            "companions_answer": "none",
        }
        for name, number in numbers.items()
    ]
    body = {"claimed": world.claimed(), "place": "BP-RGV", "people": people}
    met = world.done("/encounters", body, by="USBP")["people"]
    for child in met:
        world.placed(child["episode"], place=PLACE)
    settle(world)
    return {name: child["episode"] for name, child in zip(numbers, met, strict=True)}


def test_a_scan_chooses_one_and_the_next_keeps_it(world: World, giver: Side) -> None:
    ids = numbered(world, Azalea="A200000001", Begonia="A200000002", Celosia="A200000003")
    page = giver.press(giver.look(NEW), NEW, scan="A200000002")
    assert "Begonia Invented is chosen." in page.text
    assert chosen(page) == {ids["Begonia"]}
    page = giver.press(page, NEW, scan="200-000-003")
    assert chosen(page) == {ids["Begonia"], ids["Celosia"]}
    assert "Offer 2 children" in page.text
    page = giver.press(page, NEW, do="offer")
    assert "Offered: 2 children." in page.text
    event = world.site.ledger.load([UUID(ids["Begonia"])])[UUID(ids["Begonia"])][-1].event
    assert isinstance(event, HandoffOffered)
    assert (event.to_place, event.to_organisation) == (PLACE, PLACE)


def test_each_pasted_line_has_its_result(world: World, giver: Side) -> None:
    ids = numbered(world, Azalea="A200000001", Begonia="A200000002", Azul="A200000004", Celosia="A200000003")
    giver.press(giver.press(giver.look(NEW), NEW, scan=ids["Celosia"]), NEW, do="offer")
    lines = ["A200000001\tAzalea Invented", "az", "A299999999", "celosia", "", "nobody such"]
    page = giver.press(giver.look(NEW), NEW, paste="\r\n".join(lines))
    assert "Found: 1 of 5." in page.text
    several = page.text.partition("Line 2 az : Several could be meant. Choose below: ")[2].split()
    assert {several[0], several[3]} == {"Azalea", "Azul"}
    assert "Line 3 A299999999 : Nobody of ours here has this number or name." in page.text
    assert "Celosia Invented is offered already, to Prairie House" in page.text
    assert "Line 5 nobody such : Nobody of ours" in page.text
    assert chosen(page) == {ids["Azalea"]}


def test_names_are_found_without_accents_and_in_any_order(world: World, giver: Side) -> None:
    ids = placed(world, "María José", "Mariana", "Mar", "Íñigo")
    for text, name in (
        ("maria jose", "María José"),
        ("invented inigo", "Íñigo"),
        ("MARIANA invented", "Mariana"),
        ("mar invented", "Mar"),
    ):
        assert chosen(giver.press(giver.look(NEW), NEW, scan=text)) == {ids[name]}, text


def test_brothers_and_sisters_stand_together_and_are_named(world: World, giver: Side) -> None:
    sibling = {"relation": "sibling", "said_by": "statement_of_person", "present_now": True}
    people: list[Json] = [
        {"registration": registration("Rosa"), "companions_answer": "named", "companions": [sibling | {"index": 1}]},
        {"registration": registration("Lirio"), "companions_answer": "named", "companions": [sibling | {"index": 0}]},
    ]
    body = {"claimed": world.claimed(), "place": "BP-RGV", "people": people}
    rosa, lirio = world.done("/encounters", body, by="USBP")["people"]
    world.placed(rosa["episode"], place=PLACE)
    settle(world)
    assert "Lirio Invented not on this list" in giver.look(NEW).text
    world.placed(lirio["episode"], place=PLACE)
    settle(world)
    text = giver.look(NEW).text
    assert re.search(r"Rosa Invented , 9 Lirio Invented .* Lirio Invented , 9 Rosa Invented", text), text
    assert "not on this list" not in text


def test_a_child_for_another_place_is_left_out_with_the_rule(world: World, giver: Side) -> None:
    ids = placed(world, *TWELVE[:3])
    elsewhere = placed(world, "Tulipa", place="CARE-02")
    page = giver.press(giver.press(giver.look(NEW), NEW, do="all"), NEW, scan="tulipa")
    assert chosen(page) == {*ids.values(), *elsewhere.values()}
    assert "named for Palo Verde House" in page.text
    page = giver.press(page, NEW, do="offer")
    assert page.status == 409
    assert "Nothing was offered: 1 of 4 cannot be offered now." in page.text
    assert chosen(page) == set(ids.values())
    assert "Offered: 3 children." in giver.press(page, NEW, do="offer").text


def test_an_offer_of_nobody_says_so(world: World, giver: Side) -> None:
    numbered(world, Azalea="A200000001")
    page = giver.press(giver.look(NEW), NEW, do="offer")
    assert page.status == 422
    assert "Nobody is chosen yet." in page.text


def test_five_hundred_children_stay_usable(world: World, giver: Side) -> None:
    five_hundred = many_placed(world, 500)
    page = giver.look(NEW)
    assert [text for name, text in page.boxes()] == five_hundred[:50]
    assert len(page.response.content) < 150_000
    page = giver.press(page, NEW, scan="Zinnia 437")
    assert chosen(page) == {five_hundred[437]}
    page = giver.press(page, NEW, do="more")
    boxes = [text for _, text in page.boxes()]
    assert boxes == [five_hundred[437], *five_hundred[50:100]]
    assert chosen(page) == {five_hundred[437]}
    page = giver.press(page, NEW, do="all")
    assert len(chosen(page)) == 160
    assert five_hundred[437] in chosen(page)
    page = giver.press(page, NEW, do="offer")
    assert "Offered: 160 children." in page.text
    assert path_of(page) in giver.look("/handoffs").links


def test_from_sign_in_to_the_offer_of_twelve_in_five_presses(world: World, browse: Browse) -> None:
    placed(world, *TWELVE)
    presses = 0
    browser = browse()
    side = Side(world, browser)
    browser.post("/sign-in", {"user": GIVER})
    presses += 1
    page = side.look("/handoffs")
    presses += 1
    assert NEW in page.links
    page = side.look(NEW)
    presses += 1
    page = side.press(page, NEW, do="all")
    presses += 1
    page = side.press(page, NEW, do="offer")
    presses += 1
    assert "Offered: 12 children." in page.text
    assert presses <= 8
