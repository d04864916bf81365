"""The families of the year, as they are planned: at the stated rates, of their own draws, in no way of the children."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest

from api.demo import year
from api.demo.acts import Act
from api.demo.bases import Basis
from api.demo.draws import Draws
from api.demo.families import family_bases, wanted
from api.demo.family_acts import FamilyVoice, family_acts
from api.demo.family_assumed import RATES, TOGETHER_HOURS, FamilyKind
from api.demo.family_plan import AdultPlan, FamilyPlan
from api.demo.family_times import begun
from api.demo.months import YEAR_ENDS
from api.demo.plan import ChildPlan
from api.demo.voices import Ids
from api.demo.year import YearPlan, plan_year
from ledger.domain.codes import ExitKind, NameRole, Relation
from ledger.domain.event import Report
from ledger.domain.register import PLACES

SHARE = Fraction(1, 50)
SEEDS = (1, 5, 2019)
IDS = Ids.of(seed=1, share="0.02")


@cache
def planned(seed: int) -> YearPlan:
    return plan_year(share=SHARE, seed=seed)


def of_kind(plan: YearPlan, *kinds: FamilyKind) -> list[FamilyPlan]:
    return [family for family in plan.families if family.kind in kinds]


def children_of(plan: YearPlan, family: FamilyPlan) -> list[ChildPlan]:
    return [plan.children[number - 1] for number in family.children]


def adults_of(plan: YearPlan) -> Iterator[tuple[ChildPlan, AdultPlan]]:
    for family in plan.families:
        for adult in family.adults:
            yield plan.children[family.number - 1], adult


def acts_of(plan: YearPlan, family: FamilyPlan) -> list[Act]:
    return family_acts(FamilyVoice.of(family, plan.children, IDS))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_kind_comes_at_its_rate_and_at_least_once(seed: int) -> None:
    plan = planned(seed)
    counts = Counter(family.kind for family in plan.families)
    assert set(counts) == set(FamilyKind) == set(RATES)
    for kind in FamilyKind:
        assert counts[kind] <= wanted(kind, plan.children)
    separated = {FamilyKind.PARTED, FamilyKind.PARTED_UNTOLD, FamilyKind.NO_PARENT}  # as many as are parted at all
    for kind in set(FamilyKind) - separated:
        assert counts[kind] >= 0.75 * wanted(kind, plan.children), kind


def test_every_rate_says_that_it_is_assumed_and_how_many_there_are() -> None:
    plan = planned(1)
    rows = family_bases(plan.families)
    assert {row.basis for row in rows} == {Basis.ASSUMED}
    assert sum(row.total or 0 for row in rows) == len(plan.families)
    assert all("to a hundred children met in the year" in row.because for row in rows)


def test_nobody_is_of_two_families() -> None:
    plan = planned(1)
    numbers = [number for family in plan.families for number in family.children]
    assert len(set(numbers)) == len(numbers)


def test_families_change_nobody_who_is_not_chosen_and_of_the_others_no_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(
        children: list[ChildPlan], draws: Callable[[str], Draws]
    ) -> tuple[tuple[ChildPlan, ...], tuple[FamilyPlan, ...]]:
        del draws
        return tuple(children), ()

    plan = planned(1)
    monkeypatch.setattr(year, "join_families", nobody)
    without = plan_year(share=SHARE, seed=1)
    chosen = {number for family in plan.families for number in family.children}
    assert plan.manifests == without.manifests
    for before, after in zip(without.children, plan.children, strict=True):
        if before.number not in chosen:
            assert before == after
        changed = replace(
            before,
            person=after.person,
            companions_answer=after.companions_answer,
            companions=after.companions,
            separation_reason=after.separation_reason,
            needs=after.needs,
            event=after.event,
        )
        assert changed == after
        assert before.person.birth_written == after.person.birth_written
        assert before.person.sex == after.person.sex


def test_all_is_said_in_order_after_everybody_has_a_record_and_before_the_year_ends() -> None:
    plan = planned(1)
    names: set[str] = set()
    for family in plan.families:
        acts = acts_of(plan, family)
        begins = max(begun(child) for child in children_of(plan, family))
        assert family.begins_at == begins
        assert all(before.at <= after.at for before, after in pairwise(acts))
        assert all(begins <= act.at < YEAR_ENDS for act in acts)
        told = [proposal.event for act in acts for proposal in act.proposals]
        assert all(event.claimed.earliest.at <= act.at for act in acts for event in reports(act))
        assert len({event.event_id for event in told}) == len(told)
        names |= {act.name for act in acts}
    assert len(names) == sum(len(acts_of(plan, family)) for family in plan.families)


def reports(act: Act) -> list[Report]:
    return [proposal.event for proposal in act.proposals if isinstance(proposal.event, Report)]


def test_two_of_one_event_were_met_at_one_place_within_two_hours() -> None:
    plan = planned(1)
    pairs = of_kind(plan, FamilyKind.SIBLINGS, FamilyKind.UNRECORDED, FamilyKind.STRANGERS)
    for family in pairs:
        first, second = children_of(plan, family)
        assert first.event == second.event is not None
        assert first.place == second.place
        assert timedelta(0) <= second.encountered_at - first.encountered_at <= timedelta(hours=TOGETHER_HOURS)
    events = Counter(child.event for child in plan.children if child.event)
    assert max(events.values()) == 2
    assert {child.event.number[:3] for child in plan.children if child.event} <= {code[-3:] for code in PLACES}


def surnames(child: ChildPlan) -> list[str]:
    return [part.text for part in child.person.name.parts if part.role is not NameRole.GIVEN]


def test_siblings_share_their_surnames_and_only_those_on_record_name_each_other() -> None:
    plan = planned(1)
    for family in of_kind(plan, FamilyKind.SIBLINGS, FamilyKind.UNRECORDED):
        first, second = children_of(plan, family)
        assert surnames(first) == surnames(second)
        named = [companion.child for companion in second.companions if companion.relation is Relation.SIBLING]
        assert (first.number in named) == (family.kind is FamilyKind.SIBLINGS)


def test_adults_are_of_age_and_somewhere() -> None:
    plan = planned(1)
    exits: Counter[ExitKind | None] = Counter()
    for child, adult in adults_of(plan):
        birth = child.companions[adult.index].birth
        assert birth is not None
        assert birth.bounds()[1].year + 20 <= child.encountered_at.year
        course = [adult.met_at, adult.booked_in_at, adult.classified_at]
        for leg in adult.legs:
            course += [leg.offered_at, leg.accepted_at, leg.dispatched_at, leg.received_at]
        course += [adult.exit.at] if adult.exit else []
        assert all(before < after for before, after in pairwise(course)), child.number
        exits[adult.exit.kind if adult.exit else None] += 1
    assert set(exits) == {ExitKind.REMOVED, ExitKind.RELEASED, None}
    assert plan.relatives == exits.total()
