"""Every event of the family stream. Facts only: `state.py` has what they amount to, `guards.py` what is refused."""

from ledger.domain.family.base import Informed, Member
from ledger.domain.family.groups import (
    FamilyCorrected,
    FamilyVoided,
    GroupFormed,
    GroupNumberRecorded,
    GroupsLinked,
    GroupsUnlinked,
    MemberAdded,
    MemberLeft,
)
from ledger.domain.family.separation import (
    SeparationDecided,
    SeparationEnded,
    SeparationReported,
    SeparationReviewed,
    SeparationSupplemented,
)

FamilyEvent = (
    GroupFormed
    | MemberAdded
    | MemberLeft
    | GroupNumberRecorded
    | GroupsLinked
    | GroupsUnlinked
    | SeparationDecided
    | SeparationReported
    | SeparationSupplemented
    | SeparationReviewed
    | SeparationEnded
    | FamilyCorrected
    | FamilyVoided
)

__all__ = [
    "FamilyCorrected",
    "FamilyEvent",
    "FamilyVoided",
    "GroupFormed",
    "GroupNumberRecorded",
    "GroupsLinked",
    "GroupsUnlinked",
    "Informed",
    "Member",
    "MemberAdded",
    "MemberLeft",
    "SeparationDecided",
    "SeparationEnded",
    "SeparationReported",
    "SeparationReviewed",
    "SeparationSupplemented",
]
