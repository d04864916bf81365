"""How the children of the open evening travel: offers, vehicles and doors, as far as the evening has come.

A time that is not given is later than the scene, and never told.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from api.demo.journey import OFFER_STANDS
from api.demo.plan import FailedOffer, FalseStart, ManifestPlan, OfferEnding, RoadKind, RoadPlan
from api.demo.tonight_hours import LATER, at
from ledger.domain import codes
from ledger.domain.values import OrganisationCode, PlaceCode

RGV, LAREDO, SAN_ANTONIO = PlaceCode("BP-RGV"), PlaceCode("BP-LRT"), PlaceCode("ICE-SNA")
PRAIRIE, PALO_VERDE, ANACUA = PlaceCode("CARE-11"), PlaceCode("CARE-02"), PlaceCode("CARE-03")

Listed = tuple[int, ...]


def offer_to_answer(number: int, listed: Listed) -> ManifestPlan:
    """ICE offers, and nobody has answered; an hour and twenty minutes are left."""
    return _offered(number, SAN_ANTONIO, PRAIRIE, listed, at(21, 40))


def accepted_offer(number: int, listed: Listed) -> ManifestPlan:
    """Another sector's offer, accepted; they have not left."""
    return replace(_offered(number, LAREDO, PALO_VERDE, listed, at(19, 30)), accepted_at=at(20, 40))


def recalled_offer(number: int, listed: Listed) -> ManifestPlan:
    """The offer was taken back because there was no vehicle, and has not been made again."""
    recalled = FailedOffer(
        offered_at=at(19, 10), expires_at=at(21, 10), ended_at=at(20, 15), ending=OfferEnding.RECALLED
    )
    return replace(_offered(number, RGV, PALO_VERDE, listed, LATER), failed_offer=recalled)


def delayed_bus(number: int, listed: Listed) -> ManifestPlan:
    """Under way and fifty minutes late; a first departure was recorded before there was a driver, and voided."""
    late = RoadPlan(kind=RoadKind.DELAY, at=at(20, 10), reason=codes.TravelReason.TRAFFIC, late=timedelta(minutes=50))
    return replace(
        _offered(number, RGV, PRAIRIE, listed, at(13)),
        accepted_at=at(13, 50),
        packed_at=at(16, 40),
        false_start=FalseStart(dispatched_at=at(17), voided_at=at(17, 20)),
        dispatched_at=at(17, 50),
        mode=codes.TravelMode.BUS,
        expected_at=at(21, 50),
        road=(late,),
    )


def van_at_the_door(number: int, listed: Listed) -> ManifestPlan:
    """At the door with all but the last one listed, whom the giver reported as gone with them."""
    return replace(
        _offered(number, SAN_ANTONIO, PRAIRIE, listed, at(14)),
        accepted_at=at(14, 40),
        packed_at=at(18, 30),
        dispatched_at=at(19, 20),
        carrier=OrganisationCode("CARRIER-B"),
        taken_at=at(19, 30),
        expected_at=at(21, 30),
        arrived_at=at(22, 5),
        not_aboard=listed[-1:],
    )


def refused_at_the_door(number: int, listed: Listed) -> ManifestPlan:
    """There was no bed after all."""
    return replace(
        _offered(number, RGV, ANACUA, listed, at(18, 30)),
        accepted_at=at(19, 10),
        packed_at=at(19, 40),
        dispatched_at=at(20, 15),
        carrier=OrganisationCode("CARRIER-A"),
        taken_at=at(20, 20),
        mode=codes.TravelMode.CAR,
        expected_at=at(20, 45),
        arrived_at=at(20, 50),
        refused=listed,
        refusal=codes.RefusalReason.NO_BED,
        received_at=at(21, 10),
        receipt_said_at=at(21, 10),
    )


BACK_AT_THE_GIVER = at(21, 50)
"""When the one refused is at the giver's door again, by the driver's word; the giver has not signed."""


def without_packet(number: int, listed: Listed) -> ManifestPlan:
    """Received this afternoon though nobody had answered the checklist, and without papers."""
    return replace(
        _offered(number, SAN_ANTONIO, PALO_VERDE, listed, at(11, 30)),
        accepted_at=at(12, 10),
        packet=False,
        packed_at=at(13),
        dispatched_at=at(13, 15),
        mode=codes.TravelMode.CAR,
        expected_at=at(17, 40),
        arrived_at=at(17, 30),
        discrepancies=tuple((child, codes.DiscrepancyKind.PAPERS_MISSING) for child in listed),
        received_at=at(17, 55),
        receipt_said_at=at(17, 55),
        admitted_at=at(18, 40),
    )


def _offered(number: int, origin: PlaceCode, provider: PlaceCode, listed: Listed, offered_at: datetime) -> ManifestPlan:
    return ManifestPlan(
        number=number,
        origin=origin,
        provider=provider,
        children=listed,
        failed_offer=None,
        first_leg=None,
        offered_at=offered_at,
        expires_at=offered_at + timedelta(seconds=OFFER_STANDS),
        accepted_at=LATER,
        packed_at=LATER,
        false_start=None,
        dispatched_at=LATER,
        carrier=None,
        taken_at=None,
        mode=codes.TravelMode.VAN,
        expected_at=LATER,
        road=(),
        redirect=None,
        arrived_at=LATER,
        not_aboard=(),
        refused=(),
        discrepancies=(),
        received_at=LATER,
        receipt_said_at=LATER,
        admitted_at=LATER,
    )
