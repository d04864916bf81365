"""The search for a person over HTTP and at the terminal: in a body, with a purpose, on record, and the least shown."""

import io
import json
from typing import Any

from tests.api.world import Json, World, registration

DUTY = {"ORR": "orr_intakes", "USBP": "processing_coordinator", "ICE": "juvenile_coordinator"}


def ask(world: World, body: Json, *, by: str, role: str | None = None) -> Any:  # noqa: ANN401  # a response
    world.runner.catch_up()
    headers = {"Authorization": f"Bearer {world.token(by, role=role or DUTY.get(by, 'officer'))}"}
    return world.client.post("/v1/people/search", json=body, headers=headers)


def named(*words: str, **more: Any) -> Json:  # noqa: ANN401  # parts of a body
    return {"name": {"parts": [{"text": word, "role": "unknown"} for word in words]}} | more


def found(world: World, body: Json, *, by: str) -> list[Json]:
    answer = ask(world, body, by=by)
    assert answer.is_success, answer.text
    rows: list[Json] = answer.json()["rows"]
    return rows


def test_who_may_see_the_record_is_shown_who_it_is_and_why(world: World, logged: io.StringIO) -> None:
    [child] = world.met("Yessica")
    [row] = found(world, named("Invented", "Jessica", birth={"age_years": 9}), by="USBP")
    assert (row["person_id"], row["name"], row["age_years"], row["ask"]) == (
        child["person"],
        "Yessica Invented",
        9,
        None,
    )
    assert row["agreement"] == {
        "score": 86,
        "words": [{"how": "exact", "elsewhere": False}, {"how": "nickname", "elsewhere": False}],
        "not_asked": 0,
        "birth": "year_only",
        "sex_differs": False,
    }
    [line] = [line for line in map(json.loads, logged.getvalue().splitlines()) if line["event"] == "record_read"]
    assert (line["question"], line["persons"], line["purpose"], line["organisation"]) == (
        "search",
        [child["person"]],
        "custody",
        "USBP",
    )
    assert "essica" not in logged.getvalue()


def test_a_stranger_is_told_whom_to_ask_and_nothing_else(world: World) -> None:
    [child] = world.met("Yessica")
    for by in ("ORR", "ICE"):
        [row] = found(world, named("Invented", "Jessica"), by=by)
        assert {name: value for name, value in row.items() if value is not None} == {
            "person_id": child["person"],
            "by_identifier": False,
            "ask": "USBP",
        }


def test_relatives_at_liberty_are_not_found_by_dhs(world: World) -> None:
    aunt = world.done("/people", registration("Fidelina") | {"claimed": world.claimed()}, by="ORR")["id"]
    assigned = {"claimed": world.claimed(), "scheme": "consular", "identifier": "GT 123456"}
    world.done(f"/people/{aunt}/assign-identifier", assigned, by="ORR")
    number = {"scheme": "consular", "identifier": "gt-123456"}
    for body in (named("Fidelina", "Invented"), number, named("Fidelina", "Invented") | number):
        assert [row["name"] for row in found(world, body, by="ORR")] == ["Fidelina Invented"]
        assert found(world, body, by="USBP") == []


def test_a_number_finds_whoever_has_it_whatever_the_name(world: World) -> None:
    [child] = world.met("Yessica")
    number = {"scheme": "a_number", "identifier": "A-205-123-456"}
    world.done(f"/people/{child['person']}/assign-identifier", number | {"claimed": world.claimed()}, by="USBP")
    asked = named("Somebody", "Else") | {"scheme": "a_number", "identifier": "205 123 456"}
    [row] = found(world, asked, by="USBP")
    assert (row["person_id"], row["by_identifier"], row["agreement"]["score"]) == (child["person"], True, 0)


def test_who_is_not_on_duty_is_refused_on_record_and_nothing_is_echoed(world: World, logged: io.StringIO) -> None:
    world.met("Yessica")
    for by, role, status in (
        ("ORR", "officer", 403),
        # the login of these has nobody on duty, whatever role is claimed
        ("CARE-01", "orr_intakes", 404),
        ("CARRIER-A", "juvenile_coordinator", 404),
    ):
        refused = ask(world, named("Invented", "Jessica"), by=by, role=role)
        assert refused.status_code == status
        assert "essica" not in refused.text
    denials = [line for line in map(json.loads, logged.getvalue().splitlines()) if line["event"] == "read_denied"]
    assert [line["organisation"] for line in denials] == ["ORR", "CARE-01", "CARRIER-A"]


def test_a_search_for_nobody_is_refused(world: World) -> None:
    bodies: tuple[Json, ...] = (
        {},
        {"name": {"parts": []}},
        {"scheme": "a_number"},
        {"identifier": "A205123456"},
        named("FNU", "LNU"),
        named("Jessica", birth={"date": {"text": "2010-02-30"}}),
        named("Jessica", country="GTM"),
    )
    for body in bodies:
        refused = ask(world, body, by="ORR")
        assert refused.status_code == 422, (body, refused.text)
        assert "essica" not in refused.text
