"""Decision state of an episode: folded in log order from the events that stand.

Decisions are ordered by the log and cannot be backdated; where the child is and who holds them comes from history.
Receipt, refusal, dispatch and exit are reports that also close or open something here, in log order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from ledger.domain import codes
from ledger.domain.custody import care, handoff, intake
from ledger.domain.custody.events import CareEvent, CustodyEvent, HandoffEvent, IntakeEvent
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


@dataclass(frozen=True, kw_only=True)
class CustodyState:
    """What decisions need to know."""

    person: PersonId | None = None
    opened: bool = False
    exited: bool = False
    companions_answer: codes.CompanionsAnswer | None = None
    parent_present: bool = False
    determined: bool = False
    referral: Referral = Referral.NONE
    referred_by: OrganisationCode | None = None
    requested: frozenset[PlaceCode] = frozenset()
    declined: frozenset[PlaceCode] = frozenset()
    designated: PlaceCode | None = None
    offer: Offer | None = None


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
            known = replace(state, person=event.person, opened=True, companions_answer=event.companions_answer)
            present = any(c.relation in codes.PARENTS and c.present_now for c in event.companions)
            return replace(known, parent_present=present)
        case intake.InCareAtOpening():
            return replace(state, person=event.person, opened=True)
        case intake.UnaccompaniedDetermined():
            return replace(state, determined=True)
        case intake.Classified():
            unaccompanied = event.classification is codes.Classification.UNACCOMPANIED_CHILD
            return state if unaccompanied else replace(state, determined=False)
        case intake.ReferralSubmitted():
            return replace(state, referral=Referral.SUBMITTED, referred_by=event.by.organisation)
        case intake.ReferralAcknowledged():
            return replace(state, referral=Referral.ACKNOWLEDGED)
        case intake.ReferralReturned() | intake.ReferralCancelled():
            return replace(state, referral=Referral.NONE, designated=None)
        case intake.PlacementRequested():
            return replace(state, requested=state.requested | {event.place})
        case intake.PlacementDeclined():
            return replace(state, declined=state.declined | {event.place})
        case intake.PlacementDesignated():
            return replace(state, designated=event.place)
        case intake.BookedIn() | intake.BookedOut() | intake.AgeDetermined():
            return state
        case intake.ExceptionalCircumstanceDeclared():
            return state
        case _:
            assert_never(event)


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
        return replace(state, offer=opened)
    if isinstance(event, handoff.Received):
        return replace(state, offer=None)
    offer = state.offer
    if offer is None or isinstance(event, handoff.PacketAssembled) or event.offer != offer.offer:
        return state
    match event:
        case handoff.HandoffAccepted():
            return replace(state, offer=replace(offer, status=OfferStatus.ACCEPTED))
        case handoff.HandoffDeclined() | handoff.HandoffExpired() if offer.status is OfferStatus.REDIRECTED:
            return state
        case handoff.HandoffDeclined() | handoff.HandoffRecalled() | handoff.HandoffExpired():
            return replace(state, offer=None)
        case handoff.Redirected():
            place, organisation = event.to_place, event.to_organisation
            redirected = replace(offer, to_place=place, to_organisation=organisation, status=OfferStatus.REDIRECTED)
            return replace(state, offer=redirected)
        case handoff.Dispatched():
            return replace(state, offer=replace(offer, dispatched=True))
        case handoff.TurnedBack():
            return replace(state, offer=replace(offer, dispatched=False))
        case handoff.TakenByCarrier() | handoff.Arrived() | handoff.ReportedAbsent() | handoff.RefusedAtDoor():
            return state
        case _:
            assert_never(event)


def _evolve_care(state: CustodyState, event: CareEvent) -> CustodyState:
    match event:
        case care.Exited():
            return replace(state, exited=True, offer=None)
        case care.Admitted() | care.Moved() | care.AbsenceStarted() | care.AbsenceEnded():
            return state
        case care.WentMissing() | care.Located() | care.IrregularityReviewed():
            return state
        case care.CustodyCorrected() | care.CustodyVoided():
            return state
        case _:
            assert_never(event)
