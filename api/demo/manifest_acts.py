"""What is said about one manifest, from the offer to the last receipt."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from api.demo import road_acts
from api.demo.acts import Act
from api.demo.manifest_voice import ManifestVoice
from api.demo.plan import FirstLeg, OfferEnding
from api.demo.receipt_acts import admission, receipts
from api.demo.voices import claim, on_shift
from ledger.domain import codes
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import care, handoff
from ledger.domain.event import Actor, StrikeReason
from ledger.domain.register import PLACES
from ledger.domain.values import EventId, Instant, PlaceCode

PACKET = (
    codes.PacketItemKind.I_213,
    codes.PacketItemKind.I_216,
    codes.PacketItemKind.P_7,
    codes.PacketItemKind.MEDICAL_SUMMARY,
    codes.PacketItemKind.PROPERTY,
    codes.PacketItemKind.FAMILY_CONTACT_SHEET,
)


def manifest_acts(voice: ManifestVoice) -> list[Act]:
    """Every act of the manifest, by time."""
    plan = voice.plan
    acts: list[Act] = []
    if plan.failed_offer is not None:
        acts += _failed(voice)
    if plan.first_leg is not None:
        acts += _first_leg(voice, plan.first_leg)
    acts.append(_offer(voice, "offer", plan.offered_at, voice.giver, plan.provider, plan.expires_at))
    acts.append(_accept(voice, "offer", "accept", plan.accepted_at, plan.provider))
    if plan.packet:
        acts.append(_pack(voice, "pack", plan.packed_at, voice.giver))
    if plan.false_start is not None:
        start = plan.false_start
        acts.append(_dispatch(voice, "false-start", "offer", start.dispatched_at, voice.giver))
        acts.append(_void(voice, "void", "false-start", start.voided_at, voice.giver))
    acts += road_acts.trip_acts(voice)
    acts.append(_dispatch(voice, "dispatch", "offer", plan.dispatched_at, voice.giver))
    acts += road_acts.under_way(voice)
    acts += receipts(voice)
    acts += _left_out(voice)
    acts += admission(voice)
    return acts


def _offer(
    voice: ManifestVoice, what: str, at: datetime, giver: PlaceCode, to_place: PlaceCode, expires_at: datetime
) -> Act:
    plan, ids = voice.plan, voice.ids

    def make(child: int, event_id: EventId) -> AnyEvent:
        return handoff.HandoffOffered(
            event_id=event_id,
            by=on_shift(giver, at),
            person=ids.person(child),
            correlation=ids.manifest(plan.number),
            offer=ids.offer(plan.number, what, child),
            manifest=ids.manifest(plan.number),
            to_organisation=PLACES[to_place].organisation,
            to_place=to_place,
            expires_at=Instant(expires_at),
        )

    return voice.act(what, at, make)


def _accept(voice: ManifestVoice, leg: str, what: str, at: datetime, place: PlaceCode) -> Act:
    ids, number = voice.ids, voice.plan.number

    def make(child: int, event_id: EventId) -> AnyEvent:
        offer = ids.offer(number, leg, child)
        return handoff.HandoffAccepted(event_id=event_id, by=on_shift(place, at), person=ids.person(child), offer=offer)

    return voice.act(what, at, make)


def _failed(voice: ManifestVoice) -> list[Act]:
    plan, ids, failed = voice.plan, voice.ids, voice.plan.failed_offer
    if failed is None:
        return []
    expires_at = failed.ended_at if failed.ending is OfferEnding.EXPIRED else failed.ended_at + timedelta(hours=2)
    offered = _offer(voice, "first-offer", failed.offered_at, plan.origin, plan.provider, expires_at)

    def make(child: int, event_id: EventId) -> AnyEvent:
        who, offer = ids.person(child), ids.offer(plan.number, "first-offer", child)
        giver, taker = on_shift(plan.origin, failed.ended_at), on_shift(plan.provider, failed.ended_at)
        match failed.ending:
            case OfferEnding.DECLINED:
                reason = codes.OfferDecline.NO_BED
                return handoff.HandoffDeclined(event_id=event_id, by=taker, person=who, offer=offer, reason=reason)
            case OfferEnding.RECALLED:
                why = codes.RecallReason.TRANSPORT_UNAVAILABLE
                return handoff.HandoffRecalled(event_id=event_id, by=giver, person=who, offer=offer, reason=why)
            case OfferEnding.EXPIRED:
                return handoff.HandoffExpired(event_id=event_id, by=giver, person=who, offer=offer)

    return [offered, voice.act("first-offer-ends", failed.ended_at, make)]


def _first_leg(voice: ManifestVoice, leg: FirstLeg) -> list[Act]:
    plan = voice.plan
    expires_at = leg.accepted_at + timedelta(hours=2)
    return [
        _offer(voice, "leg", leg.offered_at, plan.origin, leg.office, expires_at),
        _accept(voice, "leg", "leg-accept", leg.accepted_at, leg.office),
        _pack(voice, "leg-pack", leg.accepted_at, plan.origin),
        _dispatch(voice, "leg-dispatch", "leg", leg.dispatched_at, plan.origin, escorted=True),
        _leg_receipt(voice, leg),
    ]


def _leg_receipt(voice: ManifestVoice, leg: FirstLeg) -> Act:
    ids, number, at = voice.ids, voice.plan.number, leg.received_at

    def make(child: int, event_id: EventId) -> AnyEvent:
        return handoff.Received(
            event_id=event_id,
            by=on_shift(leg.office, at),
            person=ids.person(child),
            claimed=claim(at, leg.office),
            offer=ids.offer(number, "leg", child),
            place=leg.office,
            identity_method=codes.IdentityMethod.WRISTBAND,
            condition=codes.Condition.WELL,
            head_count=len(voice.plan.children),
            packet=(),
            discrepancies=(),
        )

    return voice.act("leg-receive", at, make)


def _pack(voice: ManifestVoice, what: str, at: datetime, giver: PlaceCode) -> Act:
    items = tuple(
        handoff.PacketItem(kind=kind, status=codes.ItemStatus.PRESENT, form=codes.DocumentForm.COPY) for kind in PACKET
    )

    def make(child: int, event_id: EventId) -> AnyEvent:
        by, claimed = on_shift(giver, at), claim(at, giver)
        return handoff.PacketAssembled(
            event_id=event_id, by=by, person=voice.ids.person(child), claimed=claimed, items=items
        )

    return voice.act(what, at, make)


def _dispatch(
    voice: ManifestVoice, what: str, leg: str, at: datetime, giver: PlaceCode, *, escorted: bool | None = None
) -> Act:
    plan, ids = voice.plan, voice.ids
    by: Actor = on_shift(giver, at)
    goes_along = plan.carrier is None if escorted is None else escorted

    def make(child: int, event_id: EventId) -> AnyEvent:
        return handoff.Dispatched(
            event_id=event_id,
            by=by,
            person=ids.person(child),
            correlation=ids.manifest(plan.number),
            claimed=claim(at, giver),
            offer=ids.offer(plan.number, leg, child),
            trip=ids.trip(plan.number, "trip") if what == "dispatch" else None,
            escort=by.user if goes_along else None,
            expected_arrival=Instant(plan.expected_at) if what == "dispatch" else None,
        )

    return voice.act(what, at, make)


def _void(
    voice: ManifestVoice, what: str, target: str, at: datetime, giver: PlaceCode, children: Iterable[int] | None = None
) -> Act:
    def make(child: int, event_id: EventId) -> AnyEvent:
        return care.CustodyVoided(
            event_id=event_id,
            by=on_shift(giver, at),
            person=voice.ids.person(child),
            target=voice.event(target, child),
            reason=StrikeReason.DID_NOT_OCCUR,
        )

    return voice.act(what, at, make, children)


def _left_out(voice: ManifestVoice) -> list[Act]:
    """Children who did not get through: not aboard (dispatch voided) or turned back; their offers are recalled."""
    plan, ids = voice.plan, voice.ids
    left = (*plan.not_aboard, *plan.refused)
    if not left:
        return []
    told_at = max(plan.received_at, plan.receipt_said_at) + timedelta(minutes=20)
    acts: list[Act] = []
    if plan.not_aboard:
        acts.append(_void(voice, "void-not-aboard", "dispatch", told_at, voice.giver, plan.not_aboard))
    if plan.refused:
        acts.append(road_acts.turned_back(voice, told_at + timedelta(hours=1)))

    def make(child: int, event_id: EventId) -> AnyEvent:
        reason = codes.RecallReason.CHILD_UNWELL if child in plan.refused else codes.RecallReason.OTHER
        offer = ids.offer(plan.number, "offer", child)
        by = on_shift(voice.giver, told_at)
        return handoff.HandoffRecalled(event_id=event_id, by=by, person=ids.person(child), offer=offer, reason=reason)

    acts.append(voice.act("recall-left", told_at + timedelta(hours=1, minutes=10), make, left))
    return acts
