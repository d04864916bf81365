"""The library's application recorder on our log: the library's calls, made through the functions of the database.

Writes go through append() and group commit, never through the library's retry, which would report its own committed
write as a conflict. Reads may be repeated: one that finds a broken connection is tried once more.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, LiteralString, assert_never
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    InterfaceError,
    OperationalError,
    StoredEvent,
    Subscription,
    Tracking,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.rows import tuple_row

from ledger.domain.errors import CustodyError
from ledger.store import queries
from ledger.store.append import (
    COMMANDS_MAX,
    AppendCommand,
    CommandKey,
    Conflict,
    Duplicate,
    HeadFacts,
    Mismatch,
    Outcome,
    Stored,
    Touch,
)
from ledger.store.delivery import Delivery
from ledger.store.group_commit import GroupCommit
from ledger.store.mapper import RecordedNotification, RecordedStoredEvent
from ledger.store.rows import AnswerRow, Head, Identity, LogRow
from ledger.store.subscription import LogSubscription
from ledger.store.write_errors import AlreadyRecorded, KeyReused, VersionConflict


class CustodyRecorder(PostgresApplicationRecorder):
    """Records and reads the log of one database, as custody_writer; reads it also as custody_projector."""

    def __init__(
        self,
        datastore: PostgresDatastore,
        *,
        events_table_name: str = "log",  # noqa: ARG002  # the library gives each application a table; we have one log
    ) -> None:
        super().__init__(datastore, events_table_name="log")
        self.sql_create_statements.clear()
        self.channel_name = "ledger_log"
        datastore.pool.open()
        self._group = GroupCommit(Delivery(datastore.pool).send)

    def create_table(self) -> None:
        """Creates nothing: the tables come from `ledger.store.schema`."""

    def append(self, commands: Sequence[AppendCommand]) -> list[Outcome]:
        """Append commands, each whole or not at all; one outcome for each, in order.

        Raises:
            StoreUnavailable: a command was not stored; the same again may succeed.
            OutcomeUnknown: nobody knows; the same again, with its key, gives the answer.
            AppendRefused: a command is not one that the log takes.
            Of several commands, others may have been stored: their keys tell.
        """
        outcomes: list[Outcome] = []
        for start in range(0, len(commands), COMMANDS_MAX):
            for result in self._group.submit(commands[start : start + COMMANDS_MAX]):
                if isinstance(result, CustodyError):
                    raise result
                outcomes.append(result)
        return outcomes

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        key: CommandKey | None = None,
        touches: Sequence[Touch] = (),
        tracking: Tracking | None = None,
        **others: object,
    ) -> Sequence[int]:
        """The library's door onto `append`: one command; answers the position of each event.

        `touches` carry expected version and facts of the streams in `stored_events`, and guards; their own events
        are empty. A stream without a touch gets a head without facts.

        Raises:
            VersionConflict: a stream has another version; it is an IntegrityError.
            AlreadyRecorded: this command was stored before under its key.
            KeyReused: its key was used for another body.
            CustodyError: as for `append`.
        """
        if tracking is not None or others:
            raise TypeError(f"an append takes no {', '.join(others) or 'tracking'}")
        if not stored_events:
            return []
        command = AppendCommand(key, _touches(stored_events, touches))
        [outcome] = self.append([command])
        match outcome:
            case Stored(first, _):
                return _positions(stored_events, command.touches, first)
            case Conflict(stream_id, current_version):
                raise VersionConflict(stream_id, current_version)
            case Duplicate(first, count):
                raise AlreadyRecorded(first, count)
            case Mismatch():
                raise KeyReused
            case _:
                assert_never(outcome)

    def load_for_decision(self, streams: Sequence[UUID]) -> list[LogRow]:
        """All events of these streams, by stream and version."""
        return [LogRow(*row) for row in self._rows("load_for_decision", list(streams))]

    def answers(self, organisation: str, keys: Sequence[str]) -> list[AnswerRow]:
        """The events recorded under these keys of an organisation, by position."""
        return [AnswerRow(*row) for row in self._rows("answers", organisation, list(keys))]

    def clock(self) -> datetime:
        """The clock that decisions and deadlines read: the server's, or the simulation's."""
        now: datetime
        [(now,)] = self._rows("clock")
        return now

    def head(self) -> Head:
        """The end of the log."""
        [row] = self._rows("head")
        return Head(*row)

    def states(self, after: int, limit: int) -> list[bytes]:
        """The stored bytes of that many events after a position."""
        return [LogRow(*row).state for row in self._rows("page_of_topics", after, limit, [])]

    def identity(self) -> Identity:
        """What this database is."""
        [row] = self._rows("identity")
        return Identity(*row)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[RecordedStoredEvent]:
        rows = [LogRow(*row) for row in self._rows("stream", originator_id, gt, lte, desc, limit)]
        return [
            RecordedStoredEvent(
                originator_id=originator_id,
                originator_version=row.version,
                topic=row.topic,
                state=row.state,
                position=row.position,
                recorded_at=row.recorded_at,
            )
            for row in rows
        ]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[RecordedNotification]:
        after = 0 if start is None else start - inclusive_of_start
        rows = [LogRow(*row) for row in self._rows("page_of_topics", after, limit, list(topics))]
        return [
            RecordedNotification(
                id=row.position,
                originator_id=row.stream_id,
                originator_version=row.version,
                topic=row.topic,
                state=row.state,
                recorded_at=row.recorded_at,
            )
            for row in rows
            if stop is None or row.position <= stop
        ]

    def max_notification_id(self) -> int | None:
        return self.head().position or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        return LogSubscription(recorder=self, gt=gt, topics=topics)

    def _rows(self, block: str, *arguments: object) -> list[tuple[Any, ...]]:
        try:
            return self._query(queries.ours("queries")[block], arguments)
        except (OperationalError, InterfaceError):
            self.datastore.pool.check()  # replaces every connection that a restart of the server has left broken
            return self._query(queries.ours("queries")[block], arguments)

    def _query(self, statement: LiteralString, arguments: Sequence[object]) -> list[tuple[Any, ...]]:
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row, binary=True) as cursor,
        ):
            return cursor.execute(statement, arguments, prepare=True).fetchall()


def _touches(stored_events: Sequence[StoredEvent], given: Sequence[Touch]) -> tuple[Touch, ...]:
    events: dict[UUID, list[StoredEvent]] = {touch.stream_id: [] for touch in given}
    for event in stored_events:
        events.setdefault(UUID(str(event.originator_id)), []).append(event)
    by_stream = {touch.stream_id: touch for touch in given}
    return tuple(
        replace(by_stream[stream], events=tuple(own))
        if stream in by_stream
        else Touch(stream, own[0].originator_version - 1, HeadFacts(), tuple(own))
        for stream, own in events.items()
    )


def _positions(stored_events: Sequence[StoredEvent], touches: Sequence[Touch], first: int) -> list[int]:
    """Events are stored stream by stream; the library wants positions in the order in which it sent them."""
    in_log_order = (event for touch in touches for event in touch.events)
    position = {(event.originator_id, event.originator_version): n for n, event in enumerate(in_log_order, first)}
    return [position[event.originator_id, event.originator_version] for event in stored_events]
