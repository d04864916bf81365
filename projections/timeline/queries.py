"""Asking for the timeline of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ledger.domain.catalog import AnyEvent
from ledger.domain.custody.handoff import Dispatched, TakenByCarrier
from ledger.domain.event import Recorded
from ledger.domain.finding import others_named, without
from ledger.domain.reader import Reader
from projections.reading import HeadRow, Known, LogReader
from projections.timeline.entries import Timeline, timeline


@dataclass(frozen=True, kw_only=True)
class PersonTimeline:
    """A person's timeline for one reader, at one position of knowledge."""

    person: UUID
    known: Known
    heads: tuple[HeadRow, ...]
    items: tuple[Recorded[AnyEvent], ...]
    """All events that the timeline was made of, whatever moment was asked for."""
    versions: Mapping[UUID, int]
    """Of each stream, also by events that are not told: what `If-Match` says."""
    timeline: Timeline


def of_person(
    log: LogReader, reader: Reader, person: UUID, *, as_of: datetime | None, as_known_at: int | datetime | None
) -> PersonTimeline:
    """The timeline of a person's record, episodes and trips.

    Raises:
        NotPermitted: the reader may not see the person, whether or not there is one.
        InvalidValue: a position that the log has not reached.
    """
    known = log.known(reader, as_known_at)
    heads = log.heads(reader, person)
    streams = [person, *(head.stream for head in heads)]
    recorded = log.whole(reader, streams, upto=known.position)
    versions = {item.stream: item.version for item in recorded}
    trips, others = _trips(recorded), others_named(recorded)
    of_trips, hidden = log.streams_and_hidden(reader, trips, others, upto=known.position)
    recorded = [*without(recorded, hidden), *of_trips]
    return PersonTimeline(
        person=person,
        known=known,
        heads=tuple(heads),
        items=tuple(recorded),
        versions=versions,
        timeline=timeline(recorded, as_of=as_of),
    )


def _trips(recorded: list[Recorded[AnyEvent]]) -> list[UUID]:
    named = (item.event.trip for item in recorded if isinstance(item.event, Dispatched | TakenByCarrier))
    return list(dict.fromkeys(trip for trip in named if trip is not None))
