"""A place is designated when the register says that it meets what the child needs, or when somebody says why not.

CARE-01 meets medication and an interpreter; CARE-02 tender age and pregnancy too; CARE-11 isolation.
"""

import pytest

from ledger.domain import person
from ledger.domain.codes import Need
from ledger.domain.custody.facets import Step
from ledger.domain.event import StrikeReason
from ledger.domain.values import UserId
from tests.domain.builders import (
    CHILD,
    MOTHER,
    Said,
    acknowledged,
    cancelled,
    designated,
    make,
    needing,
    referred,
    requested,
)
from tests.domain.builders_handoff import ACKNOWLEDGED, DETERMINED
from tests.domain.story import given

WHO = UserId("ORR.supervisor")
WHY = "No bed that meets it is free before the morning; the house brings in what is missing."
PREGNANT = [*DETERMINED, referred(needs=(Need.PREGNANCY, Need.MEDICATION)), acknowledged()]


@pytest.mark.parametrize("place", ["CARE-01", "CARE-11"])
def test_what_the_referral_says_must_be_met(place: str) -> None:
    given(*PREGNANT).when(designated(place=place)).refused("needs_not_met", allows="designate-placement")
    given(*PREGNANT).when(designated(place="CARE-02")).then(step=Step.PLACED)


def test_what_the_record_of_the_person_says_must_be_met_too() -> None:
    contagious = [*ACKNOWLEDGED, needing(Need.ISOLATION, 125)]
    given(*contagious).when(designated(place="CARE-01")).refused("needs_not_met")
    given(*contagious).when(designated(place="CARE-11")).then(step=Step.PLACED)


def test_the_needs_of_another_person_are_not_asked_for() -> None:
    given(*ACKNOWLEDGED, needing(Need.ISOLATION, 125, person=MOTHER)).when(designated()).then(step=Step.PLACED)


def test_somebody_decides_otherwise_and_says_why() -> None:
    given(*PREGNANT).when(designated(override_by=WHO)).refused("override_not_explained", allows="designate-placement")
    given(*PREGNANT).when(designated(note=WHY)).refused("needs_not_met")
    given(*PREGNANT).when(designated(override_by=WHO, note=WHY)).then(step=Step.PLACED)


def test_asking_for_a_bed_is_not_refused() -> None:
    given(*PREGNANT).when(requested(place="CARE-01")).then()


def test_a_need_that_was_recorded_by_mistake_is_not_asked_for() -> None:
    need = needing(Need.ISOLATION, 125)
    values = {"person": CHILD, "target": need.event.event_id, "reason": StrikeReason.DID_NOT_OCCUR}
    voided = Said(make(person.PersonVoided, "USBP", "", values), 130, CHILD)
    given(*ACKNOWLEDGED, need).when(designated()).refused("needs_not_met")
    given(*ACKNOWLEDGED, need, voided).when(designated()).then(step=Step.PLACED)


def test_the_last_referral_says_what_the_child_needs() -> None:
    again = [cancelled(125), referred(126), acknowledged(127)]
    given(*PREGNANT, *again).when(designated()).then(step=Step.PLACED)


def test_a_designation_on_record_stands_when_a_need_comes_later() -> None:
    late = needing(Need.ISOLATION, 160)
    story = given(*ACKNOWLEDGED, designated(), late)
    assert story.log.case().state.designated == "CARE-01"
    assert story.log.case().facets.step is Step.PLACED
