"""Refusals, stale versions, races of two decisions, and what a refusal tells to whom."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from httpx import Response

from tests.api.world import Json, World, offer_body, receipt_body


def both(world: World, *requests: tuple[str, Json, str, int]) -> list[Response]:
    """Send commands at the same moment."""
    with ThreadPoolExecutor(len(requests)) as pool:
        futures = [pool.submit(world.post, path, body, by=by, version=version) for path, body, by, version in requests]
        return [future.result() for future in futures]


def test_a_refusal_says_what_would_be_allowed(world: World) -> None:
    [child] = world.met("Azucena")
    response = world.post(f"/custody/{child['episode']}/offer", offer_body(str(uuid4())), by="USBP", version="seen")
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["type"], problem["reason"]) == ("urn:custody-ledger:problem:refused", "not_determined")
    assert "determine-unaccompanied" in problem["allowed"]


def test_a_decision_must_say_what_it_rests_on(world: World) -> None:
    [child] = world.met("Begonia")
    body = {"rule": "6 USC 279(g)(2)"}
    response = world.post(f"/custody/{child['episode']}/determine-unaccompanied", body, by="USBP")
    assert (response.status_code, response.json()["code"]) == (428, "version_missing")


def test_a_report_need_not(world: World) -> None:
    [child] = world.met("Camelia")
    body = {"claimed": world.claimed(), "place": "BP-RGV"}
    assert world.post(f"/custody/{child['episode']}/book-in", body, by="USBP").status_code == 201


@pytest.mark.parametrize("version", [1, 3, 9999])
def test_a_version_that_is_not_the_current_one_is_412_with_it(world: World, version: int) -> None:
    [child] = world.met("Dondiego")
    path = f"/custody/{child['episode']}"
    world.done(f"{path}/book-in", {"claimed": world.claimed(), "place": "BP-RGV"}, by="USBP")
    response = world.post(f"{path}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by="USBP", version=version)
    assert (response.status_code, response.json()["current_version"]) == (412, 2)
    report = world.post(f"{path}/book-out", {"claimed": world.claimed(), "place": "BP-RGV"}, by="USBP", version=version)
    assert (report.status_code, report.json()["current_version"]) == (412, 2)


@pytest.mark.parametrize("kind", ["custody", "people", "trips"])
def test_an_unknown_record_is_404(world: World, kind: str) -> None:
    body, command = {
        "custody": ({"claimed": world.claimed(), "place": "BP-RGV"}, "book-in"),
        "people": ({"claimed": world.claimed(), "need": "mobility"}, "record-need"),
        "trips": ({"claimed": world.claimed(), "place": "BP-RGV"}, "depart"),
    }[kind]
    response = world.post(f"/{kind}/{uuid4()}/{command}", body, by="USBP")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_an_episode_is_not_taken_for_a_person_nor_the_other_way_round(world: World) -> None:
    one, two = world.met("Espliego", "Fresia")
    need, book_in = {"claimed": world.claimed(), "need": "mobility"}, {"claimed": world.claimed(), "place": "BP-RGV"}
    assert world.post(f"/people/{one['episode']}/record-need", need, by="USBP").status_code == 404
    assert world.post(f"/custody/{one['person']}/book-in", book_in, by="USBP").status_code == 404
    assert world.post(f"/trips/{one['person']}/depart", book_in, by="USBP").status_code == 404
    event = {"claimed": world.claimed(), "place": "BP-RGV", "companions_answer": "none", "companions": []}
    opening = {"person": one["episode"], "command": "record-encounter", "event": event}
    assert world.post("/custody", opening, by="USBP").status_code == 404
    link = {"other": two["episode"], "basis": "document"}
    assert world.post(f"/people/{one['person']}/link-as-same", link, by="USBP", version="seen").status_code == 404


def test_two_facilities_accept_one_offer_at_once(world: World) -> None:
    for _ in range(5):
        [child] = world.met("Geranio")
        world.placed(child["episode"])
        offer = world.offered(child["episode"])
        path, version = f"/custody/{child['episode']}/accept", world.versions[child["episode"]]
        answers = both(world, *((path, {"offer": offer}, by, version) for by in ("CARE-01", "CARE-02")))
        assert [answer.status_code for answer in answers] == [201, 409]


def test_two_of_one_facility_accept_at_once(world: World) -> None:
    [child] = world.met("Hortensia")
    world.placed(child["episode"])
    offer = world.offered(child["episode"])
    path, version = f"/custody/{child['episode']}/accept", world.versions[child["episode"]]
    answers = both(world, *[(path, {"offer": offer}, "CARE-01", version)] * 2)
    assert sorted(answer.status_code for answer in answers) in ([201, 409], [201, 412])


def test_recall_and_acceptance_never_both_succeed(world: World) -> None:
    outcomes = []
    for _ in range(10):
        [child] = world.met("Ixora")
        world.placed(child["episode"])
        offer = world.offered(child["episode"])
        path, version = f"/custody/{child['episode']}", world.versions[child["episode"]]
        recall = {"offer": offer, "reason": "relative_found"}
        answers = both(
            world,
            (f"{path}/recall", recall, "USBP", version),
            (f"{path}/accept", {"offer": offer}, "CARE-01", version),
        )
        outcomes.append(sorted(answer.status_code for answer in answers))
    assert all(statuses in ([201, 409], [201, 412]) for statuses in outcomes)


def test_the_sender_cannot_confirm_for_the_receiver(world: World) -> None:
    [child] = world.met("Jacinto")
    world.placed(child["episode"])
    offer = world.accepted(child["episode"])
    world.dispatched(child["episode"], offer)
    response = world.post(f"/custody/{child['episode']}/receive", receipt_body(offer, at=world.tick()), by="USBP")
    assert (response.status_code, response.json()["reason"]) == (409, "sender_cannot_confirm")


def test_who_has_no_part_in_a_record_learns_nothing_by_being_refused(world: World) -> None:
    [child] = world.met("Kiri")
    path = f"/custody/{child['episode']}"
    classify = {"classification": "adult", "rule": "8 CFR 236.3"}
    told = [
        world.post(f"{path}/classify", classify, by="OFO", version=1),
        world.post(f"{path}/offer", offer_body(str(uuid4())), by="CARE-05", version=99),
    ]
    world.placed(child["episode"])
    told.append(world.post(f"{path}/classify", classify, by="OFO", version=1))
    assert {answer.status_code for answer in told} == {409}
    assert len({answer.text for answer in told}) == 1
    assert told[0].json()["reason"] == "not_yours"
    assert "allowed" not in told[0].json()


def test_a_place_that_does_not_meet_the_needs_takes_who_decided_and_why(world: World) -> None:
    [child] = world.met("Hierbabuena")
    need = {"claimed": world.claimed(), "need": "isolation"}
    world.done(f"/people/{child['person']}/record-need", need, by="USBP")
    world.placed(child["episode"], place="CARE-11")
    path = f"/custody/{child['episode']}/designate-placement"
    asked = {"place": "CARE-01", "program": "shelter"}
    refused = world.post(path, asked, by="ORR", version="seen").json()
    assert (refused["reason"], "designate-placement" in refused["allowed"]) == ("needs_not_met", True)
    assert "isolation" not in str(refused), "what a child needs is not told in an error"
    asked |= {"override_by": "ORR.supervisor"}
    assert world.post(path, asked, by="ORR", version="seen").json()["reason"] == "override_not_explained"
    world.done(path, asked | {"note": "The house keeps a room free from today on."}, by="ORR")
