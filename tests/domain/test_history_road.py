"""Under way: departure, carriers, the door, turning back, redirects, and what is missing for each report."""

import pytest

from ledger.domain.custody.facets import Mark, Step, Whereabouts
from tests.domain.builders import OFFER, SECOND_OFFER, Said
from tests.domain.builders_handoff import (
    ACCEPTED,
    DESIGNATED,
    DISPATCHED,
    IN_CARE,
    IN_DHS,
    OFFERED,
    ON_THE_ROAD,
    RELEASED,
    absence,
    absent,
    accepted,
    arrived,
    back,
    dispatched,
    moved,
    offered,
    packed,
    recalled,
    received,
    redirected,
    refused_at_door,
    taken,
    turned_back,
)
from tests.domain.story import given


@pytest.mark.parametrize(
    ("before", "marks"),
    [
        (DESIGNATED, {Mark.WITHOUT_OFFER, Mark.WITHOUT_PACKET}),
        (OFFERED, {Mark.NOT_ACCEPTED, Mark.WITHOUT_PACKET}),
        ([*OFFERED, accepted()], {Mark.WITHOUT_PACKET}),
        (ACCEPTED, set()),
        ([*ACCEPTED, redirected(230)], {Mark.NOT_ACCEPTED}),
        (RELEASED, {Mark.BEFORE_ENCOUNTER}),
    ],
    ids=["nothing", "offered", "accepted", "packed", "redirected", "before"],
)
def test_what_a_departure_lacks(before: list[Said], marks: set[Mark]) -> None:
    early = marks == {Mark.BEFORE_ENCOUNTER}
    leaving = dispatched(-10 if early else 240, offer=SECOND_OFFER if early else OFFER)
    assert given(*before, leaving).marks(leaving) == marks


def test_a_stranger_who_dispatches_is_marked_and_the_holder_answers() -> None:
    strange = dispatched(by="ICE")
    story = given(*ACCEPTED, strange)
    assert story.marks(strange) == {Mark.NOT_THE_HOLDER}
    assert (story.now.between_hands, story.now.answerable) == (True, "USBP")


def test_a_departure_told_twice_keeps_the_first() -> None:
    again = dispatched(250, tag="again")
    story = given(*DISPATCHED, again)
    assert story.marks(again) == {Mark.ALREADY_UNDER_WAY}
    transfer = story.now.transfer
    assert transfer is not None
    assert transfer.from_place == "BP-RGV"


def test_a_carrier_who_signs_before_the_dispatch_has_the_child() -> None:
    signed = taken(235)
    story = given(*ACCEPTED, signed)
    assert (story.now.holder, story.now.answerable, story.now.between_hands) == ("CARRIER-A", "USBP", True)
    assert story.open_marks(signed) == {Mark.NOT_DISPATCHED}
    story.given(dispatched(240))
    assert (story.now.holder, story.irregular) == ("CARRIER-A", set())


def test_a_carrier_with_the_number_of_another_offer_has_the_child_all_the_same() -> None:
    wrong = taken(offer=SECOND_OFFER)
    story = given(*DISPATCHED, wrong)
    assert (story.now.holder, story.marks(wrong)) == ("CARRIER-A", {Mark.WITHOUT_OFFER})
    story.when(received()).then(holder="CARE-01")


def test_a_dispatch_with_the_number_of_another_offer_leaves_the_offer_open() -> None:
    wrong, receipt = dispatched(offer=SECOND_OFFER), received()
    story = given(*ACCEPTED, wrong)
    assert story.marks(wrong) == {Mark.WITHOUT_OFFER}
    story.when(receipt).then(holder="CARE-01", between_hands=False)
    assert story.marks(receipt) == {Mark.NOT_DISPATCHED}
    assert story.case.offer is None


def test_twelve_dispatched_eleven_received() -> None:
    not_here = absent()
    story = given(*ON_THE_ROAD, arrived(), not_here)
    assert story.marks(not_here) == {Mark.ABSENT_AT_ARRIVAL}
    assert (story.now.holder, story.now.answerable, story.now.whereabouts) == (
        "CARRIER-A",
        "USBP",
        Whereabouts.IN_TRANSIT,
    )
    assert story.now.place is None, "not at that door"
    assert story.open_marks(not_here) == {Mark.ABSENT_AT_ARRIVAL}
    story.given(turned_back(500))
    assert story.open_marks(not_here) == set()
    story.when(recalled(510)).then(holder="USBP", transfer=None)


def test_refused_at_the_door_the_giver_still_answers() -> None:
    refusal = refused_at_door()
    story = given(*ON_THE_ROAD, refusal)
    assert (story.now.whereabouts, story.now.place) == (Whereabouts.AT_THE_DOOR, "CARE-01")
    assert (story.now.handler, story.now.answerable, story.now.legal_custodian) == (None, "USBP", "USBP")
    assert story.open_marks(refusal) == {Mark.REFUSED}
    story.given(redirected(420), accepted(430, by="CARE-02"), received(600, by="CARE-02"))
    assert (story.now.holder, story.irregular) == ("CARE-02", set())


def test_turned_back_the_giver_has_the_child_again() -> None:
    turning = turned_back(300)
    story = given(*ON_THE_ROAD, turning)
    assert (story.now.holder, story.now.place, story.now.step) == ("USBP", "BP-RGV", Step.PLACED)
    assert not story.now.between_hands
    assert story.open_marks(turning) == {Mark.TURNED_BACK}
    story.given(dispatched(500), taken(510), received(700))
    assert (story.now.holder, story.irregular) == ("CARE-01", set())


def test_nobody_comes_back_by_the_carriers_word_alone() -> None:
    word = turned_back(300, by="CARRIER-A")
    story = given(*ON_THE_ROAD, word)
    assert story.marks(word) == {Mark.TURNED_BACK, Mark.NOT_THE_HOLDER}
    assert (story.now.holder, story.now.whereabouts) == ("CARRIER-A", Whereabouts.AT_THE_DOOR)
    story.when(turned_back(310)).then(holder="USBP", between_hands=False)


def test_a_child_turned_back_who_left_without_an_offer_is_simply_back() -> None:
    story = given(*IN_DHS, dispatched(), turned_back(300))
    assert (story.now.holder, story.now.transfer, story.now.step) == ("USBP", None, Step.IN_DHS_CUSTODY)


def test_redirected_under_way_and_received_there() -> None:
    story = given(*ON_THE_ROAD, redirected(300), accepted(310, by="CARE-02"), arrived(500, place="CARE-02"))
    story.when(received(510, by="CARE-02")).then(holder="CARE-02", place="CARE-02", legal_custodian="ORR")
    assert story.irregular == set()


def test_arrived_at_another_place_than_the_offer_says() -> None:
    elsewhere = arrived(place="CARE-02")
    assert given(*ON_THE_ROAD, elsewhere).marks(elsewhere) == {Mark.DIFFERENT_PLACE}


def test_hospital_on_the_way() -> None:
    story = given(*ON_THE_ROAD, absence(300, by="CARRIER-A"))
    assert (story.now.whereabouts, story.now.holder, story.now.between_hands) == (Whereabouts.AWAY, "CARRIER-A", True)
    story.when(received(600)).then(whereabouts=Whereabouts.AT_PLACE, holder="CARE-01")
    assert story.irregular == set()
    returned = given(*ON_THE_ROAD, absence(300, by="CARRIER-A"), back(350, by="CARRIER-A", place="BP-LRT"))
    assert (returned.now.whereabouts, returned.now.between_hands) == (Whereabouts.AT_PLACE, True)


def test_a_night_at_another_place_of_the_givers_is_still_the_way() -> None:
    story = given(*DISPATCHED, moved(300, by="USBP", place="BP-LRT"))
    assert (story.now.place, story.now.between_hands, story.now.answerable) == ("BP-LRT", True, "USBP")
    story.when(received()).then(holder="CARE-01")
    assert story.irregular == set()


@pytest.mark.parametrize(("by", "mark"), [("CARE-02", Mark.IDENTITY_NOT_CHECKED), ("CARE-03", Mark.NOT_THE_ADDRESSEE)])
def test_a_move_is_no_receipt_but_who_signs_has_the_child(by: str, mark: Mark) -> None:
    way = [
        offered(5000, by="CARE-01", to="CARE-02", offer=SECOND_OFFER),
        accepted(5001, by="CARE-02", offer=SECOND_OFFER),
        packed(5002, by="CARE-01"),
        dispatched(5003, by="CARE-01", offer=SECOND_OFFER),
    ]
    move = moved(5100, by=by)
    story = given(*IN_CARE, *way, move)
    assert (story.now.holder, story.now.between_hands, story.marks(move)) == (by, False, {mark})
    story.when(recalled(5200, by="CARE-01", offer=SECOND_OFFER)).refused("offer_not_open")
