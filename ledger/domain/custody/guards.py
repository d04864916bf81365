"""Guards of decisions: who may decide, and whether the case admits it now. Reports pass: they are never refused.

Each refusal has a stable code and says what would be allowed (domain.md b.6a).
"""

from datetime import datetime
from typing import assert_never

from ledger.domain.custody import care, intake
from ledger.domain.custody.case import Case, allowed_now
from ledger.domain.custody.events import CareEvent, CustodyEvent, HandoffEvent, IntakeEvent
from ledger.domain.custody.guards_handoff import guard_handoff
from ledger.domain.custody.history_intake import custodian_of
from ledger.domain.custody.state import Referral
from ledger.domain.errors import Refused
from ledger.domain.event import Decision
from ledger.domain.register import ORR, PLACES
from ledger.domain.strikes import check_strike, struck


def guard(case: Case, proposed: CustodyEvent, *, now: datetime) -> None:
    """Pass, or refuse.

    Raises:
        Refused: the rules do not allow the decision now.
    """
    if isinstance(proposed, IntakeEvent):
        _guard_intake(case, proposed)
    elif isinstance(proposed, HandoffEvent):
        guard_handoff(case, proposed, now=now)
    elif isinstance(proposed, CareEvent):
        _guard_care(case, proposed)
    else:
        assert_never(proposed)


def _refuse(case: Case, reason: str, detail: str) -> Refused:
    """A refusal that says what the case would allow."""
    return Refused(reason, detail, allowed=allowed_now(case))


def _guard_intake(case: Case, proposed: IntakeEvent) -> None:
    if isinstance(proposed, Decision):
        _check_open(case)
    match proposed:
        case intake.Classified() | intake.AgeDetermined() | intake.ExceptionalCircumstanceDeclared():
            _check_custodian(case, proposed)
        case intake.UnaccompaniedDetermined():
            _check_custodian(case, proposed)
            _check_determination(case, proposed)
        case intake.ReferralSubmitted() | intake.ReferralCancelled():
            _check_custodian(case, proposed)
            _check_referral(case, proposed)
        case intake.ReferralAcknowledged() | intake.ReferralReturned():
            _check_orr(case, proposed)
            if case.state.referral is Referral.NONE:
                raise _refuse(case, "not_referred", "no referral is open")
            if isinstance(proposed, intake.ReferralAcknowledged) and case.state.referral is Referral.ACKNOWLEDGED:
                raise _refuse(case, "already_acknowledged", "the referral is acknowledged")
        case intake.PlacementRequested() | intake.PlacementDesignated():
            _check_orr(case, proposed)
            _check_placement(case, proposed)
        case intake.PlacementDeclined():
            _check_decline(case, proposed)
        case intake.EncounterRecorded() | intake.CompanionsDeclared() | intake.InCareAtOpening():
            return
        case intake.BookedIn() | intake.BookedOut():
            return
        case _:
            assert_never(proposed)


def _check_open(case: Case) -> None:
    if not case.state.opened:
        raise _refuse(case, "not_opened", "the episode has no encounter")
    if case.state.exited:
        raise _refuse(case, "episode_closed", "the episode has ended; a new encounter opens a new one")


def _check_custodian(case: Case, proposed: IntakeEvent) -> None:
    legal = case.facets.legal_custodian
    if legal is None or custodian_of(proposed.by.organisation) != legal:
        raise _refuse(case, "not_the_custodian", "only the legal custodian decides this")


def _check_orr(case: Case, proposed: IntakeEvent) -> None:
    if proposed.by.organisation != ORR:
        raise _refuse(case, "not_orr", "only ORR decides this")


def _check_determination(case: Case, proposed: intake.UnaccompaniedDetermined) -> None:
    if case.state.determined:
        raise _refuse(case, "already_determined", "the child is determined to be unaccompanied")
    if case.state.parent_present and proposed.separation_reason is None:
        raise _refuse(
            case,
            "separation_reason_missing",
            "a parent or guardian is present: the reason must be named first",
        )


def _check_referral(case: Case, proposed: intake.ReferralSubmitted | intake.ReferralCancelled) -> None:
    state = case.state
    if isinstance(proposed, intake.ReferralCancelled):
        if state.referral is Referral.NONE:
            raise _refuse(case, "not_referred", "no referral is open")
        if state.offer is not None:
            raise _refuse(case, "offer_open", "recall the offer first")
        return
    if not state.determined:
        raise _refuse(case, "not_determined", "the child is not determined to be unaccompanied")
    if state.referral is not Referral.NONE:
        raise _refuse(case, "already_referred", "a referral is open")
    if proposed.separated and proposed.separation_reason is None:
        raise _refuse(case, "separation_reason_missing", "a separated child is referred with the reason")


def _check_placement(case: Case, proposed: intake.PlacementRequested | intake.PlacementDesignated) -> None:
    if case.state.referral is not Referral.ACKNOWLEDGED:
        raise _refuse(case, "not_acknowledged", "the referral is not acknowledged")
    place = PLACES.get(proposed.place)
    if place is None or custodian_of(place.organisation) != ORR:
        raise _refuse(case, "not_a_care_provider", "the register does not list the place as acting for ORR")
    if isinstance(proposed, intake.PlacementRequested):
        return
    if case.state.offer is not None:
        raise _refuse(case, "offer_open", "recall or redirect the offer first")
    if proposed.place in case.state.declined and proposed.override_by is None:
        raise _refuse(case, "declined_before", "that place declined: a supervisor must override")


def _check_decline(case: Case, proposed: intake.PlacementDeclined) -> None:
    place = PLACES.get(proposed.place)
    if place is None or proposed.by.organisation not in {place.organisation, ORR}:
        raise _refuse(case, "not_your_place", "only the place asked, or ORR for it, declines")
    if proposed.place not in case.state.requested:
        raise _refuse(case, "not_requested", "that place was not asked")


def _guard_care(case: Case, proposed: CareEvent) -> None:
    match proposed:
        case care.CustodyCorrected() | care.CustodyVoided():
            _check_strike(case, proposed)
        case care.IrregularityReviewed():
            open_marks = {(step.item.event.event_id, mark.value) for step, mark in case.history.open_marks()}
            if (proposed.target, proposed.code) not in open_marks:
                raise _refuse(case, "no_such_irregularity", "no open irregularity of that code on that record")
        case care.Admitted() | care.Moved() | care.AbsenceStarted() | care.AbsenceEnded():
            return
        case care.WentMissing() | care.Located() | care.Exited():
            return
        case _:
            assert_never(proposed)


def _check_strike(case: Case, proposed: care.CustodyCorrected | care.CustodyVoided) -> None:
    target = check_strike(case.recorded, proposed)
    if target.version == 1 and isinstance(proposed, care.CustodyVoided):
        raise _refuse(case, "opening_record", "the opening record can be corrected, or the episode exited as an error")
    if not isinstance(target.event, Decision):
        return
    if isinstance(target.event, care.CustodyVoided | care.CustodyCorrected):
        return
    if isinstance(proposed, care.CustodyCorrected):
        raise _refuse(case, "decision_not_correctable", "a decision is not edited: take a new one")
    gone = struck(case.recorded)
    later = [item for item in case.recorded if item.version > target.version and item.event.event_id not in gone]
    if later:
        raise _refuse(case, "others_rely_on_it", "later records stand on that decision")
