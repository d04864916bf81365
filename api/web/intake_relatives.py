"""Who on record may be a relative of somebody of the list: shown while it is typed, and taken by nobody but a person.

Looked for by the two surnames of the row, or by the name of the relative that was typed. Only those are shown whose
record the visitor may see; each look leaves its line in the read log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from api.searching import Wanted
from api.web.intake_sheet import OnRecord, Row, Sheet
from api.web.numbers import on_duty
from api.web.people import Named, named
from api.web.searching import Amiss, Shown, asked, told
from api.web.visiting import Visitor
from ledger.domain.codes import NameRole
from ledger.domain.name_keys import words
from ledger.domain.person import NamePart
from ledger.domain.reader import Purpose

SHOWN_MOST = 5
WORDS_LEAST = 2
"""One word alone finds nobody: half of a country shares it."""
QUESTION = "likely_relatives"


@dataclass(frozen=True, kw_only=True)
class Likely:
    """Somebody who may be a relative, picked or not."""

    person: UUID
    name: str | None
    age: str | None
    why: tuple[str, ...]
    relation: str
    """What they were picked as; empty while nobody has."""


@dataclass(frozen=True, kw_only=True)
class Kindred:
    """What the page shows of relatives on record."""

    looks: bool
    """Whether the visitor may look for people at all."""
    by_row: Mapping[int, tuple[Likely, ...]]
    looked: int | None = None
    """The row for which somebody has just looked."""


def kindred(visitor: Visitor, sheet: Sheet, *, look: int | None = None) -> Kindred:
    """Who was picked, row by row; and who may be meant, for the row that is looked for."""
    looks = on_duty(visitor)
    by_row = _picked(visitor, sheet)
    row = next((row for row in sheet.rows if row.number == look), None)
    if row is None or not looks:
        return Kindred(looks=looks, by_row=by_row)
    taken = {each.person for each in by_row.get(row.number, ())} | _themselves(sheet)
    found = tuple(each for each in _likely(visitor, row) if each.person not in taken)
    by_row[row.number] = (*by_row.get(row.number, ()), *found[:SHOWN_MOST])
    return Kindred(looks=looks, by_row=by_row, looked=row.number)


def _likely(visitor: Visitor, row: Row) -> list[Likely]:
    wanted = _wanted(row)
    if len(words(wanted.parts)) < WORDS_LEAST:
        return []
    reader = replace(visitor.reader, purpose=Purpose.REUNIFICATION)  # looked for to keep or bring them together
    try:
        found = asked(visitor, reader, wanted, question=QUESTION)
    except Amiss:
        return []
    return [_shown(each) for each in told(visitor.words, wanted, found) if each.found.ask is None]


def _wanted(row: Row) -> Wanted:
    if row.sought:
        return Wanted(parts=(NamePart(text=row.sought, role=NameRole.UNKNOWN),))
    surnames = ((row.first, NameRole.FIRST_SURNAME), (row.second, NameRole.SECOND_SURNAME))
    return Wanted(parts=tuple(NamePart(text=text, role=role) for text, role in surnames if text))


def _shown(each: Shown) -> Likely:
    age = each.found.born or (None if each.found.age_years is None else str(each.found.age_years))
    return Likely(person=each.found.person_id, name=each.found.name, age=age, why=each.why, relation="")


def _picked(visitor: Visitor, sheet: Sheet) -> dict[int, tuple[Likely, ...]]:
    picked = {
        row.number: [(UUID(each.person), each) for each in row.relatives if is_id(each.person)] for row in sheet.rows
    }
    names = named(visitor, [person for some in picked.values() for person, _ in some])
    return {
        number: tuple(_of_pick(visitor, person, each, names.get(person)) for person, each in some)
        for number, some in picked.items()
        if some
    }


def _of_pick(visitor: Visitor, person: UUID, each: OnRecord, known: Named | None) -> Likely:
    age = known.age(visitor.now.date()) if known is not None else None
    return Likely(
        person=person, name=known.text if known is not None else None, age=age, why=(), relation=each.relation
    )


def _themselves(sheet: Sheet) -> set[UUID]:
    """Whom rows of the list were said to be."""
    return {UUID(row.known) for row in sheet.rows if row.has_record and is_id(row.known)}


def is_id(text: str) -> bool:
    """Whether a text is the id of a record."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
