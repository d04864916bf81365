"""Guards of decisions: who may decide, and whether the case admits it now. Reports pass: they are never refused.

Each refusal has a stable code and says what would be allowed (domain.md b.6a).
"""

from collections.abc import Collection
from datetime import datetime
from typing import assert_never

from ledger.domain import codes
from ledger.domain.custody import care, intake
from ledger.domain.custody.case import Case, allowed_now
from ledger.domain.custody.events import CareEvent, CustodyEvent, HandoffEvent, IntakeEvent
from ledger.domain.custody.guards_handoff import guard_handoff
from ledger.domain.custody.guards_record import guard_alone, guard_review, guard_strike
from ledger.domain.custody.history_intake import custodian_of
from ledger.domain.custody.state import Referral
from ledger.domain.errors import Refused
from ledger.domain.event import Decision
from ledger.domain.register import ORR, PLACES, Place


def guard(case: Case, proposed: CustodyEvent, *, needs: Collection[codes.Need], now: datetime) -> None:
    """Pass, or refuse. `needs` are those on record for the child, which a designated place must meet.

    Raises:
        Refused: the rules do not allow the decision now.
    """
    if isinstance(proposed, IntakeEvent):
        _guard_intake(case, proposed, needs)
    elif isinstance(proposed, HandoffEvent):
        guard_handoff(case, proposed, now=now)
    elif isinstance(proposed, CareEvent):
        _guard_care(case, proposed)
    else:
        assert_never(proposed)


def _refuse(case: Case, reason: str, detail: str) -> Refused:
    """A refusal that says what the case would allow."""
    return Refused(reason, detail, allowed=allowed_now(case))


def _guard_intake(case: Case, proposed: IntakeEvent, needs: Collection[codes.Need]) -> None:
    if isinstance(proposed, Decision):
        _check_open(case)
    match proposed:
        case intake.Classified() | intake.ExceptionalCircumstanceDeclared():
            _check_custodian(case, proposed)
        case intake.AgeDetermined():
            _check_custodian(case, proposed)
            _check_evidence(case, proposed)
        case intake.UnaccompaniedDetermined():
            _check_custodian(case, proposed)
            _check_determination(case, proposed)
        case intake.ReferralSubmitted():
            _check_custodian(case, proposed)
            _check_referral(case, proposed)
        case intake.ReferralCancelled():
            _check_custodian(case, proposed)
            _check_referral_open(case)
        case intake.ReferralReturned():
            _check_orr(case, proposed)
            _check_referral_open(case)
        case intake.ReferralAcknowledged():
            _check_orr(case, proposed)
            if case.state.referral is Referral.NONE:
                raise _refuse(case, "not_referred", "no referral is open")
            if case.state.referral is Referral.ACKNOWLEDGED:
                raise _refuse(case, "already_acknowledged", "the referral is acknowledged")
        case intake.PlacementRequested():
            _check_orr(case, proposed)
            _check_placement(case, proposed)
        case intake.PlacementDesignated():
            _check_orr(case, proposed)
            _check_designation(case, proposed, needs)
        case intake.PlacementDeclined():
            _check_decline(case, proposed)
        case intake.EncounterRecorded() | intake.CompanionsDeclared() | intake.InCareAtOpening():
            return
        case intake.BookedIn() | intake.BookedOut():
            return
        case _:
            assert_never(proposed)


def _check_open(case: Case) -> None:
    if case.state.exited:
        raise _refuse(case, "episode_closed", "the episode has ended; a new encounter opens a new one")


def _check_custodian(case: Case, proposed: IntakeEvent) -> None:
    legal = case.facets.legal_custodian
    if legal is None or proposed.by.organisation != legal:
        raise _refuse(case, "not_the_custodian", "only the legal custodian itself decides this")


def _check_orr(case: Case, proposed: IntakeEvent) -> None:
    if proposed.by.organisation != ORR:
        raise _refuse(case, "not_orr", "only ORR decides this")


def _check_evidence(case: Case, proposed: intake.AgeDetermined) -> None:
    if set(proposed.basis) <= {codes.AgeBasis.MEDICAL_ESTIMATE}:
        raise _refuse(case, "evidence_insufficient", "age rests on all the evidence, never on a medical estimate alone")


def _check_not_in_care(case: Case) -> None:
    if case.facets.legal_custodian == ORR:
        raise _refuse(case, "already_in_care", "ORR has legal custody of the child")


def _check_determination(case: Case, proposed: intake.UnaccompaniedDetermined) -> None:
    _check_not_in_care(case)
    if case.state.determined:
        raise _refuse(case, "already_determined", "the child is determined to be unaccompanied")
    if case.state.parent_present and proposed.separation_reason is None:
        raise _refuse(
            case, "separation_reason_missing", "a parent or guardian is present: the reason must be named first"
        )


def _check_referral(case: Case, proposed: intake.ReferralSubmitted) -> None:
    _check_not_in_care(case)
    if not case.state.determined:
        raise _refuse(case, "not_determined", "the child is not determined to be unaccompanied")
    if case.state.referral is not Referral.NONE:
        raise _refuse(case, "already_referred", "a referral is open")
    if case.state.separated and not proposed.separated:
        raise _refuse(case, "separation_not_stated", "the determination parts the child from a parent: say so")
    if proposed.separated and proposed.separation_reason is None:
        raise _refuse(case, "separation_reason_missing", "a separated child is referred with the reason")


def _check_referral_open(case: Case) -> None:
    if case.state.referral is Referral.NONE:
        raise _refuse(case, "not_referred", "no referral is open")
    _check_not_in_care(case)
    if case.offer_into_orr:
        raise _refuse(case, "offer_open", "recall the offer first")


def _check_placement(case: Case, proposed: intake.PlacementRequested | intake.PlacementDesignated) -> Place:
    """The place, where ORR may ask for a bed."""
    if case.state.referral is not Referral.ACKNOWLEDGED:
        raise _refuse(case, "not_acknowledged", "the referral is not acknowledged")
    place = PLACES.get(proposed.place)
    if place is None or custodian_of(place.organisation) != ORR:
        raise _refuse(case, "not_a_care_provider", "the register does not list the place as acting for ORR")
    return place


def _check_designation(case: Case, proposed: intake.PlacementDesignated, needs: Collection[codes.Need]) -> None:
    place = _check_placement(case, proposed)
    if case.offer_into_orr:
        raise _refuse(case, "offer_open", "recall or redirect the offer first")
    if proposed.place in case.state.declined and proposed.override_by is None:
        raise _refuse(case, "declined_before", "that place declined: a supervisor must override")
    if place.care is None or not place.care.unmet(needs):
        return
    if proposed.override_by is None:
        raise _refuse(case, "needs_not_met", "the register does not list all of the child's needs as met there")
    if proposed.note is None:
        raise _refuse(case, "override_not_explained", "an unmet need is overridden with a note of why")


def _check_decline(case: Case, proposed: intake.PlacementDeclined) -> None:
    place = PLACES.get(proposed.place)
    if place is None or proposed.by.organisation not in {place.organisation, ORR}:
        raise _refuse(case, "not_your_place", "only the place asked, or ORR for it, declines")
    if proposed.place not in case.state.requested:
        raise _refuse(case, "not_requested", "that place was not asked")


def _guard_care(case: Case, proposed: CareEvent) -> None:
    match proposed:
        case care.CustodyCorrected() | care.CustodyVoided():
            guard_strike(case, proposed)
        case care.IrregularityReviewed():
            guard_review(case, proposed)
        case care.AloneExplained():
            guard_alone(case, proposed)
        case care.Admitted() | care.Moved() | care.AbsenceStarted() | care.AbsenceEnded():
            return
        case care.WentMissing() | care.Located() | care.Exited():
            return
        case _:
            assert_never(proposed)
