"""Writes the rows: touched episodes with their encounters, groups, pairs, and the births of people who were touched.

What an alarm or news takes from several streams is put together when it is asked for; only where some of them can be
is found here (`candidates`).
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from ledger.domain import person_state
from ledger.domain.event import Event, Label
from ledger.domain.person import (
    BirthDateClaimed,
    LinkedAsSame,
    PersonCorrected,
    PersonRegistered,
    PersonVoided,
    Unlinked,
)
from ledger.domain.strikes import standing
from projections.contract import ALL_EVENTS, CUSTODY_EVENTS, KINDRED_EVENTS, Batch, Cursor, View
from projections.family_watch import candidates
from projections.family_watch.births import Days, grown
from projections.family_watch.episodes import encounters, of_episode
from projections.family_watch.ties import of_group, of_pair
from projections.tables import Table

EPISODE = Table(
    name="episode",
    key="episode",
    columns={
        "episode": "uuid",
        "person_id": "uuid",
        "began": "bigint",
        "begun_at": "timestamptz",
        "legal_custodian": "text",
        "holder": "text",
        "answerable": "text",
        "place": "text",
        "now": "text",
        "since": "timestamptz",
        "adult": "boolean",
        "child": "boolean",
        "changed_at": "timestamptz",
        "changed_recorded": "timestamptz",
        "changed_position": "bigint",
        "exit_kind": "text",
        "exited_in": "uuid",
        "exited_at": "timestamptz",
        "exited_from": "text",
        "exited_by": "text",
        "departed": "boolean",
        "with_child": "boolean",
        "reviewed": "bigint",
        "missing_in": "uuid",
        "last_seen": "text",
        "alone": "text",
        "met_in": "uuid",
        "met_at": "timestamptz",
        "met_place": "text",
        "met_by": "text",
    },
)
ENCOUNTER = Table(
    name="encounter",
    key="episode",
    columns={
        "event_id": "uuid",
        "episode": "uuid",
        "person_id": "uuid",
        "organisation": "text",
        "number": "text",
        "together": "text",
        "year": "integer",
        "place": "text",
        "happened_at": "timestamptz",
        "subjects": "integer",
        "children": "integer",
    },
)
MEMBER = Table(
    name="member",
    key="family",
    columns={"family": "uuid", "person_id": "uuid", "role": "text", "position": "bigint", "to_dhs": "boolean"},
)
LINK = Table(name="link", key="family", columns={"family": "uuid", "other": "uuid"})
CLAIM = Table(
    name="claim",
    key="pair",
    columns={
        "said_in": "uuid",
        "pair": "uuid",
        "relative": "uuid",
        "relative_of": "uuid",
        "cares": "boolean",
        "position": "bigint",
        "to_dhs": "boolean",
    },
)
PERSON = Table(
    name="person",
    key="person_id",
    columns={
        "person_id": "uuid",
        "small_until": "date",
        "child_until": "date",
        "small_until_dhs": "date",
        "child_until_dhs": "date",
    },
)
SAME = Table(name="same", key="person_id", columns={"person_id": "uuid", "other": "uuid"})

OF_PERSON: frozenset[type[Event]] = frozenset({PersonRegistered, BirthDateClaimed, PersonCorrected, PersonVoided})
"""Events that can change when somebody can have been born."""
OF_SAME: frozenset[type[Event]] = frozenset({LinkedAsSame, Unlinked, PersonCorrected, PersonVoided})
"""Events that can change which records are held to be of one person."""
USED = CUSTODY_EVENTS | KINDRED_EVENTS | OF_PERSON | OF_SAME


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of the touched streams."""
    people = {item.stream for item in batch.events if type(item.event) in OF_PERSON}
    linked = {item.stream for item in batch.events if type(item.event) in OF_SAME}
    touched = people | linked | (candidates.same_as(cursor, linked) if linked else set())
    before = candidates.gatherings(cursor, batch.cases, touched)
    if batch.cases:
        rows = (of_episode(*each) for each in batch.cases.items())
        EPISODE.replace(cursor, batch.cases, (row for row in rows if row is not None))
        ENCOUNTER.replace(cursor, batch.cases, (row for each in batch.cases.items() for row in encounters(*each)))
    if batch.families:
        groups = [of_group(*each) for each in batch.families.items()]
        MEMBER.replace(cursor, batch.families, (row for members, _ in groups for row in members))
        LINK.replace(cursor, batch.families, (row for _, links in groups for row in links))
    if batch.pairs:
        CLAIM.replace(cursor, batch.pairs, (row for each in batch.pairs.items() for row in of_pair(*each)))
    if people:
        PERSON.replace(cursor, people, _born(batch, people))
    if linked:
        SAME.replace(cursor, linked, ((who, other) for who in linked for other in _same_as(batch, who)))
        touched |= candidates.same_as(cursor, linked)
    if batch.cases or touched:
        after = candidates.gatherings(cursor, batch.cases, touched)
        candidates.find(cursor, batch.cases, people, before | after)


def _same_as(batch: Batch, person: UUID) -> Iterable[UUID]:
    return sorted(person_state.fold(batch.people[person]).same_as)


def _born(batch: Batch, people: Iterable[UUID]) -> Iterator[tuple[object, ...]]:
    for person in people:
        claims: list[tuple[Days, bool]] = []
        for item in standing(batch.people[person]):
            if not isinstance(item.event, PersonRegistered | BirthDateClaimed) or item.event.birth is None:
                continue
            opened = batch.opened(item).event
            days = grown(opened) if isinstance(opened, PersonRegistered | BirthDateClaimed) else None
            if days is not None:
                claims.append((days, Label.NOT_TO_DHS not in item.event.labels))
        if claims:
            to_dhs = max((days for days, shown in claims if shown), default=(None, None))
            yield person, *max(days for days, _ in claims), *to_dhs


VIEW = View(
    name="family_watch",
    folder="projections.family_watch",
    apply=apply,
    uses=USED,
    ignores=ALL_EVENTS - USED,
)
