"""History of the road: the child leaves, is carried, arrives or comes back. Each hand signs for itself.

A carrier's signature moves physical custody even when the giver's report is missing; the giver answers until the
receipt. Nobody comes back by a carrier's word alone: the giver signs for that. Where the child is never depends on
paper: a report with the id of another offer is marked, and counts.
"""

from datetime import datetime

from ledger.domain.copies import changed
from ledger.domain.custody import handoff
from ledger.domain.custody.facets import Facets, Mark, Step, Transfer, Whereabouts
from ledger.domain.custody.history_intake import Folded
from ledger.domain.register import ORR
from ledger.domain.values import OfferId


def road_marks(facets: Facets, offer: OfferId) -> tuple[Mark, ...]:
    """What is missing for a report about a child under way."""
    transfer = facets.handoff(offer)
    if transfer is None:
        return (Mark.WITHOUT_OFFER,)
    return () if transfer.dispatched_at is not None else (Mark.NOT_DISPATCHED,)


def dispatched(facets: Facets, event: handoff.Dispatched, at: datetime) -> Folded:
    """The giver reports that the child left."""
    if facets.whereabouts is Whereabouts.MISSING:
        return facets, (Mark.MISSING,)
    if facets.between_hands:
        return _left_before(facets, event)
    transfer = facets.handoff(event.offer) or _unoffered(facets, event)
    left = changed(
        transfer,
        dispatched_at=at,
        released=True,
        from_place=facets.place,
        trip=event.trip,
        expected_arrival=event.expected_arrival,
        resume=facets.step,
    )
    under_way = _set_out(facets, left, at)
    return changed(under_way, handler=event.escort), _dispatch_marks(facets, event)


def _left_before(facets: Facets, event: handoff.Dispatched) -> Folded:
    """The child is under way: the report completes the departure that a carrier signed first, or says it twice."""
    transfer = facets.transfer
    if transfer is None or transfer.offer != event.offer or transfer.released:
        return facets, (Mark.ALREADY_UNDER_WAY,)
    completed = changed(
        transfer,
        released=True,
        trip=transfer.trip or event.trip,
        expected_arrival=event.expected_arrival,
    )
    return changed(facets, transfer=completed), _dispatch_marks(facets, event)


def _dispatch_marks(facets: Facets, event: handoff.Dispatched) -> tuple[Mark, ...]:
    known = facets.handoff(event.offer)
    marks: list[Mark] = []
    if known is None or not known.offered:
        marks.append(Mark.WITHOUT_OFFER)
    elif not known.accepted:
        marks.append(Mark.NOT_ACCEPTED)
    if not facets.packet_answered:
        marks.append(Mark.WITHOUT_PACKET)
    giver = known.giver if known is not None else None
    if event.by.organisation not in {facets.holder, facets.legal_custodian, facets.answerable, giver}:
        marks.append(Mark.NOT_THE_HOLDER)
    return tuple(marks)


def _unoffered(facets: Facets, event: handoff.Dispatched | handoff.TakenByCarrier) -> Transfer:
    """A journey that nobody offered: given by who had the child."""
    giver = facets.holder or facets.answerable or event.by.organisation
    return Transfer(offer=event.offer, manifest=None, giver=giver, to_organisation=None, to_place=None, offered=False)


def _set_out(facets: Facets, transfer: Transfer, at: datetime) -> Facets:
    """On the way with this handoff; an offer that is not the one of the journey waits."""
    other = facets.transfer if facets.transfer is not None and facets.transfer.offer != transfer.offer else None
    return changed(
        facets,
        place=None,
        whereabouts=Whereabouts.IN_TRANSIT,
        since=at,
        answerable=facets.holder or facets.answerable,
        step=Step.IN_TRANSIT if facets.legal_custodian != ORR else facets.step,
        transfer=transfer,
        waiting=other,
    )


def taken(facets: Facets, event: handoff.TakenByCarrier, at: datetime) -> Folded:
    """A carrier signs that it has the child."""
    marks = road_marks(facets, event.offer)
    carrier = event.by.organisation
    if facets.between_hands and facets.transfer is not None:
        transfer = changed(facets.transfer, carrier=carrier, trip=event.trip or facets.transfer.trip)
        on_the_way = changed(facets, transfer=transfer, whereabouts=Whereabouts.IN_TRANSIT, place=None, since=at)
    else:
        transfer = facets.handoff(event.offer) or _unoffered(facets, event)
        left = changed(
            transfer,
            dispatched_at=at,
            from_place=facets.place,
            trip=event.trip,
            carrier=carrier,
            resume=facets.step,
        )
        on_the_way = _set_out(facets, left, at)
    return changed(on_the_way, holder=carrier, handler=event.by.user), marks


def turned_back(facets: Facets, event: handoff.TurnedBack, at: datetime) -> Folded:
    """The child is back with the giver, when the giver says so; by another's word it waits at the giver's door."""
    transfer = facets.transfer
    marks = road_marks(facets, event.offer)
    if transfer is None or not facets.between_hands:
        return facets, marks
    there = changed(facets, place=event.place, since=at)
    giver = event.by.organisation
    if giver not in {facets.answerable, facets.legal_custodian}:
        at_the_door = changed(there, whereabouts=Whereabouts.AT_THE_DOOR, handler=None)
        missing = facets.whereabouts is Whereabouts.MISSING
        return facets if missing else at_the_door, (Mark.TURNED_BACK, Mark.NOT_THE_HOLDER, *marks)
    home = changed(
        transfer,
        dispatched_at=None,
        released=False,
        from_place=None,
        trip=None,
        carrier=None,
        expected_arrival=None,
        resume=None,
    )
    back = changed(
        there,
        holder=giver,
        answerable=giver,
        whereabouts=Whereabouts.AT_PLACE,
        handler=event.by.user,
        step=facets.settled_step,
        transfer=home if transfer.offered else facets.waiting,
        waiting=facets.waiting if transfer.offered else None,
    )
    return back, (Mark.TURNED_BACK, *marks)


def arrived(facets: Facets, event: handoff.Arrived, at: datetime) -> Folded:
    """The child is at the door."""
    marks = road_marks(facets, event.offer)
    transfer = facets.transfer
    if transfer is None or not facets.between_hands:
        return facets, marks
    if facets.whereabouts is Whereabouts.MISSING:
        return facets, (Mark.MISSING, *marks)
    if transfer.to_place not in {None, event.place}:
        marks = (*marks, Mark.DIFFERENT_PLACE)
    return changed(facets, place=event.place, whereabouts=Whereabouts.AT_THE_DOOR, since=at, handler=None), marks
