"""The plan, counted by its instants, gives the expected tables: cell by cell, at any share."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.demo.ages import BANDS
from api.demo.published import published
from api.demo.year import YearPlan, plan_year
from tests.demo import tally

CLOCKS = [tally.local, tally.utc, tally.washington]


def agrees(plan: YearPlan, clock: tally.Clock) -> None:
    """Every cell that is promised is met, whichever clock tells the month."""
    figures = plan.figures
    met, released = tally.apprehensions(plan, clock), tally.releases(plan, clock)
    assert {code: tuple(met[code, m] for m in tally.MONTHS) for code in figures.apprehensions} == figures.apprehensions
    assert met.total() == sum(map(sum, figures.apprehensions.values()))
    assert {name: tuple(released[name, m] for m in tally.MONTHS) for name in figures.releases} == figures.releases
    assert released.total() == sum(figures.releases_total)
    assert tally.census(plan, clock) == figures.census
    for counts in (tally.referrals(plan, clock), tally.receipts(plan, clock)):
        assert tuple(counts[m] for m in tally.MONTHS) == figures.entries
    exits = tally.other_exits(plan)
    assert tuple(exits[m] for m in tally.MONTHS) == figures.other_exits
    assert len(plan.children) == figures.people


def bands_missed(plan: YearPlan) -> int:
    """Sum of the differences to the expected age bands, over all month ends: of a partial date the first day counts."""
    found = tally.age_bands(plan)
    assert not any(band is None for band, _ in found), "nobody in care at a month end is an adult"
    expected = plan.figures.age_bands
    return sum(abs(found[band, over] - expected[band][over]) for band in BANDS for over in range(13))


@pytest.mark.drill
def test_the_whole_year_is_the_published_one() -> None:
    plan = plan_year(share=Fraction(1), seed=2019)
    assert plan.figures.census == published().census
    agrees(plan, tally.local)
    assert bands_missed(plan) == 0
    assert days_of_care(plan) == pytest.approx(list(published().days_discharged), abs=2)


def days_of_care(plan: YearPlan) -> list[float]:
    """Average days of care of those who leave in each month."""
    stays: list[list[float]] = [[] for _ in tally.MONTHS]
    for child in plan.children:
        if child.received_at is not None and child.exit is not None:
            days = (child.exit.at - child.received_at).total_seconds() / 86_400
            stays[tally.month_of(child.exit.at)].append(days)
    return [sum(month) / len(month) for month in stays]


@pytest.mark.parametrize("share", [Fraction(1, 10), Fraction(1, 50)])
def test_a_smaller_year_is_the_rounded_one(share: Fraction) -> None:
    plan = plan_year(share=share, seed=2019)
    for clock in CLOCKS:
        agrees(plan, clock)
    assert bands_missed(plan) <= 4


@settings(max_examples=25, deadline=None)
@given(st.fractions(min_value=Fraction(1, 1000), max_value=Fraction(1, 60), max_denominator=50_000), st.integers())
@example(Fraction(1, 1000), 0)
@example(Fraction(3, 1000), 7)
def test_any_year_is_the_rounded_one(share: Fraction, seed: int) -> None:
    agrees(plan_year(share=share, seed=seed), tally.local)
