"""The log as the runner reads it: pages and whole streams, decoded, and the boxes of an event opened on request."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any, cast
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row

from ledger.domain.catalog import AnyEvent
from ledger.domain.errors import CustodyError
from ledger.domain.event import Recorded
from ledger.store import queries
from ledger.store.codec import Codec

Row = tuple[int, UUID, int, str, bytes, datetime]
"""Position, stream, version, topic, bytes, recorded time."""


class GapInLog(CustodyError):
    """Positions are not dense: the log has been damaged."""

    code = "gap_in_log"


class Log:
    """Reads through a connection that has logged in as custody_projector."""

    def __init__(self, connection: psycopg.Connection[Any], codec: Codec) -> None:
        self._connection = connection
        self._codec = codec

    def page(self, after: int, limit: int) -> list[Row]:
        """The rows that follow a position, not decoded."""
        with self._connection.cursor(row_factory=tuple_row, binary=True) as cursor:
            return cursor.execute(queries.ours("queries")["page"], (after, limit), prepare=True).fetchall()

    def decoded(self, rows: Sequence[Row], *, after: int) -> tuple[Recorded[AnyEvent], ...]:
        """The events of a page that follows that position, boxes closed.

        Raises:
            GapInLog: a position is missing.
            UnknownTopic, Unreadable: an event cannot be read.
        """
        for before, position in pairwise((after, *(row[0] for row in rows))):
            if position != before + 1:
                raise GapInLog(f"position {position} follows position {before}")
        return tuple(self._decoded(rows))

    def streams(self, streams: Sequence[UUID]) -> list[Recorded[AnyEvent]]:
        """All events of streams, each stream's in the order of its versions, boxes closed."""
        with self._connection.cursor(row_factory=tuple_row, binary=True) as cursor:
            cursor.execute(queries.ours("queries")["load_for_decision"], (list(streams),), prepare=True)
            return list(self._decoded(cursor))

    def opened(self, item: Recorded[AnyEvent]) -> Recorded[AnyEvent]:
        """The event with its boxes opened, as far as the keys are here."""
        event = self._codec.open(item.event, stream=item.stream, version=item.version)
        return replace(item, event=event)

    def blind_index(self, kind: str, normalised: str) -> bytes:
        """Keyed hash of a normalised value, see `Keyring.blind_index`."""
        return self._codec.sealer.keyring.blind_index(kind, normalised)

    def _decoded(self, rows: Iterable[Row]) -> Iterator[Recorded[AnyEvent]]:
        decode = self._codec.decode
        for position, stream, version, topic, state, recorded_at in rows:
            event = cast("AnyEvent", decode(topic, state))
            yield Recorded(stream=stream, version=version, position=position, recorded_at=recorded_at, event=event)
