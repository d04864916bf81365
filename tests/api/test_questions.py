"""Questions: who sees what, by which clock, from which position on, and the line that each read leaves."""

import io
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.api.test_manifests import dispatched, ready
from tests.api.world import NOW, Json, World, claimed, receipt_body, registration


def only_episode(answer: Json) -> Json:
    [episode] = answer["episodes"]
    return dict(episode)


def received(world: World, name: str = "Rosa") -> Json:
    """A child who has come to CARE-01."""
    [child] = world.met(name)
    world.placed(child["episode"])
    offer = world.accepted(child["episode"])
    world.dispatched(child["episode"], offer)
    world.done(f"/custody/{child['episode']}/receive", receipt_body(offer, at=world.tick()), by="CARE-01")
    return child


def test_who_has_a_child(world: World) -> None:
    child = received(world)
    answer = world.told(f"/children/{child['person']}", by="ORR")
    episode = only_episode(answer)
    assert episode["version"] == world.versions[child["episode"]]
    custody = episode["custody"]
    assert (custody["legal_custodian"], custody["holder"], custody["place"]) == ("ORR", "CARE-01", "CARE-01")
    assert (custody["step"], custody["between_hands"]) == ("in_orr_care", False)
    assert answer["provisional"] is False


def test_need_to_know_follows_custody(world: World) -> None:
    [child] = world.met("Sol")
    path = f"/children/{child['person']}"
    assert [world.get(path, by=each).status_code for each in ("USBP", "ORR")] == [200, 404]
    world.placed(child["episode"])
    assert [world.get(path, by=each).status_code for each in ("USBP", "ORR", "CARE-01", "CARE-02")] == [
        200,
        200,
        404,
        404,
    ]
    offer = world.accepted(child["episode"])
    assert [world.get(path, by=each).status_code for each in ("USBP", "ORR", "CARE-01", "CARE-02")] == [
        200,
        200,
        200,
        404,
    ]
    world.dispatched(child["episode"], offer)
    world.done(f"/custody/{child['episode']}/receive", receipt_body(offer, at=world.tick()), by="CARE-01")
    assert [world.get(path, by=each).status_code for each in ("USBP", "CARE-01", "ORR", "DHS-OIG")] == [
        404,
        200,
        200,
        200,
    ]


@pytest.mark.parametrize("question", ["", "/history", "/handlers", "/gaps"])
def test_what_one_may_not_see_is_as_if_it_were_not_there(world: World, question: str) -> None:
    [child] = world.met("Teo")
    hidden = world.get(f"/children/{child['person']}{question}", by="CARE-09")
    absent = world.get(f"/children/{uuid4()}{question}", by="CARE-09")
    assert (hidden.status_code, hidden.json()) == (absent.status_code, absent.json())
    assert hidden.status_code == 404


def test_what_was_true_and_what_was_known(world: World) -> None:
    [child] = world.met("Uma")
    path, person = f"/custody/{child['episode']}", f"/children/{child['person']}"
    before = world.told(person, by="USBP")["position"]
    world.move_clock(NOW + timedelta(hours=5))
    late = {"claimed": claimed(NOW + timedelta(hours=1)), "place": "BP-RGV"}
    world.done(f"{path}/book-in", late, by="USBP")

    then = world.told(person, by="USBP", as_of=(NOW + timedelta(minutes=30)).isoformat())
    assert only_episode(then)["custody"]["step"] == "encountered"
    now = world.told(person, by="USBP", as_of=(NOW + timedelta(hours=1)).isoformat())
    assert only_episode(now)["custody"]["step"] == "in_dhs_custody"
    unknown = world.told(person, by="USBP", as_known_at=before)
    assert (unknown["position"], only_episode(unknown)["custody"]["step"]) == (before, "encountered")
    by_time = world.told(person, by="USBP", as_known_at=(NOW + timedelta(hours=4)).isoformat())
    assert (by_time["position"], by_time["provisional"]) == (before, False)
    head = world.told(person, by="USBP", as_known_at=(NOW + timedelta(days=9)).isoformat())
    assert head["provisional"] is True
    assert world.told(person, by="USBP", as_known_at=head["position"])["episodes"] == head["episodes"]


def test_the_history_shows_names_to_those_who_may_read_them(world: World) -> None:
    child = received(world, "Violeta")
    answer = world.told(f"/children/{child['person']}/history", by="CARE-01")
    entries = answer["entries"]
    assert [entry["topic"] for entry in entries][:2] == ["person.registered.v1", "custody.encounter_recorded.v1"]
    assert entries[0]["said"]["name"]["parts"][0] == {"text": "Violeta", "role": "given"}
    assert entries[-1]["topic"] == "custody.received.v1"
    assert entries[-1]["before"]["holder"] == "USBP"
    assert entries[-1]["after"]["holder"] == "CARE-01"


def test_a_record_that_dhs_may_not_see_stays_sealed_for_dhs(world: World) -> None:
    [child] = world.met("Wara")
    note = {"claimed": world.claimed(), "need": "pregnancy", "note": "Xochiquetzalli", "labels": ["do_not_share_dhs"]}
    world.done(f"/people/{child['person']}/record-need", note, by="USBP")
    path = f"/children/{child['person']}/history"

    def note_for(organisation: str) -> Any:  # noqa: ANN401  # text or a sealed value
        entries = world.told(path, by=organisation)["entries"]
        return next(entry["said"]["note"] for entry in entries if entry["topic"] == "person.need_recorded.v1")

    assert note_for("USBP") == {"sealed": True}
    assert note_for("DHS-OIG") == "Xochiquetzalli"


def test_a_correction_is_shown_with_what_it_struck(world: World) -> None:
    [child] = world.met("Xel")
    path = f"/custody/{child['episode']}"
    wrong = world.done(f"{path}/book-in", {"claimed": world.claimed(), "place": "BP-LRT"}, by="USBP")["events"][0]
    replacement = {"claimed": world.claimed(), "place": "BP-RGV"}
    body = {"target": wrong["event_id"], "reason": "incorrect_data", "replacement": replacement}
    done = world.done(f"{path}/correct", body, by="USBP")
    assert [event["topic"] for event in done["events"]] == ["custody.booked_in.v1", "custody.corrected.v1"]
    entries = world.told(f"/children/{child['person']}/history", by="USBP")["entries"]
    struck = {entry["event_id"]: entry["struck_by"] for entry in entries}
    assert struck[wrong["event_id"]] == done["events"][1]["event_id"]
    assert struck[done["events"][0]["event_id"]] is None
    place = only_episode(world.told(f"/children/{child['person']}", by="USBP"))["custody"]["place"]
    assert place == "BP-RGV"


def test_a_question_names_the_position_it_needs(world: World) -> None:
    child = received(world)
    head = world.told(f"/children/{child['person']}", by="ORR")["position"]
    for path in (f"/children/{child['person']}", "/between-hands"):
        assert world.told(path, by="ORR", at_least=head)["position"] >= head
        behind = world.get(path, by="ORR", at_least=head + 1)
        assert (behind.status_code, behind.json()["code"]) == (503, "not_yet")
        assert behind.headers["Retry-After"] == "1"


def test_lists_come_in_pages(world: World) -> None:
    children = {child["episode"] for child in world.met(*(f"Yuca {n}" for n in range(7)))}
    found: list[str] = []
    cursor: Json = {}
    while True:
        answer = world.told("/places/BP-RGV/children", by="USBP", limit=3, **cursor)
        found += [row["episode"] for row in answer["rows"]]
        if answer["next_cursor"] is None:
            break
        cursor = {"cursor": answer["next_cursor"]}
    assert (len(found), set(found)) == (7, children)
    assert world.told("/children", by="USBP", place="BP-LRT")["rows"] == []
    assert world.told("/holdings", by="USBP")["rows"][0]["children"] == 7


def test_who_is_offered_to_me(world: World) -> None:
    [child] = world.met("Yara")
    world.placed(child["episode"])
    world.offered(child["episode"])
    [row] = world.told("/children", by="CARE-01", offered_to="CARE-01")["rows"]
    assert (row["episode"], row["offer_status"]) == (child["episode"], "open")


def test_who_is_between_hands(world: World) -> None:
    offers = dispatched(world, ready(world, "Zoe", "Zulma"))
    rows = world.told("/between-hands", by="USBP")["rows"]
    assert {row["episode"] for row in rows} == offers.keys()
    assert {row["answerable"] for row in rows} == {"USBP"}
    assert world.told("/between-hands", by="CARE-07")["rows"] == []


def test_who_handled_a_child_and_whom_an_official_handled(world: World) -> None:
    child = received(world)
    handlers = world.told(f"/children/{child['person']}/handlers", by="CARE-01")["rows"]
    assert {row["user_id"] for row in handlers} >= {"usbp.1", "orr.1", "care-01.1"}
    mine = world.told("/handlers/care-01.1", by="CARE-01", limit=2)
    assert len(mine["rows"]) == 2
    rest = world.told("/handlers/care-01.1", by="CARE-01", cursor=mine["next_cursor"])
    assert {row["person_id"] for row in mine["rows"] + rest["rows"]} == {child["person"]}
    assert world.told("/handlers/care-01.1", by="CARE-02")["rows"] == []


def test_what_is_irregular(world: World) -> None:
    [child] = world.met("Alba")
    world.done(f"/custody/{child['episode']}/receive", receipt_body(None, at=world.tick()), by="CARE-01")
    rows = world.told("/irregular", by="CARE-01")["rows"]
    assert "without_offer" in {row["code"] for row in rows}
    assert world.told("/irregular", by="CARE-01", code="refused_at_door")["rows"] == []
    assert world.told("/irregular/counts", by="CARE-01")["rows"]
    first = world.told("/irregular", by="CARE-01", limit=1)
    assert len(first["rows"]) == 1
    again = world.told("/irregular", by="CARE-01", cursor=first["next_cursor"])["rows"]
    assert [*first["rows"], *again] == rows


def test_statistics_are_counts_by_month(world: World) -> None:
    world.met("Bruna", "Celia")
    [row] = world.told("/statistics/encounters", by="ORR", first="2019-05", last="2019-05")["rows"]
    assert (row["sector"], row["month"], row["people"]) == ("BP-RGV", "2019-05-01", 2)
    for table in ("releases", "census", "referrals", "exits"):
        world.told(f"/statistics/{table}", by="CARE-03", first="2018-10", last="2019-09")
    minutes = {"since": "2019-05-01T00:00:00Z", "until": "2019-06-01T00:00:00Z"}
    world.told("/statistics/handler-minutes", by="ORR", **minutes)


def test_who_has_an_identifier_is_for_those_on_duty(world: World) -> None:
    [child] = world.met("Dora")
    written = {"scheme": "a_number", "identifier": "A-205-123-456"}
    world.done(f"/people/{child['person']}/assign-identifier", {"claimed": world.claimed(), **written}, by="USBP")
    world.runner.catch_up()
    search = {"scheme": "a_number", "identifier": "205 123 456"}
    headers = {"Authorization": f"Bearer {world.token('ORR', role='orr_intakes')}"}
    found = world.client.post("/v1/people/search", json=search, headers=headers)
    assert [row["person_id"] for row in found.json()["rows"]] == [child["person"]]
    refused = world.post("/people/search", search, by="ORR")
    assert (refused.status_code, refused.json()["reason"]) == (403, "not_on_duty")


def test_the_register_and_the_system(world: World) -> None:
    organisations = world.told("/register/organisations", by="ADVOCATE-A")["rows"]
    assert {"code": "CARE-01", "acts_for_orr": True}.items() <= next(
        row for row in organisations if row["code"] == "CARE-01"
    ).items()
    assert any(row["code"] == "BP-RGV" for row in world.told("/register/places", by="ICE")["rows"])
    system = world.told("/system", by="ORR")
    assert (system["purpose"], system["position"]) == ("simulation", 0)
    assert {view["behind"] for view in system["views"]} == {0}


@pytest.mark.parametrize(
    "query",
    [
        {"as_knwon_at": "1"},
        {"as_of": "yesterday"},
        {"as_of": "2019-05-01T12:00:00"},
        {"as_of": "2019-02-30T12:00:00Z"},
        {"as_known_at": "-1"},
        {"as_known_at": "999999"},
        {"at_least": "many"},
        {"at_least": str(2**70)},
        {"as_of": ["2019-05-01T12:00:00Z", "2019-05-02T12:00:00Z"]},
    ],
    ids=str,
)
def test_a_question_that_is_misspelt_is_not_answered(world: World, query: dict[str, Any]) -> None:
    [child] = world.met("Elvira")
    response = world.get(f"/children/{child['person']}", by="USBP", **query)
    assert response.status_code == 422


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "e30", "%00", "W" * 201])
def test_a_cursor_that_no_answer_gave_is_422(common: World, cursor: str) -> None:
    assert common.get("/irregular", by="USBP", cursor=cursor).status_code == 422


def test_each_read_and_each_refusal_leaves_a_line(world: World, logged: io.StringIO) -> None:
    [child] = world.met("Fabiola")
    world.told(f"/children/{child['person']}/history", by="USBP")
    world.get(f"/children/{child['person']}", by="CARE-08")
    world.told("/places/BP-RGV/children", by="USBP")
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    reads = [line for line in lines if line["event"] == "record_read"]
    assert [(line["question"], line["persons"]) for line in reads] == [
        ("history", [child["person"]]),
        ("at_place", [child["person"]]),
    ]
    assert {line["purpose"] for line in reads} == {"custody"}
    [denied] = [line for line in lines if line["event"] == "read_denied"]
    assert (denied["persons"], denied["organisation"]) == ([child["person"]], "CARE-08")
    assert "Fabiola" not in logged.getvalue()


def test_readiness(world: World) -> None:
    assert world.client.get("/readyz").json() == {"status": "ok"}
    assert world.client.get("/healthz").json() == {"status": "ok"}


def test_an_aunt_who_was_never_in_custody_is_known_to_who_registered_her(world: World) -> None:
    person = world.done("/people", {"claimed": world.claimed(), **registration("Gilda")}, by="USBP")["id"]
    assert world.get(f"/children/{person}/history", by="CARE-01").status_code == 404
