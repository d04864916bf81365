"""What is over: the handoffs of a day by either side, received, declined for good or recalled and gone elsewhere."""

from ledger.domain.custody import handoff
from ledger.domain.values import OfferId
from projections.handoffs import queries
from projections.handoffs.sheets import Status
from tests.projections.world import CARE, ICE, NOW, SECTOR, SHELTER, USBP, World, minutes, reader


def over(world: World, by: str, **how: object) -> list[tuple[OfferId, Status]]:
    world.project()
    how.setdefault("since", NOW)
    return [(row.offer, row.status) for row in queries.closed(world.views, reader(by), **how).rows]  # type: ignore[arg-type]


def test_what_was_received_is_on_the_list_of_both_sides_since_it_was(world: World) -> None:
    first, second = world.child(), world.child()
    for child in (first, second):
        child.placed()
    late, early = second.accepted(), first.accepted()
    for child, offer, at in ((first, early, 60), (second, late, 90)):
        child.left(offer, NOW + minutes(at))
    assert over(world, USBP) == over(world, CARE) == []
    for child, offer, at in ((first, early, 120), (second, late, 150)):
        child.received(offer, NOW + minutes(at))
    both = [(early, Status.RECEIVED), (late, Status.RECEIVED)]
    assert over(world, USBP) == over(world, CARE) == both
    assert over(world, CARE, since=NOW + minutes(121)) == both[1:]
    assert over(world, CARE, place=SHELTER) == over(world, USBP, place=SECTOR) == both
    assert over(world, USBP, place="BP-DRT") == over(world, ICE) == []


def test_an_offer_that_was_recalled_is_over_when_another_is_made(world: World) -> None:
    child = world.child()
    child.placed()
    offer = child.offered()
    child.say(handoff.HandoffRecalled, USBP, offer=offer, reason="other")
    assert over(world, USBP) == []
    child.offered()
    assert over(world, USBP) == [(offer, Status.RECALLED)]
