"""Writes the rows: the open irregularities of each touched episode; links and open episodes of each touched person."""

from collections.abc import Iterator
from uuid import UUID

from ledger.domain import person, person_state
from ledger.domain.custody.case import Case, head_facts
from projections.contract import CUSTODY_EVENTS, KINDRED_EVENTS, PERSON_EVENTS, TRIP_EVENTS, Batch, Cursor, View
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
IRREGULARITY = Table(
    name="irregularity",
    key="episode",
    columns={
        "episode": "uuid",
        "person_id": "uuid",
        "event_id": "uuid",
        "code": "text",
        "topic": "text",
        "organisation": "text",
        "happened_at": "timestamptz",
        "recorded_at": "timestamptz",
        "position": "bigint",
        "legal_custodian": "text",
        "holder": "text",
    },
)
LINK = Table(name="link", key="person_id", columns={"person_id": "uuid", "other": "uuid"})
OPEN_EPISODE = Table(name="open_episode", key="person_id", columns={"person_id": "uuid", "episode": "uuid"})

LINKING = frozenset(
    {
        person.EpisodeOpened,
        person.EpisodeClosed,
        person.LinkedAsSame,
        person.Unlinked,
        person.PersonCorrected,
        person.PersonVoided,
    }
)
"""Events of a person record that can change a link or an open episode."""


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of the touched episodes and people."""
    EPISODE.replace(cursor, batch.cases, (_episode(episode, case) for episode, case in batch.cases.items()))
    rows = (row for episode, case in batch.cases.items() for row in _irregularities(episode, case))
    IRREGULARITY.replace(cursor, batch.cases, rows)
    states = {who: person_state.fold(recorded) for who, recorded in batch.people.items()}
    links = ((who, other) for who, state in states.items() for other in state.same_as)
    LINK.replace(cursor, states, links)
    opened = ((who, state.open_episode) for who, state in states.items() if state.open_episode is not None)
    OPEN_EPISODE.replace(cursor, states, opened)


def _episode(episode: UUID, case: Case) -> tuple[object, ...]:
    facts = head_facts(case)
    who = (facts.legal_custodian, facts.holder, facts.next_holder, facts.previous_holder, facts.referred_to)
    return (episode, case.recorded[0].event.person, *who)


def _irregularities(episode: UUID, case: Case) -> Iterator[tuple[object, ...]]:
    facts = head_facts(case)
    for step, mark in case.history.open_marks():
        item = step.item
        yield (
            episode,
            item.event.person,
            item.event.event_id,
            mark,
            item.event.TOPIC,
            item.event.by.organisation,
            item.happened_at,
            item.recorded_at,
            item.position,
            facts.legal_custodian,
            facts.holder,
        )


VIEW = View(
    name="irregular",
    folder="projections.irregular",
    apply=apply,
    uses=CUSTODY_EVENTS | LINKING,
    ignores=(PERSON_EVENTS - LINKING) | TRIP_EVENTS | KINDRED_EVENTS,
)
