"""Who people are, for lists of them: the names and birth claims that stand last, boxes closed, in one statement.

Whoever shows them opens the boxes, after this has decided who may be seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from ledger.domain import person
from ledger.domain.codes import Sex
from ledger.domain.event import Event, Recorded
from ledger.domain.history_order import in_history_order
from ledger.domain.person import BirthDateClaimed, IdentifierAssigned, NameRecorded, PersonEvent, PersonRegistered
from ledger.domain.reader import Reader
from ledger.domain.strikes import standing
from projections.reading import LogReader

SAYING: frozenset[type[Event]] = frozenset(
    {
        person.PersonRegistered,
        person.NameRecorded,
        person.BirthDateClaimed,
        person.IdentifierAssigned,
        person.IdentifierRetired,
        person.PersonCorrected,
        person.PersonVoided,
    }
)
"""Events that can change who somebody is said to be."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """What is on record of who one person is. Each is the event that says it, and may be None: unknown."""

    registered: Recorded[PersonRegistered] | None
    """With the sex and the languages told at the registration."""
    name: Recorded[PersonRegistered | NameRecorded] | None
    birth: Recorded[PersonRegistered | BirthDateClaimed] | None
    identifiers: tuple[Recorded[IdentifierAssigned], ...]
    """Those not retired, as they were assigned."""

    @property
    def sex(self) -> Sex:
        """As registered."""
        return self.registered.event.sex if self.registered is not None else Sex.NOT_KNOWN


def names_of(log: LogReader, reader: Reader, persons: Iterable[UUID]) -> Mapping[UUID, Named]:
    """Who these people are, by person, as far as the reader may see them; the others are absent.

    Raises:
        NotPermitted: the login does not read for the reader's organisation.
    """
    found = log.people(reader, dict.fromkeys(persons), SAYING)
    return {each: named(recorded) for each, recorded in found.items()}


def named(recorded: Sequence[Recorded[PersonEvent]]) -> Named:
    """The same from the events of one person's record, in log order."""
    registered: Recorded[PersonRegistered] | None = None
    name: Recorded[PersonRegistered | NameRecorded] | None = None
    birth: Recorded[PersonRegistered | BirthDateClaimed] | None = None
    identifiers: list[Recorded[IdentifierAssigned]] = []
    retired: set[UUID] = set()
    for item in in_history_order(standing(recorded)):
        match item.event:
            case person.PersonRegistered(name=has_name, birth=has_birth):
                registered = cast("Recorded[PersonRegistered]", item)
                name = registered if has_name is not None else name
                birth = registered if has_birth is not None else birth
            case person.NameRecorded():
                name = cast("Recorded[NameRecorded]", item)
            case person.BirthDateClaimed():
                birth = cast("Recorded[BirthDateClaimed]", item)
            case person.IdentifierAssigned():
                identifiers.append(cast("Recorded[IdentifierAssigned]", item))
            case person.IdentifierRetired(assigned=assigned):
                retired.add(assigned)
            case _:
                pass
    kept = tuple(each for each in identifiers if each.event.event_id not in retired)
    return Named(registered=registered, name=name, birth=birth, identifiers=kept)
