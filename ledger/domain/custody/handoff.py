"""Events of a handoff, from the offer to the receiver's own signature; state is per child."""

from dataclasses import dataclass

from ledger.domain import codes
from ledger.domain.custody.base import CustodyDecision, CustodyReport
from ledger.domain.values import Instant, ManifestId, OfferId, OrganisationCode, PlaceCode, TripId, UserId


@dataclass(frozen=True, kw_only=True)
class HandoffOffered(CustodyDecision):
    """The holder offers the child to the next holder."""

    TOPIC = "custody.handoff_offered.v1"
    COMMAND = "offer"
    offer: OfferId
    manifest: ManifestId
    to_organisation: OrganisationCode
    to_place: PlaceCode
    expires_at: Instant


@dataclass(frozen=True, kw_only=True)
class HandoffAccepted(CustodyDecision):
    """The addressee accepts the offer (again, when it was redirected)."""

    TOPIC = "custody.handoff_accepted.v1"
    COMMAND = "accept"
    offer: OfferId


@dataclass(frozen=True, kw_only=True)
class HandoffDeclined(CustodyDecision):
    """The addressee declines the offer."""

    TOPIC = "custody.handoff_declined.v1"
    COMMAND = "decline"
    offer: OfferId
    reason: codes.OfferDecline


@dataclass(frozen=True, kw_only=True)
class HandoffRecalled(CustodyDecision):
    """The offering side takes the offer back before the child has left."""

    TOPIC = "custody.handoff_recalled.v1"
    COMMAND = "recall"
    offer: OfferId
    reason: codes.RecallReason


@dataclass(frozen=True, kw_only=True)
class HandoffExpired(CustodyDecision):
    """Nobody answered the offer in time."""

    TOPIC = "custody.handoff_expired.v1"
    COMMAND = "expire"
    offer: OfferId


@dataclass(frozen=True, kw_only=True)
class Redirected(CustodyDecision):
    """The destination of a child under way changes; the new place must accept."""

    TOPIC = "custody.redirected.v1"
    COMMAND = "redirect"
    offer: OfferId
    to_organisation: OrganisationCode
    to_place: PlaceCode
    reason: codes.TravelReason


@dataclass(frozen=True, kw_only=True)
class PacketItem:
    """One item of the custody packet."""

    kind: codes.PacketItemKind
    status: codes.ItemStatus
    form: codes.DocumentForm | None = None
    count: int = 1
    """Pages, doses or pieces."""
    sha256: str | None = None
    """Hash of the scan, lower-case hexadecimal."""
    seal: str | None = None
    """Number of the seal on property or medicine."""


@dataclass(frozen=True, kw_only=True)
class PacketAssembled(CustodyReport):
    """The giver answered the checklist of what travels with the child."""

    TOPIC = "custody.packet_assembled.v1"
    COMMAND = "assemble-packet"
    items: tuple[PacketItem, ...]


@dataclass(frozen=True, kw_only=True)
class Dispatched(CustodyReport):
    """The child left. The giver answers for the child until the receipt."""

    TOPIC = "custody.dispatched.v1"
    COMMAND = "dispatch"
    offer: OfferId
    trip: TripId | None
    escort: UserId | None
    """Official who goes along and is the named handler; None leaves a gap until a carrier signs."""
    expected_arrival: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class TakenByCarrier(CustodyReport):
    """A carrier signs for physical custody: one leg of the handoff."""

    TOPIC = "custody.taken_by_carrier.v1"
    COMMAND = "take-as-carrier"
    offer: OfferId
    trip: TripId | None


@dataclass(frozen=True, kw_only=True)
class TurnedBack(CustodyReport):
    """The child came back to the giver without having been received."""

    TOPIC = "custody.turned_back.v1"
    COMMAND = "turn-back"
    offer: OfferId
    place: PlaceCode
    reason: codes.TravelReason


@dataclass(frozen=True, kw_only=True)
class Arrived(CustodyReport):
    """The child is at the door; nobody has signed yet."""

    TOPIC = "custody.arrived.v1"
    COMMAND = "arrive"
    offer: OfferId
    place: PlaceCode


@dataclass(frozen=True, kw_only=True)
class PacketCheck:
    """What the receiver found of one item of the packet."""

    kind: codes.PacketItemKind
    found: bool
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Discrepancy:
    """One thing that is not as the packet or the manifest says."""

    kind: codes.DiscrepancyKind
    item: codes.PacketItemKind | None = None


@dataclass(frozen=True, kw_only=True)
class Received(CustodyReport):
    """The receiver's own signature: the legal moment of the transfer. Closes the offer in log order."""

    TOPIC = "custody.received.v1"
    COMMAND = "receive"
    offer: OfferId | None
    """The offer that it answers; None when a child is received that nobody offered."""
    place: PlaceCode
    identity_method: codes.IdentityMethod
    condition: codes.Condition
    head_count: int | None
    """People who got out at this arrival, as the receiver counted them."""
    packet: tuple[PacketCheck, ...]
    discrepancies: tuple[Discrepancy, ...]


@dataclass(frozen=True, kw_only=True)
class ReportedAbsent(CustodyReport):
    """The receiver says that the child was not among those who arrived."""

    TOPIC = "custody.reported_absent.v1"
    COMMAND = "report-absent"
    offer: OfferId
    place: PlaceCode
    head_count: int | None = None


@dataclass(frozen=True, kw_only=True)
class RefusedAtDoor(CustodyReport):
    """The receiver did not take the child; the giver still has custody."""

    TOPIC = "custody.refused_at_door.v1"
    COMMAND = "refuse"
    offer: OfferId
    place: PlaceCode
    reason: codes.RefusalReason
