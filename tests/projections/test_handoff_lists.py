"""The lists of handoffs: who may see which, what comes first, page by page; and their counts."""

from typing import Any
from uuid import uuid4

import pytest

from ledger.domain import codes
from ledger.domain.custody import care, handoff
from ledger.domain.errors import NotPermitted
from ledger.domain.reader import Purpose, Reader
from ledger.domain.values import Instant, ManifestId, OfferId, UserId
from projections.handoffs import queries
from projections.handoffs.queries import Direction, HandoffCount
from projections.handoffs.sheets import Status
from tests.projections.offers import (
    LEFT,
    MANIFEST,
    OTHER,
    OTHER_PLACE,
    RECEIVED,
    accepted,
    arrived,
    on_manifest,
    only,
    projected,
    redirect,
    sent,
    waiting,
)
from tests.projections.world import (
    CARE,
    ICE,
    NOW,
    OFFICE,
    OVERSIGHT,
    SECTOR,
    SHELTER,
    USBP,
    World,
    minutes,
    reader,
)

# --------------------------------------------------------------------------------------------------- who is shown it


def shown_to(world: World) -> dict[str, bool]:
    """Who sees the offer of the manifest, and whether with what is known of the child now."""
    everybody = ("USBP", "OFO", "ICE", "ORR", "CARE-01", "CARE-02", "CARRIER-A", "CARRIER-B", "DHS-OIG", "ADVOCATE-A")
    seen = {by: on_manifest(world, by) for by in everybody}
    return {by: rows[0].version is not None for by, rows in seen.items() if rows}


def test_after_the_receipt_giver_and_carrier_see_who_received_and_nothing_later(world: World) -> None:
    child, offer = arrived(world)
    assert shown_to(world) == {"USBP": True, "CARE-01": True, "CARRIER-A": True, "ORR": True, "DHS-OIG": True}
    child.received(offer, RECEIVED)
    assert shown_to(world) == {"USBP": False, "CARRIER-A": False, "ORR": True, "CARE-01": True, "DHS-OIG": True}
    before = only(world, "USBP")
    assert (before.status, before.closed_at, before.closed_for) == (Status.RECEIVED, RECEIVED, CARE)
    assert {before.holder, before.legal_custodian, before.whereabouts, before.version, before.position} == {None}
    child.say(care.Moved, OTHER, RECEIVED + minutes(60), to_place=OTHER_PLACE, approved_by=UserId("orr.1"))
    assert shown_to(world) == {
        "USBP": False, "CARRIER-A": False, "CARE-01": False, "ORR": True, "CARE-02": True, "DHS-OIG": True,
    }  # fmt: skip
    assert only(world, "USBP") == before
    assert only(world, "ORR").holder == OTHER


def test_a_former_addressee_is_shown_nothing(world: World) -> None:
    child, offer = arrived(world)
    redirect(child, offer)
    assert shown_to(world).keys() == {"USBP", "CARRIER-A", "CARE-02", "ORR", "DHS-OIG"}


def test_oversight_states_its_purpose(world: World) -> None:
    accepted(world)
    world.project()
    nosy = Reader(user=UserId("u"), organisation=OVERSIGHT, role="officer", purpose=Purpose.CUSTODY)
    for ask in (queries.waiting_for, queries.sent_by, queries.counted):
        with pytest.raises(NotPermitted):
            ask(world.views, nosy, organisation=CARE)
    with pytest.raises(NotPermitted):
        queries.of_manifest(world.views, nosy, MANIFEST)


def test_the_lists_of_another_organisation_have_only_what_the_reader_may_see(world: World) -> None:
    _, ours = accepted(world)
    theirs = world.child(by=ICE, place=OFFICE)
    theirs.placed(by=ICE)
    offer = theirs.accepted(by=ICE)
    assert set(waiting(world)) == {ours, offer}
    assert waiting(world, "ICE", organisation=CARE) == [offer]
    assert waiting(world, "ICE", organisation=USBP) == []
    assert sent(world, "ICE", organisation=USBP) == []
    assert set(waiting(world, OVERSIGHT, organisation=CARE)) == {ours, offer}
    assert counts(world, "ICE", organisation=CARE) == {("incoming", "accepted"): 1}
    assert counts(world, OVERSIGHT, organisation=CARE) == {("incoming", "accepted"): 2}


# ---------------------------------------------------------------------------------------------------- order and counts


def counts(world: World, by: str, **how: Any) -> dict[tuple[str, str], int]:  # noqa: ANN401  # see `counted`
    world.project()
    rows: tuple[HandoffCount, ...] = queries.counted(world.views, reader(by), **how).rows
    return {(row.direction, row.status): row.handoffs for row in rows}


@pytest.fixture
def busy(world: World) -> dict[str, OfferId]:
    """Six children on their way to the shelter, each at another point of it."""
    children = dict(zip(("soon", "late", "agreed", "on_the_way", "unknown", "door"), world.people(6), strict=True))
    for child in children.values():
        child.placed()
    offers = {
        "soon": children["soon"].offered(expires_at=NOW + minutes(300)),
        "late": children["late"].offered(expires_at=NOW + minutes(500)),
        **{name: children[name].accepted() for name in ("agreed", "on_the_way", "unknown", "door")},
    }
    expected = Instant(NOW + minutes(400))
    way: dict[str, Any] = {"offer": offers["on_the_way"], "trip": None, "escort": None, "expected_arrival": expected}
    children["on_the_way"].say(handoff.Dispatched, USBP, LEFT, **way)
    children["door"].left(offers["door"], LEFT)
    children["unknown"].left(offers["unknown"], LEFT + minutes(30))
    children["door"].say(handoff.Arrived, CARE, LEFT + minutes(20), offer=offers["door"], place=SHELTER)
    return offers


def test_what_is_due_first_comes_first_and_what_is_the_others_turn_last(world: World, busy: dict[str, OfferId]) -> None:
    named = {offer: name for name, offer in busy.items()}
    incoming = ["door", "unknown", "soon", "on_the_way", "late", "agreed"]
    assert [named[offer] for offer in waiting(world)] == incoming
    assert [named[offer] for offer in sent(world)] == ["agreed", "door", "unknown", "soon", "on_the_way", "late"]


@pytest.mark.parametrize("limit", [1, 2, 4, 6, 7])
def test_the_lists_are_read_page_by_page(world: World, busy: dict[str, OfferId], limit: int) -> None:
    for ask, by in ((queries.waiting_for, CARE), (queries.sent_by, USBP)):
        seen: list[OfferId] = []
        after = None
        while page := ask(projected(world), reader(by), after=after, limit=limit).rows:
            assert len(page) <= limit
            after = page[-1].cursor
            seen += [row.offer for row in page]
        assert seen == [row.offer for row in ask(world.views, reader(by)).rows]
        assert set(seen) == set(busy.values())


def test_a_manifest_keeps_its_order_whatever_happens_to_the_children(world: World) -> None:
    children = world.people(4)
    for child in children:
        child.placed()
    offers = [child.accepted(manifest=MANIFEST) for child in children]
    children[2].left(offers[2], LEFT)
    children[0].received(offers[0], RECEIVED)
    children[3].say(handoff.HandoffRecalled, USBP, offer=offers[3], reason=codes.RecallReason.OTHER)
    children[1].left(offers[1], RECEIVED)
    assert [row.offer for row in on_manifest(world)] == offers
    assert on_manifest(world, manifest=ManifestId(uuid4())) == ()


def test_a_place_has_what_comes_to_it_and_what_leaves_from_it(world: World, busy: dict[str, OfferId]) -> None:
    assert set(waiting(world, place=SHELTER)) == set(sent(world, place=SECTOR)) == set(busy.values())
    assert waiting(world, place=OTHER_PLACE) == waiting(world, place=SECTOR) == []
    assert sent(world, place=SHELTER) == []


def test_counts_are_of_the_two_lists(world: World, busy: dict[str, OfferId]) -> None:
    by_status = {"offered": 2, "accepted": 1, "under_way": 2, "at_the_door": 1}
    assert counts(world, CARE) == {("incoming", status): count for status, count in by_status.items()}
    assert counts(world, USBP) == {("outgoing", status): count for status, count in by_status.items()}
    assert counts(world, CARE, place=OTHER_PLACE) == counts(world, USBP, place=SHELTER) == {}
    assert counts(world, USBP, place=SECTOR) == counts(world, USBP)
    assert counts(world, OVERSIGHT) == {}
    assert {row.direction for row in queries.counted(world.views, reader(USBP)).rows} == {Direction.OUTGOING}
