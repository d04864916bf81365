"""A plain memory of one episode, kept beside the ledger: what was recorded, and rules read off it without any fold."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.domain.custody import care, handoff, intake
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Facets, Step
from ledger.domain.custody.history import History
from ledger.domain.event import Correction, Event, Void
from ledger.domain.values import EventId, OfferId

CUSTODY_OF = {"USBP": "USBP", "OFO": "OFO", "ICE": "ICE", "ORR": "ORR", "USMS": "USMS"} | {
    f"CARE-{n:02}": "ORR" for n in range(1, 13)
}
"""In whose name each organisation takes legal custody, typed in by hand."""
SIGNATURES = (
    intake.EncounterRecorded,
    intake.InCareAtOpening,
    handoff.Received,
    handoff.TakenByCarrier,
    handoff.TurnedBack,
    care.Moved,
    care.Located,
)
"""Reports by which whoever signs has the child."""


@dataclass(frozen=True)
class Memory:
    """What was recorded, in the order of the log."""

    events: Sequence[Event]

    def stands(self, event_id: EventId) -> bool:
        """An event stands unless a strike of it stands; a replacement needs its correction too."""
        strikes = [event for event in self.events if isinstance(event, Correction | Void)]
        if any(strike.target == event_id and self.stands(strike.event_id) for strike in strikes):
            return False
        brought_by = [e for e in strikes if isinstance(e, Correction) and e.replacement == event_id]
        return all(self.stands(correction.event_id) for correction in brought_by)

    def standing(self) -> list[Event]:
        return [event for event in self.events if self.stands(event.event_id)]

    def answers_of(self, offer: OfferId) -> list[type[Event]]:
        """What was decided about an offer, in order."""
        return [
            type(event)
            for event in self.standing()
            if isinstance(event, handoff.HandoffAccepted | handoff.HandoffRecalled) and event.offer == offer
        ]


def check_signatures(past: History) -> None:
    """The holder changes by the signature of whoever takes the child, by an absence of all, or by the exit."""
    for step in past.steps:
        before, after, event = step.before, step.after, step.item.event
        if after.holder != before.holder:
            taken = isinstance(event, SIGNATURES) and after.holder == event.by.organisation
            lost = isinstance(event, care.WentMissing | care.Exited) and after.holder is None
            assert taken or lost, event
        if after.legal_custodian != before.legal_custodian:
            _check_legal(event, after)


def _check_legal(event: CustodyEvent, after: Facets) -> None:
    if isinstance(event, care.Exited):
        assert after.legal_custodian is None
        return
    assert isinstance(event, handoff.Received | intake.EncounterRecorded | intake.InCareAtOpening), event
    assert after.legal_custodian == CUSTODY_OF[event.by.organisation]


def check_custody(past: History) -> None:
    """One legal custodian from the beginning to the exit, and somebody who answers at every instant."""
    begun = False
    for step in past.steps:
        facets = step.after
        if facets.step is Step.EXITED:
            assert (facets.legal_custodian, facets.holder, facets.answerable) == (None, None, None)
            continue
        begun = begun or facets.legal_custodian is not None
        assert begun == (facets.legal_custodian is not None)
        assert (facets.answerable is not None) == facets.begun
        assert facets.holder is not None or facets.whereabouts.value == "missing" or not facets.begun
        if facets.between_hands:
            assert facets.answerable is not None


def story_of(past: History) -> list[tuple[EventId, Facets, tuple[str, ...]]]:
    return [(step.item.event.event_id, step.after, step.marks) for step in past.steps]
