"""History: what happened to a person's custody, folded from the events that stand, in the order they happened.

Pure. Any order of arrival of the same reports gives the same history (recorded times aside); an event that does not
fit the history so far is marked, never dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from ledger.domain.custody import care
from ledger.domain.custody.completion import HistoryStep, completed
from ledger.domain.custody.events import CareEvent, CustodyEvent, HandoffEvent, IntakeEvent
from ledger.domain.custody.facets import Facets, Mark
from ledger.domain.custody.history_care import fold_care
from ledger.domain.custody.history_handoff import fold_handoff
from ledger.domain.custody.history_intake import fold_intake
from ledger.domain.event import Recorded
from ledger.domain.history_order import in_history_order
from ledger.domain.policy import pack_on
from ledger.domain.strikes import struck
from ledger.domain.values import EventId

__all__ = ["History", "HistoryStep", "advance", "history"]


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
    facets = Facets()
    steps: list[HistoryStep] = []
    for item in in_history_order([item for item in recorded if item.event.event_id not in gone]):
        after, marks = advance(facets, item)
        steps.append(HistoryStep(item=item, before=facets, after=after, marks=marks))
        facets = after
    return assembled(steps, gone=gone)


def assembled(steps: Sequence[HistoryStep], *, gone: dict[EventId, EventId]) -> History:
    """The history made of these steps, for a fold that keeps its steps from one event to the next."""
    return History(steps=tuple(steps), struck=gone, reviewed=_reviewed(steps), completed=completed(steps))


def advance(facets: Facets, item: Recorded[CustodyEvent]) -> tuple[Facets, tuple[Mark, ...]]:
    """The facets after one more event, and what is irregular about it."""
    event, happened_at = item.event, item.happened_at
    if isinstance(event, IntakeEvent):
        after, marks = fold_intake(facets, event, happened_at)
    elif isinstance(event, HandoffEvent):
        after, marks = fold_handoff(facets, event, happened_at)
    elif isinstance(event, CareEvent):
        after, marks = fold_care(facets, event, happened_at)
    else:
        assert_never(event)
    return after, (*marks, Mark.CLAIMED_AHEAD) if _ahead(item.recorded_at, happened_at) else marks


def _ahead(recorded_at: datetime, happened_at: datetime) -> bool:
    """Whether a report claims a time that was still to come when it was recorded, more than clocks differ."""
    if happened_at <= recorded_at:
        return False
    tolerance = timedelta(minutes=pack_on(recorded_at).future_tolerance_minutes)
    return happened_at - recorded_at > tolerance


def _reviewed(steps: Sequence[HistoryStep]) -> frozenset[tuple[EventId, str]]:
    return frozenset(
        (step.item.event.target, step.item.event.code)
        for step in steps
        if isinstance(step.item.event, care.IrregularityReviewed)
    )
