"""The receiver at the door: child by child, twelve on the list and eleven in the bus, without JavaScript."""

from collections.abc import Callable, Iterator

import pytest

from ledger.domain.codes import Condition, DiscrepancyKind, IdentityMethod, PacketItemKind
from ledger.domain.custody.care import Admitted
from ledger.domain.custody.handoff import Arrived, Received, RefusedAtDoor, ReportedAbsent
from tests.api.world import World
from tests.web.feeding import fed
from tests.web.reading import Browser
from tests.web.receiving import NAMES, events_of, last_of, number_of, ticked, under_way

Browse = Callable[..., Browser]
EVENING = "CARE-11.evening"


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


def test_nobody_is_here_until_the_receiver_says_so(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:3])
    page = browse(EVENING).get(bus.door)
    fields = page.form(bus.door)
    assert page.status == 200
    assert [name for name in fields if name.endswith("/outcome")] == []
    assert fields["identity_method"] == fields["packets"] == ""
    assert "0 here · 0 not here · 0 refused · 3 not answered" in page.text
    assert all(name in page.text for name in NAMES[:3])


def test_the_start_page_leads_straight_to_the_door(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:1])
    assert bus.door in browse(EVENING).get("/").links


def test_all_here_ticks_who_was_not_answered_and_records_nothing(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:3])
    receiver = browse(EVENING)
    fields = receiver.get(bus.door).form(bus.door)
    absent = f"/rows/{number_of(fields, bus, NAMES[1])}/outcome"
    page = receiver.post(bus.door, fields | {absent: "not_here", "all": "received"})
    assert "2 here · 1 not here · 0 refused · 0 not answered" in page.text
    shown = page.form(bus.door)
    assert sorted(text for name, text in shown.items() if name.endswith("/outcome")) == [
        "not_here",
        "received",
        "received",
    ]
    assert shown[absent] == "not_here"
    assert type(last_of(world, bus, NAMES[0])).__name__ == "Dispatched"


def test_eleven_of_twelve_and_the_twelfth_explained(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES)
    receiver = browse(EVENING)
    answers = dict.fromkeys(NAMES[:11], "received") | {NAMES[11]: "not_here"}
    fields = ticked(receiver.get(bus.door), bus, answers, **{"/head_count:int": "11"})

    asked = receiver.post(bus.door, fields)
    assert asked.status == 422
    assert "Say what is known of where the child is." in asked.text
    assert type(last_of(world, bus, NAMES[0])).__name__ == "Dispatched", "nothing is recorded before that"

    again = asked.form(bus.door)
    assert again["key"] != fields["key"]
    twelfth = number_of(again, bus, NAMES[11])
    page = receiver.post(bus.door, again | {f"/rows/{twelfth}/absent": "Was not in the vehicle", "sign": "yes"})
    assert page.status == 200
    assert "Signed for: 11 children." in page.text
    assert "head count differs" not in page.text
    signed = [last_of(world, bus, name) for name in NAMES]
    assert [type(event) for event in signed] == [Received] * 11 + [ReportedAbsent]
    assert {event.by.user for event in signed} == {EVENING}
    assert signed[0].head_count == signed[11].head_count == 11
    assert (signed[0].identity_method, signed[0].condition) == (IdentityMethod.PHOTO, Condition.WELL)
    assert [(check.kind, check.found, check.count) for check in signed[0].packet] == [
        (PacketItemKind.I_213, True, 3),
        (PacketItemKind.MEDICATION, True, 2),
        (PacketItemKind.PROPERTY, True, 1),
    ]
    assert signed[11].note is not None, "what is known of the twelfth is on record"
    assert page.text.count("Received") == 11
    assert "still to be signed for" not in page.text
    later = receiver.get(bus.door)
    assert "Not here" in later.text
    assert "0 here" in receiver.post(bus.door, later.form(bus.door) | {"all": "received"}).text, "it was said not to be"


def test_who_is_not_answered_stays_open(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:3])
    receiver = browse(EVENING)
    page = receiver.post(bus.door, ticked(receiver.get(bus.door), bus, {NAMES[2]: "received"}))
    assert "2 children are still to be signed for." in page.text
    assert type(last_of(world, bus, NAMES[2])) is Received
    assert type(last_of(world, bus, NAMES[0])).__name__ == "Dispatched"
    rest = receiver.get(bus.door)
    assert NAMES[2] not in rest.text
    assert rest.form(bus.door).keys() >= {"/rows/0/episode", "/rows/1/episode"}


def test_a_refused_child_needs_the_reason(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:2])
    receiver = browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, {NAMES[0]: "refused", NAMES[1]: "received"})
    asked = receiver.post(bus.door, fields)
    assert (asked.status, "Say why the child is refused." in asked.text) == (422, True)
    reason = f"/rows/{number_of(fields, bus, NAMES[0])}/reason"
    page = receiver.post(bus.door, asked.form(bus.door) | {reason: "no_bed", "sign": "yes"})
    assert "No bed" in page.text
    refused = last_of(world, bus, NAMES[0])
    assert (type(refused), refused.reason.value) == (RefusedAtDoor, "no_bed")
    assert type(last_of(world, bus, NAMES[1])) is Received


def test_what_is_missing_of_a_packet_is_a_discrepancy(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:2])
    receiver = browse(EVENING)
    page = receiver.get(bus.door)
    assert "seal S-20417" in page.text
    fields = ticked(page, bus, dict.fromkeys(NAMES[:2], "received"))
    row = f"/rows/{number_of(fields, bus, NAMES[0])}"
    fields |= {
        f"{row}/packet/1/count:int": "1",
        f"{row}/packet/2/found:yes": "no",
        f"{row}/discrepancies/-": "sibling_swapped",
        f"{row}/condition": "unwell",
    }
    page = receiver.post(bus.door, fields)
    received = last_of(world, bus, NAMES[0])
    assert [(each.kind, each.item) for each in received.discrepancies] == [
        (DiscrepancyKind.MEDICINE_MISSING, PacketItemKind.MEDICATION),
        (DiscrepancyKind.PROPERTY_MISSING, PacketItemKind.PROPERTY),
        (DiscrepancyKind.SIBLING_SWAPPED, None),
    ]
    assert [check.found for check in received.packet] == [True, True, False]
    assert received.condition is Condition.UNWELL
    assert last_of(world, bus, NAMES[1]).discrepancies == ()
    assert "Property is missing" in page.text


def test_packets_that_were_not_checked_are_not_said_to_be_there(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:1])
    receiver = browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, {NAMES[0]: "received"})
    asked = receiver.post(bus.door, fields | {"packets": ""})
    assert "Say whether what is listed of the packets is there." in asked.text
    receiver.post(bus.door, asked.form(bus.door) | {"packets": "unchecked", "sign": "yes"})
    assert last_of(world, bus, NAMES[0]).packet == ()


def test_who_the_children_are_was_made_sure_somehow(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:2])
    receiver = browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, dict.fromkeys(NAMES[:2], "received"), identity_method="")
    one = f"/rows/{number_of(fields, bus, NAMES[0])}/identity_method"
    asked = receiver.post(bus.door, fields | {one: "interview"})
    assert "Say how you made sure who the children are." in asked.text
    receiver.post(bus.door, asked.form(bus.door) | {"identity_method": "photo", "sign": "yes"})
    assert last_of(world, bus, NAMES[0]).identity_method is IdentityMethod.INTERVIEW
    assert last_of(world, bus, NAMES[1]).identity_method is IdentityMethod.PHOTO


def test_how_the_children_arrive_is_said_by_who_receives_them(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:2])
    receiver = browse(EVENING)
    page = receiver.get(bus.door)
    assert page.form(bus.door)["condition"] == "", "nothing is answered before anybody has looked"
    fields = ticked(page, bus, dict.fromkeys(NAMES[:2], "received"), condition="")
    asked = receiver.post(bus.door, fields)
    assert (asked.status, "Say how the children arrive." in asked.text) == (422, True)
    one = f"/rows/{number_of(fields, bus, NAMES[0])}/condition"
    receiver.post(bus.door, asked.form(bus.door) | {"condition": "tired", one: "injured", "sign": "yes"})
    assert [last_of(world, bus, name).condition for name in NAMES[:2]] == [Condition.INJURED, Condition.TIRED]


@pytest.mark.parametrize(("counted", "way_on"), [("3", "on no list"), ("1", "did not get out")])
def test_a_wrong_head_count_is_told_and_blocks_nothing(world: World, browse: Browse, counted: str, way_on: str) -> None:
    bus = under_way(world, *NAMES[:2])
    receiver = browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, dict.fromkeys(NAMES[:2], "received"), **{"/head_count:int": counted})
    assert "data-differs hidden" in receiver.get(bus.door).response.text
    warned = receiver.post(bus.door, {name: text for name, text in fields.items() if name != "sign"})
    assert "data-differs hidden" not in warned.response.text
    assert "You can sign all the same." in warned.text
    page = receiver.post(bus.door, fields)
    assert f"{counted} got out by your count, and 2 are signed as here or refused" in page.text
    assert way_on in page.text
    assert last_of(world, bus, NAMES[0]).head_count == int(counted)


def test_a_scanned_wristband_ticks_the_child(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:2], numbers={"B": "A205123456"})
    receiver = browse(EVENING)
    page = receiver.get(bus.door)
    assert "A205123456" in page.text
    fields = ticked(page, bus, {}, identity_method="photo", scan="a 205-123-456", tick="yes")
    del fields["sign"]
    page = receiver.post(bus.door, fields)
    assert f"Ticked: 2. {NAMES[1]} Invented" in page.text
    shown = page.form(bus.door)
    assert (shown["/rows/1/outcome"], shown["/rows/1/identity_method"], shown["scan"]) == ("received", "wristband", "")
    assert "/rows/0/outcome" not in shown
    receiver.post(bus.door, shown | {"sign": "yes"})
    assert last_of(world, bus, NAMES[1]).identity_method is IdentityMethod.WRISTBAND


def test_a_number_of_nobody_on_the_list_is_told(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:1], numbers={"A": "A205123456"})
    receiver = browse(EVENING)
    page = receiver.post(bus.door, receiver.get(bus.door).form(bus.door) | {"scan": "A299999999", "tick": "yes"})
    assert "None of these children has this number." in page.text
    assert f"{bus.door}/unlisted" in page.links
    assert "/rows/0/outcome" not in page.form(bus.door)


def test_a_flaw_stands_beside_its_own_child(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:3])
    receiver = browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, {NAMES[2]: "received"})
    page = receiver.post(bus.door, fields | {"/rows/2/note": "x" * 4001})
    assert page.status == 422
    assert 'id="f-rows-2-note-error"' in page.response.text
    assert 'id="f-rows-0-note-error"' not in page.response.text


def test_nothing_ticked_is_nothing_signed(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:1])
    receiver = browse(EVENING)
    page = receiver.post(bus.door, ticked(receiver.get(bus.door), bus, {}))
    assert (page.status, "Say of at least one child whether they are here." in page.text) == (422, True)


def test_a_time_that_has_not_come_is_told_on_the_form(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:2])
    receiver = browse(EVENING)
    fields = ticked(receiver.get(bus.door), bus, dict.fromkeys(NAMES[:2], "received"))
    page = receiver.post(bus.door, fields | {"/claimed/earliest:local": "2019-06-01T03:00"})
    assert (page.status, "has not come yet" in page.text) == (422, True)
    assert page.form(bus.door)["/rows/0/outcome"] == "received", "what was ticked is still there"
    receiver.post(bus.door, page.form(bus.door) | {"/claimed/earliest:local": "2019-05-01T06:30", "sign": "yes"})
    received = last_of(world, bus, NAMES[0])
    assert received.claimed.earliest.text.startswith("2019-05-01T06:30")
    assert received.claimed.zone == "America/Chicago"


def test_those_received_are_admitted_in_one_go(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:3])
    receiver = browse(EVENING)
    page = receiver.post(bus.door, ticked(receiver.get(bus.door), bus, dict.fromkeys(NAMES[:2], "received")))
    fields = page.form(f"{bus.path}/admit")
    assert (fields["/program"], fields["/place"]) == ("shelter", "CARE-11")
    page = receiver.post(f"{bus.path}/admit", fields)
    assert "Admitted: 2 children." in page.text
    admitted = last_of(world, bus, NAMES[0])
    assert (type(admitted), admitted.program.value) == (Admitted, "shelter")
    assert type(last_of(world, bus, NAMES[1])) is Admitted
    assert type(last_of(world, bus, NAMES[2])).__name__ == "Dispatched"
    assert "Admit who was received" not in page.text


def test_an_arrival_is_told_of_each_child_and_of_the_vehicle(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:2])
    receiver = browse(EVENING)
    fields = receiver.get(bus.path).form(f"{bus.path}/arrive")
    page = receiver.post(f"{bus.path}/arrive", fields | {"/head_count:int": "2"})
    assert "At the door: 2 children." in page.text
    assert "Sign for the children" in page.text
    arrived = last_of(world, bus, NAMES[0])
    assert (type(arrived), arrived.place) == (Arrived, "CARE-11")
    [trip] = {event.trip for event in events_of(world, bus, NAMES[0]) if hasattr(event, "trip")}
    vehicle = world.site.ledger.load([trip])[trip][-1].event
    assert (vehicle.TOPIC, vehicle.head_count) == ("trip.arrived.v1", 2)  # type: ignore[union-attr]


def test_the_page_speaks_spanish(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:1])
    receiver = browse(EVENING, language="es")
    page = receiver.get(bus.door)
    assert "Sign for the children" not in page.text
    page = receiver.post(bus.door, ticked(page, bus, {NAMES[0]: "received"}))
    assert "What was signed at the door" not in page.text


def test_the_giver_and_strangers_sign_for_nobody(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:1])
    giver = browse("BP-RGV.night").get(bus.door)
    assert (giver.status, "There is nobody to sign for on this list now." in giver.text) == (200, True)
    stranger = browse("CARE-02.evening").get(bus.door)
    assert stranger.status == 404, stranger.text
