"""Every decision once where it is allowed, the facets it leaves, and who else may or may not take it."""

from dataclasses import dataclass, field

import pytest

from ledger.domain import codes, person
from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.codes import Classification, CompanionsAnswer, SeparationReason
from ledger.domain.custody.facets import Step
from ledger.domain.custody.state import OfferStatus
from ledger.domain.event import Correction, Decision, Void
from ledger.domain.values import EventId, PersonId, UserId
from tests.domain.builders import (
    AUNT,
    CHILD,
    MOTHER,
    OFFER,
    SECOND_OFFER,
    Said,
    acknowledged,
    age_determined,
    alone_explained,
    booked_in,
    came_with,
    cancelled,
    claim,
    classified,
    companions_declared,
    corrected,
    designated,
    determined,
    encountered,
    exceptional,
    make,
    placement_declined,
    referred,
    requested,
    returned,
    reviewed,
    voided,
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
    declined,
    dispatched,
    exited,
    expired,
    offered,
    recalled,
    received,
    redirected,
    turned_back,
)
from tests.domain.builders_kindred import (
    OTHER_GROUP,
    asserted,
    formed,
    linked,
    looked_at,
    one_person_proposed,
    one_person_rejected,
    refuted,
    separation_decided,
    tie_judged,
    unlinked,
    verified,
)
from tests.domain.story import Steps, flat, given

UNASKED = encountered(0, answer=CompanionsAnswer.NOT_ASKED)
LINK = Said(
    make(person.LinkedAsSame, "ORR", "", {"person": CHILD, "other": MOTHER, "basis": codes.FactBasis.CONSULATE}),
    10,
    CHILD,
)
PROPOSED = one_person_proposed(5, (CHILD, MOTHER))
UNLINK = Said(
    make(person.Unlinked, "ORR", "", {"person": CHILD, "other": MOTHER, "basis": codes.FactBasis.CONSULATE}),
    20,
    CHILD,
)


@dataclass(frozen=True)
class Allowed:
    """A decision where it is allowed."""

    before: list[Said]
    taken: Steps
    leaves: dict[str, object] = field(default_factory=dict)


GROUPS = [formed(), formed(7, AUNT, group=OTHER_GROUP)]
ALLOWED = [
    Allowed(IN_DHS, classified(), {"classification": Classification.UNACCOMPANIED_CHILD}),
    Allowed(IN_DHS, age_determined(70), {"classification": Classification.ADULT}),
    Allowed(IN_DHS, exceptional(70), {"step": Step.IN_DHS_CUSTODY}),
    Allowed(IN_DHS, determined(), {"step": Step.UC_DETERMINED}),
    Allowed(DETERMINED, referred(), {"step": Step.REFERRED}),
    Allowed(REFERRED, acknowledged(), {"step": Step.REFERRED}),
    Allowed(REFERRED, returned(100), {"step": Step.UC_DETERMINED}),
    Allowed(REFERRED, cancelled(100), {"step": Step.UC_DETERMINED}),
    Allowed(ACKNOWLEDGED, requested(), {"step": Step.PLACEMENT_SEARCH}),
    Allowed([*ACKNOWLEDGED, requested()], placement_declined(140), {"step": Step.PLACEMENT_SEARCH}),
    Allowed(ACKNOWLEDGED, designated(), {"step": Step.PLACED}),
    Allowed(DESIGNATED, offered(), {"step": Step.PLACED, "holder": "USBP"}),
    Allowed(OFFERED, accepted(), {"step": Step.PLACED, "holder": "USBP"}),
    Allowed(OFFERED, declined(205), {"transfer": None}),
    Allowed(OFFERED, recalled(205), {"transfer": None}),
    Allowed([*DESIGNATED, offered(expires=300)], expired(300), {"transfer": None}),
    Allowed(DISPATCHED, redirected(250), {"step": Step.IN_TRANSIT}),
    Allowed(IN_DHS, voided(IN_DHS[1], 50), {"step": Step.ENCOUNTERED}),
    Allowed(IN_DHS, corrected(IN_DHS[1], booked_in(20, place="BP-LRT"), 50), {"place": "BP-LRT"}),
    Allowed([UNASKED], reviewed(UNASKED, "companions_not_answered", 50)),
    Allowed([encountered(), booked_in()], alone_explained(100), {"step": Step.IN_DHS_CUSTODY}),
    Allowed([encountered(), PROPOSED], LINK),
    Allowed([encountered(), PROPOSED, LINK], UNLINK),
    # groups and pairs
    Allowed(GROUPS, linked(20)),
    Allowed([*GROUPS, linked(20)], unlinked(30)),
    Allowed(GROUPS, separation_decided()),
    Allowed([*GROUPS, separation_decided()], looked_at(70, separation_decided())),
    Allowed([asserted()], verified(20, asserted())),
    Allowed([asserted()], refuted(20, asserted())),
    Allowed([], tie_judged(30, codes.TieAnswer.RELATED, codes.TieSign.SAME_EVENT)),
    Allowed([], one_person_proposed(30)),
    Allowed([one_person_proposed(30)], one_person_rejected(40)),
]
WRITTEN_WITH_CUSTODY = {person.EpisodeOpened, person.EpisodeClosed}


@pytest.mark.parametrize("case", ALLOWED, ids=lambda case: flat([case.taken])[-1].event.COMMAND)
def test_allowed(case: Allowed) -> None:
    given(*case.before).when(case.taken).then(**case.leaves)


def test_every_decision_is_here() -> None:
    taken = {type(said.event) for case in ALLOWED for said in flat([case.taken])}
    elsewhere = {cls for cls in EVENT_CLASSES if issubclass(cls, Correction | Void)} | WRITTEN_WITH_CUSTODY
    assert {cls for cls in EVENT_CLASSES if issubclass(cls, Decision)} - elsewhere <= taken


# who may decide -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "decision", "who"),
    [
        (IN_DHS, lambda by: classified(by=by), {"USBP"}),
        (IN_DHS, lambda by: age_determined(70, by=by), {"USBP"}),
        (IN_DHS, lambda by: determined(by=by), {"USBP"}),
        (IN_DHS, lambda by: exceptional(70, by=by), {"USBP"}),
        (IN_CARE, lambda by: age_determined(5000, by=by), {"ORR"}),
        (DETERMINED, lambda by: referred(by=by), {"USBP"}),
        (REFERRED, lambda by: cancelled(100, by=by), {"USBP"}),
        (REFERRED, lambda by: acknowledged(by=by), {"ORR"}),
        (REFERRED, lambda by: returned(100, by=by), {"ORR"}),
        (ACKNOWLEDGED, lambda by: requested(by=by), {"ORR"}),
        (ACKNOWLEDGED, lambda by: designated(by=by), {"ORR"}),
        ([*ACKNOWLEDGED, requested()], lambda by: placement_declined(140, by=by), {"ORR", "CARE-01"}),
        (DESIGNATED, lambda by: offered(by=by), {"USBP"}),
        (IN_CARE, lambda by: offered(5000, by=by, to="CARE-02", offer=SECOND_OFFER), {"ORR", "CARE-01"}),
        (OFFERED, lambda by: accepted(by=by), {"CARE-01"}),
        (OFFERED, lambda by: declined(205, by=by), {"CARE-01"}),
        (OFFERED, lambda by: recalled(205, by=by), {"USBP"}),
        (DISPATCHED, lambda by: redirected(250, by=by), {"ORR"}),
    ],
)
def test_who_may_decide(before: list[Said], decision: object, who: set[str]) -> None:
    assert callable(decision)
    everybody = ["USBP", "OFO", "ICE", "ORR", "CARE-01", "CARE-02", "CARRIER-A", "DHS-OIG", "ADVOCATE-A", "NOBODY"]
    allowed = {by for by in everybody if given(*before).when(decision(by)).problem is None}
    assert allowed == who


def test_the_giver_redirects_to_the_place_that_orr_designates() -> None:
    story = given(*DISPATCHED)
    story.when(redirected(250, by="USBP")).refused("not_designated")
    turned = given(*ACCEPTED, redirected(230, to="CARE-03"), accepted(231, by="CARE-03"), dispatched())
    turned.when(redirected(260, by="USBP", to="CARE-01")).then()


def test_a_family_unit_is_processed_as_a_family() -> None:
    given(*IN_DHS).when(classified(as_=Classification.FAMILY_UNIT_MEMBER)).then(step=Step.FAMILY_PROCESSING)


# classification, separation, referral ---------------------------------------------------------------------------------


def test_a_parent_who_is_present_asks_for_the_reason_of_the_separation() -> None:
    story = given(encountered(0, came_with(MOTHER)), booked_in())
    story.when(determined()).refused("separation_reason_missing")
    story.when(determined(separation_reason=SeparationReason.OTHER_WARRANT)).then(step=Step.UC_DETERMINED)
    story.when(referred(separated=True)).refused("separation_reason_missing")
    story.when(referred(separated=True, separation_reason=SeparationReason.OTHER_WARRANT)).then()


@pytest.mark.parametrize(
    "later",
    [
        companions_declared(20, by="ICE", answer=CompanionsAnswer.NOT_ASKED),
        companions_declared(20, by="ICE", answer=CompanionsAnswer.NONE),
        companions_declared(20, came_with(AUNT, codes.Relation.MATERNAL_AUNT_OR_UNCLE), by="ICE"),
        companions_declared(20, came_with(MOTHER, present=None), by="ICE"),
    ],
)
def test_a_later_answer_does_not_make_the_parent_disappear(later: Said) -> None:
    given(encountered(0, came_with(MOTHER)), booked_in(), later).when(determined()).refused("separation_reason_missing")


def test_a_parent_who_is_elsewhere_now_parts_nobody() -> None:
    elsewhere = companions_declared(20, came_with(MOTHER, present=False))
    given(encountered(0, came_with(MOTHER)), booked_in(), elsewhere).when(determined()).then()


def test_an_aunt_is_no_parent_in_law() -> None:
    aunt = came_with(AUNT, codes.Relation.MATERNAL_AUNT_OR_UNCLE)
    given(encountered(0, aunt), booked_in()).when(determined()).then()


@pytest.mark.parametrize("opinion", [classified(70, Classification.FAMILY_UNIT_MEMBER), age_determined(70)])
def test_another_opinion_ends_the_determination(opinion: Said) -> None:
    given(*DETERMINED, opinion).when(referred()).refused("not_determined", allows="determine-unaccompanied")


def test_a_child_found_adult_after_the_designation_is_not_offered_to_orr() -> None:
    given(*DESIGNATED, age_determined(170)).when(offered()).refused("not_determined")


def test_a_returned_referral_is_submitted_again() -> None:
    given(*REFERRED, returned(100)).when(referred(110)).then(step=Step.REFERRED)


def test_a_supervisor_overrides_a_decline() -> None:
    before = [*ACKNOWLEDGED, requested(), placement_declined(140)]
    given(*before).when(designated(override_by=UserId("ORR.supervisor"))).then(step=Step.PLACED)


def test_orr_goes_on_placing_while_the_child_goes_from_one_agency_to_another() -> None:
    leg = [offered(122, to="ICE", place="ICE-HLG"), accepted(123, by="ICE")]
    given(*ACKNOWLEDGED, *leg).when(designated()).then()
    given(*OFFERED).when(designated(205, place="CARE-02")).refused("offer_open")


# offers ---------------------------------------------------------------------------------------------------------------


def test_a_declined_offer_is_made_again_elsewhere() -> None:
    story = given(*OFFERED, declined(205), designated(206, place="CARE-02"))
    story.when(offered(207, to="CARE-02", offer=SECOND_OFFER)).then()


def test_an_expired_offer_is_made_again() -> None:
    story = given(*DESIGNATED, offered(expires=300))
    story.when(accepted(300)).refused("offer_expired")
    story.when(expired(301, by="ORR")).then(transfer=None)
    story.when(offered(302, offer=SECOND_OFFER)).then()
    story.when(accepted(303, offer=SECOND_OFFER)).then()


def test_recall_and_accept_race_for_the_same_version() -> None:
    recall_first = given(*OFFERED, recalled(205))
    recall_first.when(accepted(206)).refused("offer_not_open", allows="offer")
    given(*OFFERED, accepted(206)).when(recalled(207)).then(transfer=None)


def test_an_accepted_offer_is_recalled_until_the_child_has_left() -> None:
    given(*ACCEPTED).when(recalled(230)).then(transfer=None)
    given(*DISPATCHED, turned_back(300)).when(recalled(310)).then(transfer=None)
    given(*DISPATCHED, voided(DISPATCHED[-1], 300)).when(recalled(310)).then(transfer=None)


def test_a_turning_back_that_is_reported_before_the_dispatch_lets_the_giver_recall() -> None:
    story = given(*ACCEPTED, turned_back(300, said=301), dispatched(240, said=320))
    story.when(recalled(330)).then(transfer=None)


def test_a_redirect_before_the_dispatch_asks_for_a_new_acceptance() -> None:
    story = given(*ACCEPTED, redirected(230))
    offer = story.case.offer
    assert offer is not None
    assert (offer.status, offer.to_organisation) == (OfferStatus.REDIRECTED, "CARE-02")
    story.when(accepted(231)).refused("not_the_addressee")
    story.when(accepted(232, by="CARE-02")).then()
    story.when(redirected(233, to="USBP", place="BP-RGV")).refused("same_holder")


def test_the_new_place_declines_a_redirect_and_the_giver_goes_on() -> None:
    story = given(*ON_THE_ROAD, redirected(300), declined(301, by="CARE-02"))
    story.when(redirected(302, to="CARE-03")).then(step=Step.IN_TRANSIT)
    story.when(accepted(303, by="CARE-03")).then()
    story.when(received(410, by="CARE-03")).then(holder="CARE-03", legal_custodian="ORR")
    assert story.irregular == set()


def test_a_decline_after_the_child_has_left_can_be_redirected() -> None:
    story = given(*OFFERED, dispatched(), declined(250))
    story.when(redirected(260)).then()
    story.when(accepted(261, by="CARE-02")).then()
    story.when(received(by="CARE-02")).then(holder="CARE-02", between_hands=False)


def test_a_child_who_left_without_an_offer_is_offered_under_way() -> None:
    story = given(*DESIGNATED, dispatched(offer=SECOND_OFFER))
    assert story.now.between_hands
    story.when(offered(300)).then(between_hands=True)
    story.when(accepted(301)).then()
    receipt = received()
    story.when(receipt).then(holder="CARE-01", legal_custodian="ORR")
    assert story.marks(receipt) == set()


def test_an_offer_is_over_when_the_child_comes_to_another_holder() -> None:
    """Though nobody answered it: who has the child now makes the next offer."""
    moved_on = [received(410, by="ICE", place="ICE-HLG", offer=None)]
    story = given(*ACCEPTED, *moved_on)
    story.when(recalled(500)).refused("offer_not_open")
    story.when(offered(501, by="ICE", offer=SECOND_OFFER)).then()


def test_a_provider_offers_the_child_it_holds_to_another() -> None:
    story = given(*IN_CARE, offered(5000, by="CARE-01", to="CARE-02", offer=SECOND_OFFER))
    story.given(accepted(5010, by="CARE-02", offer=SECOND_OFFER))
    story.given(dispatched(5100, by="CARE-01", offer=SECOND_OFFER, escort="CARE-01.driver"))
    assert (story.now.legal_custodian, story.now.answerable, story.now.step) == ("ORR", "CARE-01", Step.IN_ORR_CARE)
    story.when(received(5200, by="CARE-02", offer=SECOND_OFFER)).then(
        holder="CARE-02", legal_custodian="ORR", step=Step.IN_ORR_CARE, answerable="CARE-02"
    )


# people ---------------------------------------------------------------------------------------------------------------


def test_a_link_is_written_on_both_records_and_taken_back_on_both() -> None:
    story = given(encountered(), PROPOSED)
    story.when(LINK).then(person.LinkedAsSame, person.LinkedAsSame)
    assert [proposal.stream for proposal in story.decided] == [CHILD, MOTHER]
    story.when(UNLINK).then(person.Unlinked, person.Unlinked)
    story.when(LINK).refused("already_recorded")


def test_an_exit_closes_the_episode_on_the_person() -> None:
    given(*IN_CARE).when(exited(9000)).then(person.EpisodeClosed, type(exited(9000).event))


def test_a_retired_identifier_must_be_assigned() -> None:
    assigned = make(
        person.IdentifierAssigned,
        "USBP",
        "",
        {
            "person": CHILD,
            "claimed": claim(0),
            "scheme": codes.IdentifierScheme.A_NUMBER,
            "identifier": None,
        },
    )
    retired = make(
        person.IdentifierRetired,
        "USBP",
        "",
        {"person": CHILD, "claimed": claim(5), "assigned": EventId(assigned.event_id)},
    )
    story = given(Said(assigned, 1, CHILD))
    story.when(Said(retired, 6, PersonId(CHILD))).then(person.IdentifierRetired)
    again = make(
        person.IdentifierRetired, "USBP", "2", {"person": CHILD, "claimed": claim(5), "assigned": assigned.event_id}
    )
    story.when(Said(again, 7, CHILD)).refused("no_such_identifier")


def test_a_used_offer_id_names_no_other_offer() -> None:
    given(*OFFERED, recalled(205)).when(offered(206, offer=OFFER)).refused("offer_used")
