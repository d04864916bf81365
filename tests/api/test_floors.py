"""The floors of disclosure against every door: one story, and for each floor who is told, and who must not be.

A row names its floor by the letter that it has in the design; `1367` is what a label keeps because of 8 USC 1367
(decision 60). Each row asks twice: who may be told is told, so that a row cannot pass because the door says nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from ledger.domain.reader import Purpose
from tests.api.family_story import Family, handed, met_together, zero_tolerance
from tests.api.world import Json, World, registration

DUTY = {"ORR": "orr_intakes", "USBP": "processing_coordinator", "ICE": "juvenile_coordinator", "OFO": "officer"}
REUNITES = Purpose.REUNIFICATION
SHELTER = "CARE-02"


@dataclass(frozen=True)
class Story:
    """Two families, and people beside them."""

    first: Family
    """Of 2018: the children are with a care provider, the mother with ICE, the father was removed."""
    second: Family
    """The mother and the girl are with ICE, 8 USC 1367 protects both; the boy is with the Border Patrol, and his father
    was removed by it."""
    aunt: str
    """Of the first mother: at liberty, put on record by ORR."""
    infant: Json
    """With the Border Patrol, known to ORR; met in one event with `woman`, who is with ICE and protected."""
    woman: Json
    again: Json
    """Another record of the second boy, with ICE; 8 USC 1367 protects it."""

    def ids(self) -> dict[str, str]:
        """What a row calls them."""
        return {
            "aunt": self.aunt,
            "first father": self.first.father["person"],
            "first girl": self.first.girl["person"],
            "protected mother": self.second.mother["person"],
            "protected girl": self.second.girl["person"],
            "protected woman": self.woman["person"],
            "protected record": self.again["person"],
            "free boy": self.second.boy["person"],
        }


def protect(world: World, person: Json) -> None:
    """ICE, which has the person, learns that 8 USC 1367 protects them."""
    said = {"claimed": world.claimed(), "language": "mam", "tested": True, "labels": ["section_1367"]}
    world.done(f"/people/{person['person']}/record-language", said, by="ICE")


def second_family(world: World) -> tuple[Family, Json]:
    """A separated family of whom some are protected, and the boy's other record."""
    family = met_together(world)
    for each in family.everybody:
        world.done(f"/custody/{each['episode']}/book-in", {"claimed": world.claimed(), "place": "BP-RGV"}, by="USBP")
    parted = {
        "claimed": world.claimed(),
        "children": [family.girl["person"], family.boy["person"]],
        "adults": [family.mother["person"], family.father["person"]],
        "adult_next_organisation": "ICE",
        "adult_next_place": "ICE-HLG",
    }
    world.done(f"/families/{family.group}/report-separation", parted, by="USBP")
    for each in (family.mother, family.girl):
        handed(world, each["episode"], by="USBP", to="ICE", place="ICE-HLG")
    gone = {"claimed": world.claimed(), "kind": "removed", "with_child": False}
    world.done(f"/custody/{family.father['episode']}/exit", gone, by="USBP")
    [again] = world.met("Tadeo", by="ICE", place="ICE-HLG")
    world.same_person(family.boy["person"], again["person"])
    for each in (family.mother, family.girl, again):
        protect(world, each)
    return family, again


@pytest.fixture(scope="module")
def story(common: World) -> Story:
    first = zero_tolerance(common)
    aunt = common.done("/people", registration("Fidelina") | {"claimed": common.claimed()}, by="ORR")["id"]
    claim = {
        "claimed": common.claimed(),
        "kin": "sibling",
        "lineage": "not_applicable",
        "bonds": ["biological"],
        "asserted_by": "statement_of_person",
        "evidence": [],
        "confidence": "high",
    }
    common.done(f"/relationships/{aunt}/{first.mother['person']}/assert", claim, by="ORR")
    people = [{"registration": registration(name), "companions_answer": "not_asked"} for name in ("Elmer", "Ofelia")]
    body = {"claimed": common.claimed(), "place": "BP-RGV", "event_number": "E-INFANT", "people": people}
    infant, woman = common.done("/encounters", body, by="USBP")["people"]
    common.placed(infant["episode"])
    handed(common, woman["episode"], by="USBP", to="ICE", place="ICE-HLG")
    protect(common, woman)
    second, again = second_family(common)
    return Story(first=first, second=second, aunt=aunt, infant=infant, woman=woman, again=again)


Ask = Callable[[World, Story, str], Any]
"""What an organisation is answered; a refusal is an answer too."""


def search(name: str) -> Ask:
    def asked(world: World, _story: Story, by: str) -> Any:  # noqa: ANN401  # a body
        world.runner.catch_up()
        purpose = Purpose.OVERSIGHT if by.endswith("OIG") else None
        token = world.token(by, role=DUTY.get(by, "officer"), purpose=purpose)
        body = {"name": {"parts": [{"text": word, "role": "unknown"} for word in (name, "Invented")]}}
        return world.client.post("/v1/people/search", json=body, headers={"Authorization": f"Bearer {token}"}).json()

    return asked


def of(person: Callable[[Story], Json], question: str = "", **how: Any) -> Ask:  # noqa: ANN401  # see `get`
    return lambda world, story, by: world.get(f"/children/{person(story)['person']}{question}", by=by, **how).json()


def listed(path: str, **how: Any) -> Ask:  # noqa: ANN401  # see `get`
    return lambda world, _story, by: world.get(path, by=by, **how).json()


def first_mother(story: Story) -> Json:
    return story.first.mother


def first_girl(story: Story) -> Json:
    return story.first.girl


def boy(story: Story) -> Json:
    return story.second.boy


def infant(story: Story) -> Json:
    return story.infant


CHANGED = listed("/separations/difference", **{"from": "2018-01-01T00:00:00+00:00", "to": "2019-05-02T12:00:00+00:00"})
ROWS: list[tuple[str, str, Ask, str, str, str]] = [
    ("a", "search", search("Fidelina"), "aunt", "USBP", "ORR"),
    ("a", "search", search("Fidelina"), "aunt", "ICE", "ORR"),
    ("a", "relatives", of(first_mother, "/relatives"), "aunt", "ICE", "DHS-OIG"),
    ("b", "relatives", of(first_mother, "/relatives"), SHELTER, "ICE", "DHS-OIG"),
    ("b", "relatives", of(first_girl, "/relatives"), "removed", SHELTER, "ORR"),
    ("b", "news", listed("/news"), SHELTER, "ICE", "DHS-OIG"),
    ("b", "news", listed("/news"), "removed", SHELTER, "ORR"),
    ("b", "alarms", listed("/alarms"), "first father", SHELTER, "ORR"),
    ("f", "ties", of(infant, "/ties", purpose=Purpose.CUSTODY), "protected woman", "ORR", ""),
    ("f", "ties", of(infant, "/ties", purpose=REUNITES), "protected woman", "DHS-OIG", "ORR"),
    ("f", "desk of ties", listed("/ties", purpose=REUNITES), "protected woman", "ICE", "ORR"),
    ("f", "desk of ties", listed("/ties", purpose=Purpose.CUSTODY), "protected woman", "ORR", ""),
    ("1367", "search", search("Ofelia"), "protected woman", "USBP", "ICE"),
    ("1367", "ties", of(infant, "/ties", purpose=REUNITES), "protected woman", "USBP", "ORR"),
    ("1367", "relatives", of(boy, "/relatives"), "protected mother", "USBP", "DHS-OIG"),
    ("1367", "relatives", of(boy, "/relatives"), "protected record", "USBP", "DHS-OIG"),
    ("1367", "history", of(boy, "/history"), "protected mother", "USBP", "DHS-OIG"),
    ("1367", "history", of(boy, "/history"), "protected record", "USBP", "DHS-OIG"),
    ("1367", "custody", of(boy), "protected record", "USBP", "DHS-OIG"),
    ("1367", "two custodians", listed("/irregular/two-custodians"), "protected record", "USBP", "DHS-OIG"),
    ("1367", "alarms", listed("/alarms"), "protected girl", "USBP", "ORR"),
    ("1367", "news", listed("/news"), "protected mother", "USBP", "DHS-OIG"),
    ("1367", "separations", listed("/separations"), "protected mother", "USBP", "ORR"),
    ("1367", "separations", listed("/separations"), "protected girl", "USBP", "ICE"),
    ("1367", "changes", CHANGED, "protected mother", "USBP", "DHS-OIG"),
    ("1367", "changes", CHANGED, "protected girl", "USBP", "DHS-OIG"),
]


@pytest.mark.parametrize(("floor", "door", "ask", "what", "kept_from", "told_to"), ROWS)
def test_a_floor_holds_at_a_door(
    common: World, story: Story, *, floor: str, door: str, ask: Ask, what: str, kept_from: str, told_to: str
) -> None:
    word = story.ids().get(what, what)
    assert word not in str(ask(common, story, kept_from)), (floor, door)
    if told_to:
        assert word in str(ask(common, story, told_to)), f"{door} says nothing to anybody"


def test_a_child_of_whom_no_adult_may_be_told_stays_on_the_list(common: World, story: Story) -> None:
    rows = {row["person_id"]: row for row in common.told("/separations", by="USBP")["rows"]}
    row = rows[story.second.boy["person"]]
    assert row["adults"] == [story.second.father["person"]]
    assert (row["adult_next_organisation"], row["adult_next_place"]) == (None, None)
    counts = common.told("/separations/counts", by="USBP", first="2019-05", last="2019-05")["rows"]
    assert [each["at_end"] for each in counts] == [1]


def test_a_refusal_does_not_tell_that_something_is_on_record_about_somebody_protected(
    common: World, story: Story
) -> None:
    path = f"/relationships/{story.second.mother['person']}/{story.second.boy['person']}/verify"
    verdict = {"claim": str(UUID(int=1)), "methods": ["birth_certificate"], "second_verifier": "usbp.77"}
    for by, reason in (("USBP", "not_yours"), ("ICE", "no_such_claim")):
        refused = common.post(path, verdict, by=by, version=1, role="supervisor", user="x.78")
        assert (refused.status_code, refused.json()["reason"]) == (409, reason), by


@pytest.mark.parametrize(
    ("floor", "word", "asked_only"),
    [
        ("c", "address", False),
        ("c", "phone", False),
        ("c", "nationality", True),
        ("c", "sponsor", True),
        ("d", "immigration_status", False),
        ("e", "diagnosis", False),
        ("e", "narrative", True),
        ("g", "address", False),
    ],
)
def test_no_question_asks_and_no_answer_holds_what_a_floor_names(
    common: World, floor: str, word: str, *, asked_only: bool
) -> None:
    contract = common.app.openapi()
    schemas = contract["components"]["schemas"]
    parameters = [
        each["name"]
        for path in contract["paths"].values()
        for how, operation in path.items()
        if how == "get"
        for each in operation.get("parameters", ())
    ]
    search = [name for name in schemas if "Search" in name]
    asked = {*parameters, *(each for name in search for each in schemas[name].get("properties", ()))}
    held = {each for schema in schemas.values() for each in schema.get("properties", ())}
    assert {"as_of", "name"} <= asked, "the contract is read wrongly"
    assert "adult_next_place" in held
    assert not [each for each in (asked if asked_only else asked | held) if word in each], floor
