"""The log as the runner reads it: pages and whole streams, decoded, and the boxes of an event opened on request."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, starmap
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row

from ledger.domain.catalog import AnyEvent
from ledger.domain.errors import CustodyError
from ledger.domain.event import Recorded
from ledger.store import queries
from ledger.store.codec import Codec
from ledger.store.mapper import CustodyMapper
from ledger.store.rows import LogRow


class GapInLog(CustodyError):
    """Positions are not dense: the log has been damaged."""

    code = "gap_in_log"


class Log:
    """Reads through a connection that has logged in as custody_projector."""

    def __init__(self, connection: psycopg.Connection[Any], codec: Codec) -> None:
        self._connection = connection
        self._codec = codec
        self._mapper = CustodyMapper(codec)

    def page(self, after: int, limit: int) -> list[LogRow]:
        """The rows that follow a position, not decoded."""
        return self._rows("page", after, limit)

    def decoded(self, rows: Sequence[LogRow], *, after: int) -> tuple[Recorded[AnyEvent], ...]:
        """The events of a page that follows that position, boxes closed.

        Raises:
            GapInLog: a position is missing.
            UnknownTopic, Unreadable, OutOfPlace: an event cannot be read.
        """
        for before, position in pairwise((after, *(row.position for row in rows))):
            if position != before + 1:
                raise GapInLog(f"position {position} follows position {before}")
        return tuple(map(self._mapper.recorded, rows))

    def streams(self, streams: Sequence[UUID]) -> list[Recorded[AnyEvent]]:
        """All events of streams, each stream's in the order of its versions, boxes closed."""
        return list(map(self._mapper.recorded, self._rows("load_for_decision", list(streams))))

    def opened(self, item: Recorded[AnyEvent]) -> Recorded[AnyEvent]:
        """The event with its boxes opened, as far as the keys are here."""
        event = self._codec.open(item.event, stream=item.stream, version=item.version)
        return replace(item, event=event)

    def blind_index(self, kind: str, normalised: str) -> bytes:
        """Keyed hash of a normalised value, see `Keyring.blind_index`."""
        return self._codec.sealer.keyring.blind_index(kind, normalised)

    def _rows(self, block: str, *arguments: object) -> list[LogRow]:
        with self._connection.cursor(row_factory=tuple_row, binary=True) as cursor:
            cursor.execute(queries.ours("queries")[block], arguments, prepare=True)
            return list(starmap(LogRow, cursor))
