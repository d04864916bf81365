"""Which events of a stream still stand: corrections and voids strike earlier events, and can be struck themselves.

A strike names its target and comes after it in the log, so one walk from the last event to the first decides all.
Voiding a void restores what it struck; voiding a correction restores the original and takes the replacement away.
"""

from collections.abc import Sequence
from typing import TypeVar

from ledger.domain.errors import Refused
from ledger.domain.event import Correction, Event, Recorded, Void
from ledger.domain.values import EventId

E = TypeVar("E", bound=Event)


def struck(recorded: Sequence[Recorded[E]]) -> dict[EventId, EventId]:
    """Each event that does not stand, with the event that struck it (or the void of its correction)."""
    result: dict[EventId, EventId] = {}
    for item in reversed(recorded):
        event = item.event
        if not isinstance(event, Correction | Void):
            continue
        if event.event_id in result:
            if isinstance(event, Correction):
                result.setdefault(event.replacement, result[event.event_id])
            continue
        result.setdefault(event.target, event.event_id)
    return result


def standing(recorded: Sequence[Recorded[E]]) -> list[Recorded[E]]:
    """The events that stand, in log order."""
    gone = struck(recorded)
    return [item for item in recorded if item.event.event_id not in gone]


def check_strike(recorded: Sequence[Recorded[E]], proposed: Correction | Void) -> Recorded[E]:
    """The target of a proposed correction or void.

    Raises:
        Refused: no such record here, it no longer stands, or another organisation signed it.
    """
    by_id = {item.event.event_id: item for item in recorded}
    target = by_id.get(proposed.target)
    if target is None:
        raise Refused("no_such_record", "the record to strike is not in this stream")
    if proposed.target in struck(recorded):
        raise Refused("already_struck", "that record was struck before", allowed=["void", "correct"])
    if target.event.by.organisation != proposed.by.organisation:
        raise Refused(
            "not_your_record",
            "only the organisation that signed a record may strike it",
            allowed=["state-disagreement"],
        )
    return target
