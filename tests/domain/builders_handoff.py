"""Builders of the handoff, of care and of the exit, and the usual path of a child."""

from typing import Unpack

from ledger.domain import codes
from ledger.domain.custody import care, handoff
from ledger.domain.values import Instant, OfferId, OrganisationCode, PlaceCode, TripId, UserId
from tests.domain.builders import (
    MANIFEST,
    OFFER,
    Also,
    Said,
    acknowledged,
    booked_in,
    classified,
    decision,
    designated,
    determined,
    encountered,
    moment,
    referred,
    report,
    requested,
)


def offered(
    minute: float = 200,
    *,
    by: str = "USBP",
    to: str = "CARE-01",
    place: str | None = None,
    offer: OfferId = OFFER,
    expires: float = 50_000,
) -> Said:
    return decision(
        handoff.HandoffOffered,
        minute,
        by,
        offer=offer,
        manifest=MANIFEST,
        to_organisation=OrganisationCode(to),
        to_place=PlaceCode(place or to),
        expires_at=Instant(moment(expires)),
    )


def accepted(minute: float = 210, *, by: str = "CARE-01", offer: OfferId = OFFER) -> Said:
    return decision(handoff.HandoffAccepted, minute, by, offer=offer)


def declined(minute: float, *, by: str = "CARE-01", offer: OfferId = OFFER) -> Said:
    return decision(handoff.HandoffDeclined, minute, by, offer=offer, reason=codes.OfferDecline.NO_BED)


def recalled(minute: float, *, by: str = "USBP", offer: OfferId = OFFER) -> Said:
    return decision(handoff.HandoffRecalled, minute, by, offer=offer, reason=codes.RecallReason.OTHER)


def expired(minute: float, *, by: str = "USBP", offer: OfferId = OFFER) -> Said:
    return decision(handoff.HandoffExpired, minute, by, offer=offer)


def redirected(
    minute: float, *, to: str = "CARE-02", by: str = "ORR", offer: OfferId = OFFER, place: str | None = None
) -> Said:
    return decision(
        handoff.Redirected,
        minute,
        by,
        offer=offer,
        to_organisation=OrganisationCode(to),
        to_place=PlaceCode(place or to),
        reason=codes.TravelReason.PLACE_FULL,
    )


def packed(minute: float = 220, *, by: str = "USBP", **also: Unpack[Also]) -> Said:
    item = handoff.PacketItem(kind=codes.PacketItemKind.P_7, status=codes.ItemStatus.PRESENT)
    return report(handoff.PacketAssembled, minute, by, also, items=(item,))


def dispatched(
    minute: float = 240,
    *,
    by: str = "USBP",
    offer: OfferId = OFFER,
    escort: str | None = None,
    trip: TripId | None = None,
    **also: Unpack[Also],
) -> Said:
    escorted_by = UserId(escort) if escort else None
    return report(handoff.Dispatched, minute, by, also, offer=offer, trip=trip, escort=escorted_by)


def taken(
    minute: float = 245,
    *,
    by: str = "CARRIER-A",
    offer: OfferId = OFFER,
    trip: TripId | None = None,
    **also: Unpack[Also],
) -> Said:
    return report(handoff.TakenByCarrier, minute, by, also, offer=offer, trip=trip)


def turned_back(
    minute: float, *, by: str = "USBP", offer: OfferId = OFFER, place: str = "BP-RGV", **also: Unpack[Also]
) -> Said:
    reason = codes.TravelReason.WEATHER
    return report(handoff.TurnedBack, minute, by, also, offer=offer, place=PlaceCode(place), reason=reason)


def arrived(
    minute: float = 400, *, by: str = "CARRIER-A", offer: OfferId = OFFER, place: str = "CARE-01", **also: Unpack[Also]
) -> Said:
    return report(handoff.Arrived, minute, by, also, offer=offer, place=PlaceCode(place))


def received(
    minute: float = 410,
    *,
    by: str = "CARE-01",
    place: str | None = None,
    offer: OfferId | None = OFFER,
    identity: codes.IdentityMethod = codes.IdentityMethod.PHOTO,
    discrepancies: tuple[handoff.Discrepancy, ...] = (),
    **also: Unpack[Also],
) -> Said:
    return report(
        handoff.Received,
        minute,
        by,
        also,
        offer=offer,
        place=PlaceCode(place or by),
        identity_method=identity,
        condition=codes.Condition.WELL,
        head_count=None,
        packet=(),
        discrepancies=discrepancies,
    )


def absent(minute: float = 410, *, by: str = "CARE-01", offer: OfferId = OFFER, **also: Unpack[Also]) -> Said:
    return report(handoff.ReportedAbsent, minute, by, also, offer=offer, place=PlaceCode(by))


def refused_at_door(minute: float = 410, *, by: str = "CARE-01", offer: OfferId = OFFER, **also: Unpack[Also]) -> Said:
    reason = codes.RefusalReason.NO_BED
    return report(handoff.RefusedAtDoor, minute, by, also, offer=offer, place=PlaceCode(by), reason=reason)


def admitted(minute: float, *, by: str = "CARE-01", **also: Unpack[Also]) -> Said:
    program = codes.ProgramKind.SHELTER
    return report(care.Admitted, minute, by, also, place=PlaceCode(by), program=program)


def moved(
    minute: float, *, by: str = "CARE-02", place: str | None = None, approved: bool = True, **also: Unpack[Also]
) -> Said:
    approver = UserId("ORR.specialist") if approved else None
    return report(care.Moved, minute, by, also, to_place=PlaceCode(place or by), approved_by=approver)


def absence(minute: float, *, by: str = "CARE-01", **also: Unpack[Also]) -> Said:
    return report(care.AbsenceStarted, minute, by, also, kind=codes.AbsenceKind.HOSPITAL)


def back(minute: float, *, by: str = "CARE-01", place: str | None = None, **also: Unpack[Also]) -> Said:
    return report(care.AbsenceEnded, minute, by, also, place=PlaceCode(place or by))


def missing(minute: float, *, by: str = "CARE-01", **also: Unpack[Also]) -> Said:
    to = (codes.MissingReport.POLICE,)
    return report(care.WentMissing, minute, by, also, last_seen_place=PlaceCode(by), reported_to=to)


def located(minute: float, *, by: str = "CARE-01", place: str | None = None, **also: Unpack[Also]) -> Said:
    return report(care.Located, minute, by, also, place=PlaceCode(place or by))


def exited(
    minute: float, *, by: str = "CARE-01", kind: codes.ExitKind = codes.ExitKind.SPONSOR, **also: Unpack[Also]
) -> Said:
    return report(care.Exited, minute, by, also, kind=kind)


# the usual path -------------------------------------------------------------------------------------------------------

IN_DHS = [encountered(), booked_in()]
DETERMINED = [*IN_DHS, classified(), determined()]
REFERRED = [*DETERMINED, referred()]
ACKNOWLEDGED = [*REFERRED, acknowledged()]
DESIGNATED = [*ACKNOWLEDGED, requested(), designated()]
OFFERED = [*DESIGNATED, offered()]
ACCEPTED = [*OFFERED, accepted(), packed()]
DISPATCHED = [*ACCEPTED, dispatched()]
ON_THE_ROAD = [*DISPATCHED, taken()]
IN_CARE = [*ON_THE_ROAD, arrived(), received()]
RELEASED = [*IN_CARE, exited(9000)]
