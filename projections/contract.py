"""What a view is, and what it is given: the contract between the runner and every folder beside this file.

A view is a folder under `projections/` with `schema.sql` (its tables), `reads.sql` (its doors for readers) and a
function that writes the rows of one batch. Its rows are a function of the log up to a position and of nothing else: no
clock, no sequence, no trace of how the log was cut into batches. So a rebuilt view can be compared row by row. A view
holds no plaintext personal data, and imports no other view.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args
from uuid import UUID

import psycopg

from ledger.domain.catalog import EVENT_CLASSES, AnyEvent
from ledger.domain.custody.case import Case
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Event, Recorded
from ledger.domain.family.events import FamilyEvent
from ledger.domain.person import PersonEvent
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.trip import TripEvent

Cursor = psycopg.Cursor[Any]

CUSTODY_EVENTS: frozenset[type[Event]] = frozenset(get_args(CustodyEvent))
PERSON_EVENTS: frozenset[type[Event]] = frozenset(get_args(PersonEvent))
TRIP_EVENTS: frozenset[type[Event]] = frozenset(get_args(TripEvent))
FAMILY_EVENTS: frozenset[type[Event]] = frozenset(get_args(FamilyEvent))
RELATIONSHIP_EVENTS: frozenset[type[Event]] = frozenset(get_args(RelationshipEvent))
KINDRED_EVENTS = FAMILY_EVENTS | RELATIONSHIP_EVENTS
"""Events about several people: no event of custody is among them, and none of them touches custody."""
ALL_EVENTS = CUSTODY_EVENTS | PERSON_EVENTS | TRIP_EVENTS | KINDRED_EVENTS
"""The five kinds: a view that uses few of several kinds ignores the rest of these."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Events of the log without a gap, decoded once for all views, with every stream that they touch."""

    first: int
    """Position of the first event."""
    last: int
    """Position of the last event: everything here is folded up to it and no further."""
    events: tuple[Recorded[AnyEvent], ...]
    """The events in log order, boxes closed."""
    cases: Mapping[UUID, Case]
    """The touched custody episodes by stream: all events, decision state, history."""
    people: Mapping[UUID, tuple[Recorded[PersonEvent], ...]]
    """The touched person streams: all events in log order, struck ones too (`ledger.domain.strikes.standing`)."""
    trips: Mapping[UUID, tuple[Recorded[TripEvent], ...]]
    """The touched trip streams, likewise."""
    families: Mapping[UUID, tuple[Recorded[FamilyEvent], ...]]
    """The touched groups, likewise."""
    pairs: Mapping[UUID, tuple[Recorded[RelationshipEvent], ...]]
    """The touched pairs of people, likewise."""
    opened: Callable[[Recorded[AnyEvent]], Recorded[AnyEvent]]
    """The event with its boxes opened, as far as the keys are here: to derive a keyed hash or a band, never to store
    what is inside. Every derived value is listed in ARCHITECTURE.md."""
    blind_index: Callable[[str, str], bytes]
    """Keyed hash of a normalised value of one kind (`Keyring.blind_index`)."""


Apply = Callable[[Cursor, Batch], None]
"""Writes the rows of one batch. The cursor is in the view's own schema and in a transaction that the position is
written in too; it neither commits nor rolls back. Whatever it raises stops the view at this position."""


@dataclass(frozen=True, kw_only=True)
class View:
    """One read model.

    Raises:
        ValueError: an event class is neither used nor ignored, or both: nobody has thought about it.
    """

    name: str
    """Name of the view in positions, alarms and answers."""
    folder: str
    """Its package, such as `projections.current_custody`."""
    apply: Apply
    uses: frozenset[type[Event]]
    """Events that can change a row; `apply` is called for a batch that has at least one."""
    ignores: frozenset[type[Event]]
    """Events that cannot; the view only moves past them."""

    def __post_init__(self) -> None:
        if self.uses & self.ignores or self.uses | self.ignores != set(EVENT_CLASSES):
            raise ValueError(f"{self.name}: each event class is either used or ignored")

    @property
    def schema(self) -> str:
        """The database schema of its tables and functions; nothing else is in it."""
        return f"view_{self.name}"
