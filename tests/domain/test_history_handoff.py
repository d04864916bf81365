"""What happened on the way: each report moves only what its signer can sign for, and says what is irregular."""

from ledger.domain.codes import Classification, DiscrepancyKind, IdentityMethod
from ledger.domain.custody.case import head_facts
from ledger.domain.custody.facets import Mark, Step, Whereabouts
from ledger.domain.custody.handoff import Discrepancy
from tests.domain.builders import (
    LEG,
    OFFER,
    Said,
    cancelled,
    classified,
    corrected,
    designated,
    determined,
    encountered,
    referred,
    returned,
)
from tests.domain.builders_handoff import (
    ACCEPTED,
    ACKNOWLEDGED,
    DESIGNATED,
    DETERMINED,
    DISPATCHED,
    IN_CARE,
    IN_DHS,
    OFFERED,
    ON_THE_ROAD,
    REFERRED,
    accepted,
    arrived,
    dispatched,
    exited,
    missing,
    offered,
    packed,
    received,
    redirected,
    taken,
)
from tests.domain.story import given

# the regular way ------------------------------------------------------------------------------------------------------


def test_custody_passes_hand_by_hand() -> None:
    story = given(*IN_CARE)
    waiting, carried, at_the_door, in_care = (story.at(minute) for minute in (242, 300, 405, 410))
    assert [each.holder for each in (waiting, carried, at_the_door, in_care)] == [
        "USBP",
        "CARRIER-A",
        "CARRIER-A",
        "CARE-01",
    ]
    assert [each.legal_custodian for each in (waiting, carried, at_the_door, in_care)] == ["USBP"] * 3 + ["ORR"]
    assert [each.answerable for each in (waiting, carried, at_the_door, in_care)] == ["USBP"] * 3 + ["CARE-01"]
    assert [each.whereabouts for each in (waiting, carried, at_the_door, in_care)] == [
        Whereabouts.IN_TRANSIT,
        Whereabouts.IN_TRANSIT,
        Whereabouts.AT_THE_DOOR,
        Whereabouts.AT_PLACE,
    ]
    assert [each.handler for each in (waiting, carried, at_the_door, in_care)] == [
        None,
        "CARRIER-A.official",
        None,
        "CARE-01.official",
    ]
    assert story.irregular == set()


def test_who_may_know_follows_the_hands() -> None:
    def facts(steps: list[Said]) -> tuple[str | None, ...]:
        head = head_facts(given(*steps).case)
        return head.legal_custodian, head.holder, head.next_holder, head.previous_holder, head.referred_to

    assert facts(DESIGNATED) == ("USBP", "USBP", None, None, "ORR")
    assert facts(OFFERED) == ("USBP", "USBP", "CARE-01", None, "ORR")
    assert facts(DISPATCHED) == ("USBP", "USBP", "CARE-01", None, "ORR")
    assert facts(ON_THE_ROAD) == ("USBP", "CARRIER-A", "CARE-01", "USBP", "ORR")
    assert facts(IN_CARE) == ("ORR", "CARE-01", None, None, None)
    assert facts([*IN_CARE, missing(500)]) == ("ORR", None, None, "CARE-01", None)
    assert facts([*ON_THE_ROAD, redirected(300)]) == ("USBP", "CARRIER-A", "CARE-02", "USBP", "ORR")


def test_a_referral_names_orr_until_it_has_the_child_or_the_referral_is_taken_back() -> None:
    def referred_to(*steps: Said) -> str | None:
        return head_facts(given(*steps).case).referred_to

    assert referred_to(*DETERMINED) is None
    assert referred_to(*REFERRED) == "ORR"
    assert referred_to(*REFERRED, returned(160)) is None
    assert referred_to(*REFERRED, cancelled(160)) is None
    assert referred_to(*REFERRED, cancelled(160), referred(170)) == "ORR"
    assert referred_to(*REFERRED, exited(160)) is None
    again = [classified(155, Classification.ADULT), determined(156)]
    assert referred_to(*ACKNOWLEDGED, *again) == "ORR"
    leg = [received(190, by="ICE", place="ICE-HLG", offer=LEG)]
    assert referred_to(*DESIGNATED, offered(152, to="ICE", place="ICE-HLG", offer=LEG), *leg) == "ORR"
    assert referred_to(*IN_CARE) is None
    assert referred_to(*IN_CARE, received(9000, by="ICE", place="ICE-HLG", offer=LEG)) is None


def test_from_border_patrol_to_ice_to_orr() -> None:
    first = [
        offered(152, to="ICE", place="ICE-HLG", offer=LEG),
        accepted(153, by="ICE", offer=LEG),
        packed(154),
        dispatched(155, offer=LEG, escort="USBP.driver"),
        received(190, by="ICE", place="ICE-HLG", offer=LEG),
    ]
    story = given(*DESIGNATED, *first)
    assert (story.now.legal_custodian, story.now.holder) == ("ICE", "ICE")
    assert story.now.step is Step.PLACED, "the placement stands; only the road to it has two legs"
    story.given(offered(by="ICE"), accepted(), packed(by="ICE"), dispatched(by="ICE"), taken(), arrived(), received())
    assert (story.now.legal_custodian, story.now.holder, story.now.step) == ("ORR", "CARE-01", Step.IN_ORR_CARE)
    assert story.irregular == set()
    assert story.now.receipts == {(LEG, "ICE"), (OFFER, "CARE-01")}


def test_two_carriers_on_one_way() -> None:
    story = given(*ON_THE_ROAD, taken(300, by="CARRIER-B"))
    assert (story.now.holder, story.now.answerable) == ("CARRIER-B", "USBP")
    story.when(received()).then(holder="CARE-01", answerable="CARE-01")
    assert story.irregular == set()


def test_a_designation_on_the_way_to_ice_waits_for_the_end_of_the_journey() -> None:
    leg = [offered(122, to="ICE", place="ICE-HLG", offer=LEG), accepted(123, by="ICE", offer=LEG), packed(124)]
    story = given(*ACKNOWLEDGED, *leg, dispatched(125, offer=LEG), designated())
    assert story.now.step is Step.IN_TRANSIT
    story.when(received(190, by="ICE", place="ICE-HLG", offer=LEG)).then(step=Step.PLACED, legal_custodian="ICE")


# late and out of order ------------------------------------------------------------------------------------------------


def test_a_receipt_recorded_before_the_dispatch() -> None:
    early = received(said=411)
    story = given(*ACCEPTED, early)
    assert story.marks(early) == {Mark.NOT_DISPATCHED}
    story.given(dispatched(said=500), taken(said=501))
    assert story.marks(early) == set()
    assert (story.irregular, story.now.holder) == (set(), "CARE-01")
    assert story.at(300).holder == "CARRIER-A"


def test_a_receipt_three_days_late() -> None:
    story = given(*ON_THE_ROAD)
    assert story.now.between_hands
    story.when(received(said=410 + 3 * 1440)).then(holder="CARE-01")
    assert not story.at(410).between_hands
    assert story.at(409).between_hands


def test_the_whole_journey_by_paper_that_comes_after_the_child() -> None:
    """The offer is recorded when the child is long there: a decision cannot be backdated, and nothing breaks."""
    story = given(*DESIGNATED, dispatched(160, said=300), received(190, said=301))
    assert (story.now.holder, story.now.transfer) == ("CARE-01", None)
    story.when(offered(302)).refused("not_the_holder")


def test_clocks_that_differ_make_both_reports_irregular_and_custody_right() -> None:
    leaving, receipt = dispatched(420, said=421), received(410, said=422)
    story = given(*ACCEPTED, leaving, receipt)
    assert story.marks(receipt) == {Mark.NOT_DISPATCHED}
    assert story.marks(leaving) == {Mark.ALREADY_RECEIVED}
    assert (story.now.holder, story.now.between_hands) == ("CARE-01", False)


def test_the_receivers_next_offer_stands_when_its_receipt_is_corrected_to_later() -> None:
    leg = [
        offered(152, to="ICE", place="ICE-HLG", offer=LEG),
        accepted(153, by="ICE", offer=LEG),
        packed(154),
        dispatched(155, offer=LEG),
    ]
    receipt = received(190, by="ICE", place="ICE-HLG", offer=LEG)
    story = given(*DESIGNATED, *leg, receipt, offered(by="ICE"), accepted())
    story.when(corrected(receipt, received(230, by="ICE", place="ICE-HLG", offer=LEG), 231)).then(holder="ICE")
    offer = story.case.offer
    assert offer is not None, "made at 200, before the child was received at 230 as we know now: it waits"
    assert offer.offer == OFFER
    story.given(packed(235, by="ICE"), dispatched(by="ICE"), received())
    assert (story.now.holder, story.irregular) == ("CARE-01", set())


# twice and by others --------------------------------------------------------------------------------------------------


def test_a_receipt_told_twice_counts_once() -> None:
    twice = received(430, tag="another system")
    story = given(*IN_CARE, twice)
    assert story.marks(twice) == {Mark.ALREADY_RECEIVED}
    assert story.now.since == story.at(410).since


def test_a_late_copy_of_an_old_receipt_takes_nobody_back() -> None:
    leg = [offered(152, to="ICE", place="ICE-HLG", offer=LEG), accepted(153, by="ICE", offer=LEG), packed(154)]
    receipt = received(190, by="ICE", place="ICE-HLG", offer=LEG)
    way = [dispatched(155, offer=LEG), receipt, offered(by="ICE"), accepted(), packed(by="ICE")]
    story = given(*DESIGNATED, *leg, *way)
    copy = received(195, by="ICE", place="ICE-HLG", offer=LEG, tag="copy", said=300)
    story.given(copy)
    assert story.case.offer is not None, "the copy closes no later offer"
    story.given(dispatched(by="ICE", said=301), received())
    late_copy = received(420, by="ICE", place="ICE-HLG", offer=LEG, tag="late copy")
    story.given(late_copy)
    assert story.marks(late_copy) == {Mark.ALREADY_RECEIVED}
    assert story.now.holder == "CARE-01"


def test_two_custodians_claim_one_child() -> None:
    second = received(430, by="CARE-02")
    story = given(*IN_CARE, second)
    assert story.marks(second) == {Mark.ALREADY_RECEIVED, Mark.TWO_CUSTODIANS}
    assert story.now.holder == "CARE-01", "an alarm, never a choice"


def test_the_first_receipt_in_time_stands_whatever_came_in_first() -> None:
    later, earlier = received(430, by="CARE-02", said=431), received(410, said=600)
    story = given(*ON_THE_ROAD, later, earlier)
    assert (story.now.holder, story.marks(later)) == ("CARE-01", {Mark.ALREADY_RECEIVED, Mark.TWO_CUSTODIANS})


def test_received_by_another_organisation_than_offered() -> None:
    elsewhere = received(by="CARE-02")
    story = given(*ON_THE_ROAD, elsewhere)
    assert story.marks(elsewhere) == {Mark.NOT_THE_ADDRESSEE, Mark.DIFFERENT_PLACE}
    assert (story.now.holder, story.now.legal_custodian) == ("CARE-02", "ORR")


def test_received_at_another_place_than_offered() -> None:
    elsewhere = received(place="CARE-02")
    story = given(*ON_THE_ROAD, elsewhere)
    assert story.marks(elsewhere) == {Mark.DIFFERENT_PLACE}


def test_received_without_any_offer() -> None:
    taken_in = received(by="ICE", place="ICE-HLG", offer=None)
    story = given(*IN_DHS, taken_in)
    assert story.marks(taken_in) == {Mark.WITHOUT_OFFER}
    assert (story.now.holder, story.now.legal_custodian, story.now.step) == ("ICE", "ICE", Step.IN_DHS_CUSTODY)


def test_received_before_any_encounter() -> None:
    receipt = received(by="ICE", place="ICE-HLG", offer=None)
    late_met = encountered(500)
    story = given(late_met, receipt)
    assert story.marks(receipt) == {Mark.BEFORE_ENCOUNTER, Mark.WITHOUT_OFFER}
    assert story.marks(late_met) == {Mark.SECOND_ENCOUNTER, Mark.TWO_CUSTODIANS}
    assert (story.now.holder, story.now.legal_custodian, story.now.step) == ("ICE", "ICE", Step.IN_DHS_CUSTODY)


def test_a_carrier_that_receives_has_the_child_and_no_custody() -> None:
    wrong = received(by="CARRIER-A", place="CARE-01")
    story = given(*DISPATCHED, wrong)
    assert Mark.NO_LEGAL_CUSTODIAN in story.marks(wrong)
    assert (story.now.holder, story.now.legal_custodian, story.now.answerable) == ("CARRIER-A", "USBP", "USBP")
    assert story.now.between_hands, "nobody who can has received the child"
    assert story.case.offer is not None
    right = received(420)
    story.when(right).then(holder="CARE-01", legal_custodian="ORR")
    assert story.marks(right) == set()


def test_a_carrier_is_no_sender_whatever_paper_the_child_left_under() -> None:
    left_under_another = [dispatched(offer=LEG), taken(offer=LEG)]
    story = given(*ACCEPTED, *left_under_another).when(received(by="CARRIER-A", place="BP-LRT"))
    story.then(legal_custodian="USBP", holder="CARRIER-A", answerable="USBP")
    given(*ACCEPTED, *left_under_another).when(received(by="USBP", place="BP-RGV")).refused("sender_cannot_confirm")


def test_identity_and_discrepancies_are_marked() -> None:
    swapped = Discrepancy(kind=DiscrepancyKind.SIBLING_SWAPPED)
    doubtful = received(identity=IdentityMethod.NOT_CHECKED, discrepancies=(swapped,))
    story = given(*ON_THE_ROAD, doubtful)
    assert story.marks(doubtful) == {Mark.IDENTITY_NOT_CHECKED, Mark.DISCREPANCY}
