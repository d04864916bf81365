"""Every refusal once: what was recorded, what is tried, the stable code, and what is named as allowed instead."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import ledger.domain
from ledger.domain import codes, person, trip
from ledger.domain.custody import care
from ledger.domain.event import StrikeReason
from ledger.domain.values import EpisodeId, EventId, PersonId, UserId
from tests.domain import kindred_refusals
from tests.domain.builders import (
    CHILD,
    EPISODE,
    MOTHER,
    SECOND_EPISODE,
    SECOND_OFFER,
    TRIP,
    Said,
    acknowledged,
    age_determined,
    alone_explained,
    an_id,
    booked_in,
    came_with,
    claim,
    classified,
    corrected,
    decision,
    designated,
    determined,
    encountered,
    make,
    needing,
    placement_declined,
    referred,
    registered,
    requested,
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
    RELEASED,
    accepted,
    expired,
    missing,
    offered,
    recalled,
    received,
    redirected,
)
from tests.domain.builders_kindred import everybody, found_same, one_person_proposed
from tests.domain.story import Steps, given


@dataclass(frozen=True)
class Case:
    """One refusal."""

    before: Sequence[Steps]
    tried: Steps
    allows: str | None = None
    not_allows: str | None = None


def about(cls: type[person.PersonEvent], by: str = "USBP", **values: object) -> Said:
    """A decision about the child's record."""
    return Said(make(cls, by, "", {"person": CHILD} | values), 5000, CHILD)


def planned(tag: str = "") -> Said:
    values: dict[str, object] = {
        "trip": TRIP,
        "claimed": claim(0),
        "mode": codes.TravelMode.BUS,
        "vehicle": None,
        "carrier": "CARRIER-A",
        "from_place": "BP-RGV",
        "to_place": "CARE-01",
        "expected_arrival": None,
    }
    return Said(make(trip.TripPlanned, "USBP", tag, values), 10, TRIP)


def departed() -> Said:
    values: dict[str, object] = {"trip": TRIP, "claimed": claim(20), "place": "BP-RGV"}
    return Said(make(trip.TripDeparted, "USBP", "", values), 20, TRIP)


def with_parent(*more: Steps) -> list[Steps]:
    return [encountered(0, came_with(MOTHER)), booked_in(), *more]


PARTED = codes.SeparationReason.OTHER_WARRANT
MEDICAL_ONLY = (codes.AgeBasis.MEDICAL_ESTIMATE,)
BY_A_CARRIER = encountered(0, by="CARRIER-A", place="BP-RGV")
UNASKED = encountered(0, answer=codes.CompanionsAnswer.NOT_ASKED)
DETERMINATION = determined()
STRANGER = PersonId(an_id("stranger"))
ON_PAPER = codes.FactBasis.DOCUMENT
LINKED = [one_person_proposed(30, (CHILD, MOTHER)), found_same(40, (CHILD, MOTHER))]
NOT_A_MARK = reviewed(UNASKED, "turned_back", 5000)
LATER = booked_in(300, tag="later")

REFUSALS: dict[str, Case] = {
    # who may decide
    "not_the_custodian": Case(IN_DHS, classified(by="ICE"), "classify"),
    "not_orr": Case(REFERRED, acknowledged(by="CARE-01"), "acknowledge-referral"),
    "not_your_place": Case([*ACKNOWLEDGED, requested()], placement_declined(140, by="CARE-02"), "decline-placement"),
    "not_the_holder": Case(DESIGNATED, offered(by="ICE"), "offer"),
    "not_the_addressee": Case(OFFERED, accepted(by="CARE-02"), "accept"),
    "not_your_offer": Case(OFFERED, recalled(205, by="CARE-01"), "recall"),
    "sender_cannot_confirm": Case(ON_THE_ROAD, received(by="USBP", place="BP-RGV"), "turn-back"),
    "not_your_record": Case(IN_DHS, voided(IN_DHS[1], 5000, by="ICE"), "state-disagreement"),
    "not_involved": Case([UNASKED], reviewed(UNASKED, "companions_not_answered", 5000, by="CARE-09")),
    # determination and referral
    "already_determined": Case(DETERMINED, determined(70), "submit-referral", "determine-unaccompanied"),
    "already_in_care": Case(IN_CARE, determined(5000, by="ORR"), "offer", "determine-unaccompanied"),
    "separation_reason_missing": Case(with_parent(), DETERMINATION, "determine-unaccompanied"),
    "separation_not_stated": Case(with_parent(determined(separation_reason=PARTED)), referred(), "submit-referral"),
    "evidence_insufficient": Case(IN_DHS, age_determined(70, basis=MEDICAL_ONLY), "determine-age"),
    "not_determined": Case(IN_DHS, referred(), "determine-unaccompanied", "submit-referral"),
    "already_referred": Case(REFERRED, referred(100), "acknowledge-referral", "submit-referral"),
    "not_referred": Case(DETERMINED, acknowledged(), "submit-referral"),
    "already_acknowledged": Case(ACKNOWLEDGED, acknowledged(125), "request-placement", "acknowledge-referral"),
    # placement
    "not_acknowledged": Case(REFERRED, requested(), "acknowledge-referral", "request-placement"),
    "not_a_care_provider": Case(ACKNOWLEDGED, requested(place="ICE-HLG"), "request-placement"),
    "not_requested": Case(ACKNOWLEDGED, placement_declined(140), "request-placement", "decline-placement"),
    "declined_before": Case([*ACKNOWLEDGED, requested(), placement_declined(140)], designated(), "designate-placement"),
    "needs_not_met": Case([*ACKNOWLEDGED, needing(codes.Need.ISOLATION, 125)], designated(), "designate-placement"),
    "override_not_explained": Case(
        [*ACKNOWLEDGED, needing(codes.Need.ISOLATION, 125)],
        designated(override_by=UserId("ORR.supervisor")),
        "designate-placement",
    ),
    # the offer
    "offer_open": Case(OFFERED, offered(205, offer=SECOND_OFFER), "recall", "offer"),
    "offer_used": Case([*OFFERED, recalled(205)], offered(206), "offer"),
    "same_holder": Case(IN_DHS, offered(to="USBP", place="BP-LRT"), "offer"),
    "not_their_place": Case(DESIGNATED, offered(to="CARE-01", place="CARE-02"), "offer"),
    "already_expired": Case(DESIGNATED, offered(expires=100), "offer"),
    "not_designated": Case(DESIGNATED, offered(to="CARE-02"), "offer"),
    "missing": Case([*IN_CARE, missing(500)], offered(600, by="ORR", to="CARE-02", offer=SECOND_OFFER), None, "offer"),
    "no_legal_custodian": Case([BY_A_CARRIER], offered(by="CARRIER-A", to="ICE", place="ICE-HLG"), None, "offer"),
    "offer_not_open": Case(DESIGNATED, accepted(), "offer", "accept"),
    "already_accepted": Case(ACCEPTED, accepted(230), "redirect", "accept"),
    "offer_expired": Case([*DESIGNATED, offered(expires=300)], accepted(301), "expire"),
    "not_open": Case(ACCEPTED, expired(90_000), "recall", "expire"),
    "not_yet_expired": Case(OFFERED, expired(201), "accept"),
    "already_dispatched": Case(DISPATCHED, recalled(250), "redirect", "recall"),
    "not_accepted": Case(OFFERED, redirected(205), "recall", "redirect"),
    # the end
    "episode_closed": Case(RELEASED, classified(9900), "void", "classify"),
    "episode_already_open": Case(
        [*RELEASED, Said(encountered(12_000, by="ICE", place="ICE-HLG").event, 12_000, SECOND_EPISODE)],
        voided(RELEASED[-1], 13_000),
        "exit",
    ),
    # the record
    "no_such_record": Case(IN_DHS, voided(missing(10, by="USBP"), 5000)),
    "already_struck": Case([*IN_DHS, voided(IN_DHS[1], 5000)], voided(IN_DHS[1], 5001), "void"),
    "opening_record": Case(IN_DHS, voided(IN_DHS[0], 5000), "correct"),
    "others_rely_on_it": Case([*DETERMINED, LATER], voided(DETERMINED[-1], 5000), "submit-referral"),
    "decision_not_correctable": Case(DETERMINED, corrected(DETERMINED[-1], determined(66), 5000)),
    "no_replacement": Case(
        IN_DHS,
        decision(
            care.CustodyCorrected,
            5000,
            "USBP",
            target=IN_DHS[1].event.event_id,
            replacement=EventId(an_id("not there")),
            reason=StrikeReason.INCORRECT_DATA,
        ),
    ),
    "already_recorded": Case(IN_DHS, booked_in(), "correct"),
    "no_such_irregularity": Case([UNASKED], NOT_A_MARK, "review-irregularity"),
    "not_alone": Case([encountered(0, came_with(MOTHER))], alone_explained(), "correct", "explain-alone"),
    "note_missing": Case([UNASKED], reviewed(UNASKED, "companions_not_answered", 5000, note=None)),
    # people and trips
    "already_registered": Case([], registered(by="ICE"), "record-name"),
    "not_registered": Case([], Said(encountered(person=STRANGER).event, 1, SECOND_EPISODE), "register"),
    "already_linked": Case(LINKED, about(person.LinkedAsSame, "ICE", other=MOTHER, basis=ON_PAPER), "unlink"),
    "not_linked": Case([], about(person.Unlinked, other=MOTHER, basis=ON_PAPER), "link-as-same"),
    "no_such_identifier": Case(
        [], about(person.IdentifierRetired, claimed=claim(0), assigned=EventId(an_id("none"))), "assign-identifier"
    ),
    "written_with_custody": Case([], about(person.EpisodeOpened, episode=EpisodeId(EPISODE)), "record-encounter"),
    "trip_not_planned": Case([], departed(), "plan"),
    "trip_already_planned": Case([planned()], planned("again"), "correct"),
    # groups and pairs
    **{reason: Case(*each) for reason, each in kindred_refusals.REFUSALS.items()},
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_refused(reason: str) -> None:
    case = REFUSALS[reason]
    given(*everybody(), *case.before).when(case.tried).refused(reason, allows=case.allows, not_allows=case.not_allows)


def reasons_in(module: ast.Module) -> set[str]:
    """The codes that a module refuses with."""
    return {
        next(arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Refused", "_refuse"}
        if any(isinstance(arg, ast.Constant) for arg in node.args)
    }


def test_every_reason_of_the_domain_is_here() -> None:
    sources = Path(str(ledger.domain.__file__)).parent.rglob("*.py")
    found = set[str]().union(*(reasons_in(ast.parse(path.read_text())) for path in sources))
    assert found == set(REFUSALS)
