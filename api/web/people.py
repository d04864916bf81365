"""Names for lists: opened here, after the read models have decided who may be seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from api.showing import opened, words_of
from api.web.visiting import Visitor
from ledger.domain.event import Recorded
from ledger.domain.person import BirthClaim, BirthDateClaimed, NameRecorded, PersonRegistered
from ledger.domain.strikes import standing
from projections.names import SAYING

EVERYTHING = 2**62
"""Up to whatever position the log has."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a list says of a person."""

    text: str | None
    """The name as recorded last, its parts in the order given; None when it is not known."""
    born: BirthClaim | None
    """The birth date or age as claimed last."""
    sex: str | None
    spoken: tuple[str, ...] = field(default=())
    """Languages (ISO 639-3), best first."""

    def age(self, on: date) -> str | None:
        """Age in whole years on a day: "7", or "7-8" where the claim leaves that open."""
        if self.born is None or self.born.date is None:
            return None if self.born is None or self.born.age_years is None else str(self.born.age_years)
        first, last = self.born.date.bounds()
        oldest, youngest = _years(first, on), _years(last, on)
        return str(oldest) if oldest == youngest else f"{youngest}-{oldest}"


def named(visitor: Visitor, persons: Iterable[UUID]) -> Mapping[UUID, Named]:
    """Names of people by id, in one statement; who may not be seen is not there."""
    wanted = list(dict.fromkeys(persons))
    if not wanted:
        return {}
    found = visitor.site.readers.log.people(visitor.reader, wanted, SAYING)
    return {person: named_by(visitor, recorded) for person, recorded in found.items()}


def named_by(visitor: Visitor, recorded: Sequence[Recorded[Any]]) -> Named:
    """The name that the events of a person's record give, for who may see the record."""
    codec = visitor.site.ledger.custody_mapper.codec
    text: str | None = None
    born: BirthClaim | None = None
    sex: str | None = None
    spoken: tuple[str, ...] = ()
    for item in standing(recorded):
        if not isinstance(item.event, PersonRegistered | NameRecorded | BirthDateClaimed):
            continue
        event = opened(item, codec=codec, reader=visitor.reader)
        name, birth = getattr(event, "name", None), getattr(event, "birth", None)
        if name is not None and name.is_open:
            text = words_of(name.value)
        if birth is not None and birth.is_open:
            born = birth.value
        if isinstance(event, PersonRegistered):
            sex, spoken = event.sex, event.languages
    return Named(text=text, born=born, sex=sex, spoken=spoken)


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
