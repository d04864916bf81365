"""History, second part: the handoff. Physical custody passes by the taker's signature, legal custody by the receipt."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from ledger.domain.codes import IdentityMethod
from ledger.domain.custody import handoff
from ledger.domain.custody.events import HandoffEvent
from ledger.domain.custody.facets import Facets, Mark, Step, Transfer, Whereabouts
from ledger.domain.custody.history_intake import Folded, custodian_of
from ledger.domain.register import ORR
from ledger.domain.values import OfferId


def fold_handoff(facets: Facets, event: HandoffEvent, happened_at: datetime) -> Folded:
    """Facets after a handoff event, with the marks of the event."""
    match event:
        case handoff.HandoffOffered() | handoff.Redirected() | handoff.HandoffAccepted():
            return _agreed(facets, event), ()
        case handoff.HandoffDeclined() | handoff.HandoffRecalled() | handoff.HandoffExpired():
            transfer = facets.transfer
            gone = transfer is not None and transfer.offer == event.offer and transfer.dispatched_at is None
            return replace(facets, transfer=None) if gone else facets, ()
        case handoff.PacketAssembled():
            other = event.by.organisation not in {facets.holder, facets.legal_custodian}
            return replace(facets, packet_answered=True), (Mark.NOT_THE_HOLDER,) if other else ()
        case handoff.Dispatched():
            return _dispatched(facets, event, happened_at)
        case handoff.TakenByCarrier():
            return _taken(facets, event, happened_at)
        case handoff.TurnedBack():
            return _turned_back(facets, event, happened_at)
        case handoff.Arrived():
            return _arrived(facets, event, happened_at)
        case handoff.Received():
            return _received(facets, event, happened_at)
        case handoff.ReportedAbsent():
            return facets, (Mark.ABSENT_AT_ARRIVAL, *_under_way_marks(facets, event.offer))
        case handoff.RefusedAtDoor():
            refused = replace(facets, handler=None) if _current(facets, event.offer) else facets
            return refused, (Mark.REFUSED, *_under_way_marks(facets, event.offer))
        case _:
            assert_never(event)


def _current(facets: Facets, offer: OfferId) -> Transfer | None:
    transfer = facets.transfer
    return transfer if transfer is not None and transfer.offer == offer else None


def _under_way_marks(facets: Facets, offer: OfferId) -> tuple[Mark, ...]:
    transfer = _current(facets, offer)
    if transfer is None:
        return (Mark.WITHOUT_OFFER,)
    return () if transfer.dispatched_at is not None else (Mark.NOT_DISPATCHED,)


def _agreed(facets: Facets, event: handoff.HandoffOffered | handoff.Redirected | handoff.HandoffAccepted) -> Facets:
    transfer = facets.transfer
    if isinstance(event, handoff.HandoffOffered):
        if transfer is not None and transfer.dispatched_at is not None and transfer.offer != event.offer:
            return facets
        early = transfer if transfer is not None and transfer.offer == event.offer else None
        offered = Transfer(
            offer=event.offer,
            manifest=event.manifest,
            giver=event.by.organisation,
            to_organisation=event.to_organisation,
            to_place=event.to_place,
        )
        if early is not None:
            offered = replace(
                offered,
                dispatched_at=early.dispatched_at,
                from_place=early.from_place,
                trip=early.trip,
                carrier=early.carrier,
                expected_arrival=early.expected_arrival,
            )
        return replace(facets, transfer=offered)
    if transfer is None or transfer.offer != event.offer:
        return facets
    if isinstance(event, handoff.HandoffAccepted):
        return replace(facets, transfer=replace(transfer, accepted=True))
    return replace(
        facets,
        transfer=replace(transfer, to_organisation=event.to_organisation, to_place=event.to_place, accepted=False),
    )


def _dispatched(facets: Facets, event: handoff.Dispatched, at: datetime) -> Folded:
    if facets.step in {Step.NOT_STARTED, Step.EXITED}:
        return facets, (Mark.BEFORE_ENCOUNTER if facets.step is Step.NOT_STARTED else Mark.AFTER_EXIT,)
    if facets.last_received == event.offer:
        return facets, (Mark.ALREADY_RECEIVED,)
    known = _current(facets, event.offer)
    marks: list[Mark] = []
    if known is None:
        marks.append(Mark.WITHOUT_OFFER)
    elif not known.accepted:
        marks.append(Mark.NOT_ACCEPTED)
    if not facets.packet_answered:
        marks.append(Mark.WITHOUT_PACKET)
    if event.by.organisation != facets.holder:
        marks.append(Mark.NOT_THE_HOLDER)
    transfer = known or Transfer(
        offer=event.offer, manifest=None, giver=event.by.organisation, to_organisation=None, to_place=None
    )
    left = replace(
        facets,
        place=None,
        whereabouts=Whereabouts.IN_TRANSIT,
        since=at,
        handler=event.escort,
        answerable=facets.holder,
        step=Step.IN_TRANSIT if facets.legal_custodian != ORR else facets.step,
        transfer=replace(
            transfer,
            dispatched_at=at,
            from_place=facets.place,
            trip=event.trip,
            expected_arrival=event.expected_arrival,
        ),
    )
    return left, tuple(marks)


def _taken(facets: Facets, event: handoff.TakenByCarrier, at: datetime) -> Folded:
    marks = _under_way_marks(facets, event.offer)
    transfer = _current(facets, event.offer)
    if transfer is None:
        return facets, marks
    taken = replace(
        facets,
        holder=event.by.organisation,
        handler=event.by.user,
        since=at,
        whereabouts=Whereabouts.IN_TRANSIT,
        place=None,
        transfer=replace(transfer, carrier=event.by.organisation, trip=event.trip or transfer.trip),
    )
    return (taken if transfer.dispatched_at is not None else facets), marks


def _turned_back(facets: Facets, event: handoff.TurnedBack, at: datetime) -> Folded:
    transfer = _current(facets, event.offer)
    marks = _under_way_marks(facets, event.offer)
    if transfer is None or transfer.dispatched_at is None:
        return facets, marks
    if event.by.organisation != transfer.giver:
        marks = (*marks, Mark.NOT_THE_HOLDER)
    back = replace(
        facets,
        holder=transfer.giver,
        answerable=transfer.giver,
        place=event.place,
        since=at,
        whereabouts=Whereabouts.AT_PLACE,
        handler=event.by.user,
        step=Step.PLACED if facets.step is Step.IN_TRANSIT else facets.step,
        transfer=replace(transfer, dispatched_at=None, trip=None, carrier=None, expected_arrival=None),
    )
    return back, (Mark.TURNED_BACK, *marks)


def _arrived(facets: Facets, event: handoff.Arrived, at: datetime) -> Folded:
    if facets.last_received == event.offer:
        return facets, (Mark.ALREADY_RECEIVED,)
    marks = _under_way_marks(facets, event.offer)
    transfer = _current(facets, event.offer)
    if transfer is None or transfer.dispatched_at is None:
        return facets, marks
    if transfer.to_place is not None and event.place != transfer.to_place:
        marks = (*marks, Mark.DIFFERENT_PLACE)
    return replace(facets, place=event.place, whereabouts=Whereabouts.AT_THE_DOOR, since=at, handler=None), marks


def _received(facets: Facets, event: handoff.Received, at: datetime) -> Folded:
    if facets.step is Step.EXITED:
        return facets, (Mark.AFTER_EXIT,)
    if event.offer is not None and facets.last_received == event.offer:
        return facets, (Mark.ALREADY_RECEIVED,)
    custodian = custodian_of(event.by.organisation)
    legal = custodian or facets.legal_custodian
    in_care = legal == ORR
    after = replace(
        facets,
        legal_custodian=legal,
        holder=event.by.organisation,
        answerable=event.by.organisation,
        place=event.place,
        whereabouts=Whereabouts.AT_PLACE,
        since=at,
        handler=event.by.user,
        transfer=None,
        packet_answered=False,
        last_received=event.offer,
        step=Step.IN_ORR_CARE if in_care else Step.IN_DHS_CUSTODY if facets.step is Step.ENCOUNTERED else facets.step,
    )
    if not in_care and after.step is Step.IN_TRANSIT:
        after = replace(after, step=Step.IN_DHS_CUSTODY)
    return after, _receipt_marks(facets, event, no_custodian=custodian is None)


def _receipt_marks(facets: Facets, event: handoff.Received, *, no_custodian: bool) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    transfer = facets.transfer
    if facets.step is Step.NOT_STARTED:
        marks.append(Mark.BEFORE_ENCOUNTER)
    if no_custodian:
        marks.append(Mark.NO_LEGAL_CUSTODIAN)
    if event.offer is None or transfer is None or transfer.offer != event.offer:
        marks.append(Mark.WITHOUT_OFFER)
    else:
        if transfer.dispatched_at is None:
            marks.append(Mark.NOT_DISPATCHED)
        if transfer.to_organisation not in {None, event.by.organisation}:
            marks.append(Mark.NOT_THE_ADDRESSEE)
        if transfer.to_place not in {None, event.place}:
            marks.append(Mark.DIFFERENT_PLACE)
    if event.identity_method is IdentityMethod.NOT_CHECKED:
        marks.append(Mark.IDENTITY_NOT_CHECKED)
    if event.discrepancies:
        marks.append(Mark.DISCREPANCY)
    return tuple(marks)
