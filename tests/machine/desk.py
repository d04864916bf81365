"""What has been decided about one child, in the order of the log, and which decision the rules allow next.

Written from the rules (domain.md b.6a), not from the ledger's guards: each rule is one line that must hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ledger.domain.values import OfferId
from tests.domain.memory import CUSTODY_OF
from tests.machine.truth import Event, Truth

ORR = "ORR"
OWNER_OF_PLACE = {"BP-RGV": "USBP", "POE-HID": "OFO", "ICE-HLG": "ICE"} | {
    f"CARE-{n:02}": f"CARE-{n:02}" for n in (1, 2)
}
"""The places of the machine, typed in by hand."""


@dataclass
class OpenOffer:
    """The offer that the log has open."""

    offer: OfferId
    giver: str
    to: str
    expires_at: datetime
    status: str = "open"
    dispatched: bool = False


class Desk:
    """The decisions so far."""

    def __init__(self) -> None:
        self.opened = False
        self.exited = False
        self.determined = False
        self.referral = "none"
        self.designated: str | None = None
        self.offer: OpenOffer | None = None
        self.offers: list[OfferId] = []

    @classmethod
    def told(cls, events: Iterable[Event]) -> "Desk":
        """The desk after these events, which stand, in the order of the log."""
        desk = cls()
        for event in events:
            desk.tell(event)
        return desk

    def tell(self, event: Event) -> None:
        """Take in what was recorded next."""
        match event.COMMAND:
            case "record-encounter":
                self.opened = True
            case "exit":
                self.exited, self.offer = True, None
            case "determine-unaccompanied":
                self.determined = True
            case "classify":
                self.determined = self.determined and event.classification == "unaccompanied_child"
            case "offer":
                self.offers.append(event.offer)
                self.offer = OpenOffer(event.offer, event.by.organisation, event.to_organisation, event.expires_at.at)
            case "submit-referral" | "acknowledge-referral" | "return-referral" | "designate-placement":
                self._refer(event)
            case _:
                if self.offer is not None and getattr(event, "offer", None) == self.offer.offer:
                    self._answer(self.offer, event)

    def _refer(self, event: Event) -> None:
        match event.COMMAND:
            case "submit-referral":
                self.referral = "submitted"
            case "acknowledge-referral":
                self.referral = "acknowledged"
            case "return-referral":
                self.referral, self.designated = "none", None
            case _:
                self.designated = event.place

    def _answer(self, offer: OpenOffer, event: Event) -> None:
        match event.COMMAND:
            case "accept":
                offer.status = "accepted"
            case "dispatch" | "turn-back":
                offer.dispatched = event.COMMAND == "dispatch"
            case "receive":
                self.offer = offer if event.by.organisation not in CUSTODY_OF else None
            case "decline" | "recall" | "expire":
                stays = event.COMMAND != "recall" and (offer.dispatched or offer.status == "redirected")
                self.offer = offer if stays else None
                offer.status = "redirected" if stays else offer.status
            case _:
                pass  # said about the offer, and decides nothing


@dataclass(frozen=True)
class Case:
    """Desk and truth of one child together: what a decision looks at."""

    desk: Desk
    truth: Truth

    @property
    def offer(self) -> OpenOffer | None:
        """The open offer, unless the child has come to another holder since."""
        offer = self.desk.offer
        return offer if offer is not None and self.truth.named(offer.offer) is not None else None

    @property
    def offer_under_way(self) -> bool:
        """Whether the child has left under the open offer."""
        paper = self.truth.named(self.offer.offer) if self.offer is not None else None
        return paper is not None and paper.left

    @property
    def giver(self) -> str | None:
        """Who can give the child away."""
        return self.truth.answers if self.truth.under_way else self.truth.holder

    @property
    def into_care(self) -> bool:
        """Whether the open offer would make ORR the custodian."""
        return self.offer is not None and self.would_enter_care(self.offer.to)

    def would_enter_care(self, organisation: str) -> bool:
        """Whether a receipt by this organisation would make ORR the custodian."""
        return CUSTODY_OF.get(organisation) == ORR and self.truth.legal != ORR

    def allows(self, event: Event, *, now: datetime) -> bool:
        """Whether the rules let this be recorded now; strikes are judged by the record, not here."""
        by, running = event.by.organisation, self.desk.opened and not self.desk.exited
        match event.COMMAND:
            case "classify" | "determine-unaccompanied" | "submit-referral":
                return running and by == self.truth.legal and self._may_judge(event)
            case "acknowledge-referral" | "return-referral" | "designate-placement":
                return running and by == ORR and self._may_place(event)
            case "offer":
                return running and self._may_offer(event, by, now)
            case "accept" | "decline" | "recall" | "expire":
                return self.offer is not None and self.offer.offer == event.offer and self._may_answer(event, by, now)
            case "receive":
                return not self._confirms_for_another(event, by)
            case _:
                return True  # reports are never refused

    def _may_judge(self, event: Event) -> bool:
        desk, in_care = self.desk, self.truth.legal == ORR
        match event.COMMAND:
            case "determine-unaccompanied":
                return not in_care and not desk.determined
            case "submit-referral":
                return not in_care and desk.determined and desk.referral == "none"
            case _:
                return True

    def _may_place(self, event: Event) -> bool:
        desk, in_care = self.desk, self.truth.legal == ORR
        match event.COMMAND:
            case "acknowledge-referral":
                return desk.referral == "submitted"
            case "return-referral":
                return desk.referral != "none" and not in_care and not self.into_care
            case _:
                return desk.referral == "acknowledged" and not self.into_care

    def _may_offer(self, event: Event, by: str, now: datetime) -> bool:
        desk, truth, to = self.desk, self.truth, event.to_organisation
        enters_care = self.would_enter_care(to)
        return (
            self.offer is None
            and event.offer not in desk.offers
            and truth.legal is not None
            and by in {self.giver, truth.legal}
            and not truth.missing
            and OWNER_OF_PLACE.get(event.to_place) == to
            and (to != truth.holder or truth.under_way)
            and event.expires_at.at > now
            and (not enters_care or (desk.determined and desk.designated == event.to_place))
        )

    def _may_answer(self, event: Event, by: str, now: datetime) -> bool:
        offer = self.offer
        assert offer is not None
        in_time = offer.status != "open" or now < offer.expires_at
        match event.COMMAND:
            case "accept":
                return by == offer.to and offer.status != "accepted" and in_time
            case "decline":
                return by == offer.to and offer.status != "accepted"
            case "recall":
                return by in {offer.giver, self.truth.legal} and not self.offer_under_way
            case _:
                return offer.status == "open" and not in_time

    def _confirms_for_another(self, event: Event, by: str) -> bool:
        """Whether the giver would sign the receipt of the open offer in the receiver's place."""
        offer = self.offer
        return offer is not None and event.offer == offer.offer and by != offer.to and by in {offer.giver, self.giver}
