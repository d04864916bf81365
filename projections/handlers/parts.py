"""What part somebody has in an event: who held, moved or decided for a person, and who was named in it.

Pure. The one who signs has one part; an escort or an approver whom the event names has another.
"""

from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.custody import care, handoff, intake
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Decision
from ledger.domain.register import ORR
from ledger.domain.values import OrganisationCode, UserId


class Part(StrEnum):
    """A part in one event."""

    HELD = "held"
    """Signed to have the person."""
    MOVED = "moved"
    """Let the person go, brought them, or saw them arrive."""
    DECIDED = "decided"
    REPORTED = "reported"
    """Said something that moves nobody."""
    ESCORTED = "escorted"
    """Named as the official who goes along."""
    APPROVED = "approved"
    """Named as the one who approved, or overrode a decline."""


HOLDING = (
    intake.EncounterRecorded,
    intake.InCareAtOpening,
    intake.BookedIn,
    handoff.TakenByCarrier,
    handoff.Received,
    handoff.TurnedBack,
    care.Moved,
    care.AbsenceEnded,
    care.Located,
)
MOVING = (
    intake.BookedOut,
    handoff.Dispatched,
    handoff.Arrived,
    care.AbsenceStarted,
    care.Exited,
)


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody whom an event names and who did not sign it."""

    part: Part
    user: UserId
    organisation: OrganisationCode
    """For whom they acted; the event does not name their role."""


def part_of_signer(event: CustodyEvent) -> Part:
    """What the one who signed did."""
    if isinstance(event, HOLDING):
        return Part.HELD
    if isinstance(event, MOVING):
        return Part.MOVED
    # a refusal at the door is a report, because it happened; the receiver decided it all the same
    if isinstance(event, Decision | handoff.RefusedAtDoor):
        return Part.DECIDED
    return Part.REPORTED


def named_in(event: CustodyEvent) -> Named | None:
    """Who else is named, if anybody."""
    match event:
        case handoff.Dispatched(escort=user) | care.AbsenceStarted(escort=user) if user is not None:
            return Named(part=Part.ESCORTED, user=user, organisation=event.by.organisation)
        case care.Moved(approved_by=user) if user is not None:
            return Named(part=Part.APPROVED, user=user, organisation=ORR)
        case intake.PlacementDesignated(override_by=user) if user is not None:
            return Named(part=Part.APPROVED, user=user, organisation=event.by.organisation)
        case _:
            return None
