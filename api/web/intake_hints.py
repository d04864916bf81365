"""What somebody should look at once more before a group is recorded. Hints are shown and never in the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from api.web.intake_ages import born, day_of, years
from api.web.intake_body import NOBODY, people_of
from api.web.intake_families import BOTH_WAYS, spread
from api.web.intake_names import Unread
from api.web.intake_reading import read_numbers
from api.web.intake_sheet import Row, Sheet, With
from ledger.domain.codes import CompanionsAnswer, IdentifierScheme, NameRole, Relation
from ledger.domain.identifiers import NOT_RECOGNISED, read_identifier

TENDER_YEARS = 5
"""A child younger than this did not come alone (OIG-22-66: a baby of ten months was filed as if it had)."""
PARENT_YEARS = 14
PARENTS = frozenset({Relation.MOTHER.value, Relation.FATHER.value})


@dataclass(frozen=True, kw_only=True)
class Hint:
    """One thing to look at: `code` says what, `parts` which numbers of people or how many."""

    code: str
    parts: Mapping[str, object] = field(default_factory=dict)


def hints(sheet: Sheet, *, today: date) -> tuple[dict[int, list[Hint]], list[Hint]]:
    """Hints by the number of the row, and those of the whole group. `today` is the day if none is given."""
    on, sheet = day_of(sheet.date) or today, spread(sheet)
    rows = {row.number: row for row in people_of(sheet)}
    births = {number: born(row, on) for number, row in rows.items()}
    by_row = {number: list(_of_row(row, rows, births, on=on)) for number, row in rows.items()}
    for number, hint in _same_number(rows):
        by_row[number].append(hint)
    return by_row, list(_of_group(sheet, rows))


def _of_row(
    row: Row, rows: Mapping[int, Row], births: Mapping[int, tuple[date, date] | None], *, on: date
) -> Iterator[Hint]:
    birth = births[row.number]
    if row.given_role == NameRole.UNKNOWN.value:
        yield Hint(code="name_in_one_piece")
    if birth and birth[0] > on:
        yield Hint(code="not_born_yet")
    if birth and not row.only_named and years(birth[1], on) < TENDER_YEARS and row.answer in _ALONE:
        yield Hint(code="small_and_alone")
    for each, number in _with(row):
        parent = births.get(number)
        if each.relation in PARENTS and birth and parent and years(parent[0], birth[1]) < PARENT_YEARS:
            yield Hint(code="young_parent", parts={"number": number})
        back = BOTH_WAYS.get(each.relation)
        other = rows.get(number)
        if back and other and not other.only_named and not _says(other, row.number):
            yield Hint(code="one_way", parts={"number": number})


_ALONE = frozenset({CompanionsAnswer.NONE.value, CompanionsAnswer.UNKNOWN.value, CompanionsAnswer.NOT_ASKED.value})


def _of_group(sheet: Sheet, rows: Mapping[int, Row]) -> Iterator[Hint]:
    met = sum(not row.only_named for row in rows.values())
    if sheet.subjects_count.isdecimal() and int(sheet.subjects_count) != met:
        yield Hint(code="count", parts={"counted": int(sheet.subjects_count), "listed": met})


def _same_number(rows: Mapping[int, Row]) -> Iterator[tuple[int, Hint]]:
    """One identifier on two people of the group."""
    seen: dict[tuple[str, str], int] = {}
    for number, row in rows.items():
        for each in row.numbers:
            if each.scheme not in set(IdentifierScheme):
                continue
            read = read_identifier(IdentifierScheme(each.scheme), each.written)
            key = (each.scheme, read.normalised)
            if NOT_RECOGNISED in read.doubts or each.scheme == IdentifierScheme.FAMILY_UNIT:
                continue
            if seen.setdefault(key, number) != number:
                yield number, Hint(code="same_number", parts={"number": seen[key]})


def both_ways(sheet: Sheet, row: Row) -> tuple[With, ...]:
    """What is missing on a row because somebody else named this person, and the other direction follows."""
    others = {other.number: other for other in sheet.rows}
    return tuple(
        With(who=str(other.number), relation=BOTH_WAYS[each.relation], said_by=each.said_by, present=each.present)
        for other in others.values()
        for each, number in _with(other)
        if number == row.number and each.relation in BOTH_WAYS and not row.only_named
        if not other.only_named and not _says(row, other.number) and other.number != row.number
    )


def _with(row: Row) -> Iterator[tuple[With, int]]:
    for each in row.companions:
        try:
            numbers = read_numbers(each.who)
        except Unread:
            numbers = NOBODY
        yield from ((each, number) for number in numbers)


def _says(row: Row, number: int) -> bool:
    return any(named == number for _, named in _with(row))
