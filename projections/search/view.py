"""Writes the rows: what each touched person is found and compared by, and who answers for whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ledger.domain.birth_keys import BirthFacts, birth_facts
from ledger.domain.codes import Sex
from ledger.domain.custody.case import Case
from ledger.domain.custody.facets import Step
from ledger.domain.event import Event, Label, Recorded
from ledger.domain.finding import ALL, NOBODY, found_by_dhs
from ledger.domain.name_keys import Word, words
from ledger.domain.person import (
    BirthDateClaimed,
    EpisodeOpened,
    NameRecorded,
    PersonCorrected,
    PersonEvent,
    PersonRegistered,
    PersonVoided,
)
from ledger.domain.strikes import standing
from projections.contract import CUSTODY_EVENTS, KINDRED_EVENTS, PERSON_EVENTS, TRIP_EVENTS, Batch, Cursor, View
from projections.search.hashing import Hasher, birth_hashes, index_keys, word_facts
from projections.tables import Table

KEY = Table(name="key", key="person_id", columns={"key": "bigint", "audience": "text", "person_id": "uuid"})
PERSON = Table(
    name="person",
    key="person_id",
    columns={
        "person_id": "uuid",
        "audience": "text",
        "sex": "text",
        "registered_by": "text",
        "roles": "text[]",
        "places": "smallint[]",
        "facts": "bigint[]",
    },
)
CUSTODY = Table(
    name="custody",
    key="episode",
    columns={
        "episode": "uuid",
        "person_id": "uuid",
        "began": "bigint",
        "legal_custodian": "text",
        "exited": "boolean",
    },
)

OF_PERSON: frozenset[type[Event]] = frozenset(
    {PersonRegistered, NameRecorded, BirthDateClaimed, EpisodeOpened, PersonCorrected, PersonVoided}
)
"""Events that can change what a person is found by, or who finds them."""
TO_DHS, OTHERS = "dhs", "others"
OF_BIRTH = -1
"""The place of a fact that is of no word."""


@dataclass(kw_only=True)
class Claims:
    """What is claimed of who somebody is, boxes open."""

    names: list[tuple[Word, ...]] = field(default_factory=list)
    births: list[BirthFacts] = field(default_factory=list)


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of the touched episodes and people."""
    if batch.cases:
        CUSTODY.replace(cursor, batch.cases, (_of_episode(*each) for each in batch.cases.items()))
    people = {item.stream for item in batch.events if _concerns(item.event)}
    if not people:
        return
    hasher = Hasher(batch.blind_index)
    rows = [row for who in people for row in _of_person(hasher, batch, who)]
    PERSON.replace(cursor, people, (row for row, _ in rows))
    keys = ((key, row[1], row[0]) for row, found_by in rows for key in found_by)
    KEY.replace(cursor, people, keys)


def _concerns(event: Event) -> bool:
    """Whether an event can change a person's rows: the label that protects somebody may be on any of their record."""
    return type(event) in OF_PERSON or (Label.SECTION_1367 in event.labels and type(event) in PERSON_EVENTS)


def _of_episode(episode: UUID, case: Case) -> tuple[object, ...]:
    first, facets = case.recorded[0], case.facets
    exited = facets.step is Step.EXITED
    return episode, first.event.person, first.position, facets.legal_custodian, exited


def _of_person(hasher: Hasher, batch: Batch, who: UUID) -> Iterator[tuple[tuple[object, ...], Sequence[int]]]:
    """A row for each audience, with the keys that find it."""
    recorded = batch.people[who]
    said = [item for item in standing(recorded) if type(item.event) in OF_PERSON]
    registered = next((item.event for item in said if isinstance(item.event, PersonRegistered)), None)
    sex = registered.sex if registered is not None else Sex.NOT_KNOWN
    by = recorded[0].event.by.organisation
    opened = [batch.opened(item) for item in said]
    for audience, of_dhs in _audiences(recorded, opened):
        claims = claims_in(opened, to_dhs=of_dhs)
        roles, places, facts = compared(hasher, claims)
        row = (who, audience, str(sex), str(by), roles, places, facts)
        yield row, sorted(set(index_keys(hasher, claims.names, claims.births)))


def _audiences(
    recorded: Sequence[Recorded[PersonEvent]], opened: Sequence[Recorded[Any]]
) -> Sequence[tuple[str, bool]]:
    """Who finds the person: each with whether it is DHS, from whom labels keep things."""
    finds = found_by_dhs(recorded)
    if finds != ALL:
        return [(OTHERS, False), *([(finds, True)] if finds != NOBODY else [])]
    if any(Label.NOT_TO_DHS in item.event.labels for item in opened):
        return [(TO_DHS, True), (OTHERS, False)]
    return [(ALL, False)]


def claims_in(opened: Sequence[Recorded[Any]], *, to_dhs: bool) -> Claims:
    """What is claimed in these events; of a box that does not open any more nothing is known."""
    claims = Claims()
    for item in opened:
        event = item.event
        if to_dhs and Label.NOT_TO_DHS in event.labels:
            continue
        name = getattr(event, "name", None)
        if name is not None and name.is_open:
            claims.names.append(words(name.value.parts))
        birth = getattr(event, "birth", None)
        if birth is not None and birth.is_open:
            claims.births.append(birth_facts(birth.value, event.claimed.earliest.at.date()))
    return claims


def compared(hasher: Hasher, claims: Claims) -> tuple[list[str], list[int], list[int]]:
    """Roles of the words, and each hash with the place of its word."""
    different = {(word.folded, word.role): word for name in claims.names for word in name}
    facts: dict[tuple[int, int], None] = {}
    for place, word in enumerate(different.values()):
        facts |= dict.fromkeys((place, fact) for fact in word_facts(hasher, word))
    for birth in claims.births:
        facts |= dict.fromkeys((OF_BIRTH, fact) for fact in birth_hashes(hasher, birth))
    return [str(word.role) for word in different.values()], [place for place, _ in facts], [fact for _, fact in facts]


VIEW = View(
    name="search",
    folder="projections.search",
    apply=apply,
    uses=CUSTODY_EVENTS | PERSON_EVENTS,
    ignores=TRIP_EVENTS | KINDRED_EVENTS,
)
