"""Events in care and at the end of an episode, and what strikes or closes a record."""

from dataclasses import dataclass

from ledger.domain import codes
from ledger.domain.custody.base import CustodyDecision, CustodyReport
from ledger.domain.event import Correction, Void
from ledger.domain.values import EventId, OrganisationCode, PersonId, PlaceCode, UserId


@dataclass(frozen=True, kw_only=True)
class Admitted(CustodyReport):
    """The care provider admitted the child to a program."""

    TOPIC = "custody.admitted.v1"
    COMMAND = "admit"
    place: PlaceCode
    program: codes.ProgramKind


@dataclass(frozen=True, kw_only=True)
class Moved(CustodyReport):
    """A move inside the network, legal custody unchanged (45 CFR 410.1004): signed by the one who took the child."""

    TOPIC = "custody.moved.v1"
    COMMAND = "move"
    to_place: PlaceCode
    approved_by: UserId | None
    """ORR's approver; None for an emergency move, which ORR must hear of within 8 hours."""


@dataclass(frozen=True, kw_only=True)
class AbsenceStarted(CustodyReport):
    """The person is away for a time (hospital, court), custody unchanged."""

    TOPIC = "custody.absence_started.v1"
    COMMAND = "start-absence"
    kind: codes.AbsenceKind
    escort: UserId | None = None


@dataclass(frozen=True, kw_only=True)
class AbsenceEnded(CustodyReport):
    """The person is back."""

    TOPIC = "custody.absence_ended.v1"
    COMMAND = "end-absence"
    place: PlaceCode


@dataclass(frozen=True, kw_only=True)
class WentMissing(CustodyReport):
    """Nobody knows where the person is; the legal custodian stays answerable."""

    TOPIC = "custody.went_missing.v1"
    COMMAND = "report-missing"
    last_seen_place: PlaceCode
    reported_to: tuple[codes.MissingReport, ...]


@dataclass(frozen=True, kw_only=True)
class Located(CustodyReport):
    """A missing person is found; signed by the one who has them now."""

    TOPIC = "custody.located.v1"
    COMMAND = "report-located"
    place: PlaceCode


@dataclass(frozen=True, kw_only=True)
class Exited(CustodyReport):
    """The episode ends: the person left government custody or went to another custody."""

    TOPIC = "custody.exited.v1"
    COMMAND = "exit"
    kind: codes.ExitKind
    sponsor_category: codes.SponsorCategory | None = None
    """For release to a sponsor."""
    to_organisation: OrganisationCode | None = None
    """For another custody, ageing out, removal: who has the person now."""
    with_child: bool | None = None
    """For an adult who is removed: whether the child went along; None when it does not apply."""


@dataclass(frozen=True, kw_only=True)
class AloneExplained(CustodyDecision):
    """Why a small child has nobody on record who came along: decided by who signs, with a supervisor and a note."""

    TOPIC = "custody.alone_explained.v1"
    COMMAND = "explain-alone"
    reason: codes.AloneReason
    supervisor: UserId


@dataclass(frozen=True, kw_only=True)
class CustodyCorrected(Correction):
    """A record of this episode was wrong; `replacement` stands in its place."""

    TOPIC = "custody.corrected.v1"
    COMMAND = "correct"
    person: PersonId


@dataclass(frozen=True, kw_only=True)
class CustodyVoided(Void):
    """A record of this episode does not stand."""

    TOPIC = "custody.voided.v1"
    COMMAND = "void"
    person: PersonId


@dataclass(frozen=True, kw_only=True)
class IrregularityReviewed(CustodyDecision):
    """A person looked into an irregular report and closes it with a note; the mark stays in the history."""

    TOPIC = "custody.irregularity_reviewed.v1"
    COMMAND = "review-irregularity"
    target: EventId
    code: str
    """The irregularity that is closed."""
