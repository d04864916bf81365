"""What is on record of two people: every claim with how it stands, and what was found of mere signs.

Folded as history, so any order of arrival gives the same. No event takes a claim away: it is refuted, ended or
withdrawn, and stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ledger.domain import codes
from ledger.domain.event import Recorded
from ledger.domain.history_order import in_history_order
from ledger.domain.relationship import events
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.strikes import standing, struck
from ledger.domain.values import EventId, OrganisationCode, PersonId, UserId


class Standing(StrEnum):
    """How a claim stands."""

    CLAIMED = "claimed"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    REFUTED = "refuted"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


_BY_EVENT: dict[type[RelationshipEvent], Standing] = {
    events.RelationshipVerified: Standing.VERIFIED,
    events.RelationshipDisputed: Standing.DISPUTED,
    events.RelationshipRefuted: Standing.REFUTED,
    events.RelationshipEnded: Standing.ENDED,
}


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One thing that was said of a claim."""

    at: datetime
    by: UserId
    organisation: OrganisationCode
    standing: Standing
    methods: tuple[codes.Evidence, ...]
    """What it rests on; empty for a dispute or an end."""
    said_in: EventId


@dataclass(frozen=True, kw_only=True)
class Claim:
    """That one person is something to another, as somebody says."""

    said_in: EventId
    relative: PersonId
    relative_of: PersonId
    kin: codes.Kin
    lineage: codes.Lineage
    bonds: tuple[codes.Bond, ...]
    asserted_by: codes.FactBasis
    evidence: tuple[codes.Evidence, ...]
    confidence: codes.Confidence
    at: datetime
    """When it was said."""
    by: UserId
    """Who recorded it."""
    organisation: OrganisationCode
    judgements: tuple[Judgement, ...]
    """In the order of history."""
    withdrawn: bool
    """Whether its record was struck by those who made it."""

    @property
    def standing(self) -> Standing:
        """How it stands now: as the last judgement has it."""
        if self.withdrawn:
            return Standing.WITHDRAWN
        return self.judgements[-1].standing if self.judgements else Standing.CLAIMED

    @property
    def last_confirmed(self) -> datetime | None:
        """When it was last verified."""
        return next((each.at for each in reversed(self.judgements) if each.standing is Standing.VERIFIED), None)


@dataclass(frozen=True, kw_only=True)
class ProposedSame:
    """That somebody proposed to hold two records for one person."""

    said_in: EventId
    at: datetime
    by: UserId
    organisation: OrganisationCode
    basis: codes.FactBasis


@dataclass(frozen=True, kw_only=True)
class RejectedSame:
    """That somebody found two records not to be of one person."""

    said_in: EventId
    at: datetime
    by: UserId
    organisation: OrganisationCode
    basis: codes.FactBasis
    answer: codes.SamePersonAnswer


@dataclass(frozen=True, kw_only=True)
class SamePerson:
    """Whether two records were held to be one person, as far as this stream says: links are on the person's record.

    In log order, those that were withdrawn left out. A new proposal takes no rejection away.
    """

    proposals: tuple[ProposedSame, ...] = ()
    rejections: tuple[RejectedSame, ...] = ()

    @property
    def waiting(self) -> ProposedSame | None:
        """The proposal that no rejection has answered; a link made since is not known here."""
        last = self.proposals[-1] if self.proposals else None
        answered = last is not None and bool(self.rejections) and self.rejections[-1].at > last.at
        return None if answered else last


@dataclass(frozen=True, kw_only=True)
class RelationshipState:
    """A pair of people."""

    claims: tuple[Claim, ...] = ()
    """In the order of history, withdrawn ones too."""
    tie: codes.TieAnswer | None = None
    """What was found last of mere signs."""
    tie_signs: frozenset[codes.TieSign] = frozenset()
    """The signs that were looked at then: a new one makes it a question again."""
    same_person: SamePerson = SamePerson()

    def claim(self, said_in: EventId) -> Claim | None:
        """The claim of an event."""
        return next((each for each in self.claims if each.said_in == said_in), None)


def fold(recorded: Sequence[Recorded[RelationshipEvent]]) -> RelationshipState:
    """The state after the events of the stream."""
    stands = standing(recorded)
    history = in_history_order(stands)
    tie = next((i.event for i in reversed(stands) if isinstance(i.event, events.TieJudged)), None)
    return RelationshipState(
        claims=tuple(_claims(recorded, history)),
        tie=tie.answer if tie is not None else None,
        tie_signs=frozenset(tie.signs) if tie is not None else frozenset(),
        same_person=_same_person(stands),
    )


def _claims(
    recorded: Sequence[Recorded[RelationshipEvent]], history: Sequence[Recorded[RelationshipEvent]]
) -> Iterator[Claim]:
    gone = struck(recorded)
    for item in in_history_order(recorded):
        event = item.event
        if not isinstance(event, events.RelationshipAsserted):
            continue
        yield Claim(
            said_in=event.event_id,
            relative=event.relative,
            relative_of=event.relative_of,
            kin=event.kin,
            lineage=event.lineage,
            bonds=event.bonds,
            asserted_by=event.asserted_by,
            evidence=event.evidence,
            confidence=event.confidence,
            at=item.happened_at,
            by=event.by.user,
            organisation=event.by.organisation,
            judgements=tuple(_judgements(history, event.event_id)),
            withdrawn=event.event_id in gone,
        )


def _judgements(history: Sequence[Recorded[RelationshipEvent]], claim: EventId) -> Iterator[Judgement]:
    for item in history:
        event = item.event
        found = _BY_EVENT.get(type(event))
        if found is None or getattr(event, "claim", None) != claim:
            continue
        yield Judgement(
            at=item.happened_at,
            by=event.by.user,
            organisation=event.by.organisation,
            standing=found,
            methods=getattr(event, "methods", ()),
            said_in=event.event_id,
        )


def _same_person(stands: Sequence[Recorded[RelationshipEvent]]) -> SamePerson:
    """Both are decisions: ordered by the log."""
    proposals: list[ProposedSame] = []
    rejections: list[RejectedSame] = []
    for item in stands:
        event, said_in, at = item.event, item.event.event_id, item.recorded_at
        by, organisation = event.by.user, event.by.organisation
        match event:
            case events.SamePersonProposed(basis=basis):
                proposals.append(ProposedSame(said_in=said_in, at=at, by=by, organisation=organisation, basis=basis))
            case events.SamePersonRejected(basis=basis, answer=answer):
                rejections.append(
                    RejectedSame(said_in=said_in, at=at, by=by, organisation=organisation, basis=basis, answer=answer)
                )
            case _:
                pass
    return SamePerson(proposals=tuple(proposals), rejections=tuple(rejections))
