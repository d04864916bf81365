"""A group as somebody is typing it: texts only, nothing read yet, kept as the text of a draft.

Owns the numbers of rows: a row keeps its number when another is taken out, so that "with 2" stays true. Refuses
nothing but a text that is no sheet; what is wrong with a sheet is told by `intake_body`.
"""

import re
from collections.abc import Iterable

import msgspec

from api.requests.group_families import PEOPLE_MAX
from ledger.domain.codes import FactBasis, Sex
from ledger.domain.errors import CustodyError
from ledger.domain.values import Precision, TimeBasis

ANOTHER = "another"
"""Answer to "is this person known already?": no, it is another person."""


class _Typed(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Texts as they stand in the fields of a form."""

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return self == type(self)()


class NamePiece(_Typed, frozen=True, omit_defaults=True, kw_only=True):
    """A further part of a name."""

    text: str = ""
    role: str = ""


class Number(_Typed, frozen=True, omit_defaults=True, kw_only=True):
    """An identifier."""

    scheme: str = ""
    written: str = ""


class With(_Typed, frozen=True, omit_defaults=True, kw_only=True):
    """A companion: by number, or several at once ("2, 3")."""

    who: str = ""
    relation: str = ""
    said_by: str = ""
    present: str = ""
    taken_to: str = ""


class OnRecord(_Typed, frozen=True, omit_defaults=True, kw_only=True):
    """Somebody on record already who was picked as a relative."""

    person: str = ""
    relation: str = ""
    """What they are to the person of the row."""


class FamilyTyped(_Typed, frozen=True, omit_defaults=True, kw_only=True):
    """People who are one family: by number, or several at once ("1-4")."""

    who: str = ""
    kind: str = ""
    """Empty: what follows from what is said of them."""


class KinTyped(_Typed, frozen=True, omit_defaults=True, kw_only=True):
    """Who is what to whom, by number: "2", mother, "3, 4"."""

    who: str = ""
    relation: str = ""
    of: str = ""


class Row(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One person."""

    number: int
    given: str = ""
    first: str = ""
    second: str = ""
    given_role: str = ""
    """Empty: what the box says."""
    first_role: str = ""
    second_role: str = ""
    pieces: tuple[NamePiece, ...] = ()
    surnames_first: str = ""
    order: str = ""
    birth: str = ""
    birth_basis: str = ""
    sex: str = str(Sex.NOT_KNOWN.value)
    nationality: str = ""
    languages: str = ""
    answer: str = ""
    only_named: str = ""
    numbers: tuple[Number, ...] = ()
    companions: tuple[With, ...] = ()
    note: str = ""
    kept: str = ""
    """What was pasted and not understood."""
    sought: str = ""
    """Name of a relative who may be on record."""
    relatives: tuple[OnRecord, ...] = ()
    known: str = ""
    """Id of the record that this person has already, `another`, or empty while nobody has said."""

    @property
    def has_record(self) -> bool:
        """Whether the person was said to have a record already."""
        return bool(self.known) and self.known != ANOTHER

    @property
    def blank(self) -> bool:
        """Whether nothing was typed or chosen."""
        return self == Row(number=self.number)


class Sheet(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The group."""

    place: str = ""
    date: str = ""
    time: str = ""
    precision: str = Precision.MINUTE.value
    basis: str = TimeBasis.FIELD_CONTACT.value
    event_number: str = ""
    subjects_count: str = ""
    children_count: str = ""
    said_by: str = FactBasis.STATEMENT_OF_PERSON.value
    """On what birth dates and relations rest, where a row does not say otherwise."""
    rows: tuple[Row, ...] = ()
    families: tuple[FamilyTyped, ...] = ()
    kin: tuple[KinTyped, ...] = ()
    taken_out: tuple[Row, ...] = ()
    following: int = 1
    """Number of the next row."""
    copied_from: str = ""
    """The draft beside which this one was kept, when two windows had changed the same."""


class TooManyPeople(CustodyError):
    """More people than one group holds."""

    code = "too_many_people"


def text_of(sheet: Sheet) -> bytes:
    """As the draft keeps it."""
    return msgspec.json.encode(sheet)


def sheet_of(content: bytes) -> Sheet:
    """From the text of a draft."""
    return msgspec.json.decode(content, type=Sheet)


def with_rows(sheet: Sheet, rows: Iterable[Row]) -> Sheet:
    """With further people at the end, numbered here.

    Raises:
        TooManyPeople: they would be more than a group holds.
    """
    added = [msgspec.structs.replace(row, number=number) for number, row in enumerate(rows, start=sheet.following)]
    if len(sheet.rows) + len(added) > PEOPLE_MAX:
        raise TooManyPeople(f"at most {PEOPLE_MAX} people in a group")
    return msgspec.structs.replace(sheet, rows=(*sheet.rows, *added), following=sheet.following + len(added))


def taken_out(sheet: Sheet, number: int) -> Sheet:
    """Without a row; what was typed in it stays at hand."""
    out = tuple(row for row in sheet.rows if row.number == number)
    rows = tuple(row for row in sheet.rows if row.number != number)
    kept = tuple(row for row in out if not row.blank)
    return msgspec.structs.replace(sheet, rows=rows, taken_out=(*sheet.taken_out, *kept))


def put_back(sheet: Sheet, number: int) -> Sheet:
    """With a row that was taken out, at its old place.

    Raises:
        TooManyPeople: there is no room for it any more.
    """
    back = tuple(row for row in sheet.taken_out if row.number == number)
    if len(sheet.rows) + len(back) > PEOPLE_MAX:
        raise TooManyPeople(f"at most {PEOPLE_MAX} people in a group")
    rows = tuple(sorted((*sheet.rows, *back), key=lambda row: row.number))
    left = tuple(row for row in sheet.taken_out if row.number != number)
    return msgspec.structs.replace(sheet, rows=rows, taken_out=left)


def without_empty_end(sheet: Sheet) -> Sheet:
    """Without the empty rows at the end, whose numbers are free again unless somebody names them."""
    there = {row.number for row in sheet.rows}
    texts = [each.who for row in sheet.rows for each in row.companions]
    texts += [*(each.who for each in sheet.families), *(text for each in sheet.kin for text in (each.who, each.of))]
    named = max((number for text in texts for number in _numbers_in(text) if number in there), default=0)
    last = max((row.number for row in (*sheet.rows, *sheet.taken_out) if not row.blank), default=0)
    kept = tuple(row for row in sheet.rows if row.number <= max(last, named))
    return msgspec.structs.replace(sheet, rows=kept, following=max(last, named) + 1)


def _numbers_in(text: str) -> Iterable[int]:
    return map(int, re.findall(r"[0-9]{1,4}", text))
