"""Whom a search across people may find, and whom a record may name to somebody who may see it.

8 USC 1367 keeps people from being told of at all: `protected` says whom, and `ledger.hidden_among` in the database from
which organisations, for every door.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from ledger.domain import person_state
from ledger.domain.custody.intake import CompanionsDeclared, EncounterRecorded
from ledger.domain.event import Correction, Label, Recorded, Void
from ledger.domain.person import LinkedAsSame, PersonEvent, Unlinked
from ledger.domain.register import DHS, ORGANISATIONS

ALL, KEPT, NOBODY = "all", "kept", "nobody"
"""All of DHS; those of it who may see the record; nobody of it."""


def protected(recorded: Iterable[Recorded[Any]]) -> bool:
    """Whether 8 USC 1367 keeps somebody from being told of: one event that says so is enough, a struck one too."""
    return any(Label.SECTION_1367 in item.event.labels for item in recorded)


def found_by_dhs(recorded: Sequence[Recorded[PersonEvent]]) -> str:
    """Who of DHS finds the person of a record: one of the three above, or the only organisation that does.

    Relatives at liberty are ORR's (floor a): of who was never in custody, only the office of DHS knows that put them on
    record.
    """
    if protected(recorded):
        return KEPT
    if person_state.fold(recorded).episodes:
        return ALL
    by = ORGANISATIONS.get(recorded[0].event.by.organisation)
    return by.code if by is not None and by.reader_class in DHS else NOBODY


def others_named(recorded: Iterable[Recorded[Any]]) -> set[UUID]:
    """Whom events of a record and its episodes name beside the person: companions, records that were linked."""
    found: set[UUID] = set()
    for item in recorded:
        event = item.event
        if isinstance(event, LinkedAsSame | Unlinked):
            found.add(event.other)
        elif isinstance(event, EncounterRecorded | CompanionsDeclared):
            found.update(companion.person for companion in event.companions)
    return found


def without(recorded: Sequence[Recorded[Any]], hidden: Collection[UUID]) -> list[Recorded[Any]]:
    """The events without a word of these people: no link with one, no strike of it, no companion who is one."""
    if not hidden:
        return list(recorded)
    gone: set[UUID] = set()
    kept: list[Recorded[Any]] = []
    for item in recorded:
        event = item.event
        link = isinstance(event, LinkedAsSame | Unlinked) and event.other in hidden
        if link or (isinstance(event, Correction | Void) and event.target in gone):
            gone.add(event.event_id)
        elif isinstance(event, EncounterRecorded | CompanionsDeclared):
            companions = tuple(each for each in event.companions if each.person not in hidden)
            kept.append(replace(item, event=replace(event, companions=companions)))
        else:
            kept.append(item)
    return kept
