"""Other records of the same person: each a part of the joined history, with who linked it, when and on what.

The link joins what is read and nothing else: each record keeps its own episodes; once unlinked they are apart again.
A record of which the reader is not told that it is known (8 USC 1367) is no part, and sounds no alarm.
Need to know is asked for each part. Of one that a reader may not see, they learn what is told of a relative: which
government place, or that custody has ended. Two open episodes are an alarm; which one is true is for a person to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast, get_args
from uuid import UUID

from ledger.domain.custody import case
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Step
from ledger.domain.errors import NotPermitted
from ledger.domain.event import Recorded
from ledger.domain.person import PersonEvent
from ledger.domain.person_state import SameLink, same_links
from ledger.domain.reader import Reader
from ledger.domain.register import DHS, ORGANISATIONS
from ledger.domain.values import PersonId
from projections.now import Now
from projections.reading import LogReader
from projections.relatives.queries import place_in
from projections.relatives.whereabouts import Place

CUSTODY = get_args(CustodyEvent)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Another record of the same person."""

    person: PersonId
    linked_with: PersonId
    """The record that it is linked with: the person's own, or another part."""
    link: SameLink
    items: tuple[Recorded[Any], ...]
    """The record and the episodes that the reader may see; empty when none of it."""
    place: Place | None
    """Where the person is by that record, as it is told of a relative; None where not even that is told."""

    @property
    def may_see(self) -> bool:
        """Whether the reader may see the record itself."""
        return bool(self.items)


@dataclass(frozen=True, kw_only=True)
class Joined:
    """What other records add to the history of a person."""

    parts: tuple[Part, ...]
    two_custodians: bool
    """Whether two of the records, the person's own too, are in open custody."""

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Of whose records something is told."""
        return tuple(part.person for part in self.parts if part.may_see or part.place is not None)


def joined(
    log: LogReader,
    reader: Reader,
    person: PersonId,
    own: Sequence[Recorded[Any]],
    *,
    position: int,
    as_of: datetime | None,
) -> Joined:
    """The other records of a person whose own record and episodes were read already; no statement where none is linked.

    As of a moment, the custody of then is asked for; the links are those that were known at the position.
    """
    found: list[Part] = []
    held = [_held(own, as_of)]
    seen, waiting = {person}, [(person, own)]
    while waiting:
        near, items = waiting.pop(0)
        links = {other: link for other, link in _links(near, items).items() if other not in seen}
        if not links:
            continue
        seen |= links.keys()
        records, hidden = log.relatives(reader, near, sorted(links), upto=position)
        links = {other: link for other, link in links.items() if other not in hidden}
        told = _by_person(records)
        for other, link in links.items():
            record = _record(log, reader, other, position)
            behind = told.get(other, record)
            held.append(_held(behind, as_of))
            place = _place(reader, other, behind, as_of)
            found.append(Part(person=other, linked_with=near, link=link, items=tuple(record), place=place))
            waiting.append((other, record))
    return Joined(parts=tuple(found), two_custodians=sum(held) > 1)


def _links(person: PersonId, items: Sequence[Recorded[Any]]) -> dict[PersonId, SameLink]:
    """The links that hold, as the person's record says."""
    record = cast("list[Recorded[PersonEvent]]", [item for item in items if item.stream == person])
    return {other: link for other, link in same_links(record).items() if link.undone_at is None}


def _record(log: LogReader, reader: Reader, person: PersonId, position: int) -> list[Recorded[Any]]:
    """The record and the episodes that the reader may see."""
    try:
        heads = log.heads(reader, person)
    except NotPermitted:
        return []
    return list(log.streams(reader, [person, *(head.stream for head in heads)], upto=position))


def _by_person(items: Sequence[Recorded[Any]]) -> dict[PersonId, list[Recorded[Any]]]:
    found: dict[PersonId, list[Recorded[Any]]] = {}
    for item in items:
        found.setdefault(item.event.person, []).append(item)
    return found


def _streams(items: Sequence[Recorded[Any]]) -> Mapping[UUID, Sequence[Recorded[Any]]]:
    found: dict[UUID, list[Recorded[Any]]] = {}
    for item in items:
        found.setdefault(item.stream, []).append(item)
    return found


def _held(items: Sequence[Recorded[Any]], as_of: datetime | None) -> bool:
    """Whether an episode among them is open."""
    cases = [case.load(each) for each in _streams(items).values() if isinstance(each[0].event, CUSTODY)]
    then = [found.facets if as_of is None else found.history.at(as_of) for found in cases]
    return any(facets.begun and facets.step is not Step.EXITED for facets in then)


def _place(reader: Reader, person: PersonId, items: Sequence[Recorded[Any]], as_of: datetime | None) -> Place | None:
    """Somebody who was never in custody is ORR's (floor a): DHS is told of those whom its own office registered."""
    if not items:
        return None
    place = place_in(reader, person, _streams(items), as_of=as_of)
    ours = place.now is not Now.NEVER_IN_CUSTODY or place.answers == reader.organisation
    return place if ours or ORGANISATIONS[reader.organisation].reader_class not in DHS else None
