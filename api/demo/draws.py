"""Seeded random draws: the same seed, share and purpose give the same sequence on every machine.

These draws invent people; nothing secret may come from here.
"""

import random
from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Generic, TypeVar

from api.demo.months import HOUR

T = TypeVar("T")
Draws = random.Random


def draws_for(seed: int, share: Fraction, purpose: str) -> Draws:
    """A sequence of its own for one purpose, so that a change in one part leaves the others as they were."""
    return random.Random(f"{seed}|{share}|{purpose}")  # noqa: S311  reproducible on purpose; no secret comes from it


class Weighted(Generic[T]):
    """A list to draw from, each entry with its weight."""

    __slots__ = ("_cumulative", "_entries", "_last")

    def __init__(self, entries: Sequence[tuple[T, float]]) -> None:
        self._entries = [entry for entry, _ in entries]
        self._cumulative = list(accumulate(weight for _, weight in entries))
        self._last = len(self._entries) - 1

    @property
    def entries(self) -> tuple[T, ...]:
        """All that can be drawn."""
        return tuple(self._entries)

    def draw(self, draws: Draws) -> T:
        """One entry."""
        return self._entries[bisect_right(self._cumulative, draws.random() * self._cumulative[-1], hi=self._last)]


def hours(draws: Draws, shortest: float, longest: float) -> int:
    """A span of hours between two bounds, in whole seconds."""
    return int(draws.uniform(shortest, longest) * HOUR)
