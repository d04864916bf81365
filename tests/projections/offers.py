"""A manifest of a test's own, and the shortest ways of its children along it."""

from typing import Any
from uuid import uuid4

from ledger.domain import codes
from ledger.domain.custody import handoff
from ledger.domain.register import ORR
from ledger.domain.values import ManifestId, OfferId, OrganisationCode, PlaceCode
from projections.asking import Views
from projections.handoffs import queries
from projections.handoffs.queries import Handoff
from tests.projections.world import (
    CARE,
    CARRIER,
    NOW,
    OVERSIGHT,
    SHELTER,
    USBP,
    Child,
    World,
    minutes,
    reader,
)

LEFT, TAKEN, ARRIVED, RECEIVED = (NOW + minutes(count) for count in (60, 75, 180, 200))
OTHER, OTHER_PLACE = OrganisationCode("CARE-02"), PlaceCode("CARE-02")
MANIFEST = ManifestId(uuid4())
"""Every offer of these tests is on it, unless the test says otherwise."""


def on_manifest(world: World, by: str = OVERSIGHT, manifest: ManifestId = MANIFEST) -> tuple[Handoff, ...]:
    world.project()
    return queries.of_manifest(world.views, reader(by), manifest).rows


def only(world: World, by: str = OVERSIGHT) -> Handoff:
    [found] = on_manifest(world, by)
    return found


def waiting(world: World, by: str = CARE, **how: Any) -> list[OfferId]:  # noqa: ANN401  # see `waiting_for`
    world.project()
    return [row.offer for row in queries.waiting_for(world.views, reader(by), **how).rows]


def sent(world: World, by: str = USBP, **how: Any) -> list[OfferId]:  # noqa: ANN401  # see `sent_by`
    world.project()
    return [row.offer for row in queries.sent_by(world.views, reader(by), **how).rows]


def accepted(world: World) -> tuple[Child, OfferId]:
    """A child of a manifest whose offer is accepted."""
    child = world.child()
    child.placed()
    return child, child.accepted(manifest=MANIFEST)


def arrived(world: World) -> tuple[Child, OfferId]:
    """A child of a manifest at the door of the shelter, by carrier."""
    child, offer = accepted(world)
    child.left(offer, LEFT)
    child.say(handoff.TakenByCarrier, CARRIER, TAKEN, offer=offer, trip=None, user="carrier.3")
    child.say(handoff.Arrived, CARRIER, ARRIVED, offer=offer, place=SHELTER, user="carrier.3")
    return child, offer


def refuse(child: Child, offer: OfferId) -> None:
    at = ARRIVED + minutes(5)
    child.say(handoff.RefusedAtDoor, CARE, at, offer=offer, place=SHELTER, reason=codes.RefusalReason.NO_BED)


def redirect(child: Child, offer: OfferId, place: str = "CARE-02") -> None:
    child.say(
        handoff.Redirected,
        ORR,
        offer=offer,
        to_organisation=OrganisationCode(place),
        to_place=PlaceCode(place),
        reason=codes.TravelReason.WEATHER,
    )


def projected(world: World) -> Views:
    """The views, up to date."""
    world.project()
    return world.views
