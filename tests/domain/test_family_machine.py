"""Anybody may record anything of a family and of its people's custody: nobody is ever lost, no link comes undone by it.

Everything goes through `decide` onto a memory log. Beside it a plain memory keeps whom each stream named and which
claims were made, read off the events themselves; the folds and the head rows are held against that.
"""

import dataclasses
from collections.abc import Callable
from typing import Any, cast

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from ledger.domain import codes
from ledger.domain.custody.case import Case, allowed_now
from ledger.domain.event import Correction, Report, Void
from ledger.domain.family.separation import SeparationDecided, SeparationReported
from ledger.domain.family.state import FamilyState
from ledger.domain.proposal import Proposal
from ledger.domain.relationship.events import RelationshipAsserted
from ledger.domain.relationship.state import RelationshipState
from ledger.domain.values import EventId, FamilyId, OfferId, PersonId
from tests.domain.builders import (
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
from tests.domain.family_memory import GROUPS, PEOPLE, FamilyMemory, again, folded
from tests.domain.proposing import DECISIONS, FIXED_OFFERS, REPORTS, WHO, fitting, place_of, who

SOMEBODY, A_GROUP = st.sampled_from(PEOPLE), st.sampled_from(GROUPS)
SOME = st.lists(SOMEBODY, min_size=1, max_size=4, unique=True)
BY = st.sampled_from(["USBP", "ICE", "ORR"])
LATE = st.sampled_from([0, 0, 0, 7, 60, 300])
WHICH = st.integers(min_value=0, max_value=99)
PATH = (
    "determine-unaccompanied",
    "submit-referral",
    "acknowledge-referral",
    "request-placement",
    "designate-placement",
    "offer",
    "accept",
)
Build = Callable[[float, str, OfferId], Said]


def receipt(case: Case, minute: float) -> Said | None:
    """By whom the person is offered to."""
    if case.offer is None:
        return None
    to = case.offer.to_organisation
    return received(minute, by=to, place=place_of(to), offer=case.offer.offer)


class FamilyMachine(FamilyMemory):
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


TestFamilies = FamilyMachine.TestCase
TestFamilies.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
