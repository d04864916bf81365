"""Rows of the log that were decoded lately, so that whoever decides on a stream again decodes only what is new in it.

A row is compared byte by byte with the one that was decoded: what is given is what decoding it would give.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import groupby, takewhile
from operator import attrgetter, eq
from threading import Lock
from uuid import UUID

from ledger.domain.catalog import AnyEvent
from ledger.domain.event import Recorded
from ledger.store.rows import LogRow

EVENTS_KEPT = 50_000

Rows = list[LogRow]
Events = list[Recorded[AnyEvent]]


class DecodedLately:
    """A bounded memory of decoded streams, for any number of threads. The same row gives the same object."""

    def __init__(self, decode: Callable[[LogRow], Recorded[AnyEvent]], *, events_kept: int = EVENTS_KEPT) -> None:
        self._decode = decode
        self._events_kept = events_kept
        self._streams: OrderedDict[UUID, tuple[Rows, Events]] = OrderedDict()
        self._events = 0
        self._lock = Lock()

    def by_stream(self, rows: Sequence[LogRow]) -> dict[UUID, Events]:
        """The events of rows that are sorted by stream and version; raises as the decoding does."""
        return {stream: self._stream(stream, list(own)) for stream, own in groupby(rows, attrgetter("stream_id"))}

    def _stream(self, stream: UUID, rows: Rows) -> Events:
        with self._lock:
            known, decoded = self._streams.get(stream, ([], []))
        same = sum(1 for _ in takewhile(bool, map(eq, known, rows)))
        events = [*decoded[:same], *map(self._decode, rows[same:])]
        with self._lock:
            before, _ = self._streams.pop(stream, ([], []))
            self._streams[stream] = (rows, events)
            self._events += len(rows) - len(before)
            while self._events > self._events_kept:
                _, (forgotten, _) = self._streams.popitem(last=False)
                self._events -= len(forgotten)
        return list(events)
