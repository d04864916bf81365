"""Questions to the view: who has this identifier, and which identifiers are on two people. Answers ids only.

The number as written never leaves this process: it is normalised and hashed here, and the hash is looked up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from ledger.domain.codes import IdentifierScheme
from ledger.domain.errors import InvalidValue
from ledger.domain.identifiers import NOT_RECOGNISED, read_identifier
from ledger.domain.reader import Action, Reader
from ledger.domain.values import PersonId
from ledger.store import queries
from ledger.store.keys import Keyring
from projections.asking import Answer, Views, permit
from projections.identifiers.view import kind_of

T = TypeVar("T")

PAGE_ROWS = 100
"""Rows of a list in one answer, unless fewer are asked for."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A person who has the identifier."""

    person_id: PersonId


@dataclass(frozen=True, kw_only=True)
class Found:
    """A person who has one of several identifiers that were asked for together."""

    asked: int
    """Place of the identifier among those asked for, from 0."""
    person_id: PersonId


@dataclass(frozen=True, kw_only=True)
class Shared:
    """One identifier on two or more people: a slip of the pen, or one person with two records."""

    position: int
    """Where the second of them got it: a page goes on after it."""
    scheme: IdentifierScheme
    people: tuple[PersonId, ...]
    """In the order in which they got it."""


def who_has(
    views: Views, reader: Reader, keyring: Keyring, *, scheme: IdentifierScheme, written: str, at_least: int = 0
) -> Answer[Known]:
    """The people who have an identifier, given as anybody might write it; none when nobody has.

    Raises:
        NotPermitted: the reader is not on duty to search across people.
        InvalidValue: nothing is written that could be looked for.
        NotYet: as `Views.ask`.
    """
    permit(reader, Action.DUTY_SEARCH)
    normalised = read_identifier(scheme, written).normalised
    if not normalised:
        raise InvalidValue("identifier", "at least one letter or digit")
    digest = keyring.blind_index(kind_of(scheme), normalised)
    return _ask(views, reader, "who_has", row=Known, at_least=at_least, scheme=str(scheme), hash=digest)


def who_have(
    views: Views,
    reader: Reader,
    keyring: Keyring,
    *,
    wanted: Sequence[tuple[IdentifierScheme, str]],
    at_least: int = 0,
) -> Answer[Found]:
    """As `who_has`, for many identifiers in one statement; what no number can be read from is nobody's.

    Raises:
        NotPermitted, NotYet: as `who_has`.
    """
    permit(reader, Action.DUTY_SEARCH)
    read = [read_identifier(scheme, written) for scheme, written in wanted]
    asked = [index for index, each in enumerate(read) if each.normalised and NOT_RECOGNISED not in each.doubts]
    schemes = [str(wanted[index][0]) for index in asked]
    hashes = [keyring.blind_index(kind_of(wanted[index][0]), read[index].normalised) for index in asked]
    return _ask(views, reader, "who_have", row=Found, at_least=at_least, asked=asked, schemes=schemes, hashes=hashes)


def shared(
    views: Views, reader: Reader, *, after: int = 0, limit: int = PAGE_ROWS, at_least: int = 0
) -> Answer[Shared]:
    """Identifiers on two or more people, the latest found last; `after` is the position of the last row before.

    What identifies nobody is not listed: a placeholder, a text that is no number, the number of a family unit. It is
    found by `who_has`, and stands in the records of the people.

    Raises:
        NotPermitted, NotYet: as `who_has`.
    """
    permit(reader, Action.DUTY_SEARCH)
    return _ask(views, reader, "shared", row=Shared, at_least=at_least, after=after, limit=limit)


def _ask(views: Views, reader: Reader, block: str, *, row: type[T], at_least: int, **arguments: object) -> Answer[T]:
    statement = queries.blocks("projections.identifiers", "queries.sql")[block]
    return views.ask(reader, view="identifiers", statement=statement, row=row, at_least=at_least, **arguments)
