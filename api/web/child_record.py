"""The record of one person as the visitor may see it, loaded once for a page: events, episodes, people it names.

Everything else about the person is folded from it in memory: for another moment, for another state of knowledge, with
a correction that nobody has recorded yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Self, cast, get_args
from uuid import UUID

from api.web.people import Named, named_by
from api.web.visiting import Visitor
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import case
from ledger.domain.custody.case import Case
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.intake import CompanionsDeclared, EncounterRecorded
from ledger.domain.event import Recorded
from ledger.domain.person import EpisodeOpened, LinkedAsSame, PersonEvent
from ledger.domain.strikes import standing
from ledger.domain.values import EventId
from projections.names import SAYING
from projections.timeline import queries
from projections.timeline.entries import Entry, Timeline, timeline

CUSTODY = frozenset(get_args(CustodyEvent))

TOLD_OF_OTHERS = SAYING | {EpisodeOpened}
"""Events of the people whom a record names: who they are, and which episodes they have."""

Items = tuple[Recorded[AnyEvent], ...]


@dataclass(frozen=True, kw_only=True)
class Record:
    """All events about one person that the visitor may see, up to a position of the log."""

    person: UUID
    position: int
    items: Items
    """Of the person record, the episodes and the trips, by stream and version."""
    others: Mapping[UUID, Items]
    """What the records of the people that it names say of who they are; of those whom the visitor may see."""
    names: Mapping[UUID, Named]
    versions: Mapping[UUID, int]
    """Of each stream now, also by events that are not told to the visitor."""

    @cached_property
    def streams(self) -> Mapping[UUID, Items]:
        """The events by stream."""
        found: dict[UUID, list[Recorded[AnyEvent]]] = {}
        for item in self.items:
            found.setdefault(item.stream, []).append(item)
        return {stream: tuple(items) for stream, items in found.items()}

    @cached_property
    def by_id(self) -> Mapping[EventId, Recorded[AnyEvent]]:
        """The events by their ids."""
        return {item.event.event_id: item for item in self.items}

    @cached_property
    def about(self) -> Sequence[Recorded[PersonEvent]]:
        """What the person record says and still stands."""
        return standing(cast("Sequence[Recorded[PersonEvent]]", self.streams.get(self.person, ())))

    @cached_property
    def cases(self) -> dict[UUID, Case]:
        """The episodes, the current one last: an open one, or else the one with the latest event."""
        found = {
            stream: case.load(cast("Sequence[Recorded[CustodyEvent]]", items))
            for stream, items in self.streams.items()
            if type(items[0].event) in CUSTODY
        }
        ordered = sorted(found.items(), key=lambda item: (not item[1].state.exited, item[1].recorded[-1].position))
        return dict(ordered)

    @property
    def episode(self) -> UUID | None:
        """The current episode; None when there is none that the visitor may see."""
        return next(reversed(self.cases), None)

    @property
    def open_episode(self) -> UUID | None:
        """The current episode, unless the person has left custody."""
        return None if self.case is None or self.case.state.exited else self.episode

    @property
    def case(self) -> Case | None:
        """The current episode, folded."""
        return self.cases[self.episode] if self.episode is not None else None

    @cached_property
    def timeline(self) -> Timeline:
        """All of it by both clocks."""
        return self.timeline_at(None)

    def timeline_at(self, as_of: datetime | None) -> Timeline:
        """The timeline as of a moment."""
        return timeline(self.items, as_of=as_of)

    def entry(self, event: UUID) -> Entry | None:
        """The line of the timeline of an event."""
        return next((entry for entry in self.timeline.entries if entry.item.event.event_id == event), None)

    def known_at(self, position: int) -> Self:
        """The record as it was known at an earlier position."""
        return replace(
            self,
            position=position,
            items=_upto(self.items, position),
            others={person: kept for person, items in self.others.items() if (kept := _upto(items, position))},
        )

    def version(self, stream: UUID) -> int:
        """The version of one of its streams; 0 for one that is not there."""
        return self.versions.get(stream, 0)


def record_of(visitor: Visitor, person: UUID, question: str) -> Record:
    """The record, in five statements; its line is in the read log when this returns.

    Raises:
        NotPermitted: the visitor may not see the person, whether or not there is one.
    """
    log, reader = visitor.site.readers.log, visitor.reader
    found = queries.of_person(log, reader, person, as_of=None, as_known_at=None)
    position = found.known.position
    events = (entry.item for entry in found.timeline.entries)
    items = tuple(sorted(events, key=lambda item: (item.stream, item.version)))
    others = {who: tuple(said) for who, said in log.people(reader, named_in(items, person), TOLD_OF_OTHERS).items()}
    visitor.on_record(question, [person, *others], position=position)
    about = [item for item in items if item.stream == person]
    names = {stream: named_by(visitor, recorded) for stream, recorded in others.items()}
    return Record(
        person=person,
        position=position,
        items=items,
        others=others,
        names=names | {person: named_by(visitor, about)},
        versions=found.versions,
    )


def named_in(items: Iterable[Recorded[Any]], person: UUID) -> list[UUID]:
    """Companions, and other records of the same person."""
    found: dict[UUID, None] = {}
    for item in items:
        if isinstance(item.event, EncounterRecorded | CompanionsDeclared):
            found.update(dict.fromkeys(companion.person for companion in item.event.companions))
        elif isinstance(item.event, LinkedAsSame):
            found[item.event.other] = None
    found.pop(person, None)
    return list(found)


def _upto(items: Items, position: int) -> Items:
    return tuple(item for item in items if item.position <= position)
