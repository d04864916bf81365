"""Lines pasted from a spreadsheet as rows of a sheet: by their headings, in English or Spanish, or in a fixed order.

Nothing is dropped: a value that is not understood stays beside its row as text, with the heading of its column, and
lines above the headings are told. A date or a letter with two readings is not understood.
"""

import csv
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from api.web.intake_headings import DEFAULT_ORDER, SPANISH, column_of, is_headings
from api.web.intake_names import Unread, folded, read_languages, read_nationality, read_sex
from api.web.intake_reading import Birth, read_birth
from api.web.intake_sheet import Number, Row
from ledger.domain.codes import CompanionsAnswer, NameRole, Sex

HEADINGS_WITHIN = 12
"""Headings are looked for in this many lines from the top: exports have titles above them."""
CELL_MAX = 1_000
"""Longest cell; a longer one is no value of a table."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of what was pasted."""

    place: int
    heading: str
    """As it was written; empty where there are no headings."""
    kind: str | None
    """What it is: a field of a row, `surnames`, `whole`, `number:<scheme>`, `ignored`; None: not understood."""


@dataclass(frozen=True, kw_only=True)
class Pasted:
    """What was understood."""

    columns: tuple[Column, ...]
    headings: bool
    rows: tuple[Row, ...]
    above: tuple[str, ...] = ()
    """Lines above the headings."""
    unsure: frozenset[int] = field(default_factory=frozenset)
    """Places of the columns of which something is kept as text."""


def read_paste(
    text: str, *, day_first: bool | None = None, without: Collection[int] = (), spanish: bool = False
) -> Pasted:
    """The rows of a text. `day_first` settles 03/04/2010; columns at the places `without` are left out on request."""
    lines = [line for line in _cells(text) if any(line)]
    at = next((number for number, line in enumerate(lines[:HEADINGS_WITHIN]) if is_headings(line)), None)
    body = lines if at is None else lines[at + 1 :]
    columns = _columns(None if at is None else lines[at], body)
    reading = _Reading(columns=columns, day_first=day_first, m_is_female=_m_is_female(columns, body, spanish=spanish))
    taken = [reading.row(line, without=without) for line in body]
    return Pasted(
        columns=columns,
        headings=at is not None,
        rows=tuple(taken),
        above=tuple(" | ".join(filter(None, line)) for line in lines[:at]) if at else (),
        unsure=frozenset(reading.unsure),
    )


def _cells(text: str) -> list[list[str]]:
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    delimiter = "\t" if "\t" in text else max(",;|", key=lambda each: sum(each in line for line in lines))
    try:
        return [[" ".join(cell.split()) for cell in line] for line in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:  # quotes that do not close
        return [[" ".join(cell.split()) for cell in line.split(delimiter)] for line in lines]


def _columns(headings: Sequence[str] | None, body: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    width = max((len(line) for line in body), default=0)
    if headings is None:
        kinds = DEFAULT_ORDER.get(width) or DEFAULT_ORDER[max(DEFAULT_ORDER)]
        return tuple(
            Column(place=place, heading="", kind=kinds[place] if place < len(kinds) else None) for place in range(width)
        )
    named = [*headings, *[""] * (width - len(headings))]
    return tuple(Column(place=place, heading=text, kind=column_of(text)) for place, text in enumerate(named))


def _m_is_female(columns: Sequence[Column], body: Sequence[Sequence[str]], *, spanish: bool) -> bool | None:
    """Whether M is *mujer* here; None if that cannot be told."""
    found = next((each for each in columns if each.kind == "sex"), None)
    if found is None:
        return None
    letters = {folded(line[found.place]) for line in body if found.place < len(line)}
    if "f" in letters or "h" in letters:
        return "f" not in letters if letters >= {"h"} else False
    in_spanish = folded(found.heading) in SPANISH if found.heading else spanish
    return None if in_spanish else False


@dataclass(kw_only=True)
class _Reading:
    """Reads line after line."""

    columns: Sequence[Column]
    day_first: bool | None
    m_is_female: bool | None
    unsure: set[int] = field(default_factory=set)

    def row(self, line: Sequence[str], *, without: Collection[int]) -> Row:
        """A line as a row, numbered later."""
        row, kept = Row(number=0), []
        for place, cell in enumerate(line):
            if not cell:
                continue
            taken = self._taken(row, self.columns[place].kind, cell[:CELL_MAX])
            if taken is not None:
                row = taken.row
            rest = (taken.rest if taken else cell) + cell[CELL_MAX:]
            if rest:
                self.unsure.add(place)
            if rest and place not in without:
                heading = self.columns[place].heading
                kept.append(f"{heading}: {rest}" if heading else rest)
        return msgspec.structs.replace(row, kept="; ".join(kept))

    def _taken(self, row: Row, kind: str | None, cell: str) -> "_Taken | None":
        if kind is None:
            return None
        if kind == "ignored":
            return _Taken(row)
        if kind.startswith("number:"):
            number = Number(scheme=kind.partition(":")[2], written=cell)
            return _Taken(msgspec.structs.replace(row, numbers=(*row.numbers, number)))
        if kind == "whole" and not row.given:
            return _Taken(msgspec.structs.replace(row, given=cell, given_role=NameRole.UNKNOWN.value))
        reading = self._readings().get(kind)
        if reading is None:
            return None
        try:
            name, value, rest = reading(cell)
        except Unread:
            return None
        if getattr(row, name) not in {"", Sex.NOT_KNOWN.value}:
            return None  # two columns for one field: the second stays beside the row
        return _Taken(msgspec.structs.replace(row, **{name: value}), rest=rest)

    def _readings(self) -> Mapping[str, Callable[[str], tuple[str, str, str]]]:
        """By kind of column: the field, its value, and what of the cell stays as text."""
        plain = {name: _plain(name) for name in ("given", "first", "second", "note")}
        return plain | {
            "surnames": _plain("first"),
            "birth": self._birth,
            "sex": lambda cell: ("sex", read_sex(cell, m_is_female=self.m_is_female).value, ""),
            "nationality": lambda cell: ("nationality", cell if read_nationality(cell) else "", ""),
            "languages": lambda cell: ("languages", cell if read_languages(cell) else "", ""),
            "answer": _answer,
        }

    def _birth(self, cell: str) -> tuple[str, str, str]:
        try:
            birth = read_birth(cell, day_first=self.day_first)
        except Unread as problem:
            year = re.search(r"\d{4}", cell)
            if problem.reason != "birth_two_ways" or year is None:
                raise
            return "birth", year[0], cell  # the year is the same in both readings
        return "birth", "" if birth is None else written_birth(birth), ""


@dataclass(frozen=True)
class _Taken:
    row: Row
    rest: str = ""


def written_birth(birth: Birth) -> str:
    """A birth date or age as the form writes it."""
    return f"{'~' if birth.approximate else ''}{birth.text if birth.text is not None else birth.age}"


def _plain(name: str) -> Callable[[str], tuple[str, str, str]]:
    return lambda cell: (name, cell, "")


_ANSWERS = {
    CompanionsAnswer.NONE: "none nobody alone no one solo sola nadie ninguno ninguna",
    CompanionsAnswer.UNKNOWN: "unknown ? desconocido",
    CompanionsAnswer.NOT_ASKED: "not asked|no preguntado|no se pregunto",
}


def _answer(cell: str) -> tuple[str, str, str]:
    said = folded(cell)
    for answer, words in _ANSWERS.items():
        if said in (words.split("|") if "|" in words else words.split()):
            return "answer", answer.value, ""
    raise Unread("choose")
