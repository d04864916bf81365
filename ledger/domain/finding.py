"""Whom of DHS a search across people may find: by name, by number, in the list of numbers that several people have."""

from collections.abc import Iterable, Sequence
from typing import Any

from ledger.domain import person_state
from ledger.domain.event import Label, Recorded
from ledger.domain.person import PersonEvent
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
