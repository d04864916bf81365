"""Events of a separation of children from the adults they came with.

The *decision* takes effect only complete. That a separation has happened is always taken in, complete or not, and
stays on a list until each missing item is supplied (GAO-18-163, OIG-18-84, OEI-BL-20-00680).
"""

from dataclasses import dataclass
from typing import Annotated

from ledger.domain import codes
from ledger.domain.family.base import FamilyDecision, FamilyReport, Informed
from ledger.domain.personal import Owner, Personal
from ledger.domain.values import EventId, OrganisationCode, PersonId, PlaceCode, UserId


@dataclass(frozen=True, kw_only=True)
class SeparationDecided(FamilyDecision):
    """Children are to be separated from adults they came with: who decided is who signs."""

    TOPIC = "family.separation_decided.v1"
    COMMAND = "decide-separation"
    children: tuple[PersonId, ...]
    adults: tuple[PersonId, ...]
    reason: codes.SeparationReason
    narrative: Annotated[Personal[str], Owner.EVERYONE]
    supervisor: UserId
    adult_next_organisation: OrganisationCode
    adult_next_place: PlaceCode | None
    """None where the organisation has no place in the register."""
    informed: tuple[Informed, ...]


@dataclass(frozen=True, kw_only=True)
class SeparationAsKnown(FamilyReport):
    """What may be known of a separation; whatever is not known stays open."""

    adults: tuple[PersonId, ...] = ()
    reason: codes.SeparationReason | None = None
    narrative: Annotated[Personal[str] | None, Owner.EVERYONE] = None
    decided_by: UserId | None = None
    supervisor: UserId | None = None
    adult_next_organisation: OrganisationCode | None = None
    adult_next_place: PlaceCode | None = None
    informed: tuple[Informed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SeparationReported(SeparationAsKnown):
    """Children have been separated from adults they came with; whatever is not known stays open."""

    TOPIC = "family.separation_reported.v1"
    COMMAND = "report-separation"
    children: tuple[PersonId, ...]


@dataclass(frozen=True, kw_only=True)
class SeparationSupplemented(SeparationAsKnown):
    """What was missing of a separation, as far as it is known now."""

    TOPIC = "family.separation_supplemented.v1"
    COMMAND = "supplement-separation"
    separation: EventId


@dataclass(frozen=True, kw_only=True)
class SeparationReviewed(FamilyDecision):
    """Somebody looked again at a separation that goes on."""

    TOPIC = "family.separation_reviewed.v1"
    COMMAND = "review-separation"
    separation: EventId
    outcome: codes.SeparationReview


@dataclass(frozen=True, kw_only=True)
class SeparationEnded(FamilyReport):
    """The separation is over for these children."""

    TOPIC = "family.separation_ended.v1"
    COMMAND = "end-separation"
    separation: EventId
    children: tuple[PersonId, ...]
    how: codes.SeparationEnd
    place: PlaceCode | None = None
