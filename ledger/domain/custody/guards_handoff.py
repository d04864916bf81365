"""Guards of the handoff: one open offer, accepted by its addressee, recalled only before dispatch.

The sender never confirms for the receiver.
"""

from datetime import datetime
from typing import assert_never

from ledger.domain.custody import handoff
from ledger.domain.custody.case import Case, allowed_now
from ledger.domain.custody.events import HandoffEvent
from ledger.domain.custody.facets import Whereabouts
from ledger.domain.custody.state import Offer, OfferStatus
from ledger.domain.errors import Refused
from ledger.domain.register import ORR, PLACES
from ledger.domain.values import OfferId, OrganisationCode, PlaceCode


def guard_handoff(case: Case, proposed: HandoffEvent, *, now: datetime) -> None:
    """Pass, or refuse.

    Raises:
        Refused: the rules do not allow the decision now.
    """
    match proposed:
        case handoff.HandoffOffered():
            _check_offer(case, proposed, now=now)
        case handoff.HandoffAccepted():
            _check_accept(case, proposed, now=now)
        case handoff.HandoffDeclined():
            offer = _offer(case, proposed.offer)
            _check_addressee(case, proposed, offer)
            if offer.status is OfferStatus.ACCEPTED:
                raise _refuse(case, "already_accepted", "the offer is accepted; the offering side may recall it")
        case handoff.HandoffRecalled():
            offer = _offer(case, proposed.offer)
            if proposed.by.organisation not in {offer.by_organisation, case.facets.legal_custodian}:
                raise _refuse(case, "not_your_offer", "only the offering organisation or the legal custodian recalls")
            if case.offer_under_way:
                raise _refuse(case, "already_dispatched", "the child has left: redirect, or report the turning back")
        case handoff.HandoffExpired():
            offer = _offer(case, proposed.offer)
            if offer.status is not OfferStatus.OPEN:
                raise _refuse(case, "not_open", "the offer is answered")
            if now < offer.expires_at.at:
                raise _refuse(case, "not_yet_expired", "the offer still has time")
        case handoff.Redirected():
            _check_redirect(case, proposed)
        case handoff.Received():
            _check_receipt(case, proposed)
        case handoff.PacketAssembled() | handoff.Dispatched() | handoff.TakenByCarrier() | handoff.TurnedBack():
            return
        case handoff.Arrived() | handoff.ReportedAbsent() | handoff.RefusedAtDoor():
            return
        case _:
            assert_never(proposed)


def _refuse(case: Case, reason: str, detail: str) -> Refused:
    return Refused(reason, detail, allowed=allowed_now(case))


def _offer(case: Case, offer_id: OfferId) -> Offer:
    offer = case.offer
    if offer is None or offer.offer != offer_id:
        raise _refuse(case, "offer_not_open", "that offer was answered, recalled, received or never made")
    return offer


def _check_offer(case: Case, proposed: handoff.HandoffOffered, *, now: datetime) -> None:
    state, facets = case.state, case.facets
    if state.exited:
        raise _refuse(case, "episode_closed", "the episode has ended")
    if case.offer is not None:
        raise _refuse(case, "offer_open", "the child is already offered")
    if proposed.offer in state.offers:
        raise _refuse(case, "offer_used", "that id names an earlier offer")
    giver = facets.answerable if facets.between_hands else facets.holder
    if proposed.by.organisation not in {giver, facets.legal_custodian}:
        raise _refuse(case, "not_the_holder", "only who holds the child, or its legal custodian, offers")
    if facets.legal_custodian is None:
        raise _refuse(case, "no_legal_custodian", "nobody who can take custody has recorded an encounter")
    if facets.whereabouts is Whereabouts.MISSING:
        raise _refuse(case, "missing", "nobody knows where the child is")
    _check_destination(case, proposed.to_organisation, proposed.to_place)
    if proposed.expires_at.at <= now:
        raise _refuse(case, "already_expired", "the offer would be over when it is made")
    if case.would_enter_orr(proposed.to_organisation):
        if not state.determined:
            raise _refuse(case, "not_determined", "the child is not determined to be unaccompanied")
        if state.designated != proposed.to_place:
            raise _refuse(case, "not_designated", "ORR has not designated that place for the child")


def _check_destination(case: Case, organisation: OrganisationCode, to_place: PlaceCode) -> None:
    place = PLACES.get(to_place)
    if place is None or place.organisation != organisation:
        raise _refuse(case, "not_their_place", "the register lists no such place for that organisation")
    if organisation == case.facets.holder and not case.facets.between_hands:
        raise _refuse(case, "same_holder", "that organisation holds the child: report a move")


def _check_accept(case: Case, proposed: handoff.HandoffAccepted, *, now: datetime) -> None:
    offer = _offer(case, proposed.offer)
    _check_addressee(case, proposed, offer)
    if offer.status is OfferStatus.ACCEPTED:
        raise _refuse(case, "already_accepted", "the offer is accepted")
    if offer.status is OfferStatus.OPEN and now >= offer.expires_at.at:
        raise _refuse(case, "offer_expired", "the time to answer is over: it must be offered again")


def _check_addressee(case: Case, proposed: HandoffEvent, offer: Offer) -> None:
    if proposed.by.organisation != offer.to_organisation:
        raise _refuse(case, "not_the_addressee", "only the organisation the child is offered to answers")


def _check_redirect(case: Case, proposed: handoff.Redirected) -> None:
    offer = _offer(case, proposed.offer)
    if proposed.by.organisation not in {offer.by_organisation, case.facets.legal_custodian, ORR}:
        raise _refuse(case, "not_your_offer", "only the offering side, the legal custodian or ORR redirects")
    if offer.status is OfferStatus.OPEN:
        raise _refuse(case, "not_accepted", "an unanswered offer is recalled, not redirected")
    _check_destination(case, proposed.to_organisation, proposed.to_place)
    if not case.would_enter_orr(proposed.to_organisation):
        return
    if not case.state.determined:
        raise _refuse(case, "not_determined", "the child is not determined to be unaccompanied")
    if proposed.by.organisation != ORR and case.state.designated != proposed.to_place:
        raise _refuse(case, "not_designated", "ORR redirects, or designates the new place first")


def _check_receipt(case: Case, proposed: handoff.Received) -> None:
    offer, signer = case.offer, proposed.by.organisation
    if offer is None or proposed.offer != offer.offer or signer == offer.to_organisation:
        return
    giver = case.facets.answerable if case.facets.between_hands else case.facets.holder
    if signer in {offer.by_organisation, giver}:
        raise _refuse(case, "sender_cannot_confirm", "the receiver signs; the sender reports a turning back")
