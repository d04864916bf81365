"""What people type into short fields is taken wherever it has one reading; what needs a second look is told."""

from datetime import date

import pytest

from api.web.intake_hints import hints
from api.web.intake_names import Unread, read_languages, read_nationality, read_sex
from api.web.intake_reading import Birth, read_birth, read_numbers, script_of
from api.web.intake_sheet import Number, Row, Sheet, With, with_rows, without_empty_end
from ledger.domain.codes import Sex

TODAY = date(2019, 5, 1)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2010", Birth(text="2010")),
        ("2010-4", Birth(text="2010-04")),
        ("2010-04-03", Birth(text="2010-04-03")),
        ("2010/04/03", Birth(text="2010-04-03")),
        ("2010-04-03 00:00:00", Birth(text="2010-04-03")),
        ("25/04/2010", Birth(text="2010-04-25")),
        ("04/25/2010", Birth(text="2010-04-25")),
        ("4.4.2010", Birth(text="2010-04-04")),
        ("4/2010", Birth(text="2010-04")),
        ("3 de abril de 2010", Birth(text="2010-04-03")),
        ("abril de 2010", Birth(text="2010-04")),
        ("Apr 3, 2010", Birth(text="2010-04-03")),
        ("3rd April 2010", Birth(text="2010-04-03")),
        ("29 Feb 2012", Birth(text="2012-02-29")),
        ("٢٠١٠", Birth(text="2010")),
        ("~2010-04", Birth(text="2010-04", approximate=True)),
        ("about 2010", Birth(text="2010", approximate=True)),
        ("2010?", Birth(text="2010", approximate=True)),
        ("9", Birth(age=9)),
        ("9 años", Birth(age=9)),
        ("0", Birth(age=0)),
        ("unos 7", Birth(age=7, approximate=True)),
        ("", None),
        ("unknown", None),
        ("no se sabe", None),
    ],
)
def test_birth(written: str, read: Birth | None) -> None:
    assert read_birth(written) == read


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("03/04/2010", "birth_two_ways"),
        ("2010-13", "no_such_day"),
        ("2011-02-29", "no_such_day"),
        ("1700", "no_such_day"),
        ("9 m", "birth"),
        ("soon", "birth"),
        ("201", "birth"),
        ("-", None),
    ],
)
def test_what_is_no_birth_date(written: str, reason: str | None) -> None:
    if reason is None:
        assert read_birth(written) is None
        return
    with pytest.raises(Unread) as refused:
        read_birth(written)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("Mam, español", ("mam", "spa")),
        ("Q’eqchi'", ("kek",)),
        ("kiche; Spanish", ("quc", "spa")),
        ("K'iche' y castellano", ("quc", "spa")),
        ("QANJOBAL", ("kjb",)),
        ("mam/mam", ("mam",)),
        ("yua", ("yua",)),
        ("unknown", ()),
    ],
)
def test_languages(written: str, codes: tuple[str, ...]) -> None:
    assert read_languages(written) == codes


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Guatemala", "GTM"),
        ("guatemalteca", "GTM"),
        ("el salvador", "SLV"),
        ("México", "MEX"),
        ("hn", "HND"),
        ("Nga", "NGA"),
        ("?", None),
    ],
)
def test_nationality(written: str, code: str | None) -> None:
    assert read_nationality(written) == code


@pytest.mark.parametrize("written", ["indígena", "Atlantis", "12"])
def test_what_is_no_country(written: str) -> None:
    with pytest.raises(Unread):
        read_nationality(written)


def test_sex_and_numbers_and_scripts() -> None:
    assert [read_sex(text) for text in ("F", "hombre", "niña", "?")] == [
        Sex.FEMALE,
        Sex.MALE,
        Sex.FEMALE,
        Sex.NOT_KNOWN,
    ]
    assert [read_numbers(text) for text in ("2", "2, 3", "2 · Ana 5", "2 3", "#4")] == [
        (2,),
        (2, 3),
        (2,),
        (2, 3),
        (4,),
    ]
    assert [script_of(text) for text in ("Ñandú", "عائشة", "李小龙", "Ivan Иван", "'")] == [
        "Latn",
        "Arab",
        "Hani",
        None,
        None,
    ]


def told(*rows: Row, subjects_count: str = "") -> dict[int, list[str]]:
    by_row, of_group = hints(Sheet(rows=rows, date="2019-05-01", subjects_count=subjects_count), today=TODAY)
    return {number: [hint.code for hint in some] for number, some in by_row.items() if some} | (
        {0: [hint.code for hint in of_group]} if of_group else {}
    )


@pytest.mark.parametrize(
    ("birth", "answer", "hinted"),
    [
        ("2016", "none", True),
        ("4", "unknown", True),
        ("4", "not_asked", True),
        ("5", "none", False),
        ("2013", "none", False),
        ("4", "named", False),
        ("4", "", False),
        ("", "none", False),
        ("soon", "none", False),
    ],
)
def test_a_child_under_five_with_nobody(birth: str, answer: str, *, hinted: bool) -> None:
    row = Row(number=1, birth=birth, answer=answer)
    assert told(row) == ({1: ["small_and_alone"]} if hinted else {})


@pytest.mark.parametrize(
    ("parent", "hinted"),
    [("1999", True), ("1996-06", True), ("1996-04", False), ("20", True), ("24", False), ("", False)],
)
def test_a_parent_younger_than_fourteen_at_birth(parent: str, *, hinted: bool) -> None:
    child = Row(number=1, birth="2010-04", companions=(With(who="2", relation="mother"),))
    mother = Row(number=2, birth=parent, given="Carla", companions=(With(who="1", relation="own_child"),))
    assert told(child, mother) == ({1: ["young_parent"]} if hinted else {})


def test_other_second_looks() -> None:
    number = Number(scheme="a_number", written="A205123456")
    one = Row(number=1, birth="2020", given="Ana Caal", given_role="unknown", numbers=(number,))
    other = Row(number=2, given="Luis", numbers=(Number(scheme="a_number", written="a 205-123-456"),))
    aunt = Row(number=3, given="Delia", only_named="yes")
    assert told(one, other, aunt, subjects_count="3") == {
        1: ["name_in_one_piece", "not_born_yet"],
        2: ["same_number"],
        0: ["count"],
    }
    assert told(other, aunt, subjects_count="1") == {}


def test_who_is_not_named_back() -> None:
    child = Row(
        number=1, given="Ana", companions=(With(who="2", relation="sibling"), With(who="3", relation="aunt_or_uncle"))
    )
    assert told(child, Row(number=2, given="Luis"), Row(number=3, given="Delia")) == {1: ["one_way"]}
    assert told(child, Row(number=2, given="Luis", only_named="yes"), Row(number=3)) == {}


def test_empty_rows_at_the_end_are_free_again_unless_somebody_names_them() -> None:
    sheet = with_rows(Sheet(), [Row(number=0)] * 4)
    first = Row(number=1, given="Ana", companions=(With(who="3", relation="sibling"),))
    kept = without_empty_end(Sheet(rows=(first, *sheet.rows[1:]), following=5))
    assert ([row.number for row in kept.rows], kept.following) == ([1, 2, 3], 4)
    out = Row(number=4, given="Eva")
    assert without_empty_end(Sheet(rows=sheet.rows[:2], taken_out=(out,), following=5)).following == 5
