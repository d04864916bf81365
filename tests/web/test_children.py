"""The list of children, its filters, and the way to one record by a number that stands in no address."""

import io
from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.api.world import Json, World
from tests.web.reading import Browser, Page

Browse = Callable[..., Browser]
AGENT, COORDINATOR, ORR, CARE, OIG = (
    "BP-RGV.night",
    "BP-RGV.coordinator",
    "ORR.intakes.night",
    "CARE-11.evening",
    "HHS-OIG.auditor",
)
NUMBER = "A 205-123-456"


def numbered(world: World, child: Json, number: str = NUMBER) -> None:
    body = {"claimed": world.claimed(), "scheme": "a_number", "identifier": number}
    world.done(f"/people/{child['person']}/assign-identifier", body, by="USBP")


def listed(page: Page) -> list[str]:
    return [link for link in page.links if link.startswith("/children/")]


def find(somebody: Browser, number: str) -> Page:
    return somebody.post("/children", {"scheme": "a_number", "number": number})


def test_each_side_sees_those_whom_it_may_see(world: World, browse: Browse) -> None:
    one, other = world.met("Zinnia", "Yarrow")
    world.placed(other["episode"], place="CARE-11")
    world.offered(other["episode"], place="CARE-11")
    world.runner.catch_up()
    assert set(listed(browse(AGENT).get("/children"))) == {f"/children/{each['person']}" for each in (one, other)}
    care = browse(CARE).get("/children")
    assert listed(care) == [f"/children/{other['person']}"]
    assert "→ Prairie House, Victoria TX (invented)" in care.text
    assert listed(browse("CARE-02.evening").get("/children")) == []


def test_filters_narrow_it_by_holder_place_and_step(world: World, browse: Browse) -> None:
    one, other = world.met("Zinnia", "Yarrow")
    [third] = world.met("Aster", place="BP-DRT")
    world.placed(other["episode"], place="CARE-11")
    world.runner.catch_up()
    somebody = browse(AGENT)
    for query, expected in (
        ("place=BP-DRT", {third["person"]}),
        ("place=BP-RGV", {one["person"], other["person"]}),
        ("holder=USBP", {one["person"], other["person"], third["person"]}),
        ("holder=ICE", set()),
        ("step=placed_pending_transfer", {other["person"]}),
        ("place=BP-DRT&step=placed_pending_transfer", set()),
        ("place=nowhere", {one["person"], other["person"], third["person"]}),
    ):
        page = somebody.get(f"/children?{query}")
        assert set(listed(page)) == {f"/children/{person}" for person in expected}, query
    assert "Nobody whom you may see is in custody there." in somebody.get("/children?holder=ICE").text


def test_a_long_list_goes_on_with_its_filters(world: World, browse: Browse) -> None:
    names = [f"Zinnia {chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(53)]
    world.met(*names)
    world.runner.catch_up()
    somebody = browse(AGENT)
    first = somebody.get("/children?place=BP-RGV")
    [further] = [link for link in first.links if "cursor=" in link]
    assert "place=BP-RGV" in further
    second = somebody.get(further)
    assert len(listed(first)) == 50
    assert len(listed(second)) == 3
    assert not set(listed(first)) & set(listed(second))


def test_a_number_leads_straight_to_the_record_and_stands_nowhere(
    world: World, browse: Browse, logged: io.StringIO
) -> None:
    [child] = world.met("Zinnia")
    numbered(world, child)
    world.runner.catch_up()
    somebody = browse(COORDINATOR)
    response = somebody.send("/children", {"scheme": "a_number", "number": "a205123456"})
    assert response.headers["location"] == f"/children/{child['person']}"
    assert "205" not in str(response.headers)
    assert '"who_has"' in logged.getvalue()
    assert "205123456" not in logged.getvalue().replace("-", "")


def test_of_a_record_that_may_not_be_seen_only_the_id_is_told(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    numbered(world, child)
    world.runner.catch_up()
    page = find(browse(ORR), NUMBER)
    assert "1 record has this number" in page.text
    assert child["person"] in page.text
    assert "Zinnia" not in page.response.text
    assert f"/children/{child['person']}" not in page.links


def test_one_number_on_two_records_names_both(world: World, browse: Browse) -> None:
    one, other = world.met("Zinnia", "Yarrow")
    numbered(world, one)
    numbered(world, other)
    world.runner.catch_up()
    page = find(browse(COORDINATOR), NUMBER)
    assert "2 records have this number" in page.text
    assert "Zinnia Invented" in page.text
    assert "Yarrow Invented" in page.text


def test_nobody_has_it_and_the_next_step_is_named(world: World, browse: Browse) -> None:
    world.met("Zinnia")
    world.runner.catch_up()
    page = find(browse(COORDINATOR), "A 299-999-999")
    assert "Nobody on record has this number." in page.text
    assert "/intake" in page.links


def test_who_is_not_on_duty_opens_records_and_searches_nothing(world: World, browse: Browse) -> None:
    [child] = world.met("Zinnia")
    numbered(world, child)
    world.runner.catch_up()
    somebody = browse(AGENT)
    assert "Searching by other numbers is for officials on duty" in somebody.get("/children").text
    page = find(somebody, NUMBER)
    assert page.status == 422
    assert "Zinnia Invented , 9" not in page.text.partition("In custody")[0]
    address = f"https://ledger.example/children/{child['person'].upper()}?x=1"
    assert find(somebody, address).response.url.path == f"/children/{child['person']}"
    assert find(somebody, str(uuid4())).status == 404


@pytest.mark.parametrize("number", ["", "  ", "---"])
def test_what_is_no_number_says_so(world: World, browse: Browse, number: str) -> None:
    page = find(browse(COORDINATOR), number)
    assert page.status == 422
    assert "Write the number" in page.text
