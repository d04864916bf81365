"""Streams folded up to a position, kept from batch to batch so that an event in order costs one step.

Owns the incremental fold and a cache bounded by the number of events in it. A late event is folded in from its place
on; a correction or void folds its episode afresh; a stream that is not in the cache is loaded. All three ways end in
what a fold of the whole stream gives. Refuses a stream with a version missing.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from ledger.domain.catalog import AnyEvent
from ledger.domain.custody.case import Case
from ledger.domain.custody.completion import HistoryStep
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Facets
from ledger.domain.custody.history import advance, assembled, ordered_steps
from ledger.domain.custody.state import CustodyState, evolve, fold
from ledger.domain.errors import CustodyError
from ledger.domain.event import Correction, Event, Recorded, Void
from ledger.domain.family.events import FamilyEvent
from ledger.domain.history_order import history_key
from ledger.domain.person import PersonEvent
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.strikes import struck
from ledger.domain.trip import TripEvent
from ledger.domain.values import EventId
from projections.contract import CUSTODY_EVENTS, FAMILY_EVENTS, PERSON_EVENTS, RELATIONSHIP_EVENTS, TRIP_EVENTS

EVENTS_KEPT = 100_000
"""Events kept in folded streams between batches."""

STREAMS_A_LOAD = 500

Load = Callable[[Sequence[UUID]], Iterable[Recorded[AnyEvent]]]
"""All events of streams, each stream's in the order of its versions."""


class StreamBroken(CustodyError):
    """A stream lacks a version that an event of the log builds on."""

    code = "stream_broken"


class StreamFold:
    """The events of one stream that is not an episode."""

    def __init__(self) -> None:
        self.recorded: list[Recorded[AnyEvent]] = []

    def add(self, item: Recorded[AnyEvent]) -> None:
        """Take in the stream's next event.

        Raises:
            StreamBroken: it is not the next version.
        """
        if item.version != len(self.recorded) + 1:
            raise StreamBroken(f"version {item.version} of {item.stream} follows version {len(self.recorded)}")
        self.recorded.append(item)


class EpisodeFold(StreamFold):
    """One custody episode, folded event by event."""

    def __init__(self) -> None:
        super().__init__()
        self._state = CustodyState()
        self._keys: list[tuple[datetime, int, int]] = []
        self._steps: list[HistoryStep] = []
        self._struck: dict[EventId, EventId] = {}

    def add(self, item: Recorded[AnyEvent]) -> None:
        super().add(item)
        event = item.event
        if isinstance(event, Correction | Void) or event.event_id in self._struck:
            self._fold_afresh()
        else:
            self._insert(cast("Recorded[CustodyEvent]", item))

    def case(self) -> Case:
        """State and history up to the last event."""
        past = assembled(self._steps, gone=self._struck)
        return Case(recorded=self._custody(), state=self._state, history=past)

    def _custody(self) -> tuple[Recorded[CustodyEvent], ...]:
        return tuple(cast("list[Recorded[CustodyEvent]]", self.recorded))

    def _insert(self, item: Recorded[CustodyEvent]) -> None:
        self._state = evolve(self._state, item.event)
        key = history_key(item)
        place = bisect_right(self._keys, key)
        self._keys.insert(place, key)
        later = [step.item for step in self._steps[place:]]
        del self._steps[place:]
        for each in (item, *later):
            before = self._steps[-1].after if self._steps else Facets()
            after, marks = advance(before, each)
            self._steps.append(HistoryStep(item=each, before=before, after=after, marks=marks))

    def _fold_afresh(self) -> None:
        recorded = self._custody()
        self._state = fold(recorded)
        self._struck = struck(recorded)
        self._steps = ordered_steps(recorded, gone=self._struck)
        self._keys = [history_key(step.item) for step in self._steps]


@dataclass(frozen=True, kw_only=True)
class Touched:
    """The streams that a batch touched, folded up to its end."""

    cases: dict[UUID, Case]
    people: dict[UUID, tuple[Recorded[PersonEvent], ...]]
    trips: dict[UUID, tuple[Recorded[TripEvent], ...]]
    families: dict[UUID, tuple[Recorded[FamilyEvent], ...]]
    pairs: dict[UUID, tuple[Recorded[RelationshipEvent], ...]]


class Folds:
    """Folded streams as of one position of the log; moves with the batches it is given."""

    def __init__(self, load: Load, *, position: int, events_kept: int = EVENTS_KEPT) -> None:
        self.position = position
        self._load = load
        self._events_kept = events_kept
        self._folds: OrderedDict[UUID, StreamFold] = OrderedDict()
        self._events = 0

    def extend(self, events: Sequence[Recorded[AnyEvent]]) -> Touched:
        """Fold in the events that follow the position. After an error this object is of no more use.

        Raises:
            StreamBroken: a stream lacks a version.
        """
        self._bring_in(events)
        for item in events:
            self._folds[item.stream].add(item)
        self._events += len(events)
        if events:
            self.position = events[-1].position
        touched = self._touched(events)
        self._forget()
        return touched

    def _bring_in(self, events: Sequence[Recorded[AnyEvent]]) -> None:
        """Have a fold up to the position for every stream touched."""
        starts: dict[UUID, Recorded[AnyEvent]] = {}
        for item in events:
            starts.setdefault(item.stream, item)
        missing = []
        for stream, item in starts.items():
            if stream in self._folds:
                self._folds.move_to_end(stream)
                continue
            self._folds[stream] = EpisodeFold() if type(item.event) in CUSTODY_EVENTS else StreamFold()
            if item.version > 1:
                missing.append(stream)
        for start in range(0, len(missing), STREAMS_A_LOAD):
            for item in self._load(missing[start : start + STREAMS_A_LOAD]):
                if item.version < starts[item.stream].version:
                    self._folds[item.stream].add(item)
                    self._events += 1

    def _touched(self, events: Sequence[Recorded[AnyEvent]]) -> Touched:
        touched = Touched(cases={}, people={}, trips={}, families={}, pairs={})
        for item in {item.stream: item for item in events}.values():
            stream_fold = self._folds[item.stream]
            if isinstance(stream_fold, EpisodeFold):
                touched.cases[item.stream] = stream_fold.case()
                continue
            streams = next(streams for kind, streams in _plain(touched) if type(item.event) in kind)
            streams[item.stream] = tuple(stream_fold.recorded)
        return touched

    def _forget(self) -> None:
        while self._events > self._events_kept and self._folds:
            _, forgotten = self._folds.popitem(last=False)
            self._events -= len(forgotten.recorded)


def _plain(touched: Touched) -> tuple[tuple[frozenset[type[Event]], dict[UUID, Any]], ...]:
    """Where the streams go that are not folded here, by their events."""
    return (
        (PERSON_EVENTS, touched.people),
        (TRIP_EVENTS, touched.trips),
        (FAMILY_EVENTS, touched.families),
        (RELATIONSHIP_EVENTS, touched.pairs),
    )
