"""What really comes in about custody, through the API, each case with its outcome: numbers 13 to 19 of the list."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.api.world import NOW, Json, World, claimed, receipt_body


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
    common.same_person(found["person"], child["person"])
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
