"""What is so of one child's custody, told event by event in the order in which things happened.

Plain and slow on purpose, and written from the rules, not from the ledger's folds: a new telling starts from nothing.
Papers (offers) are kept beside: where the child is never depends on them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.domain.memory import CUSTODY_OF

Event = Any
"""An event of a custody episode; the telling reads its fields by name and knows it by its command."""


@dataclass
class Paper:
    """An offer as history has it."""

    offer: object
    giver: str
    left: bool = False
    offered: bool = True
    """False when the child left and nobody had offered it, or the offer was answered with no on the road."""


class Truth:
    """The child at the end of what has been told so far."""

    def __init__(self) -> None:
        self.legal: str | None = None
        self.last_legal: str | None = None
        """The legal custodian before the exit."""
        self.holder: str | None = None
        self.place: str | None = None
        self.where = "not_in_custody"
        self.answers: str | None = None
        self.classification: str | None = None
        self.begun = False
        self.exited = False
        self.carrier: str | None = None
        self.paper: Paper | None = None
        self.next_paper: Paper | None = None
        self.received: set[object] = set()
        self.referred = False
        """Whether ORR is asked for the child and has not had it since."""

    @classmethod
    def told(cls, events: Iterable[Event]) -> "Truth":
        """The truth after these events, which are in the order in which they happened."""
        truth = cls()
        for event in events:
            truth.tell(event)
        return truth

    @property
    def under_way(self) -> bool:
        """Whether the child has left one holder and nobody who answers for it has signed."""
        return self.paper is not None and self.paper.left

    @property
    def missing(self) -> bool:
        """Whether nobody knows where the child is."""
        return self.where == "missing"

    def papers(self) -> list[Paper]:
        """The offers that history knows."""
        return [paper for paper in (self.paper, self.next_paper) if paper is not None]

    def named(self, offer: object) -> Paper | None:
        """The paper of that offer."""
        return next((paper for paper in self.papers() if paper.offer == offer), None)

    def tell(self, event: Event) -> None:
        """Take in what happened next."""
        if event.COMMAND == "classify":
            self.classification = str(event.classification)
        elif event.COMMAND == "determine-unaccompanied":
            self.classification = "unaccompanied_child"
        elif not self.exited:
            said = getattr(self, f"on_{event.COMMAND.replace('-', '_')}", None)
            if said is not None:
                said(event, event.by.organisation)
        self.referred = self.referred and not self.exited and self.legal != "ORR"

    # --------------------------------------------------------------------------------------------- who has the child

    def _at(self, place: str, holder: str) -> None:
        self.holder, self.place, self.where = holder, place, "at_place"

    def _comes_to(self, event: Event, by: str, *, answered: object = None) -> None:
        """The child is with a new holder, who answers for it from now on: no journey goes on."""
        self._at(event.place, by)
        self.answers = by
        stay = [
            paper
            for paper in self.papers()
            if not paper.left and paper.offer != answered and paper.giver in {by, self.legal}
        ]
        self.paper, self.next_paper, self.carrier = (stay[0] if stay else None), None, None

    def on_record_encounter(self, event: Event, by: str) -> None:
        """Custody begins; a second encounter finds a missing child and is otherwise only said."""
        custodian = CUSTODY_OF.get(by)
        if not self.begun or (self.legal is None and custodian is not None):
            self._at(event.place, by)
            self.legal, self.answers, self.begun = custodian, by, True
        elif self.missing:
            self.on_report_located(event, by)

    def on_receive(self, event: Event, by: str) -> None:
        """The receiver's signature: custody passes, once for an offer. Who cannot have legal custody only holds."""
        if event.offer is not None and event.offer in self.received:
            return
        custodian = CUSTODY_OF.get(by)
        if custodian is None:
            if self.begun:
                self._at(event.place, by)
            return
        self.legal, self.begun = custodian, True
        self._comes_to(event, by, answered=event.offer)
        self.received |= {event.offer} - {None}

    def on_submit_referral(self, _: Event, __: str) -> None:
        """ORR must know of the child from now on."""
        self.referred = True

    def on_return_referral(self, _: Event, __: str) -> None:
        """And no longer."""
        self.referred = False

    def on_report_located(self, event: Event, by: str) -> None:
        """A missing child is with whoever signs; the journey goes on with who answers for it, or its carrier."""
        if not self.missing:
            return
        if self.under_way and by in {self.answers, self.carrier}:
            self._at(event.place, by)
        else:
            self._comes_to(event, by)

    def on_report_missing(self, _: Event, by: str) -> None:
        """Nobody has the child, by the word of somebody who should."""
        if by in {self.holder, self.answers, self.legal} and not self.missing:
            self.holder, self.place, self.where = None, None, "missing"

    def on_exit(self, _: Event, __: str) -> None:
        """Nobody answers for the child any more."""
        if not self.begun:
            return
        self.last_legal = self.legal
        self.legal = self.holder = self.place = self.answers = self.carrier = self.paper = self.next_paper = None
        self.where, self.exited = "not_in_custody", True

    # ------------------------------------------------------------------------------------------------------ the road

    def _on_the_road(self, event: Event) -> bool:
        """Whether a report of the road says anything: not before custody began, nor of an offer that was received."""
        return self.begun and event.offer not in self.received

    def _sets_out(self, event: Event, by: str) -> None:
        giver = self.holder or self.answers or by
        paper = self.named(event.offer) or Paper(event.offer, giver, offered=False)
        other = self.paper if self.paper is not None and self.paper.offer != paper.offer else None
        paper.left = True
        self.paper, self.next_paper = paper, other
        self.place, self.where = None, "in_transit"
        self.answers = self.holder or self.answers

    def on_dispatch(self, event: Event, by: str) -> None:
        """The child left; the giver answers until the receipt."""
        if self._on_the_road(event) and not self.missing and not self.under_way:
            self._sets_out(event, by)

    def on_take_as_carrier(self, event: Event, by: str) -> None:
        """A carrier has the child, whether or not anybody said that it left."""
        if not self._on_the_road(event):
            return
        if self.under_way:
            self.place, self.where = None, "in_transit"
        else:
            self._sets_out(event, by)
        self.holder = self.carrier = by

    def on_arrive(self, event: Event, _: str) -> None:
        """The child stands at a door."""
        if self._on_the_road(event) and self.under_way and not self.missing:
            self.place, self.where = event.place, "at_the_door"

    def on_refuse(self, event: Event, by: str) -> None:
        """The child stands at that door."""
        self.on_arrive(event, by)

    def on_turn_back(self, event: Event, by: str) -> None:
        """The child is back with who answers for it, by their own word; by another's it stands at a door."""
        if not self._on_the_road(event) or not self.under_way:
            return
        if by not in {self.answers, self.legal}:
            self.on_arrive(event, by)
            return
        self._at(event.place, by)
        self.answers, self.carrier = by, None
        if self.paper is not None and self.paper.offered:
            self.paper.left = False
        else:
            self.paper, self.next_paper = self.next_paper, None

    # ---------------------------------------------------------------------------------------------------- the papers

    def on_offer(self, event: Event, by: str) -> None:
        """A paper; the one of the journey when the child left without."""
        if event.offer in self.received:
            return
        made = Paper(event.offer, by)
        if self.paper is None or not self.paper.left:
            self.paper = made
        elif self.paper.offered and self.paper.offer != event.offer:
            self.next_paper = made
        else:
            made.left = True
            self.paper = made

    def on_accept(self, event: Event, _: str) -> None:
        """The paper counts, also on the road."""
        paper = self.named(event.offer)
        if paper is not None:
            paper.offered = True

    def on_decline(self, event: Event, _: str) -> None:
        """The paper is gone; on the road the child goes on without."""
        paper = self.named(event.offer)
        if paper is None:
            return
        if paper.left:
            paper.offered = False
        elif paper is self.next_paper:
            self.next_paper = None
        else:
            self.paper = None

    def on_recall(self, event: Event, by: str) -> None:
        """The offer is gone."""
        self.on_decline(event, by)

    def on_expire(self, event: Event, by: str) -> None:
        """The offer is gone."""
        self.on_decline(event, by)
