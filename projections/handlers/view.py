"""Writes the rows: a signature for each new event, and the episode's gaps and struck events as they are now."""

from collections.abc import Iterator
from typing import cast
from uuid import UUID

from ledger.domain.custody.case import Case
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Recorded
from projections.contract import CUSTODY_EVENTS, PERSON_EVENTS, TRIP_EVENTS, Batch, Cursor, View
from projections.handlers.gaps import gaps
from projections.tables import Table

SIGNATURE = Table(
    name="signature",
    key="episode",
    columns={
        "position": "bigint",
        "episode": "uuid",
        "person_id": "uuid",
        "event_id": "uuid",
        "topic": "text",
        "user_id": "text",
        "role": "text",
        "organisation": "text",
        "office": "text",
        "happened_at": "timestamptz",
        "recorded_at": "timestamptz",
    },
)
STRUCK = Table(name="struck", key="episode", columns={"episode": "uuid", "event_id": "uuid", "by_event": "uuid"})
GAP = Table(
    name="gap",
    key="episode",
    columns={
        "episode": "uuid",
        "person_id": "uuid",
        "event_id": "uuid",
        "place": "text",
        "carrier": "text",
        "organisation": "text",
        "from_at": "timestamptz",
        "until_at": "timestamptz",
    },
)


def apply(cursor: Cursor, batch: Batch) -> None:
    """Add the new signatures; replace what depends on the whole episode."""
    signed = (item for item in batch.events if type(item.event) in CUSTODY_EVENTS)
    SIGNATURE.add(cursor, (_signature(cast("Recorded[CustodyEvent]", item)) for item in signed))
    STRUCK.replace(cursor, batch.cases, _struck(batch))
    GAP.replace(cursor, batch.cases, (row for episode, case in batch.cases.items() for row in _gaps(episode, case)))


def _signature(item: Recorded[CustodyEvent]) -> tuple[object, ...]:
    event = item.event
    return (
        item.position,
        item.stream,
        event.person,
        event.event_id,
        event.TOPIC,
        event.by.user,
        event.by.role,
        event.by.organisation,
        event.by.office,
        item.happened_at,
        item.recorded_at,
    )


def _struck(batch: Batch) -> Iterator[tuple[object, ...]]:
    for episode, case in batch.cases.items():
        for event_id, by_event in case.history.struck.items():
            yield episode, event_id, by_event


def _gaps(episode: UUID, case: Case) -> Iterator[tuple[object, ...]]:
    for gap in gaps(case.history):
        person = case.recorded[0].event.person
        where = (gap.place, gap.carrier, gap.organisation)
        yield (episode, person, gap.event_id, *where, gap.from_at, gap.until_at)


VIEW = View(
    name="handlers",
    folder="projections.handlers",
    apply=apply,
    uses=CUSTODY_EVENTS,
    ignores=PERSON_EVENTS | TRIP_EVENTS,
)
