"""What every event has, and how a recorded event is handed to folds.

Two families (DECISIONS 7): a *decision* is ordered by the log and has no claimed time; a *report* says that
something happened at a claimed time and is never refused for coming late or out of order.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Generic, TypeVar
from uuid import UUID

from ledger.domain.personal import Owner, Personal
from ledger.domain.values import ClaimedTime, EventId, OrganisationCode, PlaceCode, UserId


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who signs an event: a named official acting for an organisation."""

    user: UserId
    """Opaque id of the acting person; never a name."""
    role: str
    """Role in which the person acts, such as `border_patrol_agent`."""
    organisation: OrganisationCode
    """Organisation that answers for the act."""
    office: PlaceCode | None = None
    """Place of duty, when it matters."""


class Label(StrEnum):
    """Handling labels that bind disclosure."""

    CONTROLLED = "controlled_unclassified"
    SECTION_1367 = "section_1367"
    ASYLUM = "asylum_confidential"
    CHILD_MEDICAL = "child_medical"
    NOT_TO_DHS = "do_not_share_dhs"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the recorded statement comes from, when not from the actor's own observation."""

    system: str
    """Name of the system or form, such as `e3` or `I-213`."""
    document: str | None = None
    """Its reference there; an opaque number, never a name."""
    sha256: str | None = None
    """Hash of the document's bytes, lower-case hexadecimal."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. Immutable; stored once as canonical JSON, read for ever."""

    TOPIC: ClassVar[str]
    COMMAND: ClassVar[str]
    """Name of the command that proposes this event, in the API's path and the CLI."""

    event_id: EventId
    by: Actor
    on_behalf_of: OrganisationCode | None = None
    """Organisation for which `by` records what it did itself (a clerk entering another office's paper)."""
    source: Source | None = None
    correlation: UUID | None = None
    """Shared by the events of one act, such as a manifest."""
    labels: tuple[Label, ...] = ()
    note: Annotated[Personal[str] | None, Owner.EVERYONE] = None
    """Free text; belongs to everyone that the event names. No clinical narrative, no immigration status."""


@dataclass(frozen=True, kw_only=True)
class Decision(Event):
    """An act that the log orders: it happens when it is recorded and cannot be backdated."""


@dataclass(frozen=True, kw_only=True)
class Report(Event):
    """A statement that something happened at a claimed time."""

    claimed: ClaimedTime


class StrikeReason(StrEnum):
    """Why an event no longer stands (the two of EPCIS 2.0 `errorDeclaration`, and two of our own)."""

    DID_NOT_OCCUR = "did_not_occur"
    INCORRECT_DATA = "incorrect_data"
    WRONG_PERSON = "wrong_person"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, kw_only=True)
class Correction(Decision):
    """Base of corrections: the target stays, struck through; `replacement` (same stream) stands in its place."""

    target: EventId
    replacement: EventId
    reason: StrikeReason


@dataclass(frozen=True, kw_only=True)
class Void(Decision):
    """Base of voids: the target is struck through and nothing stands in its place. Voiding a void restores."""

    target: EventId
    reason: StrikeReason


E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, kw_only=True)
class Recorded(Generic[E_co]):
    """An event with its place in the log."""

    stream: UUID
    version: int
    position: int
    recorded_at: datetime
    event: E_co

    @property
    def happened_at(self) -> datetime:
        """Order in history: a report's earliest claimed instant, a decision's recorded time."""
        event = self.event
        return event.claimed.earliest.at if isinstance(event, Report) else self.recorded_at
