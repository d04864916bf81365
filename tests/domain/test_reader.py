"""Who may read what: denied unless custody, duty or oversight says otherwise."""

import pytest

from ledger.domain.custody.case import HeadFacts
from ledger.domain.reader import DUTY_ROLES, Action, Purpose, Reader, may_read
from ledger.domain.values import OrganisationCode, UserId

FACTS = HeadFacts(
    legal_custodian=OrganisationCode("USBP"),
    holder=OrganisationCode("CARRIER-A"),
    next_holder=OrganisationCode("CARE-01"),
    previous_holder=OrganisationCode("ICE"),
    referred_to=OrganisationCode("ORR"),
)
NOBODYS = HeadFacts(legal_custodian=None, holder=None, next_holder=None, previous_holder=None)


def reader(organisation: str, *, role: str = "agent", purpose: Purpose = Purpose.CUSTODY) -> Reader:
    return Reader(user=UserId("someone"), organisation=OrganisationCode(organisation), role=role, purpose=purpose)


def asks(
    organisation: str,
    action: Action = Action.RECORD,
    facts: HeadFacts | None = FACTS,
    *,
    role: str = "agent",
    purpose: Purpose = Purpose.CUSTODY,
) -> tuple[bool, str]:
    verdict = may_read(reader(organisation, role=role, purpose=purpose), action, facts)
    return verdict.allowed, verdict.reason


@pytest.mark.parametrize(
    ("organisation", "allowed", "reason"),
    [
        ("USBP", True, "legal_custodian"),
        ("CARRIER-A", True, "holder"),
        ("CARE-01", True, "next_holder"),
        ("ICE", True, "previous_holder"),
        ("ORR", True, "referred_to"),
        ("OFO", False, "no_need_to_know"),
        ("CARE-02", False, "no_need_to_know"),
        ("CARRIER-B", False, "no_need_to_know"),
        ("ADVOCATE-A", False, "no_need_to_know"),
        ("NOBODY", False, "unknown_organisation"),
        ("", False, "unknown_organisation"),
        ("DHS-OIG", False, "oversight_states_its_purpose"),
    ],
)
def test_one_childs_record(organisation: str, reason: str, *, allowed: bool) -> None:
    assert asks(organisation) == (allowed, reason)


@pytest.mark.parametrize("organisation", ["USBP", "ORR", "CARE-01", "ADVOCATE-A"])
def test_a_record_that_names_nobody_is_nobodys(organisation: str) -> None:
    assert asks(organisation, facts=NOBODYS) == (False, "no_need_to_know")
    assert asks(organisation, facts=None) == (False, "no_such_record_for_reader")


def test_oversight_states_its_purpose_and_sees() -> None:
    assert asks("HHS-OIG", purpose=Purpose.OVERSIGHT) == (True, "oversight")
    assert asks("HHS-OIG", purpose=Purpose.OVERSIGHT, facts=None) == (True, "oversight")
    for action in Action:
        assert asks("HHS-OIG", action, None) == (False, "oversight_states_its_purpose")


@pytest.mark.parametrize("role", sorted(DUTY_ROLES))
def test_duty_search_is_for_those_on_duty(role: str) -> None:
    assert asks("ORR", Action.DUTY_SEARCH, None, role=role) == (True, "duty_search")
    assert asks("ORR", Action.DUTY_SEARCH, None, role="case_manager") == (False, "not_on_duty")
    assert asks("NOBODY", Action.DUTY_SEARCH, None, role=role) == (False, "unknown_organisation")


@pytest.mark.parametrize("action", [Action.LIST, Action.STATISTICS, Action.SYSTEM])
def test_what_shows_no_single_child(action: Action) -> None:
    assert asks("CARE-02", action, None) == (True, "no_single_child")
    assert asks("NOBODY", action, None) == (False, "unknown_organisation")


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose is not Purpose.OVERSIGHT])
def test_no_purpose_opens_a_record(purpose: Purpose) -> None:
    assert asks("CARE-02", purpose=purpose) == (False, "no_need_to_know")


def test_no_purpose_is_one_of_enforcement() -> None:
    words = {word for purpose in Purpose for word in purpose.value.split("_")}
    assert not words & {"enforcement", "removal", "arrest", "investigation"}
