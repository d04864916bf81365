"""Which irregularities a later report has completed, so that they leave the open list; the mark stays in history.

Most need nothing here: history is folded afresh, so a dispatch that comes in late makes `not_dispatched` go away.
These are the ones that stand in history for good and are answered by something that happened afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ledger.domain.custody import care, handoff, intake
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Facets, Mark, Step, Whereabouts
from ledger.domain.custody.history_intake import UNANSWERED
from ledger.domain.event import Recorded
from ledger.domain.values import EventId, OfferId


@dataclass(frozen=True, kw_only=True)
class HistoryStep:
    """One event of the history with the facets before and after it."""

    item: Recorded[CustodyEvent]
    before: Facets
    after: Facets
    marks: tuple[Mark, ...]


OF_THE_OFFER = {
    Mark.WITHOUT_OFFER: handoff.HandoffOffered,
    Mark.NOT_ACCEPTED: handoff.HandoffAccepted,
    Mark.NOT_DISPATCHED: handoff.Dispatched,
}
"""Completed by a later event of that kind about the same offer."""
UNSETTLED = frozenset({Mark.ABSENT_AT_ARRIVAL, Mark.REFUSED, Mark.TURNED_BACK})
"""Completed once somebody has signed for the person at a place, or the episode has ended."""
TAKERS = (
    handoff.Received,
    handoff.TakenByCarrier,
    handoff.TurnedBack,
    intake.EncounterRecorded,
    care.Moved,
    care.Located,
)
"""Reports by which somebody signs for the person."""


@dataclass(slots=True)
class _Later:
    """What is known to have happened after a step, while the steps are walked from the last to the first."""

    answered: bool = False
    signed_for: bool = False
    settled: bool = False
    offers: set[tuple[type, OfferId]] = field(default_factory=set)

    def completes(self, mark: Mark, offer: OfferId | None) -> bool:
        if mark is Mark.COMPANIONS_NOT_ANSWERED:
            return self.answered
        if mark is Mark.MISSING:
            return self.signed_for
        if mark in UNSETTLED:
            return self.settled
        return mark in OF_THE_OFFER and (OF_THE_OFFER[mark], offer) in self.offers

    def add(self, step: HistoryStep, offer: OfferId | None) -> None:
        event, after = step.item.event, step.after
        if isinstance(event, intake.EncounterRecorded | intake.CompanionsDeclared):
            self.answered |= event.companions_answer not in UNANSWERED
        exits = after.step is Step.EXITED and step.before.step is not Step.EXITED
        signs = isinstance(event, TAKERS) and after.holder is not None
        self.signed_for |= exits or signs
        self.settled |= exits or (signs and after.whereabouts is Whereabouts.AT_PLACE and not after.between_hands)
        if offer is not None:
            self.offers.add((type(event), offer))


def completed(steps: Sequence[HistoryStep]) -> frozenset[tuple[EventId, str]]:
    """Marks that something later in history completes: (event, mark)."""
    if not any(step.marks for step in steps):
        return frozenset()
    result: set[tuple[EventId, str]] = set()
    later = _Later()
    for step in reversed(steps):
        event = step.item.event
        offer: OfferId | None = getattr(event, "offer", None)
        result.update((event.event_id, mark.value) for mark in step.marks if later.completes(mark, offer))
        later.add(step, offer)
    return frozenset(result)
