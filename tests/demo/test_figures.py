from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.demo.bases import Basis, bases
from api.demo.figures import ShareOutOfRange, assumed_referrals, parse_share, year_figures
from api.demo.published import column_sums, published

shares = st.fractions(min_value=Fraction(1, 1000), max_value=1, max_denominator=10_000)


def test_at_the_whole_share_the_tables_are_the_published_ones() -> None:
    figures, table = year_figures(Fraction(1)), published()
    assert figures.apprehensions == table.apprehensions
    assert figures.releases == table.releases
    assert figures.census == table.census
    assert figures.age_bands == table.age_bands
    assert figures.entries == assumed_referrals(table)


def test_at_the_whole_share_the_arithmetic_is_the_stated_one() -> None:
    figures = year_figures(Fraction(1))
    assert figures.people == 91_122
    assert sum(figures.entries) == 69_485
    assert sum(figures.not_referred) == 8_417
    assert figures.other_agencies == (0, 0, 325, 0, 0, 0, 0, 0, 1_441, 0, 0, 0)
    assert sum(figures.other_exits) == 4_791
    assert (min(figures.other_exits), max(figures.other_exits)) == (303, 530)


@given(shares)
@example(Fraction(1, 1000))
@example(Fraction(1, 50))
@example(Fraction(1, 10))
@example(Fraction(1))
def test_every_month_balances_for_each_sex_and_nothing_is_negative(share: Fraction) -> None:
    figures = year_figures(share)
    carried = (0, *figures.carried_over)
    for month in range(12):
        for sex, row in figures.census.items():
            entering, leaving = figures.entries_by_sex[sex][month], figures.exits_by_sex[sex][month]
            assert min(entering, leaving) >= 0
            assert row[month] + entering - leaving == row[month + 1]
        left = figures.releases_total[month] + figures.other_exits[month]
        assert sum(row[month] for row in figures.exits_by_sex.values()) == left
        assert sum(row[month] for row in figures.entries_by_sex.values()) == figures.entries[month]
        met = column_sums(figures.apprehensions)[month] + figures.other_agencies[month]
        referred = met - figures.not_referred[month] + carried[month] - carried[month + 1]
        assert referred == figures.entries[month]
        assert min(figures.other_exits[month], figures.not_referred[month], figures.carried_over[month]) >= 0
    assert figures.carried_over[-1] == 0
    assert column_sums(figures.age_bands) == figures.census_total


@pytest.mark.parametrize("text", ["0", "0.0009", "1.01", "-1", "many", "1/0", "nan", "inf", ""])
def test_a_share_outside_the_range_is_refused(text: str) -> None:
    with pytest.raises(ShareOutOfRange):
        parse_share(text)


def test_a_share_is_read_exactly() -> None:
    assert parse_share("0.02") == Fraction(1, 50)
    assert parse_share("1") == 1


@pytest.mark.parametrize("share", [Fraction(1), Fraction(1, 50)])
def test_every_total_is_labelled_with_what_it_rests_on(share: Fraction) -> None:
    figures = year_figures(share)
    totals = {basis.what: (basis.total, basis.basis) for basis in bases(figures)}
    assert totals["apprehensions by sector and month"] == (sum(column_sums(figures.apprehensions)), Basis.PUBLISHED)
    expected = Basis.ASSUMED if share == 1 else Basis.DERIVED
    assert totals["referrals"] == (sum(figures.entries), expected)
    assert totals["children from other agencies"] == (sum(figures.other_agencies), Basis.ASSUMED)
    assert totals["apprehended but not referred"] == (sum(figures.not_referred), Basis.ASSUMED)
    assert totals["other exits from care"] == (sum(figures.other_exits), Basis.ASSUMED)


def test_the_people_of_a_share_are_near_the_share_of_the_people() -> None:
    assert year_figures(Fraction(1, 50)).people == pytest.approx(91_122 / 50, abs=20)
    assert year_figures(Fraction(1, 10)).people == pytest.approx(91_122 / 10, abs=20)
