"""History, first part: encounter, booking, classification, referral and placement."""

from datetime import datetime
from typing import assert_never

from ledger.domain.codes import AgeResult, Classification, CompanionsAnswer
from ledger.domain.copies import changed
from ledger.domain.custody import care, intake
from ledger.domain.custody.events import IntakeEvent
from ledger.domain.custody.facets import Facets, Mark, Step, Whereabouts
from ledger.domain.register import ORGANISATIONS, ORR
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
            return changed(facets, classification=Classification.ADULT) if adult else facets, ()
        case intake.UnaccompaniedDetermined():
            known = changed(facets, classification=Classification.UNACCOMPANIED_CHILD)
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


def found(facets: Facets, event: intake.EncounterRecorded | care.Located, at: datetime) -> Facets:
    """A missing person is with whoever signs. The journey goes on when its giver or carrier found them."""
    finder = event.by.organisation
    here = changed(
        facets,
        holder=finder,
        place=event.place,
        whereabouts=Whereabouts.AT_PLACE,
        since=at,
        handler=event.by.user,
    )
    carrier = facets.transfer.carrier if facets.transfer is not None else None
    if facets.between_hands and finder in {facets.answerable, carrier}:
        return here
    offer = facets.still_offered(finder, facets.legal_custodian)
    return changed(here, answerable=finder, transfer=offer, waiting=None, step=facets.settled_step)


def _step(facets: Facets, step: Step) -> Facets:
    """The next case step. Under way it waits for the end of the journey; in care and after the exit nothing moves."""
    if facets.step is Step.IN_TRANSIT and facets.transfer is not None:
        return changed(facets, transfer=changed(facets.transfer, resume=step))
    later = facets.step in {Step.IN_ORR_CARE, Step.EXITED}
    return facets if later else changed(facets, step=step)


def _encountered(facets: Facets, event: intake.EncounterRecorded, at: datetime) -> Folded:
    marks = unanswered_mark(event.companions_answer)
    custodian = custodian_of(event.by.organisation)
    if facets.step is Step.EXITED:
        return facets, (Mark.AFTER_EXIT, *marks)
    if not facets.begun:
        if custodian is None:
            marks = (Mark.NO_LEGAL_CUSTODIAN, *marks)
        return _in_custody(facets, event, at, Step.ENCOUNTERED), marks
    if facets.legal_custodian is None and custodian is not None:
        return _in_custody(facets, event, at, Step.ENCOUNTERED), (Mark.SECOND_ENCOUNTER, *marks)
    if facets.whereabouts is Whereabouts.MISSING:
        return found(facets, event, at), (Mark.SECOND_ENCOUNTER, *marks)
    if event.by.organisation not in {facets.holder, facets.legal_custodian, facets.answerable}:
        marks = (Mark.TWO_CUSTODIANS, *marks)
    return facets, (Mark.SECOND_ENCOUNTER, *marks)


def _opened_in_care(facets: Facets, event: intake.InCareAtOpening, at: datetime) -> Folded:
    if facets.step is Step.EXITED:
        return facets, (Mark.AFTER_EXIT,)
    if facets.begun:
        return facets, (Mark.SECOND_ENCOUNTER,)
    custodian = custodian_of(event.by.organisation)
    if custodian != ORR:
        marks = (Mark.NO_LEGAL_CUSTODIAN,) if custodian is None else ()
        return _in_custody(facets, event, at, Step.IN_DHS_CUSTODY), marks
    opened = changed(_in_custody(facets, event, at, Step.IN_ORR_CARE), step=Step.IN_ORR_CARE)
    return changed(opened, classification=Classification.UNACCOMPANIED_CHILD), ()


def _in_custody(
    facets: Facets, event: intake.EncounterRecorded | intake.InCareAtOpening, at: datetime, step: Step
) -> Facets:
    organisation = event.by.organisation
    return changed(
        facets,
        legal_custodian=custodian_of(organisation),
        holder=organisation,
        answerable=organisation,
        place=event.place,
        whereabouts=Whereabouts.AT_PLACE,
        since=at,
        # a decision may be older than the claimed time of the encounter: its step stands
        step=step if facets.step is Step.NOT_STARTED else facets.step,
        handler=event.by.user,
    )


def _booked(facets: Facets, event: intake.BookedIn | intake.BookedOut, at: datetime) -> Folded:
    if facets.step is Step.EXITED:
        return facets, (Mark.AFTER_EXIT,)
    if not facets.begun:
        return facets, (Mark.BEFORE_ENCOUNTER,)
    if event.by.organisation != facets.holder:
        return facets, (Mark.NOT_THE_HOLDER,)
    if isinstance(event, intake.BookedOut):
        return facets, ()
    booked = changed(
        facets,
        place=event.place,
        whereabouts=Whereabouts.AT_PLACE,
        since=at,
        step=Step.IN_DHS_CUSTODY if facets.step is Step.ENCOUNTERED else facets.step,
        handler=event.by.user,
    )
    return booked, ()


def _classified(facets: Facets, event: intake.Classified) -> Facets:
    known = changed(facets, classification=event.classification)
    family = event.classification in {Classification.ACCOMPANIED_CHILD, Classification.FAMILY_UNIT_MEMBER}
    before_referral = facets.settled_step in {Step.ENCOUNTERED, Step.IN_DHS_CUSTODY, Step.UC_DETERMINED}
    return _step(known, Step.FAMILY_PROCESSING) if family and before_referral else known
