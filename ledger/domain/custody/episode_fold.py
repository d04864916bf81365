"""One custody episode folded event by event: one more event in order costs one step.

A late event is folded in from its place on; a correction or void folds the episode afresh. All ways end in what a fold
of the whole stream gives.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ledger.domain.custody.completion import HistoryStep
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Facets
from ledger.domain.custody.history import History, advance, assembled, ordered_steps
from ledger.domain.custody.state import CustodyState, evolve, fold
from ledger.domain.event import Correction, Recorded, Void
from ledger.domain.history_order import history_key
from ledger.domain.strikes import struck
from ledger.domain.values import EventId


@dataclass(slots=True)
class EpisodeFold:
    """Decision state and history of one episode, up to the last event added."""

    recorded: list[Recorded[CustodyEvent]] = field(default_factory=list)
    """In log order."""
    state: CustodyState = field(default_factory=CustodyState)
    steps: list[HistoryStep] = field(default_factory=list)
    """In the order of history, with every mark that an event earned where it stands."""
    keys: list[tuple[datetime, int, int]] = field(default_factory=list)
    """What orders each step."""
    struck: dict[EventId, EventId] = field(default_factory=dict)

    def add(self, item: Recorded[CustodyEvent]) -> None:
        """Take in the episode's next event."""
        self.recorded.append(item)
        if isinstance(item.event, Correction | Void) or item.event.event_id in self.struck:
            self._fold_afresh()
        else:
            self._insert(item)

    def history(self) -> History:
        """The history up to the last event."""
        return assembled(self.steps, gone=self.struck)

    def extended(self, items: Iterable[Recorded[CustodyEvent]]) -> "EpisodeFold":
        """A fold of its own with these events more; this one stays as it is."""
        copy = EpisodeFold([*self.recorded], self.state, [*self.steps], [*self.keys], self.struck)
        for item in items:
            copy.add(item)
        return copy

    def _insert(self, item: Recorded[CustodyEvent]) -> None:
        self.state = evolve(self.state, item.event)
        key = history_key(item)
        place = bisect_right(self.keys, key)
        self.keys.insert(place, key)
        later = [step.item for step in self.steps[place:]]
        del self.steps[place:]
        for each in (item, *later):
            before = self.steps[-1].after if self.steps else Facets()
            after, marks = advance(before, each)
            self.steps.append(HistoryStep(item=each, before=before, after=after, marks=marks))

    def _fold_afresh(self) -> None:
        self.state = fold(self.recorded)
        self.struck = struck(self.recorded)
        self.steps = ordered_steps(self.recorded, gone=self.struck)
        self.keys = [history_key(step.item) for step in self.steps]
