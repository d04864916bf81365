"""Every event class by its topic, derived from the unions: there is no second list to keep."""

from typing import get_args

from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Event
from ledger.domain.family.events import FamilyEvent
from ledger.domain.person import PersonEvent
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.trip import TripEvent

AnyEvent = CustodyEvent | PersonEvent | TripEvent | FamilyEvent | RelationshipEvent

EVENT_CLASSES: tuple[type[Event], ...] = (
    *get_args(PersonEvent),
    *get_args(CustodyEvent),
    *get_args(TripEvent),
    *get_args(FamilyEvent),
    *get_args(RelationshipEvent),
)
"""All event classes, by stream."""

BY_TOPIC: dict[str, type[Event]] = {cls.TOPIC: cls for cls in EVENT_CLASSES}
"""Event class of each topic."""

if len(BY_TOPIC) != len(EVENT_CLASSES):
    raise RuntimeError("two event classes share a topic")
