"""Writes the rows: the identifiers of each touched person that stand and are not retired."""

from collections.abc import Iterator, Sequence
from typing import cast
from uuid import UUID

from ledger.domain import person, person_state
from ledger.domain.codes import IdentifierScheme
from ledger.domain.event import Label, Recorded
from ledger.domain.finding import NOBODY, found_by_dhs
from ledger.domain.identifiers import NOBODYS
from ledger.domain.person import PersonEvent
from ledger.domain.strikes import standing
from projections.contract import CUSTODY_EVENTS, KINDRED_EVENTS, PERSON_EVENTS, TRIP_EVENTS, Batch, Cursor, View
from projections.tables import Table

IDENTIFIER = Table(
    name="identifier",
    key="person_id",
    columns={
        "person_id": "uuid",
        "event_id": "uuid",
        "scheme": "text",
        "hash": "bytea",
        "telling": "boolean",
        "to_dhs": "text",
        "position": "bigint",
    },
)
IDENTIFYING = frozenset(
    {person.IdentifierAssigned, person.IdentifierRetired, person.PersonCorrected, person.PersonVoided}
)
"""Events that can change an identifier. Who finds it can change with any event of the record."""

OF_SEVERAL = frozenset({IdentifierScheme.FAMILY_UNIT})
"""Numbers that are given to several people together."""


def kind_of(scheme: str) -> str:
    """The kind of keyed hash of a scheme: the same number in two schemes gives two hashes."""
    return f"identifier:{scheme}"


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of the touched people."""
    rows = (row for who, recorded in batch.people.items() for row in _rows(batch, who, recorded))
    IDENTIFIER.replace(cursor, batch.people, rows)


def _rows(batch: Batch, who: UUID, recorded: Sequence[Recorded[PersonEvent]]) -> Iterator[tuple[object, ...]]:
    kept, finds = person_state.fold(recorded).identifiers, found_by_dhs(recorded)
    for item in standing(recorded):
        if item.event.event_id not in kept:
            continue
        opened = batch.opened(item).event
        assigned = cast("person.IdentifierAssigned", opened)
        if not assigned.identifier.is_open:
            continue  # the person's key is destroyed: what was derived from it goes too
        normalised = assigned.identifier.value.normalised
        if not normalised:
            continue  # nothing was written that could be looked for
        digest = batch.blind_index(kind_of(assigned.scheme), normalised)
        telling = assigned.scheme not in OF_SEVERAL and NOBODYS.isdisjoint(assigned.doubts)
        to_dhs = NOBODY if Label.NOT_TO_DHS in assigned.labels else finds
        yield who, assigned.event_id, assigned.scheme, digest, telling, to_dhs, item.position


VIEW = View(
    name="identifiers",
    folder="projections.identifiers",
    apply=apply,
    uses=PERSON_EVENTS,
    ignores=CUSTODY_EVENTS | TRIP_EVENTS | KINDRED_EVENTS,
)
