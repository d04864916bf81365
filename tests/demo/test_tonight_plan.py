"""The evening that the demo leaves open, as it is planned: after the year, invented, and the same on every machine."""

from collections import Counter
from fractions import Fraction
from functools import cache

import pytest

from api.demo.acts import Act
from api.demo.ages import age_on
from api.demo.figures import year_figures
from api.demo.months import YEAR_ENDS
from api.demo.names import a_number
from api.demo.plan import ChildPlan
from api.demo.tonight import FIRST_NUMBER, PAIRS, Part, Tonight, plan_tonight
from api.demo.tonight_acts import tonight_acts
from api.demo.tonight_hours import TONIGHT
from api.demo.voices import Ids
from ledger.domain import codes
from ledger.domain.custody.intake import EncounterRecorded
from ledger.domain.event import Report
from ledger.domain.identifiers import read_identifier
from tests.demo.test_people import ALLOWED, SURNAMES

SHARE, SEEDS = Fraction(1, 1000), range(20)
PROMISED = {
    Part.TO_OFFER: 12,
    Part.TO_CLASSIFY: 5,
    Part.TO_REFER: 3,
    Part.TO_ACKNOWLEDGE: 4,
    Part.TO_PLACE: 2,
    Part.RECALLED: 1,
    Part.TO_ANSWER: 6,
    Part.ACCEPTED: 2,
    Part.UNDER_WAY: 7,
    Part.AT_THE_DOOR: 3,
    Part.TURNED_BACK: 1,
    Part.WITHOUT_PACKET: 1,
}


@cache
def planned(seed: int) -> Tonight:
    return plan_tonight(share=SHARE, seed=seed)


def told(seed: int) -> list[Act]:
    return list(tonight_acts(planned(seed), Ids.of(seed=seed, share="0.001")))


def of_part(tonight: Tonight, part: Part) -> list[ChildPlan]:
    by_number = {child.number: child for child in tonight.children}
    return [by_number[number] for number in tonight.parts[part]]


def number_of(child: ChildPlan) -> str | None:
    written = child.person.a_number
    return None if written is None else read_identifier(codes.IdentifierScheme.A_NUMBER, written).normalised


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_is_said_and_claimed_after_the_year_and_before_the_scene_ends(seed: int) -> None:
    acts = told(seed)
    assert all(YEAR_ENDS < act.at <= TONIGHT for act in acts)
    reports = [p.event for act in acts for p in act.proposals if isinstance(p.event, Report)]
    assert all(YEAR_ENDS < report.claimed.earliest.at <= TONIGHT for report in reports)
    assert len({act.name for act in acts}) == len(acts)
    assert len({p.event.event_id for act in acts for p in act.proposals}) == sum(len(act.proposals) for act in acts)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parts_are_as_promised(seed: int) -> None:
    tonight = planned(seed)
    assert {part: len(numbers) for part, numbers in tonight.parts.items()} == PROMISED
    assert [child.number for child in tonight.children] == list(range(FIRST_NUMBER, FIRST_NUMBER + 47))


def test_nobody_of_tonight_is_anybody_of_the_largest_year() -> None:
    assert year_figures(Fraction(1)).people < FIRST_NUMBER


@pytest.mark.parametrize("seed", SEEDS)
def test_three_pairs_of_siblings_name_each_other_and_share_their_surnames(seed: int) -> None:
    children = of_part(planned(seed), Part.TO_OFFER)[: 2 * PAIRS]
    for first, second in zip(children[::2], children[1::2], strict=True):
        assert [c.child for c in first.companions] == [second.number]
        assert [c.child for c in second.companions] == [first.number]
        own, other = (
            [part for part in child.person.name.parts if part.role is not codes.NameRole.GIVEN]
            for child in (first, second)
        )
        assert own == other
        assert first.encountered_at == second.encountered_at


@pytest.mark.parametrize("seed", SEEDS)
def test_one_number_is_on_two_children_and_every_other_on_one(seed: int) -> None:
    tonight = planned(seed)
    first, second = of_part(tonight, Part.TO_OFFER)[:2]
    assert number_of(first) == number_of(second) == a_number(first.number)
    counts = Counter(filter(None, map(number_of, tonight.children)))
    assert [number for number, people in counts.items() if people > 1] == [number_of(first)]


@pytest.mark.parametrize("seed", SEEDS)
def test_of_those_just_met_one_is_two_years_old_with_an_aunt_and_one_was_not_asked(seed: int) -> None:
    group = of_part(planned(seed), Part.TO_CLASSIFY)
    toddler, not_asked, *others = group
    assert age_on(toddler.person.birth, TONIGHT.date()) == 2
    assert [c.relation for c in toddler.companions] == [codes.Relation.MATERNAL_AUNT_OR_UNCLE]
    assert not_asked.companions_answer is codes.CompanionsAnswer.NOT_ASKED
    assert {child.companions_answer for child in others} == {codes.CompanionsAnswer.NONE}
    [act] = [act for act in told(seed) if act.name == f"group:{toddler.number}:open"]
    met = [p.event for p in act.proposals if isinstance(p.event, EncounterRecorded)]
    assert [(each.subjects_count, each.children_count) for each in met] == [(6, 5)] * 5
    assert len({each.event_number for each in met}) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_the_oldest_referral_says_little(seed: int) -> None:
    oldest = min(of_part(planned(seed), Part.TO_ACKNOWLEDGE), key=lambda child: child.encountered_at)
    assert oldest.person.a_number is None
    assert len(oldest.person.birth_written.text) == len("2005")
    assert (oldest.person.languages, oldest.needs) == ((), ())
    assert oldest.companions_answer is codes.CompanionsAnswer.NOT_ASKED


def test_everybody_is_invented_from_our_lists() -> None:
    for seed in SEEDS:
        for child in planned(seed).children:
            for name in (child.person.name, *(companion.name for companion in child.companions)):
                assert all(part.text in ALLOWED.get(part.role, SURNAMES) for part in name.parts)
            assert (number_of(child) or "A999").startswith("A999")


def test_the_same_seed_and_share_give_the_same_evening_and_another_seed_other_people() -> None:
    assert plan_tonight(share=SHARE, seed=1) == planned(1)
    assert told(1) == told(1)
    assert len({tuple(child.person.name for child in planned(seed).children) for seed in SEEDS}) == len(SEEDS)
    assert plan_tonight(share=Fraction(1, 50), seed=1) != planned(1)
