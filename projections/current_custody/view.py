"""Writes the rows of the view: one an episode, from its history and its decision state."""

from datetime import datetime
from uuid import UUID

from ledger.domain.custody.case import Case, head_facts
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
        "place": "text",
        "whereabouts": "text",
        "since": "timestamptz",
        "classification": "text",
        "step": "text",
        "answerable": "text",
        "handler": "text",
        "next_holder": "text",
        "previous_holder": "text",
        "referred_to": "text",
        "offer": "uuid",
        "offer_to_organisation": "text",
        "offer_to_place": "text",
        "offer_expires_at": "timestamptz",
        "offer_status": "text",
        "opened": "boolean",
        "exited": "boolean",
        "step_since": "timestamptz",
        "referral": "text",
        "designated": "text",
        "version": "integer",
        "position": "bigint",
    },
)


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of the touched episodes."""
    CHILD.replace(cursor, batch.cases, (_row(episode, case) for episode, case in batch.cases.items()))


def _row(episode: UUID, case: Case) -> tuple[object, ...]:
    facets, facts, offer = case.facets, head_facts(case), case.offer
    of_offer = (
        (offer.offer, offer.to_organisation, offer.to_place, offer.expires_at.at, offer.status)
        if offer
        else (None, None, None, None, None)
    )
    return (
        episode,
        case.recorded[0].event.person,
        facets.legal_custodian,
        facets.holder,
        facets.place,
        facets.whereabouts,
        facets.since,
        facets.classification,
        facets.step,
        facets.answerable,
        facets.handler,
        facts.next_holder,
        facts.previous_holder,
        facts.referred_to,
        *of_offer,
        case.state.opened,
        case.state.exited,
        _step_since(case),
        case.state.referral,
        case.state.designated,
        case.recorded[-1].version,
        case.recorded[-1].position,
    )


def _step_since(case: Case) -> datetime:
    """When the case came to its step; the beginning of the record while nothing has happened."""
    since = case.recorded[0].recorded_at
    for step in reversed(case.history.steps):
        if step.after.step is not case.facets.step:
            break
        since = step.item.happened_at
    return since


VIEW = View(
    name="current_custody",
    folder="projections.current_custody",
    apply=apply,
    uses=CUSTODY_EVENTS,
    ignores=PERSON_EVENTS | TRIP_EVENTS | KINDRED_EVENTS,
)
