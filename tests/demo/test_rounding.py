from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from api.demo.rounding import apportion, half_up, shared_table

shares = st.fractions(min_value=Fraction(1, 1000), max_value=1, max_denominator=100_000)
tables = st.lists(st.lists(st.integers(0, 6000), min_size=3, max_size=3), min_size=1, max_size=6)


@given(tables, shares)
def test_a_table_at_a_share_keeps_its_total_and_every_cell_is_rounded_down_or_up(
    table: list[list[int]], share: Fraction
) -> None:
    rounded = shared_table(table, share)
    total = sum(map(sum, table))
    assert sum(map(sum, rounded)) == half_up(share * total)
    for row, rounded_row in zip(table, rounded, strict=True):
        for cell, rounded_cell in zip(row, rounded_row, strict=True):
            # The total is rounded too, so a cell is apportioned from slightly more or less than its share.
            exact = Fraction(cell * half_up(share * total), total) if total else Fraction(0)
            assert exact - 1 < rounded_cell < exact + 1


@given(tables)
def test_the_whole_share_changes_nothing(table: list[list[int]]) -> None:
    assert shared_table(table, Fraction(1)) == table


def test_the_largest_remainders_are_rounded_up_and_among_equal_ones_the_larger_then_the_earlier_entry() -> None:
    assert apportion(10, [5, 3, 1]) == [6, 3, 1]
    assert apportion(1, [1, 1, 1]) == [1, 0, 0]
    assert apportion(2, [1, 5, 1, 1]) == [0, 2, 0, 0]
    assert apportion(3, [0, 0]) == [0, 0]


def test_a_half_goes_up() -> None:
    assert [half_up(Fraction(n, 2)) for n in range(5)] == [0, 1, 1, 2, 2]
