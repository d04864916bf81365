"""Anybody may record anything of a family and of its people's custody: nobody is ever lost, no link comes undone by it.

Everything goes through `decide` onto a memory log. Beside it a plain memory keeps whom each stream named and which
claims were made, read off the events themselves; the folds and the head rows are held against that.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast
from uuid import UUID

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ledger.domain import codes
from ledger.domain.custody.case import Case, allowed_now
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.intake import CompanionsDeclared, EncounterRecorded
from ledger.domain.errors import Refused, UnknownStream
from ledger.domain.event import Correction, Recorded, Report, Void
from ledger.domain.family import state as family_state
from ledger.domain.family.events import FamilyEvent
from ledger.domain.family.separation import SeparationDecided, SeparationReported
from ledger.domain.family.state import FamilyState
from ledger.domain.heads import stream_head
from ledger.domain.proposal import Proposal
from ledger.domain.relationship import state as relationship_state
from ledger.domain.relationship.events import RelationshipAsserted, RelationshipEvent
from ledger.domain.relationship.state import RelationshipState
from ledger.domain.values import EventId, FamilyId, OfferId, PersonId
from tests.domain.builders import (
    AUNT,
    CHILD,
    MOTHER,
    Said,
    an_id,
    came_with,
    claim,
    classified,
    companions_declared,
    encountered,
    moment,
    registered,
    voided,
)
from tests.domain.builders_handoff import exited, received
from tests.domain.builders_kindred import (
    BROTHER,
    FATHER,
    added,
    asserted,
    disputed,
    ended,
    formed,
    left,
    linked,
    looked_at,
    numbered,
    one_person_proposed,
    one_person_rejected,
    put_right,
    refuted,
    reunited,
    separated,
    separation_decided,
    struck_out,
    supplemented,
    tie_judged,
    told,
    unlinked,
    verified,
)
from tests.domain.proposing import DECISIONS, FIXED_OFFERS, REPORTS, WHO, fitting, place_of, who
from tests.domain.story import Log

PEOPLE = (CHILD, MOTHER, AUNT, FATHER, BROTHER, PersonId(an_id("grandmother")))
GROUPS = tuple(FamilyId(an_id(f"group {number}")) for number in range(3))
SOMEBODY, A_GROUP = st.sampled_from(PEOPLE), st.sampled_from(GROUPS)
SOME = st.lists(SOMEBODY, min_size=1, max_size=4, unique=True)
BY = st.sampled_from(["USBP", "ICE", "ORR"])
LATE = st.sampled_from([0, 0, 0, 7, 60, 300])
WHICH = st.integers(min_value=0, max_value=99)
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
PATH = (
    "determine-unaccompanied",
    "submit-referral",
    "acknowledge-referral",
    "request-placement",
    "designate-placement",
    "offer",
    "accept",
)
Graph = dict[UUID, FamilyState | RelationshipState]
Build = Callable[[float, str, OfferId], Said]


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


def receipt(case: Case, minute: float) -> Said | None:
    """By whom the person is offered to."""
    if case.offer is None:
        return None
    to = case.offer.to_organisation
    return received(minute, by=to, place=place_of(to), offer=case.offer.offer)


class FamilyMachine(RuleBasedStateMachine):
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

    # rules: groups ----------------------------------------------------------------------------------------------------

    @initialize(people=SOME, others=SOME, by=BY)
    def a_family_is_met(self, people: list[PersonId], others: list[PersonId], by: str) -> None:
        for person in PEOPLE:
            self.log.record([Proposal(stream=person, event=registered(person).event)], now=moment(0))
        self.tell(formed(self.tick(), *people, group=GROUPS[0], by=by))
        self.tell(formed(self.tick(), *others, group=GROUPS[1], by=by))
        self.episodes[CHILD] = an_id("episode")
        met = encountered(self.tick(), came_with(MOTHER), came_with(BROTHER, codes.Relation.SIBLING))
        assert self.propose(Said(met.event, met.minute, self.episodes[CHILD])) is None

    @rule(group=A_GROUP, people=SOME, by=BY)
    def a_group_is_formed(self, group: FamilyId, people: list[PersonId], by: str) -> None:
        self.tell(formed(self.tick(), *people, group=group, by=by))

    @rule(group=A_GROUP, person=SOMEBODY, by=BY, late=LATE)
    def somebody_joins(self, group: FamilyId, person: PersonId, by: str, late: int) -> None:
        self.tell(added(self.tick() - late, person, group=group, by=by))

    @rule(group=A_GROUP, person=SOMEBODY, by=BY, late=LATE, reason=st.sampled_from(codes.LeaveReason))
    def somebody_leaves(self, group: FamilyId, person: PersonId, by: str, late: int, reason: codes.LeaveReason) -> None:
        self.tell(left(self.tick() - late, person, reason, group=group, by=by))

    @rule(group=A_GROUP, people=SOME, by=BY, late=LATE)
    def a_number_is_recorded(self, group: FamilyId, people: list[PersonId], by: str, late: int) -> None:
        said = numbered(self.tick() - late, "FMU 0042", *people, by=by)
        self.tell(Said(dataclasses.replace(cast("Any", said.event), family=group), said.minute, group))

    @rule(one=A_GROUP, other=A_GROUP, by=BY, link=st.booleans())
    def groups_are_linked_or_unlinked(self, one: FamilyId, other: FamilyId, by: str, *, link: bool) -> None:
        self.propose((linked if link else unlinked)(self.tick(), other, group=one, by=by))

    @rule(one=A_GROUP, other=A_GROUP)
    def a_link_that_is_undone_leaves_nothing(self, one: FamilyId, other: FamilyId) -> None:
        before = self.graph()
        if self.propose(linked(self.tick(), other, group=one)) is None:
            assert self.graph() != before
            assert self.propose(unlinked(self.tick(), one, group=other)) is None
        assert self.graph() == before

    # rules: separations -----------------------------------------------------------------------------------------------

    @rule(group=A_GROUP, child=SOMEBODY, adult=SOMEBODY)
    def a_separation_is_decided(self, group: FamilyId, child: PersonId, adult: PersonId) -> None:
        informed = (told(child), told(adult))
        self.propose(
            separation_decided(self.tick(), group=group, children=(child,), adults=(adult,), informed=informed)
        )

    @rule(group=A_GROUP, children=SOME, adults=SOME, late=LATE)
    def a_separation_is_reported(
        self, group: FamilyId, children: list[PersonId], adults: list[PersonId], late: int
    ) -> None:
        self.tell(separated(self.tick() - late, *children, group=group, adults=tuple(adults)))

    @precondition(lambda self: self.said_of(SeparationDecided, SeparationReported))
    @rule(which=WHICH, person=SOMEBODY, what=st.sampled_from(["supplement", "review", "end"]), late=LATE)
    def more_is_said_of_a_separation(self, which: int, person: PersonId, what: str, late: int) -> None:
        known = self.said_of(SeparationDecided, SeparationReported)
        of, minute = known[which % len(known)], self.tick()
        group = cast("SeparationReported", of.event).family
        said = {
            "supplement": supplemented(minute - late, of, adults=(person,)),
            "review": looked_at(minute, of),
            "end": reunited(minute - late, of, *cast("SeparationReported", of.event).children[:1]),
        }[what]
        self.tell(Said(dataclasses.replace(cast("Any", said.event), family=group), said.minute, group))

    # rules: two people ------------------------------------------------------------------------------------------------

    @rule(one=SOMEBODY, other=SOMEBODY, kin=st.sampled_from(codes.Kin), by=BY, late=LATE)
    def a_claim_is_made(self, one: PersonId, other: PersonId, kin: codes.Kin, by: str, late: int) -> None:
        self.tell(asserted(self.tick() - late, one, other, kin, by=by))

    @precondition(lambda self: self.claims)
    @rule(
        which=WHICH,
        judge=st.sampled_from([verified, disputed, refuted, ended]),
        by=BY,
        late=LATE,
        second=st.sampled_from(["ORR.second", "USBP.official"]),
    )
    def a_claim_is_judged(self, which: int, judge: Callable[..., Said], by: str, late: int, second: str) -> None:
        known = self.said_of(RelationshipAsserted)
        of, minute = known[which % len(known)], self.tick()
        judges = judge in {verified, refuted}
        self.tell(judge(minute, of, second, by=by) if judges else judge(minute - late, of, by=by))

    @rule(one=SOMEBODY, other=SOMEBODY, by=BY, answer=st.sampled_from([*codes.TieAnswer, "propose", "reject"]))
    def signs_are_judged(self, one: PersonId, other: PersonId, by: str, answer: str) -> None:
        minute, two = self.tick(), (one, other)
        if isinstance(answer, codes.TieAnswer):
            self.propose(tie_judged(minute, answer, codes.TieSign.SAME_EVENT, of=two, by=by))
        elif answer == "propose":
            self.propose(one_person_proposed(minute, two, by=by))
        else:
            self.propose(one_person_rejected(minute, two, by=by))

    # rules: strikes ---------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.kindred())
    @rule(which=WHICH, stream=WHICH)
    def a_record_is_struck_and_comes_back(self, which: int, stream: int) -> None:
        target = self.any_record(which, stream)
        before = self.graph()
        void = struck_out(target, self.tick())
        if self.propose(void) is None:
            assert self.propose(struck_out(void, self.tick())) is None
            assert self.graph() == before

    @precondition(lambda self: self.kindred())
    @rule(which=WHICH, stream=WHICH, minute=st.integers(min_value=0, max_value=400), correct=st.booleans())
    def a_record_is_struck(self, which: int, stream: int, minute: int, *, correct: bool) -> None:
        target = self.any_record(which, stream)
        self.tick()
        if not correct:
            self.propose(struck_out(target, self.minute))
            return
        assume(not isinstance(target.event, Correction | Void))
        changes: dict[str, Any] = {"event_id": EventId(an_id(f"{target.event.event_id} {self.minute}"))}
        if isinstance(target.event, Report):
            changes["claimed"] = claim(minute)
        better = dataclasses.replace(target.event, **changes)
        self.propose(*put_right(target, Said(cast("Any", better), self.minute, target.stream), self.minute))

    def any_record(self, which: int, stream: int) -> Said:
        streams = self.kindred()
        recorded = streams[sorted(streams)[stream % len(streams)]]
        item = recorded[which % len(recorded)]
        return Said(item.event, 0, item.stream)

    # rules: custody of the same people --------------------------------------------------------------------------------

    @rule(person=SOMEBODY, companion=SOMEBODY, relation=st.sampled_from(codes.Relation), by=BY, declared=st.booleans())
    def somebody_is_met(
        self, person: PersonId, companion: PersonId, relation: codes.Relation, by: str, *, declared: bool
    ) -> None:
        """What is said there of companions may add claims; it takes none away."""
        before, minute = self.graph(), self.tick()
        if person not in self.episodes or self.log.case(self.episodes[person]).state.exited:
            new, declared = an_id(f"episode {person} {minute}"), False
        else:
            new = self.episodes[person]
        with_them = came_with(companion, relation)
        if declared:
            said = companions_declared(minute, with_them, by=by, person=person)
        else:
            said = encountered(minute, with_them, by=by, place=place_of(by), person=person)
        if self.propose(Said(said.event, self.minute, new)) is None:
            self.episodes[person] = new
        for stream, state in self.graph().items():
            if isinstance(state, RelationshipState) and stream in before:
                assert set(cast("RelationshipState", before[stream]).claims) <= set(state.claims)
            elif isinstance(state, FamilyState):
                assert state == before[stream]

    @rule(which=WHICH, opinions=st.permutations(list(codes.Classification)), word=WHO)
    def somebody_is_classified_and_classified_again(
        self, which: int, opinions: list[codes.Classification], word: str
    ) -> None:
        for opinion in opinions[:3]:
            self.classify(which, opinion, word)

    def classify(self, which: int, opinion: codes.Classification, word: str) -> None:
        self.custody(which, lambda case, minute: classified(minute, opinion, by=who(case, word)))

    @rule(which=WHICH, build=st.sampled_from([*REPORTS, *DECISIONS]), word=WHO, offer=FIXED_OFFERS)
    def something_happens_to_somebody(self, which: int, build: Build, word: str, offer: OfferId) -> None:
        self.custody(which, lambda case, minute: build(minute, who(case, word), offer))

    @rule(which=WHICH, as_far_as=st.integers(min_value=1, max_value=len(PATH)))
    def somebody_is_handed_on(self, which: int, as_far_as: int) -> None:
        """From the determination to the receipt, as far as the case allows."""
        for name in PATH[:as_far_as]:
            self.take_step(which, name)
        self.custody(which, receipt)

    def take_step(self, which: int, name: str) -> None:
        self.custody(which, lambda case, minute: fitting(name, case, minute) if name in allowed_now(case) else None)

    @rule(which=WHICH, choice=WHICH, steps=st.integers(min_value=1, max_value=4))
    def a_case_goes_on(self, which: int, choice: int, steps: int) -> None:
        """From the offer to the receipt, and whatever else the case allows."""

        def next_step(case: Case, minute: float) -> Said | None:
            names = [name for name in allowed_now(case) if name != "expire" and fitting(name, case, minute)]
            return fitting(names[choice % len(names)], case, minute) if names else None

        for _ in range(steps):
            self.custody(which, next_step)

    @rule(which=WHICH, kind=st.sampled_from(codes.ExitKind), by=BY)
    def somebody_is_released_or_removed(self, which: int, kind: codes.ExitKind, by: str) -> None:
        self.custody(which, lambda _, minute: exited(minute, by=by, kind=kind))

    @rule(which=WHICH, record=WHICH)
    def a_record_of_custody_is_struck(self, which: int, record: int) -> None:
        def void(case: Case, minute: float) -> Said:
            return voided(Said(case.recorded[record % len(case.recorded)].event, 0), minute)

        self.custody(which, void)

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

    @rule(order=st.randoms(use_true_random=False))
    def any_order_of_arrival_gives_the_same(self, order: Any) -> None:  # noqa: ANN401  # a random generator
        """Decisions keep their order and their times; reports come whenever they come."""
        for recorded in self.kindred().values():
            reports = [item for item in recorded if isinstance(item.event, Report)]
            places = sorted(order.sample(range(len(recorded)), len(reports)))
            order.shuffle(reports)
            decisions = iter([item for item in recorded if not isinstance(item.event, Report)])
            others = iter(reports)
            other_order = [next(others if at in places else decisions) for at in range(len(recorded))]
            assert folded(again(other_order, recorded)) == folded(recorded)


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


TestFamilies = FamilyMachine.TestCase
TestFamilies.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
