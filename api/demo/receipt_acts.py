"""What the receiver says at the door: child by child, each its own command."""

from api.demo.acts import Act
from api.demo.manifest_voice import ManifestVoice
from api.demo.voices import claim, on_shift
from ledger.domain import codes
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import care, handoff
from ledger.domain.proposal import Proposal
from ledger.domain.values import EventId

CHECKED = (codes.PacketItemKind.P_7, codes.PacketItemKind.MEDICAL_SUMMARY, codes.PacketItemKind.PROPERTY)
ITEM_OF = {
    codes.DiscrepancyKind.PAPERS_MISSING: codes.PacketItemKind.P_7,
    codes.DiscrepancyKind.MEDICINE_MISSING: codes.PacketItemKind.MEDICATION,
    codes.DiscrepancyKind.PROPERTY_MISSING: codes.PacketItemKind.PROPERTY,
}


def receipts(voice: ManifestVoice) -> list[Act]:
    """One act a child: received, not here, or refused."""
    return [_at_the_door(voice, child) for child in voice.plan.children]


def admission(voice: ManifestVoice) -> list[Act]:
    """Those who were received are admitted to a program of the place."""
    plan, place = voice.plan, voice.plan.arrives_at
    taken = list(plan.received)

    def make(child: int, event_id: EventId) -> AnyEvent:
        return care.Admitted(
            event_id=event_id,
            by=on_shift(place, plan.admitted_at),
            person=voice.ids.person(child),
            claimed=claim(plan.admitted_at, place),
            place=place,
            program=codes.ProgramKind.SHELTER,
        )

    said_at = max(plan.admitted_at, plan.receipt_said_at)
    return [voice.act("admit", said_at, make, taken)] if taken else []


def _at_the_door(voice: ManifestVoice, child: int) -> Act:
    plan = voice.plan
    what = "absent" if child in plan.not_aboard else "refused" if child in plan.refused else "received"
    event = _event(voice, child, what)
    proposal = Proposal(stream=voice.ids.episode(child), event=event)
    said_at = max(plan.received_at, plan.receipt_said_at)
    return Act(name=f"manifest:{plan.number}:{what}:{child}", at=said_at, proposals=(proposal,))


def _event(voice: ManifestVoice, child: int, what: str) -> AnyEvent:
    plan, place = voice.plan, voice.plan.arrives_at
    event_id, by = voice.event(what, child), on_shift(place, plan.received_at)
    who, offer = voice.ids.person(child), voice.ids.offer(plan.number, "offer", child)
    claimed = claim(plan.received_at, place)
    if what == "absent":
        return handoff.ReportedAbsent(event_id=event_id, by=by, person=who, claimed=claimed, offer=offer, place=place)
    if what == "refused":
        return handoff.RefusedAtDoor(
            event_id=event_id, by=by, person=who, claimed=claimed, offer=offer, place=place, reason=plan.refusal
        )
    found = [kind for number, kind in plan.discrepancies if number == child]
    missing = {ITEM_OF.get(kind) for kind in found}
    return handoff.Received(
        event_id=event_id,
        by=by,
        person=who,
        claimed=claimed,
        offer=offer,
        place=place,
        identity_method=codes.IdentityMethod.PHOTO,
        condition=codes.Condition.WELL,
        head_count=len(plan.children) - len(plan.not_aboard),
        packet=tuple(handoff.PacketCheck(kind=kind, found=kind not in missing) for kind in CHECKED),
        discrepancies=tuple(handoff.Discrepancy(kind=kind, item=ITEM_OF.get(kind)) for kind in found),
    )
