"""Writes the rows of the view: one an episode whose person is at a place and not offered, from its case."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from ledger.domain.custody.case import Case, head_facts
from ledger.domain.custody.facets import Whereabouts
from ledger.domain.custody.intake import UnaccompaniedDetermined
from ledger.domain.register import ORR
from ledger.domain.values import PlaceCode
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
        "previous_holder": "text",
        "place": "text",
        "designated": "text",
        "determined_at": "timestamptz",
        "begun": "bigint",
        "version": "integer",
        "position": "bigint",
    },
)


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of the touched episodes; of those who are offered, under way or gone there is none."""
    CHILD.replace(cursor, batch.cases, (row for episode, case in batch.cases.items() for row in _rows(episode, case)))


def _rows(episode: UUID, case: Case) -> Iterator[tuple[object, ...]]:
    facets, facts = case.facets, head_facts(case)
    if case.offer is not None or facets.whereabouts is not Whereabouts.AT_PLACE or facets.holder is None:
        return
    first, last = case.recorded[0], case.recorded[-1]
    yield (
        episode,
        first.event.person,
        facts.legal_custodian,
        facets.holder,
        facts.previous_holder,
        facets.place,
        _wanted_at(case),
        _determined_at(case),
        first.position,
        last.version,
        last.position,
    )


def _wanted_at(case: Case) -> PlaceCode | None:
    """Where ORR wants the child next; None when nowhere yet, or where it is already."""
    designated = case.state.designated
    return None if designated == case.facets.place else designated


def _determined_at(case: Case) -> datetime | None:
    """Since when the child is to be with HHS, and is not yet: the determination that stands."""
    if not case.state.determined or case.facets.legal_custodian == ORR:
        return None
    found = [step.item for step in case.history.steps if isinstance(step.item.event, UnaccompaniedDetermined)]
    return max((item.recorded_at for item in found), default=None)


VIEW = View(
    name="to_offer",
    folder="projections.to_offer",
    apply=apply,
    uses=CUSTODY_EVENTS,
    ignores=PERSON_EVENTS | TRIP_EVENTS | KINDRED_EVENTS,
)
