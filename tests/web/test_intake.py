"""Intake of a group: typed, saved as it goes, recorded as one command, and told what is amiss beside each field."""

import re
from unicodedata import normalize

import pytest

from ledger.domain.codes import CompanionsAnswer, FactBasis, NameRole, OrderConfidence, Relation, Sex
from ledger.domain.custody.intake import EncounterRecorded
from ledger.domain.person import IdentifierAssigned, PersonRegistered
from ledger.domain.values import Precision, TimeBasis
from tests.api.world import World
from tests.web.intake import NIGHT, WHEN, Browse, alone, begun, events, record, typed, with_
from tests.web.reading import Browser, Page

NAMES = {
    "apostrophe": ("K'aslem", "O'Brien", "Q’anil"),
    "combining accents": ("Jose\u0301 Mari\u0301a", "Nu\u0301n\u0303ez", "Pe\u0301rez"),
    "Arabic": ("عائشة", "بنت أحمد", ""),
    "Chinese": ("小龙", "李", ""),
    "right to left mark": ("\u202eana", "Caal", ""),
    "script tag": ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"),
}


def family(somebody: Browser) -> Page:
    """A mother with two children, and the aunt whom they only name, recorded."""
    path = begun(somebody, 4)
    fields = typed(
        somebody,
        path,
        p1={"given": "Inés", "first": "Caal", "second": "Choc", "birth": "2010-04", "sex": "2", "languages": "kek, spa"}
        | with_(0, "2", "sibling")
        | with_(1, "3", "mother")
        | {"nationality": "Guatemala", "numbers.0.scheme": "a_number", "numbers.0.written": "A 205-123-456"},
        p2={"given": "Beto"} | with_(0, "1", "sibling") | with_(1, "3", "mother") | with_(2, "4", "aunt_or_uncle"),
        p3={"given": "Carla"} | with_(0, "1, 2", "own_child"),
        p4={"given": "Delia", "only_named": "yes"},
    )
    fields |= {"p.2.companions.1.said_by": "document", "p.2.companions.2.present": "no"}
    fields |= {"p.1.companions.0.taken_to": "BP-LRT Laredo Sector"}
    fields |= {"g.event_number": "RGV1905000123", "g.subjects_count": "3", "g.children_count": "2"}
    return record(somebody, path, fields)


def by_name(world: World, page: Page) -> dict[str, PersonRegistered]:
    """Registrations by the first part of the name."""
    return {event.name.value.parts[0].text: event for event in events(world, page, PersonRegistered) if event.name}


def test_a_group_is_registered_as_it_was_typed(browse: Browse, world: World) -> None:
    page = family(browse(NIGHT))
    assert "The group is recorded: 4 people." in page.text
    assert "only named" in page.text
    registered = by_name(world, page)
    assert set(registered) == {"Inés", "Beto", "Carla", "Delia"}
    ines = registered["Inés"]
    assert ines.name is not None
    assert [(part.text, part.role) for part in ines.name.value.parts] == [
        ("Inés", NameRole.GIVEN),
        ("Caal", NameRole.FIRST_SURNAME),
        ("Choc", NameRole.SECOND_SURNAME),
    ]
    assert ines.birth is not None
    assert ines.birth.value.date is not None
    assert (ines.birth.value.date.text, ines.birth_basis) == ("2010-04", FactBasis.STATEMENT_OF_PERSON)
    assert (ines.sex, ines.nationality, ines.languages) == (Sex.FEMALE, "GTM", ("kek", "spa"))
    assert registered["Carla"].sex is Sex.NOT_KNOWN
    [number] = events(world, page, IdentifierAssigned)
    assert number.identifier.value.written == "A 205-123-456"


def test_who_came_with_whom_also_the_aunt_who_is_only_named(browse: Browse, world: World) -> None:
    page = family(browse(NIGHT))
    person = {name: event.person for name, event in by_name(world, page).items()}
    met = {event.person: event for event in events(world, page, EncounterRecorded)}
    assert set(met) == {person["Inés"], person["Beto"], person["Carla"]}
    beto = met[person["Beto"]]
    assert beto.companions_answer is CompanionsAnswer.NAMED
    assert (beto.event_number, beto.subjects_count, beto.children_count) == ("RGV1905000123", 3, 2)
    assert [(each.person, each.said_by, each.present_now) for each in beto.companions] == [
        (person["Inés"], FactBasis.STATEMENT_OF_PERSON, True),
        (person["Carla"], FactBasis.DOCUMENT, True),
        (person["Delia"], FactBasis.STATEMENT_OF_PERSON, False),
    ]
    assert met[person["Inés"]].companions[0].taken_to == "BP-LRT"
    assert [each.relation for each in met[person["Carla"]].companions] == [Relation.OWN_CHILD] * 2
    claimed = beto.claimed
    assert claimed.earliest.text == "2019-05-01T03:12:00.000000-05:00"
    assert (claimed.precision, claimed.basis) == (Precision.MINUTE, TimeBasis.FIELD_CONTACT)
    assert claimed.zone == "America/Chicago"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_in_any_script_is_kept_and_shown_as_text(
    browse: Browse, world: World, name: tuple[str, str, str]
) -> None:
    given, first, second = name
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    fields = typed(somebody, path, p1=alone(given, first=first, second=second))
    somebody.post(path, fields | {"do": "save"})
    again = somebody.get(path)
    assert again.form(path)["p.1.given"] == given
    page = record(somebody, path, again.form(path) | WHEN)
    [registered] = events(world, page, PersonRegistered)
    assert registered.name is not None
    told = " ".join(part.text for part in registered.name.value.parts)
    assert told == normalize("NFC", " ".join(filter(None, name)))
    assert told in page.text
    for shown in (again, page):
        assert "<script>alert" not in shown.response.text
        assert "<img src=x" not in shown.response.text


def test_order_and_kinds_of_parts_may_be_unknown(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 2)
    mayan = {"given_role": "unknown", "first_role": "unknown", "pieces.0.text": "Juan", "pieces.0.role": "nickname"}
    fields = typed(
        somebody,
        path,
        p1=alone("Domingo", first="Francisco") | mayan,
        p2=alone("小龙", first="李", surnames_first="yes", order="certain"),
    )
    page = record(somebody, path, fields)
    one, two = (event.name.value for event in events(world, page, PersonRegistered) if event.name)
    if one.parts[0].text == "李":
        one, two = two, one
    assert [part.role for part in one.parts] == [NameRole.UNKNOWN, NameRole.UNKNOWN, NameRole.NICKNAME]
    assert (one.order, one.script) == (OrderConfidence.UNKNOWN, "Latn")
    assert [(part.text, part.role) for part in two.parts] == [("李", NameRole.SURNAME), ("小龙", NameRole.GIVEN)]
    assert (two.order, two.script) == (OrderConfidence.CERTAIN, "Hani")


def test_somebody_of_whom_nothing_is_known_is_somebody_and_an_empty_row_is_nobody(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 12)
    page = record(somebody, path, typed(somebody, path, p5={"answer": "not_asked"}))
    [registered] = events(world, page, PersonRegistered)
    assert (registered.name, registered.birth, registered.birth_basis, registered.sex) == (
        None,
        None,
        None,
        Sex.NOT_KNOWN,
    )
    assert "Name, Birth date or age, Sex, Nationality, Language, Identifiers" in page.text
    assert "Of 1 person it is not known who came along" in page.text


@pytest.mark.parametrize(
    ("written", "date", "approximate", "age"),
    [
        ("2010", "2010", False, None),
        ("~2010-04", "2010-04", True, None),
        ("25/04/2010", "2010-04-25", False, None),
        ("9", None, False, 9),
    ],
)
def test_a_birth_date_is_taken_as_far_as_it_is_known(
    browse: Browse, world: World, *, written: str, date: str | None, approximate: bool, age: int | None
) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    page = record(somebody, path, typed(somebody, path, p1=alone("Ana", birth=written)))
    [registered] = events(world, page, PersonRegistered)
    assert registered.birth is not None
    claim = registered.birth.value
    assert claim.age_years == age
    assert (claim.date.text if claim.date else None) == date
    assert (claim.date.approximate if claim.date else False) == approximate


@pytest.mark.parametrize(
    ("box", "text", "said"),
    [
        ("p.1.birth", "03/04/2010", "can be read in two ways"),
        ("p.1.birth", "2010-02-30", "There is no such day"),
        ("p.1.birth", "spring", "Write a date such as"),
        ("p.1.languages", "Kaqchiquelo", "Did you mean Kaqchikel?"),
        ("p.1.nationality", "Gautemala", "Did you mean Guatemala?"),
        ("p.1.answer", "", "Ask who came along"),
        ("p.1.answer", "named", "Say who"),
        ("p.1.companions.0.who", "1", "own number"),
        ("p.1.companions.0.who", "7", "nobody with this number"),
        ("p.1.companions.0.who", "her aunt", "Write the number of a person"),
        ("p.1.companions.0.taken_to", "nowhere", "Choose a place of the list"),
        ("p.1.numbers.0.written", "A205", "Choose one of the list"),
        ("p.1.numbers.0.scheme", "fins", "Write it, or take"),
        ("p.1.kept", "FMUA: Y", "then empty this box"),
        ("p.1.sex", "7", "Choose one of the list"),
        ("p.1.note", "x" * 4_001, "does not have the form"),
        ("p.1.given", "x" * 1_001, "does not have the form"),
        ("g.date", "", "Give the day"),
        ("g.date", "2019-02-30", "no such date"),
        ("g.date", "2019-05-02", "has not come yet"),
        ("g.place", "NOWHERE", "Choose one of the list"),
        ("g.event_number", "RGV 1905 ?", "Letters, digits"),
        ("g.subjects_count", "five", "Write a whole number"),
    ],
)
def test_what_is_amiss_is_told_beside_its_field_and_nothing_is_recorded(
    browse: Browse, world: World, *, box: str, text: str, said: str
) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 2)
    fields = typed(somebody, path, p1=alone("Ana"), p2=alone("Luis"))
    if "companions" in box:
        fields |= {"p.1.answer": "named", "p.1.companions.0.who": "2", "p.1.companions.0.relation": "sibling"}
    page = record(somebody, path, fields | {box: text})
    assert page.status == 422
    assert "Nothing was recorded yet" in page.text or "has not come yet" in page.text
    error = f"{_at(box, text)}-error"
    _, beside = page.response.text.split(f'id="{error}"')
    assert said in beside.split("</span>")[0]
    assert len(re.findall(f'aria-describedby="[^"]*{re.escape(error)}"', page.response.text)) == 1
    assert page.form(path)["p.2.given"] == "Luis"
    if box not in {"g.place", "p.1.sex"}:  # a list shows nothing that is not in it
        assert somebody.get(path).form(path)[box] == text
    assert world.site.ledger.log_recorder.head().position == 0


def _at(box: str, text: str) -> str:
    """The id of the control that the error belongs to: what was typed may lack its other half."""
    other = {
        ("p.1.answer", "named"): "p.1.companions.0.who",
        ("p.1.numbers.0.written", "A205"): "p.1.numbers.0.scheme",
        ("p.1.numbers.0.scheme", "fins"): "p.1.numbers.0.written",
    }
    return other.get((box, text), f"f{box}" if box.startswith("g.") else box)


def test_the_marked_people_are_told_on_top(browse: Browse) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 3)
    people = typed(
        somebody, path, p1=alone("Ana"), p2={"given": "Luis", "birth": "soon"}, p3=alone("Eva", birth="2010-13")
    )
    page = record(somebody, path, people | {"g.date": ""})
    assert "Look at: Where and when , person 2 , person 3" in page.text
    assert [link for link in page.links if link.startswith("#") and link != "#main"] == [
        "#fg.date",
        "#p.2.birth",
        "#p.3.birth",
    ]
    for link in page.links:
        assert not link.startswith("#") or f'id="{link[1:]}"' in page.response.text
