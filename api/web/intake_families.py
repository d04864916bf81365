"""Families of a sheet: who of the list is one family, and who is what to whom, each said once for all.

What is said of a family is also each member's answer to "who came along", so that it need not be said again on every
row. An answer that was typed stays; that somebody came with nobody contradicts a family and is told.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from api.web.intake_ages import born, years
from api.web.intake_names import Unread
from api.web.intake_reading import read_numbers
from api.web.intake_sheet import FamilyTyped, KinTyped, Row, Sheet, With
from ledger.domain.codes import CompanionsAnswer, GroupKind, MemberRole, Relation

FAMILY_MOST = 30
"""Most people of one family: each of them names every other one."""
OF_AGE_YEARS = 18
NOBODY: tuple[int, ...] = ()
RANGE = re.compile(r"(\d{1,3})\s*[-\u2013]\s*(\d{1,3})", re.ASCII)
PARENTS = frozenset({Relation.MOTHER, Relation.FATHER, Relation.STEPPARENT, Relation.LEGAL_GUARDIAN})
SIBLINGS = frozenset({Relation.SIBLING, Relation.HALF_SIBLING})
NO_KIN = frozenset({Relation.GODPARENT, Relation.FAMILY_FRIEND, Relation.UNRELATED})
BOTH_WAYS = {
    Relation.SIBLING.value: Relation.SIBLING.value,
    Relation.HALF_SIBLING.value: Relation.HALF_SIBLING.value,
    Relation.COUSIN.value: Relation.COUSIN.value,
    Relation.SPOUSE_OR_PARTNER.value: Relation.SPOUSE_OR_PARTNER.value,
    Relation.MOTHER.value: Relation.OWN_CHILD.value,
    Relation.FATHER.value: Relation.OWN_CHILD.value,
}
"""What somebody is to a companion, where that follows from what the companion is to them."""


def read_who(written: str) -> tuple[int, ...]:
    """Numbers of people, with spans: "1-4, 7".

    Raises:
        Unread: `who`.
    """
    if not written.strip():
        raise Unread("who")
    return read_numbers(RANGE.sub(_span, written))


def _span(found: re.Match[str]) -> str:
    first, last = int(found[1]), int(found[2])
    return ", ".join(str(number) for number in range(first, last + 1)) if first <= last else found[0]


def numbers_in(written: str) -> tuple[int, ...]:
    """The same; nobody where it cannot be read."""
    try:
        return read_who(written)
    except Unread:
        return NOBODY


def in_families(sheet: Sheet) -> frozenset[int]:
    """The numbers that stand in a family."""
    return frozenset(number for each in sheet.families for number in numbers_in(each.who))


def of_the_rest(sheet: Sheet) -> Sheet:
    """With one more family: everybody of the list of whom something was typed, and who is in none yet."""
    there = in_families(sheet)
    rest = [row.number for row in sheet.rows if not row.blank and row.number not in there]
    if not rest:
        return sheet
    family = FamilyTyped(who=", ".join(map(str, rest)))
    return msgspec.structs.replace(sheet, families=(*sheet.families, family))


def spread(sheet: Sheet) -> Sheet:
    """With what families and relations say put on the rows of their people, beside what stands there already."""
    if not sheet.families and not sheet.kin:
        return sheet
    rows = {row.number: row for row in sheet.rows}
    for number, said in _said(sheet):
        row = rows.get(number)
        if row is not None and not row.only_named and not _says(row, said):
            rows[number] = msgspec.structs.replace(row, companions=(*row.companions, said))
    return msgspec.structs.replace(sheet, rows=tuple(rows[row.number] for row in sheet.rows))


def _said(sheet: Sheet) -> Iterator[tuple[int, With]]:
    for each in sheet.kin:
        for one, other in _pairs(each):
            yield other, With(who=str(one), relation=each.relation)
            if back := BOTH_WAYS.get(each.relation):
                yield one, With(who=str(other), relation=back)
    answers = {row.number: row.answer for row in sheet.rows}
    for family in sheet.families:
        people = numbers_in(family.who)[:FAMILY_MOST]
        for number in people:
            if answers.get(number) not in {CompanionsAnswer.UNKNOWN, CompanionsAnswer.NOT_ASKED}:
                for other in people:
                    if other != number and other in answers:
                        yield number, With(who=str(other), relation=Relation.UNKNOWN.value)


def _pairs(kin: KinTyped) -> Iterator[tuple[int, int]]:
    return ((one, other) for one in numbers_in(kin.who) for other in numbers_in(kin.of) if one != other)


def _says(row: Row, said: With) -> bool:
    """Whether the row says it, or says more of the same person."""
    known = {(number, each.relation) for each in row.companions for number in numbers_in(each.who)}
    [number] = numbers_in(said.who)
    if said.relation in {Relation.UNKNOWN, Relation.OWN_CHILD}:
        return any(of == number for of, _ in known)
    return (number, said.relation) in known


def roles(sheet: Sheet, people: Iterable[int], *, on: date) -> dict[int, MemberRole]:
    """How each belongs, by what is said of them in a sheet that was spread, and by their age."""
    rows = {row.number: row for row in sheet.rows}
    said = [
        (other, Relation(each.relation), number)
        for number, row in rows.items()
        for each in row.companions
        if each.relation in set(Relation)
        for other in numbers_in(each.who)
    ]
    parents = {one for one, relation, _ in said if relation in PARENTS}
    parents |= {other for _, relation, other in said if relation is Relation.OWN_CHILD}
    children = {other for _, relation, other in said if relation in PARENTS}
    children |= {one for one, relation, _ in said if relation is Relation.OWN_CHILD}
    kin = {one for one, relation, _ in said if relation not in NO_KIN | {Relation.UNKNOWN}}
    friends = {one for one, relation, _ in said if relation in NO_KIN}
    made: dict[int, MemberRole] = {}
    for number in people:
        minor = _is_minor(rows.get(number), on)
        if number in parents:
            made[number] = MemberRole.PARENT_OR_GUARDIAN
        elif minor or (minor is None and number in children):
            made[number] = MemberRole.CHILD
        elif number in kin | children:
            made[number] = MemberRole.OTHER_RELATIVE
        else:
            made[number] = MemberRole.COMPANION if number in friends else MemberRole.UNKNOWN
    return made


def kind_of(sheet: Sheet, members: Mapping[int, MemberRole], *, on: date) -> GroupKind:
    """What the group is, by how its people belong."""
    rows = {row.number: row for row in sheet.rows}
    parents = [number for number, role in members.items() if role is MemberRole.PARENT_OR_GUARDIAN]
    if parents and MemberRole.CHILD in members.values():
        young = all(_is_minor(rows.get(number), on) for number in parents)
        return GroupKind.PARENTING_CHILD if young else GroupKind.FAMILY_UNIT
    said = {each.relation for number in members if number in rows for each in rows[number].companions}
    stated = said - {Relation.UNKNOWN.value}
    return GroupKind.SIBLINGS if stated and stated <= SIBLINGS else GroupKind.TRAVELLING_GROUP


def _is_minor(row: Row | None, on: date) -> bool | None:
    bounds = born(row, on) if row is not None else None
    if bounds is None:
        return None
    oldest, youngest = years(bounds[0], on), years(bounds[1], on)
    return True if oldest < OF_AGE_YEARS else False if youngest >= OF_AGE_YEARS else None
