"""Writes the rows of the view: facts of the touched episodes, and the sex of people whose registration changed."""

from collections.abc import Sequence
from uuid import UUID

from ledger.domain.codes import Sex
from ledger.domain.custody.case import Case
from ledger.domain.event import Event, Recorded
from ledger.domain.history_order import in_history_order
from ledger.domain.person import PersonCorrected, PersonEvent, PersonRegistered, PersonVoided
from ledger.domain.strikes import standing
from projections.contract import CUSTODY_EVENTS, PERSON_EVENTS, TRIP_EVENTS, Batch, Cursor, View
from projections.statistics.facts import Facts, facts_of
from projections.tables import Table

EPISODE = Table(
    name="episode",
    key="episode",
    columns={
        "episode": "uuid",
        "person_id": "uuid",
        "sector": "text",
        "encounter_month": "date",
        "taken_for": "text",
        "referral_month": "date",
        "exit_month": "date",
        "exit_kind": "text",
        "sponsor_category": "text",
    },
)
STAY = Table(
    name="stay",
    key="episode",
    columns={"episode": "uuid", "person_id": "uuid", "started_on": "date", "ended_on": "date"},
)
PERSON = Table(name="person", key="person_id", columns={"person_id": "uuid", "sex": "text"})

OF_SEX: frozenset[type[Event]] = frozenset({PersonRegistered, PersonCorrected, PersonVoided})
"""Events that can change what sex stands in a person's record."""


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of the touched episodes and people."""
    if batch.cases:
        facts = [(episode, _person(case), facts_of(case.history)) for episode, case in batch.cases.items()]
        EPISODE.replace(cursor, batch.cases, (_episode(episode, person, found) for episode, person, found in facts))
        STAY.replace(
            cursor,
            batch.cases,
            (
                (episode, person, stay.started_on, stay.ended_on)
                for episode, person, found in facts
                for stay in found.stays
            ),
        )
    people = {item.stream for item in batch.events if type(item.event) in OF_SEX}
    if people:
        PERSON.replace(cursor, people, ((person, _sex(batch.people[person])) for person in people))


def _person(case: Case) -> UUID:
    return case.recorded[0].event.person


def _episode(episode: UUID, person: UUID, facts: Facts) -> tuple[object, ...]:
    met, ended = facts.encounter, facts.exit
    return (
        episode,
        person,
        met and met.sector,
        met and met.month,
        facts.taken_for,
        facts.referral_month,
        ended and ended.month,
        ended and ended.kind,
        ended and ended.sponsor_category,
    )


def _sex(recorded: Sequence[Recorded[PersonEvent]]) -> Sex:
    """The sex in the registration that stands; a record keeps one, because its opening cannot be voided."""
    registered = [item.event for item in in_history_order(standing(recorded))]
    return next((event.sex for event in reversed(registered) if isinstance(event, PersonRegistered)), Sex.NOT_KNOWN)


VIEW = View(
    name="statistics",
    folder="projections.statistics",
    apply=apply,
    uses=CUSTODY_EVENTS | OF_SEX,
    ignores=TRIP_EVENTS | (PERSON_EVENTS - OF_SEX),
)
