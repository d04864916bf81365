"""Drawing exactly so many out of a list, with unequal chances, so that a mean comes out as wanted."""

from collections.abc import Mapping, Sequence
from math import exp
from typing import NamedTuple, TypeVar

from api.demo.draws import Draws

Cell = TypeVar("Cell")
SLOW_START_DAYS = 15
"""Days of care at which the chance to leave has grown to half of what it will be."""
STEEPEST = 0.2
"""Largest change of the chance to leave with each day of care, as an exponent."""
HALVINGS = 24


class Option(NamedTuple):
    """Somebody who may leave."""

    day: int
    """Ordinal of the day."""
    days_of_care: int
    exposure: float
    """Part of the month in which they can leave."""


def tilted(cells: Mapping[Cell, Sequence[Option]], counts: Mapping[Cell, int], wanted: int) -> dict[Cell, list[float]]:
    """Chances to leave, in each cell adding up to its count, whose expected days of care add up to `wanted`.

    When no tilt reaches that sum, the nearest one is taken.
    """
    low, high = -STEEPEST, STEEPEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        expected = 0.0
        for cell, options in cells.items():
            chances = _chances(options, counts[cell], middle)
            expected += sum(chance * option.days_of_care for chance, option in zip(chances, options, strict=True))
        low, high = (low, middle) if expected > wanted else (middle, high)
    return {cell: _chances(options, counts[cell], low) for cell, options in cells.items()}


def _chances(options: Sequence[Option], count: int, tilt: float) -> list[float]:
    """Chances in proportion to the weights, none above 1, adding up to `count`."""
    weights = [exposure * (days + 1) / (days + SLOW_START_DAYS) * exp(tilt * days) for _, days, exposure in options]
    rest = sum(weights)
    largest = max(weights, default=0.0)
    if count == 0 or largest * count <= rest:
        return [weight * count / rest if rest else 0.0 for weight in weights]
    certain = 0
    ordered = sorted(weights, reverse=True)
    while certain < count and ordered[certain] * (count - certain) > rest:
        rest -= ordered[certain]
        certain += 1
    if certain == count:
        return [1.0 if weight >= ordered[count - 1] else 0.0 for weight in weights]
    factor = (count - certain) / rest
    return [min(1.0, weight * factor) for weight in weights]


def choose(chances: Sequence[float], count: int, draws: Draws) -> list[int]:
    """Indexes of exactly `count` entries, each drawn with about its chance (systematic sampling)."""
    order = list(range(len(chances)))
    draws.shuffle(order)
    start = draws.random()
    chosen: list[int] = []
    left_over: list[int] = []
    reached = 0.0
    for index in order:
        reached += chances[index]
        if reached > start + len(chosen) and len(chosen) < count:
            chosen.append(index)
        else:
            left_over.append(index)
    left_over.sort(key=lambda index: -chances[index])
    return chosen + left_over[: count - len(chosen)]
