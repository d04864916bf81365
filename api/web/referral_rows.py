"""Children on their way to ORR, as the referral page lists them: what was said of each, and what is missing.

All records of a page are read in one statement and folded here. What is missing is told, never guarded: whether a
referral is complete is for ORR to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api.web.people import EVERYTHING, Named, named_by
from api.web.visiting import Visitor
from ledger.domain.codes import Need, PlacementDecline, ReferralGap, SeparationReason
from ledger.domain.custody import intake, state
from ledger.domain.custody.history_intake import UNANSWERED
from ledger.domain.custody.state import CustodyState, Referral
from ledger.domain.event import Recorded
from ledger.domain.languages import understood
from ledger.domain.person import IdentifierAssigned, IdentifierRetired, LanguageRecorded, NeedRecorded
from ledger.domain.strikes import standing
from ledger.domain.values import PersonId, PlaceCode
from projections.current_custody.queries import Child
from projections.placements.asks import TOGETHER

ADULT = 18
"""Age in years from which nobody is a child (6 USC 279(g)(2))."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A care provider was asked for a bed."""

    place: PlaceCode
    asked_at: datetime
    declined: PlacementDecline | None = None
    """Why it declined; None while it has not answered."""
    declined_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Referring:
    """What an episode says of the way to ORR, by the decisions that stand."""

    met_at: datetime | None = None
    determined_at: datetime | None = None
    separation: SeparationReason | None = None
    """Why the determination, or the referral, parts the child from the adult it came with."""
    referred: Recorded[intake.ReferralSubmitted] | None = None
    """The open referral."""
    returned: Recorded[intake.ReferralReturned] | None = None
    """What ORR returned, as long as it was not referred again."""
    acknowledged_at: datetime | None = None
    asks: Mapping[PlaceCode, Ask] = field(default_factory=dict)
    """By place, in the order in which they were asked first."""
    designated: Recorded[intake.PlacementDesignated] | None = None
    relatives: frozenset[PersonId] = frozenset()
    """Of those named as companions, the ones who are to stay with the child."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One child."""

    child: Child
    version: int
    """Version of the episode, to act on."""
    name: Named | None
    state: CustodyState
    said: Referring
    needs: tuple[Need, ...]
    """Needs on the child's record and of the referral, in the order of the list."""
    languages: tuple[str, ...]
    """In which the child is understood: tested, or where none was, as said."""
    missing: tuple[ReferralGap, ...]
    """What neither the record nor the referral says."""

    @property
    def episode(self) -> UUID:
        """Its episode of custody."""
        return self.child.episode

    @property
    def acknowledged(self) -> bool:
        """Whether ORR has found the referral complete."""
        return self.state.referral is Referral.ACKNOWLEDGED

    @property
    def declines(self) -> tuple[Ask, ...]:
        """Providers who declined, in the order in which they were asked."""
        return tuple(ask for ask in self.said.asks.values() if ask.declined is not None)

    @property
    def unanswered(self) -> tuple[Ask, ...]:
        """Providers who were asked and have not answered."""
        return tuple(ask for ask in self.said.asks.values() if ask.declined is None)

    def ages(self, on: datetime) -> tuple[int, int] | None:
        """Youngest and oldest age that the birth claim leaves open; None when there is no claim."""
        text = self.name.age(on.date()) if self.name else None
        return (int(text.split("-")[0]), int(text.split("-")[-1])) if text else None

    def grown(self, on: datetime) -> bool:
        """Whether the birth claim says 18 or older: meant on a form only when ticked alone."""
        ages = self.ages(on)
        return ages is not None and ages[0] >= ADULT


@dataclass(frozen=True, kw_only=True)
class Group:
    """Children who are to stay together, or one child."""

    rows: tuple[Row, ...]

    @property
    def siblings(self) -> bool:
        """Whether there is more than one."""
        return len(self.rows) > 1

    @property
    def key(self) -> UUID:
        """Names the group on a form."""
        return self.rows[0].episode

    def elsewhere(self) -> list[PersonId]:
        """Relatives of these children who are named and are not among them."""
        here = {row.child.person_id for row in self.rows}
        return sorted({person for row in self.rows for person in row.said.relatives} - here)


def rows_of(visitor: Visitor, children: Sequence[Child]) -> list[Row]:
    """The rows of these children, in one statement; who may not be seen has none."""
    streams = streams_of(visitor, [each for child in children for each in (child.episode, child.person_id)])
    return [
        _row(visitor, child, streams[child.episode], streams.get(child.person_id, []))
        for child in children
        if child.episode in streams
    ]


def streams_of(visitor: Visitor, wanted: Iterable[UUID]) -> dict[UUID, list[Recorded[Any]]]:
    """Events of these streams, struck ones too, by stream; a stream that may not be seen is not there."""
    found: dict[UUID, list[Recorded[Any]]] = {}
    for item in visitor.site.readers.log.streams(visitor.reader, list(dict.fromkeys(wanted)), upto=EVERYTHING):
        found.setdefault(item.stream, []).append(item)
    return found


def grouped(rows: Sequence[Row]) -> list[Group]:
    """Children who are to stay together as one, in the order in which the first of each stands."""
    by_person = {row.child.person_id: row for row in rows}
    heads = {person: person for person in by_person}

    def head(person: PersonId) -> PersonId:
        while heads[person] != person:
            person = heads[person]
        return person

    for person, row in by_person.items():
        for relative in row.said.relatives & by_person.keys():
            heads[head(relative)] = head(person)
    together: dict[PersonId, list[Row]] = {}
    for row in rows:
        together.setdefault(head(row.child.person_id), []).append(row)
    return [Group(rows=tuple(some)) for some in together.values()]


def _row(visitor: Visitor, child: Child, recorded: Sequence[Recorded[Any]], about: Sequence[Recorded[Any]]) -> Row:
    events, facts = standing(recorded), [item.event for item in standing(about)]
    said, now, name = _referring(events), state.fold(recorded), named_by(visitor, about)
    recorded_needs = {fact.need for fact in facts if isinstance(fact, NeedRecorded)}
    referred = set(said.referred.event.needs) if said.referred else set()
    missing = {
        ReferralGap.COMPANIONS: now.companions_answer is None or now.companions_answer in UNANSWERED,
        ReferralGap.BIRTH_DATE: name.born is None,
        ReferralGap.IDENTIFIERS: not _identifiers(facts),
        ReferralGap.LANGUAGE: not name.spoken and not any(isinstance(fact, LanguageRecorded) for fact in facts),
        ReferralGap.SEPARATION_BLOCK: now.parent_present and said.separation is None,
        ReferralGap.NEEDS: said.referred is not None and not recorded_needs <= referred,
    }
    return Row(
        child=child,
        version=recorded[-1].version,
        name=name,
        state=now,
        said=said,
        needs=tuple(need for need in Need if need in recorded_needs | referred),
        languages=understood(about),
        missing=tuple(gap for gap in ReferralGap if missing.get(gap)),
    )


def _identifiers(facts: Iterable[object]) -> set[UUID]:
    found: set[UUID] = set()
    for fact in facts:
        if isinstance(fact, IdentifierAssigned):
            found.add(fact.event_id)
        elif isinstance(fact, IdentifierRetired):
            found.discard(fact.assigned)
    return found


def _referring(events: Iterable[Recorded[Any]]) -> Referring:
    said = Referring()
    for item in events:
        said = replace(said, **_changes(said, item))
    return said


def _changes(said: Referring, item: Recorded[Any]) -> dict[str, Any]:
    event, at = item.event, item.recorded_at
    found: dict[str, Any] = {}
    match event:
        case intake.EncounterRecorded() | intake.CompanionsDeclared():
            found = {"relatives": said.relatives | _relatives(event), "met_at": said.met_at or item.happened_at}
        case intake.UnaccompaniedDetermined():
            found = {"determined_at": at, "separation": event.separation_reason}
        case intake.ReferralSubmitted():
            declined = {place: ask for place, ask in said.asks.items() if ask.declined is not None}
            found = {**_NOT_REFERRED, "referred": item, "asks": declined}
            found["separation"] = event.separation_reason or said.separation
        case intake.ReferralReturned():
            found = {**_NOT_REFERRED, "returned": item}
        case intake.ReferralCancelled():
            found = dict(_NOT_REFERRED)
        case intake.ReferralAcknowledged():
            found = {"acknowledged_at": at}
        case intake.PlacementRequested() | intake.PlacementDeclined():
            found = {"asks": {**said.asks, event.place: _ask(said.asks.get(event.place), event, at)}}
        case intake.PlacementDesignated():
            found = {"designated": item}
        case _:
            pass  # of no concern here
    return found


_NOT_REFERRED: Mapping[str, Any] = {"referred": None, "returned": None, "acknowledged_at": None, "designated": None}


def _relatives(event: intake.EncounterRecorded | intake.CompanionsDeclared) -> set[PersonId]:
    return {companion.person for companion in event.companions if companion.relation in TOGETHER}


def _ask(before: Ask | None, event: intake.PlacementRequested | intake.PlacementDeclined, at: datetime) -> Ask:
    if isinstance(event, intake.PlacementRequested):
        return Ask(place=event.place, asked_at=at)
    return replace(before or Ask(place=event.place, asked_at=at), declined=event.reason, declined_at=at)
