"""What somebody might propose next about one child, who that somebody might be, and the usual way on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from ledger.domain.codes import Classification, ExitKind
from ledger.domain.custody.care import CustodyCorrected
from ledger.domain.event import StrikeReason
from ledger.domain.values import EventId, Instant, OfferId, PersonId
from tests.domain.builders import (
    Said,
    acknowledged,
    classified,
    decision,
    designated,
    determined,
    referred,
    returned,
)
from tests.domain.builders_handoff import (
    accepted,
    arrived,
    declined,
    dispatched,
    exited,
    expired,
    located,
    missing,
    offered,
    recalled,
    received,
    refused_at_door,
    taken,
    turned_back,
)
from tests.machine.desk import Case, OpenOffer
from tests.machine.record import Record
from tests.machine.truth import Event

CARRIER = "CARRIER-A"
EVERYBODY = ["USBP", "OFO", "ICE", "ORR", "CARE-01", "CARE-02", CARRIER]
PLACE_OF = {"USBP": "BP-RGV", "OFO": "POE-HID", "ICE": "ICE-HLG"}
EXPIRES = 120
"""Minutes that an offer has."""

Build = Callable[[float, str, OfferId], Said]


def place_of(organisation: str) -> str:
    return PLACE_OF.get(organisation, organisation if organisation.startswith("CARE") else "BP-RGV")


REPORTS: dict[str, Build] = {
    "dispatch": lambda minute, by, offer: dispatched(minute, by=by, offer=offer),
    "take": lambda minute, by, offer: taken(minute, by=by, offer=offer),
    "arrive": lambda minute, by, offer: arrived(minute, by=by, offer=offer, place=place_of(by)),
    "receive": lambda minute, by, offer: received(minute, by=by, offer=offer, place=place_of(by)),
    "receive without offer": lambda minute, by, _: received(minute, by=by, offer=None, place=place_of(by)),
    "refuse": lambda minute, by, offer: refused_at_door(minute, by=by, offer=offer),
    "turn back": lambda minute, by, offer: turned_back(minute, by=by, offer=offer, place=place_of(by)),
    "missing": lambda minute, by, _: missing(minute, by=by),
    "located": lambda minute, by, _: located(minute, by=by, place=place_of(by)),
    "exit": lambda minute, by, _: exited(minute, by=by, kind=ExitKind.OTHER_CUSTODY),
}
DECISIONS: dict[str, Build] = {
    "classify": lambda minute, by, _: classified(minute, by=by),
    "classify as adult": lambda minute, by, _: classified(minute, Classification.ADULT, by=by),
    "determine": lambda minute, by, _: determined(minute, by=by),
    "refer": lambda minute, by, _: referred(minute, by=by),
    "acknowledge": lambda minute, by, _: acknowledged(minute, by=by),
    "return": lambda minute, by, _: returned(minute, by=by),
    "designate": lambda minute, by, _: designated(minute, by=by),
    "offer to care": lambda minute, by, offer: offered(minute, by=by, offer=offer, expires=minute + EXPIRES),
    "offer to ICE": lambda minute, by, offer: offered(
        minute, by=by, offer=offer, to="ICE", place="ICE-HLG", expires=minute + EXPIRES
    ),
    "accept": lambda minute, by, offer: accepted(minute, by=by, offer=offer),
    "decline": lambda minute, by, offer: declined(minute, by=by, offer=offer),
    "recall": lambda minute, by, offer: recalled(minute, by=by, offer=offer),
    "expire": lambda minute, by, offer: expired(minute, by=by, offer=offer),
}


def event_of(record: Record, said: Said, ids: Iterator[UUID]) -> Event:
    """What is said, about the record's person and with an id of its own."""
    event: Event = said.event
    return replace(event, person=PersonId(record.person), event_id=EventId(next(ids)))


def who(record: Record, word: str) -> str:
    """The organisation that a word means for this child."""
    case = record.case()
    offer = case.desk.offer
    meant = {
        "holder": case.truth.holder,
        "legal": case.truth.legal,
        "answers": case.truth.answers,
        "addressee": offer.to if offer is not None else None,
        "giver": offer.giver if offer is not None else None,
    }
    return (meant[word] or "CARE-01") if word in meant else word


def usual_next(record: Record, offer: OfferId, *, now: datetime) -> tuple[Build, str, OfferId] | None:
    """The next step of the usual way, by whose step it is; `offer` is the id of a new offer. None at its end."""
    case = record.case()
    legal = case.truth.legal
    if case.desk.exited or case.truth.missing or legal is None:
        return None
    if case.offer is not None:
        return _on_the_way(case, case.offer, now)
    steps = (
        (not case.desk.determined, "determine", legal),
        (case.desk.referral == "none", "refer", legal),
        (case.desk.referral == "submitted", "acknowledge", "ORR"),
        (case.desk.designated is None, "designate", "ORR"),
        (True, "offer to care", legal),
    )
    name, by = next((name, by) for missing, name, by in steps if missing)
    return None if legal == "ORR" else (DECISIONS[name], by, offer)


def _on_the_way(case: Case, offer: OpenOffer, now: datetime) -> tuple[Build, str, OfferId]:
    truth = case.truth
    if offer.status == "open" and now >= offer.expires_at:
        return DECISIONS["expire"], offer.giver, offer.offer
    if offer.status != "accepted":
        return DECISIONS["accept"], offer.to, offer.offer
    if not truth.under_way:
        return REPORTS["dispatch"], truth.holder or offer.giver, offer.offer
    if truth.where == "at_the_door":
        return REPORTS["receive"], offer.to, offer.offer
    return REPORTS["arrive" if truth.holder == CARRIER else "take"], CARRIER, offer.offer


def corrected(event: Event, *, earlier: timedelta, minute: float, ids: Iterator[UUID]) -> tuple[Event, Event]:
    """The same report, said to have happened earlier, and the correction that puts it in the place of the first."""
    claimed = replace(event.claimed, earliest=Instant(event.claimed.earliest.at - earlier))
    replacement = replace(event, claimed=claimed, event_id=EventId(next(ids)))
    correction = decision(
        CustodyCorrected,
        minute,
        event.by.organisation,
        target=event.event_id,
        replacement=replacement.event_id,
        reason=StrikeReason.INCORRECT_DATA,
    )
    return replacement, replace(cast("Event", correction.event), person=event.person, event_id=EventId(next(ids)))
