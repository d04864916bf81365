"""What somebody proposes to record, and where it would stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ledger.domain.catalog import AnyEvent
from ledger.domain.event import Recorded


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One event that somebody proposes to record on one stream."""

    stream: UUID
    event: AnyEvent


Streams = Mapping[UUID, Sequence[Recorded[AnyEvent]]]
"""What is recorded on each stream that the command may touch; an absent or empty one is new."""


def placed(
    stream: UUID, recorded: Sequence[Recorded[AnyEvent]], event: AnyEvent, *, now: datetime
) -> Recorded[AnyEvent]:
    """The event as it will stand at the end of its stream, before the log has given it its real place."""
    last = recorded[-1] if recorded else None
    recorded_at = max(now, last.recorded_at + timedelta(microseconds=1)) if last else now
    return Recorded(
        stream=stream,
        version=len(recorded) + 1,
        position=last.position + 1 if last else 1,
        recorded_at=recorded_at,
        event=event,
    )
