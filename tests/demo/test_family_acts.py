"""What is said of the families, decided by the ledger's own rules: nothing is refused, each kind ends as planned."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from uuid import UUID

import pytest

from api.demo.acts import in_time_order
from api.demo.care_acts import child_acts
from api.demo.child_acts import ChildVoice
from api.demo.family_acts import FamilyVoice, family_acts
from api.demo.family_assumed import FamilyKind
from api.demo.family_plan import FamilyPlan
from api.demo.voices import Ids
from api.demo.year import YearPlan, plan_year
from ledger.domain import person_state
from ledger.domain.catalog import AnyEvent
from ledger.domain.codes import CompanionsAnswer, LeaveReason, SeparationItem, TieAnswer
from ledger.domain.custody import case
from ledger.domain.custody.care import AloneExplained
from ledger.domain.custody.facets import Step
from ledger.domain.decide import decide, streams_needed
from ledger.domain.event import Recorded
from ledger.domain.family import state as family_state
from ledger.domain.proposal import placed
from ledger.domain.relationship import state as pair_state
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.relationship.state import Standing

IDS = Ids.of(seed=1, share="0.02")
World = dict[UUID, list[Recorded[AnyEvent]]]


@pytest.fixture(scope="module")
def plan() -> YearPlan:
    """A year with a few families of each kind."""
    whole = plan_year(share=Fraction(1, 50), seed=1)
    return replace(whole, families=tuple(family for kind in FamilyKind for family in of_kind(whole, kind)[:6]))


def of_kind(plan: YearPlan, kind: FamilyKind) -> list[FamilyPlan]:
    return [family for family in plan.families if family.kind is kind]


@pytest.fixture(scope="module")
def world(plan: YearPlan) -> World:
    """Everything said of them, decided in memory. No vehicle takes the children anywhere."""
    told: World = defaultdict(list)
    chosen = sorted(number for family in plan.families for number in family.children)
    children = [child_acts(ChildVoice(plan.children[number - 1], IDS)) for number in chosen]
    families = [family_acts(FamilyVoice.of(family, plan.children, IDS)) for family in plan.families]
    sources = sorted((acts for acts in (*children, *families) if acts), key=lambda acts: acts[0].at)
    for act in in_time_order((acts[0].at, acts.copy) for acts in sources):
        streams = {stream: told[stream] for stream in streams_needed(act.proposals)}
        for made in decide(streams, act.proposals, now=act.at):
            told[made.stream].append(placed(made.stream, told[made.stream], made.event, now=act.at))
    return told


def groups(world: World, plan: YearPlan, kind: FamilyKind) -> Iterator[family_state.FamilyState]:
    for family in of_kind(plan, kind):
        yield family_state.fold(world[IDS.family(family.number)])  # type: ignore[arg-type]  # a group's stream


def pair(world: World, one: UUID, other: UUID) -> pair_state.RelationshipState:
    stream = relationship_id(one, other)  # type: ignore[arg-type]  # people
    return pair_state.fold(world[stream])  # type: ignore[arg-type]  # the stream of a pair


def custody(world: World, episode: UUID) -> case.Case:
    return case.load(world[episode])  # type: ignore[arg-type]  # the stream of an episode


def test_a_decided_separation_is_complete_and_one_that_is_only_reported_is_not(world: World, plan: YearPlan) -> None:
    for state in groups(world, plan, FamilyKind.PARTED):
        [separation] = state.separations
        assert (separation.decided, separation.missing) == (True, ())
    for kind in (FamilyKind.PARTED_UNTOLD, FamilyKind.RELATIVE_PARTED):
        for state in groups(world, plan, kind):
            [separation] = state.separations
            assert not separation.decided
            assert {SeparationItem.SUPERVISOR, SeparationItem.TOLD} <= set(separation.missing)


def test_who_is_no_parent_is_refuted_and_not_of_the_group(world: World, plan: YearPlan) -> None:
    for family, state in zip(
        of_kind(plan, FamilyKind.NO_PARENT), groups(world, plan, FamilyKind.NO_PARENT), strict=True
    ):
        adult = IDS.companion(family.number, 0)
        claims = pair(world, adult, IDS.person(family.number)).claims
        refuted = family.claim is not None
        assert (Standing.REFUTED in {claim.standing for claim in claims}) == refuted
        left = {each.left for each in state.memberships if each.person == adult}
        assert left == ({LeaveReason.NOT_OF_THE_GROUP} if refuted else {None})


def test_siblings_are_claimed_and_some_verified(world: World, plan: YearPlan) -> None:
    standings = set()
    for family in of_kind(plan, FamilyKind.SIBLINGS):
        first, second = map(IDS.person, family.children)
        [claim] = pair(world, first, second).claims
        standings.add(claim.standing)
    assert standings == {Standing.CLAIMED, Standing.VERIFIED}


def test_ties_are_judged(world: World, plan: YearPlan) -> None:
    for kind, answer in (
        (FamilyKind.STRANGERS, TieAnswer.NOT_RELATED),
        (FamilyKind.UNRECORDED, TieAnswer.RELATED),
    ):
        found = {pair(world, *map(IDS.person, family.children)).tie for family in of_kind(plan, kind) if family.tie}
        assert found <= {answer}
    assert any(family.tie for family in plan.families)


def test_doubts_stand_beside_the_claims(world: World, plan: YearPlan) -> None:
    found = set()
    for family in of_kind(plan, FamilyKind.DOUBTED):
        claims = pair(world, IDS.companion(family.number, 0), IDS.person(family.number)).claims
        found |= {claim.standing for claim in claims}
    assert found <= {Standing.DISPUTED, Standing.REFUTED}
    assert Standing.DISPUTED in found


def test_some_second_records_are_linked(world: World, plan: YearPlan) -> None:
    linked = 0
    for family in of_kind(plan, FamilyKind.TWO_RECORDS):
        other = IDS.second_record(family.number)
        links = person_state.fold(world[IDS.person(family.number)]).same_as  # type: ignore[arg-type]  # a person
        said = pair(world, IDS.person(family.number), other).same_person
        assert said.proposals
        second = family.second
        assert (other in links) == (second is not None and second.linked and second.answered_at is not None)
        linked += other in links
    assert linked


def test_adults_end_where_the_plan_has_them(world: World, plan: YearPlan) -> None:
    marks = [
        mark
        for family in plan.families
        for adult in family.adults
        for _, mark in custody(world, IDS.relative_episode(family.number, adult.index)).history.open_marks()
        if mark != "removed_without_child"
    ]
    assert marks == []
    for family in plan.families:
        for adult in family.adults:
            facets = custody(world, IDS.relative_episode(family.number, adult.index)).facets
            if adult.exit is not None:
                assert facets.step is Step.EXITED
            elif adult.legs:
                assert facets.place == adult.legs[-1].to


def test_small_children_alone_are_explained_where_the_plan_says_so(world: World, plan: YearPlan) -> None:
    for family in of_kind(plan, FamilyKind.SMALL_ALONE):
        said = [item.event for item in world[IDS.episode(family.number)]]
        assert any(isinstance(event, AloneExplained) for event in said) == (family.alone is not None)
        child = plan.children[family.number - 1]
        assert child.companions_answer in {CompanionsAnswer.NONE, CompanionsAnswer.NOT_ASKED}
