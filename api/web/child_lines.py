"""The lines of a child's timeline as a page shows them, and who handled the child in between."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from api.showing import opened
from api.web.child_record import CUSTODY, Record
from api.web.facets_words import Change, changes
from api.web.timeline_words import Said, Teller
from api.web.visiting import Visitor
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Correction, Event, Recorded, Report, Void
from ledger.domain.person import PersonEvent
from ledger.domain.values import EventId, OrganisationCode, Precision, UserId
from projections.handlers.gaps import Gap, gaps
from projections.handlers.parts import Part, named_in, part_of_signer
from projections.timeline.entries import Entry, Timeline


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event."""

    entry: Entry
    event: Event
    """Opened for the visitor."""
    what: str
    happened: str
    exact: str | None
    """How exact the claimed time is; None when it is to the minute."""
    recorded: str
    """When it was recorded; of the same day without the day."""
    basis: str | None
    """What the claimed time rests on; None for a decision."""
    said: tuple[Said, ...]
    changes: tuple[Change, ...]
    replaced_by: EventId | None
    """What stands in the place of a struck event: its replacement, or the void that took it away."""
    may_correct: bool
    may_void: bool
    """Whether the visitor's organisation may try: it signed the event, and the event stands."""
    may_dispute: bool
    """Whether somebody else signed it, so that a disagreement can be stated."""

    @property
    def item(self) -> Recorded[Any]:
        """The event with its place in the log."""
        return self.entry.item


def lines(visitor: Visitor, timeline: Timeline, record: Record, teller: Teller) -> tuple[Line, ...]:
    """The lines of a timeline, in its order."""
    codec = visitor.site.ledger.custody_mapper.codec
    return tuple(
        _line(entry, opened(entry.item, codec=codec, reader=visitor.reader), visitor, record, teller)
        for entry in timeline.entries
    )


def _line(entry: Entry, event: Event, visitor: Visitor, record: Record, teller: Teller) -> Line:
    item, words = entry.item, visitor.words
    claimed = event.claimed if isinstance(event, Report) else None
    own = entry.struck_by is None and event.by.organisation == visitor.organisation
    decided = isinstance(event, PersonEvent) and not isinstance(event, Report | Correction | Void)
    return Line(
        entry=entry,
        event=event,
        what=teller.what(event),
        happened=teller.happened(item),
        recorded=teller.recorded(item),
        exact=words.code(claimed.precision) if claimed and claimed.precision is not Precision.MINUTE else None,
        basis=words.code(claimed.basis) if claimed else None,
        said=teller.said(event),
        changes=changes(words, entry.before, entry.after) if entry.before and entry.after else (),
        replaced_by=_replaced_by(entry, record),
        may_correct=own and isinstance(event, Report),
        may_void=own and not decided,
        may_dispute=entry.struck_by is None and event.by.organisation != visitor.organisation,
    )


def _replaced_by(entry: Entry, record: Record) -> EventId | None:
    by = record.by_id.get(entry.struck_by) if entry.struck_by is not None else None
    if by is None:
        return None
    struck = isinstance(by.event, Correction) and by.event.target == entry.item.event.event_id
    return by.event.replacement if struck and isinstance(by.event, Correction) else by.event.event_id


# ------------------------------------------------------------------------------------------------------- handlers


@dataclass(frozen=True, kw_only=True)
class Hand:
    """An official who had a part in what happened to a person."""

    user: UserId
    role: str | None
    """None for one whom an event only names."""
    organisation: OrganisationCode
    parts: tuple[Part, ...]
    first: datetime
    last: datetime


@dataclass(frozen=True, kw_only=True)
class Hands:
    """Who handled a person, and the times in which nobody had signed."""

    people: tuple[Hand, ...]
    gaps: tuple[Gap, ...]

    def minutes(self, gap: Gap, now: datetime) -> int:
        """Whole minutes of a gap; of an open one up to now."""
        return int(((gap.until_at or now) - gap.from_at).total_seconds() // 60)


def hands(record: Record, timeline: Timeline) -> Hands:
    """As the read model of handlers has it (and by its own rules), but as of the moment of the timeline.

    So a page that looks back never mixes what was true then with what is listed now.
    """
    found: dict[tuple[UserId, OrganisationCode], Hand] = {}
    for entry in timeline.entries:
        if type(entry.item.event) in CUSTODY and entry.struck_by is None:
            for hand in _hands_in(cast("Recorded[CustodyEvent]", entry.item)):
                before = found.setdefault((hand.user, hand.organisation), hand)
                found[hand.user, hand.organisation] = _together(before, hand)
    shown = {entry.item.event.event_id for entry in timeline.entries}
    return Hands(people=tuple(found.values()), gaps=tuple(_gaps(record, shown)))


def _hands_in(item: Recorded[CustodyEvent]) -> Iterator[Hand]:
    event, at = item.event, item.happened_at
    by, named = event.by, named_in(event)
    parts = (part_of_signer(event),)
    yield Hand(user=by.user, role=by.role, organisation=by.organisation, parts=parts, first=at, last=at)
    if named is not None:
        yield Hand(user=named.user, role=None, organisation=named.organisation, parts=(named.part,), first=at, last=at)


def _together(one: Hand, other: Hand) -> Hand:
    parts = tuple(dict.fromkeys((*one.parts, *other.parts)))
    return replace(one, role=one.role or other.role, parts=parts, last=other.last)


def _gaps(record: Record, shown: set[EventId]) -> Iterator[Gap]:
    """Gaps that had begun at the moment that is shown; one that ended later was open then."""
    for found in record.cases.values():
        steps = tuple(step for step in found.history.steps if step.item.event.event_id in shown)
        yield from gaps(replace(found.history, steps=steps))
