"""History, first part: encounter, booking, classification, referral and placement."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from ledger.domain.codes import AgeResult, Classification, CompanionsAnswer
from ledger.domain.custody import intake
from ledger.domain.custody.events import IntakeEvent
from ledger.domain.custody.facets import Facets, Mark, Step, Whereabouts
from ledger.domain.register import ORGANISATIONS
from ledger.domain.values import OrganisationCode

Folded = tuple[Facets, tuple[Mark, ...]]

UNANSWERED = frozenset({CompanionsAnswer.UNKNOWN, CompanionsAnswer.NOT_ASKED})


def fold_intake(facets: Facets, event: IntakeEvent, happened_at: datetime) -> Folded:
    """Facets after an intake event, with the marks of the event."""
    match event:
        case intake.EncounterRecorded():
            return _encountered(facets, event, happened_at)
        case intake.InCareAtOpening():
            return _opened_in_care(facets, event, happened_at)
        case intake.CompanionsDeclared():
            return facets, unanswered_mark(event.companions_answer)
        case intake.BookedIn() | intake.BookedOut():
            return _booked(facets, event, happened_at)
        case intake.Classified():
            return _classified(facets, event), ()
        case intake.AgeDetermined():
            adult = event.result is AgeResult.ADULT
            return replace(facets, classification=Classification.ADULT) if adult else facets, ()
        case intake.UnaccompaniedDetermined():
            known = replace(facets, classification=Classification.UNACCOMPANIED_CHILD)
            return _step(known, Step.UC_DETERMINED), ()
        case intake.ReferralSubmitted():
            return _step(facets, Step.REFERRED), ()
        case intake.ReferralReturned() | intake.ReferralCancelled():
            return _step(facets, Step.UC_DETERMINED), ()
        case intake.PlacementRequested():
            return _step(facets, Step.PLACEMENT_SEARCH), ()
        case intake.PlacementDesignated():
            return _step(facets, Step.PLACED), ()
        case intake.PlacementDeclined() | intake.ReferralAcknowledged() | intake.ExceptionalCircumstanceDeclared():
            return facets, ()
        case _:
            assert_never(event)


def unanswered_mark(answer: CompanionsAnswer) -> tuple[Mark, ...]:
    """The mark of an encounter that does not say who came along: stays until somebody declares it."""
    return (Mark.COMPANIONS_NOT_ANSWERED,) if answer in UNANSWERED else ()


def custodian_of(organisation: OrganisationCode) -> OrganisationCode | None:
    """In whose name an organisation takes legal custody; None when it cannot or is not known."""
    known = ORGANISATIONS.get(organisation)
    return known.custodian if known else None


def _step(facets: Facets, step: Step) -> Facets:
    """The next case step, unless the person is already under way, in care, or gone: then the step stays."""
    later = facets.step in {Step.IN_TRANSIT, Step.IN_ORR_CARE, Step.EXITED}
    return facets if later else replace(facets, step=step)


def _encountered(facets: Facets, event: intake.EncounterRecorded, at: datetime) -> Folded:
    marks = unanswered_mark(event.companions_answer)
    organisation = event.by.organisation
    if facets.step is Step.NOT_STARTED:
        return _in_custody(facets, event, at, Step.ENCOUNTERED), marks
    if facets.step is Step.EXITED:
        return facets, (Mark.AFTER_EXIT, *marks)
    if facets.whereabouts is Whereabouts.MISSING:
        found = replace(
            facets,
            holder=organisation,
            answerable=organisation,
            place=event.place,
            whereabouts=Whereabouts.AT_PLACE,
            since=at,
            handler=event.by.user,
        )
        return found, (Mark.SECOND_ENCOUNTER, *marks)
    return facets, (Mark.SECOND_ENCOUNTER, *marks)


def _opened_in_care(facets: Facets, event: intake.InCareAtOpening, at: datetime) -> Folded:
    if facets.step is not Step.NOT_STARTED:
        return facets, (Mark.SECOND_ENCOUNTER,)
    opened = _in_custody(facets, event, at, Step.IN_ORR_CARE)
    return replace(opened, classification=Classification.UNACCOMPANIED_CHILD), ()


def _in_custody(
    facets: Facets, event: intake.EncounterRecorded | intake.InCareAtOpening, at: datetime, step: Step
) -> Facets:
    organisation = event.by.organisation
    return replace(
        facets,
        legal_custodian=custodian_of(organisation),
        holder=organisation,
        answerable=organisation,
        place=event.place,
        whereabouts=Whereabouts.AT_PLACE,
        since=at,
        step=step,
        handler=event.by.user,
    )


def _booked(facets: Facets, event: intake.BookedIn | intake.BookedOut, at: datetime) -> Folded:
    if facets.step is Step.NOT_STARTED:
        return facets, (Mark.BEFORE_ENCOUNTER,)
    if facets.step is Step.EXITED:
        return facets, (Mark.AFTER_EXIT,)
    if event.by.organisation != facets.holder:
        return facets, (Mark.NOT_THE_HOLDER,)
    if isinstance(event, intake.BookedOut):
        return facets, ()
    step = Step.IN_DHS_CUSTODY if facets.step is Step.ENCOUNTERED else facets.step
    booked = replace(
        facets,
        place=event.place,
        whereabouts=Whereabouts.AT_PLACE,
        since=at,
        step=step,
        handler=event.by.user,
    )
    return booked, ()


def _classified(facets: Facets, event: intake.Classified) -> Facets:
    known = replace(facets, classification=event.classification)
    family = event.classification in {Classification.ACCOMPANIED_CHILD, Classification.FAMILY_UNIT_MEMBER}
    before_referral = facets.step in {Step.ENCOUNTERED, Step.IN_DHS_CUSTODY, Step.UC_DETERMINED}
    return replace(known, step=Step.FAMILY_PROCESSING) if family and before_referral else known
