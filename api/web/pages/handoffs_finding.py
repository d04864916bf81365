"""Children found by what is scanned, typed or pasted: a number, an id or a name, among the visitor's own alone.

Names and numbers are sealed, so the records of the visitor's own children are opened and compared here, and nothing is
searched in the database. Each line has its result: who is meant, that several could be, or that nobody is.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from api.web.pages.receiving_keys import keys_of
from api.web.people import Named, named
from api.web.visiting import Visitor
from ledger.domain.codes import IdentifierScheme
from ledger.domain.identifiers import read_identifier
from ledger.domain.values import PlaceCode
from projections.current_custody import queries as current_custody
from projections.current_custody.queries import Child

LINES_MAX = 200
"""Most lines that are looked up at once: more than a manifest can have."""
CHILDREN_MAX = 3000
"""Most of the visitor's own among whom is looked."""
CELLS = re.compile(r"[\t;,|]")
"""What stands between the cells of a line that was copied from a sheet."""
FEW = 6
"""Children named in the result of one line."""


class Kind(StrEnum):
    """What a line came to."""

    FOUND = "found"
    SEVERAL = "several"
    NOBODY = "nobody"
    NOT_FREE = "not_free"
    """One of ours, but offered already, or not at a place."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The result of one line."""

    line: int
    text: str
    kind: Kind
    children: tuple[Child, ...]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The results of all lines, with the names of everybody in them."""

    results: tuple[Found, ...]
    names: Mapping[UUID, Named]
    position: int
    skipped: int
    """Lines past the bound that were not looked up."""

    @property
    def chosen(self) -> list[UUID]:
        """Episodes of children who were found beyond doubt."""
        return [each.children[0].episode for each in self.results if each.kind is Kind.FOUND]

    @property
    def candidates(self) -> list[UUID]:
        """Episodes of children who could be meant."""
        several = (each.children for each in self.results if each.kind is Kind.SEVERAL)
        return [child.episode for children in several for child in children[:FEW]]


def find(visitor: Visitor, text: str, *, place: PlaceCode | None) -> Finding:
    """Look up each line among the children whom the visitor's organisation holds, at a place or anywhere."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    answer = current_custody.listed(
        visitor.site.views,
        visitor.reader,
        holder=visitor.who.caller.actor.organisation,
        place=place,
        limit=CHILDREN_MAX,
        at_least=visitor.at_least,
    )
    persons = [child.person_id for child in answer.rows]
    visitor.on_record("search_own", persons, position=answer.position)
    index = _Index(visitor, answer.rows)
    results = tuple(index.line(number, line) for number, line in enumerate(lines[:LINES_MAX], 1))
    return Finding(
        results=results,
        names=index.names,
        position=answer.position,
        skipped=max(len(lines) - LINES_MAX, 0),
    )


class _Index:
    """The visitor's own children, by everything that a line can say."""

    def __init__(self, visitor: Visitor, children: Sequence[Child]) -> None:
        persons = [child.person_id for child in children]
        self.names = named(visitor, persons)
        self._children = children
        self._by_id = {str(each): child for child in children for each in (child.person_id, child.episode)}
        self._by_number: dict[tuple[IdentifierScheme, str], list[Child]] = {}
        keys = keys_of(visitor, persons)
        for child in children:
            for key in keys.get(child.person_id, ()):
                if key.normalised:
                    self._by_number.setdefault((key.scheme, key.normalised), []).append(child)
        self._words = [
            (child, _words(self.names[child.person_id])) for child in children if child.person_id in self.names
        ]

    def line(self, number: int, text: str) -> Found:
        """The result of one line; of one with several cells, of the first cell that says somebody."""
        cells = [text, *(cell.strip() for cell in CELLS.split(text))]
        children = next((found for cell in cells if cell and (found := self._matching(cell))), [])
        free = [child for child in children if _free(child)]
        if len(free) == 1:
            kind, shown = Kind.FOUND, free
        elif free:
            kind, shown = Kind.SEVERAL, free
        elif children:
            kind, shown = Kind.NOT_FREE, children
        else:
            kind, shown = Kind.NOBODY, []
        return Found(line=number, text=text, kind=kind, children=tuple(shown[: FEW + 1]))

    def _matching(self, text: str) -> list[Child]:
        """By id, else by any number, else by name."""
        if child := self._by_id.get(text.lower()):
            return [child]
        schemes = ((scheme, read_identifier(scheme, text).normalised) for scheme in IdentifierScheme)
        found = [child for key in schemes for child in self._by_number.get(key, ())]
        if found:
            return list({child.episode: child for child in found}.values())
        asked = _folded(text)
        if not asked:
            return []
        exactly = [child for child, words in self._words if sorted(words) == sorted(asked)]
        return exactly or [child for child, words in self._words if _begins(words, asked)]


def _free(child: Child) -> bool:
    return child.offer is None and child.place is not None


def _begins(words: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether each word asked for begins one of the name's."""
    return all(any(word.startswith(each) for word in words) for each in asked)


def _words(name: Named) -> list[str]:
    return _folded(name.text or "")


def _folded(text: str) -> list[str]:
    """The words of a name as they are compared: without accents, marks and capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return [word for word in "".join(each if each.isalnum() else " " for each in kept).split() if word]
