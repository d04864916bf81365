"""Lines pasted from a spreadsheet: understood by headings or order, shown first, and nothing of them is dropped."""

import pytest

from api.requests.group_families import PEOPLE_MAX
from api.web.intake_paste import read_paste
from tests.api.world import World
from tests.web.intake import NIGHT, Browse, alone, begun, record, typed

SPANISH = (
    "Nombres\tPrimer apellido\tSegundo apellido\tFecha de nacimiento\tSexo\tNacionalidad\tIdioma\tFMUA\n"
    "María José\tCaal\tChoc\t25/04/2010\tM\tguatemalteca\tQ'eqchi'\tY\n"
    "Juan\tPop\t\t03/04/2012\tH\tGTM\tespañol y mam\tN\n"
)
ENGLISH = """Last name,First name,DOB,Gender,Country,Alien File Number
"O'Brien, Jr.",Ana,"April 3, 2010",F,HN,A 205-123-456
"""


def test_spanish_headings() -> None:
    pasted = read_paste(SPANISH)
    assert pasted.headings
    first, second = pasted.rows
    assert (first.given, first.first, first.second) == ("María José", "Caal", "Choc")
    assert (first.birth, first.sex, first.nationality, first.languages) == (
        "2010-04-25",
        "2",
        "guatemalteca",
        "Q'eqchi'",
    )
    assert first.kept == "FMUA: Y"
    assert (second.birth, second.sex, second.languages) == ("2012", "1", "español y mam")
    assert second.kept == "Fecha de nacimiento: 03/04/2012; FMUA: N"


def test_english_headings_in_any_order() -> None:
    [row] = read_paste(ENGLISH).rows
    assert (row.given, row.first, row.birth, row.sex, row.nationality) == (
        "Ana",
        "O'Brien, Jr.",
        "2010-04-03",
        "2",
        "HN",
    )
    assert [(each.scheme, each.written) for each in row.numbers] == [("a_number", "A 205-123-456")]
    assert row.kept == ""


def test_without_headings_the_order_is_fixed_and_what_is_too_much_is_kept() -> None:
    pasted = read_paste("Ana;Caal;Choc;2010-04;F;GTM;kek;red coat\nLuis;Pop\n")
    assert not pasted.headings
    first, second = pasted.rows
    assert (first.second, first.languages, first.kept) == ("Choc", "kek", "red coat")
    assert (second.given, second.first) == ("Luis", "Pop")


def test_a_list_of_names_keeps_each_in_one_piece() -> None:
    rows = read_paste("Ana Caal Choc\n\nDomingo Francisco\n").rows
    assert [(row.given, row.given_role) for row in rows] == [
        ("Ana Caal Choc", "unknown"),
        ("Domingo Francisco", "unknown"),
    ]


def test_titles_above_the_headings_are_told() -> None:
    pasted = read_paste("Report of the night\n\nPrinted 03:12\nName,DOB\nAna,2010\n")
    assert pasted.above == ("Report of the night", "Printed 03:12")
    assert [row.given for row in pasted.rows] == ["Ana"]


@pytest.mark.parametrize(
    ("day_first", "birth", "kept"),
    [(True, "2012-04-03", ""), (False, "2012-03-04", ""), (None, "2012", "DOB: 03/04/2012")],
)
def test_which_comes_first_is_asked(day_first: bool | None, birth: str, kept: str) -> None:  # noqa: FBT001  # a parameter
    [row] = read_paste("Name\tDOB\nAna\t03/04/2012\n", day_first=day_first).rows
    assert (row.birth, row.kept) == (birth, kept)


@pytest.mark.parametrize(
    ("heading", "letters", "spanish", "sexes", "kept"),
    [
        ("Sexo", "MH", False, "21", 0),
        ("Sexo", "MF", False, "12", 0),
        ("Sexo", "MM", False, "00", 2),
        ("Sex", "MM", True, "11", 0),
        ("Sex", "HF", False, "12", 0),
    ],
)
def test_m_is_mujer_where_h_is_hombre(heading: str, letters: str, *, spanish: bool, sexes: str, kept: int) -> None:
    lines = "".join(f"Ana\t{letter}\n" for letter in letters)
    rows = read_paste(f"Nombre\t{heading}\n{lines}", spanish=spanish).rows
    assert "".join(row.sex for row in rows) == sexes
    assert sum(bool(row.kept) for row in rows) == kept


def test_what_is_not_understood_stays_beside_its_row_with_its_heading() -> None:
    text = "Name,DOB,Age,Language,Country,Came with\nAna,soon,9,Xyzzy,Atlantis,her aunt\n"
    [row] = read_paste(text).rows
    assert (row.birth, row.languages, row.nationality, row.answer) == ("9", "", "", "")
    assert row.kept == "DOB: soon; Language: Xyzzy; Country: Atlantis; Came with: her aunt"
    [row] = read_paste(text, without={1, 5}).rows
    assert row.kept == "Language: Xyzzy; Country: Atlantis"


def test_a_second_column_for_one_field_stays_too() -> None:
    [row] = read_paste("Name,DOB,Age\nAna,2010,9\n").rows
    assert (row.birth, row.kept) == ("2010", "Age: 9")


@pytest.mark.parametrize("said", ["nobody", "sola", "Nadie"])
def test_an_answer_is_taken_where_it_is_one(said: str) -> None:
    [row] = read_paste(f"Name,Companions\nAna,{said}\n").rows
    assert row.answer == "none"


@pytest.mark.parametrize("text", ["", "\n \n", '"', "\x00", "Name,DOB\n"])
def test_nobody_in_it(text: str) -> None:
    assert all(row.given.strip('"\x00') == "" for row in read_paste(text).rows)


def test_quotes_that_do_not_close() -> None:
    rows = read_paste('Ana\t"Caal\nLuis\tPop').rows
    assert "Caal" in " ".join(row.first for row in rows)
    assert "Luis" in " ".join(row.given + row.first + row.kept for row in rows)


def test_shown_first_then_added_in_place_of_empty_rows(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 12)
    paste = somebody.post(path, typed(somebody, path, p1=alone("Eva")) | {"do": "paste"})
    assert paste.response.url.path == f"{path}/paste"
    fields = paste.form(f"{path}/paste") | {"text": SPANISH}
    look = somebody.post(f"{path}/paste", fields | {"do": "look"})
    assert "2 people were understood." in look.text
    assert "FMUA: Y" in look.text
    assert "Q'eqchi'" in look.text
    assert "p.2.given" in somebody.get(path).form(path)
    assert somebody.get(path).form(path)["p.2.given"] == ""
    added = somebody.post(f"{path}/paste", look.form(f"{path}/paste") | {"do": "add"})
    assert "Added to the group: 2 people." in added.text
    group = added.form(path)
    assert [group[f"p.{number}.given"] for number in (1, 2, 3)] == ["Eva", "María José", "Juan"]
    assert "p.4.given" not in group
    assert group["p.2.kept"] == "FMUA: Y"
    flaws = record(somebody, path, group | {"p.2.answer": "none", "p.3.answer": "none"})
    assert "then empty this box" in flaws.text


def test_columns_can_be_left_out(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    fields = somebody.get(f"{path}/paste").form(f"{path}/paste") | {"text": SPANISH, "dates": "day", "without": "7"}
    group = somebody.post(f"{path}/paste", fields | {"do": "add"}).form(path)
    assert group["p.2.birth"] == "2012-04-03"
    assert "p.1.kept" not in group


def test_pasted_twice_it_is_added_once(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    fields = somebody.get(f"{path}/paste").form(f"{path}/paste") | {"text": SPANISH, "do": "add"}
    somebody.post(f"{path}/paste", fields)
    again = somebody.post(f"{path}/paste", fields)
    assert again.status == 409
    assert "The group has changed meanwhile" in again.text
    assert "p.3.given" not in somebody.get(path).form(path)


def test_more_than_a_group_holds(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    text = "Ana\tCaal\n" * (PEOPLE_MAX + 1)
    fields = somebody.get(f"{path}/paste").form(f"{path}/paste") | {"text": text, "do": "add"}
    page = somebody.post(f"{path}/paste", fields)
    assert page.status == 422
    assert "at most 160 people" in page.text
    assert page.form(f"{path}/paste")["text"].replace("\r\n", "\n") == text
    fields |= {"text": "Ana\tCaal\n" * PEOPLE_MAX}
    assert "Added to the group: 160 people." in somebody.post(f"{path}/paste", fields).text


def test_a_script_in_a_cell_is_text(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    fields = somebody.get(f"{path}/paste").form(f"{path}/paste") | {"do": "look"}
    page = somebody.post(f"{path}/paste", fields | {"text": "<script>alert(1)</script>\tCaal\n"})
    assert "<script>alert" not in page.response.text
    assert "<script>alert(1)</script>" in page.text
