"""Writes the rows: facts of the touched episodes; sex and eighteenth birthday of people whose record changed."""

from datetime import date
from uuid import UUID

from ledger.domain.codes import Sex
from ledger.domain.custody.case import Case
from ledger.domain.event import Event
from ledger.domain.history_order import in_history_order
from ledger.domain.person import BirthDateClaimed, PersonCorrected, PersonRegistered, PersonVoided
from ledger.domain.strikes import standing
from projections.contract import CUSTODY_EVENTS, KINDRED_EVENTS, PERSON_EVENTS, TRIP_EVENTS, Batch, Cursor, View
from projections.statistics.facts import Facts, facts_of
from projections.tables import Table

ADULT_YEARS = 18
LEAP_DAY = (2, 29)

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
PERSON = Table(name="person", key="person_id", columns={"person_id": "uuid", "sex": "text", "adult_on": "date"})

OF_PERSON: frozenset[type[Event]] = frozenset({PersonRegistered, BirthDateClaimed, PersonCorrected, PersonVoided})
"""Events that can change what sex and what birth date stand in a person's record."""


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
    people = {item.stream for item in batch.events if type(item.event) in OF_PERSON}
    if people:
        PERSON.replace(cursor, people, (_of_person(batch, person) for person in people))


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


def _of_person(batch: Batch, person: UUID) -> tuple[object, ...]:
    stands = in_history_order(standing(batch.people[person]))
    registered = [item.event for item in stands if isinstance(item.event, PersonRegistered)]
    sex = registered[-1].sex if registered else Sex.NOT_KNOWN
    claims = (adult_on(batch.opened(item).event) for item in reversed(stands) if _claims_birth(item.event))
    return person, sex, next((day for day in claims if day is not None), None)


def _claims_birth(event: Event) -> bool:
    return isinstance(event, PersonRegistered | BirthDateClaimed) and event.birth is not None


def adult_on(event: Event) -> date | None:
    """The eighteenth birthday by a claim: of a partial date the earliest that it allows; None if the box is closed."""
    if not isinstance(event, PersonRegistered | BirthDateClaimed) or event.birth is None or not event.birth.is_open:
        return None
    claim = event.birth.value.date
    if claim is None:
        return None
    first, _ = claim.bounds()
    leap = first.month == LEAP_DAY[0] and first.day == LEAP_DAY[1]
    return date(first.year + ADULT_YEARS, 3, 1) if leap else first.replace(year=first.year + ADULT_YEARS)


VIEW = View(
    name="statistics",
    folder="projections.statistics",
    apply=apply,
    uses=CUSTODY_EVENTS | OF_PERSON,
    ignores=TRIP_EVENTS | (PERSON_EVENTS - OF_PERSON) | KINDRED_EVENTS,
)
