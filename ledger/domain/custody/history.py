"""History: what happened to a person's custody, folded from the events that stand, in the order they happened.

Pure. Any order of arrival of the same reports gives the same history (recorded times aside); an event that does not
fit the history so far is marked, never dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from ledger.domain.custody import care
from ledger.domain.custody.events import CareEvent, CustodyEvent, HandoffEvent, IntakeEvent
from ledger.domain.custody.facets import Facets, Mark
from ledger.domain.custody.history_care import fold_care
from ledger.domain.custody.history_handoff import fold_handoff
from ledger.domain.custody.history_intake import fold_intake
from ledger.domain.event import Recorded
from ledger.domain.history_order import in_history_order
from ledger.domain.strikes import standing, struck
from ledger.domain.values import EventId


@dataclass(frozen=True, kw_only=True)
class HistoryStep:
    """One event of the history with the facets before and after it."""

    item: Recorded[CustodyEvent]
    before: Facets
    after: Facets
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True)
class History:
    """A person's custody episode as it happened, as far as it is known."""

    steps: tuple[HistoryStep, ...]
    struck: dict[EventId, EventId]
    """Events that do not stand, each with the event that struck it."""
    reviewed: frozenset[tuple[EventId, str]]
    """Irregularities that a person has closed: (event, mark)."""

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

    def open_marks(self) -> list[tuple[HistoryStep, Mark]]:
        """Every irregularity that nobody has closed."""
        return [
            (step, mark)
            for step in self.steps
            for mark in step.marks
            if (step.item.event.event_id, mark.value) not in self.reviewed
        ]


def history(recorded: Sequence[Recorded[CustodyEvent]]) -> History:
    """The history of one episode from its events in log order."""
    facets = Facets()
    steps: list[HistoryStep] = []
    for item in in_history_order(standing(recorded)):
        after, marks = advance(facets, item)
        steps.append(HistoryStep(item=item, before=facets, after=after, marks=marks))
        facets = after
    return History(steps=tuple(steps), struck=struck(recorded), reviewed=_reviewed(steps))


def advance(facets: Facets, item: Recorded[CustodyEvent]) -> tuple[Facets, tuple[Mark, ...]]:
    """The facets after one more event, and what is irregular about it."""
    event = item.event
    if isinstance(event, IntakeEvent):
        return fold_intake(facets, event, item.happened_at)
    if isinstance(event, HandoffEvent):
        return fold_handoff(facets, event, item.happened_at)
    if isinstance(event, CareEvent):
        return fold_care(facets, event, item.happened_at)
    assert_never(event)


def _reviewed(steps: Sequence[HistoryStep]) -> frozenset[tuple[EventId, str]]:
    return frozenset(
        (step.item.event.target, step.item.event.code)
        for step in steps
        if isinstance(step.item.event, care.IrregularityReviewed)
    )
