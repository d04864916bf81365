"""Streams folded up to a position, kept from batch to batch so that an event in order costs one step.

Owns a cache bounded by the number of events in it. A stream that is not in the cache is loaded; both ways end in what
a fold of the whole stream gives. Refuses a stream with a version missing.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from ledger.domain.catalog import AnyEvent
from ledger.domain.custody.case import Case, of_fold
from ledger.domain.custody.episode_fold import EpisodeFold
from ledger.domain.errors import CustodyError
from ledger.domain.event import Event, Recorded
from ledger.domain.family.events import FamilyEvent
from ledger.domain.person import PersonEvent
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.trip import TripEvent
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
        """Take in the stream's next event."""
        self.recorded.append(item)


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
        self._folds: OrderedDict[UUID, StreamFold | EpisodeFold] = OrderedDict()
        self._events = 0

    def extend(self, events: Sequence[Recorded[AnyEvent]]) -> Touched:
        """Fold in the events that follow the position. After an error this object is of no more use.

        Raises:
            StreamBroken: a stream lacks a version.
        """
        self._bring_in(events)
        for item in events:
            self._add(item)
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
                    self._add(item)

    def _add(self, item: Recorded[AnyEvent]) -> None:
        stream = self._folds[item.stream]
        if item.version != len(stream.recorded) + 1:
            raise StreamBroken(f"version {item.version} of {item.stream} follows version {len(stream.recorded)}")
        stream.add(cast("Recorded[Any]", item))
        self._events += 1

    def _touched(self, events: Sequence[Recorded[AnyEvent]]) -> Touched:
        touched = Touched(cases={}, people={}, trips={}, families={}, pairs={})
        for item in {item.stream: item for item in events}.values():
            stream_fold = self._folds[item.stream]
            if isinstance(stream_fold, EpisodeFold):
                touched.cases[item.stream] = of_fold(stream_fold)
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
