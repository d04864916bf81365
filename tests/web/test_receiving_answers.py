"""An offer is accepted or declined, whole or in part; a child that nobody offered is signed for all the same."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from ledger.domain.codes import DiscrepancyKind
from ledger.domain.custody.handoff import HandoffAccepted, HandoffDeclined, HandoffOffered, Received
from projections.irregular import queries as irregular
from tests.api.world import World, caller
from tests.web.feeding import fed, settle
from tests.web.reading import Browser
from tests.web.receiving import (
    NAMES,
    Journey,
    events_of,
    last_of,
    offered,
    ticked,
    to_ice,
    under_way,
)

Browse = Callable[..., Browser]
EVENING = "CARE-11.evening"


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


def offer(world: World, *names: str, **how: timedelta) -> Journey:
    made = offered(world, *names, **how)  # type: ignore[arg-type]  # of `expires_in`
    settle(world)
    return made


def test_an_offer_is_accepted_with_one_press(world: World, browse: Browse) -> None:
    made = offer(world, *NAMES)
    receiver = browse(EVENING)
    page = receiver.get(made.path)
    assert "12 children are offered to you." in page.text
    page = receiver.post(f"{made.path}/accept", page.form(f"{made.path}/accept"))
    assert "Accepted: 12 children." in page.text
    assert {type(last_of(world, made, name)) for name in NAMES} == {HandoffAccepted}
    assert last_of(world, made, NAMES[0]).by.user == EVENING


def test_some_are_declined_with_the_reason_and_the_others_accepted(world: World, browse: Browse) -> None:
    made = offer(world, *NAMES[:3])
    receiver = browse(EVENING)
    fields = receiver.get(made.path).form(f"{made.path}/accept")
    others = {name: text for name, text in fields.items() if text != made.episodes[NAMES[0]]}
    only = {
        name: text for name, text in fields.items() if not name.endswith("/episode") or text == made.episodes[NAMES[0]]
    }
    asked = receiver.post(f"{made.path}/decline", only)
    assert (asked.status, "Please answer this" in asked.text) == (422, True)
    again = asked.form(f"{made.path}/accept")
    assert [text for name, text in again.items() if name.endswith("/episode")] == [made.episodes[NAMES[0]]]
    page = receiver.post(f"{made.path}/decline", again | {"/reason": "no_bed"})
    assert "Declined: 1 children." in page.text
    declined = last_of(world, made, NAMES[0])
    assert (type(declined), declined.reason.value) == (HandoffDeclined, "no_bed")
    receiver.post(f"{made.path}/accept", others | {"key": receiver.get(made.path).form(f"{made.path}/accept")["key"]})
    assert [type(last_of(world, made, name)) for name in NAMES[1:3]] == [HandoffAccepted] * 2


def test_an_offer_that_was_recalled_is_told_by_whom_and_when(world: World, browse: Browse) -> None:
    made = offer(world, *NAMES[:2])
    receiver = browse(EVENING)
    fields = receiver.get(made.path).form(f"{made.path}/accept")
    world.done("/manifests/recall", {"reason": "child_unwell", "rows": made.rows(world)}, by="USBP")
    world.move_clock(world.now + timedelta(minutes=2, seconds=1))
    page = receiver.post(f"{made.path}/accept", fields)
    assert page.status == 409
    assert "Recalled 2 minutes ago by usbp.1 (U.S. Border Patrol)." in page.text


def test_one_child_recalled_leaves_the_others_to_be_accepted(world: World, browse: Browse) -> None:
    made = offer(world, *NAMES[:3])
    receiver = browse(EVENING)
    fields = receiver.get(made.path).form(f"{made.path}/accept")
    recall = {"reason": "child_unwell", "offer": made.offers[NAMES[1]]}
    world.done(f"/custody/{made.episodes[NAMES[1]]}/recall", recall, by="USBP")
    page = receiver.post(f"{made.path}/accept", fields)
    assert (page.status, type(last_of(world, made, NAMES[0]))) == (409, HandoffOffered)
    assert "1 of the children cannot be in it now" in page.text
    receiver.post(f"{made.path}/accept", page.form(f"{made.path}/accept"))
    assert [type(last_of(world, made, name)) for name in (NAMES[0], NAMES[2])] == [HandoffAccepted] * 2


def test_an_answer_sent_twice_gives_the_same_answer(world: World, browse: Browse) -> None:
    made = offer(world, *NAMES[:2])
    receiver = browse(EVENING)
    fields = receiver.get(made.path).form(f"{made.path}/accept")
    answers = [receiver.send(f"{made.path}/accept", fields).headers["location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert sum(isinstance(event, HandoffAccepted) for event in events_of(world, made, NAMES[0])) == 1


def test_an_expired_offer_is_told(world: World, browse: Browse) -> None:
    made = offer(world, *NAMES[:2], expires_in=timedelta(hours=2))
    receiver = browse(EVENING)
    fields = receiver.get(made.path).form(f"{made.path}/accept")
    world.move_clock(world.now + timedelta(hours=3))
    page = receiver.post(f"{made.path}/accept", fields)
    assert page.status == 409
    assert "the time to answer" in page.text.lower()
    assert type(last_of(world, made, NAMES[0])) is HandoffOffered


def test_a_child_of_an_offer_that_is_over_is_signed_for_all_the_same(world: World, browse: Browse) -> None:
    made = offer(world, *NAMES[:2], expires_in=timedelta(hours=2))
    world.move_clock(world.now + timedelta(hours=3))
    expire = {"offer": made.offers[NAMES[0]]}
    world.done(f"/custody/{made.episodes[NAMES[0]]}/expire", expire, by="USBP")
    settle(world)
    receiver = browse(EVENING)
    page = receiver.get(made.door)
    assert "No longer on the way to you" in page.text
    [link] = [link for link in page.links if "episode=" in link]
    form = receiver.get(link).form(f"{made.door}/unlisted")
    page = receiver.post(f"{made.door}/unlisted", form | {"/identity_method": "interview", "/condition": "tired"})
    assert "The record says that nobody offered this child." in page.text
    received = last_of(world, made, NAMES[0])
    assert (type(received), received.offer, received.by.user) == (Received, None, EVENING)
    assert [each.kind for each in received.discrepancies] == [DiscrepancyKind.NOT_ON_MANIFEST]
    open_ones = irregular.listed(world.site.views, caller("CARE-11").reader, at_least=end_of(world)).rows
    assert {"without_offer"} <= {row.code for row in open_ones}


def test_an_extra_child_is_signed_for_by_the_id_of_its_record(world: World, browse: Browse) -> None:
    bus, extra = under_way(world, NAMES[0]), offered(world, NAMES[1], to="CARE-01")
    receiver = browse(EVENING)
    form = receiver.get(f"{bus.door}/unlisted").form(f"{bus.door}/unlisted")
    chosen = form | {"record": extra.people[NAMES[1]], "/identity_method": "interview", "/condition": "well"}
    lacking = receiver.post(f"{bus.door}/unlisted", chosen | {"/condition": ""})
    assert (lacking.status, "Please answer this" in lacking.text) == (422, True)
    receiver.post(f"{bus.door}/unlisted", lacking.form(f"{bus.door}/unlisted") | {"/condition": "well"})
    received = last_of(world, extra, NAMES[1])
    assert (type(received), received.by.organisation) == (Received, "CARE-11")
    wrong = receiver.post(f"{bus.door}/unlisted", form | {"record": str(UUID(int=7))})
    assert (wrong.status, "There is no such record." in wrong.text) == (404, True)


def test_an_extra_child_who_is_offered_on_another_list_is_signed_for_there(world: World, browse: Browse) -> None:
    bus, other = under_way(world, NAMES[0]), under_way(world, NAMES[1], numbers={"B": "A205123456"})
    receiver = browse(EVENING)
    form = receiver.get(f"{bus.door}/unlisted").form(f"{bus.door}/unlisted")
    page = receiver.post(f"{bus.door}/unlisted", form | {"record": "A205-123-456"})
    assert "This child is offered to you on another list" in page.text
    assert other.path in page.links


def test_only_who_is_on_duty_searches_all_children(world: World, browse: Browse) -> None:
    offered(world, NAMES[1], to="CARE-01", numbers={"B": "A205123456"})
    office, bus = to_ice(world, NAMES[2]), under_way(world, NAMES[0])
    settle(world)
    form = browse(EVENING).get(f"{bus.door}/unlisted").form(f"{bus.door}/unlisted")
    page = browse(EVENING).post(f"{bus.door}/unlisted", form | {"record": "A205123456"})
    assert "Who is on duty at ORR intakes may search all children" in page.text

    coordinator = browse("ICE-SNA.coordinator")
    form = coordinator.get(f"{office.door}/unlisted").form(f"{office.door}/unlisted")
    nobody = coordinator.post(f"{office.door}/unlisted", form | {"record": "A299999999"})
    assert "Nobody in the ledger has this number." in nobody.text
    chosen = {"record": "A205123456", "/identity_method": "biometrics", "/condition": "well"}
    page = coordinator.post(f"{office.door}/unlisted", nobody.form(f"{office.door}/unlisted") | chosen)
    assert "The record says that nobody offered this child." in page.text


def test_ice_receives_and_admits_nobody(world: World, browse: Browse) -> None:
    made = to_ice(world, NAMES[2])
    settle(world)
    coordinator = browse("ICE-SNA.coordinator")
    page = coordinator.post(made.door, ticked(coordinator.get(made.door), made, {NAMES[2]: "received"}))
    assert "Signed for: 1 children." in page.text
    assert "Admit who was received" not in page.text
    received = last_of(world, made, NAMES[2])
    assert (type(received), received.place) == (Received, "ICE-SNA")


def end_of(world: World) -> int:
    return world.site.ledger.log_recorder.head().position
