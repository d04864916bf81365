"""What is said while the vehicle is under way: the trip's own facts, the carrier's signature, a redirect."""

from datetime import datetime

from api.demo.acts import Act
from api.demo.manifest_voice import ManifestVoice
from api.demo.plan import ManifestPlan, RoadKind, RoadPlan
from api.demo.voices import claim, intakes, official, on_shift
from ledger.domain import codes, trip
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import handoff
from ledger.domain.event import Actor
from ledger.domain.proposal import Proposal
from ledger.domain.register import PLACES
from ledger.domain.trip import TripEvent
from ledger.domain.values import EventId, Instant, OrganisationCode, PlaceCode


def driver(plan: ManifestPlan, giver: PlaceCode, at: datetime) -> Actor:
    """Who drives: the carrier's official where there is one, else the giver's."""
    if plan.carrier is None:
        return on_shift(giver, at)
    return official(giver, at, role="transport_escort", organisation=plan.carrier)


def trip_acts(voice: ManifestVoice) -> list[Act]:
    """The trip is planned before the dispatch."""
    plan = voice.plan
    planned = trip.TripPlanned(
        event_id=voice.ids.event(f"trip:{plan.number}:planned"),
        by=on_shift(voice.giver, plan.packed_at),
        trip=voice.ids.trip(plan.number, "trip"),
        claimed=claim(plan.packed_at, voice.giver),
        mode=plan.mode,
        vehicle=f"V-{plan.number % 97:02d}",
        carrier=_carrier(voice),
        from_place=voice.giver,
        to_place=plan.provider,
        expected_arrival=Instant(plan.expected_at),
    )
    return [_trip(voice, "planned", plan.packed_at, planned)]


def under_way(voice: ManifestVoice) -> list[Act]:
    """From the departure to the door."""
    plan = voice.plan
    departed = trip.TripDeparted(
        event_id=voice.ids.event(f"trip:{plan.number}:departed"),
        by=driver(plan, voice.giver, plan.dispatched_at),
        trip=voice.ids.trip(plan.number, "trip"),
        claimed=claim(plan.dispatched_at, voice.giver),
        place=voice.giver,
    )
    acts = [_trip(voice, "departed", plan.dispatched_at, departed)]
    if plan.carrier is not None and plan.taken_at is not None:
        acts.append(_taken(voice, plan.taken_at))
    happenings = [_trip(voice, f"road:{n}", road.at, _road(voice, n, road)) for n, road in enumerate(plan.road)]
    acts += happenings
    if plan.redirect is not None:
        acts += _redirected(voice)
    acts += [_arrived(voice), _trip(voice, "arrived", plan.arrived_at, _trip_arrived(voice))]
    return sorted(acts, key=lambda act: act.at)


def turned_back(voice: ManifestVoice, at: datetime) -> Act:
    """Children refused at the door are back with the giver."""
    plan, ids = voice.plan, voice.ids

    def make(child: int, event_id: EventId) -> AnyEvent:
        return handoff.TurnedBack(
            event_id=event_id,
            by=on_shift(voice.giver, at),
            person=ids.person(child),
            claimed=claim(at, voice.giver),
            offer=ids.offer(plan.number, "offer", child),
            place=voice.giver,
            reason=codes.TravelReason.ILLNESS,
        )

    return voice.act("turn-back", at, make, plan.refused)


def _carrier(voice: ManifestVoice) -> OrganisationCode:
    return voice.plan.carrier or PLACES[voice.giver].organisation


def _trip(voice: ManifestVoice, what: str, at: datetime, event: TripEvent) -> Act:
    number = voice.plan.number
    proposal = Proposal(stream=voice.ids.trip(number, "trip"), event=event)
    return Act(name=f"trip:{number}:{what}", at=at, proposals=(proposal,))


def _taken(voice: ManifestVoice, at: datetime) -> Act:
    plan, ids = voice.plan, voice.ids

    def make(child: int, event_id: EventId) -> AnyEvent:
        return handoff.TakenByCarrier(
            event_id=event_id,
            by=driver(plan, voice.giver, at),
            person=ids.person(child),
            claimed=claim(at, voice.giver),
            offer=ids.offer(plan.number, "offer", child),
            trip=ids.trip(plan.number, "trip"),
        )

    return voice.act("take", at, make, _aboard(plan))


def _aboard(plan: ManifestPlan) -> list[int]:
    return [child for child in plan.children if child not in plan.not_aboard]


def _road(voice: ManifestVoice, index: int, road: RoadPlan) -> TripEvent:
    plan = voice.plan
    event_id = voice.ids.event(f"trip:{plan.number}:road:{index}")
    trip_id = voice.ids.trip(plan.number, "trip")
    by, claimed = driver(plan, voice.giver, road.at), claim(road.at, voice.giver)
    match road.kind:
        case RoadKind.STOP:
            return trip.TripStopped(
                event_id=event_id, by=by, trip=trip_id, claimed=claimed, place=None, reason=road.reason
            )
        case RoadKind.DELAY:
            later = Instant(plan.expected_at + road.late)
            return trip.TripDelayed(
                event_id=event_id, by=by, trip=trip_id, claimed=claimed, reason=road.reason, expected_arrival=later
            )
        case RoadKind.VEHICLE_CHANGE:
            return trip.VehicleChanged(
                event_id=event_id,
                by=by,
                trip=trip_id,
                claimed=claimed,
                mode=plan.mode,
                vehicle=f"V-{(plan.number + 1) % 97:02d}",
                carrier=_carrier(voice),
                reason=road.reason,
            )


def _redirected(voice: ManifestVoice) -> list[Act]:
    plan, ids, redirect = voice.plan, voice.ids, voice.plan.redirect
    if redirect is None:
        return []

    def send(child: int, event_id: EventId) -> AnyEvent:
        return handoff.Redirected(
            event_id=event_id,
            by=intakes(redirect.at),
            person=ids.person(child),
            offer=ids.offer(plan.number, "offer", child),
            to_organisation=PLACES[redirect.place].organisation,
            to_place=redirect.place,
            reason=redirect.reason,
        )

    def accept(child: int, event_id: EventId) -> AnyEvent:
        by = on_shift(redirect.place, redirect.accepted_at)
        offer = ids.offer(plan.number, "offer", child)
        return handoff.HandoffAccepted(event_id=event_id, by=by, person=ids.person(child), offer=offer)

    return [
        voice.act("redirect", redirect.at, send),
        voice.act("accept-redirected", redirect.accepted_at, accept),
    ]


def _arrived(voice: ManifestVoice) -> Act:
    plan, ids = voice.plan, voice.ids

    def make(child: int, event_id: EventId) -> AnyEvent:
        return handoff.Arrived(
            event_id=event_id,
            by=driver(plan, voice.giver, plan.arrived_at),
            person=ids.person(child),
            claimed=claim(plan.arrived_at, plan.arrives_at),
            offer=ids.offer(plan.number, "offer", child),
            place=plan.arrives_at,
        )

    return voice.act("arrive", plan.arrived_at, make, _aboard(plan))


def _trip_arrived(voice: ManifestVoice) -> TripEvent:
    plan = voice.plan
    return trip.TripArrived(
        event_id=voice.ids.event(f"trip:{plan.number}:arrived"),
        by=driver(plan, voice.giver, plan.arrived_at),
        trip=voice.ids.trip(plan.number, "trip"),
        claimed=claim(plan.arrived_at, plan.arrives_at),
        place=plan.arrives_at,
        head_count=len(_aboard(plan)),
    )
