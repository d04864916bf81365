"""History: what happened to a person's custody, folded from the events that stand, in the order they happened.

Pure. Any order of arrival of the same reports gives the same history (recorded times aside); an event that does not
fit the history so far is marked, never dropped.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.domain.custody import care
from ledger.domain.custody.coarse_times import certain
from ledger.domain.custody.completion import HistoryStep, completed
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Facets, Mark
from ledger.domain.custody.history_steps import advance, walk
from ledger.domain.event import Recorded
from ledger.domain.history_order import in_history_order
from ledger.domain.strikes import struck
from ledger.domain.values import EventId

__all__ = ["History", "HistoryStep", "advance", "assembled", "history", "ordered_steps"]


@dataclass(frozen=True, kw_only=True)
class History:
    """A person's custody episode as it happened, as far as it is known."""

    steps: tuple[HistoryStep, ...]
    struck: dict[EventId, EventId]
    """Events that do not stand, each with the event that struck it."""
    reviewed: frozenset[tuple[EventId, str]]
    """Irregularities that a person has closed: (event, mark)."""
    completed: frozenset[tuple[EventId, str]]
    """Irregularities that a later report has completed: who came along was answered, the missing child found."""

    @property
    def now(self) -> Facets:
        """The facets after the last step."""
        return self.steps[-1].after if self.steps else Facets()

    def at(self, moment: datetime) -> Facets:
        """The facets as of a moment: after the last step that happened at or before it."""
        facets = Facets()
        for step in self.steps:
            if step.item.happened_at > moment:
                break
            facets = step.after
        return facets

    @property
    def closed(self) -> frozenset[tuple[EventId, str]]:
        """Irregularities that are off the list, by a person's review or by a later report."""
        return self.reviewed | self.completed

    def open_marks(self) -> list[tuple[HistoryStep, Mark]]:
        """Every irregularity that nobody has closed and no later report has completed."""
        closed = self.closed
        return [
            (step, mark)
            for step in self.steps
            for mark in step.marks
            if (step.item.event.event_id, mark.value) not in closed
        ]


def history(recorded: Sequence[Recorded[CustodyEvent]]) -> History:
    """The history of one episode from its events in log order."""
    gone = struck(recorded)
    return assembled(ordered_steps(recorded, gone=gone), gone=gone)


def ordered_steps(recorded: Sequence[Recorded[CustodyEvent]], *, gone: Container[EventId]) -> list[HistoryStep]:
    """The steps of the events that stand, in the order of history."""
    return walk(in_history_order([item for item in recorded if item.event.event_id not in gone]))


def assembled(steps: Sequence[HistoryStep], *, gone: dict[EventId, EventId]) -> History:
    """The history made of these steps, for a fold that keeps its steps from one event to the next."""
    shown = certain(steps)
    return History(steps=shown, struck=gone, reviewed=_reviewed(shown), completed=completed(shown))


def _reviewed(steps: Sequence[HistoryStep]) -> frozenset[tuple[EventId, str]]:
    return frozenset(
        (step.item.event.target, step.item.event.code)
        for step in steps
        if isinstance(step.item.event, care.IrregularityReviewed)
    )
