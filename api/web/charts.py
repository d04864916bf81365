"""Charts as SVG from the server: twelve months of ours as bars, the expected figures as marks above them.

The picture repeats the table beside it, so its text alternative only says what it shows. Ours and theirs differ in
form (bar and line), not only in colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT = 720, 220, 24
GAP = 8


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One month: where its bar and its mark are drawn."""

    label: str
    x: float
    width: float
    y: float
    height: float
    mark: float | None
    """Height of the expected figure's mark; None where nothing is expected."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars of one row of a table."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, float], ...]
    """Horizontal lines of the scale: height and value."""
    width: int = WIDTH
    height: int = HEIGHT + FOOT
    foot: int = HEIGHT


def chart(labels: Sequence[str], ours: Sequence[float], expected: Sequence[float] | None) -> Chart:
    """The chart of a row."""
    top = _nice(max([*ours, *(expected or ()), 1]))
    step = WIDTH / len(labels)

    def height(value: float) -> float:
        return round(HEIGHT - value / top * (HEIGHT - GAP), 1)

    bars = tuple(
        Bar(
            label=label,
            x=round(index * step + GAP / 2, 1),
            width=round(step - GAP, 1),
            y=height(value),
            height=round(HEIGHT - height(value), 1),
            mark=None if expected is None else height(expected[index]),
        )
        for index, (label, value) in enumerate(zip(labels, ours, strict=True))
    )
    return Chart(bars=bars, lines=tuple((height(top * part / 4), top * part / 4) for part in (1, 2, 3, 4)))


def _nice(most: float) -> float:
    """The first of 4, 8, 20, 40, 80, 200... that holds it: its quarters are round."""
    scale = 1.0
    while True:
        for each in (4, 8, 20):
            if most <= each * scale:
                return each * scale
        scale *= 10
