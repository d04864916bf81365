"""The records of the plan: what happens to each invented child, and how children travel together.

Facts to be said to the ledger, and when; no command, no event. Instants are aware, with the offset in force at the
place where they happen (the register knows the zone). A place or an organisation is a code of the register.
`said_at` is when somebody tells the ledger, where that may be later than what is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ledger.domain import codes
from ledger.domain.person import RecordedName
from ledger.domain.values import OrganisationCode, PartialDate, PlaceCode, TimeBasis


class Origin(StrEnum):
    """How a child comes into the year."""

    BORDER_PATROL = "border_patrol"
    OTHER_AGENCY = "other_agency"
    OPENING_CENSUS = "opening_census"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlan:
    """Who the child is; everything invented."""

    name: RecordedName
    sex: codes.Sex
    birth: date
    """The day that the plan counts ages from: the first one that the claim allows."""
    birth_written: PartialDate
    """The claim as it is recorded: some know the month or the year only."""
    country: str
    """ISO 3166-1 alpha-3."""
    languages: tuple[str, ...]
    """ISO 639-3, best first."""
    a_number: str | None
    """As some official wrote it; None for the few who have none yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionPlan:
    """Somebody who came along and was named."""

    name: RecordedName
    sex: codes.Sex
    relation: codes.Relation
    present_now: bool
    child: int | None = None
    """Number of the child of the plan that this is, such as a sibling; None for somebody with no other record."""
    birth: PartialDate | None = None
    """As claimed, of those who are in custody themselves; of the others nobody asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlan:
    """What an agency filed as one encounter of several people."""

    number: str
    """Shared by everybody who was met."""
    subjects: int
    """As the agency counted them; some counts are wrong."""
    children: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclinedPlacement:
    """A care provider that was asked for a bed and said no."""

    place: PlaceCode
    requested_at: datetime
    declined_at: datetime
    reason: codes.PlacementDecline


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralPlan:
    """From the referral to the designated place."""

    submitted_at: datetime
    """First submission: the one that counts as the referral."""
    returned_at: datetime | None
    """When ORR returned it as incomplete; the second submission is `submitted_again_at`."""
    missing: tuple[codes.ReferralGap, ...]
    submitted_again_at: datetime | None
    acknowledged_at: datetime
    declined: tuple[DeclinedPlacement, ...]
    requested_at: datetime
    """When the provider that takes the child was asked."""
    designated_at: datetime
    place: PlaceCode
    program: codes.ProgramKind


class CareKind(StrEnum):
    """What may happen in care; legal custody does not change."""

    HOSPITAL = "hospital"
    MOVE = "move"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarePlan:
    """Something that happens in care, begun and ended in one month."""

    kind: CareKind
    at: datetime
    ended_at: datetime | None
    """Return or being located; None for a move."""
    place: PlaceCode
    """Where the child is afterwards."""
    said_at: datetime
    """When `at` is told; before `ended_at` is."""


class CorrectionKind(StrEnum):
    """What was first recorded wrongly."""

    BIRTH_DATE = "birth_date"
    ENCOUNTER_TIME = "encounter_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPlan:
    """A record that is first wrong and later set right; the plan's other fields hold what is right."""

    kind: CorrectionKind
    at: datetime
    first_birth: PartialDate | None = None
    first_encounter: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPlan:
    """How the episode ends."""

    kind: codes.ExitKind
    at: datetime
    said_at: datetime
    sponsor_category: codes.SponsorCategory | None = None
    to_organisation: OrganisationCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildPlan:
    """One invented child's year."""

    number: int
    """1 to the number of people: those in care at the opening first, then in order of the encounter."""
    person: PersonPlan
    origin: Origin
    place: PlaceCode
    """Where DHS met the child: a sector, a port of entry or an ICE office."""
    encountered_at: datetime
    time_basis: TimeBasis
    """What the claimed time of the encounter rests on."""
    companions_answer: codes.CompanionsAnswer
    companions: tuple[CompanionPlan, ...]
    booked_in_at: datetime | None
    """None for those in care at the opening: the ledger begins with them in care."""
    classified_at: datetime | None
    """Classification, and for an unaccompanied child who is referred the determination; None as above."""
    classification: codes.Classification
    separation_reason: codes.SeparationReason | None
    """Given when a parent came along and was parted from the child."""
    needs: tuple[codes.Need, ...]
    referral: ReferralPlan | None
    manifests: tuple[int, ...]
    """Numbers of the manifests that list the child; only the last one brings it to ORR."""
    received_at: datetime | None
    """Entry into ORR's care; before October 2018 for those in care at the opening."""
    received_place: PlaceCode | None
    care: tuple[CarePlan, ...]
    correction: CorrectionPlan | None
    exit: ExitPlan | None
    """None for those still in care when the year ends."""
    event: EventPlan | None = None
    """None for a child whose encounter has no number of its own."""


class OfferEnding(StrEnum):
    """How a first offer came to nothing."""

    DECLINED = "declined"
    RECALLED = "recalled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedOffer:
    """A first offer of the manifest, to the same place, that came to nothing."""

    offered_at: datetime
    expires_at: datetime
    ended_at: datetime
    ending: OfferEnding


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLeg:
    """A handoff to ICE that precedes the one to the care provider."""

    office: PlaceCode
    offered_at: datetime
    accepted_at: datetime
    dispatched_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseStart:
    """A dispatch that was recorded and did not happen; it is voided."""

    dispatched_at: datetime
    voided_at: datetime


class RoadKind(StrEnum):
    """What may happen to a vehicle under way."""

    STOP = "stop"
    DELAY = "delay"
    VEHICLE_CHANGE = "vehicle_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadPlan:
    """Something that happens to the vehicle under way."""

    kind: RoadKind
    at: datetime
    reason: codes.TravelReason
    late: timedelta = timedelta(hours=1)
    """By how much a delay puts off the arrival that was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectPlan:
    """A change of destination under way, and the new place's acceptance."""

    at: datetime
    place: PlaceCode
    accepted_at: datetime
    reason: codes.TravelReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestPlan:
    """Up to twelve children of one place who travel together to one care provider."""

    number: int
    """1 to the number of manifests."""
    origin: PlaceCode
    provider: PlaceCode
    """The designated care provider, to which the offer is made."""
    children: tuple[int, ...]
    """Numbers of the children listed at the offer and at the dispatch."""
    failed_offer: FailedOffer | None
    first_leg: FirstLeg | None
    """When ICE takes the children first, ICE's office makes the offer below."""
    offered_at: datetime
    expires_at: datetime
    accepted_at: datetime
    packed_at: datetime
    false_start: FalseStart | None
    dispatched_at: datetime
    carrier: OrganisationCode | None
    """A contractor who signs for the children at the dispatch; None when the giver drives."""
    taken_at: datetime | None
    """When the carrier signed."""
    mode: codes.TravelMode
    expected_at: datetime
    """Arrival as expected at the dispatch."""
    road: tuple[RoadPlan, ...]
    redirect: RedirectPlan | None
    arrived_at: datetime
    not_aboard: tuple[int, ...]
    """Listed and dispatched, not among those who arrive; they go with a later manifest."""
    refused: tuple[int, ...]
    """Not taken at the door; they go with a later manifest."""
    discrepancies: tuple[tuple[int, codes.DiscrepancyKind], ...]
    """What the receiver finds otherwise, by child."""
    received_at: datetime
    receipt_said_at: datetime
    admitted_at: datetime
    """When those received are admitted to their programs."""
    refusal: codes.RefusalReason = codes.RefusalReason.URGENT_MEDICAL_CARE
    packet: bool = True
    """Whether the giver answers the checklist of what travels with the children, at `packed_at`."""

    @property
    def arrives_at(self) -> PlaceCode:
        """The place where the children get out."""
        return self.provider if self.redirect is None else self.redirect.place

    @property
    def received(self) -> Iterator[int]:
        """Numbers of the children whom the provider takes."""
        left_out = {*self.not_aboard, *self.refused}
        return (number for number in self.children if number not in left_out)
