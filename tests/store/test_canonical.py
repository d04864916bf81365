"""Canonical bytes: what they look like, what has none, and that they are those of RFC 8785."""

import unicodedata
from dataclasses import dataclass, make_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Literal, cast
from uuid import UUID

import msgspec
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.personal import Personal
from ledger.domain.values import Instant, PersonId
from ledger.store.canonical import MAX_INTEGER, Form, NotCanonical, Unreadable
from ledger.store.storable import NotStorable
from tests.store.invented import Colour, FullName, Met, met


@dataclass(frozen=True)
class Inner:
    text: str
    number: int | None


@dataclass(frozen=True)
class Sample:
    zeta: str
    alpha: tuple[Inner, ...]
    id: UUID
    flag: bool
    colour: Colour
    number: int
    at: Instant | None = None
    Zulu: str | None = None


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
NUMBERS = st.integers(-MAX_INTEGER, MAX_INTEGER)
FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (1900, 2199))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.builds(
    lambda at, zone: Instant(at.replace(tzinfo=zone)),
    st.datetimes(FIRST, LAST),
    OFFSETS,
)
SAMPLES = st.builds(
    Sample,
    zeta=TEXT,
    alpha=st.lists(st.builds(Inner, text=TEXT, number=st.none() | NUMBERS), max_size=3).map(tuple),
    id=st.uuids(),
    flag=st.booleans(),
    colour=st.sampled_from(Colour),
    number=NUMBERS,
    at=st.none() | INSTANTS,
    Zulu=st.none() | TEXT,
)
FORM: Form[Sample] = Form(Sample)
MET: Form[Met] = Form(Met)
INSTANT: Form[Instant] = Form(Instant)


def as_json(value: object) -> object:
    """What a plain JSON library would be given."""
    return msgspec.to_builtins(value, enc_hook=lambda part: part.text)


def normalised(part: object) -> object:
    if isinstance(part, str):
        return unicodedata.normalize("NFC", part)
    if isinstance(part, dict):
        return {key: normalised(value) for key, value in part.items()}
    return [normalised(item) for item in part] if isinstance(part, (list, tuple)) else part


@given(SAMPLES)
@settings(max_examples=300)
def test_bytes_are_those_of_rfc_8785_over_nfc_text(sample: Sample) -> None:
    assert FORM.encode(sample) == rfc8785.dumps(cast("dict[str, Any]", normalised(as_json(sample))))


@given(SAMPLES)
@settings(max_examples=100)
def test_what_is_written_reads_back(sample: Sample) -> None:
    data = FORM.encode(sample)
    assert normalised(as_json(FORM.decode(data))) == normalised(as_json(sample))
    assert FORM.encode(FORM.decode(data)) == data


def test_the_form_of_each_type_is_fixed() -> None:
    sample = Sample(
        zeta="Ñ/\n",
        alpha=(Inner("", None),),
        id=UUID(int=10),
        flag=True,
        colour=Colour.RED,
        number=-1,
        at=Instant(datetime(2019, 5, 1, tzinfo=UTC)),
    )
    assert FORM.encode(sample).decode() == (
        '{"Zulu":null,"alpha":[{"number":null,"text":""}],"at":"2019-05-01T00:00:00.000000+00:00","colour":"red",'
        '"flag":true,"id":"00000000-0000-0000-0000-00000000000a","number":-1,"zeta":"Ñ/\\n"}'
    )


def test_a_newline_before_a_combining_mark_is_not_composed_with_its_escape() -> None:
    form: Form[str] = Form(str)
    assert form.decode(form.encode("n\u0303 \n\u0303")) == "ñ \n\u0303"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(met(remark="a\0b"), id="NUL"),
        pytest.param(met(remark="é\0"), id="NUL in text that is not ASCII"),
        pytest.param(met(remark="\ud800"), id="lone surrogate"),
        pytest.param(met(pair=(None, 2**53)), id="integer beyond 2^53"),
        pytest.param(met(pair=(None, -(2**53))), id="integer beyond -2^53"),
        pytest.param(met(pair=(None, float("nan"))), id="NaN"),
        pytest.param(met(pair=float("inf")), id="infinity that would be written as null"),
        pytest.param(met(pair=(None, 1.5)), id="float"),
        pytest.param(met(alone=1), id="integer for a boolean"),
        pytest.param(met(remark=["a"]), id="list for text"),
        pytest.param(met(name=Personal.of(FullName(parts=("Rosa",)))), id="open personal value"),
        pytest.param(met(person=object()), id="an object"),
        pytest.param(met(correlation={1: 2}), id="a mapping"),
    ],
)
def test_a_value_without_canonical_form_is_refused_at_the_door(value: Met) -> None:
    with pytest.raises((NotCanonical, Unreadable)) as refusal:
        MET.encode(value)
    assert refusal.value.__cause__ is None


def test_the_largest_integers_and_a_written_backslash_u0000_are_kept() -> None:
    form: Form[Inner] = Form(Inner)
    for value in (Inner("\\u0000", MAX_INTEGER), Inner("[1234567890123456789", -MAX_INTEGER)):
        assert form.decode(form.encode(value)) == value


def test_an_offset_with_seconds_is_refused() -> None:
    zone = timezone(timedelta(minutes=-44, seconds=-30))
    with pytest.raises(NotCanonical):
        INSTANT.encode(Instant(datetime(1972, 1, 1, tzinfo=zone)))


@pytest.mark.parametrize(
    "text",
    [
        "2019-05-01T03:12:00-05:00",
        "2019-05-01T03:12:00.000000Z",
        "2019-05-01 03:12:00.000000-05:00",
        "2019-05-01T03:12:00.000000",
        "2019-05-01T03:12:00.000000-00:00",
        "2019-02-30T03:12:00.000000-05:00",
        "20190501T031200.000000-0500",
        "",
    ],
)
def test_only_the_canonical_text_of_an_instant_is_read(text: str) -> None:
    with pytest.raises(Unreadable):
        INSTANT.decode(msgspec.json.encode(text))


class Plain(Enum):
    A = "a"


class Accented(StrEnum):
    A = "á"


@dataclass
class Changeable:
    text: str


@pytest.mark.parametrize(
    "hint",
    [
        float,
        float | None,
        Decimal,
        datetime,
        date,
        bytes,
        object,
        Any,
        list[str],
        dict[str, str],
        dict[int, str],
        set[str],
        frozenset[str],
        str | int,
        FullName | Inner,
        Literal["a"],
        Plain,
        Accented,
        Changeable,
        tuple[float, ...],
        tuple[str, Changeable],
        tuple[Personal[str], ...],
        Personal[float],
        Personal[Personal[str]],
        make_dataclass("Odd", [("größe", int)], frozen=True),
        make_dataclass("Deep", [("inner", make_dataclass("Sealed", [("x", Personal[str])], frozen=True))], frozen=True),
    ],
    ids=str,
)
def test_a_type_without_one_form_is_refused_when_it_is_compiled(hint: object) -> None:
    with pytest.raises(NotStorable):
        Form(make_dataclass("Holder", [("field", hint)], frozen=True))


def test_a_class_that_holds_itself_is_refused() -> None:
    with pytest.raises(NotStorable):
        Form(Nest)


@dataclass(frozen=True)
class Nest:
    inner: "Nest | None"


@pytest.mark.parametrize("hint", [PersonId, str | None, tuple[PersonId, ...], tuple[int, Colour], FullName], ids=str)
def test_what_has_one_form_is_allowed(hint: object) -> None:
    Form(make_dataclass("Holder", [("field", hint)], frozen=True))


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"", "$"),
        (b"[]", "$"),
        (b'{"text":1,"number":null}', "$.text"),
        (b'{"text":"secret","number":"secret"}', "$.number"),
        (b'{"text":"secret","number":1.0}', "$.number"),
        (b'{"text":"secret"}', "$"),
        (b'{"text":"\\ud800","number":null}', "$"),
        (b'{"text":"\xff","number":null}', "$"),
        (b'{"text":"secret","number":null,"deep":' + b"[" * 100_000, "$"),
    ],
)
def test_unreadable_bytes_are_named_by_path_never_by_value(data: bytes, where: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        Form(Inner).decode(data)
    assert refusal.value.where == where
    assert "secret" not in str(refusal.value)
