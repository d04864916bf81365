"""The two families of custody events, both about one person."""

from dataclasses import dataclass

from ledger.domain.event import Decision, Report
from ledger.domain.values import PersonId


@dataclass(frozen=True, kw_only=True)
class CustodyDecision(Decision):
    """A decision in an episode."""

    person: PersonId


@dataclass(frozen=True, kw_only=True)
class CustodyReport(Report):
    """A report in an episode."""

    person: PersonId
