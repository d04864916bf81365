"""Whose record an event is on: a person, a trip, a group, or two people. The address says it, never the body."""

from typing import TypeAlias, get_args
from uuid import UUID

from ledger.domain.catalog import AnyEvent
from ledger.domain.event import Event
from ledger.domain.family.events import FamilyEvent
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.trip import TripEvent

Subject: TypeAlias = UUID | tuple[UUID, UUID]
"""Two people in the order of the address: the first is what is said of the second."""

_NAMES: dict[type[Event], tuple[str, ...]] = {
    **dict.fromkeys(get_args(TripEvent), ("trip",)),
    **dict.fromkeys(get_args(FamilyEvent), ("family",)),
    **dict.fromkeys(get_args(RelationshipEvent), ("relative", "relative_of")),
}


def subject_names(cls: type) -> tuple[str, ...]:
    """The fields of an event class that say it."""
    return _NAMES.get(cls, ("person",))


def subject_fields(cls: type, subject: Subject) -> dict[str, UUID]:
    """Those fields with their values."""
    ids = subject if isinstance(subject, tuple) else (subject,)
    return dict(zip(subject_names(cls), ids, strict=True))


def subject_of(event: AnyEvent) -> Subject:
    """Whose record an event is on."""
    ids = [getattr(event, name) for name in subject_names(type(event))]
    return (ids[0], ids[1]) if len(ids) > 1 else ids[0]
