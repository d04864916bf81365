"""Several children at once: each on its own, those kept together, races with others, and forms that are sent twice."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from ledger.domain.custody.state import Referral
from tests.api.world import World
from tests.web.feeding import fed, settle
from tests.web.reading import Browser
from tests.web.referring import (
    AGENT,
    ORR,
    acknowledged,
    booked_in,
    determined,
    member,
    met_together,
    pressed,
    referred,
    said_of,
    state_of,
)

Browse = Callable[..., Browser]
COLLEAGUE = "BP-RGV.coordinator"


@pytest.fixture(autouse=True)
def followed(world: World) -> Iterator[None]:
    with fed(world):
        yield


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement of a page; those of the views, which follow the log beside it, left out."""
    found: list[str] = []
    execute = psycopg.Cursor.execute

    def counting(self: psycopg.Cursor[Any], query: Any, *args: Any, **more: Any) -> psycopg.Cursor[Any]:  # noqa: ANN401  # the driver's
        if self.connection.info.user != "custody_projector":
            found.append(str(query))
        return execute(self, query, *args, **more)

    monkeypatch.setattr(psycopg.Cursor, "execute", counting)
    return found


def test_one_who_cannot_be_recorded_holds_up_nobody(world: World, browse: Browse) -> None:
    child, _mother = met_together(world, member("Aloe", (1, "mother")), member("Basil", age=40))
    others = booked_in(world, *(f"Child{number}" for number in range(11)))
    agent, step = browse(AGENT), "in_dhs_custody"
    page = agent.get("/referrals")
    page = agent.post(f"/referrals?step={step}", pressed(page, step, "determine", child, *others))
    assert page.status == 200
    assert "Recorded for 11 children, not for these" in page.text
    assert "Aloe Invented : A parent or guardian is involved: name the reason" in page.text
    assert all(state_of(world, each).determined for each in others)
    assert not state_of(world, child).determined
    ticked = [name for name, _ in page.fields(f"/referrals?step={step}") if name.endswith("/tick")]
    assert ticked == [f"/rows/{child['episode']}/tick"]
    assert "Child7" not in page.text


def test_those_kept_together_are_ticked_and_placed_as_one(world: World, browse: Browse) -> None:
    group = met_together(world, member("Cedar", (1, "sibling")), member("Dahlia"), member("Fern"))
    for child in group:
        at = f"/custody/{child['episode']}"
        world.done(f"{at}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by="USBP")
        referral = {"referring_agency": "border_patrol", "entry_class": "parole", "needs": [], "separated": False}
        world.done(f"{at}/submit-referral", referral, by="USBP")
        world.done(f"{at}/acknowledge-referral", {}, by="ORR")
    settle(world)
    intakes, step = browse(ORR), "placement_search"
    page = intakes.get(f"/referrals?step={step}&place=CARE-02")
    assert page.text.count("To stay together: all 2") == 1
    key = next(value for name, value in page.fields(f"/referrals?step={step}") if name.endswith("/group"))
    page = intakes.post(f"/referrals?step={step}", [*pressed(page, step, "designate"), ("together", key)])
    assert "Places designated: 2." in page.text
    assert [state_of(world, child).designated for child in group] == ["CARE-02", "CARE-02", None]


def test_a_brother_at_another_step_is_pointed_to(world: World, browse: Browse) -> None:
    first, second = met_together(world, member("Ginger", (1, "sibling")), member("Heather"))
    world.done(f"/custody/{second['episode']}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by="USBP")
    settle(world)
    page = browse(AGENT).get("/referrals?step=in_dhs_custody")
    assert "is not in this list: look" in page.text
    assert page.links.count(f"/children/{second['person']}") == 1
    assert f"/children/{first['person']}" in page.links


def test_every_child_of_the_list_but_no_adult_is_meant(world: World, browse: Browse) -> None:
    child, aunt = met_together(world, member("Ivy", (1, "aunt_or_uncle")), member("Jasmine", age=44))
    agent, step = browse(AGENT), "in_dhs_custody"
    page = agent.get("/referrals")
    assert "18 or older" in page.text
    page = agent.post(f"/referrals?step={step}", [*pressed(page, step, "determine"), ("everybody", "yes")])
    assert "Determined to be unaccompanied: 1." in page.text
    assert (state_of(world, child).determined, state_of(world, aunt).determined) == (True, False)


def test_what_a_colleague_did_meanwhile_is_told(world: World, browse: Browse) -> None:
    [child] = determined(world, "Lavender")
    [other] = determined(world, "Laurel")
    agent, colleague, step = browse(AGENT), browse(COLLEAGUE), "uc_determined"
    page, theirs = (each.get(f"/referrals?step={step}") for each in (agent, colleague))
    colleague.post(f"/referrals?step={step}", pressed(theirs, step, "refer", child))
    page = agent.post(f"/referrals?step={step}", pressed(page, step, "refer", child, other))
    assert "Recorded for 1 child, not for these" in page.text
    assert "Lavender Invented : The child is referred to ORR already" in page.text
    assert "Since you opened this page: Referred to ORR, 0 minutes ago" in page.text
    assert f"{COLLEAGUE} (U.S. Border Patrol)" in page.text
    assert [event.event.by.user for event in said_of(world, child)][-1] == COLLEAGUE


def test_a_decision_is_taken_on_what_was_seen(world: World, browse: Browse) -> None:
    [child] = determined(world, "Linden")
    agent, step = browse(AGENT), "uc_determined"
    page = agent.get(f"/referrals?step={step}")
    world.done(f"/custody/{child['episode']}/book-in", {"claimed": world.claimed(), "place": "BP-LRT"}, by="USBP")
    settle(world)
    page = agent.post(f"/referrals?step={step}", pressed(page, step, "refer", child))
    assert "Linden Invented : Since you opened this page: Booked in" in page.text
    assert state_of(world, child).referral is Referral.NONE


def test_a_form_that_is_sent_twice_is_recorded_once_and_answered_alike(world: World, browse: Browse) -> None:
    children = determined(world, "Mint", "Myrtle")
    agent, step = browse(AGENT), "uc_determined"
    fields = pressed(agent.get(f"/referrals?step={step}"), step, "refer", *children)
    first, second = (agent.send(f"/referrals?step={step}", fields) for _ in range(2))
    assert (first.status_code, first.headers["location"]) == (303, second.headers["location"])
    assert [len(said_of(world, child)) for child in children] == [4, 4]


def test_the_same_form_with_one_more_ticked_records_the_one(world: World, browse: Browse) -> None:
    first, second = determined(world, "Nutmeg", "Oak")
    agent, step = browse(AGENT), "uc_determined"
    page = agent.get(f"/referrals?step={step}")
    agent.post(f"/referrals?step={step}", pressed(page, step, "refer", first))
    page = agent.post(f"/referrals?step={step}", pressed(page, step, "refer", first, second))
    assert "Referred to ORR: 2." in page.text
    assert [len(said_of(world, child)) for child in (first, second)] == [4, 4]


def test_nothing_is_recorded_when_nobody_is_ticked(world: World, browse: Browse) -> None:
    [child] = referred(world, "Parsley")
    intakes = browse(ORR)
    fields = pressed(intakes.get("/referrals?step=referred"), "referred", "acknowledge")
    page = intakes.post("/referrals?step=referred", fields)
    assert (page.status, "Tick whom it is about first." in page.text) == (422, True)
    assert state_of(world, child).referral is Referral.SUBMITTED


def test_what_is_wrong_for_all_stands_beside_its_field_and_everything_typed_is_kept(
    world: World, browse: Browse
) -> None:
    [child] = acknowledged(world, "Rosemary", needs=["isolation"])
    intakes, step = browse(ORR), "placement_search"
    base = f"/rows/{child['episode']}"
    page = intakes.get(f"/referrals?step={step}&place=CARE-01")
    fields = pressed(page, step, "designate", child, place="", program="group_home", **{f"{base[1:]}/note": "Typed."})
    page = intakes.post(f"/referrals?step={step}", fields)
    assert page.status == 422
    kept = page.form(f"/referrals?step={step}")
    assert (kept["/program"], kept[f"{base}/tick"], kept[f"{base}/note"]) == ("group_home", "yes", "Typed.")
    assert 'aria-invalid="true"' in page.response.text
    assert kept["key"] != dict(fields)["key"]


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [("act", "nothing")],
        [("act", "refer"), ("/rows/0/tick", "yes")],
        [("act", "refer"), ("/rows/x/tick", "yes"), ("/rows/x/version:int", "1")],
        [("act", "refer"), ("everybody", "yes"), ("/rows/x", "yes")],
    ],
)
def test_a_form_that_is_none_of_ours_is_refused(browse: Browse, fields: list[tuple[str, str]]) -> None:
    assert browse(AGENT).send("/referrals?step=uc_determined", fields).status_code == 422


def test_whose_records_are_shown_is_in_the_read_log(world: World, browse: Browse, logged: io.StringIO) -> None:
    children = referred(world, "Sage", "Sorrel")
    browse(ORR).get("/referrals?step=referred")
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    read = [line for line in lines if line.get("question") == "referrals"]
    assert read[-1]["persons"] == sorted(child["person"] for child in children)
    assert read[-1]["purpose"] == "placement"


@pytest.mark.parametrize(
    ("user", "step"),
    [
        (AGENT, "in_dhs_custody"),
        (AGENT, "uc_determined"),
        (AGENT, "referred"),
        (ORR, "referred"),
        (ORR, "placement_search"),
        (ORR, "placed_pending_transfer"),
    ],
)
def test_a_list_asks_at_most_ten_times_however_long_it_is(
    world: World, browse: Browse, sent: list[str], user: str, step: str
) -> None:
    booked_in(world, "Tansy", "Thyme")
    determined(world, "Tulip")
    referred(world, "Verbena", "Violet")
    acknowledged(world, "Willow", "Yarrow")
    somebody = browse(user)
    somebody.get(f"/referrals?step={step}")  # the first visit opens connections
    sent.clear()
    assert somebody.get(f"/referrals?step={step}").status == 200
    assert 3 <= len(sent) <= 10, sent
