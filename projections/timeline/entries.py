"""The timeline as entries: every event about a person in the order of history, struck ones in their place.

Pure. An entry names both clocks, the facets before and after, what is irregular, and what struck it. Facets are as of
the asked moment and as known at the asked position; what came later is not there at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast, get_args
from uuid import UUID

from ledger.domain import policy
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Facets, Mark
from ledger.domain.custody.history import History, history
from ledger.domain.event import Recorded, Report
from ledger.domain.history_order import history_key
from ledger.domain.strikes import struck
from ledger.domain.values import EventId

_CUSTODY = frozenset(get_args(CustodyEvent))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the timeline."""

    item: Recorded[AnyEvent]
    episode: UUID | None
    """The custody episode it belongs to; None for the person record and for trips."""
    before: Facets | None
    after: Facets | None
    """Facets before and after; None for a struck event, the person record and trips."""
    marks: tuple[Mark, ...]
    open_marks: tuple[Mark, ...]
    """Marks that nobody has closed yet."""
    struck_by: EventId | None
    late: timedelta
    """How long after the end of the claimed time it was recorded; zero for a decision, and when nobody knows."""

    @property
    def entered_late(self) -> bool:
        """Whether that is longer than the policy pack in force calls late."""
        return self.late > timedelta(minutes=policy.pack_on(self.item.recorded_at).late_entry_minutes)


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The entries, and the facets of each episode at the end of them."""

    entries: tuple[Entry, ...]
    now: dict[UUID, Facets]


def timeline(recorded: Sequence[Recorded[AnyEvent]], *, as_of: datetime | None) -> Timeline:
    """The timeline of events about one person (person record, episodes, trips), as of a moment."""
    by_stream: dict[UUID, list[Recorded[AnyEvent]]] = {}
    for item in sorted(recorded, key=lambda item: item.position):
        by_stream.setdefault(item.stream, []).append(item)
    entries: list[Entry] = []
    now: dict[UUID, Facets] = {}
    for stream, items in by_stream.items():
        if type(items[0].event) in _CUSTODY:
            past = history(cast("list[Recorded[CustodyEvent]]", items))
            entries += _custody_entries(stream, items, past)
            now[stream] = past.now if as_of is None else past.at(as_of)
        else:
            gone = struck(items)
            entries += [_plain(item, gone.get(item.event.event_id)) for item in items]
    seen = [entry for entry in entries if as_of is None or entry.item.happened_at <= as_of]
    return Timeline(entries=tuple(sorted(seen, key=lambda entry: history_key(entry.item))), now=now)


def _custody_entries(stream: UUID, items: Sequence[Recorded[AnyEvent]], past: History) -> list[Entry]:
    closed = past.closed
    entries = [
        Entry(
            item=step.item,
            episode=stream,
            before=step.before,
            after=step.after,
            marks=step.marks,
            open_marks=tuple(m for m in step.marks if (step.item.event.event_id, m.value) not in closed),
            struck_by=None,
            late=_late(step.item),
        )
        for step in past.steps
    ]
    return entries + [
        _plain(item, past.struck[item.event.event_id], episode=stream)
        for item in items
        if item.event.event_id in past.struck
    ]


def _plain(item: Recorded[AnyEvent], struck_by: EventId | None, *, episode: UUID | None = None) -> Entry:
    return Entry(
        item=item,
        episode=episode,
        before=None,
        after=None,
        marks=(),
        open_marks=(),
        struck_by=struck_by,
        late=_late(item),
    )


def _late(item: Recorded[AnyEvent]) -> timedelta:
    if not isinstance(item.event, Report):
        return timedelta(0)
    until = item.event.claimed.until
    return timedelta(0) if until is None else max(item.recorded_at - until, timedelta(0))
