"""Many children at once: whole or not at all on the way there, child by child at the door."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.world import NOW, Json, World, claimed, offer_body

TWELVE = tuple(f"Zinnia {number}" for number in range(12))


def ready(world: World, *names: str) -> list[str]:
    """Episodes of children who may be offered to CARE-01."""
    episodes = [child["episode"] for child in world.met(*names)]
    for episode in episodes:
        world.placed(episode)
    return episodes


def manifest(world: World, command: str, rows: list[Json], *, by: str, **shared: Any) -> Json:  # noqa: ANN401  # fields
    """Send a manifest that must succeed."""
    return world.done(f"/manifests/{command}", shared | {"rows": rows}, by=by)


def rows_of(world: World, offers: dict[str, str]) -> list[Json]:
    return [
        {"episode": episode, "version": world.versions[episode], "offer": offer} for episode, offer in offers.items()
    ]


def offered(world: World, episodes: list[str]) -> dict[str, str]:
    """All of them offered to CARE-01 in one manifest: the offer of each."""
    offers = {episode: str(uuid4()) for episode in episodes}
    shared = {name: value for name, value in offer_body("").items() if name != "offer"}
    manifest(world, "offer", rows_of(world, offers), by="USBP", **shared)
    return offers


def dispatched(world: World, episodes: list[str]) -> dict[str, str]:
    """All of them on the way to CARE-01."""
    offers = offered(world, episodes)
    manifest(world, "accept", rows_of(world, offers), by="CARE-01")
    manifest(world, "dispatch", rows_of(world, offers), by="USBP", claimed=world.claimed(), trip=None, escort="usbp.7")
    return offers


def received(episode: str, offer: str | None, **more: Any) -> Json:  # noqa: ANN401  # fields
    """A row that says that the child is here."""
    found = {"identity_method": "photo", "condition": "well", "packet": [], "discrepancies": []}
    return {"outcome": "received", "episode": episode, "offer": offer} | found | more


def arrival(world: World, rows: list[Json]) -> Json:
    return {"claimed": world.claimed(), "place": "CARE-01", "head_count": len(rows), "rows": rows}


def outcomes(answer: Json) -> list[str]:
    return [row["outcome"] for row in answer["rows"]]


def test_twelve_dispatched_eleven_received(world: World) -> None:
    offers = dispatched(world, ready(world, *TWELVE))
    rows = [received(episode, offer) for episode, offer in offers.items()]
    rows[4] = {"outcome": "not_here", "episode": rows[4]["episode"], "offer": rows[4]["offer"]}
    answer = world.done("/manifests/receive", arrival(world, rows), by="CARE-01")
    assert outcomes(answer) == ["received"] * 4 + ["not_here"] + ["received"] * 7
    assert {row["events"][0]["topic"] for row in answer["rows"]} == {
        "custody.received.v1",
        "custody.reported_absent.v1",
    }


def test_one_stale_child_never_blocks_eleven(world: World) -> None:
    offers = dispatched(world, ready(world, *TWELVE))
    rows = [received(episode, offer, version=world.versions[episode]) for episode, offer in offers.items()]
    stale = rows[7]["episode"]
    world.done(
        f"/custody/{stale}/arrive", {"claimed": world.claimed(), "offer": offers[stale], "place": "CARE-01"}, by="USBP"
    )
    key, body = str(uuid4()), arrival(world, rows)
    first = world.done("/manifests/receive", body, by="CARE-01", key=key)
    assert outcomes(first) == ["received"] * 7 + ["conflict"] + ["received"] * 4
    problem = first["rows"][7]["problem"]
    assert (problem["code"], problem["current_version"]) == ("stale_version", world.versions[stale])

    rows[7]["version"] = world.versions[stale]
    again = world.done("/manifests/receive", body, by="CARE-01", key=key)
    assert outcomes(again) == ["received"] * 12
    assert [row for place, row in enumerate(again["rows"]) if place != 7] == [
        row for place, row in enumerate(first["rows"]) if place != 7
    ]


def test_each_outcome_at_the_door(world: World) -> None:
    [sent, refused, stranger] = ready(world, "Amapola", "Bugambilia", "Clavel")
    offers = dispatched(world, [sent, refused])
    rows = [
        received(sent, offers[sent], discrepancies=[{"kind": "papers_missing", "item": "i_213"}]),
        {"outcome": "refused", "episode": refused, "offer": offers[refused], "reason": "no_bed"},
        received(stranger, None),
        received(str(uuid4()), None),
    ]
    answer = world.done("/manifests/receive", arrival(world, rows), by="CARE-01")
    assert outcomes(answer) == ["received", "refused", "received", "conflict"]
    assert answer["rows"][3]["problem"]["code"] == "not_found"


def test_a_receipt_that_the_sender_signs_is_in_conflict(world: World) -> None:
    offers = dispatched(world, ready(world, "Dedalera"))
    [(episode, offer)] = offers.items()
    answer = world.done("/manifests/receive", arrival(world, [received(episode, offer)]), by="USBP")
    assert answer["rows"][0]["problem"]["reason"] == "sender_cannot_confirm"
    assert answer["position"] > 0


def test_a_receipt_repeated_records_nothing(world: World) -> None:
    offers = dispatched(world, ready(world, "Eneldo", "Fucsia"))
    body, key = arrival(world, [received(episode, offer) for episode, offer in offers.items()]), str(uuid4())
    assert world.done("/manifests/receive", body, by="CARE-01", key=key) == world.done(
        "/manifests/receive", body, by="CARE-01", key=key
    )


@pytest.mark.parametrize("wrong", ["refused", "stale", "unknown"])
def test_a_manifest_is_whole_or_nothing(world: World, wrong: str) -> None:
    episodes = ready(world, "Gardenia", "Heliotropo", "Jara")
    offers = {episode: str(uuid4()) for episode in episodes}
    rows = rows_of(world, offers)
    if wrong == "refused":
        world.offered(episodes[1])
        rows[1]["version"] = world.versions[episodes[1]]
    elif wrong == "stale":
        rows[1]["version"] = 2
    else:
        rows[1]["episode"] = str(uuid4())
    shared = {name: value for name, value in offer_body("").items() if name != "offer"}
    response = world.post("/manifests/offer", shared | {"rows": rows}, by="USBP")
    if wrong == "unknown":
        assert response.status_code == 404
    else:
        assert (response.status_code, response.json()["code"]) == (409, "rows_refused")
        [row] = response.json()["rows"]
        assert (row["episode"], row["code"]) == (episodes[1], {"refused": "refused", "stale": "stale_version"}[wrong])
    for episode in (episodes[0], episodes[2]):
        world.offered(episode)


def test_a_manifest_is_recalled_and_declined_whole(world: World) -> None:
    episodes = ready(world, "Lantana", "Malva")
    offers = offered(world, episodes)
    manifest(world, "decline", rows_of(world, offers), by="CARE-01", reason="no_bed")
    offers = offered(world, episodes)
    manifest(world, "recall", rows_of(world, offers), by="USBP", reason="transport_unavailable")


def test_a_manifest_under_way_is_redirected_to_each_child(world: World) -> None:
    offers = dispatched(world, ready(world, "Nardo", "Orquidea"))
    to = {"to_organisation": "CARE-02", "to_place": "CARE-02", "reason": "place_full"}
    manifest(world, "redirect", rows_of(world, offers), by="ORR", **to)
    manifest(world, "accept", rows_of(world, offers), by="CARE-02")
    body = arrival(world, [received(episode, offer) for episode, offer in offers.items()]) | {"place": "CARE-02"}
    assert outcomes(world.done("/manifests/receive", body, by="CARE-02")) == ["received", "received"]


def test_a_manifest_arrives_and_is_admitted_whole(world: World) -> None:
    offers = dispatched(world, ready(world, "Reseda", "Siempreviva"))
    rows = [{"episode": episode, "offer": offer} for episode, offer in offers.items()]
    answer = manifest(world, "arrive", rows, by="CARE-01", claimed=world.claimed(), place="CARE-01")
    assert [event["topic"] for event in answer["events"]] == ["custody.arrived.v1"] * 2
    world.done(
        "/manifests/receive", arrival(world, [received(episode, offers[episode]) for episode in offers]), by="CARE-01"
    )
    taken = [{"episode": episode} for episode in offers]
    shared = {"claimed": world.claimed(), "place": "CARE-01", "program": "shelter"}
    answer = manifest(world, "admit", taken, by="CARE-01", **shared)
    assert [event["topic"] for event in answer["events"]] == ["custody.admitted.v1"] * 2


def test_a_child_stands_in_a_manifest_once(world: World) -> None:
    [episode] = ready(world, "Petunia")
    row = {"episode": episode, "version": 5, "offer": str(uuid4())}
    response = world.post("/manifests/accept", {"rows": [row, row]}, by="CARE-01")
    assert (response.status_code, response.json()["errors"][0]["at"]) == (422, "/rows/1/episode")


def test_a_flaw_is_named_where_it_is(world: World) -> None:
    [episode] = ready(world, "Retama")
    row = received(episode, None) | {"note": ""}
    response = world.post("/manifests/receive", arrival(world, [row]) | {"place": "NOWHERE"}, by="CARE-01")
    assert response.json()["errors"][0]["at"] == "/rows/0/note"
    row = received(episode, None)
    response = world.post("/manifests/receive", arrival(world, [row]) | {"place": "NOWHERE"}, by="CARE-01")
    assert response.json()["errors"][0] == {
        "at": "/place",
        "code": "not_listed",
        "detail": "a code of the register of places",
    }


def test_a_receipt_from_the_future_is_in_conflict_alone(world: World) -> None:
    offers = dispatched(world, ready(world, "Salvia"))
    body = arrival(world, [received(episode, offer) for episode, offer in offers.items()])
    ahead = body | {"claimed": claimed(NOW.replace(year=2020))}
    answer = world.done("/manifests/receive", ahead, by="CARE-01")
    assert answer["rows"][0]["problem"]["code"] == "claimed_in_future"
