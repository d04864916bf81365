"""One sheet an offer: who signed what and when, and what the signatures came to. Pure.

Sheets follow history, so a late report is in its place and a struck one is nowhere. What is said of the road belongs
to the handoff under way, whatever paper it names. A report that history does not take leaves no signature here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self, assert_never

from ledger.domain.custody import handoff
from ledger.domain.custody.completion import HistoryStep
from ledger.domain.custody.events import HandoffEvent
from ledger.domain.custody.facets import Mark, Step, Transfer
from ledger.domain.custody.history import History
from ledger.domain.event import Decision
from ledger.domain.values import EventId, OfferId, OrganisationCode, PlaceCode, UserId


class Act(StrEnum):
    """What is signed in a handoff."""

    OFFERED = "offered"
    ANSWERED = "answered"
    """Accepted or declined; taken off when the child is sent to another place, which must answer afresh."""
    REDIRECTED = "redirected"
    PACKET = "packet"
    LEFT = "left"
    """The giver's own report of the departure."""
    TAKEN = "taken"
    """The latest carrier's signature."""
    ARRIVED = "arrived"


class Status(StrEnum):
    """Where an offer stands."""

    OFFERED = "offered"
    """Nobody has answered, or not since it was redirected."""
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    AT_THE_DOOR = "at_the_door"
    NOT_HERE = "not_here"
    """The receiver says that the child was not among those who arrived."""
    REFUSED = "refused"
    """The receiver did not take the child at the door."""
    TURNED_BACK = "turned_back"
    """Back with the giver, or at the giver's door; the offer is still open."""
    RECEIVED = "received"
    DECLINED = "declined"
    RECALLED = "recalled"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    """Over without an answer: the child came to another holder, or left custody."""


OPEN = frozenset(
    {
        Status.OFFERED,
        Status.ACCEPTED,
        Status.UNDER_WAY,
        Status.AT_THE_DOOR,
        Status.NOT_HERE,
        Status.REFUSED,
        Status.TURNED_BACK,
    }
)
"""Not over: somebody has still to do something."""

OF_THE_ROAD = (Act.LEFT, Act.TAKEN, Act.ARRIVED)
"""Signatures of one journey: another departure begins afresh."""

UNTAKEN = frozenset(
    {Mark.AFTER_EXIT, Mark.BEFORE_ENCOUNTER, Mark.ALREADY_RECEIVED, Mark.ALREADY_UNDER_WAY, Mark.MISSING}
)
"""Marks of a report of the road that history does not take."""

Road = (
    handoff.Dispatched
    | handoff.TakenByCarrier
    | handoff.TurnedBack
    | handoff.Arrived
    | handoff.ReportedAbsent
    | handoff.RefusedAtDoor
)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signed, and for which time."""

    at: datetime
    """As claimed; of a decision the time of recording."""
    by: UserId
    organisation: OrganisationCode

    @classmethod
    def of(cls, step: HistoryStep) -> Self:
        """The signature under the event of a step."""
        by = step.item.event.by
        return cls(at=step.item.happened_at, by=by.user, organisation=by.organisation)


@dataclass(frozen=True, kw_only=True)
class Word:
    """Something said that gave the handoff another status."""

    status: Status
    signature: Signature
    reason: str | None = None


@dataclass(slots=True, kw_only=True)
class Sheet:
    """What is known of one offer, while history is walked and after."""

    offer: OfferId
    transfer: Transfer
    """As history last had it."""
    from_place: PlaceCode | None
    """Where the child was last before leaving."""
    expires_at: datetime | None = None
    current: bool = True
    """Whether history still has it, under way or next."""
    journey: Transfer | None = None
    """As history had it when the child was last under way with it."""
    signed: dict[Act, Signature] = field(default_factory=dict)
    redirect_reason: str | None = None
    word: Word | None = None
    """The last thing said at a door, or of the way back."""
    ending: Word | None = None
    """The decision that ended it: declined, recalled, expired. A child under way goes on all the same."""
    receipt: Word | None = None
    discrepancies: int | None = None
    gone: Word | None = None
    """What took the child elsewhere."""
    unsettled: bool = False
    """Whether a decision ended it and nothing has come of the child since: no other offer, no other holder, no exit."""
    marked: set[EventId] = field(default_factory=set)
    """Events of this handoff that are irregular, or were."""

    @property
    def departed(self) -> bool:
        """Whether the child is under way with it."""
        return self.current and self.transfer.dispatched_at is not None


def sheets(past: History) -> Iterator[Sheet]:
    """The sheet of each offer that stands, of the journey under way if nobody offered it, and of what was received."""
    walk = _Walk()
    for step in past.steps:
        walk.take(step)
    for sheet in walk.sheets.values():
        if sheet.current or sheet.receipt is not None or Act.OFFERED in sheet.signed:
            yield sheet


class _Walk:
    """The sheets as of one step of history."""

    def __init__(self) -> None:
        self.sheets: dict[OfferId, Sheet] = {}
        self._packet: Signature | None = None

    def take(self, step: HistoryStep) -> None:
        """One more step. After the end of the episode only decisions count: they were taken, whenever it ended."""
        event = step.item.event
        if isinstance(event, handoff.HandoffOffered):
            self._offered(step, event)
        if step.before.step is Step.EXITED and not isinstance(event, Decision):
            return
        self._packed(step)
        self._bring_up(step)
        if isinstance(event, HandoffEvent):
            self._said(step, event)
        self._settle(step)
        self._mark(step)

    def _offered(self, step: HistoryStep, event: handoff.HandoffOffered) -> None:
        transfer = step.after.handoff(event.offer)
        made = Transfer(
            offer=event.offer,
            manifest=event.manifest,
            giver=event.by.organisation,
            to_organisation=event.to_organisation,
            to_place=event.to_place,
        )
        sheet = self.sheets.setdefault(
            event.offer, Sheet(offer=event.offer, transfer=made, from_place=step.before.place, current=False)
        )
        sheet.transfer = transfer or made
        sheet.current = transfer is not None
        sheet.expires_at = event.expires_at.at
        sheet.signed[Act.OFFERED] = Signature.of(step)
        if transfer is not None:
            self._take_over(step, sheet)

    def _take_over(self, step: HistoryStep, sheet: Sheet) -> None:
        """The child left first: what was signed on the way is signed for this offer."""
        before = step.before.transfer
        if before is None or before.offer == sheet.offer or step.after.handoff(before.offer) is not None:
            return
        left = self.sheets.get(before.offer)
        if left is not None and before.dispatched_at is not None:
            sheet.signed.update((act, left.signed[act]) for act in OF_THE_ROAD if act in left.signed)
            sheet.word, sheet.from_place = left.word, left.from_place

    def _packed(self, step: HistoryStep) -> None:
        if not step.after.packet_answered:
            self._packet = None
        elif isinstance(step.item.event, handoff.PacketAssembled) and Mark.NOT_THE_HOLDER not in step.marks:
            self._packet = Signature.of(step)

    def _bring_up(self, step: HistoryStep) -> None:
        """The sheets as history has the handoffs after the step."""
        after = step.after
        for transfer in (after.transfer, after.waiting):
            if transfer is None:
                continue
            made = Sheet(offer=transfer.offer, transfer=transfer, from_place=step.before.place)
            sheet = self.sheets.setdefault(transfer.offer, made)
            sheet.transfer, sheet.current, sheet.gone = transfer, True, None
            if transfer.dispatched_at is not None:
                sheet.journey = transfer
            else:
                sheet.from_place = after.place or sheet.from_place
            if self._packet is not None:
                sheet.signed[Act.PACKET] = self._packet
        for transfer in (step.before.transfer, step.before.waiting):
            if transfer is not None and after.handoff(transfer.offer) is None:
                sheet = self.sheets[transfer.offer]
                sheet.current = False
                sheet.gone = Word(status=Status.SUPERSEDED, signature=Signature.of(step))

    def _said(self, step: HistoryStep, event: HandoffEvent) -> None:
        if isinstance(event, handoff.HandoffOffered | handoff.PacketAssembled):
            return
        if isinstance(event, handoff.Received):
            self._received(step, event)
            return
        if isinstance(event, Road):
            self._on_the_road(step, event)
            return
        sheet = self.sheets.get(event.offer)
        if sheet is None:
            return
        signature = Signature.of(step)
        match event:
            case handoff.HandoffAccepted():
                sheet.signed[Act.ANSWERED], sheet.ending = signature, None
            case handoff.Redirected():
                sheet.signed.pop(Act.ANSWERED, None)
                sheet.signed[Act.REDIRECTED], sheet.redirect_reason = signature, event.reason
                sheet.word = sheet.ending = None
            case handoff.HandoffDeclined():
                sheet.signed[Act.ANSWERED] = signature
                self._ended(step, sheet, Word(status=Status.DECLINED, signature=signature, reason=event.reason))
            case handoff.HandoffRecalled():
                self._ended(step, sheet, Word(status=Status.RECALLED, signature=signature, reason=event.reason))
            case handoff.HandoffExpired():
                self._ended(step, sheet, Word(status=Status.EXPIRED, signature=signature))
            case _:
                assert_never(event)

    def _ended(self, step: HistoryStep, sheet: Sheet, ending: Word) -> None:
        sheet.ending = ending
        sheet.unsettled = step.before.handoff(sheet.offer) is not None

    def _received(self, step: HistoryStep, event: handoff.Received) -> None:
        if event.offer is None or (event.offer, event.by.organisation) in step.before.receipts:
            return
        if (event.offer, event.by.organisation) not in step.after.receipts:
            return
        before = step.before
        unoffered = Transfer(
            offer=event.offer,
            manifest=None,
            giver=before.answerable or before.holder or event.by.organisation,
            to_organisation=None,
            to_place=None,
            offered=False,
        )
        made = Sheet(offer=event.offer, transfer=unoffered, from_place=before.place, current=False)
        sheet = self.sheets.setdefault(event.offer, made)
        sheet.receipt = Word(status=Status.RECEIVED, signature=Signature.of(step))
        sheet.discrepancies = len(event.discrepancies)

    def _on_the_road(self, step: HistoryStep, event: Road) -> None:
        under_way = step.before.transfer if step.before.between_hands else step.after.transfer
        departs = not step.before.between_hands and step.after.between_hands
        about = under_way.offer if under_way is not None and (step.before.between_hands or departs) else event.offer
        sheet = self.sheets.get(about)
        if sheet is None or not UNTAKEN.isdisjoint(step.marks):
            return
        if departs:
            for act in OF_THE_ROAD:
                sheet.signed.pop(act, None)
            sheet.word = None
        signature = Signature.of(step)
        match event:
            case handoff.Dispatched():
                sheet.signed[Act.LEFT] = signature
            case handoff.TakenByCarrier():
                sheet.signed[Act.TAKEN], sheet.word = signature, None
            case handoff.Arrived():
                sheet.signed[Act.ARRIVED] = signature
                sheet.word = Word(status=Status.AT_THE_DOOR, signature=signature)
            case handoff.TurnedBack():
                sheet.word = Word(status=Status.TURNED_BACK, signature=signature, reason=event.reason)
            case handoff.ReportedAbsent():
                sheet.word = Word(status=Status.NOT_HERE, signature=signature)
            case handoff.RefusedAtDoor():
                sheet.word = Word(status=Status.REFUSED, signature=signature, reason=event.reason)
            case _:
                assert_never(event)

    def _settle(self, step: HistoryStep) -> None:
        """Something came of the child: offers that ended before are no longer waiting for anybody."""
        before, after, event = step.before, step.after, step.item.event
        offered = isinstance(event, handoff.HandoffOffered) and after.handoff(event.offer) is not None
        elsewhere = after.answerable != before.answerable or after.receipts != before.receipts
        if offered or elsewhere:
            for sheet in self.sheets.values():
                sheet.unsettled = False

    def _mark(self, step: HistoryStep) -> None:
        if not step.marks:
            return
        about: set[OfferId | None] = {getattr(step.item.event, "offer", None)}
        for facets in (step.before, step.after):
            if facets.between_hands and facets.transfer is not None:
                about.add(facets.transfer.offer)
        for sheet in self.sheets.values():
            if sheet.offer in about:
                sheet.marked.add(step.item.event.event_id)
