"""What somebody might propose next: one fitting decision of each name, and reports by anybody about anything."""

from collections.abc import Callable

from hypothesis import strategies as st

from ledger.domain import codes
from ledger.domain.codes import CompanionsAnswer, ExitKind
from ledger.domain.custody.case import Case
from ledger.domain.values import OfferId, UserId
from tests.domain.builders import (
    LEG,
    OFFER,
    SECOND_OFFER,
    Said,
    acknowledged,
    age_determined,
    alone_explained,
    an_id,
    booked_in,
    booked_out,
    cancelled,
    classified,
    companions_declared,
    designated,
    determined,
    encountered,
    exceptional,
    opened_in_care,
    placement_declined,
    referred,
    report,
    requested,
    returned,
    reviewed,
)
from tests.domain.builders_handoff import (
    absence,
    absent,
    accepted,
    admitted,
    arrived,
    back,
    declined,
    dispatched,
    exited,
    expired,
    located,
    missing,
    moved,
    offered,
    packed,
    recalled,
    received,
    redirected,
    refused_at_door,
    taken,
    turned_back,
)

EVERYBODY = ["USBP", "OFO", "ICE", "ORR", "CARE-01", "CARE-02", "CARRIER-A", "DHS-OIG"]
PLACE_OF = {"USBP": "BP-RGV", "OFO": "POE-HID", "ICE": "ICE-HLG", "ORR": "CARE-03"}
NEVER = 500_000
"""A minute after every expiry."""


def place_of(organisation: str) -> str:
    return PLACE_OF.get(organisation, organisation if organisation.startswith("CARE") else "BP-LRT")


def fitting(name: str, case: Case, minute: float) -> Said | None:
    """A decision of that name that the case should admit when it names it; None for what is no decision."""
    if name in JUDGEMENTS:
        return JUDGEMENTS[name](case, minute)
    if name in ANSWERS and case.offer is not None:
        return ANSWERS[name](case, minute)
    if name == "review-irregularity":
        step, mark = case.history.open_marks()[0]
        return reviewed(Said(step.item.event, 0), mark.value, minute, by=step.item.event.by.organisation)
    if name == "explain-alone":
        return alone_explained(minute, case.recorded[0].event.by.organisation)
    return None


def _legal(case: Case) -> str:
    return case.facets.legal_custodian or "nobody"


def _next_stop(case: Case) -> str:
    """Where a child can be offered to: care when ORR has it or has designated a place, else another agency."""
    if case.facets.legal_custodian == "ORR":
        return "CARE-02" if case.facets.holder != "CARE-02" else "CARE-01"
    if case.state.determined and case.state.designated is not None:
        return case.state.designated
    return _another_agency(case)


def _another_agency(case: Case) -> str:
    return "ICE" if case.facets.holder != "ICE" else "OFO"


def _offer(case: Case, minute: float) -> Said:
    to = _next_stop(case)
    return offered(
        minute, by=_legal(case), to=to, place=place_of(to), offer=OfferId(an_id(f"offer {minute}")), expires=NEVER - 1
    )


def _redirect(case: Case, minute: float) -> Said:
    assert case.offer is not None
    to = _another_agency(case)
    return redirected(minute, by=case.offer.by_organisation, to=to, place=place_of(to), offer=case.offer.offer)


JUDGEMENTS: dict[str, Callable[[Case, float], Said]] = {
    "classify": lambda case, minute: classified(minute, by=_legal(case)),
    "determine-age": lambda case, minute: age_determined(minute, codes.AgeResult.CHILD, by=_legal(case)),
    "declare-exceptional-circumstance": lambda case, minute: exceptional(minute, by=_legal(case)),
    "determine-unaccompanied": lambda case, minute: determined(
        minute, by=_legal(case), separation_reason=codes.SeparationReason.OTHER
    ),
    "submit-referral": lambda case, minute: referred(
        minute, by=_legal(case), separated=True, separation_reason=codes.SeparationReason.OTHER
    ),
    "acknowledge-referral": lambda _, minute: acknowledged(minute),
    "return-referral": lambda _, minute: returned(minute),
    "cancel-referral": lambda case, minute: cancelled(minute, by=_legal(case)),
    "request-placement": lambda _, minute: requested(minute, place="CARE-02"),
    "decline-placement": lambda case, minute: placement_declined(minute, by="ORR", place=min(case.state.requested)),
    "designate-placement": lambda _, minute: designated(minute, override_by=UserId("ORR.supervisor")),
    "offer": _offer,
}
ANSWERS: dict[str, Callable[[Case, float], Said]] = {
    "accept": lambda case, minute: accepted(minute, by=_of(case)[0], offer=_of(case)[2]),
    "decline": lambda case, minute: declined(minute, by=_of(case)[0], offer=_of(case)[2]),
    "recall": lambda case, minute: recalled(minute, by=_of(case)[1], offer=_of(case)[2]),
    "expire": lambda case, _: expired(NEVER, offer=_of(case)[2]),
    "redirect": _redirect,
}


def _of(case: Case) -> tuple[str, str, OfferId]:
    """Addressee, offering side and id of the open offer."""
    assert case.offer is not None
    return case.offer.to_organisation, case.offer.by_organisation, case.offer.offer


REPORTS: list[Callable[[float, str, OfferId], Said]] = [
    lambda minute, by, offer: dispatched(minute, by=by, offer=offer),
    lambda minute, by, offer: taken(minute, by=by, offer=offer),
    lambda minute, by, offer: arrived(minute, by=by, offer=offer, place=place_of(by)),
    lambda minute, by, offer: received(minute, by=by, offer=offer, place=place_of(by)),
    lambda minute, by, _: received(minute, by=by, offer=None, place=place_of(by)),
    lambda minute, by, offer: turned_back(minute, by=by, offer=offer, place=place_of(by)),
    lambda minute, by, offer: refused_at_door(minute, by=by, offer=offer),
    lambda minute, by, offer: absent(minute, by=by, offer=offer),
    lambda minute, by, _: packed(minute, by=by),
    lambda minute, by, _: booked_in(minute, by=by, place=place_of(by)),
    lambda minute, by, _: booked_out(minute, by=by, place=place_of(by)),
    lambda minute, by, _: encountered(minute, by=by, place=place_of(by), answer=CompanionsAnswer.UNKNOWN),
    lambda minute, by, _: opened_in_care(minute, by=by),
    lambda minute, by, _: companions_declared(minute, by=by),
    lambda minute, by, _: admitted(minute, by=by),
    lambda minute, by, _: moved(minute, by=by, place=place_of(by)),
    lambda minute, by, _: absence(minute, by=by),
    lambda minute, by, _: back(minute, by=by, place=place_of(by)),
    lambda minute, by, _: missing(minute, by=by),
    lambda minute, by, _: located(minute, by=by, place=place_of(by)),
    lambda minute, by, _: exited(minute, by=by, kind=ExitKind.OTHER_CUSTODY),
]
"""Every report of the path, by anybody."""
DECISIONS: list[Callable[[float, str, OfferId], Said]] = [
    lambda minute, by, _: classified(minute, by=by),
    lambda minute, by, _: age_determined(minute, by=by),
    lambda minute, by, _: determined(minute, by=by),
    lambda minute, by, _: referred(minute, by=by),
    lambda minute, by, _: acknowledged(minute, by=by),
    lambda minute, by, _: returned(minute, by=by),
    lambda minute, by, _: cancelled(minute, by=by),
    lambda minute, by, _: requested(minute, by=by),
    lambda minute, by, _: placement_declined(minute, by=by),
    lambda minute, by, _: designated(minute, by=by),
    lambda minute, by, offer: offered(minute, by=by, offer=offer, to="CARE-01"),
    lambda minute, by, offer: offered(minute, by=by, offer=offer, to="ICE", place="ICE-HLG"),
    lambda minute, by, offer: accepted(minute, by=by, offer=offer),
    lambda minute, by, offer: declined(minute, by=by, offer=offer),
    lambda minute, by, offer: recalled(minute, by=by, offer=offer),
    lambda minute, by, offer: expired(minute, by=by, offer=offer),
    lambda minute, by, offer: redirected(minute, by=by, offer=offer),
]
"""Every decision of the path, by anybody."""
FIXED_OFFERS = st.sampled_from([OFFER, SECOND_OFFER, LEG])
WHO = st.sampled_from(["holder", "legal", "answerable", "addressee", *EVERYBODY])
"""Often somebody who has to do with the child."""


def who(case: Case, word: str) -> str:
    facets = case.facets
    roles = {
        "holder": facets.holder,
        "legal": facets.legal_custodian,
        "answerable": facets.answerable,
        "addressee": case.offer.to_organisation if case.offer is not None else None,
    }
    return (roles.get(word) or "CARE-01") if word in roles else word


__all__ = ["DECISIONS", "EVERYBODY", "FIXED_OFFERS", "NEVER", "REPORTS", "WHO", "fitting", "place_of", "report", "who"]
