"""Events from the encounter to the designated place: intake, determination, referral, placement."""

from dataclasses import dataclass

from ledger.domain import codes
from ledger.domain.custody.base import CustodyDecision, CustodyReport
from ledger.domain.values import PersonId, PlaceCode, UserId


@dataclass(frozen=True, kw_only=True)
class Companion:
    """Somebody who came along: always a person record of their own, the aunt on no list too."""

    person: PersonId
    relation: codes.Relation
    said_by: codes.FactBasis
    present_now: bool | None
    """Whether they are with the person now; None when not known."""
    taken_to: PlaceCode | None = None
    """Where they were taken, when not here."""


@dataclass(frozen=True, kw_only=True)
class EncounterRecorded(CustodyReport):
    """DHS met the person: opens the episode (b.3 step 1 and 2)."""

    TOPIC = "custody.encounter_recorded.v1"
    COMMAND = "record-encounter"
    place: PlaceCode
    """Sector, station or port of entry."""
    companions_answer: codes.CompanionsAnswer
    companions: tuple[Companion, ...]
    event_number: str | None = None
    """The agency's own number of the encounter; shared by all its subjects."""
    subjects_count: int | None = None
    """People in the encounter as the agency counted them; reconciled with those listed."""
    children_count: int | None = None


@dataclass(frozen=True, kw_only=True)
class CompanionsDeclared(CustodyReport):
    """A later answer to "who came along"."""

    TOPIC = "custody.companions_declared.v1"
    COMMAND = "declare-companions"
    companions_answer: codes.CompanionsAnswer
    companions: tuple[Companion, ...]


@dataclass(frozen=True, kw_only=True)
class InCareAtOpening(CustodyReport):
    """The person was already in care when this ledger began: opens the episode without an encounter."""

    TOPIC = "custody.in_care_at_opening.v1"
    COMMAND = "open-in-care"
    place: PlaceCode
    encountered_on: str | None = None
    """Date of the encounter in the earlier records, as a partial date."""


@dataclass(frozen=True, kw_only=True)
class BookedIn(CustodyReport):
    """A detention stint begins at a facility."""

    TOPIC = "custody.booked_in.v1"
    COMMAND = "book-in"
    place: PlaceCode


@dataclass(frozen=True, kw_only=True)
class BookedOut(CustodyReport):
    """A detention stint ends; custody goes on until somebody else has signed."""

    TOPIC = "custody.booked_out.v1"
    COMMAND = "book-out"
    place: PlaceCode


@dataclass(frozen=True, kw_only=True)
class Classified(CustodyDecision):
    """An opinion on who the person is in law; never touches a family link."""

    TOPIC = "custody.classified.v1"
    COMMAND = "classify"
    classification: codes.Classification
    rule: str
    """The rule cited, such as `6 USC 279(g)(2)`."""


@dataclass(frozen=True, kw_only=True)
class UnaccompaniedDetermined(CustodyDecision):
    """DHS determines that the child is unaccompanied: the 72 hours run from here (8 USC 1232(b)(3))."""

    TOPIC = "custody.unaccompanied_determined.v1"
    COMMAND = "determine-unaccompanied"
    rule: str
    separation_reason: codes.SeparationReason | None = None
    """Form P-7 reason, required when a parent or guardian came along and is present."""


@dataclass(frozen=True, kw_only=True)
class AgeDetermined(CustodyDecision):
    """An age determination on the totality of the evidence (45 CFR 410.1703)."""

    TOPIC = "custody.age_determined.v1"
    COMMAND = "determine-age"
    result: codes.AgeResult
    basis: tuple[codes.AgeBasis, ...]


@dataclass(frozen=True, kw_only=True)
class ExceptionalCircumstanceDeclared(CustodyDecision):
    """The only lawful ground to pause the 72 hours (8 USC 1232(b)(3))."""

    TOPIC = "custody.exceptional_circumstance_declared.v1"
    COMMAND = "declare-exceptional-circumstance"
    clock: codes.ClockKind
    authority: str


@dataclass(frozen=True, kw_only=True)
class ReferralSubmitted(CustodyDecision):
    """DHS refers the child to ORR (form P-7): replaces the e-mail."""

    TOPIC = "custody.referral_submitted.v1"
    COMMAND = "submit-referral"
    referring_agency: codes.ReferringAgency
    entry_class: codes.EntryClass
    needs: tuple[codes.Need, ...]
    separated: bool
    separation_reason: codes.SeparationReason | None = None


@dataclass(frozen=True, kw_only=True)
class ReferralAcknowledged(CustodyDecision):
    """ORR intakes has the referral and finds it complete."""

    TOPIC = "custody.referral_acknowledged.v1"
    COMMAND = "acknowledge-referral"


@dataclass(frozen=True, kw_only=True)
class ReferralReturned(CustodyDecision):
    """ORR intakes returns an incomplete referral and says what is missing."""

    TOPIC = "custody.referral_returned.v1"
    COMMAND = "return-referral"
    missing: tuple[codes.ReferralGap, ...]


@dataclass(frozen=True, kw_only=True)
class ReferralCancelled(CustodyDecision):
    """The referring side takes its referral back."""

    TOPIC = "custody.referral_cancelled.v1"
    COMMAND = "cancel-referral"
    reason: codes.CancelReason


@dataclass(frozen=True, kw_only=True)
class PlacementRequested(CustodyDecision):
    """ORR asks a care provider for a bed."""

    TOPIC = "custody.placement_requested.v1"
    COMMAND = "request-placement"
    place: PlaceCode


@dataclass(frozen=True, kw_only=True)
class PlacementDeclined(CustodyDecision):
    """A care provider declines, with the reason that form P-7 lists (A-06-20-07002: these went untracked)."""

    TOPIC = "custody.placement_declined.v1"
    COMMAND = "decline-placement"
    place: PlaceCode
    reason: codes.PlacementDecline


@dataclass(frozen=True, kw_only=True)
class PlacementDesignated(CustodyDecision):
    """ORR designates the place that will take the child."""

    TOPIC = "custody.placement_designated.v1"
    COMMAND = "designate-placement"
    place: PlaceCode
    program: codes.ProgramKind
    override_by: UserId | None = None
    """Supervisor who overrode a decline or an unmet need."""
