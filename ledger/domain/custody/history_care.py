"""History, third part: care, absences, missing and found, and the end of the episode."""

from datetime import datetime
from typing import assert_never

from ledger.domain.codes import DEPARTURES
from ledger.domain.copies import changed
from ledger.domain.custody import care
from ledger.domain.custody.events import CareEvent
from ledger.domain.custody.facets import Facets, Mark, Step, Whereabouts
from ledger.domain.custody.history_intake import Folded, custodian_of, found


def fold_care(facets: Facets, event: CareEvent, happened_at: datetime) -> Folded:
    """Facets after an event in care, with the marks of the event."""
    match event:
        case care.CustodyCorrected() | care.CustodyVoided() | care.IrregularityReviewed() | care.AloneExplained():
            return facets, ()
        case _ if facets.step is Step.EXITED:
            return facets, (Mark.AFTER_EXIT,)
        case _ if not facets.begun:
            return facets, (Mark.BEFORE_ENCOUNTER,)
        case care.Admitted():
            return facets, () if _theirs(facets, event) else (Mark.NOT_THE_HOLDER,)
        case care.Moved():
            return _moved(facets, event, happened_at)
        case care.AbsenceStarted():
            return _away(facets, event, happened_at)
        case care.AbsenceEnded():
            return _back(facets, event, happened_at)
        case care.WentMissing():
            return _missing(facets, event, happened_at)
        case care.Located():
            return _located(facets, event, happened_at)
        case care.Exited():
            return _exited(facets, event, happened_at)
        case _:
            assert_never(event)


def _theirs(facets: Facets, event: CareEvent) -> bool:
    """Whether who signs has the person or had them on the way, answers for them, or is the legal custodian."""
    carrier = facets.transfer.carrier if facets.transfer is not None else None
    return event.by.organisation in {facets.holder, facets.answerable, facets.legal_custodian, carrier}


def _moved(facets: Facets, event: care.Moved, at: datetime) -> Folded:
    taker = event.by.organisation
    marks = () if event.approved_by is not None else (Mark.NOT_APPROVED,)
    if custodian_of(taker) != facets.legal_custodian:
        return facets, (Mark.NOT_THE_HOLDER, *marks)
    moved = changed(
        facets,
        holder=taker,
        place=event.to_place,
        whereabouts=Whereabouts.AT_PLACE,
        since=at,
        handler=event.by.user,
    )
    transfer = facets.transfer if facets.between_hands else None
    if transfer is not None and taker == facets.answerable:
        return moved, marks  # a night at another place of the giver's: still under way, the giver still answers
    if transfer is not None:
        addressee = taker == transfer.to_organisation
        marks = (Mark.IDENTITY_NOT_CHECKED if addressee else Mark.NOT_THE_ADDRESSEE, *marks)
    offer = facets.still_offered(taker, facets.legal_custodian)
    return changed(moved, answerable=taker, transfer=offer, waiting=None, step=facets.settled_step), marks


def _away(facets: Facets, event: care.AbsenceStarted, at: datetime) -> Folded:
    if not _theirs(facets, event):
        return facets, (Mark.NOT_THE_HOLDER,)
    if facets.whereabouts is Whereabouts.MISSING:
        return facets, (Mark.MISSING,)
    return changed(facets, whereabouts=Whereabouts.AWAY, since=at, handler=event.escort), ()


def _back(facets: Facets, event: care.AbsenceEnded, at: datetime) -> Folded:
    if facets.whereabouts is not Whereabouts.AWAY:
        return facets, (Mark.NOT_AWAY,)
    if not _theirs(facets, event):
        return facets, (Mark.NOT_THE_HOLDER,)
    back = changed(facets, place=event.place, whereabouts=Whereabouts.AT_PLACE, since=at, handler=event.by.user)
    return back, ()


def _missing(facets: Facets, event: care.WentMissing, at: datetime) -> Folded:
    if not _theirs(facets, event):
        return facets, (Mark.MISSING, Mark.NOT_THE_HOLDER)
    if facets.whereabouts is Whereabouts.MISSING:
        return facets, (Mark.MISSING,)
    gone = changed(facets, holder=None, place=None, whereabouts=Whereabouts.MISSING, since=at, handler=None)
    return gone, (Mark.MISSING,)


def _located(facets: Facets, event: care.Located, at: datetime) -> Folded:
    if facets.whereabouts is not Whereabouts.MISSING:
        return facets, (Mark.NOT_MISSING,)
    same = _theirs(facets, event) or custodian_of(event.by.organisation) == facets.legal_custodian
    return found(facets, event, at), () if same else (Mark.NOT_THE_HOLDER,)


def _exited(facets: Facets, event: care.Exited, at: datetime) -> Folded:
    marks: list[Mark] = []
    if not _theirs(facets, event):
        marks.append(Mark.NOT_THE_HOLDER)
    if facets.between_hands:
        marks.append(Mark.EXIT_UNDER_WAY)
    if event.kind in DEPARTURES and event.with_child is False:
        marks.append(Mark.REMOVED_WITHOUT_CHILD)
    gone = changed(
        facets,
        legal_custodian=None,
        holder=None,
        answerable=None,
        place=None,
        whereabouts=Whereabouts.NOT_IN_CUSTODY,
        since=at,
        step=Step.EXITED,
        handler=None,
        transfer=None,
        waiting=None,
    )
    return gone, tuple(marks)
