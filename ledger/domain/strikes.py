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


def strikers(events: Sequence[Event]) -> dict[EventId, list[EventId]]:
    """Each event that does not stand, with every standing strike of it, the last first."""
    result: dict[EventId, list[EventId]] = {}
    for event in reversed(events):
        if not isinstance(event, Correction | Void):
            continue
        if event.event_id not in result:
            result.setdefault(event.target, []).append(event.event_id)
        elif isinstance(event, Correction):
            result.setdefault(event.replacement, []).append(result[event.event_id][0])
    return result


def struck(recorded: Sequence[Recorded[E]]) -> dict[EventId, EventId]:
    """Each event that does not stand, with the event that struck it (or the void of its correction)."""
    return {event_id: by[0] for event_id, by in strikers([item.event for item in recorded]).items()}


def standing(recorded: Sequence[Recorded[E]]) -> list[Recorded[E]]:
    """The events that stand, in log order."""
    gone = struck(recorded)
    return [item for item in recorded if item.event.event_id not in gone]


def root(recorded: Sequence[Recorded[E]], item: Recorded[E]) -> Recorded[E]:
    """What a chain of strikes comes down to: the record that the first of them struck; itself when it is no strike."""
    by_id = {each.event.event_id: each for each in recorded}
    while isinstance(item.event, Correction | Void):
        item = by_id[item.event.target]
    return item


def lineages(events: Sequence[Event]) -> dict[EventId, EventId]:
    """Each replacement, with the first record in whose place it was put: what is said of either is said of both."""
    first: dict[EventId, EventId] = {}
    for event in events:
        if isinstance(event, Correction):
            first[event.replacement] = first.get(event.target, event.target)
    return first


def check_strike(
    recorded: Sequence[Recorded[E]], proposed: Correction | Void, *, opening_stays: bool = True
) -> Recorded[E]:
    """The target of a proposed correction or void. `opening_stays`: what opened the stream is not voided.

    Raises:
        Refused: no such record here, it no longer stands, another organisation signed it, it is what opened the
            stream, or a later correction stands on it.
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
    if opening_stays and isinstance(proposed, Void) and proposed.target == _opening(recorded):
        raise Refused("opening_record", "the opening record is corrected, never taken away", allowed=["correct"])
    _check_no_double(recorded, proposed)
    return target


def _opening(recorded: Sequence[Recorded[E]]) -> EventId:
    """The record that opened the stream, or what stands in its place."""
    gone = struck(recorded)
    by_id = {item.event.event_id: item.event for item in recorded}
    opening = recorded[0].event.event_id
    while (by := gone.get(opening)) is not None and isinstance(correction := by_id[by], Correction):
        opening = correction.replacement
    return opening


def _check_no_double(recorded: Sequence[Recorded[E]], proposed: Correction | Void) -> None:
    """A record must not come back beside what a later correction has put in its place."""
    after = strikers([*(item.event for item in recorded), proposed])
    for item in recorded:
        event = item.event
        if isinstance(event, Correction) and event.event_id not in after and len(after[event.target]) > 1:
            raise Refused(
                "others_rely_on_it", "a later correction stands on that record: void it first", allowed=["void"]
            )
