"""For `test_family_machine`: beside the log, whom each stream named and which claims were made; what always holds."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine, invariant

from ledger.domain.custody.case import Case
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.intake import CompanionsDeclared, EncounterRecorded
from ledger.domain.errors import Refused, UnknownStream
from ledger.domain.event import Recorded, Report
from ledger.domain.family import state as family_state
from ledger.domain.family.events import FamilyEvent
from ledger.domain.family.state import FamilyState
from ledger.domain.heads import stream_head
from ledger.domain.proposal import Proposal
from ledger.domain.relationship import state as relationship_state
from ledger.domain.relationship.events import RelationshipAsserted, RelationshipEvent
from ledger.domain.relationship.state import RelationshipState
from ledger.domain.values import EventId, FamilyId, PersonId
from tests.domain.builders import (
    AUNT,
    CHILD,
    MOTHER,
    Said,
    an_id,
    moment,
)
from tests.domain.builders_kindred import (
    BROTHER,
    FATHER,
)
from tests.domain.story import Log

PEOPLE = (CHILD, MOTHER, AUNT, FATHER, BROTHER, PersonId(an_id("grandmother")))
GROUPS = tuple(FamilyId(an_id(f"group {number}")) for number in range(3))
NOT_THERE = {
    "group_not_formed",
    "already_formed",
    "no_such_separation",
    "nobody_separated",
    "no_such_claim",
    "one_person",
    "already_recorded",
}
"""All that a report is refused for: what it names is not there."""
Graph = dict[UUID, FamilyState | RelationshipState]


def uuids_in(value: object) -> Iterator[UUID]:
    """Every id anywhere in an event."""
    if isinstance(value, UUID):
        yield value
    elif dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            yield from uuids_in(getattr(value, each.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from uuids_in(part)


def folded(recorded: Sequence[Recorded[Any]]) -> FamilyState | RelationshipState:
    if isinstance(recorded[0].event, FamilyEvent):
        return family_state.fold(recorded)
    return relationship_state.fold(recorded)


def again(items: Sequence[Recorded[Any]], before: Sequence[Recorded[Any]]) -> list[Recorded[Any]]:
    """The items at the places of the others; a report takes the time of its place, which it never rests on."""
    return [
        dataclasses.replace(
            item,
            version=place.version,
            position=place.position,
            recorded_at=place.recorded_at if isinstance(item.event, Report) else item.recorded_at,
        )
        for item, place in zip(items, before, strict=True)
    ]


class FamilyMemory(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.log = Log()
        self.minute = 0
        self.episodes: dict[PersonId, UUID] = {}
        self.named: dict[UUID, set[UUID]] = {}
        self.claims: dict[UUID, set[EventId]] = {}
        self.heads: dict[UUID, set[UUID]] = {}

    # what is there ----------------------------------------------------------------------------------------------------

    def tick(self) -> int:
        self.minute += 5
        return self.minute

    def kindred(self) -> dict[UUID, list[Recorded[Any]]]:
        """The streams of groups and pairs."""
        first = FamilyEvent | RelationshipEvent
        return {key: items for key, items in self.log.streams.items() if isinstance(items[0].event, first)}

    def graph(self) -> Graph:
        return {stream: folded(items) for stream, items in self.kindred().items()}

    def said_of(self, *classes: type) -> list[Said]:
        """The records of these kinds, struck ones too."""
        items = [item for items in self.kindred().values() for item in items if isinstance(item.event, classes)]
        return [Said(item.event, 0, item.stream) for item in items]

    def propose(self, *steps: Said) -> Refused | UnknownStream | None:
        """Record it, or learn why not: then nothing is stored."""
        was = {stream: list(recorded) for stream, recorded in self.log.streams.items()}
        try:
            decided = self.log.record(
                [Proposal(stream=said.stream, event=said.event) for said in steps], now=moment(self.minute)
            )
        except (Refused, UnknownStream) as problem:
            assert self.log.streams == was
            return problem
        for proposal in decided:
            if isinstance(proposal.event, FamilyEvent | RelationshipEvent):
                people = set(uuids_in(proposal.event)) & set(PEOPLE)
                self.named.setdefault(proposal.stream, set()).update(people)
            if isinstance(proposal.event, RelationshipAsserted):
                self.claims.setdefault(proposal.stream, set()).add(proposal.event.event_id)
        return None

    def tell(self, said: Said) -> None:
        """A report or a decision of a family; of reports only those about nothing are refused."""
        problem = self.propose(said)
        if isinstance(said.event, Report) and problem is not None:
            assert isinstance(problem, Refused)
            assert problem.reason in NOT_THERE, problem

    def custody(self, which: int, build: Callable[[Case, float], Said | None]) -> None:
        """Propose an event of somebody's episode; whatever comes of it, no group and no pair changes."""
        people = sorted(self.episodes)
        person = people[which % len(people)]
        stream = self.episodes[person]
        said = build(self.log.case(stream), self.tick())
        if said is None:
            return
        event = cast("CustodyEvent", said.event)
        assert not (isinstance(event, EncounterRecorded | CompanionsDeclared) and event.companions)
        new = EventId(an_id(f"{event.event_id} {person} {self.minute}"))
        before = self.graph()
        self.propose(Said(dataclasses.replace(event, person=person, event_id=new), self.minute, stream))
        assert self.graph() == before

    # invariants -------------------------------------------------------------------------------------------------------

    @invariant()
    def nobody_who_was_named_is_lost(self) -> None:
        for stream, recorded in self.kindred().items():
            head: set[UUID] = set(stream_head(recorded)[1].people)
            assert head == self.named[stream]
            assert head >= self.heads.get(stream, set())
            self.heads[stream] = head
            state = folded(recorded)
            if isinstance(state, FamilyState):
                belong = {each.person for each in state.memberships}
                assert belong | state.withdrawn | state.otherwise == self.named[stream]
                assert not (belong | state.otherwise) & state.withdrawn

    @invariant()
    def no_claim_is_lost(self) -> None:
        for stream, made in self.claims.items():
            state = folded(self.log.streams[stream])
            assert isinstance(state, RelationshipState)
            assert {each.said_in for each in state.claims} == made
            assert all(each.relative != each.relative_of for each in state.claims)

    @invariant()
    def links_are_the_same_on_both_sides(self) -> None:
        graph = self.graph()
        links = {(one, other) for one in GROUPS if one in graph for other in cast("FamilyState", graph[one]).linked}
        assert links == {(other, one) for one, other in links}

    @invariant()
    def every_part_names_the_record_it_comes_from(self) -> None:
        for recorded in self.kindred().values():
            known = {item.event.event_id for item in recorded}
            state = folded(recorded)
            if isinstance(state, FamilyState):
                ends = {end.said_in for each in state.separations for end in each.ends}
                said = {each.said_in for each in state.memberships} | {each.said_in for each in state.separations}
                assert said | ends | set(state.numbers) <= known
            else:
                judgements = {judgement.said_in for each in state.claims for judgement in each.judgements}
                assert {each.said_in for each in state.claims} | judgements <= known
