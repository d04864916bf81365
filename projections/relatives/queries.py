"""Asking for the relatives of a person: the question that the whole ledger exists for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from ledger.domain.catalog import AnyEvent
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Recorded
from ledger.domain.reader import Reader
from ledger.domain.register import DHS, ORGANISATIONS
from ledger.domain.values import PersonId
from projections.names import Named, named
from projections.now import Now
from projections.reading import Known, LogReader
from projections.relatives.links import Links, Tie, links
from projections.relatives.whereabouts import Place, place_of

CUSTODY = get_args(CustodyEvent)


@dataclass(frozen=True, kw_only=True)
class Relative:
    """Somebody who is or may be related."""

    person: PersonId
    tie: Tie
    """Empty for somebody further away, known through another relative."""
    who: Named
    """What their record says of who they are, boxes closed."""
    place: Place


@dataclass(frozen=True, kw_only=True)
class Relatives:
    """A person's relatives for one reader."""

    person: PersonId
    known: Known
    own: Named
    place: Place
    """Where the person is."""
    links: Links
    relatives: tuple[Relative, ...]


@dataclass(frozen=True, kw_only=True)
class Around:
    """All that a reader may know around a person, up to the head of the log: the question is answered from it."""

    reader: Reader
    person: PersonId
    position: int
    own: tuple[Recorded[Any], ...]
    """Of the person's record and episodes."""
    kindred: tuple[Recorded[Any], ...]
    """Of the groups and pairs around the person."""
    records: tuple[Recorded[Any], ...]
    """Of the records and episodes of everybody else around. Not to be shown as they are."""
    hidden: frozenset[PersonId]
    """Of whom the reader is not told that they are known (8 USC 1367): not even whom to ask."""

    def at(self, known: Known, *, as_of: datetime | None) -> Relatives:
        """The relatives as of a moment, as known at a position."""
        own, kindred, records = (
            [item for item in items if item.position <= known.position]
            for items in (self.own, self.kindred, self.records)
        )
        found = links(self.person, own, kindred, as_of=as_of)
        by_stream = _by_stream(records)
        relatives = [
            _relative(self.reader, who, found.ties.get(who, Tie()), by_stream, as_of=as_of)
            for who in sorted(_people_of(found) - {self.person})
        ]
        return Relatives(
            person=self.person,
            known=known,
            own=named([item for item in own if item.stream == self.person]),
            place=place_in(self.reader, self.person, _by_stream(own), as_of=as_of),
            links=found,
            relatives=tuple(
                each for each in relatives if _may_know(self.reader, each) and each.person not in self.hidden
            ),
        )


def around(log: LogReader, reader: Reader, person: PersonId, own: Sequence[Recorded[Any]], *, position: int) -> Around:
    """What is around a person whose own events were read already, in two round trips."""
    kindred = log.kindred(reader, [person], upto=position)
    found = links(person, own, kindred, as_of=None)
    others = sorted(_people_of(found) - {person})
    records, hidden = log.relatives(reader, person, others, upto=position)
    return Around(
        reader=reader,
        person=person,
        position=position,
        own=tuple(own),
        kindred=tuple(kindred),
        records=tuple(records),
        hidden=frozenset(map(PersonId, hidden)),
    )


def around_person(log: LogReader, reader: Reader, person: PersonId) -> Around:
    """What is around a person, in five round trips.

    Raises:
        NotPermitted: the reader may not see the person, whether or not there is one.
    """
    position = log.known(reader, None).position
    episodes = [head.stream for head in log.heads(reader, person)]
    return around(log, reader, person, log.streams(reader, [person, *episodes], upto=position), position=position)


def of_person(
    log: LogReader, reader: Reader, person: PersonId, *, as_of: datetime | None, as_known_at: int | datetime | None
) -> Relatives:
    """Everyone around a person, in five round trips; one more where a time says what was known.

    Raises:
        NotPermitted: the reader may not see the person, whether or not there is one.
        InvalidValue: a position that the log has not reached.
    """
    known = log.known(reader, as_known_at)
    episodes = [head.stream for head in log.heads(reader, person)]
    own = log.streams(reader, [person, *episodes], upto=known.position)
    return around(log, reader, person, own, position=known.position).at(known, as_of=as_of)


def _people_of(found: Links) -> set[PersonId]:
    return {who for claim in found.claims for who in (claim.relative, claim.relative_of)} | set(found.ties)


def _by_stream(recorded: Sequence[Recorded[AnyEvent]]) -> dict[UUID, list[Recorded[Any]]]:
    streams: dict[UUID, list[Recorded[Any]]] = {}
    for item in recorded:
        streams.setdefault(item.stream, []).append(item)
    return streams


def _relative(
    reader: Reader,
    who: PersonId,
    tie: Tie,
    records: Mapping[UUID, Sequence[Recorded[Any]]],
    *,
    as_of: datetime | None,
) -> Relative:
    place = place_in(reader, who, records, as_of=as_of)
    return Relative(person=who, tie=tie, who=named(records.get(who, ())), place=place)


def place_in(
    reader: Reader, who: PersonId, records: Mapping[UUID, Sequence[Recorded[Any]]], *, as_of: datetime | None
) -> Place:
    """Where somebody is, by their record and episodes, as far as a reader is told."""
    first = next(iter(records.get(who, ())), None)
    episodes = [
        recorded
        for stream, recorded in records.items()
        if stream != who and isinstance(recorded[0].event, CUSTODY) and recorded[0].event.person == who
    ]
    return place_of(
        reader,
        sorted(episodes, key=lambda recorded: recorded[0].position),
        registered_by=first.event.by.organisation if first is not None else None,
        registered_at=first.happened_at if first is not None else None,
        as_of=as_of,
    )


def _may_know(reader: Reader, relative: Relative) -> bool:
    """Relatives at liberty are ORR's (floor a): DHS knows of those whom its own office put on record.

    A claim by an office about somebody whom another office of DHS put on record counts too; one about somebody whom
    ORR or a care provider did does not, or a claim on an id would be a way to the name.
    """
    at_liberty = relative.place.now is Now.NEVER_IN_CUSTODY
    if not at_liberty or ORGANISATIONS[reader.organisation].reader_class not in DHS:
        return True
    put_on_record = ORGANISATIONS.get(relative.place.answers) if relative.place.answers else None
    if put_on_record is None or put_on_record.reader_class not in DHS:
        return False
    tie = relative.tie
    said_by = {claim.organisation for claim in tie.claims} | {each.organisation for each in tie.named}
    said_by |= {each.organisation for each in tie.same.said.proposals} if tie.same is not None else set()
    return reader.organisation in said_by | {put_on_record.code}
