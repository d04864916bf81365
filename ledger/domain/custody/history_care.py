"""History, third part: care, absences, missing and found, and the end of the episode."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from ledger.domain.custody import care
from ledger.domain.custody.events import CareEvent
from ledger.domain.custody.facets import Facets, Mark, Step, Whereabouts
from ledger.domain.custody.history_intake import Folded, custodian_of


def fold_care(facets: Facets, event: CareEvent, happened_at: datetime) -> Folded:
    """Facets after an event in care, with the marks of the event."""
    match event:
        case care.CustodyCorrected() | care.CustodyVoided() | care.IrregularityReviewed():
            return facets, ()
        case _ if facets.step in {Step.NOT_STARTED, Step.EXITED}:
            return facets, (Mark.BEFORE_ENCOUNTER if facets.step is Step.NOT_STARTED else Mark.AFTER_EXIT,)
        case care.Admitted():
            return facets, _holder_marks(facets, event)
        case care.Moved():
            return _moved(facets, event, happened_at)
        case care.AbsenceStarted():
            away = replace(facets, whereabouts=Whereabouts.AWAY, since=happened_at, handler=event.escort)
            return away, _holder_marks(facets, event)
        case care.AbsenceEnded():
            return _back(facets, event, happened_at)
        case care.WentMissing():
            gone = replace(
                facets,
                holder=None,
                place=None,
                whereabouts=Whereabouts.MISSING,
                since=happened_at,
                handler=None,
            )
            return gone, (Mark.MISSING, *_holder_marks(facets, event))
        case care.Located():
            return _located(facets, event, happened_at)
        case care.Exited():
            return _exited(facets, event, happened_at)
        case _:
            assert_never(event)


def _holder_marks(facets: Facets, event: care.Admitted | care.AbsenceStarted | care.WentMissing) -> tuple[Mark, ...]:
    return () if event.by.organisation in {facets.holder, facets.legal_custodian} else (Mark.NOT_THE_HOLDER,)


def _moved(facets: Facets, event: care.Moved, at: datetime) -> Folded:
    marks = () if event.approved_by is not None else (Mark.NOT_APPROVED,)
    if custodian_of(event.by.organisation) != facets.legal_custodian:
        return facets, (Mark.NOT_THE_HOLDER, *marks)
    moved = replace(
        facets,
        holder=event.by.organisation,
        answerable=event.by.organisation,
        place=event.to_place,
        whereabouts=Whereabouts.AT_PLACE,
        since=at,
        handler=event.by.user,
    )
    return moved, marks


def _back(facets: Facets, event: care.AbsenceEnded, at: datetime) -> Folded:
    if facets.whereabouts is not Whereabouts.AWAY:
        return facets, (Mark.NOT_AWAY,)
    if event.by.organisation not in {facets.holder, facets.legal_custodian}:
        return facets, (Mark.NOT_THE_HOLDER,)
    back = replace(facets, place=event.place, whereabouts=Whereabouts.AT_PLACE, since=at, handler=event.by.user)
    return back, ()


def _located(facets: Facets, event: care.Located, at: datetime) -> Folded:
    if facets.whereabouts is not Whereabouts.MISSING:
        return facets, (Mark.NOT_MISSING,)
    organisation = event.by.organisation
    found = replace(
        facets,
        holder=organisation,
        answerable=organisation,
        place=event.place,
        whereabouts=Whereabouts.AT_PLACE,
        since=at,
        handler=event.by.user,
        transfer=None,
    )
    same = custodian_of(organisation) == facets.legal_custodian
    return found, () if same else (Mark.NOT_THE_HOLDER,)


def _exited(facets: Facets, event: care.Exited, at: datetime) -> Folded:
    marks: list[Mark] = []
    if custodian_of(event.by.organisation) != facets.legal_custodian:
        marks.append(Mark.NOT_THE_HOLDER)
    if facets.between_hands:
        marks.append(Mark.EXIT_UNDER_WAY)
    gone = replace(
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
    )
    return gone, tuple(marks)
