"""Every event of a pair of people. Claims stand side by side; a judgement names the claim that it judges.

Each event says `relative` and `relative_of`: the first is what `kin` says to the second. Where there is no kin, the
order means nothing.
"""

from dataclasses import dataclass

from ledger.domain import codes
from ledger.domain.event import Correction, Decision, Report, Void
from ledger.domain.values import EventId, PersonId, UserId


@dataclass(frozen=True, kw_only=True)
class RelationshipReport(Report):
    """A statement about two people."""

    relative: PersonId
    relative_of: PersonId


@dataclass(frozen=True, kw_only=True)
class RelationshipDecision(Decision):
    """A judgement about two people."""

    relative: PersonId
    relative_of: PersonId


@dataclass(frozen=True, kw_only=True)
class RelationshipAsserted(RelationshipReport):
    """Somebody says that two people are related: a claim, with what it rests on."""

    TOPIC = "relationship.asserted.v1"
    COMMAND = "assert"
    kin: codes.Kin
    lineage: codes.Lineage
    bonds: tuple[codes.Bond, ...]
    asserted_by: codes.FactBasis
    """Who says so, or what does."""
    evidence: tuple[codes.Evidence, ...]
    confidence: codes.Confidence


@dataclass(frozen=True, kw_only=True)
class RelationshipVerified(RelationshipDecision):
    """Two officials, neither of whom recorded the claim, find it true."""

    TOPIC = "relationship.verified.v1"
    COMMAND = "verify"
    claim: EventId
    methods: tuple[codes.Evidence, ...]
    second_verifier: UserId


@dataclass(frozen=True, kw_only=True)
class RelationshipDisputed(RelationshipReport):
    """The claim is doubted, by one of the two or by an official; it stays."""

    TOPIC = "relationship.disputed.v1"
    COMMAND = "dispute"
    claim: EventId
    reason: codes.DisputeReason


@dataclass(frozen=True, kw_only=True)
class RelationshipRefuted(RelationshipDecision):
    """Two officials find the claim untrue. It stays findable, so that it is not tried again unseen."""

    TOPIC = "relationship.refuted.v1"
    COMMAND = "refute"
    claim: EventId
    methods: tuple[codes.Evidence, ...]
    second_verifier: UserId


@dataclass(frozen=True, kw_only=True)
class RelationshipEnded(RelationshipReport):
    """What was true is so no more, such as a guardianship. It stays, with its end."""

    TOPIC = "relationship.ended.v1"
    COMMAND = "end"
    claim: EventId
    reason: codes.RelationshipEnd


@dataclass(frozen=True, kw_only=True)
class TieJudged(RelationshipDecision):
    """A person looked at signs that two people belong together, though nobody has said so."""

    TOPIC = "relationship.tie_judged.v1"
    COMMAND = "judge-tie"
    signs: tuple[codes.TieSign, ...]
    answer: codes.TieAnswer


@dataclass(frozen=True, kw_only=True)
class SamePersonProposed(RelationshipDecision):
    """Two records may be one person; somebody else confirms it on the person's record (`link-as-same`)."""

    TOPIC = "relationship.same_person_proposed.v1"
    COMMAND = "propose-same-person"
    basis: codes.FactBasis


@dataclass(frozen=True, kw_only=True)
class SamePersonRejected(RelationshipDecision):
    """Two records are not one person: remembered, so that it is not proposed again without something new."""

    TOPIC = "relationship.same_person_rejected.v1"
    COMMAND = "reject-same-person"
    answer: codes.SamePersonAnswer
    basis: codes.FactBasis


@dataclass(frozen=True, kw_only=True)
class RelationshipCorrected(Correction):
    """A record of these two was wrong; `replacement` stands in its place."""

    TOPIC = "relationship.corrected.v1"
    COMMAND = "correct"
    relative: PersonId
    relative_of: PersonId


@dataclass(frozen=True, kw_only=True)
class RelationshipVoided(Void):
    """A record of these two does not stand; a claim that is struck stays in sight as withdrawn."""

    TOPIC = "relationship.voided.v1"
    COMMAND = "void"
    relative: PersonId
    relative_of: PersonId


RelationshipEvent = (
    RelationshipAsserted
    | RelationshipVerified
    | RelationshipDisputed
    | RelationshipRefuted
    | RelationshipEnded
    | TieJudged
    | SamePersonProposed
    | SamePersonRejected
    | RelationshipCorrected
    | RelationshipVoided
)
