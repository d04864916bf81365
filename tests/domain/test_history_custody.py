"""Where custody begins, goes on and ends; what as-of answers; what leaves the list of irregular reports by itself."""

from itertools import permutations

import pytest

from ledger.domain import person
from ledger.domain.codes import Classification, CompanionsAnswer
from ledger.domain.custody.case import allowed_now, load
from ledger.domain.custody.facets import Facets, Mark, Step, Whereabouts
from ledger.domain.custody.history import history
from tests.domain.builders import (
    EPISODE,
    MOTHER,
    SECOND_EPISODE,
    SECOND_OFFER,
    Said,
    booked_in,
    booked_out,
    came_with,
    classified,
    companions_declared,
    corrected,
    encountered,
    moment,
    opened_in_care,
    referred,
    reviewed,
)
from tests.domain.builders_handoff import (
    ACCEPTED,
    DETERMINED,
    DISPATCHED,
    IN_CARE,
    IN_DHS,
    ON_THE_ROAD,
    RELEASED,
    absence,
    accepted,
    admitted,
    back,
    dispatched,
    exited,
    moved,
    offered,
    packed,
    received,
    taken,
)
from tests.domain.story import given

UNASKED = encountered(0, answer=CompanionsAnswer.NOT_ASKED)


# the beginning --------------------------------------------------------------------------------------------------------


def test_nothing_is_known_before_the_beginning() -> None:
    assert history([]).now == Facets()
    assert allowed_now(load([])) == ("record-encounter", "open-in-care")
    assert given(*IN_CARE).at(-1) == Facets()


def test_an_encounter_opens_the_episode_on_the_person() -> None:
    given().when(encountered()).then(
        person.EpisodeOpened,
        type(encountered().event),
        legal_custodian="USBP",
        holder="USBP",
        answerable="USBP",
        place="BP-RGV",
        step=Step.ENCOUNTERED,
        whereabouts=Whereabouts.AT_PLACE,
        since=moment(0),
    )


def test_in_care_when_the_ledger_began() -> None:
    given().when(opened_in_care()).then(
        legal_custodian="ORR",
        holder="CARE-01",
        step=Step.IN_ORR_CARE,
        classification=Classification.UNACCOMPANIED_CHILD,
    )


def test_in_the_custody_of_ice_when_the_ledger_began() -> None:
    """An adult, or a child with an agency: nobody is a child in care by that record alone."""
    given().when(opened_in_care(by="ICE")).then(legal_custodian="ICE", step=Step.IN_DHS_CUSTODY, classification=None)


def test_decisions_older_than_the_claimed_encounter_do_not_stop_custody() -> None:
    """The encounter is claimed for an hour after the determination: a wrong zone, or the time of data entry."""
    late = encountered(125, tag="wrong zone")
    story = given(*DETERMINED).when(corrected(DETERMINED[0], late, 200)).then(legal_custodian="USBP")
    assert story.marks(late) == set()
    assert story.now.step is Step.UC_DETERMINED
    story.when(referred(210)).then(step=Step.REFERRED)


def test_whoever_cannot_take_custody_opens_an_episode_that_an_agency_completes() -> None:
    wrong, right = encountered(by="CARRIER-A"), encountered(60)
    story = given(wrong)
    assert story.marks(wrong) == {Mark.NO_LEGAL_CUSTODIAN}
    assert (story.now.legal_custodian, story.now.holder) == (None, "CARRIER-A")
    story.when(right).then(legal_custodian="USBP", holder="USBP")
    assert story.marks(right) == {Mark.SECOND_ENCOUNTER}


def test_a_second_encounter_of_a_child_in_custody() -> None:
    own, other = encountered(60, tag="own"), encountered(61, by="OFO", place="POE-HID")
    story = given(*IN_DHS, own, other)
    assert story.marks(own) == {Mark.SECOND_ENCOUNTER}
    assert story.marks(other) == {Mark.SECOND_ENCOUNTER, Mark.TWO_CUSTODIANS}
    assert story.now.holder == "USBP"
    opened_again = opened_in_care(70)
    assert story.given(opened_again).marks(opened_again) == {Mark.SECOND_ENCOUNTER}


def test_a_booking_before_the_encounter_or_by_another() -> None:
    early, strange = booked_in(-5), booked_in(40, by="ICE", place="ICE-HLG")
    story = given(encountered(), early, strange)
    assert (story.marks(early), story.marks(strange)) == ({Mark.BEFORE_ENCOUNTER}, {Mark.NOT_THE_HOLDER})
    assert story.now.step is Step.ENCOUNTERED
    story.when(booked_out(50)).then(holder="USBP", place="BP-RGV")


def test_a_decision_under_way_shows_at_the_end_of_the_way() -> None:
    story = given(*IN_DHS, packed(35), dispatched(40, offer=SECOND_OFFER), classified(50))
    story.when(classified(55, Classification.FAMILY_UNIT_MEMBER)).then(step=Step.IN_TRANSIT)
    story.when(received(60, by="ICE", place="ICE-HLG", offer=SECOND_OFFER)).then(step=Step.FAMILY_PROCESSING)


# care -----------------------------------------------------------------------------------------------------------------


def test_care_admission_hospital_court_and_back() -> None:
    story = given(*IN_CARE, admitted(420), absence(500))
    assert (story.now.whereabouts, story.now.holder, story.now.place) == (Whereabouts.AWAY, "CARE-01", "CARE-01")
    story.when(back(600)).then(whereabouts=Whereabouts.AT_PLACE, handler="CARE-01.official")
    assert story.irregular == set()
    twice, strange = back(610), admitted(620, by="CARE-09")
    story.given(twice, strange)
    assert (story.marks(twice), story.marks(strange)) == ({Mark.NOT_AWAY}, {Mark.NOT_THE_HOLDER})
    not_theirs = back(710, by="CARE-09")
    assert story.given(absence(700), not_theirs).marks(not_theirs) == {Mark.NOT_THE_HOLDER}


def test_a_move_in_the_network_changes_who_holds_and_not_the_custodian() -> None:
    story = given(*IN_CARE, moved(500))
    assert (story.now.holder, story.now.answerable, story.now.legal_custodian) == ("CARE-02", "CARE-02", "ORR")
    assert (story.now.step, story.irregular) == (Step.IN_ORR_CARE, set())


def test_an_unapproved_move_stays_on_the_list() -> None:
    emergency = moved(500, approved=False)
    assert given(*IN_CARE, emergency).open_marks(emergency) == {Mark.NOT_APPROVED}


def test_orr_cannot_move_a_child_it_has_no_custody_of() -> None:
    grab = moved(100)
    story = given(*IN_DHS, grab)
    assert (story.now.holder, story.marks(grab)) == ("USBP", {Mark.NOT_THE_HOLDER})


def test_an_offer_of_the_custodian_survives_a_move_and_that_of_the_old_holder_does_not() -> None:
    by_orr = given(*IN_CARE, offered(500, by="ORR", to="CARE-03", offer=SECOND_OFFER), moved(600))
    assert by_orr.case.offer is not None
    by_holder = given(*IN_CARE, offered(500, by="CARE-01", to="CARE-03", offer=SECOND_OFFER), moved(600))
    assert by_holder.case.offer is None


def test_from_orr_back_to_ice_by_handoff() -> None:
    way = [
        offered(5000, by="CARE-01", to="ICE", place="ICE-HLG", offer=SECOND_OFFER),
        accepted(5001, by="ICE", offer=SECOND_OFFER),
        packed(5002, by="CARE-01"),
        dispatched(5003, by="CARE-01", offer=SECOND_OFFER),
        received(5100, by="ICE", place="ICE-HLG", offer=SECOND_OFFER),
    ]
    story = given(*IN_CARE, *way)
    assert (story.now.legal_custodian, story.now.holder, story.now.step) == ("ICE", "ICE", Step.IN_DHS_CUSTODY)
    assert story.irregular == set()


# the end --------------------------------------------------------------------------------------------------------------


def test_an_exit_by_a_stranger_is_marked() -> None:
    strange = exited(9000, by="CARE-09")
    assert given(*IN_CARE, strange).marks(strange) == {Mark.NOT_THE_HOLDER}


def test_an_exit_claimed_before_the_encounter_shows_the_child_still_in_custody() -> None:
    """A slip in the date: the child stays on the boards until the exit is corrected; the case is closed."""
    slip = exited(-1000, said=9001)
    story = given(*IN_CARE, slip)
    assert (story.marks(slip), story.now.holder) == ({Mark.BEFORE_ENCOUNTER}, "CARE-01")
    story.when(classified(9100, by="ORR")).refused("episode_closed")
    story.when(corrected(slip, exited(9000), 9200)).then(step=Step.EXITED, holder=None)
    assert story.irregular == set()


def test_a_new_encounter_after_the_exit_opens_a_new_episode() -> None:
    again = Said(encountered(20_000, by="ICE", place="ICE-PHO").event, 20_001, SECOND_EPISODE)
    story = given(*RELEASED).when(again).then(person.EpisodeOpened, type(again.event))
    assert story.log.case(SECOND_EPISODE).facets.legal_custodian == "ICE"
    assert story.log.case(EPISODE).facets.step is Step.EXITED


def test_no_second_episode_while_one_is_open() -> None:
    other = Said(encountered(500, by="ICE", place="ICE-PHO").event, 501, SECOND_EPISODE)
    given(*IN_CARE).when(other).refused("episode_already_open", allows="record-encounter")


def test_an_encounter_after_the_exit_in_the_old_episode_is_marked() -> None:
    late = encountered(9500)
    story = given(*RELEASED, late)
    assert (story.marks(late), story.now.step) == ({Mark.AFTER_EXIT}, Step.EXITED)
    opened_late = opened_in_care(9600)
    assert story.given(opened_late).marks(opened_late) == {Mark.AFTER_EXIT}


# as of, and ties ------------------------------------------------------------------------------------------------------


def test_as_of_any_minute() -> None:
    story = given(*RELEASED)
    known = {0: "USBP", 239: "USBP", 240: "USBP", 245: "CARRIER-A", 409: "CARRIER-A", 410: "CARE-01", 8999: "CARE-01"}
    assert {minute: story.at(minute).holder for minute in known} == known
    assert story.at(9000).holder is None
    assert story.at(9000) == story.now


def test_reports_of_one_instant_go_by_the_order_of_the_process() -> None:
    """A batch stamped 00:00 throughout."""
    way = [dispatched(240), taken(240, trip=None), received(240)]
    results = set()
    for order in permutations(range(3)):
        stamped = [Said(way[index].event, 300 + turn) for turn, index in enumerate(order)]
        story = given(*ACCEPTED, *stamped)
        assert story.irregular == set()
        results.add((story.now.holder, [step.item.event.TOPIC for step in story.case.history.steps][-1]))
    assert results == {("CARE-01", "custody.received.v1")}


def test_of_one_kind_and_instant_the_event_id_decides() -> None:
    first, second = moved(500, by="CARE-02"), moved(500, by="CARE-03")
    one_way, other_way = given(*IN_CARE, first, second), given(*IN_CARE, second, first)
    assert one_way.now == other_way.now
    last = max((first.event, second.event), key=lambda event: str(event.event_id))
    assert one_way.now.holder == last.by.organisation


def test_a_time_still_to_come_is_marked_and_kept() -> None:
    ahead, skew = booked_in(10_000, said=40), booked_in(44, tag="skew", said=40)
    story = given(encountered(), ahead, skew)
    assert (story.marks(ahead), story.marks(skew)) == ({Mark.CLAIMED_AHEAD}, set())
    assert story.case.history.steps[-1].item.event == ahead.event
    story.when(corrected(ahead, booked_in(39), 50)).then()
    assert story.irregular == set()


# the list of irregular reports ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "still_open"),
    [
        (companions_declared(60, came_with(MOTHER)), set()),
        (companions_declared(60), set()),
        (companions_declared(60, by="ICE"), set()),
        (companions_declared(60, answer=CompanionsAnswer.UNKNOWN), {Mark.COMPANIONS_NOT_ANSWERED}),
    ],
    ids=["named", "none", "by another", "unknown"],
)
def test_who_came_along_is_answered_later(answer: Said, still_open: set[Mark]) -> None:
    story = given(UNASKED)
    assert story.open_marks(UNASKED) == {Mark.COMPANIONS_NOT_ANSWERED}
    story.given(answer)
    assert story.open_marks(UNASKED) == still_open
    assert story.marks(UNASKED) == {Mark.COMPANIONS_NOT_ANSWERED}, "the mark itself stays in history"


def test_an_answer_that_says_nothing_is_an_irregularity_of_its_own() -> None:
    asked_in_vain = companions_declared(60, answer=CompanionsAnswer.UNKNOWN)
    story = given(UNASKED, asked_in_vain, companions_declared(90, came_with(MOTHER)))
    assert story.irregular == set()


@pytest.mark.parametrize(
    "completion", [[accepted(250)], [accepted(250), packed(230, said=500)]], ids=["accepted", "and packed"]
)
def test_an_acceptance_after_the_departure_completes_it(completion: list[Said]) -> None:
    leaving = dispatched()
    story = given(*DISPATCHED[:-3], leaving, *completion)
    assert story.open_marks(leaving) == ({Mark.WITHOUT_PACKET} if len(completion) == 1 else set())


def test_a_review_closes_one_irregularity_of_one_record() -> None:
    elsewhere = received(by="CARE-02", discrepancies=())
    story = given(*ON_THE_ROAD, elsewhere)
    assert story.open_marks(elsewhere) == {Mark.NOT_THE_ADDRESSEE, Mark.DIFFERENT_PLACE}
    story.when(reviewed(elsewhere, "different_place", 9000, by="ORR")).then()
    assert story.open_marks(elsewhere) == {Mark.NOT_THE_ADDRESSEE}
    assert story.marks(elsewhere) == {Mark.NOT_THE_ADDRESSEE, Mark.DIFFERENT_PLACE}
    story.when(reviewed(elsewhere, "different_place", 9001, by="ORR")).refused("no_such_irregularity")


@pytest.mark.parametrize(("by", "may"), [("USBP", True), ("ORR", True), ("DHS-OIG", True), ("CARE-09", False)])
def test_who_may_close_an_irregularity(by: str, *, may: bool) -> None:
    elsewhere = received(by="CARE-02")
    story = given(*ON_THE_ROAD, elsewhere).when(reviewed(elsewhere, "different_place", 9000, by=by))
    assert (story.problem is None) is may


def test_an_irregularity_is_reviewed_after_the_exit_too() -> None:
    strange = exited(9000, by="CARE-09")
    story = given(*IN_CARE, strange)
    story.when(reviewed(strange, "not_the_holder", 9100, by="ORR")).then()
    assert story.irregular == set()


def test_earlier_answers_never_change() -> None:
    """As known at each position: what was recorded later adds nothing to it."""
    known = [given(*RELEASED[: count + 1]).now for count in range(len(RELEASED))]
    full = given(*RELEASED).log.custody()
    assert [history(full[: count + 1]).now for count in range(len(RELEASED))] == known
