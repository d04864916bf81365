"""The mapper: between our events and the rows of the library's recorders.

Owns `NewEvent` (an event with the place it is about to take), `RecordedStoredEvent` and `RecordedNotification` (rows
with the place that the log gave them). Refuses to hand a row to a fold that does not know position and recorded time.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.persistence import JSONTranscoder, Mapper, Notification, StoredEvent

from ledger.domain.errors import CustodyError
from ledger.domain.event import Event, Recorded
from ledger.store.codec import Codec
from ledger.store.envelope import unwrap, wrap
from ledger.store.rows import LogRow


class NoPlaceInLog(CustodyError):
    """A row came without its position or recorded time: not from our recorder."""

    code = "no_place_in_log"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event about to be appended as a version of a stream."""

    originator_id: UUID
    originator_version: int
    event: Event


@dataclass(frozen=True)
class RecordedStoredEvent(StoredEvent):
    """A row of the log, with its place in it."""

    position: int
    recorded_at: datetime


@dataclass(frozen=True)
class RecordedNotification(Notification):
    """The same as a notification, whose id is its position."""

    recorded_at: datetime

    @property
    def position(self) -> int:
        """Position in the log."""
        return self.id


class CustodyMapper(Mapper[UUID]):
    """The library's mapper over our codec: bytes in canonical form, personal fields sealed and left closed."""

    def __init__(self, codec: Codec) -> None:
        super().__init__(JSONTranscoder())  # never used: the codec takes its place
        self.codec = codec

    def recorded(self, row: LogRow) -> Recorded[Any]:
        """A row of the log as folds take it, boxes closed; raises as `unwrap` and `Codec.decode`."""
        return Recorded(
            stream=row.stream_id,
            version=row.version,
            position=row.position,
            recorded_at=row.recorded_at,
            event=self.codec.decode(row.topic, unwrap(row)),
        )

    def to_stored_event(self, domain_event: NewEvent) -> StoredEvent:  # type: ignore[override]  # only ours
        """The row to append; see `Codec.encode` for refusals."""
        stream, version = domain_event.originator_id, domain_event.originator_version
        topic = domain_event.event.TOPIC
        event = self.codec.encode(domain_event.event, stream=stream, version=version)
        return StoredEvent(
            originator_id=stream,
            originator_version=version,
            topic=topic,
            state=wrap(event, stream=stream, topic=topic, version=version),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded[Any]:  # type: ignore[override]  # not its base
        """The recorded event, boxes closed.

        Raises:
            NoPlaceInLog: the row is no `RecordedStoredEvent` or `RecordedNotification`, or not of a UUID stream.
            Unreadable, UnknownTopic: as `Codec.decode`.
        """
        stream = stored_event.originator_id
        if not isinstance(stored_event, RecordedStoredEvent | RecordedNotification) or not isinstance(stream, UUID):
            raise NoPlaceInLog("a row without its place in the log")
        return self.recorded(
            LogRow(
                position=stored_event.position,
                stream_id=stream,
                version=stored_event.originator_version,
                topic=stored_event.topic,
                state=stored_event.state,
                recorded_at=stored_event.recorded_at,
            )
        )
