"""Fields of the intake form, put over a sheet.

    g.place                    of the group
    p.7.given                  of person 7
    p.7.numbers.0.written      of the first identifier of person 7
    p.7.relatives.0.person     of somebody on record who may be a relative; taken out again without a relation
    g.families.0.who           of the first family
    p.7.details                the form had all details of person 7, so a list or check box that is absent is empty

What a form does not have stays as it is: a browser sends only the rows that changed, and of a large group the page
shows the details of one person at a time.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from api.requests.group_families import PEOPLE_MAX
from api.web.intake_sheet import FamilyTyped, KinTyped, NamePiece, Number, OnRecord, Row, Sheet, With

P = TypeVar("P", NamePiece, Number, With, OnRecord, FamilyTyped, KinTyped)

OF_GROUP = frozenset({
    "place", "date", "time", "precision", "basis", "event_number", "subjects_count", "children_count", "said_by",
})  # fmt: skip
LISTS = frozenset({"pieces", "numbers", "companions", "relatives"})
BOXES = frozenset({"surnames_first", "only_named"})
"""Check boxes: not sent while empty."""
OF_ROW = frozenset(Row.__struct_fields__) - LISTS - BOXES - {"number"}
ITEMS_MAX = 40
"""Most items of one list of one person."""
_GROUP = re.compile(r"g\.(families|kin)\.([0-9]{1,3})\.([a-z_]+)", re.ASCII)
_ROW = re.compile(r"p\.([1-9][0-9]{0,4})\.([a-z_]+)(?:\.([0-9]{1,3})\.([a-z_]+))?", re.ASCII)

Given = dict[str, str]
Lists = dict[str, dict[int, Given]]


def merged(sheet: Sheet, fields: Iterable[tuple[str, str]]) -> Sheet:
    """The sheet with what stands in a form."""
    group: Given = {}
    of_group: Lists = {}
    people: dict[int, tuple[Given, Lists]] = {}
    for name, text in fields:
        if match := _GROUP.fullmatch(name):
            of_group.setdefault(match[1], {}).setdefault(int(match[2]), {})[match[3]] = text.strip()
        elif name.startswith("g.") and name[2:] in OF_GROUP:
            group[name[2:]] = text.strip()
        elif match := _ROW.fullmatch(name):
            number, what, index, part = match.groups()
            plain, lists = people.setdefault(int(number), ({}, {}))
            if index is None:
                plain[what] = text.strip()
            elif what in LISTS and int(index) < ITEMS_MAX:
                lists.setdefault(what, {}).setdefault(int(index), {})[part] = text.strip()
    rows = {row.number: row for row in sheet.rows} | _returned(sheet, people)
    rows |= {number: _row(rows[number], *given) for number, given in people.items() if number in rows}
    left = tuple(row for row in sheet.taken_out if row.number not in rows)
    return msgspec.structs.replace(
        sheet,
        **group,
        families=_items(FamilyTyped, of_group["families"]) if "families" in of_group else sheet.families,
        kin=_items(KinTyped, of_group["kin"]) if "kin" in of_group else sheet.kin,
        rows=tuple(rows[each] for each in sorted(rows)),
        taken_out=left,
    )


def _returned(sheet: Sheet, people: Mapping[int, object]) -> dict[int, Row]:
    """Rows that another window took out while this one went on typing in them: nothing typed is lost."""
    room = PEOPLE_MAX - len(sheet.rows)
    return {row.number: row for row in sheet.taken_out if row.number in people and (room := room - 1) >= 0}


def _row(row: Row, plain: Given, lists: Lists) -> Row:
    given: dict[str, object] = {name: text for name, text in plain.items() if name in OF_ROW}
    if "details" in plain:
        given |= {name: plain.get(name, "") for name in BOXES}
        given |= {
            "pieces": _items(NamePiece, lists.get("pieces", {})),
            "numbers": _items(Number, lists.get("numbers", {})),
            "companions": _items(With, lists.get("companions", {})),
        }
    if "relatives" in lists:
        given["relatives"] = _picked(row, _items(OnRecord, lists["relatives"]))
    return msgspec.structs.replace(row, **given)


def _picked(row: Row, given: Iterable[OnRecord]) -> tuple[OnRecord, ...]:
    """Who was picked before, and what a form says of each whom it shows: without a relation they are not picked."""
    picked = {each.person: each for each in row.relatives} | {each.person: each for each in given}
    return tuple(each for each in picked.values() if each.person and each.relation)


def _items(cls: type[P], given: Mapping[int, Given]) -> tuple[P, ...]:
    known = frozenset(cls.__struct_fields__)
    items = (
        cls(**{name: text for name, text in given[index].items() if name in known})
        for index in sorted(given)[:ITEMS_MAX]
    )
    return tuple(each for each in items if not each.blank)
