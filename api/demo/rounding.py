"""Largest-remainder rounding: whole numbers that keep the total. Owns no figures.

Fractions are exact; equal remainders go to the larger entry, then to the earlier one, so the answer never
depends on a machine.
"""

from collections.abc import Sequence
from fractions import Fraction


def half_up(value: Fraction) -> int:
    """The nearest whole number, a half going up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def apportion(total: int, weights: Sequence[Fraction] | Sequence[int]) -> list[int]:
    """Whole numbers in proportion to `weights` that add up to `total`; all zero when no weight is positive."""
    whole = sum(Fraction(weight) for weight in weights)
    if whole <= 0:
        return [0] * len(weights)
    exact = [Fraction(weight) * total / whole for weight in weights]
    rounded = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (rounded[i] - exact[i], -exact[i], i))
    for index in by_remainder[: total - sum(rounded)]:
        rounded[index] += 1
    return rounded


def shared_table(rows: Sequence[Sequence[int]], share: Fraction) -> list[list[int]]:
    """A table at a share of itself, rounded as one whole: the total is the share of the total, rounded half up.

    Every cell is its exact share rounded down or up, never further away.
    """
    cells = [cell for row in rows for cell in row]
    rounded = iter(apportion(half_up(share * sum(cells)), cells))
    return [[next(rounded) for _ in row] for row in rows]
