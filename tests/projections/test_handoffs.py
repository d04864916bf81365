"""The handoffs: where each offer stands, who signed what and when, in whose list it is, and who may see it."""

from typing import Any
from uuid import uuid4

import pytest

from ledger.domain import codes, trip
from ledger.domain.custody import care, handoff
from ledger.domain.custody.facets import Whereabouts
from ledger.domain.custody.state import OfferStatus
from ledger.domain.event import StrikeReason
from ledger.domain.personal import Personal
from ledger.domain.register import ORR
from ledger.domain.values import Instant, OfferId, PlaceCode, TripId, UserId
from projections.handoffs import queries
from projections.handoffs.sheets import Status
from tests.projections.offers import (
    ARRIVED,
    LEFT,
    MANIFEST,
    OTHER,
    OTHER_PLACE,
    RECEIVED,
    TAKEN,
    accepted,
    arrived,
    on_manifest,
    only,
    projected,
    redirect,
    refuse,
    sent,
    waiting,
)
from tests.projections.world import (
    CARE,
    CARRIER,
    ICE,
    NOW,
    OFFICE,
    SECTOR,
    SHELTER,
    USBP,
    World,
    event,
    minutes,
    official,
    reader,
)

# ------------------------------------------------------------------------------------------ where it stands, who signed


def test_an_offer_from_hand_to_hand(world: World) -> None:
    child = world.child()
    child.placed()
    offer = child.offered(manifest=MANIFEST)
    made = only(world)
    assert (made.status, made.offer_status, made.irregular) == (Status.OFFERED, OfferStatus.OPEN, False)
    assert (made.episode, made.person_id, made.offer) == (child.episode, child.person, offer)
    assert (made.giver, made.from_place, made.to_organisation, made.to_place) == (USBP, SECTOR, CARE, SHELTER)
    assert (made.offered_at, made.offered_by, made.offered_for) == (made.since, "usbp.1", USBP)
    assert (made.answered_at, made.packet_at, made.left_at, made.closed_at) == (None, None, None, None)
    child.say(handoff.HandoffAccepted, CARE, offer=offer, user="care.7")
    agreed = only(world)
    assert (agreed.status, agreed.offer_status) == (Status.ACCEPTED, OfferStatus.ACCEPTED)
    assert (agreed.answered_by, agreed.answered_for, agreed.since) == ("care.7", CARE, agreed.answered_at)
    child.left(offer, LEFT)
    left = only(world)
    assert (left.status, left.since, left.packet_at, left.packet_by) == (Status.UNDER_WAY, LEFT, LEFT, "usbp.1")
    assert (left.left_at, left.left_by, left.left_for, left.from_place) == (LEFT, "usbp.1", USBP, SECTOR)
    child.say(handoff.TakenByCarrier, CARRIER, TAKEN, offer=offer, trip=None, user="carrier.3")
    taken = only(world)
    assert (taken.status, taken.since, taken.holder) == (Status.UNDER_WAY, LEFT, CARRIER)
    assert (taken.taken_at, taken.taken_by, taken.taken_for, taken.carrier) == (TAKEN, "carrier.3", CARRIER, CARRIER)
    child.say(handoff.Arrived, CARRIER, ARRIVED, offer=offer, place=SHELTER, user="carrier.3")
    there = only(world)
    assert (there.status, there.since, there.whereabouts) == (Status.AT_THE_DOOR, ARRIVED, Whereabouts.AT_THE_DOOR)
    assert (there.arrived_at, there.arrived_by, there.arrived_for) == (ARRIVED, "carrier.3", CARRIER)
    item = handoff.Discrepancy(kind=codes.DiscrepancyKind.PAPERS_MISSING, item=codes.PacketItemKind.I_213)
    child.received(offer, RECEIVED, discrepancies=(item,))
    over = only(world)
    assert (over.status, over.offer_status, over.discrepancies) == (Status.RECEIVED, None, 1)
    assert (over.closed_at, over.closed_by, over.closed_for, over.since) == (RECEIVED, "care-01.1", CARE, RECEIVED)
    assert (over.carrier, over.left_at, over.arrived_at, over.answered_by) == (CARRIER, LEFT, ARRIVED, "care.7")
    assert over.irregular


def test_the_version_is_the_one_to_act_on(world: World) -> None:
    child, offer = accepted(world)
    child.left(offer, LEFT)
    last = world.ledger.load([child.episode])[child.episode][-1]
    assert (only(world).version, only(world).position) == (last.version, last.position)


@pytest.mark.parametrize("how", ["declined", "recalled", "expired"])
def test_an_offer_that_ends_is_the_givers_until_something_comes_of_the_child(world: World, how: str) -> None:
    child = world.child()
    child.placed()
    offer = child.offered(manifest=MANIFEST, expires_at=NOW + minutes(5))
    assert (waiting(world), sent(world)) == ([offer], [offer])
    reason: str | None = None
    if how == "declined":
        reason = codes.OfferDecline.NO_BED
        child.say(handoff.HandoffDeclined, CARE, offer=offer, reason=reason, user="care.7")
    elif how == "recalled":
        reason = codes.RecallReason.CHILD_UNWELL
        child.say(handoff.HandoffRecalled, USBP, offer=offer, reason=reason, user="usbp.9")
    else:
        world.move_clock(NOW + minutes(5))
        assert only(world).overdue
        child.say(handoff.HandoffExpired, USBP, offer=offer, user="usbp.9")
    over = only(world)
    assert (over.status, over.reason, over.offer_status) == (how, reason, None)
    assert over.closed_by == ("care.7" if how == "declined" else "usbp.9")
    assert (over.answered_by, over.overdue) == ("care.7" if how == "declined" else None, False)
    assert (waiting(world), sent(world)) == ([], [offer])
    again = child.offered("CARE-01")
    assert (waiting(world), sent(world)) == ([again], [again])
    child.say(handoff.HandoffRecalled, USBP, offer=again, reason=codes.RecallReason.OTHER)
    assert sent(world) == [again]
    child.received(None, RECEIVED)
    assert sent(world) == []


def test_an_ended_offer_is_off_the_list_once_the_child_has_left_custody(world: World) -> None:
    child, offer = accepted(world)
    child.say(handoff.HandoffRecalled, USBP, offer=offer, reason=codes.RecallReason.RELATIVE_FOUND)
    assert sent(world) == [offer]
    child.say(care.Exited, USBP, NOW, kind=codes.ExitKind.RELEASED)
    assert sent(world) == []
    assert only(world).status is Status.RECALLED


def test_a_refusal_at_the_door_waits_for_the_giver_and_a_redirection_for_the_new_place(world: World) -> None:
    child, offer = arrived(world)
    refuse(child, offer)
    refused = only(world)
    assert (refused.status, refused.reason, refused.closed_for) == (Status.REFUSED, "no_bed", CARE)
    assert (refused.offer_status, refused.irregular) == (OfferStatus.ACCEPTED, True)
    assert sent(world) == [offer]
    redirect(child, offer)
    sent_on = only(world)
    assert (sent_on.status, sent_on.offer_status) == (Status.UNDER_WAY, OfferStatus.REDIRECTED)
    assert (sent_on.to_organisation, sent_on.to_place, sent_on.redirect_reason) == (OTHER, OTHER_PLACE, "weather")
    assert (sent_on.redirected_by, sent_on.redirected_for) == ("orr.1", ORR)
    assert (sent_on.answered_at, sent_on.closed_at, sent_on.reason) == (None, None, None)
    assert (waiting(world), waiting(world, OTHER)) == ([], [offer])
    child.say(handoff.HandoffDeclined, OTHER, offer=offer, reason=codes.OfferDecline.ISOLATION_FULL)
    declined = only(world)
    assert (declined.status, declined.offer_status) == (Status.UNDER_WAY, OfferStatus.REDIRECTED)
    assert (declined.answered_for, declined.reason) == (OTHER, "isolation_full")
    child.say(handoff.Arrived, CARRIER, ARRIVED + minutes(20), offer=offer, place=OTHER_PLACE)
    assert (only(world).status, only(world).reason) == (Status.AT_THE_DOOR, "isolation_full")
    redirect(child, offer, "CARE-03")
    child.say(handoff.HandoffAccepted, "CARE-03", offer=offer)
    accepted_there = only(world)
    assert (accepted_there.status, accepted_there.offer_status) == (Status.UNDER_WAY, OfferStatus.ACCEPTED)
    assert (accepted_there.reason, accepted_there.answered_for) == (None, "CARE-03")
    child.received(offer, RECEIVED + minutes(60), place="CARE-03")
    assert (only(world).status, only(world).closed_for) == (Status.RECEIVED, "CARE-03")


def test_the_twelfth_is_not_here_whether_it_had_left_or_not(world: World) -> None:
    left, never_left = world.people(2)
    for child in (left, never_left):
        child.placed()
    offers = [child.accepted(manifest=MANIFEST) for child in (left, never_left)]
    left.left(offers[0], LEFT)
    for child, offer in zip((left, never_left), offers, strict=True):
        child.say(handoff.ReportedAbsent, CARE, ARRIVED, offer=offer, place=SHELTER, head_count=10)
    assert [(row.offer, row.status, row.closed_for) for row in on_manifest(world)] == [
        (offer, Status.NOT_HERE, CARE) for offer in offers
    ]
    assert set(sent(world)) == set(waiting(world)) == set(offers)
    left.say(handoff.Arrived, CARE, RECEIVED, offer=offers[0], place=SHELTER)
    never_left.left(offers[1], RECEIVED)
    assert [row.status for row in on_manifest(world)] == [Status.AT_THE_DOOR, Status.UNDER_WAY]


def test_a_child_that_is_turned_back_is_still_offered_and_leaves_again(world: World) -> None:
    child, offer = arrived(world)
    refuse(child, offer)
    home: dict[str, Any] = {"offer": offer, "place": SECTOR, "reason": codes.TravelReason.ILLNESS}
    child.say(handoff.TurnedBack, CARRIER, RECEIVED, **home)
    told = only(world)
    assert (told.status, told.reason, told.whereabouts) == (Status.TURNED_BACK, "illness", Whereabouts.AT_THE_DOOR)
    child.say(handoff.TurnedBack, USBP, RECEIVED + minutes(5), **home)
    back = only(world)
    assert (back.status, back.whereabouts, back.closed_for) == (Status.TURNED_BACK, Whereabouts.AT_PLACE, USBP)
    assert (back.offer_status, back.left_at, back.carrier) == (OfferStatus.ACCEPTED, LEFT, CARRIER)
    child.left(offer, RECEIVED + minutes(60), escort="usbp.4")
    again = only(world)
    assert (again.status, again.left_at, again.closed_at) == (Status.UNDER_WAY, RECEIVED + minutes(60), None)
    assert (again.taken_at, again.arrived_at, again.carrier) == (None, None, None)


def test_a_carrier_who_signs_after_a_refusal_is_under_way_again(world: World) -> None:
    child, offer = arrived(world)
    refuse(child, offer)
    child.say(handoff.TakenByCarrier, "CARRIER-B", RECEIVED, offer=offer, trip=None)
    again = only(world)
    assert (again.status, again.carrier, again.reason) == (Status.UNDER_WAY, "CARRIER-B", None)


def test_a_night_at_another_place_of_the_givers_is_under_way(world: World) -> None:
    child, _ = arrived(world)
    child.say(care.Moved, USBP, RECEIVED, to_place=PlaceCode("BP-LRT"), approved_by=UserId("usbp.8"))
    assert (only(world).status, only(world).since) == (Status.UNDER_WAY, LEFT)


def test_a_packet_is_of_the_handoff_that_it_was_made_for_and_by_whose_child_it_is(world: World) -> None:
    child = world.child()
    first = child.accepted(OFFICE)
    child.left(first, LEFT)
    child.received(first, TAKEN, place=OFFICE)
    child.placed(by=ICE)
    child.accepted(by=ICE, manifest=MANIFEST)
    child.say(handoff.PacketAssembled, "OFO", RECEIVED, items=())
    assert (only(world).giver, only(world).packet_at) == (ICE, None)
    child.say(handoff.PacketAssembled, ICE, RECEIVED, items=())
    assert (only(world).packet_at, only(world).packet_for) == (RECEIVED, ICE)


def test_what_history_does_not_take_is_no_signature(world: World) -> None:
    child, offer = accepted(world)
    child.left(offer, LEFT)
    child.say(handoff.Dispatched, USBP, TAKEN, offer=OfferId(uuid4()), trip=None, escort=None, user="usbp.9")
    child.say(care.WentMissing, USBP, TAKEN, last_seen_place=SECTOR, reported_to=())
    child.say(handoff.Arrived, CARE, ARRIVED, offer=offer, place=SHELTER)
    found = only(world)
    assert (found.status, found.whereabouts, found.irregular) == (Status.UNDER_WAY, Whereabouts.MISSING, True)
    assert (found.left_at, found.left_by, found.arrived_at) == (LEFT, "usbp.1", None)


def test_an_offer_whose_child_came_elsewhere_is_superseded(world: World) -> None:
    child, _ = accepted(world)
    child.received(None, RECEIVED, place="CARE-09")
    over = only(world)
    assert (over.status, over.closed_at, over.closed_for) == (Status.SUPERSEDED, RECEIVED, "CARE-09")
    assert (waiting(world), sent(world)) == ([], [])


def test_a_journey_that_nobody_offered_becomes_the_offer_that_is_made_for_it(world: World) -> None:
    child = world.child()
    child.placed()
    unoffered = OfferId(uuid4())
    child.say(handoff.Dispatched, USBP, LEFT, offer=unoffered, trip=None, escort=None)
    [found] = queries.sent_by(projected(world), reader(USBP)).rows
    assert (found.offer, found.status, found.offered_at, found.manifest) == (unoffered, Status.UNDER_WAY, None, None)
    assert (found.to_organisation, found.offer_status, found.irregular) == (None, None, True)
    offer = child.offered(manifest=MANIFEST)
    late = only(world)
    assert (late.offer, late.status, late.left_at) == (offer, Status.UNDER_WAY, LEFT)
    assert (sent(world), waiting(world)) == ([offer], [offer])


def test_what_comes_late_or_is_struck_is_folded_in(world: World) -> None:
    child, offer = accepted(world)
    child.left(offer, LEFT)
    child.received(offer, RECEIVED)
    child.say(care.CustodyVoided, CARE, target=child.last["receive"], reason=StrikeReason.DID_NOT_OCCUR)
    again = only(world)
    assert (again.status, again.offer_status, again.closed_at) == (Status.UNDER_WAY, OfferStatus.ACCEPTED, None)
    assert again.discrepancies is None
    assert waiting(world) == [offer]
    child.say(handoff.TakenByCarrier, CARRIER, TAKEN, offer=offer, trip=None)  # told an hour and more late
    assert (only(world).taken_at, only(world).carrier) == (TAKEN, CARRIER)
    child.say(care.CustodyVoided, CARRIER, target=child.last["take-as-carrier"], reason=StrikeReason.WRONG_PERSON)
    child.say(care.CustodyVoided, USBP, target=child.last["dispatch"], reason=StrikeReason.WRONG_PERSON)
    assert (only(world).status, only(world).left_at, only(world).taken_at) == (Status.ACCEPTED, None, None)


def test_an_exit_that_is_told_late_takes_the_offer_away(world: World) -> None:
    child = world.child(at=NOW)
    child.placed()
    world.move_clock(NOW + minutes(30))
    child.offered(manifest=MANIFEST)
    child.say(care.Exited, USBP, NOW + minutes(1), kind=codes.ExitKind.RELEASED)
    assert (only(world).status, only(world).offer_status) == (Status.SUPERSEDED, None)
    assert (waiting(world), sent(world)) == ([], [])


def test_an_irregularity_that_is_closed_is_no_longer_shown(world: World) -> None:
    child, offer = accepted(world)
    child.left(offer, LEFT)
    child.received(offer, RECEIVED, identity_method=codes.IdentityMethod.NOT_CHECKED)
    assert only(world).irregular
    note = Personal.of("checked afterwards")
    reviewed: dict[str, Any] = {"target": child.last["receive"], "code": "identity_not_checked", "note": note}
    child.say(care.IrregularityReviewed, CARE, **reviewed)
    assert not only(world).irregular


def test_a_delay_is_told_of_the_trip(world: World) -> None:
    child, offer = accepted(world)
    bus = TripId(uuid4())
    expected, later = Instant(NOW + minutes(120)), Instant(NOW + minutes(240))
    way: dict[str, Any] = {
        "trip": bus,
        "carrier": CARRIER,
        "from_place": SECTOR,
        "to_place": SHELTER,
        "expected_arrival": expected,
    }
    plan = event(trip.TripPlanned, official(USBP), mode=codes.TravelMode.BUS, vehicle=None, **way)
    world.record((bus, plan))
    child.left(offer, LEFT, trip=bus)
    assert (only(world).trip, only(world).carrier, only(world).expected_arrival) == (bus, CARRIER, expected.at)
    assert not only(world).overdue
    world.move_clock(expected.at)
    assert only(world).overdue
    told: dict[str, Any] = {"trip": bus, "reason": codes.TravelReason.TRAFFIC, "expected_arrival": later}
    world.record((bus, event(trip.TripDelayed, official(CARRIER), expected.at, **told)))
    assert (only(world).expected_arrival, only(world).overdue) == (later.at, False)


def test_a_redirected_offer_has_no_hour_by_which_it_must_be_answered(world: World) -> None:
    child = world.child()
    child.placed()
    offer = child.offered(manifest=MANIFEST, expires_at=NOW + minutes(30))
    child.say(handoff.HandoffAccepted, CARE, offer=offer)
    redirect(child, offer)
    world.move_clock(NOW + minutes(40))
    assert (only(world).status, only(world).overdue) == (Status.OFFERED, False)
    [listed] = queries.waiting_for(world.views, reader(OTHER)).rows
    assert listed.due_at == listed.since == listed.redirected_at
