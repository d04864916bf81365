"""Other records of the same person on a child's page: each a part of its own, with who linked it, when and on what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from api.relatives import place_shown
from api.web.child_lines import Line, lines
from api.web.child_record import Record
from api.web.facets_words import where_words
from api.web.family_shown import where_words as place_words
from api.web.people import Named, named_by
from api.web.timeline_words import Teller
from api.web.visiting import Visitor
from ledger.domain.person_state import SameLink
from ledger.domain.values import PersonId
from projections.relatives.parts import Joined, Part, joined


@dataclass(frozen=True, kw_only=True)
class PartTold:
    """One other record."""

    person: PersonId
    link: SameLink
    named: Named | None
    """Who the record says it is of; None where it is not shown."""
    where: str | None
    """Where the person is by that record, as far as it is told."""
    lines: tuple[Line, ...]
    """What happened by it; nothing where it is not shown."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """All of them."""

    parts: tuple[PartTold, ...]
    two_custodians: bool


def parts_of(visitor: Visitor, record: Record, *, as_of: datetime | None) -> Told:
    """The parts as of a moment and as far as the record is known; in the read log when this returns."""
    log, person = visitor.site.readers.log, PersonId(record.person)
    found = joined(log, visitor.reader, person, record.items, position=record.position, as_of=as_of)
    if found.people:
        visitor.on_record("child", found.people, position=record.position)
    return Told(parts=tuple(_told(visitor, found, record, as_of)), two_custodians=found.two_custodians)


def _told(visitor: Visitor, found: Joined, record: Record, as_of: datetime | None) -> Iterator[PartTold]:
    for part in found.parts:
        if not part.may_see:
            where = None if part.place is None else place_words(visitor.words, place_shown(part.place))
            yield PartTold(person=part.person, link=part.link, named=None, where=where, lines=())
            continue
        yield _shown(visitor, part, record, as_of)


def _shown(visitor: Visitor, part: Part, record: Record, as_of: datetime | None) -> PartTold:
    named = named_by(visitor, [item for item in part.items if item.stream == part.person])
    names = {**record.names, part.person: named}
    other = Record(person=part.person, position=record.position, items=part.items, others={}, names=names, versions={})
    page = f"/children/{part.person}"
    teller = Teller(words=visitor.words, names=names, known=other.by_id, page=page, zone=visitor.zone)
    timeline = other.timeline_at(as_of)
    facets = timeline.now.get(other.episode) if other.episode is not None else None
    return PartTold(
        person=part.person,
        link=part.link,
        named=named,
        where=None if facets is None else where_words(visitor.words, facets),
        lines=lines(visitor, timeline, other, teller),
    )
