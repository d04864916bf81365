"""History of the receipt: physical and legal custody pass by the receiver's own signature, and by nothing else.

The first receipt of an offer stands; another organisation's receipt of the same offer is a second custodian, which is
an alarm and never a choice. Who cannot take custody (a carrier) only holds: the handoff goes on.
"""

from datetime import datetime

from ledger.domain.codes import IdentityMethod
from ledger.domain.copies import changed
from ledger.domain.custody import handoff
from ledger.domain.custody.facets import Facets, Mark, Step, Whereabouts
from ledger.domain.custody.history_intake import Folded, custodian_of
from ledger.domain.custody.history_road import road_marks
from ledger.domain.register import ORR
from ledger.domain.values import OrganisationCode

BEGINNING = frozenset({Step.NOT_STARTED, Step.ENCOUNTERED, Step.IN_TRANSIT, Step.IN_ORR_CARE})
"""Steps that a receipt outside of ORR takes to the custody of that agency; the others go on as they are."""


def received(facets: Facets, event: handoff.Received, at: datetime) -> Folded:
    """The receiver signs."""
    taker = event.by.organisation
    if event.offer is not None and (earlier := {by for offer, by in facets.receipts if offer == event.offer}):
        return facets, (Mark.ALREADY_RECEIVED,) if taker in earlier else (Mark.ALREADY_RECEIVED, Mark.TWO_CUSTODIANS)
    custodian = custodian_of(taker)
    marks = _receipt_marks(facets, event)
    if custodian is None:
        return _held(facets, event, at), (Mark.NO_LEGAL_CUSTODIAN, *marks)
    after = changed(
        facets,
        legal_custodian=custodian,
        holder=taker,
        answerable=taker,
        place=event.place,
        whereabouts=Whereabouts.AT_PLACE,
        since=at,
        handler=event.by.user,
        transfer=facets.still_offered(taker, custodian, answered=event.offer),
        waiting=None,
        packet_answered=False,
        last_received=event.offer,
        step=_step_after(facets, custodian),
    )
    if event.offer is not None:
        after = changed(after, receipts=facets.receipts | {(event.offer, taker)})
    return after, marks


def _held(facets: Facets, event: handoff.Received, at: datetime) -> Facets:
    """Who cannot take custody has the child all the same: legal custody, the handoff and who answers stay."""
    if not facets.begun:
        return facets
    return changed(
        facets,
        holder=event.by.organisation,
        place=event.place,
        whereabouts=Whereabouts.AT_PLACE,
        since=at,
        handler=event.by.user,
    )


def _step_after(facets: Facets, custodian: OrganisationCode) -> Step:
    if custodian == ORR:
        return Step.IN_ORR_CARE
    before = facets.settled_step
    return Step.IN_DHS_CUSTODY if before in BEGINNING else before


def _receipt_marks(facets: Facets, event: handoff.Received) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    transfer = facets.handoff(event.offer)
    if not facets.begun:
        marks.append(Mark.BEFORE_ENCOUNTER)
    if transfer is None or not transfer.offered:
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


def absent(facets: Facets, event: handoff.ReportedAbsent) -> Folded:
    """The receiver says that the child was not among those who arrived: it is not at that door."""
    marks = (Mark.ABSENT_AT_ARRIVAL, *road_marks(facets, event.offer))
    if facets.whereabouts is Whereabouts.AT_THE_DOOR and facets.place == event.place:
        return changed(facets, whereabouts=Whereabouts.IN_TRANSIT, place=None), marks
    return facets, marks


def refused(facets: Facets, event: handoff.RefusedAtDoor, at: datetime) -> Folded:
    """The receiver does not take the child, who stands at that door; the giver still answers."""
    marks = (Mark.REFUSED, *road_marks(facets, event.offer))
    if not facets.between_hands:
        return facets, marks
    if facets.whereabouts is Whereabouts.MISSING:
        return facets, (Mark.MISSING, *marks)
    there = facets.whereabouts is Whereabouts.AT_THE_DOOR and facets.place == event.place
    at_the_door = changed(facets, place=event.place, whereabouts=Whereabouts.AT_THE_DOOR, handler=None)
    return at_the_door if there else changed(at_the_door, since=at), marks
