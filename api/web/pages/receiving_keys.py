"""Numbers by which a receiver can tell children apart, as far as they may see them, and whose number was scanned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from api.showing import opened
from api.web.visiting import Visitor
from ledger.domain.codes import IdentifierScheme
from ledger.domain.identifiers import read_identifier
from ledger.domain.person import IdentifierAssigned, IdentifierRetired
from ledger.domain.strikes import standing
from projections.identifiers.view import IDENTIFYING


@dataclass(frozen=True, kw_only=True)
class Key:
    """A number of a person."""

    scheme: IdentifierScheme
    written: str
    normalised: str


def keys_of(visitor: Visitor, persons: Iterable[UUID]) -> Mapping[UUID, tuple[Key, ...]]:
    """The numbers of people that stand, in one statement; who may not be seen is not there."""
    wanted = list(dict.fromkeys(persons))
    if not wanted:
        return {}
    held: dict[UUID, list[IdentifierAssigned]] = {}
    retired: set[UUID] = set()
    codec = visitor.site.ledger.custody_mapper.codec
    found = visitor.site.readers.log.people(visitor.reader, wanted, IDENTIFYING)
    for item in (each for recorded in found.values() for each in standing(recorded)):
        event = opened(item, codec=codec, reader=visitor.reader)
        if isinstance(event, IdentifierRetired):
            retired.add(event.assigned)
        elif isinstance(event, IdentifierAssigned):
            held.setdefault(item.stream, []).append(event)
    return {
        person: tuple(_key(event) for event in events if event.event_id not in retired and event.identifier.is_open)
        for person, events in held.items()
    }


def holder_of(keys: Mapping[UUID, tuple[Key, ...]], scanned: str) -> UUID | None:
    """Whose number was scanned or typed; None when it is nobody's, or that of two of them."""
    read = {scheme: read_identifier(scheme, scanned).normalised for scheme in IdentifierScheme}
    found = [
        person
        for person, some in keys.items()
        if any(key.normalised and read[key.scheme] == key.normalised for key in some)
    ]
    return found[0] if len(found) == 1 else None


def _key(event: IdentifierAssigned) -> Key:
    value = event.identifier.value
    return Key(scheme=event.scheme, written=value.written, normalised=value.normalised)
