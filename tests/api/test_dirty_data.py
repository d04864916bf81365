"""What really comes in, through the API, each with its outcome. Numbers are those of the list of such cases."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api.world import NOW, Json, World, claimed, receipt_body, registration


def history(world: World, child: Json, *, by: str = "DHS-OIG") -> list[Json]:
    return list(world.told(f"/children/{child['person']}/history", by=by)["entries"])


def topics(entries: list[Json]) -> list[str]:
    return [entry["topic"].split(".")[1] for entry in entries if entry["topic"].startswith("custody.")]


def marks(world: World, child: Json) -> set[str]:
    return {mark for entry in history(world, child) for mark in entry["open_marks"]}


def custody(world: World, child: Json, **when: Any) -> Json:  # noqa: ANN401  # moments
    """Custody of the newest episode."""
    episodes = world.told(f"/children/{child['person']}", by="DHS-OIG", **when)["episodes"]
    return dict(next(each["custody"] for each in episodes if each["episode"] == child["episode"]))


def under_way(world: World, name: str) -> tuple[Json, str]:
    [child] = world.met(name)
    world.placed(child["episode"])
    offer = world.accepted(child["episode"])
    world.dispatched(child["episode"], offer)
    return child, offer


def received(world: World, name: str) -> tuple[Json, str]:
    child, offer = under_way(world, name)
    world.done(f"/custody/{child['episode']}/receive", receipt_body(offer, at=world.tick()), by="CARE-01")
    return child, offer


def tell(world: World, child: Json, command: str, *, by: str, at: datetime | None = None, **said: Any) -> Json:  # noqa: ANN401
    """A report on the child's episode."""
    body = {"claimed": claimed(at) if at else world.claimed()} | said
    return world.done(f"/custody/{child['episode']}/{command}", body, by=by, version=None)


# ------------------------------------------------------------------------------------------------- 1. A-numbers

A_NUMBERS = [
    ("A205123456", "A205123456", []),
    ("A-205-123-456", "A205123456", []),
    ("205 123 456", "A205123456", []),
    ("a 205.123.456", "A205123456", []),
    ("A12345678", "A012345678", []),
    ("a0205123456", "A205123456", ["ten_digits"]),
    ("A2O5123456", "A205123456", ["letter_for_digit"]),
    ("A20512345l", "A205123451", ["letter_for_digit"]),
    ("A205-123-465", "A205123465", []),
    ("pending", "PENDING", ["not_recognised"]),
    ("b(6), b(7)c", None, ["not_recognised"]),
]


@pytest.mark.parametrize(("written", "normalised", "doubts"), A_NUMBERS, ids=[row[0] for row in A_NUMBERS])
def test_an_a_number_is_taken_however_it_is_written(
    common: World, written: str, normalised: str | None, doubts: list[str]
) -> None:
    [child] = common.met("Acacia")
    body = {"claimed": common.claimed(), "scheme": "a_number", "identifier": written}
    common.done(f"/people/{child['person']}/assign-identifier", body, by="USBP", version=None)
    said = history(common, child)[-1]["said"]
    assert said["identifier"]["written"] == written
    assert normalised is None or said["identifier"]["normalised"] == normalised
    assert said["doubts"] == doubts


def test_one_number_on_two_people_is_flagged_and_refused_to_nobody(common: World) -> None:
    """The parent's number typed on the child, siblings' numbers swapped, two numbers on one child."""
    parent, child = common.met("Berta", "Beatriz")
    for person, number in ((parent, "A209 000 001"), (child, "A209000001"), (child, "A209000002")):
        body = {"claimed": common.claimed(), "scheme": "a_number", "identifier": number}
        common.done(f"/people/{person['person']}/assign-identifier", body, by="USBP", version=None)
    rows = common.told("/identifiers/shared", by="USBP", role="processing_coordinator")["rows"]
    assert [parent["person"], child["person"]] in [row["people"] for row in rows]

    wrong = history(common, child)[-2]["event_id"]
    body = {"claimed": common.claimed(), "assigned": wrong}
    common.done(f"/people/{child['person']}/retire-identifier", body, by="USBP", version=None)
    rows = common.told("/identifiers/shared", by="USBP", role="processing_coordinator")["rows"]
    assert [parent["person"], child["person"]] not in [row["people"] for row in rows]


# --------------------------------------------------------------------------------------------- 10. birth dates

BIRTHS: list[tuple[str, Json, int]] = [
    ("only the year", {"date": {"text": "2010"}}, 201),
    ("the month", {"date": {"text": "2010-04"}}, 201),
    ("said to be the first of January", {"date": {"text": "2005-01-01", "approximate": True}}, 201),
    ("day or month first, nobody knows", {"date": {"text": "03/04/2010"}}, 422),
    ("after the encounter", {"date": {"text": "2020-01-01"}}, 201),
    ("17 years and 364 days", {"date": {"text": "2001-05-02"}}, 201),
    ("29 February", {"date": {"text": "2008-02-29"}}, 201),
    ("29 February of no leap year", {"date": {"text": "2009-02-29"}}, 422),
    ("about 7", {"age_years": 7}, 201),
    ("an adult", {"date": {"text": "1988-03-01"}}, 201),
]


@pytest.mark.parametrize(("birth", "status"), [row[1:] for row in BIRTHS], ids=[row[0] for row in BIRTHS])
def test_a_birth_date_is_claimed_as_far_as_it_is_known(common: World, birth: Json, status: int) -> None:
    [child] = common.met("Cedro")
    body = {"claimed": common.claimed(), "birth": birth, "basis": "statement_of_person"}
    response = common.post(f"/people/{child['person']}/claim-birth-date", body, by="USBP")
    assert response.status_code == status
    if status == 201:
        said = history(common, child)[-1]["said"]["birth"]
        assert (said["date"] or {}).get("text") == birth.get("date", {}).get("text")


def test_three_dates_from_three_sources_stand_side_by_side(common: World) -> None:
    [child] = common.met("Copal")
    path = f"/people/{child['person']}/claim-birth-date"
    disputed: str | None = None
    for text, basis in (("2009-06", "statement_of_person"), ("2007-06-11", "document"), ("2008", "consulate")):
        body = {"claimed": common.claimed(), "birth": {"date": {"text": text}}, "basis": basis, "disputes": disputed}
        disputed = common.done(path, body, by="USBP", version=None)["events"][0]["event_id"]
    claims = [entry for entry in history(common, child) if entry["topic"] == "person.birth_date_claimed.v1"]
    assert [claim["said"]["birth"]["date"]["text"] for claim in claims] == ["2009-06", "2007-06-11", "2008"]
    assert {claim["struck_by"] for claim in claims} == {None}


# --------------------------------------------------------------------------------------------------- 12. times

TIMES = [
    ("no offset", "2019-05-01T10:00:00", 422),
    ("24:00", "2019-04-30T24:00:00-05:00", 422),
    ("a date alone", "2019-05-01", 422),
    ("a leap second", "2016-12-31T23:59:60Z", 422),
    ("in the gap of spring", "2019-03-10T02:30:00-06:00", 201),
    ("the second 1:30 of autumn", "2018-11-04T01:30:00-06:00", 201),
    ("mountain time", "2019-05-01T05:00:00-06:00", 201),
    ("in twenty minutes", "2019-05-01T12:20:00Z", 422),
    ("in four minutes", "2019-05-01T12:04:00Z", 201),
]


@pytest.mark.parametrize(("text", "status"), [row[1:] for row in TIMES], ids=[row[0] for row in TIMES])
def test_a_time_has_an_offset_and_is_not_ahead(world: World, text: str, status: int) -> None:
    body = {"claimed": claimed() | {"earliest": text}, **registration("Dalbergia")}
    assert world.post("/people", body, by="USBP").status_code == status


def test_a_whole_batch_stamped_at_midnight_is_told_in_the_order_of_the_process(common: World) -> None:
    midnight = NOW.replace(hour=0)
    person = common.done("/people", {"claimed": claimed(midnight), **registration("Drago")}, by="USBP")["id"]
    event = {"claimed": claimed(midnight, precision="day"), "place": "BP-RGV"}
    met = event | {"companions_answer": "none", "companions": []}
    opening = {"person": person, "command": "record-encounter", "event": met}
    child = {"person": person, "episode": common.done("/custody", opening, by="USBP")["id"]}
    for command in ("book-out", "book-in"):
        tell(common, child, command, by="USBP", at=midnight, place="BP-RGV")
    assert topics(history(common, child)) == ["encounter_recorded", "booked_in", "booked_out"]


# --------------------------------------------------------------------------------------------- 13. late arrivals


def test_a_receipt_entered_before_the_dispatch(common: World) -> None:
    [child] = common.met("Encino")
    common.placed(child["episode"])
    offer = common.accepted(child["episode"])
    left, here = common.tick(), common.tick()
    tell(common, child, "receive", by="CARE-01", **receipt_body(offer, at=here))
    assert "not_dispatched" in marks(common, child)
    packet = [{"kind": "i_213", "status": "present"}]
    tell(common, child, "assemble-packet", by="USBP", at=left, items=packet)
    tell(common, child, "dispatch", by="USBP", at=left, offer=offer, trip=None, escort="usbp.1")
    assert topics(history(common, child))[-3:] == ["packet_assembled", "dispatched", "received"]
    assert marks(common, child) == set()
    assert custody(common, child)["holder"] == "CARE-01"


def test_a_receipt_three_days_late(common: World) -> None:
    child, offer = under_way(common, "Fresno")
    here = common.tick()
    common.move_clock(common.now + timedelta(days=3))
    tell(common, child, "receive", by="CARE-01", **receipt_body(offer, at=here))
    entry = history(common, child)[-1]
    assert entry["entered_late"]
    assert entry["late_minutes"] >= 3 * 24 * 60
    assert custody(common, child, as_of=here.isoformat())["holder"] == "CARE-01"
    before = entry["position"] - 1
    assert custody(common, child, as_known_at=before)["holder"] == "USBP"


def test_one_event_delivered_twice(common: World) -> None:
    child, offer = under_way(common, "Guaje")
    body, key = receipt_body(offer, at=common.tick()), str(uuid4())
    path = f"/custody/{child['episode']}/receive"
    first, again = (common.post(path, body, by="CARE-01", key=key) for _ in range(2))
    assert first.text == again.text
    assert topics(history(common, child)).count("received") == 1


def test_two_systems_report_one_handoff_twenty_minutes_apart(common: World) -> None:
    child, offer = received(common, "Huizache")
    tell(common, child, "receive", by="CARE-01", **receipt_body(offer, at=common.tick() - timedelta(minutes=20)))
    assert topics(history(common, child)).count("received") == 2
    assert "already_received" in marks(common, child)
    assert custody(common, child)["holder"] == "CARE-01"


def test_a_file_a_year_old(common: World) -> None:
    child, _ = received(common, "Icaco")
    tell(common, child, "book-in", by="USBP", at=NOW - timedelta(days=365), place="BP-RGV")
    entries = history(common, child)
    assert "before_encounter" in marks(common, child)
    assert entries[0]["topic"] == "custody.booked_in.v1"
    assert custody(common, child)["holder"] == "CARE-01"


# ------------------------------------------------------------------------------------------------ 14. transfers


def test_a_child_whom_nobody_announced(common: World) -> None:
    [child] = common.met("Jobo")
    tell(common, child, "receive", by="CARE-01", **receipt_body(None, at=common.tick()))
    assert custody(common, child)["holder"] == "CARE-01"
    assert "without_offer" in marks(common, child)


def test_the_wrong_sibling_got_out(common: World) -> None:
    child, offer = under_way(common, "Lima")
    body = receipt_body(offer, at=common.tick()) | {"discrepancies": [{"kind": "sibling_swapped"}]}
    tell(common, child, "receive", by="CARE-01", **body)
    assert "discrepancy" in marks(common, child)


def test_received_at_another_facility(common: World) -> None:
    child, offer = under_way(common, "Mangle")
    tell(common, child, "receive", by="CARE-02", **receipt_body(offer, place="CARE-02", at=common.tick()))
    assert custody(common, child)["holder"] == "CARE-02"
    assert {"not_the_addressee", "different_place"} <= marks(common, child)


def test_the_bus_turned_back(common: World) -> None:
    child, offer = under_way(common, "Naranjo")
    tell(common, child, "turn-back", by="USBP", offer=offer, place="BP-RGV", reason="weather")
    now = custody(common, child)
    assert (now["holder"], now["between_hands"]) == ("USBP", False)


def test_refused_at_the_door(common: World) -> None:
    child, offer = under_way(common, "Olmo")
    tell(common, child, "refuse", by="CARE-01", offer=offer, place="CARE-01", reason="no_bed")
    now = custody(common, child)
    assert (now["answerable"], now["legal_custodian"]) == ("USBP", "USBP")
    assert "refused_at_door" in marks(common, child)


def test_to_hospital_on_the_way(common: World) -> None:
    child, offer = under_way(common, "Palma")
    tell(common, child, "start-absence", by="USBP", kind="hospital", escort="usbp.1")
    tell(common, child, "receive", by="CARE-01", **receipt_body(offer, at=common.tick()))
    assert custody(common, child)["holder"] == "CARE-01"


def test_a_dispatch_that_did_not_happen(common: World) -> None:
    child, _ = under_way(common, "Quina")
    dispatch = history(common, child)[-1]
    assert dispatch["topic"] == "custody.dispatched.v1"
    body = {"target": dispatch["event_id"], "reason": "did_not_occur"}
    common.done(f"/custody/{child['episode']}/void", body, by="USBP")
    now = custody(common, child)
    assert (now["place"], now["between_hands"]) == ("BP-RGV", False)


def test_the_receiver_confirms_twice(common: World) -> None:
    child, offer = received(common, "Roble")
    tell(common, child, "receive", by="CARE-01", **receipt_body(offer, at=common.tick()))
    assert "already_received" in marks(common, child)
    assert custody(common, child)["holder"] == "CARE-01"


def test_the_sender_confirms_for_the_receiver(common: World) -> None:
    child, offer = under_way(common, "Sauce")
    response = common.post(f"/custody/{child['episode']}/receive", receipt_body(offer, at=common.tick()), by="USBP")
    assert (response.status_code, response.json()["reason"]) == (409, "sender_cannot_confirm")
    assert custody(common, child)["between_hands"] is True


# ------------------------------------------------------------------------- 15. two custodians, and none for hours


def test_two_claim_one_child(common: World) -> None:
    """The receiver's signature counts; the other claim is recorded, marked, and moves nothing back by itself."""
    child, _ = received(common, "Tamarindo")
    tell(common, child, "book-in", by="ICE", place="ICE-HLG")
    assert "not_the_holder" in marks(common, child)
    assert custody(common, child)["legal_custodian"] == "ORR"


def test_nobody_signs_for_six_hours(common: World) -> None:
    child, _ = under_way(common, "Ulmo")
    common.move_clock(common.now + timedelta(hours=6))
    [row] = [row for row in common.told("/between-hands", by="USBP")["rows"] if row["person_id"] == child["person"]]
    assert row["minutes_open"] >= 360
    assert (row["answerable"], row["giver"]) == ("USBP", "USBP")


# ----------------------------------------------------------------- 17. and 18. gone and found, and met once more


def test_gone_from_a_shelter_and_found_under_another_name(common: World) -> None:
    child, _ = received(common, "Vara")
    tell(common, child, "report-missing", by="CARE-01", last_seen_place="CARE-01", reported_to=["police", "ncmec"])
    now = custody(common, child)
    assert (now["legal_custodian"], now["holder"], now["whereabouts"]) == ("ORR", None, "missing")

    [found] = common.met("Verbena", place="BP-LRT")
    written = {"claimed": common.claimed(), "scheme": "a_number", "identifier": "A211000009"}
    common.done(f"/people/{found['person']}/assign-identifier", written, by="USBP", version=None)
    link = {"other": child["person"], "basis": "document"}
    common.done(f"/people/{found['person']}/link-as-same", link, by="USBP")
    rows = common.told("/irregular/two-custodians", by="DHS-OIG")["rows"]
    assert {found["person"], child["person"]} in [{row["person_id"], row["other_person"]} for row in rows]

    unlink = {"other": child["person"], "basis": "document"}
    common.done(f"/people/{found['person']}/unlink", unlink, by="USBP")
    rows = common.told("/irregular/two-custodians", by="DHS-OIG")["rows"]
    assert {found["person"], child["person"]} not in [{row["person_id"], row["other_person"]} for row in rows]


def test_met_again_after_a_release(common: World) -> None:
    child, _ = received(common, "Xoconostle")
    tell(common, child, "exit", by="CARE-01", kind="sponsor", sponsor_category="1")
    event = {"claimed": common.claimed(), "place": "BP-RGV", "companions_answer": "none", "companions": []}
    opening = {"person": child["person"], "command": "record-encounter", "event": event}
    second = common.done("/custody", opening, by="USBP")["id"]
    assert second != child["episode"]
    again = common.post("/custody", opening, by="USBP")
    assert (again.status_code, again.json()["reason"]) == (409, "episode_already_open")
    episodes = common.told(f"/children/{child['person']}", by="DHS-OIG")["episodes"]
    assert {each["episode"]: each["custody"]["step"] for each in episodes} == {
        child["episode"]: "exited",
        second: "encountered",
    }


# ----------------------------------------------------------------------------------------------- 19. corrections


def corrected(world: World, child: Json, target: str, place: str) -> tuple[str, str]:
    """Correct the place of a booking; the ids of what stands now and of the correction."""
    replacement = {"claimed": world.claimed(), "place": place}
    body = {"target": target, "reason": "incorrect_data", "replacement": replacement}
    stands, correction = world.done(f"/custody/{child['episode']}/correct", body, by="USBP")["events"]
    return stands["event_id"], correction["event_id"]


def test_a_correction_of_a_correction(common: World) -> None:
    [child] = common.met("Yuca")
    first = tell(common, child, "book-in", by="USBP", place="BP-LRT")["events"][0]["event_id"]
    second, _ = corrected(common, child, first, "BP-DRT")
    third, last = corrected(common, child, second, "BP-EPT")
    assert custody(common, child)["place"] == "BP-EPT"

    common.done(f"/custody/{child['episode']}/void", {"target": last, "reason": "incorrect_data"}, by="USBP")
    assert custody(common, child)["place"] == "BP-DRT"
    struck = {entry["event_id"]: entry["struck_by"] is not None for entry in history(common, child)}
    assert (struck[first], struck[second], struck[third]) == (True, False, True)


def test_a_correction_is_not_corrected(common: World) -> None:
    [child] = common.met("Zapote")
    first = tell(common, child, "book-in", by="USBP", place="BP-LRT")["events"][0]["event_id"]
    _, correction = corrected(common, child, first, "BP-DRT")
    body = {"target": correction, "reason": "incorrect_data", "replacement": {}}
    response = common.post(f"/custody/{child['episode']}/correct", body, by="USBP", version="seen")
    assert (response.status_code, response.json()["reason"]) == (409, "no_replacement")


def test_a_decision_on_which_others_stand_is_not_voided(common: World) -> None:
    child, _ = under_way(common, "Anona")
    determined = next(
        entry for entry in history(common, child) if entry["topic"] == "custody.unaccompanied_determined.v1"
    )
    body = {"target": determined["event_id"], "reason": "incorrect_data"}
    response = common.post(f"/custody/{child['episode']}/void", body, by="USBP", version="seen")
    assert (response.status_code, response.json()["reason"]) == (409, "others_rely_on_it")


def test_only_who_signed_a_record_strikes_it(common: World) -> None:
    child, _ = received(common, "Balche")
    receipt = history(common, child)[-1]["event_id"]
    body = {"target": receipt, "reason": "did_not_occur"}
    response = common.post(f"/custody/{child['episode']}/void", body, by="ORR", version="seen")
    assert (response.status_code, response.json()["reason"]) == (409, "not_your_record")
    statement = {"claimed": common.claimed(), "target": receipt, "statement": "I was not there that night."}
    common.done(f"/people/{child['person']}/state-disagreement", statement, by="ADVOCATE-A", version=None)


def test_a_name_by_court_order_stands_beside_the_others(common: World) -> None:
    [child] = common.met("Caoba")
    name = {"parts": [{"text": "Ceiba", "role": "given"}], "script": "Latn", "order": "certain"}
    body = {"claimed": common.claimed(), "name": name, "basis": "court_order"}
    common.done(f"/people/{child['person']}/record-name", body, by="USBP", version=None)
    said = [entry["said"]["name"]["parts"][0]["text"] for entry in history(common, child) if "name" in entry["said"]]
    assert said == ["Caoba", "Ceiba"]


def test_a_record_whose_key_is_destroyed_is_there_without_the_name(world: World) -> None:
    [child] = world.met("Dividivi")
    site = world.site
    keyring = site.ledger.custody_mapper.codec.sealer.keyring
    keyring.destroy(UUID(child["person"]))
    entries = history(world, child)
    assert entries[0]["said"]["name"] == {"sealed": True}
    assert custody(world, child)["holder"] == "USBP"
