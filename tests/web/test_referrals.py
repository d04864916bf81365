"""Referral and placement: what each side sees at each step, and how a child goes from one to the next."""

from collections.abc import Callable, Iterator

import pytest

from ledger.domain.codes import Need, ProgramKind, ReferralGap, SeparationReason
from ledger.domain.custody import intake
from ledger.domain.custody.state import Referral
from tests.api.world import Json, World
from tests.web.feeding import fed, settle
from tests.web.reading import Browser, Page
from tests.web.referring import (
    AGENT,
    ORR,
    REFERRAL,
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


@pytest.fixture(autouse=True)
def followed(world: World) -> Iterator[None]:
    with fed(world):
        yield


def proposed(page: Page) -> list[str]:
    """The places that the page proposes, in order."""
    return [link.rpartition("place=")[2] for link in page.links if "place=" in link]


def test_a_child_goes_from_the_book_in_to_a_place(world: World, browse: Browse) -> None:
    aster, borage = booked_in(world, "Aster", "Borage")
    agent, intakes = browse(AGENT), browse(ORR)
    for step, act, told in [
        ("in_dhs_custody", "determine", "Determined to be unaccompanied: 2."),
        ("uc_determined", "refer", "Referred to ORR: 2."),
    ]:
        page = agent.get(f"/referrals?step={step}")
        assert "Aster Invented" in page.text
        page = agent.post(f"/referrals?step={step}", pressed(page, step, act, aster, borage))
        assert (page.status, told in page.text) == (200, True), page.text
        assert "Aster Invented" not in page.text
    page = intakes.get("/referrals")
    assert "Aster Invented" in page.text, "the first step at which somebody waits"
    page = intakes.post("/referrals?step=referred", pressed(page, "referred", "acknowledge", aster, borage))
    assert "Referrals acknowledged: 2." in page.text
    assert "Aster Invented" not in page.text
    page = intakes.get("/referrals?step=placement_search")
    assert "Acknowledged: nobody asked yet" in page.text
    wanted = {"place": "CARE-11", "program": "shelter"}
    page = intakes.post(
        "/referrals?step=placement_search", pressed(page, "placement_search", "designate", aster, borage, **wanted)
    )
    assert "Places designated: 2." in page.text
    placed = [state_of(world, child).designated for child in (aster, borage)]
    assert placed == ["CARE-11", "CARE-11"]
    assert "Aster Invented" in intakes.get("/referrals?step=placed_pending_transfer").text
    page = agent.get("/referrals?step=placement_search")
    assert "/handoffs/new" in page.links
    assert "Placed: offer them 2" in page.text


def test_what_the_referral_says_is_preset_from_the_record(world: World, browse: Browse) -> None:
    [child] = determined(world, "Clover")
    need = {"claimed": world.claimed(), "need": "pregnancy"}
    world.done(f"/people/{child['person']}/record-need", need, by="USBP")
    page = browse(AGENT).get("/referrals?step=uc_determined")
    browse(AGENT).post("/referrals?step=uc_determined", pressed(page, "uc_determined", "refer", child))
    said = said_of(world, child)[-1].event
    assert isinstance(said, intake.ReferralSubmitted)
    assert (said.needs, said.separated) == ((Need.PREGNANCY,), False)
    assert (said.referring_agency, said.entry_class) == ("border_patrol", "entry_without_inspection")


def test_where_a_parent_is_present_the_reason_is_asked_and_goes_into_the_referral(world: World, browse: Browse) -> None:
    child, mother = met_together(world, member("Dill", (1, "mother")), member("Elder", (0, "own_child"), age=31))
    agent, step = browse(AGENT), "in_dhs_custody"
    page = agent.get("/referrals")
    assert "A parent is with the child" in page.text
    page = agent.post(f"/referrals?step={step}", pressed(page, step, "determine", child))
    assert page.status == 409
    assert "Not recorded yet" in page.text
    assert (f"/rows/{child['episode']}/tick", "yes") in page.fields(f"/referrals?step={step}"), "still ticked"
    fields = pressed(page, step, "determine", child, **{f"rows/{child['episode']}/separation_reason": "other_warrant"})
    page = agent.post(f"/referrals?step={step}", fields)
    assert "Determined to be unaccompanied: 1." in page.text
    step = "uc_determined"
    agent.post(f"/referrals?step={step}", pressed(agent.get(f"/referrals?step={step}"), step, "refer", child))
    said = said_of(world, child)[-1].event
    assert isinstance(said, intake.ReferralSubmitted)
    assert (said.separated, said.separation_reason) == (True, SeparationReason.OTHER_WARRANT)
    page = browse(ORR).get("/referrals?step=referred")
    assert "Separated Other warrant" in page.text
    assert not state_of(world, mother).determined


def test_what_is_missing_is_told_and_a_returned_referral_comes_first(world: World, browse: Browse) -> None:
    [child] = referred(world, "Fennel")
    intakes, agent = browse(ORR), browse(AGENT)
    page = intakes.get("/referrals?step=referred")
    assert "something is missing" in page.text
    assert "Identifiers" in page.text
    page = intakes.post("/referrals?step=referred", pressed(page, "referred", "return", child))
    assert "Referrals returned with what is missing: 1." in page.text
    said = said_of(world, child)[-1].event
    assert isinstance(said, intake.ReferralReturned)
    assert said.missing == (ReferralGap.IDENTIFIERS, ReferralGap.LANGUAGE)
    determined(world, "Garlic")
    page = agent.get("/referrals?step=uc_determined")
    assert page.text.index("Fennel") < page.text.index("Garlic")
    assert "Returned by ORR" in page.text
    page = agent.get("/referrals?step=referred")
    assert "Returned by ORR (1)" in page.text
    assert "Fennel" in page.text
    page = agent.get("/referrals?step=uc_determined")
    agent.post("/referrals?step=uc_determined", pressed(page, "uc_determined", "refer", child))
    assert state_of(world, child).referral is Referral.SUBMITTED
    assert "Returned by ORR" not in agent.get("/referrals?step=referred").text


def test_a_referral_is_not_returned_without_saying_what_is_missing(world: World, browse: Browse) -> None:
    [child] = referred(world, "Hazel")
    intakes = browse(ORR)
    page = intakes.get("/referrals?step=referred")
    fields = [each for each in pressed(page, "referred", "return", child) if not each[0].endswith("/missing/-")]
    page = intakes.post("/referrals?step=referred", fields)
    assert page.status == 409
    assert "Hazel Invented : Say what is missing, then return it." in page.text
    assert state_of(world, child).referral is Referral.SUBMITTED


def test_a_referral_is_taken_back_with_the_reason(world: World, browse: Browse) -> None:
    [child] = referred(world, "Iris")
    agent, step = browse(AGENT), "referred"
    page = agent.get(f"/referrals?step={step}")
    page = agent.post(f"/referrals?step={step}", pressed(page, step, "cancel", child))
    assert page.status == 422
    assert "Choose one of the list" in page.text or "Please answer this" in page.text
    page = agent.post(f"/referrals?step={step}", pressed(page, step, "cancel", child, reason="accompanied"))
    assert "Referrals taken back: 1." in page.text
    assert state_of(world, child).referral is Referral.NONE


def test_a_child_that_is_none_is_classified(world: World, browse: Browse) -> None:
    [child] = booked_in(world, "Juniper")
    agent, step = browse(AGENT), "in_dhs_custody"
    fields = pressed(agent.get("/referrals"), step, "classify", child, classification="family_unit_member")
    page = agent.post(f"/referrals?step={step}", fields)
    assert "Classified: 1." in page.text
    assert "Juniper" not in page.text
    assert said_of(world, child)[-1].event.classification == "family_unit_member"


def test_who_was_asked_and_who_declined_with_which_reason(world: World, browse: Browse) -> None:
    [child] = acknowledged(world, "Kale")
    intakes, step = browse(ORR), "placement_search"
    page = intakes.get(f"/referrals?step={step}")
    page = intakes.post(f"/referrals?step={step}", pressed(page, step, "request", child, place="CARE-12"))
    assert proposed(page)[0] == "CARE-12", "who was asked stands first"
    assert "Pecan House, San Antonio TX (invented): no answer yet" in page.text
    world.tick()
    fields = pressed(page, step, "decline", child, place="CARE-12", reason="no_isolation")
    page = intakes.post(f"/referrals?step={step}", fields)
    assert "Pecan House, San Antonio TX (invented): declined , No isolation" in page.text
    assert proposed(page)[0] == "CARE-01", "who declined is not proposed again"
    assert "declined" in browse(AGENT).get(f"/referrals?step={step}").text
    fields = pressed(page, step, "designate", child, place="CARE-12", program="shelter")
    page = intakes.post(f"/referrals?step={step}", fields)
    assert page.status == 409
    assert state_of(world, child).designated is None, "a supervisor must override"
    fields = pressed(page, step, "designate", child, place="CARE-12", **overridden(child, "ORR.supervisor"))
    assert "Places designated: 1." in intakes.post(f"/referrals?step={step}", fields).text
    said = said_of(world, child)[-1].event
    assert isinstance(said, intake.PlacementDesignated)
    assert (said.override_by, said.program) == ("ORR.supervisor", ProgramKind.SHELTER)


def overridden(child: Json, by: str, why: str = "") -> dict[str, str]:
    """Who decided of one child, and why, as typed."""
    base = f"rows/{child['episode']}"
    return {f"{base}/override_by": by, f"{base}/note": why}


def test_a_place_that_does_not_meet_all_needs_takes_who_decided_and_why(world: World, browse: Browse) -> None:
    [child] = acknowledged(world, "Lilac", needs=["pregnancy", "medication"])
    intakes, step = browse(ORR), "placement_search"
    page = intakes.get(f"/referrals?step={step}")
    assert any(link.endswith("place=CARE-02") for link in page.links), "a place that meets all of it"
    page = intakes.post(f"/referrals?step={step}", pressed(page, step, "designate", child, place="CARE-11"))
    assert page.status == 409
    assert "Not met at Prairie House, Victoria TX (invented): Pregnancy. The place does not meet all" in page.text
    for _ in range(2):
        page = intakes.post(f"/referrals?step={step}", pressed(page, step, "designate", child))
        assert (page.status, state_of(world, child).designated) == (409, None), "sending it again does not help"
    fields = pressed(page, step, "designate", child, **overridden(child, "O.lead"))
    page = intakes.post(f"/referrals?step={step}", fields)
    assert (page.status, state_of(world, child).designated) == (409, None)
    assert "Say why this place is chosen though it does not meet all that the child needs." in page.text
    fields = pressed(page, step, "designate", child, **overridden(child, "O.lead", "The midwife comes daily."))
    page = intakes.post(f"/referrals?step={step}", fields)
    said = said_of(world, child)[-1].event
    assert isinstance(said, intake.PlacementDesignated)
    assert (said.place, said.override_by) == ("CARE-11", "O.lead")
    assert "The midwife comes daily." in intakes.get(f"/children/{child['person']}").text
    again = intakes.post(f"/referrals?step={step}", fields)
    assert (again.status, len(said_of(world, child))) == (200, said_of(world, child)[-1].version)


def test_who_decided_is_asked_only_of_those_whom_the_place_does_not_suit(world: World, browse: Browse) -> None:
    met, unmet = acknowledged(world, "Mallow", needs=["medication"]) + acknowledged(world, "Neem", needs=["pregnancy"])
    intakes, step = browse(ORR), "placement_search"
    page = intakes.get(f"/referrals?step={step}&place=CARE-11")
    asked = {name for name, _ in page.fields(f"/referrals?step={step}") if name.endswith(("/override_by", "/note"))}
    assert asked == {f"/{name}" for name in overridden(unmet, "")}
    fields = pressed(page, step, "designate", met, unmet, **overridden(unmet, "O.lead", "The midwife comes daily."))
    assert "Places designated: 2." in intakes.post(f"/referrals?step={step}", fields).text
    said = [said_of(world, child)[-1].event for child in (met, unmet)]
    assert [each.override_by for each in said] == [None, "O.lead"]


def test_an_age_that_a_place_does_not_take_is_asked_back_once(world: World, browse: Browse) -> None:
    [child, *_] = met_together(world, member("Mallow", age=9))
    for act, body, by in (
        ("determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, "USBP"),
        ("submit-referral", REFERRAL, "USBP"),
        ("acknowledge-referral", {}, "ORR"),
    ):
        world.done(f"/custody/{child['episode']}/{act}", body, by=by)
    settle(world)
    intakes, step = browse(ORR), "placement_search"
    page = intakes.get(f"/referrals?step={step}&place=CARE-05")
    page = intakes.post(f"/referrals?step={step}", pressed(page, step, "designate", child))
    assert (page.status, state_of(world, child).designated) == (409, None)
    assert "takes ages 10 to 17. Say who has decided and why, or send it again as it is." in page.text
    page = intakes.post(f"/referrals?step={step}", pressed(page, step, "designate", child))
    assert "Places designated: 1." in page.text
    assert state_of(world, child).designated == "CARE-05", "the ledger cannot read an age"


def test_nobody_sees_what_is_not_theirs(world: World, browse: Browse) -> None:
    booked_in(world, "Nettle")
    determined(world, "Olive", place="POE-HID", by="OFO")
    settle(world)
    assert "Olive" not in browse(AGENT).get("/referrals?step=uc_determined&of=all").text
    assert "Nettle" not in browse("ICE-SNA.coordinator").get("/referrals?step=in_dhs_custody&of=all").text
    orr = browse(ORR)
    seen = [orr.get(f"/referrals?step={step}").text for step in ("referred", "placement_search")]
    assert not any("Nettle" in text or "Olive" in text for text in seen)
    assert orr.get("/referrals?step=in_dhs_custody").status == 404
    assert browse("HHS-OIG.auditor").get("/referrals").status == 404


def test_an_agency_sees_its_own_office_first_and_all_of_it_when_asked(world: World, browse: Browse) -> None:
    booked_in(world, "Poppy", place="BP-RGV")
    booked_in(world, "Quince", place="BP-LRT")
    agent = browse(AGENT)
    page = agent.get("/referrals?step=in_dhs_custody")
    assert ("Poppy" in page.text, "Quince" in page.text, "To classify 1" in page.text) == (True, False, True)
    page = agent.get("/referrals?step=in_dhs_custody&of=all")
    assert ("Poppy" in page.text, "Quince" in page.text, "To classify 2" in page.text) == (True, True, True)


def test_a_need_that_came_after_the_referral_is_missing_in_it(world: World, browse: Browse) -> None:
    [child] = referred(world, "Rowan")
    assert "Identifiers Language" in browse(ORR).get("/referrals?step=referred").text
    need = {"claimed": world.claimed(), "need": "isolation"}
    world.done(f"/people/{child['person']}/record-need", need, by="USBP")
    assert "Needs Identifiers Language" in browse(ORR).get("/referrals?step=referred").text


def test_a_parent_who_is_found_after_the_determination_leaves_the_separation_unsaid(
    world: World, browse: Browse
) -> None:
    [child] = determined(world, "Saffron")
    [mother] = booked_in(world, "Senna")
    known = {"person": mother["person"], "relation": "mother", "said_by": "document", "present_now": True}
    body = {"claimed": world.claimed(), "companions_answer": "named", "companions": [known]}
    world.done(f"/custody/{child['episode']}/declare-companions", body, by="USBP")
    settle(world)
    text = browse(AGENT).get("/referrals?step=uc_determined").text
    assert "Not on the record: Identifiers Separation: whether and why Language" in text


def test_an_age_that_a_place_does_not_take_stands_beside_it(world: World, browse: Browse) -> None:
    acknowledged(world, "Sumac")
    page = browse(ORR).get("/referrals?step=placement_search&place=CARE-03")
    assert "Anacua House, McAllen TX (invented) takes ages 13 to 17." in page.text
    assert "CARE-03" not in proposed(browse(ORR).get("/referrals?step=placement_search"))


def test_a_decline_outlives_the_referral_and_an_unanswered_request_does_not(world: World, browse: Browse) -> None:
    [child] = acknowledged(world, "Tarragon")
    at = f"/custody/{child['episode']}"
    for place in ("CARE-11", "CARE-12"):
        world.done(f"{at}/request-placement", {"place": place}, by="ORR")
    world.done(f"{at}/decline-placement", {"place": "CARE-12", "reason": "medical"}, by="CARE-12")
    world.done(f"{at}/return-referral", {"missing": ["needs"]}, by="ORR")
    world.done(f"{at}/submit-referral", REFERRAL, by="USBP")
    world.done(f"{at}/acknowledge-referral", {}, by="ORR")
    settle(world)
    text = browse(ORR).get("/referrals?step=placement_search").text
    assert "Pecan House, San Antonio TX (invented): declined" in text
    assert "Prairie House, Victoria TX (invented): no answer yet" not in text
