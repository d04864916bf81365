"""Decision state of an episode: folded in log order from the events that stand.

Decisions are ordered by the log and cannot be backdated; where the child is and who holds them comes from history.
Receipt, refusal, dispatch and exit are reports that also close or open something here, in log order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from ledger.domain import codes
from ledger.domain.copies import changed
from ledger.domain.custody import care, handoff, intake
from ledger.domain.custody.events import CareEvent, CustodyEvent, HandoffEvent, IntakeEvent
from ledger.domain.custody.history_intake import UNANSWERED, custodian_of
from ledger.domain.event import Recorded
from ledger.domain.strikes import standing
from ledger.domain.values import Instant, ManifestId, OfferId, OrganisationCode, PersonId, PlaceCode


class Referral(StrEnum):
    """Where the referral stands."""

    NONE = "none"
    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"


class OfferStatus(StrEnum):
    """Where an offer stands; closed ones are not kept here."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REDIRECTED = "redirected"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """The one open offer of an episode."""

    offer: OfferId
    manifest: ManifestId
    by_organisation: OrganisationCode
    to_organisation: OrganisationCode
    to_place: PlaceCode
    expires_at: Instant
    status: OfferStatus
    dispatched: bool = False
    """Whether a dispatch is on record: a decline then leaves the offer, so that the child under way can be sent on."""


@dataclass(frozen=True, kw_only=True)
class CustodyState:
    """What decisions need to know."""

    person: PersonId | None = None
    opened: bool = False
    exited: bool = False
    companions_answer: codes.CompanionsAnswer | None = None
    """The best answer so far: one that says something is not undone by a later "not asked"."""
    parents_present: frozenset[PersonId] = frozenset()
    """Parents and guardians who came along and were not said to be elsewhere since."""
    determined: bool = False
    separated: bool = False
    """Whether the determination names why the child is parted from a parent."""
    referral: Referral = Referral.NONE
    referred_by: OrganisationCode | None = None
    needs: frozenset[codes.Need] = frozenset()
    """What the last referral says the child needs."""
    requested: frozenset[PlaceCode] = frozenset()
    declined: frozenset[PlaceCode] = frozenset()
    designated: PlaceCode | None = None
    offer: Offer | None = None
    offers: frozenset[OfferId] = frozenset()
    """Every offer ever made: an id names one offer."""

    @property
    def nobody_came_along(self) -> bool:
        """Whether an encounter is on record, and nobody who came along: none, or nobody knows or asked."""
        return self.companions_answer in {codes.CompanionsAnswer.NONE, *UNANSWERED}

    @property
    def parent_present(self) -> bool:
        """Whether a parent or guardian is with the child, as far as anybody said."""
        return bool(self.parents_present)


def fold(recorded: Sequence[Recorded[CustodyEvent]]) -> CustodyState:
    """The decision state after all events of the stream, in log order, struck ones left out."""
    state = CustodyState()
    for item in standing(recorded):
        state = evolve(state, item.event)
    return state


def evolve(state: CustodyState, event: CustodyEvent) -> CustodyState:
    """The state after one more event."""
    if isinstance(event, IntakeEvent):
        return _evolve_intake(state, event)
    if isinstance(event, HandoffEvent):
        return _evolve_handoff(state, event)
    if isinstance(event, CareEvent):
        return _evolve_care(state, event)
    assert_never(event)


def _evolve_intake(state: CustodyState, event: IntakeEvent) -> CustodyState:
    match event:
        case intake.EncounterRecorded() | intake.CompanionsDeclared():
            return _with_companions(changed(state, person=event.person, opened=True), event)
        case intake.InCareAtOpening():
            return changed(state, person=event.person, opened=True)
        case intake.UnaccompaniedDetermined():
            return changed(state, determined=True, separated=event.separation_reason is not None)
        case intake.Classified():
            unaccompanied = event.classification is codes.Classification.UNACCOMPANIED_CHILD
            return state if unaccompanied else changed(state, determined=False)
        case intake.AgeDetermined():
            return changed(state, determined=False) if event.result is codes.AgeResult.ADULT else state
        case intake.ReferralSubmitted():
            return _referred(state, event)
        case intake.ReferralAcknowledged():
            return changed(state, referral=Referral.ACKNOWLEDGED)
        case intake.ReferralReturned() | intake.ReferralCancelled():
            return changed(state, referral=Referral.NONE, designated=None)
        case intake.PlacementRequested():
            return changed(state, requested=state.requested | {event.place})
        case intake.PlacementDeclined():
            return changed(state, declined=state.declined | {event.place})
        case intake.PlacementDesignated():
            return changed(state, designated=event.place)
        case intake.BookedIn() | intake.BookedOut() | intake.ExceptionalCircumstanceDeclared():
            return state
        case _:
            assert_never(event)


def _referred(state: CustodyState, event: intake.ReferralSubmitted) -> CustodyState:
    by, needs = event.by.organisation, frozenset(event.needs)
    return changed(state, referral=Referral.SUBMITTED, referred_by=by, needs=needs)


def _with_companions(state: CustodyState, event: intake.EncounterRecorded | intake.CompanionsDeclared) -> CustodyState:
    parents = [c for c in event.companions if c.relation in codes.PARENTS]
    present = {c.person for c in parents if c.present_now}
    elsewhere = {c.person for c in parents if c.present_now is False}
    says_nothing = event.companions_answer in UNANSWERED and state.companions_answer is not None
    return changed(
        state,
        companions_answer=state.companions_answer if says_nothing else event.companions_answer,
        parents_present=(state.parents_present | present) - elsewhere,
    )


def _evolve_handoff(state: CustodyState, event: HandoffEvent) -> CustodyState:
    if isinstance(event, handoff.HandoffOffered):
        opened = Offer(
            offer=event.offer,
            manifest=event.manifest,
            by_organisation=event.by.organisation,
            to_organisation=event.to_organisation,
            to_place=event.to_place,
            expires_at=event.expires_at,
            status=OfferStatus.OPEN,
        )
        return changed(state, offer=opened, offers=state.offers | {event.offer})
    offer = state.offer
    if offer is None or isinstance(event, handoff.PacketAssembled) or event.offer != offer.offer:
        return state
    match event:
        case handoff.HandoffAccepted():
            return changed(state, offer=changed(offer, status=OfferStatus.ACCEPTED))
        case handoff.Received():
            return state if custodian_of(event.by.organisation) is None else changed(state, offer=None)
        case handoff.HandoffDeclined() | handoff.HandoffExpired() if offer.dispatched:
            return changed(state, offer=changed(offer, status=OfferStatus.REDIRECTED))
        case handoff.HandoffDeclined() if offer.status is OfferStatus.REDIRECTED:
            return state
        case handoff.HandoffDeclined() | handoff.HandoffRecalled() | handoff.HandoffExpired():
            return changed(state, offer=None)
        case handoff.Redirected():
            place, organisation = event.to_place, event.to_organisation
            redirected = changed(offer, to_place=place, to_organisation=organisation, status=OfferStatus.REDIRECTED)
            return changed(state, offer=redirected)
        case handoff.Dispatched():
            return changed(state, offer=changed(offer, dispatched=True))
        case handoff.TurnedBack():
            return changed(state, offer=changed(offer, dispatched=False))
        case handoff.TakenByCarrier() | handoff.Arrived() | handoff.ReportedAbsent() | handoff.RefusedAtDoor():
            return state
        case _:
            assert_never(event)


def _evolve_care(state: CustodyState, event: CareEvent) -> CustodyState:
    match event:
        case care.Exited():
            return changed(state, exited=True, offer=None)
        case care.Admitted() | care.Moved() | care.AbsenceStarted() | care.AbsenceEnded():
            return state
        case care.WentMissing() | care.Located() | care.IrregularityReviewed():
            return state
        case care.CustodyCorrected() | care.CustodyVoided() | care.AloneExplained():
            return state
        case _:
            assert_never(event)
