"""One episode as a decision sees it: decision state, history and the recorded events behind both."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.domain.custody import intake
from ledger.domain.custody.episode_fold import EpisodeFold
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Facets, Step, Whereabouts
from ledger.domain.custody.folded_lately import fold_of
from ledger.domain.custody.history import History
from ledger.domain.custody.history_intake import custodian_of
from ledger.domain.custody.state import CustodyState, Offer, OfferStatus, Referral
from ledger.domain.event import Recorded
from ledger.domain.register import ORR
from ledger.domain.values import OrganisationCode, PersonId


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

    @property
    def offer(self) -> Offer | None:
        """The open offer. One whose child has since come to another holder is over, though nobody answered it."""
        offer = self.state.offer
        return offer if offer is not None and self.facets.handoff(offer.offer) is not None else None

    @property
    def offer_under_way(self) -> bool:
        """Whether the child has left under the open offer."""
        transfer = self.facets.handoff(self.offer.offer) if self.offer is not None else None
        return transfer is not None and transfer.dispatched_at is not None

    @property
    def offer_into_orr(self) -> bool:
        """Whether an offer is open by which ORR would become legal custodian."""
        offer = self.offer
        return offer is not None and self.would_enter_orr(offer.to_organisation)

    def would_enter_orr(self, receiver: OrganisationCode) -> bool:
        """Whether a receipt by this organisation would make ORR the legal custodian."""
        return custodian_of(receiver) == ORR and self.facets.legal_custodian != ORR


@dataclass(frozen=True, kw_only=True)
class HeadFacts:
    """Who may know of the person, as the stream's head row holds it."""

    legal_custodian: OrganisationCode | None
    holder: OrganisationCode | None
    next_holder: OrganisationCode | None
    previous_holder: OrganisationCode | None
    referred_to: OrganisationCode | None = None
    """ORR, from the referral until it has the person, or the referral is returned or cancelled."""
    people: tuple[PersonId, ...] = ()
    """Of a group or a pair: whoever may know of one of these may know of it. In the order of their ids."""


def load(recorded: Sequence[Recorded[CustodyEvent]]) -> Case:
    """The case of an episode from its events in log order."""
    return of_fold(fold_of(recorded))


def of_fold(fold: EpisodeFold) -> Case:
    """The case of an episode that is folded."""
    return Case(recorded=tuple(fold.recorded), state=fold.state, history=fold.history())


def head_facts(case: Case) -> HeadFacts:
    """Facts of the head row: holder, next holder of the open offer, previous holder until the receipt, who was asked.

    Who answers for a person whom another holds, or nobody, is the previous holder. After the exit it is the last
    legal custodian, who follows up and may have to correct the record.
    """
    facets = case.facets
    if facets.step is Step.EXITED:
        previous = _last_custodian(case.history)
    else:
        previous = facets.answerable if facets.answerable != facets.holder else None
    return HeadFacts(
        legal_custodian=facets.legal_custodian,
        holder=facets.holder,
        next_holder=case.offer.to_organisation if case.offer is not None else None,
        previous_holder=previous,
        referred_to=ORR if facets.step is not Step.EXITED and _referred(case.history) else None,
    )


def _referred(history: History) -> bool:
    """Whether ORR is asked for the person: it has not had them since, and nobody has taken the referral back."""
    for step in reversed(history.steps):
        event = step.item.event
        if step.after.legal_custodian == ORR or isinstance(event, intake.ReferralReturned | intake.ReferralCancelled):
            return False
        if isinstance(event, intake.ReferralSubmitted):
            return True
    return False


def _last_custodian(history: History) -> OrganisationCode | None:
    exits = (step.before for step in reversed(history.steps) if step.before.step is not Step.EXITED)
    return next(exits, Facets()).legal_custodian


def allowed_now(case: Case) -> tuple[str, ...]:
    """Names of the decisions that the case would admit now, whoever takes them.

    Reports are always possible; those that would end a handoff under way are named too.
    """
    state = case.state
    if not state.opened:
        return ("record-encounter", "open-in-care")
    on_the_record = (
        *(("review-irregularity",) if case.history.open_marks() else ()),
        *(("explain-alone",) if state.nobody_came_along else ()),
        *("void", "correct"),
    )
    if state.exited:
        return on_the_record
    return (*_handing_off(case), *_placing(case), *_judging(case), *on_the_record)


def _handing_off(case: Case) -> tuple[str, ...]:
    offer, facets = case.offer, case.facets
    ends = ("receive", "turn-back") if facets.between_hands else ()
    if offer is None:
        free = facets.legal_custodian is not None and facets.whereabouts is not Whereabouts.MISSING
        return (*(("offer",) if free else ()), *ends)
    recall = () if case.offer_under_way else ("recall",)
    match offer.status:
        case OfferStatus.OPEN:
            return ("accept", "decline", *recall, "expire", *ends)
        case OfferStatus.ACCEPTED:
            return ("redirect", *recall, *(() if case.offer_under_way else ("dispatch",)), *ends)
        case OfferStatus.REDIRECTED:
            return ("accept", "decline", "redirect", *recall, *ends)


def _placing(case: Case) -> tuple[str, ...]:
    state = case.state
    in_care = case.facets.legal_custodian == ORR
    if state.referral is Referral.NONE:
        return ("submit-referral",) if state.determined and not in_care else ()
    allowed: list[str] = []
    if state.referral is Referral.SUBMITTED:
        allowed += ["acknowledge-referral"]
    else:
        allowed += ["request-placement"]
        if not case.offer_into_orr:
            allowed += ["designate-placement"]
    if state.requested:
        allowed += ["decline-placement"]
    if not case.offer_into_orr and not in_care:
        allowed += ["return-referral", "cancel-referral"]
    return tuple(allowed)


def _judging(case: Case) -> tuple[str, ...]:
    legal = case.facets.legal_custodian
    if legal is None:
        return ()
    determine = () if case.state.determined or legal == ORR else ("determine-unaccompanied",)
    return (*determine, "classify", "determine-age", "declare-exceptional-circumstance")
