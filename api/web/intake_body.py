"""A sheet as the body of a request: what `api.requests.groups` takes, or what is wrong with it, field by field.

Owns what a sheet alone can tell: texts that cannot be read, people who are named and not there, an answer that was not
given. Rows in which nothing was typed are left out. No rule of custody is here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from api.requests.texts import OPEN
from api.web.intake_ages import day_of
from api.web.intake_families import FAMILY_MOST, kind_of, read_who, roles, spread
from api.web.intake_names import Unread, read_languages, read_nationality
from api.web.intake_reading import Birth, read_birth, read_numbers, script_of
from api.web.intake_sheet import Row, Sheet, With
from ledger.domain.codes import (
    CompanionsAnswer,
    FactBasis,
    GroupKind,
    JoinReason,
    NameRole,
    OrderConfidence,
    Relation,
    Sex,
)
from ledger.domain.register import PLACES
from ledger.domain.values import PlaceCode, Precision, TimeBasis

T = TypeVar("T")
Json = dict[str, Any]
NO_TEXTS: tuple[str, ...] = ()
NOBODY: tuple[int, ...] = ()

TO_THE_MINUTE = frozenset({Precision.MINUTE.value, Precision.HOUR.value})


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said today of somebody who has a record: further claims beside those that it has."""

    index: int
    """Place among the people of the body."""
    name: Json | None
    birth: Json | None
    basis: str
    languages: tuple[str, ...]


@dataclass(kw_only=True)
class Made:
    """A body, and what is wrong with it by the name of the field."""

    body: Json = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Names of the fields by the pointer of what they became."""
    wrong: dict[str, Unread] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    left_out: int = 0
    """Rows in which nothing was typed."""

    def read(self, name: str, reading: Callable[[], T], *, otherwise: T) -> T:
        """What a field says; what is wrong with it is noted."""
        try:
            return reading()
        except Unread as problem:
            self.wrong.setdefault(name, problem)
            return otherwise

    def amiss(self, name: str, reason: str) -> None:
        """Note what is wrong with a field."""
        self.wrong.setdefault(name, Unread(reason))

    def field_of(self, pointer: str) -> str:
        """The name of the field behind a pointer into the body."""
        at = pointer
        while at and at not in self.names:
            at = at.rpartition("/")[0]
        return self.names.get(at, "g.place")


def people_of(sheet: Sheet) -> tuple[Row, ...]:
    """Rows that are somebody: something was typed, or another one names them."""
    named = {number for row in sheet.rows for each in row.companions for number in _named(each)}
    return tuple(row for row in sheet.rows if not row.blank or row.number in named)


def body_of(sheet: Sheet, *, begun: datetime) -> Made:
    """The body of a sheet. `begun` stands for a time that is said not to be known."""
    made, typed = Made(), sheet
    sheet = spread(sheet)
    rows = people_of(sheet)
    made.left_out = len(sheet.rows) - len(rows)
    index_of = {row.number: index for index, row in enumerate(rows)}
    made.body = _group(made, sheet, begun=begun)
    made.body["people"] = [_person(made, row, index_of, said_by=sheet.said_by) for row in rows]
    made.body["families"] = list(_families(made, sheet, index_of, on=day_of(sheet.date) or begun.date()))
    for number, each in enumerate(typed.kin):
        box = f"g.kin.{number}"
        for part in ("who", "of"):
            _numbers(made, getattr(each, part), index_of, box=f"{box}.{part}")
        if each.relation not in set(Relation):
            made.amiss(f"{box}.relation", "relation")
    if not rows:
        made.amiss("g.people", "nobody")
    return made


def _families(made: Made, sheet: Sheet, index_of: Mapping[int, int], *, on: date) -> Iterator[Json]:
    for number, family in enumerate(sheet.families):
        box = f"g.families.{number}.who"
        made.names[f"/families/{number}"] = box
        people = _numbers(made, family.who, index_of, box=box)
        if len(people) < 2:  # noqa: PLR2004  # a family of one is none
            made.amiss(box, "family_of_one")
        if len(people) > FAMILY_MOST:
            made.amiss(box, "family_too_large")
        members = roles(sheet, people, on=on)
        only_named = {row.number for row in sheet.rows if row.only_named}
        kind = family.kind if family.kind in set(GroupKind) else kind_of(sheet, members, on=on).value
        yield {
            "kind": kind,
            "members": [
                {
                    "index": index_of[each],
                    "role": role.value,
                    "reason": (
                        JoinReason.SAID_BY_MEMBER if each in only_named else JoinReason.ENCOUNTERED_TOGETHER
                    ).value,
                }
                for each, role in members.items()
            ],
        }


def _numbers(made: Made, written: str, index_of: Mapping[int, int], *, box: str) -> tuple[int, ...]:
    """The people of the list whom a box names."""
    numbers = made.read(box, lambda: read_who(written), otherwise=NOBODY)
    if not set(numbers) <= index_of.keys():
        made.amiss(box, "nobody_there")
    return tuple(number for number in numbers if number in index_of)


def _group(made: Made, sheet: Sheet, *, begun: datetime) -> Json:
    body: Json = {"claimed": _claimed(made, sheet, begun=begun), "place": sheet.place}
    if sheet.place not in PLACES:
        made.amiss("g.place", "choose")
    if sheet.event_number:
        body["event_number"] = sheet.event_number
        if not re.fullmatch(OPEN["EncounterRecorded.event_number"].pattern, sheet.event_number):
            made.amiss("g.event_number", "event_number")
    for name in ("subjects_count", "children_count"):
        if text := getattr(sheet, name):
            body[name] = made.read(f"g.{name}", lambda text=text: _count(text), otherwise=None)  # type: ignore[misc]  # bound now
    return body


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text):
        raise Unread("count")
    return int(text)


def _claimed(made: Made, sheet: Sheet, *, begun: datetime) -> Json:
    zone = PLACES[PlaceCode(sheet.place)].zone if sheet.place in PLACES else "UTC"
    made.names["/claimed"] = "g.date"
    precision = sheet.precision if sheet.precision in set(Precision) else Precision.MINUTE.value
    if not sheet.time and precision in TO_THE_MINUTE:
        precision = Precision.DAY.value
    if sheet.date:
        earliest = made.read("g.date", lambda: moment_of(sheet.date, sheet.time, zone), otherwise=None)
    elif precision == Precision.UNKNOWN.value:
        earliest = begun.astimezone(ZoneInfo(zone)).replace(microsecond=0)
    else:
        earliest = None
        made.amiss("g.date", "date_missing")
    basis = sheet.basis if sheet.basis in set(TimeBasis) else TimeBasis.DATA_ENTRY.value
    text = earliest.isoformat() if earliest else ""
    return {"earliest": text, "precision": precision, "basis": basis, "zone": zone}


def moment_of(day: str, clock: str, zone: str) -> datetime:
    """A moment by the clock of a zone; the first of two when clocks are put back.

    Raises:
        Unread: `date`, or `no_such_time` in the hour that is left out when clocks are put forward.
    """
    try:
        naive = datetime.fromisoformat(f"{day}T{clock or '00:00'}")
    except ValueError:
        raise Unread("date") from None
    at = naive.replace(tzinfo=ZoneInfo(zone))
    there_and_back = at.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    if there_and_back.replace(tzinfo=None) != naive and clock:
        raise Unread("no_such_time")
    return there_and_back


def _person(made: Made, row: Row, index_of: Mapping[int, int], *, said_by: str) -> Json:
    at, name = f"/people/{index_of[row.number]}", f"p.{row.number}"
    made.names[at] = f"{name}.given"
    person: Json = {"encountered": not row.only_named}
    what = _what_is_known(made, row, said_by=said_by, at=at)
    if row.has_record:
        _of_somebody_with_a_record(made, row, what)
        person["person"] = made.read(f"{name}.known", lambda: _record(row.known), otherwise=None)
        basis = what["birth_basis"] or said_by
        made.said.append(
            Said(
                index=index_of[row.number],
                name=what["name"],
                birth=what["birth"],
                basis=basis,
                languages=tuple(what["languages"]),
            )
        )
    else:
        person["registration"] = what
    person["identifiers"] = [
        {"scheme": each.scheme, "identifier": each.written} for each in row.numbers if each.written
    ]
    person["relatives"] = [
        {"person": each.person, "relation": each.relation, "said_by": said_by} for each in row.relatives
    ]
    made.names |= {f"{at}/relatives/{place}": f"{name}.sought" for place in range(len(row.relatives))}
    for number, each in enumerate(row.numbers):
        made.names[f"{at}/identifiers/{number}"] = f"{name}.numbers.{number}.written"
        if each.written and not each.scheme:
            made.amiss(f"{name}.numbers.{number}.scheme", "choose")
        elif each.scheme and not each.written:
            made.amiss(f"{name}.numbers.{number}.written", "missing")
    if row.kept:
        made.amiss(f"{name}.kept", "kept")
    return person | _companions(made, row, index_of, said_by=said_by, at=at)


def _record(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Unread("choose") from None


def _what_is_known(made: Made, row: Row, *, said_by: str, at: str) -> Json:
    name = f"p.{row.number}"
    for part in ("birth", "sex", "nationality", "languages"):
        made.names[f"{at}/registration/{part}"] = f"{name}.{part}"
    birth = made.read(f"{name}.birth", lambda: read_birth(row.birth), otherwise=None)
    basis = row.birth_basis or said_by
    if birth is not None and birth.age is not None and birth.approximate and not row.birth_basis:
        basis = FactBasis.ESTIMATE.value
    return {
        "name": _name(made, row, at=at),
        "birth": None if birth is None else birth_json(birth),
        "birth_basis": None if birth is None else basis,
        "sex": row.sex,
        "nationality": made.read(f"{name}.nationality", lambda: read_nationality(row.nationality), otherwise=None),
        "languages": list(made.read(f"{name}.languages", lambda: read_languages(row.languages), otherwise=NO_TEXTS)),
    }


def birth_json(birth: Birth) -> Json:
    """As a request writes it."""
    if birth.age is not None:
        return {"age_years": birth.age}
    return {"date": {"text": birth.text, "approximate": birth.approximate}}


def name_parts(row: Row) -> list[tuple[str, str, str]]:
    """Parts of the name in the order in which the name is said: text, kind, and the field that it stands in."""
    only = NameRole.FIRST_SURNAME if row.second else NameRole.SURNAME
    given = (row.given, row.given_role or NameRole.GIVEN.value, "given")
    first = (row.first, row.first_role or only.value, "first")
    second = (row.second, row.second_role or NameRole.SECOND_SURNAME.value, "second")
    further = [
        (each.text, each.role or NameRole.UNKNOWN.value, f"pieces.{number}.text")
        for number, each in enumerate(row.pieces)
    ]
    boxes = (first, second, given) if row.surnames_first else (given, first, second)
    return [part for part in (*boxes, *further) if part[0]]


def _name(made: Made, row: Row, *, at: str) -> Json | None:
    parts = name_parts(row)
    for number, (_, _, box) in enumerate(parts):
        made.names[f"{at}/registration/name/parts/{number}"] = f"p.{row.number}.{box}"
    for number, piece in enumerate(row.pieces):
        if piece.role and not piece.text:
            made.amiss(f"p.{row.number}.pieces.{number}.text", "missing")
    if not parts:
        return None
    return {
        "parts": [{"text": text, "role": role} for text, role, _ in parts],
        "script": script_of("".join(text for text, _, _ in parts)),
        "order": row.order or OrderConfidence.UNKNOWN.value,
    }


def _companions(made: Made, row: Row, index_of: Mapping[int, int], *, said_by: str, at: str) -> Json:
    name = f"p.{row.number}"
    listed = [
        companion
        for number, each in enumerate(row.companions)
        for companion in _companion(made, row, each, index_of, said_by=said_by, box=f"{name}.companions.{number}")
    ]
    made.names |= {f"{at}/companions_answer": f"{name}.answer", f"{at}/note": f"{name}.note"}
    for number in range(len(listed)):
        made.names[f"{at}/companions/{number}"] = f"{name}.answer"
    if row.only_named:
        _of_somebody_only_named(made, row, named=bool(row.companions))
        return {}
    answer = row.answer or (CompanionsAnswer.NAMED.value if row.companions else "")
    if not answer:
        made.amiss(f"{name}.answer", "not_answered")
    elif answer == CompanionsAnswer.NAMED.value and not row.companions:
        made.amiss(f"{name}.companions.0.who", "nobody_named")
    elif answer != CompanionsAnswer.NAMED.value and row.companions:
        made.amiss(f"{name}.answer", "named_after_all")
    body: Json = {"companions_answer": answer, "companions": listed}
    return body | ({"note": row.note} if row.note else {})


def _of_somebody_only_named(made: Made, row: Row, *, named: bool) -> None:
    for typed, box in ((row.answer, "answer"), (named, "companions.0.who"), (row.note, "note")):
        if typed:
            made.amiss(f"p.{row.number}.{box}", "only_named")


def _of_somebody_with_a_record(made: Made, row: Row, what: Json) -> None:
    """No event claims a sex or a nationality after the registration: what was typed is not dropped in silence."""
    for typed, box in ((row.sex != Sex.NOT_KNOWN.value, "sex"), (what["nationality"], "nationality")):
        if typed:
            made.amiss(f"p.{row.number}.{box}", "has_record")


def _companion(
    made: Made, row: Row, typed: With, index_of: Mapping[int, int], *, said_by: str, box: str
) -> Iterator[Json]:
    numbers = made.read(f"{box}.who", lambda: read_numbers(typed.who), otherwise=NOBODY)
    if not typed.relation:
        made.amiss(f"{box}.relation", "relation")
    taken_to = made.read(f"{box}.taken_to", lambda: _place(typed.taken_to), otherwise=None)
    for number in numbers:
        if number == row.number:
            made.amiss(f"{box}.who", "themselves")
        elif number not in index_of:
            made.amiss(f"{box}.who", "nobody_there")
        else:
            yield {
                "index": index_of[number],
                "relation": typed.relation,
                "said_by": typed.said_by or said_by,
                "present_now": {"yes": True, "no": False}.get(typed.present),
                "taken_to": taken_to,
            }


def _place(text: str) -> str | None:
    """A place by its code, or as the list of suggestions writes it: code and name."""
    code = text.split(" ", maxsplit=1)[0].upper()
    if text and code not in PLACES:
        raise Unread("place")
    return code or None


def _named(typed: With) -> tuple[int, ...]:
    try:
        return read_numbers(typed.who)
    except Unread:
        return ()
