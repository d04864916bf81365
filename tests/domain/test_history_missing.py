"""Missing and found, and exits while nobody has signed: the exceptions by which custody changes without a receipt."""

import pytest

from ledger.domain.custody.facets import Mark, Step, Whereabouts
from tests.domain.builders import SECOND_OFFER, Said, booked_in, encountered, voided
from tests.domain.builders_handoff import (
    ACCEPTED,
    IN_CARE,
    ON_THE_ROAD,
    RELEASED,
    absence,
    accepted,
    arrived,
    dispatched,
    exited,
    located,
    missing,
    moved,
    offered,
    packed,
    received,
    refused_at_door,
    taken,
    turned_back,
)
from tests.domain.story import given


def test_missing_on_the_way_and_found_by_the_carrier_the_journey_goes_on() -> None:
    gone = missing(300, by="CARRIER-A")
    story = given(*ON_THE_ROAD, gone)
    assert (story.now.holder, story.now.answerable, story.now.whereabouts) == (None, "USBP", Whereabouts.MISSING)
    assert story.open_marks(gone) == {Mark.MISSING}
    story.given(located(320, by="CARRIER-A", place="BP-LRT"))
    assert (story.now.holder, story.now.answerable, story.now.between_hands) == ("CARRIER-A", "USBP", True)
    assert story.open_marks(gone) == set()
    story.when(received()).then(holder="CARE-01")
    assert story.irregular == set()


def test_missing_on_the_way_and_met_by_another_agency() -> None:
    met = encountered(500, by="OFO", place="POE-HID")
    story = given(*ON_THE_ROAD, missing(300, by="CARRIER-A"), met)
    assert story.marks(met) == {Mark.SECOND_ENCOUNTER}
    assert (story.now.holder, story.now.answerable, story.now.legal_custodian) == ("OFO", "OFO", "USBP")
    assert (story.now.between_hands, story.now.step) == (False, Step.PLACED)
    assert story.case.offer is None, "the journey of that offer is over"
    story.given(offered(600, by="OFO", offer=SECOND_OFFER), accepted(610, offer=SECOND_OFFER))
    story.given(dispatched(620, by="OFO", offer=SECOND_OFFER), received(700, offer=SECOND_OFFER))
    assert (story.now.holder, story.now.legal_custodian) == ("CARE-01", "ORR")


def test_missing_from_care_found_by_another_agency_and_given_back() -> None:
    found = located(9000, by="USBP", place="BP-EPT")
    story = given(*IN_CARE, missing(500), found)
    assert (story.now.holder, story.now.legal_custodian, story.now.step) == ("USBP", "ORR", Step.IN_ORR_CARE)
    assert story.marks(found) == {Mark.NOT_THE_HOLDER}
    story.given(offered(9100, to="CARE-02", offer=SECOND_OFFER), accepted(9110, by="CARE-02", offer=SECOND_OFFER))
    story.given(packed(9115), dispatched(9120, offer=SECOND_OFFER), received(9300, by="CARE-02", offer=SECOND_OFFER))
    assert (story.now.holder, story.now.legal_custodian) == ("CARE-02", "ORR")


def test_a_missing_child_does_not_leave_arrive_or_go_to_court() -> None:
    gone = [*IN_CARE, missing(500)]
    for impossible in (dispatched(600, by="CARE-01", offer=SECOND_OFFER), absence(600)):
        story = given(*gone, impossible)
        assert (story.now.whereabouts, story.now.holder) == (Whereabouts.MISSING, None)
        assert Mark.MISSING in story.marks(impossible)
    on_the_way = [*ON_THE_ROAD, missing(300, by="CARRIER-A")]
    for impossible in (arrived(), refused_at_door(), turned_back(400, by="CARRIER-A")):
        assert given(*on_the_way, impossible).now.whereabouts is Whereabouts.MISSING


@pytest.mark.parametrize(
    ("report", "holder"),
    [
        (received(600), "CARE-01"),
        (taken(600, by="CARRIER-B"), "CARRIER-B"),
        (turned_back(600), "USBP"),
        (moved(600, by="USBP", place="BP-LRT"), "USBP"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_whoever_signs_for_a_missing_child_has_found_it(report: Said, holder: str) -> None:
    gone = missing(300, by="CARRIER-A")
    story = given(*ON_THE_ROAD, gone, report)
    assert (story.now.holder, story.open_marks(gone)) == (holder, set())


def test_a_stranger_cannot_make_a_child_missing_or_away() -> None:
    for strange in (missing(600, by="CARE-09"), absence(600, by="CARE-09")):
        story = given(*IN_CARE, strange)
        assert (story.now.holder, story.now.whereabouts) == ("CARE-01", Whereabouts.AT_PLACE)
        assert Mark.NOT_THE_HOLDER in story.marks(strange)


# exits on the way -----------------------------------------------------------------------------------------------------


def test_an_exit_between_hands_is_marked() -> None:
    leaving = exited(300, by="USBP")
    story = given(*ON_THE_ROAD, leaving)
    assert story.marks(leaving) == {Mark.EXIT_UNDER_WAY}
    assert (story.now.step, story.now.legal_custodian, story.now.transfer) == (Step.EXITED, None, None)


def test_what_happens_after_the_exit_is_marked_and_changes_nothing() -> None:
    for late in (booked_in(9500), dispatched(9500), taken(9500), received(9500, offer=SECOND_OFFER), moved(9500)):
        story = given(*RELEASED, late)
        assert story.marks(late) == {Mark.AFTER_EXIT}
        assert (story.now.step, story.now.holder) == (Step.EXITED, None)


def test_a_voided_false_start_leaves_no_trace_in_custody() -> None:
    false_start = dispatched(230, tag="false")
    story = given(*ACCEPTED, false_start, voided(false_start, 235), dispatched(), taken(), received())
    assert (story.now.holder, story.irregular) == ("CARE-01", set())
