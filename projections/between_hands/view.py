"""Writes the rows of the view: children under way from their histories, vehicles from their trips."""

from datetime import datetime
from uuid import UUID

from ledger.domain import trip_state
from ledger.domain.custody.case import Case, head_facts
from ledger.domain.custody.history import History
from ledger.domain.event import Recorded
from ledger.domain.trip import TripEvent
from projections.contract import CUSTODY_EVENTS, KINDRED_EVENTS, PERSON_EVENTS, TRIP_EVENTS, Batch, Cursor, View
from projections.tables import Table

CHILD = Table(
    name="child",
    key="episode",
    columns={
        "episode": "uuid",
        "person_id": "uuid",
        "legal_custodian": "text",
        "holder": "text",
        "next_holder": "text",
        "previous_holder": "text",
        "referred_to": "text",
        "offer": "uuid",
        "manifest": "uuid",
        "giver": "text",
        "answerable": "text",
        "from_place": "text",
        "to_organisation": "text",
        "to_place": "text",
        "carrier": "text",
        "trip": "uuid",
        "whereabouts": "text",
        "place": "text",
        "dispatched_at": "timestamptz",
        "expected_arrival": "timestamptz",
        "handler": "text",
        "gap_since": "timestamptz",
        "position": "bigint",
    },
)
TRIP = Table(
    name="trip",
    key="trip",
    columns={
        "trip": "uuid",
        "carrier": "text",
        "expected_arrival": "timestamptz",
        "last_place": "text",
        "arrived": "boolean",
        "position": "bigint",
    },
)


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of the touched episodes and trips."""
    if batch.cases:
        rows = (_child(episode, case) for episode, case in batch.cases.items())
        CHILD.replace(cursor, batch.cases, (row for row in rows if row is not None))
    if batch.trips:
        TRIP.replace(cursor, batch.trips, (_trip(trip, recorded) for trip, recorded in batch.trips.items()))


def _child(episode: UUID, case: Case) -> tuple[object, ...] | None:
    facets, facts = case.facets, head_facts(case)
    transfer = facets.transfer
    if transfer is None or not facets.between_hands:
        return None
    return (
        episode,
        case.recorded[0].event.person,
        facets.legal_custodian,
        facets.holder,
        facts.next_holder,
        facts.previous_holder,
        facts.referred_to,
        transfer.offer,
        transfer.manifest,
        transfer.giver,
        facets.answerable,
        transfer.from_place,
        transfer.to_organisation,
        transfer.to_place,
        transfer.carrier,
        transfer.trip,
        facets.whereabouts,
        facets.place,
        transfer.dispatched_at,
        transfer.expected_arrival and transfer.expected_arrival.at,
        facets.handler,
        None if facets.handler else _alone_since(case.history),
        case.recorded[-1].position,
    )


def _alone_since(past: History) -> datetime:
    """When the last signature let go and nobody took over: the first of the last steps without a handler."""
    since = past.steps[-1].item.happened_at
    for step in reversed(past.steps):
        if step.after.handler is not None:
            break
        since = step.item.happened_at
    return since


def _trip(trip: UUID, recorded: tuple[Recorded[TripEvent], ...]) -> tuple[object, ...]:
    state = trip_state.fold(recorded)
    expected = state.expected_arrival and state.expected_arrival.at
    return trip, state.carrier, expected, state.last_place, state.arrived, recorded[-1].position


VIEW = View(
    name="between_hands",
    folder="projections.between_hands",
    apply=apply,
    uses=CUSTODY_EVENTS | TRIP_EVENTS,
    ignores=PERSON_EVENTS | KINDRED_EVENTS,
)
