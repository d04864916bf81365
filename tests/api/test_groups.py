"""A group at once: registered with names and identifiers, companions by their place, an encounter each."""

from typing import Any
from uuid import uuid4

from tests.api.world import Json, World, claimed, registration


def group(*people: Json, **more: Any) -> Json:  # noqa: ANN401  # fields
    return {"claimed": claimed(), "place": "BP-RGV", "people": list(people)} | more


def person(name: str, *companions: Json, **more: Any) -> Json:  # noqa: ANN401  # fields
    answer = "named" if companions else "none"
    row = {"registration": registration(name), "companions_answer": answer, "companions": list(companions)}
    return row | more


def with_(index: int, relation: str) -> Json:
    return {"index": index, "relation": relation, "said_by": "statement_of_person", "present_now": True}


def test_a_family_of_three_and_the_aunt_who_got_away(world: World) -> None:
    body = group(
        person("Ana", with_(1, "sibling"), with_(2, "mother"), with_(3, "maternal_aunt_or_uncle")),
        person("Beto", with_(0, "sibling"), with_(2, "mother"), with_(3, "maternal_aunt_or_uncle")),
        person("Carla", with_(0, "own_child"), with_(1, "own_child")),
        {"registration": registration("Delia"), "encountered": False},
        event_number="RGV1905000001",
        subjects_count=4,
        children_count=2,
    )
    answer = world.done("/encounters", body, by="USBP")
    assert [member["episode"] is not None for member in answer["people"]] == [True, True, True, False]
    topics = [event["topic"] for event in answer["events"]]
    assert topics.count("person.registered.v1") == 4
    assert topics.count("custody.encounter_recorded.v1") == topics.count("person.episode_opened.v1") == 3
    aunt = answer["people"][3]["person"]
    need = world.post(f"/people/{aunt}/record-need", {"claimed": world.claimed(), "need": "mobility"}, by="USBP")
    assert need.status_code == 201


def test_identifiers_are_taken_as_written(world: World) -> None:
    written = [{"scheme": "a_number", "identifier": "A 205-123-456"}, {"scheme": "fins", "identifier": "1 234 567"}]
    answer = world.done("/encounters", group(person("Elsa", identifiers=written)), by="USBP")
    assert [event["topic"] for event in answer["events"]].count("person.identifier_assigned.v1") == 2


def test_a_person_in_an_open_episode_is_met_again_in_it(world: World) -> None:
    [first] = world.met("Fidel")
    known = {"person": first["person"], "companions_answer": "named", "companions": [with_(1, "cousin")]}
    answer = world.done("/encounters", group(known, person("Gil", with_(0, "cousin"))), by="OFO")
    assert answer["people"][0] == {"person": first["person"], "episode": first["episode"]}
    assert answer["people"][1]["episode"] != first["episode"]


def test_all_or_nothing(world: World) -> None:
    unknown = {"person": str(uuid4()), "companions_answer": "none"}
    assert world.post("/encounters", group(person("Hugo"), unknown), by="USBP").status_code == 404
    ghost = {"person": str(uuid4()), "relation": "mother", "said_by": "document", "present_now": None}
    response = world.post("/encounters", group(person("Ines", ghost)), by="USBP")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_flaws_are_all_named_at_once(world: World) -> None:
    body = group(
        {"companions_answer": "none"},
        person("Juan", {"relation": "mother", "said_by": "document", "present_now": True}),
        person("Katia", with_(2, "mother")),
        person("Lola", with_(9, "mother")),
        {"registration": registration("Mara")},
        {"registration": registration("Nora"), "encountered": False, "note": "was seen"},
    )
    response = world.post("/encounters", body, by="USBP")
    assert [flaw["at"] for flaw in response.json()["errors"]] == [
        "/people/0",
        "/people/1/companions/0",
        "/people/2/companions/0/index",
        "/people/3/companions/0/index",
        "/people/4/companions_answer",
        "/people/5",
    ]


def test_a_flaw_of_the_registration_is_named_there(world: World) -> None:
    body = group(person("Olga"))
    body["people"][0]["registration"]["birth"] = {"date": {"text": "2011-13"}}
    response = world.post("/encounters", body, by="USBP")
    assert response.json()["errors"][0]["at"] == "/people/0/registration/birth/date"


def test_a_hundred_and_sixty_at_once(world: World) -> None:
    people = [person(f"Persona {number}") for number in range(160)]
    answer = world.done("/encounters", group(*people), by="USBP")
    assert len(answer["events"]) == 480
