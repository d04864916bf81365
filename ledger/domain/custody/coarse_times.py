"""Reports whose time is known to the hour, the day or the month only: what can and what cannot be said of their order.

History puts such a report at the first instant of its claim, where it may come before things that it followed. A mark
that is only there for that says something that nobody claimed. So the report is tried later in its time too: where that
leaves fewer marks, those that it takes away are not shown, and the report has one of its own, which asks for its time.
The facets stay those of the first instant.
"""

from collections.abc import Sequence
from dataclasses import replace

from ledger.domain.custody.completion import HistoryStep
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Mark
from ledger.domain.custody.history_steps import walk
from ledger.domain.event import Recorded, Report
from ledger.domain.values import Precision

Order = list[Recorded[CustodyEvent]]


def certain(steps: Sequence[HistoryStep]) -> tuple[HistoryStep, ...]:
    """The steps with the marks that hold wherever the reports lie in what their times cover."""
    order = [step.item for step in steps]
    coarse = [item for item in order if _is_coarse(item)]
    if not coarse or not _marks(steps):
        return tuple(steps)
    later: set[int] = set()
    for item in coarse:
        better = _better(order, item)
        if better is not None:
            order = better
            later.add(item.position)
    if not later:
        return tuple(steps)
    possible = {step.item.position: step.marks for step in walk(order)}
    return tuple(_certain(step, possible[step.item.position], moved=step.item.position in later) for step in steps)


def _certain(step: HistoryStep, possible: tuple[Mark, ...], *, moved: bool) -> HistoryStep:
    marks = tuple(mark for mark in step.marks if mark in possible)
    return replace(step, marks=(Mark.ORDER_NOT_KNOWN, *marks) if moved else marks)


def _better(order: Order, item: Recorded[CustodyEvent]) -> Order | None:
    """The order with this report later in its time, where the fewest marks are left; None if that is no fewer."""
    place = order.index(item)
    rest = order[:place] + order[place + 1 :]
    best, fewest = None, _marks(walk(order))
    for following in range(place, len(rest)):
        if not fewest or not _may_follow(item, rest[following]):
            break
        tried = [*rest[: following + 1], item, *rest[following + 1 :]]
        left = _marks(walk(tried))
        if left < fewest:
            best, fewest = tried, left
    return best


def _marks(steps: Sequence[HistoryStep]) -> int:
    return sum(len(step.marks) for step in steps)


def _is_coarse(item: Recorded[CustodyEvent]) -> bool:
    return isinstance(item.event, Report) and item.event.claimed.precision is not Precision.MINUTE


def _may_follow(item: Recorded[CustodyEvent], other: Recorded[CustodyEvent]) -> bool:
    """Whether the claim of a report allows that it came after another."""
    if not isinstance(item.event, Report):
        return False
    until = item.event.claimed.until
    return until is None or other.happened_at < until
