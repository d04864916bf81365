"""One episode as a decision sees it: decision state, history and the recorded events behind both."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Facets, Step
from ledger.domain.custody.history import History, history
from ledger.domain.custody.state import CustodyState, OfferStatus, Referral, fold
from ledger.domain.event import Recorded
from ledger.domain.values import OrganisationCode


@dataclass(frozen=True, kw_only=True)
class Case:
    """State, history and events of one episode."""

    recorded: tuple[Recorded[CustodyEvent], ...]
    state: CustodyState
    history: History

    @property
    def facets(self) -> Facets:
        """The facets now."""
        return self.history.now


@dataclass(frozen=True, kw_only=True)
class HeadFacts:
    """Who may know of the person, as the stream's head row holds it."""

    legal_custodian: OrganisationCode | None
    holder: OrganisationCode | None
    next_holder: OrganisationCode | None
    previous_holder: OrganisationCode | None


def load(recorded: Sequence[Recorded[CustodyEvent]]) -> Case:
    """The case of an episode from its events in log order."""
    return Case(recorded=tuple(recorded), state=fold(recorded), history=history(recorded))


def head_facts(case: Case) -> HeadFacts:
    """Facts of the head row: holder, next holder of the open offer, previous holder until the receipt."""
    facets = case.facets
    offer = case.state.offer
    giver = facets.transfer.giver if facets.transfer is not None and facets.between_hands else None
    previous = giver if giver != facets.holder else None
    if facets.holder is None and facets.legal_custodian is not None:
        previous = facets.answerable
    return HeadFacts(
        legal_custodian=facets.legal_custodian,
        holder=facets.holder,
        next_holder=offer.to_organisation if offer else None,
        previous_holder=previous,
    )


def allowed_now(case: Case) -> tuple[str, ...]:
    """Names of the decisions that the case would admit now, whoever takes them; reports are always possible."""
    state, step = case.state, case.facets.step
    if not state.opened:
        return ("record-encounter", "open-in-care")
    if state.exited:
        return ("void", "correct", "review-irregularity")
    if (offer := state.offer) is not None:
        return _allowed_by_offer(offer.status, dispatched=offer.dispatched)
    if case.facets.between_hands:
        return ("redirect", "turn-back", "receive")
    if step is Step.IN_ORR_CARE:
        return ("offer", "move", "exit", "determine-age")
    if not state.determined:
        return ("classify", "determine-unaccompanied", "determine-age", "offer")
    if state.referral is Referral.NONE:
        return ("submit-referral", "classify", "offer")
    if state.referral is Referral.SUBMITTED:
        return ("acknowledge-referral", "return-referral", "cancel-referral", "offer")
    placing = (
        "request-placement",
        "decline-placement",
        "designate-placement",
        "cancel-referral",
        "return-referral",
    )
    return (*placing, "offer")


def _allowed_by_offer(status: OfferStatus, *, dispatched: bool) -> tuple[str, ...]:
    if status is OfferStatus.OPEN:
        return ("accept", "decline", "recall", "expire", "designate-placement")
    if status is OfferStatus.REDIRECTED:
        return ("accept", "decline", "redirect", "receive")
    return ("redirect", "receive", "turn-back") if dispatched else ("dispatch", "recall", "redirect")
