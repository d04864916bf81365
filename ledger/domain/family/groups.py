"""Events of a group's membership, its numbers elsewhere, and its links to other groups.

A group's identifier is the one that all agencies share: it is given once, used by nobody else, and outlives every
reclassification, transfer, release and removal of its members. Numbers of agencies are attributes of it.
"""

from dataclasses import dataclass
from typing import Annotated

from ledger.domain import codes
from ledger.domain.event import Correction, Void
from ledger.domain.family.base import FamilyDecision, FamilyReport, Member
from ledger.domain.personal import Owner, Personal
from ledger.domain.values import FamilyId, OrganisationCode, PersonId


@dataclass(frozen=True, kw_only=True)
class GroupFormed(FamilyReport):
    """People were met, or are said to belong, together: opens the stream."""

    TOPIC = "family.formed.v1"
    COMMAND = "form"
    kind: codes.GroupKind
    members: tuple[Member, ...]


@dataclass(frozen=True, kw_only=True)
class MemberAdded(FamilyReport):
    """Somebody else belongs to the group."""

    TOPIC = "family.member_added.v1"
    COMMAND = "add-member"
    member: Member


@dataclass(frozen=True, kw_only=True)
class MemberLeft(FamilyReport):
    """Somebody is no longer with the group. They stay on its record, with the reason."""

    TOPIC = "family.member_left.v1"
    COMMAND = "report-member-left"
    member: PersonId
    reason: codes.LeaveReason


@dataclass(frozen=True, kw_only=True)
class GroupNumberRecorded(FamilyReport):
    """A number that an agency gave to the group or to some of it. Agencies use such numbers again in other years."""

    TOPIC = "family.number_recorded.v1"
    COMMAND = "record-number"
    number: Annotated[Personal[str], Owner.EVERYONE]
    """As it was written."""
    people: tuple[PersonId, ...]
    """On whose records the number stands."""
    issuer: OrganisationCode | None = None
    fiscal_year: int | None = None


@dataclass(frozen=True, kw_only=True)
class GroupsLinked(FamilyDecision):
    """Two groups are of one family. Both stay, each with its members."""

    TOPIC = "family.linked.v1"
    COMMAND = "link-group"
    other: FamilyId
    basis: codes.FactBasis


@dataclass(frozen=True, kw_only=True)
class GroupsUnlinked(FamilyDecision):
    """The link of two groups was wrong: both are as before."""

    TOPIC = "family.unlinked.v1"
    COMMAND = "unlink-group"
    other: FamilyId
    basis: codes.FactBasis


@dataclass(frozen=True, kw_only=True)
class FamilyCorrected(Correction):
    """A record of this group was wrong; `replacement` stands in its place."""

    TOPIC = "family.corrected.v1"
    COMMAND = "correct"
    family: FamilyId


@dataclass(frozen=True, kw_only=True)
class FamilyVoided(Void):
    """A record of this group does not stand; whom it named stays findable."""

    TOPIC = "family.voided.v1"
    COMMAND = "void"
    family: FamilyId
