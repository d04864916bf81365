"""Questions about handoffs and case steps over HTTP: lists, cursors, filters, what is told to whom, the read log."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.test_manifests import dispatched, offered, ready
from tests.api.world import Json, World, receipt_body


def pages(world: World, path: str, *, by: str, **query: Any) -> Iterator[Json]:  # noqa: ANN401  # see `told`
    """Every row of a list, page by page."""
    cursor: str | None = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        answer = world.told(path, by=by, **query, **more)
        yield from answer["rows"]
        cursor = answer["next_cursor"]
        if cursor is None:
            return


def manifest_of(world: World, by: str) -> str:
    row: Json = world.told("/handoffs/sent", by=by)["rows"][0]
    return str(row["manifest"])


def test_both_sides_see_the_same_manifest(world: World) -> None:
    offers = dispatched(world, ready(world, "Ana", "Bea", "Cleo"))
    manifest = manifest_of(world, "USBP")
    theirs = world.told(f"/manifests/{manifest}/handoffs", by="USBP")
    assert [row["episode"] for row in theirs["rows"]] == list(offers)
    assert {row["status"] for row in theirs["rows"]} == {"under_way"}
    assert {row["left_by"] for row in theirs["rows"]} == {"usbp.1"}
    ours = world.told(f"/manifests/{manifest}/handoffs", by="CARE-01")
    assert ours["rows"] == theirs["rows"]
    assert world.told(f"/manifests/{manifest}/handoffs", by="CARE-02")["rows"] == []


def test_after_the_receipt_the_giver_is_told_who_received_and_nothing_of_the_child(world: World) -> None:
    [(episode, offer)] = dispatched(world, ready(world, "Dalia")).items()
    manifest = manifest_of(world, "USBP")
    world.done(f"/custody/{episode}/receive", receipt_body(offer, at=world.tick()), by="CARE-01")
    [giver] = world.told(f"/manifests/{manifest}/handoffs", by="USBP")["rows"]
    [receiver] = world.told(f"/manifests/{manifest}/handoffs", by="CARE-01")["rows"]
    assert (giver["status"], giver["closed_by"], giver["closed_for"]) == ("received", "care-01.1", "CARE-01")
    hidden = ("legal_custodian", "holder", "next_holder", "previous_holder", "referred_to", "whereabouts", "version")
    assert {giver[name] for name in (*hidden, "position")} == {None}
    assert (receiver["holder"], receiver["version"]) == ("CARE-01", world.versions[episode])


def test_what_waits_and_what_was_sent_page_by_page(world: World) -> None:
    offers = offered(world, ready(world, "Elsa", "Flor", "Gala"))
    for path, by in (("/handoffs/waiting", "CARE-01"), ("/handoffs/sent", "USBP")):
        rows = list(pages(world, path, by=by, limit=2))
        assert {row["offer"] for row in rows} == set(offers.values())
        assert rows == world.told(path, by=by)["rows"]
        assert {(row["status"], row["offer_status"]) for row in rows} == {("offered", "open")}
    episode = next(iter(offers))
    world.done(f"/custody/{episode}/decline", {"offer": offers[episode], "reason": "no_bed"}, by="CARE-01")
    assert len(world.told("/handoffs/waiting", by="CARE-01")["rows"]) == 2
    assert len(world.told("/handoffs/sent", by="USBP")["rows"]) == 3
    assert world.told("/handoffs/counts", by="USBP")["rows"] == [
        {"direction": "outgoing", "status": "declined", "handoffs": 1},
        {"direction": "outgoing", "status": "offered", "handoffs": 2},
    ]


def test_lists_are_of_an_organisation_and_a_place(world: World) -> None:
    offers = offered(world, ready(world, "Hada"))
    [row] = world.told("/handoffs/waiting", by="DHS-OIG", organisation="CARE-01")["rows"]
    assert row["offer"] in offers.values()
    for query, path in (
        ({"place": "CARE-02"}, "/handoffs/waiting"),
        ({"organisation": "CARE-02"}, "/handoffs/waiting"),
        ({"place": "CARE-01"}, "/handoffs/sent"),
        ({"place": "CARE-02"}, "/handoffs/counts"),
    ):
        assert world.told(path, by="USBP", **query)["rows"] == [], path
    assert world.told("/handoffs/waiting", by="USBP", organisation="CARE-01", place="CARE-01")["rows"] == [row]
    assert world.told("/handoffs/sent", by="USBP", place="BP-RGV")["rows"] == [row]
    assert world.told("/handoffs/counts", by="DHS-OIG", organisation="USBP")["rows"]


def test_orr_finds_what_is_referred_to_it(world: World) -> None:
    [waiting, placed] = world.met("Ines", "Jade")
    at = f"/custody/{waiting['episode']}"
    world.done(f"{at}/determine-unaccompanied", {"rule": "6 USC 279(g)(2)"}, by="USBP")
    referral = {
        "referring_agency": "border_patrol",
        "entry_class": "entry_without_inspection",
        "needs": [],
        "separated": False,
    }
    world.done(f"{at}/submit-referral", referral, by="USBP")
    world.placed(placed["episode"])
    assert world.told("/steps", by="ORR")["rows"] == [
        {"step": "placed_pending_transfer", "people": 1, "unacknowledged": 0, "not_offered": 1},
        {"step": "referred", "people": 1, "unacknowledged": 1, "not_offered": 1},
    ]
    assert world.told("/steps", by="ORR", place="POE-HID")["rows"] == []
    [row] = world.told("/steps/referred/children", by="ORR", referral="submitted")["rows"]
    assert (row["episode"], row["referred_to"]) == (waiting["episode"], "ORR")
    world.done(f"{at}/acknowledge-referral", {}, by="ORR", version=row["version"])
    assert world.told("/steps/referred/children", by="ORR", referral="submitted")["rows"] == []
    [to_offer] = world.told("/steps/placed_pending_transfer/children", by="USBP", offered="false")["rows"]
    assert (to_offer["episode"], to_offer["designated"]) == (placed["episode"], "CARE-01")
    for filters in ({"offered": "true"}, {"place": "POE-HID"}, {"holder": "OFO"}):
        assert world.told("/steps/placed_pending_transfer/children", by="USBP", **filters)["rows"] == []


def test_who_is_at_a_step_page_by_page(world: World) -> None:
    met = [child["episode"] for child in world.met("Kira", "Lia", "Mae")]
    rows = list(pages(world, "/steps/encountered/children", by="USBP", limit=1))
    assert {row["episode"] for row in rows} == set(met)
    assert rows == world.told("/steps/encountered/children", by="USBP")["rows"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/manifests/not-an-id/handoffs", {}),
        ("/handoffs/waiting", {"cursor": "x"}),
        ("/handoffs/sent", {"cursor": "WzFd"}),
        ("/handoffs/waiting", {"place": "nowhere"}),
        ("/handoffs/counts", {"limit": "1"}),
        ("/steps/asleep/children", {}),
        ("/steps/referred/children", {"referral": "lost"}),
        ("/steps/referred/children", {"cursor": "WzFd"}),
    ],
)
def test_a_question_that_is_misspelt_is_not_answered(common: World, path: str, query: dict[str, str]) -> None:
    assert common.get(path, by="USBP", **query).status_code == 422


def test_each_list_is_in_the_read_log(world: World, logged: io.StringIO) -> None:
    [child] = world.met("Noa")
    world.placed(child["episode"])
    world.offered(child["episode"])
    manifest = manifest_of(world, "USBP")
    logged.truncate(0)
    world.told(f"/manifests/{manifest}/handoffs", by="USBP")
    world.told("/handoffs/waiting", by="CARE-01")
    world.told("/handoffs/sent", by="USBP")
    world.told("/steps/placed_pending_transfer/children", by="ORR")
    world.told("/handoffs/counts", by="USBP")
    lines = [json.loads(line) for line in logged.getvalue().replace("\0", "").splitlines()]
    reads = [(line["question"], line["persons"]) for line in lines if line["event"] == "record_read"]
    assert reads == [(name, [child["person"]]) for name in ("manifest", "waiting", "sent", "at_step")]
