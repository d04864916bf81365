"""The places that were asked for a child, or designated, with what became of each. Pure.

Asking and answering are decisions, so history has them in the order of the log; a receipt or an exit ends them at its
claimed time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ledger.domain.codes import PlacementDecline, Relation
from ledger.domain.custody import handoff, intake
from ledger.domain.custody.completion import HistoryStep
from ledger.domain.custody.facets import Step
from ledger.domain.custody.history import History
from ledger.domain.register import ORR
from ledger.domain.values import PersonId, PlaceCode, UserId

TOGETHER = frozenset({Relation.SIBLING, Relation.HALF_SIBLING, Relation.OWN_CHILD, Relation.MOTHER, Relation.FATHER})
"""Relatives who are placed together when both are children: siblings, and young parents with their own."""


class AskStatus(StrEnum):
    """What became of asking one place."""

    ASKED = "asked"
    """It has not answered."""
    DECLINED = "declined"
    DESIGNATED = "designated"
    """ORR has chosen it: the child is to come."""
    ELSEWHERE = "elsewhere"
    """ORR has chosen another place."""
    WITHDRAWN = "withdrawn"
    """The referral was returned or cancelled."""
    OVER = "over"
    """Somebody has received the child, or custody has ended."""


OPEN = frozenset({AskStatus.ASKED, AskStatus.DESIGNATED})
"""The place has still to answer, or to expect the child."""


@dataclass(slots=True, kw_only=True)
class Ask:
    """One place and one child, while history is walked and after."""

    place: PlaceCode
    status: AskStatus
    since: datetime
    """When it came to its status."""
    asked_at: datetime | None = None
    """None of a place that was designated and never asked."""
    asked_by: UserId | None = None
    declined_at: datetime | None = None
    declined_by: UserId | None = None
    reason: PlacementDecline | None = None

    def becomes(self, status: AskStatus, since: datetime) -> None:
        """Another status."""
        self.status, self.since = status, since


def asks(past: History) -> Iterator[Ask]:
    """Every place that was asked or designated, in the order in which that happened first."""
    found: dict[PlaceCode, Ask] = {}
    for step in past.steps:
        if step.before.step is not Step.EXITED:
            _told(found, step)
    yield from found.values()


def relatives(past: History) -> set[PersonId]:
    """Who came along and is to stay with the child, if they are children."""
    told = (step.item.event for step in past.steps)
    named = (event for event in told if isinstance(event, intake.EncounterRecorded | intake.CompanionsDeclared))
    return {each.person for event in named for each in event.companions if each.relation in TOGETHER}


def _told(found: dict[PlaceCode, Ask], step: HistoryStep) -> None:
    event, at = step.item.event, step.item.happened_at
    match event:
        case intake.PlacementRequested():
            found[event.place] = Ask(
                place=event.place, status=AskStatus.ASKED, since=at, asked_at=at, asked_by=event.by.user
            )
        case intake.PlacementDeclined() if event.place in found:
            ask = found[event.place]
            ask.becomes(AskStatus.DECLINED, at)
            ask.declined_at, ask.declined_by, ask.reason = at, event.by.user, event.reason
        case intake.PlacementDesignated():
            _end(found, AskStatus.ELSEWHERE, at)
            ask = found.setdefault(event.place, Ask(place=event.place, status=AskStatus.DESIGNATED, since=at))
            ask.becomes(AskStatus.DESIGNATED, at)
        case intake.ReferralReturned() | intake.ReferralCancelled():
            _end(found, AskStatus.WITHDRAWN, at)
        case handoff.Received() if step.after.legal_custodian == ORR:
            _end(found, AskStatus.OVER, at)
        case _ if step.after.step is Step.EXITED:
            _end(found, AskStatus.OVER, at)
        case _:
            pass


def _end(found: dict[PlaceCode, Ask], status: AskStatus, at: datetime) -> None:
    for ask in found.values():
        if ask.status in OPEN:
            ask.becomes(status, at)
