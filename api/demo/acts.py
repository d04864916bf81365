"""An act: one command of the demo's year and when it is said."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ledger.domain.proposal import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One command."""

    name: str
    """Unique within the demo; the command key is made of it."""
    at: datetime
    proposals: tuple[Proposal, ...]


def in_time_order(sources: Iterable[tuple[datetime, Callable[[], list[Act]]]]) -> Iterator[Act]:
    """All acts by time. Sources come sorted by time; each is unfolded into its acts only when that time has come.

    An act whose time is before an earlier act of the same source is said right after that one.
    """
    heap: list[tuple[datetime, int, int, list[Act]]] = []
    for number, (start, unfold) in enumerate(sources):
        yield from _until(heap, start)
        acts = unfold()
        if acts:
            heapq.heappush(heap, (acts[0].at, number, 0, acts))
    yield from _until(heap, None)


def _until(heap: list[tuple[datetime, int, int, list[Act]]], end: datetime | None) -> Iterator[Act]:
    while heap and (end is None or heap[0][0] < end):
        at, number, index, acts = heapq.heappop(heap)
        yield acts[index]
        if index + 1 < len(acts):
            heapq.heappush(heap, (max(at, acts[index + 1].at), number, index + 1, acts))
