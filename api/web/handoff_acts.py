"""Whose turn it is with a child of a manifest, and what each side may do next.

Offered, not guarded, here: these are the buttons that a page shows, and the ledger decides again.
"""

from datetime import datetime
from enum import StrEnum

from ledger.domain.custody.facets import Whereabouts
from ledger.domain.custody.state import OfferStatus
from ledger.domain.register import ORR
from ledger.domain.values import EventId
from projections.handoffs.queries import Handoff
from projections.handoffs.sheets import OPEN, Status

ROAD = frozenset({Whereabouts.IN_TRANSIT, Whereabouts.AT_THE_DOOR})
"""Between hands."""


class Can(StrEnum):
    """What the visitor's organisation may do next with a child of a manifest."""

    ANSWER = "answer"
    """Accept or decline."""
    RECALL = "recall"
    PACK = "pack"
    """Answer the packet checklist."""
    DISPATCH = "dispatch"
    REDIRECT = "redirect"
    TURN_BACK = "turn_back"
    VOID = "void"
    """Strike its own report of the departure: the child did not leave."""
    ARRIVE = "arrive"
    RECEIVE = "receive"
    """Sign for the child, or say that it is not here, or refuse it."""
    OFFER = "offer"
    """Offer the child again: the offer is over and the child is still here."""


class Turn(StrEnum):
    """Who has to do something next."""

    GIVER = "giver"
    TAKER = "taker"
    NOBODY = "nobody"


def is_on_the_road(sheet: Handoff) -> bool:
    """Whether the child has left and nobody has signed for it."""
    return sheet.status in OPEN and sheet.whereabouts in ROAD


def may(sheet: Handoff, organisation: str, *, departure: EventId | None, now: datetime) -> frozenset[Can]:
    """What an organisation may do with the child, as the rules and the usual way have it."""
    if sheet.version is None:
        return frozenset()
    on_the_road = is_on_the_road(sheet)
    found: set[Can] = set()
    if organisation == sheet.to_organisation and sheet.status in OPEN:
        found |= _of_taker(sheet, on_the_road=on_the_road, now=now)
    if organisation in {sheet.giver, sheet.legal_custodian} and sheet.offer_status is not None and not on_the_road:
        found.add(Can.RECALL)
    if organisation == sheet.giver:
        found |= _of_giver(sheet, on_the_road=on_the_road, departure=departure)
    if organisation in {sheet.giver, sheet.legal_custodian, ORR} and on_the_road:
        agreed = sheet.offer_status in {OfferStatus.ACCEPTED, OfferStatus.REDIRECTED}
        found |= {Can.REDIRECT} if agreed else set()
    return frozenset(found)


def _of_taker(sheet: Handoff, *, on_the_road: bool, now: datetime) -> set[Can]:
    found: set[Can] = set()
    in_time = sheet.expires_at is None or now < sheet.expires_at
    sent_on = sheet.offer_status is OfferStatus.REDIRECTED and sheet.answered_at is None
    if sent_on or (sheet.offer_status is OfferStatus.OPEN and in_time):
        found.add(Can.ANSWER)
    if on_the_road and sheet.whereabouts is Whereabouts.IN_TRANSIT:
        found.add(Can.ARRIVE)
    if on_the_road or sheet.status is Status.ACCEPTED:
        found.add(Can.RECEIVE)
    return found


def _of_giver(sheet: Handoff, *, on_the_road: bool, departure: EventId | None) -> set[Can]:
    if on_the_road:
        return {Can.TURN_BACK, *((Can.VOID,) if departure else ())}
    if sheet.status in OPEN:
        return {Can.PACK, Can.DISPATCH}
    here = sheet.holder == sheet.giver and sheet.next_holder is None
    return {Can.OFFER} if here and sheet.status in {Status.DECLINED, Status.RECALLED, Status.EXPIRED} else set()


def next_act(sheet: Handoff, can: frozenset[Can]) -> Can | None:
    """What of it is most likely wanted."""
    unpacked = sheet.packet_at is None
    undone = sheet.offer_status is OfferStatus.REDIRECTED and sheet.answered_at is not None
    wanted: dict[Status, tuple[Can, ...]] = {
        Status.OFFERED: (Can.ANSWER, *((Can.RECALL,) if sheet.overdue else ())),
        Status.ACCEPTED: (Can.PACK, Can.DISPATCH) if unpacked else (Can.DISPATCH,),
        Status.UNDER_WAY: (Can.ANSWER, Can.RECEIVE, *((Can.REDIRECT,) if undone else ())),
        Status.AT_THE_DOOR: (Can.ANSWER, Can.RECEIVE, *((Can.REDIRECT,) if undone else ())),
        Status.NOT_HERE: (Can.VOID, Can.REDIRECT),
        Status.REFUSED: (Can.TURN_BACK,),
        Status.TURNED_BACK: (Can.TURN_BACK, Can.RECALL),
        Status.DECLINED: (Can.OFFER,),
        Status.RECALLED: (Can.OFFER,),
        Status.EXPIRED: (Can.OFFER,),
    }
    return next((act for act in wanted.get(sheet.status, ()) if act in can), None)


def turn_of(sheet: Handoff) -> Turn:
    """Who has to do something next."""
    declined = sheet.offer_status is OfferStatus.REDIRECTED and sheet.answered_at is not None
    match sheet.status:
        case Status.OFFERED:
            return Turn.GIVER if sheet.overdue else Turn.TAKER
        case Status.UNDER_WAY | Status.AT_THE_DOOR:
            return Turn.GIVER if declined else Turn.TAKER
        case Status.ACCEPTED | Status.NOT_HERE | Status.REFUSED | Status.TURNED_BACK:
            return Turn.GIVER
        case Status.DECLINED | Status.EXPIRED | Status.RECALLED:
            return Turn.GIVER if sheet.holder == sheet.giver and sheet.next_holder is None else Turn.NOBODY
        case Status.RECEIVED | Status.SUPERSEDED:
            return Turn.NOBODY
