"""One manifest from the offer to the receipt: its times, and what goes otherwise than planned."""

from dataclasses import dataclass, replace
from typing import Self

from api.demo import assumed
from api.demo.draws import Draws, hours
from api.demo.months import HOUR, MINUTE, moment
from api.demo.places import near
from api.demo.plan import (
    FailedOffer,
    FalseStart,
    FirstLeg,
    ManifestPlan,
    OfferEnding,
    RedirectPlan,
    RoadKind,
    RoadPlan,
)
from ledger.domain.codes import DiscrepancyKind, TravelMode, TravelReason
from ledger.domain.register import PLACES, PlaceKind
from ledger.domain.values import OrganisationCode, PlaceCode

OFFER_STANDS = 2 * HOUR
"""How long an offer stands before it expires."""
NEXT_SLOT = 8 * HOUR
"""From one departure to the next."""
VAN_SEATS = 6

_CARRIERS = (OrganisationCode("CARRIER-A"), OrganisationCode("CARRIER-B"))
_DISCREPANCIES = (
    DiscrepancyKind.PAPERS_MISSING,
    DiscrepancyKind.PROPERTY_MISSING,
    DiscrepancyKind.MEDICINE_MISSING,
    DiscrepancyKind.NEED_NOT_ANNOUNCED,
)
_ROAD = (
    (RoadKind.STOP, assumed.STOPPED, (TravelReason.REST, TravelReason.ILLNESS)),
    (RoadKind.DELAY, assumed.DELAYED, (TravelReason.TRAFFIC, TravelReason.WEATHER, TravelReason.LATE_START)),
    (RoadKind.VEHICLE_CHANGE, assumed.VEHICLE_CHANGED, (TravelReason.BREAKDOWN,)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What is settled before a manifest is planned."""

    slot: int
    """Departure in seconds since 1970."""
    origin: PlaceCode
    provider: PlaceCode
    nearby: bool
    """Whether the provider is in the same part of the country: a few hours on the road, no flight."""
    with_incidents: bool
    """Whether there is time for anything to go wrong."""

    def again(self, manifest: ManifestPlan, *, slot: int) -> Self:
        """The journey of those whom a manifest left behind: from who holds them now, with nothing going wrong."""
        holder = manifest.first_leg.office if manifest.first_leg else self.origin
        return replace(self, slot=slot, origin=holder, with_incidents=False)


def plan_manifest(journey: Journey, number: int, children: list[int], draws: Draws) -> ManifestPlan:
    """Plan a manifest: everything is before or at the departure, but for the road and the receipt."""
    first_leg = _first_leg(journey, draws)
    false_start = _false_start(journey, draws) if first_leg is None else None
    origin_zone = PLACES[journey.origin].zone
    giver_zone = PLACES[first_leg.office].zone if first_leg else origin_zone
    base = journey.slot + (NEXT_SLOT if first_leg else 0)
    departure = base + (NEXT_SLOT if false_start else 0) + draws.randrange(20) * MINUTE
    carried = draws.random() < assumed.CARRIER_DRIVES
    offered = base - hours(draws, 3.2, 3.6)
    road = _Road.draw(journey, departure, draws)
    arrives_at = road.redirect.place if road.redirect else journey.provider
    arrival_zone = PLACES[arrives_at].zone
    received = road.arrived + draws.randrange(10, 50) * MINUTE
    not_aboard, refused = _left_out(journey, children, draws)
    present = [child for child in children if child not in (*not_aboard, *refused)]
    return ManifestPlan(
        number=number,
        origin=journey.origin,
        provider=journey.provider,
        children=tuple(children),
        failed_offer=None if first_leg else _failed_offer(journey, draws),
        first_leg=first_leg,
        offered_at=moment(offered, giver_zone),
        expires_at=moment(offered + OFFER_STANDS, giver_zone),
        accepted_at=moment(offered + hours(draws, 0.2, 1.5), PLACES[journey.provider].zone),
        packed_at=moment(base - hours(draws, 0.3, 1), giver_zone),
        false_start=false_start,
        dispatched_at=moment(departure, giver_zone),
        carrier=draws.choice(_CARRIERS) if carried else None,
        taken_at=moment(departure + draws.randrange(3, 15) * MINUTE, giver_zone) if carried else None,
        mode=_mode(journey, children, draws),
        expected_at=moment(road.expected, PLACES[journey.provider].zone),
        road=road.incidents,
        redirect=road.redirect,
        arrived_at=moment(road.arrived, arrival_zone),
        not_aboard=not_aboard,
        refused=refused,
        discrepancies=_discrepancies(present, draws),
        received_at=moment(received, arrival_zone),
        receipt_said_at=moment(received, arrival_zone),
        admitted_at=moment(received + draws.randrange(20, 90) * MINUTE, arrival_zone),
    )


def _happens(journey: Journey, share: float, draws: Draws) -> bool:
    return draws.random() < share and journey.with_incidents


def _first_leg(journey: Journey, draws: Draws) -> FirstLeg | None:
    if PLACES[journey.origin].kind is PlaceKind.ICE_OFFICE:
        return None
    if not _happens(journey, assumed.ICE_TAKES_FIRST, draws):
        return None
    zone = PLACES[journey.origin].zone
    office = draws.choice(near(PlaceKind.ICE_OFFICE, zone))
    office_zone = PLACES[office].zone
    return FirstLeg(
        office=office,
        offered_at=moment(journey.slot - 3 * HOUR, zone),
        accepted_at=moment(journey.slot - 2 * HOUR, office_zone),
        dispatched_at=moment(journey.slot, zone),
        received_at=moment(journey.slot + hours(draws, 1, 3), office_zone),
    )


def _false_start(journey: Journey, draws: Draws) -> FalseStart | None:
    if not _happens(journey, assumed.DISPATCH_VOIDED, draws):
        return None
    zone = PLACES[journey.origin].zone
    voided = journey.slot + hours(draws, 0.5, 2)
    return FalseStart(dispatched_at=moment(journey.slot, zone), voided_at=moment(voided, zone))


def _failed_offer(journey: Journey, draws: Draws) -> FailedOffer | None:
    """An offer to the same place that comes to nothing, over before the one that is accepted."""
    if not journey.with_incidents:
        return None
    chance = draws.random()
    zone, provider_zone = PLACES[journey.origin].zone, PLACES[journey.provider].zone
    offered = journey.slot - hours(draws, 5.8, 5.9)
    for share, ending, last in (
        (assumed.OFFER_DECLINED, OfferEnding.DECLINED, offered + HOUR),
        (assumed.OFFER_RECALLED, OfferEnding.RECALLED, offered + HOUR),
        (assumed.OFFER_EXPIRED, OfferEnding.EXPIRED, offered + OFFER_STANDS + MINUTE),
    ):
        if chance < share:
            return FailedOffer(
                offered_at=moment(offered, zone),
                expires_at=moment(offered + OFFER_STANDS, zone),
                ended_at=moment(last, provider_zone if ending is OfferEnding.DECLINED else zone),
                ending=ending,
            )
        chance -= share
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Road:
    """The way, in seconds since 1970."""

    expected: int
    arrived: int
    incidents: tuple[RoadPlan, ...]
    redirect: RedirectPlan | None

    @classmethod
    def draw(cls, journey: Journey, departure: int, draws: Draws) -> Self:
        zone = PLACES[journey.origin].zone
        length = hours(draws, 2, 5.5) if journey.nearby else hours(draws, 6, 14)
        happened = [entry for entry in _ROAD if _happens(journey, entry[1], draws)]
        late = sum(hours(draws, 0.5, 3) for _ in happened)
        incidents = tuple(
            RoadPlan(kind=kind, at=moment(departure + length * (turn + 1) // 8, zone), reason=draws.choice(reasons))
            for turn, (kind, _, reasons) in enumerate(happened)
        )
        redirect = None
        if _happens(journey, assumed.REDIRECTED, draws):
            at = departure + length // 2
            redirect = _redirect(journey, at, draws)
            late += hours(draws, 1, 3)
        return cls(
            expected=departure + length, arrived=departure + length + late, incidents=incidents, redirect=redirect
        )


def _redirect(journey: Journey, at: int, draws: Draws) -> RedirectPlan:
    zone = PLACES[journey.provider].zone
    others = [place for place in near(PlaceKind.CARE_PROVIDER, zone) if place != journey.provider]
    place = draws.choice(others or near(PlaceKind.CARE_PROVIDER, "America/Chicago"))
    return RedirectPlan(
        at=moment(at, zone),
        place=place,
        accepted_at=moment(at + draws.randrange(15, 45) * MINUTE, PLACES[place].zone),
        reason=draws.choice((TravelReason.PLACE_FULL, TravelReason.PLACE_CLOSED, TravelReason.WEATHER)),
    )


def _left_out(journey: Journey, children: list[int], draws: Draws) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """One child who is not aboard, or one who is refused at the door."""
    several = len(children) > 1
    if several and _happens(journey, assumed.ONE_NOT_ABOARD, draws):
        return (draws.choice(children),), ()
    if _happens(journey, assumed.ONE_REFUSED, draws):
        return (), (draws.choice(children),)
    return (), ()


def _discrepancies(children: list[int], draws: Draws) -> tuple[tuple[int, DiscrepancyKind], ...]:
    return tuple(
        (child, draws.choice(_DISCREPANCIES)) for child in children if draws.random() < assumed.DISCREPANCY_AT_RECEIPT
    )


def _mode(journey: Journey, children: list[int], draws: Draws) -> TravelMode:
    if not journey.nearby:
        return draws.choice((TravelMode.COMMERCIAL_FLIGHT, TravelMode.CHARTER_FLIGHT))
    return TravelMode.BUS if len(children) > VAN_SEATS else TravelMode.VAN
