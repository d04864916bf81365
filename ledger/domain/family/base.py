"""The two families of events of a group, and parts that several of them have."""

from dataclasses import dataclass

from ledger.domain import codes
from ledger.domain.event import Decision, Report
from ledger.domain.values import FamilyId, PersonId


@dataclass(frozen=True, kw_only=True)
class FamilyDecision(Decision):
    """A decision about a group."""

    family: FamilyId


@dataclass(frozen=True, kw_only=True)
class FamilyReport(Report):
    """A report about a group."""

    family: FamilyId


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody in a group. Everyone has a person record, the aunt on no list too."""

    person: PersonId
    role: codes.MemberRole
    reason: codes.JoinReason


@dataclass(frozen=True, kw_only=True)
class Informed:
    """What one person was told about a separation, and whether they could understand it."""

    person: PersonId
    told: tuple[codes.Told, ...]
    language: str
    """ISO 639-3: the language it was said in."""
    interpreter: codes.InterpreterUse
