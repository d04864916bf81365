"""A correction or void before anybody has recorded it: what it would change, decided and folded in memory.

Pure but for one reading of the streams: the domain decides the proposed events, and the timeline is folded twice, with
them and without.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api.requests.subjects import Subject, subject_of
from api.web.child_record import Items, Record, record_of
from api.web.command_targets import kindred_target, target_of
from api.web.facets_words import Change, changes
from api.web.family_record import Family
from api.web.timeline_words import Teller
from api.web.visiting import Visitor
from ledger.application import Command, Ledger
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody.care import CustodyCorrected, CustodyVoided
from ledger.domain.decide import decide, streams_needed
from ledger.domain.errors import UnknownStream
from ledger.domain.event import Correction, Event, Recorded, Report, Void
from ledger.domain.family.groups import FamilyCorrected, FamilyVoided
from ledger.domain.person import PersonCorrected, PersonVoided
from ledger.domain.proposal import placed
from ledger.domain.relationship.events import RelationshipCorrected, RelationshipVoided
from ledger.domain.trip import TripCorrected, TripDelayed, TripVoided
from projections.timeline.entries import Entry, Timeline, timeline

STRIKES: Mapping[str, tuple[type[Correction], type[Void]]] = {
    "custody": (CustodyCorrected, CustodyVoided),
    "person": (PersonCorrected, PersonVoided),
    "trip": (TripCorrected, TripVoided),
    "family": (FamilyCorrected, FamilyVoided),
    "relationship": (RelationshipCorrected, RelationshipVoided),
}
"""Correction and void, by the kind of stream."""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """The record that is to be struck, among all that stand with it."""

    entry: Entry
    items: Items
    record: Record | None
    """The person's record; None for a trip."""
    teller: Teller
    back: str
    """The page on which it stands."""
    family: Family | None = None
    """Of a group or two people: the family on whose page it stands."""

    @property
    def item(self) -> Recorded[Any]:
        """The record with its place in the log."""
        return self.entry.item

    @property
    def stream(self) -> UUID:
        """Its stream."""
        return self.item.stream

    @property
    def version(self) -> int:
        """The version of its stream."""
        if self.record is not None:
            return self.record.version(self.stream)
        return sum(item.stream == self.stream for item in self.items)

    @property
    def subject(self) -> Subject:
        """Whose record it is on."""
        return subject_of(self.entry.item.event)

    def strike(self, *, corrects: bool) -> type[Correction] | type[Void]:
        """The class of its correction or void."""
        correction, void = STRIKES[self.item.event.TOPIC.partition(".")[0]]
        return correction if corrects else void

    def hindrance(self, organisation: str, *, corrects: bool) -> str | None:
        """The code of the refusal that is certain whatever the form says, so that nobody fills it in for nothing."""
        if self.entry.struck_by is not None:
            return "already_struck"
        if self.item.event.by.organisation != organisation:
            return "not_your_record"
        if not corrects:
            return None
        if isinstance(self.item.event, Correction | Void):
            return "no_replacement"
        return None if isinstance(self.item.event, Report) else "decision_not_correctable"


def wrong_of_person(visitor: Visitor, person: UUID, event: UUID) -> Wrong:
    """A record on a child's timeline.

    Raises:
        UnknownStream: there is none of that id.
        NotPermitted: the visitor may not see the person.
    """
    record = record_of(visitor, person, "correction_form")
    page = f"/children/{person}"
    teller = Teller(words=visitor.words, names=record.names, known=record.by_id, page=page, zone=visitor.zone)
    return Wrong(entry=_entry(record.timeline, event), items=record.items, record=record, teller=teller, back=page)


def wrong_of_trip(visitor: Visitor, trip: UUID, event: UUID) -> Wrong:
    """A record of a trip.

    Raises:
        UnknownStream: there is none, or the visitor may not see it.
    """
    target = target_of(visitor, "trips", trip, TripDelayed)
    items = tuple(target.recorded)
    entry = _entry(timeline(items, as_of=None), event)
    return Wrong(entry=entry, items=items, record=None, teller=target.teller(visitor), back=target.back)


def wrong_of_family(visitor: Visitor, stream: UUID, event: UUID) -> Wrong:
    """A record of a group or of two people.

    Raises:
        UnknownStream: there is none, or the visitor may not see it.
    """
    target = kindred_target(visitor, stream)
    items = tuple(target.recorded)
    entry = _entry(timeline(items, as_of=None), event)
    teller = target.teller(visitor)
    return Wrong(entry=entry, items=items, record=None, teller=teller, back=target.back, family=target.family)


def _entry(found: Timeline, event: UUID) -> Entry:
    for entry in found.entries:
        if entry.item.event.event_id == event:
            return entry
    raise UnknownStream("no such record")


# --------------------------------------------------------------------------------------------------------- preview


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One line of the timeline that would not be as it is."""

    item: Recorded[Any]
    struck: bool = False
    restored: bool = False
    new: bool = False
    marks_gone: tuple[str, ...] = ()
    marks_new: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    """What would be true after it, facet by facet."""
    until: Recorded[Any] | None = None
    """The last of several lines, one after the other, that would change in the same way."""
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a strike would change."""

    now: tuple[Change, ...]
    """What is true now, facet by facet, and would be."""
    lines: tuple[Difference, ...]


def preview(wrong: Wrong, command: Command, *, ledger: Ledger, now: datetime) -> Preview:
    """What a command that strikes a record would change.

    Raises:
        Refused: the rules do not allow it now.
        UnknownStream: it names somebody who has no record.
    """
    world = {stream: list(items) for stream, items in ledger.load(streams_needed(command.proposals)).items()}
    added: list[Recorded[AnyEvent]] = []
    for proposal in decide(world, command.proposals, now=now):
        recorded = world.setdefault(proposal.stream, [])
        recorded.append(placed(proposal.stream, recorded, proposal.event, now=now))
        added.append(recorded[-1])
    head = max(item.position for item in wrong.items)
    after = (*wrong.items, *(replace(item, position=head + n) for n, item in enumerate(added, 1)))
    old, new = timeline(wrong.items, as_of=None), timeline(after, as_of=None)
    teller = wrong.teller
    return Preview(
        now=tuple(
            change
            for stream, facets in new.now.items()
            if stream in old.now
            for change in changes(teller.words, old.now[stream], facets)
        ),
        lines=tuple(_together(_differences(teller, old, new))),
    )


def _differences(teller: Teller, old: Timeline, new: Timeline) -> Iterator[Difference]:
    before = {entry.item.event.event_id: entry for entry in old.entries}
    for entry in new.entries:
        found = _difference(teller, before.get(entry.item.event.event_id), entry)
        if found is not None:
            yield found


def _together(lines: Iterator[Difference]) -> Iterator[Difference]:
    """Lines that follow one another and change in the same way as one: a wrong place runs through a whole day."""
    held: Difference | None = None
    for line in lines:
        same = held is not None and held.changes and held.changes == line.changes and not _stands_out(line)
        if held is not None and same and not _stands_out(held):
            held = replace(held, until=line.item, count=held.count + 1)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _stands_out(line: Difference) -> bool:
    return bool(line.struck or line.restored or line.new or line.marks_gone or line.marks_new)


def _difference(teller: Teller, old: Entry | None, new: Entry) -> Difference | None:
    item = new.item
    if old is None:
        # the strike itself is what the form is about
        return None if isinstance(item.event, Correction | Void) else Difference(item=item, new=True)
    if (old.struck_by is None) != (new.struck_by is None):
        return Difference(item=item, struck=old.struck_by is None, restored=new.struck_by is None)
    gone = tuple(teller.words.code(mark) for mark in old.open_marks if mark not in new.open_marks)
    came = tuple(teller.words.code(mark) for mark in new.open_marks if mark not in old.open_marks)
    changed = changes(teller.words, old.after, new.after) if old.after and new.after else ()
    if not (gone or came or changed):
        return None
    return Difference(item=item, marks_gone=gone, marks_new=came, changes=changed)


def field_changes(teller: Teller, old: Recorded[Any], new: Event) -> tuple[Change, ...]:
    """What an opened replacement says otherwise than an opened record of the same kind."""
    before, after = _told(teller, old), _told(teller, replace(old, event=new))
    labels = dict.fromkeys((*before, *after))
    nothing = teller.words.say("nothing")
    pairs = ((label, before.get(label, nothing), after.get(label, nothing)) for label in labels)
    return tuple(Change(label=label, before=one, after=other) for label, one, other in pairs if one != other)


def _told(teller: Teller, item: Recorded[Any]) -> dict[str, str]:
    event, words = item.event, teller.words
    told = {
        each.label: "; ".join(" · ".join(piece.text for piece in value) for value in each.values)
        for each in teller.said(event)
    }
    if isinstance(event, Report):
        told[words.say("When it happened")] = teller.happened(item)
        told[words.say("How exact the time is")] = words.code(event.claimed.precision)
        told[words.say("How the time is known")] = words.code(event.claimed.basis)
    return told
