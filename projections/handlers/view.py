"""Writes the rows: the parts in each new event, and what depends on the whole episode as it is now."""

from collections.abc import Iterator
from typing import cast
from uuid import UUID

from ledger.domain.custody.case import Case, head_facts
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Recorded
from projections.contract import CUSTODY_EVENTS, KINDRED_EVENTS, PERSON_EVENTS, TRIP_EVENTS, Batch, Cursor, View
from projections.handlers.gaps import gaps
from projections.handlers.parts import Part, named_in, part_of_signer
from projections.tables import Table

EPISODE = Table(
    name="episode",
    key="episode",
    columns={
        "episode": "uuid",
        "person_id": "uuid",
        "legal_custodian": "text",
        "holder": "text",
        "next_holder": "text",
        "previous_holder": "text",
        "referred_to": "text",
    },
)
HANDLING = Table(
    name="handling",
    key="episode",
    columns={
        "position": "bigint",
        "part": "text",
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
        "event_id": "uuid",
        "place": "text",
        "carrier": "text",
        "answerable": "text",
        "legal_custodian": "text",
        "from_at": "timestamptz",
        "until_at": "timestamptz",
    },
)


def apply(cursor: Cursor, batch: Batch) -> None:
    """Add the parts in the new events; replace what depends on the whole episode."""
    new = (cast("Recorded[CustodyEvent]", item) for item in batch.events if type(item.event) in CUSTODY_EVENTS)
    HANDLING.add(cursor, (row for item in new for row in _parts(item)))
    EPISODE.replace(cursor, batch.cases, (_episode(episode, case) for episode, case in batch.cases.items()))
    STRUCK.replace(cursor, batch.cases, (row for each in batch.cases.items() for row in _struck(*each)))
    GAP.replace(cursor, batch.cases, (row for each in batch.cases.items() for row in _gaps(*each)))


def _parts(item: Recorded[CustodyEvent]) -> Iterator[tuple[object, ...]]:
    event, by = item.event, item.event.by
    yield _handling(item, part_of_signer(event), by.user, by.role, by.organisation, by.office)
    named = named_in(event)
    if named is not None:
        yield _handling(item, named.part, named.user, None, named.organisation, None)


def _handling(item: Recorded[CustodyEvent], part: Part, *who: str | None) -> tuple[object, ...]:
    event = item.event
    what = (item.position, part, item.stream, event.person, event.event_id, event.TOPIC)
    return (*what, *who, item.happened_at, item.recorded_at)


def _episode(episode: UUID, case: Case) -> tuple[object, ...]:
    facts = head_facts(case)
    who = (facts.legal_custodian, facts.holder, facts.next_holder, facts.previous_holder, facts.referred_to)
    return (episode, case.recorded[0].event.person, *who)


def _struck(episode: UUID, case: Case) -> Iterator[tuple[object, ...]]:
    for event_id, by_event in case.history.struck.items():
        yield episode, event_id, by_event


def _gaps(episode: UUID, case: Case) -> Iterator[tuple[object, ...]]:
    for gap in gaps(case.history):
        whose = (gap.place, gap.carrier, gap.answerable, gap.legal_custodian)
        yield (episode, gap.event_id, *whose, gap.from_at, gap.until_at)


VIEW = View(
    name="handlers",
    folder="projections.handlers",
    apply=apply,
    uses=CUSTODY_EVENTS,
    ignores=PERSON_EVENTS | TRIP_EVENTS | KINDRED_EVENTS,
)
