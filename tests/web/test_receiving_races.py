"""Somebody was quicker, or a form was sent twice: what is signed stays, and what is not is told with the way on."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest

from api.batches import record_receipt
from api.requests.manifests import ReceiptRow
from api.web.pages import receiving_door
from ledger.application import Answer, Ledger
from ledger.domain.custody.handoff import Received
from ledger.domain.errors import CustodyError
from ledger.store.write_errors import OutcomeUnknown
from tests.api.world import World
from tests.web.feeding import fed, settle
from tests.web.reading import Browser
from tests.web.receiving import NAMES, events_of, last_of, number_of, ticked, under_way

Browse = Callable[..., Browser]
EVENING = "CARE-11.evening"


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


def test_one_stale_child_never_blocks_eleven(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES)
    receiver = browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, dict.fromkeys(NAMES, "received"))
    at = {"claimed": world.claimed(), "offer": bus.offers[NAMES[6]], "place": "CARE-11"}
    world.done(f"/custody/{bus.episodes[NAMES[6]]}/arrive", at, by="CARRIER-A", version=None)
    world.move_clock(world.now + timedelta(minutes=2))

    page = receiver.post(bus.door, fields)
    assert page.status == 200
    assert "1 child could not be recorded" in page.text
    assert "The answers for 11 other children are recorded and stay." in page.text
    assert f"7. {NAMES[6]} Invented : At the door 3 minutes ago, says carrier-a.1 (Carrier A (invented))." in page.text
    signed = [type(last_of(world, bus, name)) for name in NAMES]
    assert signed.count(Received) == 11

    again = receiver.get(bus.door)
    assert [name for name in NAMES if name in again.text] == [NAMES[6]]
    page = receiver.post(bus.door, ticked(again, bus, {NAMES[6]: "received"}))
    assert "could not be recorded" not in page.text
    assert type(last_of(world, bus, NAMES[6])) is Received


def test_a_form_sent_twice_gives_the_same_answers(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:3])
    receiver = browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, dict.fromkeys(NAMES[:3], "received"))
    first = receiver.send(bus.door, fields)
    recorded = [events_of(world, bus, name) for name in NAMES[:3]]
    world.move_clock(world.now + timedelta(minutes=20))  # the form does not say when: it is read later
    second = receiver.send(bus.door, fields)
    assert first.headers["location"] == second.headers["location"]
    assert [events_of(world, bus, name) for name in NAMES[:3]] == recorded


def test_a_form_changed_after_it_was_signed_records_only_what_is_new(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:3])
    receiver = browse(EVENING)
    page = receiver.get(bus.door)
    fields = ticked(page, bus, dict.fromkeys(NAMES[:2], "received"))
    receiver.post(bus.door, fields)
    back = fields | {
        f"/rows/{number_of(fields, bus, NAMES[0])}/condition": "unwell",
        f"/rows/{number_of(fields, bus, NAMES[2])}/outcome": "received",
    }
    page = receiver.post(bus.door, back)
    assert "1 child could not be recorded" in page.text
    assert "This form was sent before with something else in it." in page.text
    assert [last_of(world, bus, name).condition.value for name in NAMES[:3]] == ["well", "well", "well"]
    assert len([event for event in events_of(world, bus, NAMES[1]) if isinstance(event, Received)]) == 1


def test_a_recalled_child_is_told_by_whom_and_when(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:2])
    receiver = browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, dict.fromkeys(NAMES[:2], "received"))
    episode, offer = bus.episodes[NAMES[0]], bus.offers[NAMES[0]]
    back = {"claimed": world.claimed(), "offer": offer, "place": "BP-RGV", "reason": "illness"}
    world.done(f"/custody/{episode}/turn-back", back, by="USBP", version=None)
    world.done(f"/custody/{episode}/recall", {"offer": offer, "reason": "child_unwell"}, by="USBP")
    world.move_clock(world.now + timedelta(minutes=2))
    page = receiver.post(bus.door, fields)
    assert "Recalled 2 minutes ago by usbp.1 (U.S. Border Patrol)." in page.text
    assert f"{bus.door}/unlisted?episode={episode}" in page.links, "it can be here all the same"
    assert type(last_of(world, bus, NAMES[1])) is Received


def test_a_child_sent_to_another_place_is_received_there(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:2])
    first, second = browse(EVENING), browse("CARE-02.evening")
    fields = ticked(first.get(bus.door), bus, dict.fromkeys(NAMES[:2], "received"))
    episode, offer = bus.episodes[NAMES[1]], bus.offers[NAMES[1]]
    world.done(
        f"/custody/{episode}/redirect",
        {"offer": offer, "to_organisation": "CARE-02", "to_place": "CARE-02", "reason": "place_full"},
        by="ORR",
        version=world.versions[episode],
    )
    page = first.post(bus.door, fields)
    assert "2. a child of your list who is not yours to see now" in page.text
    assert "your organization has no part" in page.text.lower()
    assert NAMES[1] not in page.text
    assert type(last_of(world, bus, NAMES[0])) is Received

    settle(world)
    page = second.get(bus.door)
    assert [name for name in NAMES if name in page.text] == [NAMES[1]]
    second.post(bus.door, ticked(page, bus, {NAMES[1]: "received"}))
    received = last_of(world, bus, NAMES[1])
    assert (received.by.organisation, received.place) == ("CARE-02", "CARE-02")


def test_a_list_that_is_all_gone_still_tells_what_became_of_the_form(world: World, browse: Browse) -> None:
    bus = under_way(world, NAMES[0])
    receiver = browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, {NAMES[0]: "received"})
    episode, to = bus.episodes[NAMES[0]], {"to_organisation": "CARE-02", "to_place": "CARE-02"}
    redirect = to | {"offer": bus.offers[NAMES[0]], "reason": "place_full"}
    world.done(f"/custody/{episode}/redirect", redirect, by="ORR", version=world.versions[episode])
    page = receiver.post(bus.door, fields)
    assert (page.status, "1. a child of your list who is not yours to see now" in page.text) == (409, True)
    form = receiver.get(f"{bus.door}/unlisted?episode={episode}").form(f"{bus.door}/unlisted")
    page = receiver.post(f"{bus.door}/unlisted", form | {"/identity_method": "photo", "/condition": "well"})
    assert "The record says that nobody offered this child." in page.text
    assert last_of(world, bus, NAMES[0]).by.organisation == "CARE-11"


def test_who_does_not_know_what_became_of_a_form_sends_the_same_again(
    world: World, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = under_way(world, *NAMES[:2])
    receiver = browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, dict.fromkeys(NAMES[:2], "received"))

    def broken(ledger: Ledger, rows: Sequence[ReceiptRow]) -> list[Answer | CustodyError]:
        record_receipt(ledger, rows)
        raise OutcomeUnknown("the connection broke")

    with monkeypatch.context() as breaking:
        breaking.setattr(receiving_door, "record_receipt", broken)
        receiver.post(bus.door, fields)
        settle(world)  # it was recorded, and the lists know: the form stays as it was all the same
        page = receiver.post(bus.door, fields)
    assert (page.status, "it cannot be recorded twice" in page.text) == (503, True)
    again = page.form(bus.door)
    assert again["key"] == fields["key"]
    page = receiver.post(bus.door, again | {"sign": "yes"})
    assert "Signed for: 2 children." in page.text
    assert [type(event) for event in events_of(world, bus, NAMES[0])].count(Received) == 1


def test_nothing_recorded_is_a_conflict(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:1])
    one, other = browse(EVENING), browse(EVENING)
    fields = ticked(one.get(bus.door), bus, {NAMES[0]: "received"})
    other.post(bus.door, ticked(other.get(bus.door), bus, {NAMES[0]: "received"}))
    world.move_clock(world.now + timedelta(minutes=5))
    page = one.post(bus.door, fields)
    assert page.status == 409
    assert "Nothing was recorded." in page.text
    assert "Signed for 5 minutes ago by CARE-11.evening (Prairie House (invented))." in page.text
    assert "record it without an offer" not in page.text, "a colleague has signed"
