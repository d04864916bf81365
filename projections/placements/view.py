"""Writes the rows: places asked of each touched episode; what a place must know of people whose record changed."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from ledger.domain.codes import Sex
from ledger.domain.custody.case import Case, head_facts
from ledger.domain.custody.intake import ReferralSubmitted
from ledger.domain.event import Event, Label, Recorded
from ledger.domain.history_order import in_history_order
from ledger.domain.person import (
    BirthDateClaimed,
    LanguageRecorded,
    NeedRecorded,
    PersonCorrected,
    PersonRegistered,
    PersonVoided,
)
from ledger.domain.register import PLACES
from ledger.domain.strikes import standing
from projections.contract import CUSTODY_EVENTS, KINDRED_EVENTS, PERSON_EVENTS, TRIP_EVENTS, Batch, Cursor, View
from projections.placements.ages import of_age
from projections.placements.asks import OPEN, asks, relatives
from projections.tables import Table

ASK = Table(
    name="ask",
    key="episode",
    columns={
        "episode": "uuid",
        "place": "text",
        "organisation": "text",
        "person_id": "uuid",
        "legal_custodian": "text",
        "holder": "text",
        "next_holder": "text",
        "previous_holder": "text",
        "referred_to": "text",
        "status": "text",
        "open": "boolean",
        "since": "timestamptz",
        "asked_at": "timestamptz",
        "asked_by": "text",
        "declined_at": "timestamptz",
        "declined_by": "text",
        "reason": "text",
        "referred_needs": "text[]",
        "separated": "boolean",
        "together": "uuid[]",
        "version": "integer",
        "position": "bigint",
    },
)
PERSON = Table(
    name="person",
    key="person_id",
    columns={
        "person_id": "uuid",
        "sex": "text",
        "adult_from": "date",
        "adult_until": "date",
        "not_to_dhs": "boolean",
        "languages": "text[]",
        "needs": "text[]",
    },
)

OF_PERSON: frozenset[type[Event]] = frozenset(
    {PersonRegistered, BirthDateClaimed, LanguageRecorded, NeedRecorded, PersonCorrected, PersonVoided}
)
"""Events that can change what a place must know of a person."""
Born = tuple[date | None, date | None, bool]
"""Between which days somebody comes of age, and whether a label keeps that from DHS."""
NOT_CLAIMED: Born = (None, None, False)


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of the touched episodes and people."""
    if batch.cases:
        ASK.replace(cursor, batch.cases, (row for each in batch.cases.items() for row in _asks(*each)))
    people = {item.stream for item in batch.events if type(item.event) in OF_PERSON}
    if people:
        PERSON.replace(cursor, people, (_of_person(batch, person) for person in people))


def _asks(episode: UUID, case: Case) -> Iterator[tuple[object, ...]]:
    facts, last = head_facts(case), case.recorded[-1]
    referrals = (step.item.event for step in reversed(case.history.steps))
    referral = next((event for event in referrals if isinstance(event, ReferralSubmitted)), None)
    together = sorted(relatives(case.history))
    for ask in asks(case.history):
        place = PLACES.get(ask.place)
        yield (
            episode,
            ask.place,
            place and place.organisation,
            case.recorded[0].event.person,
            facts.legal_custodian,
            facts.holder,
            facts.next_holder,
            facts.previous_holder,
            facts.referred_to,
            ask.status,
            ask.status in OPEN,
            ask.since,
            ask.asked_at,
            ask.asked_by,
            ask.declined_at,
            ask.declined_by,
            ask.reason,
            sorted(referral.needs) if referral is not None else [],
            referral is not None and referral.separated,
            together,
            last.version,
            last.position,
        )


def _of_person(batch: Batch, person: UUID) -> tuple[object, ...]:
    sex, born = Sex.NOT_KNOWN, NOT_CLAIMED
    languages: list[str] = []
    needs: set[str] = set()
    for item in in_history_order(standing(batch.people[person])):
        match item.event:
            case PersonRegistered(sex=registered, languages=told):
                sex, languages = registered, [*told, *languages]
                born = _born(batch, item) or born
            case BirthDateClaimed():
                born = _born(batch, item) or born
            case LanguageRecorded(language=language):
                languages.append(language)
            case NeedRecorded(need=need):
                needs.add(need)
            case _:
                pass
    return person, sex, *born, list(dict.fromkeys(languages)), sorted(needs)


def _born(batch: Batch, item: Recorded[Any]) -> Born | None:
    opened: Any = batch.opened(item).event
    span = of_age(opened)
    return span and (*span, Label.NOT_TO_DHS in opened.labels)


VIEW = View(
    name="placements",
    folder="projections.placements",
    apply=apply,
    uses=CUSTODY_EVENTS | OF_PERSON,
    ignores=TRIP_EVENTS | (PERSON_EVENTS - OF_PERSON) | KINDRED_EVENTS,
)
