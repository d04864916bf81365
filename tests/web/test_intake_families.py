"""Families at intake: one press, or numbers; who is what to whom; relatives on record suggested, and picked."""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from api.web.intake_families import kind_of, roles, spread
from api.web.intake_sheet import FamilyTyped, KinTyped, Row, Sheet
from ledger.domain.codes import CompanionsAnswer, GroupKind, Kin, MemberRole, Relation
from ledger.domain.custody.intake import EncounterRecorded
from tests.api.world import World
from tests.web.intake import COORDINATOR, NIGHT, alone, begun, events, record, typed
from tests.web.reading import Browser, Page
from tests.web.test_statements import MOST, asked

__all__ = ["asked"]

Browse = Callable[..., Browser]
ORR_PERSON = "ORR.intakes.night"
FAMILY = {"do": "family"}


def relatives(world: World, person: str) -> dict[str, Any]:
    world.runner.catch_up()
    told = world.told(f"/children/{person}/relatives", by="USBP")
    return {each["name"]: each for each in told["relatives"]}


def person_of(world: World, page: Page, given: str) -> str:
    """The id of somebody whom a page names."""
    people = {link.split("/")[2] for link in page.links if link.startswith("/children/")}
    codec = world.site.ledger.custody_mapper.codec
    for person in people:
        [first, *_] = world.site.ledger.load([UUID(person)])[UUID(person)]
        name = codec.open(first.event, stream=first.stream, version=first.version).name  # type: ignore[union-attr]  # a registration
        if name is not None and name.value is not None and name.value.parts[0].text == given:
            return person
    raise AssertionError(given)


def test_one_press_makes_a_family_and_answers_who_came_along(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 4)
    fields = typed(
        somebody, path, p1={"given": "Amparo", "birth": "31"}, p2={"given": "Ximena", "birth": "9"},
        p3={"given": "Tadeo", "birth": "4"},
    )  # fmt: skip
    page = somebody.post(path, fields | FAMILY)
    assert page.form(path)["g.families.0.who"] == "1, 2, 3", "the row in which nothing was typed is in none"
    assert "not asked yet who came along" not in page.text
    mother = {"g.kin.0.who": "1", "g.kin.0.relation": "mother", "g.kin.0.of": "2-3"}
    done = record(somebody, path, page.form(path) | mother)
    met = {each.person: each for each in events(world, done, EncounterRecorded)}
    amparo, ximena, tadeo = (UUID(person_of(world, done, name)) for name in ("Amparo", "Ximena", "Tadeo"))
    assert {each.companions_answer for each in met.values()} == {CompanionsAnswer.NAMED}
    said = {(one, each.person): each.relation for one, met_one in met.items() for each in met_one.companions}
    assert said == {
        (ximena, amparo): Relation.MOTHER,
        (tadeo, amparo): Relation.MOTHER,
        (amparo, ximena): Relation.OWN_CHILD,
        (amparo, tadeo): Relation.OWN_CHILD,
        (ximena, tadeo): Relation.UNKNOWN,
        (tadeo, ximena): Relation.UNKNOWN,
    }
    told = relatives(world, str(ximena))
    assert {claim["kin"] for claim in told["Amparo"]["claims"]} == {Kin.MOTHER, Kin.PARENT}
    [group] = told["Amparo"]["groups"]
    assert (group["role"], told["Tadeo"]["claims"]) == (MemberRole.PARENT_OR_GUARDIAN, [])
    family = browse(NIGHT).get(f"/children/{ximena}/family")
    assert "A child with a parent or guardian" in family.text or "Family unit" in family.text
    assert f"/children/{ximena}/family" in done.links


def test_families_by_number_and_what_does_not_fit(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 3)
    fields = typed(somebody, path, p1={"given": "Ana"}, p2=alone("Luis"), p3=alone("Eva"))
    cases: tuple[tuple[dict[str, str], str], ...] = (
        ({"g.families.0.who": "1"}, "A family is two people or more of this list."),
        ({"g.families.0.who": "1-2, 9"}, "There is nobody with this number in the list."),
        ({"g.families.0.who": "1-2"}, "Companions are named below"),
        ({"g.families.0.who": "all"}, "Write the number of a person of this list"),
        ({"g.families.0.who": "1-2", "p.2.answer": "", "g.kin.0.who": "1", "g.kin.0.of": "2"}, "Choose how they are"),
    )
    for family, said in cases:
        page = record(somebody, path, fields | family)
        assert page.status == 422, family
        assert said in page.text, family
        fields = page.form(path) | {"g.families.0.who": "", "g.kin.0.who": "", "g.kin.0.of": "", "p.2.answer": "none"}
    siblings = {"g.families.0.who": "1,3", "p.3.answer": "", "g.kin.0.who": "1", "g.kin.0.relation": "sibling"}
    done = record(somebody, path, fields | siblings | {"g.kin.0.of": "3"})
    told = relatives(world, person_of(world, done, "Ana"))
    assert set(told) == {"Eva"}
    shown = browse(NIGHT).get(f"/children/{person_of(world, done, 'Ana')}/family")
    assert "Siblings" in shown.text


def suggested(somebody: Browser, path: str, number: int, fields: dict[str, str]) -> str:
    """What is shown while somebody types in a row."""
    of_row = {name: text for name, text in fields.items() if name.startswith(f"p.{number}.")}
    return somebody.send(f"{path}/relatives/{number}", of_row).text


def test_a_relative_on_record_is_suggested_and_only_taken_when_picked(
    browse: Browse, world: World, logged: io.StringIO
) -> None:
    somebody = browse(COORDINATOR)
    first = begun(somebody, 1)
    record(somebody, first, typed(somebody, first, p1=alone("Petrona", first="Caal", second="Xol", birth="12")))
    world.runner.catch_up()
    path = begun(somebody, 1)
    fields = typed(somebody, path, p1=alone("Inés", first="Xol", second="Kaal"))
    shown = suggested(somebody, path, 1, fields)
    assert "Petrona Caal Xol" in shown
    assert "Sounds alike: Kaal" in shown
    [line] = [
        each for each in map(json.loads, logged.getvalue().splitlines()) if each.get("question") == "likely_relatives"
    ]
    assert (line["purpose"], len(line["persons"])) == ("reunification", 1)
    assert suggested(somebody, path, 1, fields | {"p.1.second": ""}).count("<select") == 0, "one word is too few"
    page = somebody.post(path, fields | {"do": "kin.1"})
    assert "Petrona Caal Xol" in page.text, "the same without a script"
    assert page.form(path)["p.1.relatives.0.relation"] == "", "nobody is taken over by itself"
    again = somebody.post(path, page.form(path) | {"do": "save"})
    assert "Petrona" not in again.text
    page = somebody.post(path, page.form(path) | {"p.1.relatives.0.relation": "half_sibling", "do": "save"})
    assert page.form(path)["p.1.relatives.0.relation"] == "half_sibling"
    assert "Petrona Caal Xol" in page.text, "who was picked stays in sight"
    done = record(somebody, path, page.form(path))
    told = relatives(world, person_of(world, done, "Inés"))
    [claim] = told["Petrona Caal Xol"]["claims"]
    assert (claim["kin"], claim["standing"], claim["organisation"]) == (Kin.HALF_SIBLING, "claimed", "USBP")


def test_a_pick_is_taken_back_and_a_name_is_sought(browse: Browse, world: World) -> None:
    [child] = world.met("Yessica")
    world.runner.catch_up()
    somebody = browse(COORDINATOR)
    path = begun(somebody, 1)
    fields = typed(somebody, path, p1=alone("Inés", sought="Invented Jessica"))
    page = somebody.post(path, fields | {"do": "kin.1"})
    assert page.form(path)["p.1.relatives.0.person"] == child["person"]
    page = somebody.post(path, page.form(path) | {"p.1.relatives.0.relation": "cousin", "do": "save"})
    assert "Yessica Invented" in page.text
    page = somebody.post(path, page.form(path) | {"p.1.relatives.0.relation": "", "do": "save"})
    assert "Yessica Invented" not in page.text


def test_only_who_may_be_known_is_suggested(browse: Browse, world: World, asked: list[str]) -> None:
    world.met("Yessica")
    world.runner.catch_up()
    for user in (NIGHT, "ICE-SNA.coordinator"):
        somebody = browse(user)
        path = begun(somebody, 1)
        fields = typed(somebody, path, p1=alone("Inés", sought="Invented Yessica"))
        page = somebody.post(path, fields | {"do": "kin.1"})
        assert "Yessica Invented" not in page.text
        assert ("Look for relatives on record" in page.text) == (user != NIGHT), "not on duty to search"
        assert "Yessica" not in suggested(somebody, path, 1, fields).replace('value="', "")
    somebody = browse(COORDINATOR)
    path = begun(somebody, 1)
    fields = typed(somebody, path, p1=alone("Inés", sought="Invented Yessica"))
    suggested(somebody, path, 1, fields)
    asked.clear()
    assert "Yessica Invented" in suggested(somebody, path, 1, fields)
    assert len(asked) <= MOST, asked
    assert browse(ORR_PERSON).send(f"{path}/relatives/1", {}).status_code == 404


def test_roles_and_kinds_follow_from_what_is_said() -> None:
    on = date(2019, 5, 1)
    rows = (
        Row(number=1, given="Rosa", birth="61"),
        Row(number=2, given="Amparo", birth="31"),
        Row(number=3, given="Ximena", birth="9"),
        Row(number=4, given="Somebody"),
        Row(number=5, given="Friend", birth="40"),
    )
    kin = (
        KinTyped(who="1", relation="maternal_grandparent", of="3"),
        KinTyped(who="2", relation="mother", of="3"),
        KinTyped(who="5", relation="family_friend", of="3"),
    )
    sheet = spread(Sheet(rows=rows, kin=kin, families=(FamilyTyped(who="1-5"),)))
    found = roles(sheet, (1, 2, 3, 4, 5), on=on)
    assert list(found.values()) == [
        MemberRole.OTHER_RELATIVE,
        MemberRole.PARENT_OR_GUARDIAN,
        MemberRole.CHILD,
        MemberRole.UNKNOWN,
        MemberRole.COMPANION,
    ]
    assert kind_of(sheet, found, on=on) is GroupKind.FAMILY_UNIT
    young = spread(Sheet(rows=(rows[2], Row(number=2, birth="16")), kin=kin[1:2]))
    assert kind_of(young, roles(young, (2, 3), on=on), on=on) is GroupKind.PARENTING_CHILD
    nothing = spread(Sheet(rows=rows[:2], families=(FamilyTyped(who="1-2"),)))
    assert kind_of(nothing, roles(nothing, (1, 2), on=on), on=on) is GroupKind.TRAVELLING_GROUP
    assert spread(sheet) == sheet, "what is there is not said twice"
