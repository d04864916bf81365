"""Names for lists: opened here, after the read models have decided who may be seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from api.web.visiting import Visitor


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a list says of a person."""

    text: str | None
    """The name as recorded, its parts in the order given; None when it is not known."""
    age: str | None
    """Age in whole years, or the claimed birth date where it says no more; in words."""


def named(visitor: Visitor, persons: Iterable[UUID]) -> Mapping[UUID, Named]:
    """Names of people by id, in one statement; who may not be seen is not there."""
    raise NotImplementedError
