"""History, second part: the handoff. What was agreed, and which report of the road or the receipt goes where."""

from datetime import datetime
from typing import assert_never

from ledger.domain.copies import changed
from ledger.domain.custody import handoff
from ledger.domain.custody.events import HandoffEvent
from ledger.domain.custody.facets import Facets, Mark, Step, Transfer
from ledger.domain.custody.history_intake import Folded
from ledger.domain.custody.history_receipt import absent, received, refused
from ledger.domain.custody.history_road import arrived, dispatched, taken, turned_back
from ledger.domain.event import Decision
from ledger.domain.values import OfferId


def fold_handoff(facets: Facets, event: HandoffEvent, happened_at: datetime) -> Folded:
    """Facets after a handoff event, with the marks of the event."""
    if facets.step is Step.EXITED:
        return facets, () if isinstance(event, Decision) else (Mark.AFTER_EXIT,)
    match event:
        case handoff.HandoffOffered():
            return _offered(facets, event), ()
        case handoff.HandoffAccepted() | handoff.Redirected():
            return _agreed(facets, event), ()
        case handoff.HandoffDeclined() | handoff.HandoffRecalled() | handoff.HandoffExpired():
            return _ended(facets, event.offer), ()
        case handoff.Received():
            return received(facets, event, happened_at)
        case _ if not facets.begun:
            return facets, (Mark.BEFORE_ENCOUNTER,)
        case handoff.PacketAssembled():
            return _packed(facets, event)
        case _ if any(offer == event.offer for offer, _ in facets.receipts):
            again = (Mark.ALREADY_RECEIVED,)
            return facets, (Mark.ABSENT_AT_ARRIVAL, *again) if isinstance(event, handoff.ReportedAbsent) else again
        case handoff.Dispatched():
            return dispatched(facets, event, happened_at)
        case handoff.TakenByCarrier():
            return taken(facets, event, happened_at)
        case handoff.TurnedBack():
            return turned_back(facets, event, happened_at)
        case handoff.Arrived():
            return arrived(facets, event, happened_at)
        case handoff.ReportedAbsent():
            return absent(facets, event)
        case handoff.RefusedAtDoor():
            return refused(facets, event, happened_at)
        case _:
            assert_never(event)


def _offered(facets: Facets, event: handoff.HandoffOffered) -> Facets:
    if any(offer == event.offer for offer, _ in facets.receipts):
        return facets  # the paper came after the child
    offered = Transfer(
        offer=event.offer,
        manifest=event.manifest,
        giver=event.by.organisation,
        to_organisation=event.to_organisation,
        to_place=event.to_place,
    )
    known = facets.transfer
    if known is None or known.dispatched_at is None:
        return changed(facets, transfer=offered)
    if known.offered and known.offer != event.offer:
        return changed(facets, waiting=offered)
    # the child left first: this is the offer of that journey
    under_way = changed(
        known,
        offer=offered.offer,
        manifest=offered.manifest,
        giver=offered.giver,
        to_organisation=offered.to_organisation,
        to_place=offered.to_place,
        offered=True,
        accepted=False,
    )
    return changed(facets, transfer=under_way)


def _agreed(facets: Facets, event: handoff.HandoffAccepted | handoff.Redirected) -> Facets:
    known = facets.handoff(event.offer)
    if known is None:
        return facets
    if isinstance(event, handoff.HandoffAccepted):
        return _with(facets, changed(known, accepted=True, offered=True))
    redirected = changed(
        known, to_organisation=event.to_organisation, to_place=event.to_place, accepted=False, offered=True
    )
    return _with(facets, redirected)


def _ended(facets: Facets, offer: OfferId) -> Facets:
    """After a decline, a recall or an expiry: the offer is gone, a child under way is under way without one."""
    known = facets.handoff(offer)
    if known is None:
        return facets
    if known.dispatched_at is not None:
        return _with(facets, changed(known, accepted=False, offered=False))
    if known is facets.waiting:
        return changed(facets, waiting=None)
    return changed(facets, transfer=None)


def _with(facets: Facets, transfer: Transfer) -> Facets:
    """The facets with one of their handoffs changed."""
    if facets.transfer is not None and facets.transfer.offer == transfer.offer:
        return changed(facets, transfer=transfer)
    return changed(facets, waiting=transfer)


def _packed(facets: Facets, event: handoff.PacketAssembled) -> Folded:
    transfer = facets.transfer or facets.waiting
    giver = transfer.giver if transfer is not None else None
    if event.by.organisation not in {facets.holder, facets.legal_custodian, facets.answerable, giver}:
        return facets, (Mark.NOT_THE_HOLDER,)
    return changed(facets, packet_answered=True), ()
