"""The records of the plan of families: who belongs together, and what is said and done about it.

Facts to be said to the ledger, and when, as in `plan`. Children are named by number, adults by their place among the
companions of a child.
"""

from dataclasses import dataclass
from datetime import datetime

from api.demo.family_assumed import FamilyKind
from ledger.domain import codes
from ledger.domain.values import PlaceCode


@dataclass(frozen=True, slots=True, kw_only=True)
class LegPlan:
    """An adult is handed on."""

    to: PlaceCode
    offered_at: datetime
    accepted_at: datetime
    dispatched_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AdultExit:
    """How an adult's custody ends."""

    kind: codes.ExitKind
    at: datetime
    with_child: bool | None
    reviewed_at: datetime | None
    """When somebody looked into a removal without the child."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdultPlan:
    """An adult who came with a child and is in custody."""

    index: int
    """Among the companions of the child."""
    relation: codes.Relation
    """To the child, as it was said."""
    met_at: datetime
    booked_in_at: datetime
    classified_at: datetime
    classification: codes.Classification
    legs: tuple[LegPlan, ...]
    exit: AdultExit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparationPlan:
    """A child is separated from an adult of the group."""

    said_at: datetime
    decided: bool
    """Else it is reported afterwards, with little that is known."""
    reason: codes.SeparationReason
    adult_next: PlaceCode
    supplemented_at: datetime | None
    reviewed_at: datetime | None
    ended_at: datetime | None
    how: codes.SeparationEnd | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPlan:
    """What is found of the claim that a companion is related."""

    companion: int
    """Their place among the companions of the last child of the family: it names them."""
    disputed_at: datetime | None
    reason: codes.DisputeReason | None
    verified_at: datetime | None
    refuted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TiePlan:
    """What a person finds of the signs that two children belong together."""

    at: datetime
    answer: codes.TieAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class AlonePlan:
    """Why a small child has nobody on record."""

    at: datetime
    reason: codes.AloneReason


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRecord:
    """Another record of a child, and what is found of the two."""

    made_at: datetime
    proposed_at: datetime
    answered_at: datetime | None
    linked: bool
    """Else the second record is found to be a relative's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPlan:
    """A family, or people who were met as if they were one."""

    kind: FamilyKind
    children: tuple[int, ...]
    """Numbers, in order of the encounter. The first one is the number of the family."""
    begins_at: datetime
    """When everybody has a record."""
    group: codes.GroupKind | None = None
    formed_at: datetime | None = None
    adults: tuple[AdultPlan, ...] = ()
    """Companions of the first child."""
    separation: SeparationPlan | None = None
    claim: ClaimPlan | None = None
    tie: TiePlan | None = None
    alone: AlonePlan | None = None
    second: SecondRecord | None = None

    @property
    def number(self) -> int:
        """Of the family."""
        return self.children[0]
