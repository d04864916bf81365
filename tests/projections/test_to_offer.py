"""Who can be offered: by where ORR wants them, who was met together together, and nobody who is offered or gone."""

from uuid import uuid4

from ledger.domain.custody import care, handoff, intake
from ledger.domain.event import StrikeReason
from ledger.domain.register import ORR
from ledger.domain.values import PlaceCode
from projections.asking import Answer
from projections.to_offer import queries
from projections.to_offer.queries import ToOffer
from tests.projections.world import CARE, ICE, NOW, OFFICE, SECTOR, SHELTER, USBP, World, minutes, reader

OTHER = PlaceCode("CARE-02")


def listed(world: World, *, by: str = USBP, to: str | None = SHELTER, **how: object) -> Answer[ToOffer]:
    world.project()
    place = None if to is None else PlaceCode(to)
    return queries.listed(world.views, reader(by), place=None, to_place=place, **how)  # type: ignore[arg-type]


def episodes(answer: Answer[ToOffer]) -> list[object]:
    return [row.episode for row in answer.rows]


def test_a_child_is_listed_where_it_is_wanted_from_the_designation_to_the_offer(world: World) -> None:
    child = world.child()
    assert episodes(listed(world)) == []
    [row] = listed(world, to=None).rows
    assert (row.episode, row.person_id, row.holder, row.place) == (child.episode, child.person, USBP, SECTOR)
    assert (row.designated, row.determined_at, row.version) == (None, None, 1)

    child.placed()
    [row] = listed(world).rows
    assert (row.episode, row.designated, row.version) == (child.episode, SHELTER, 5)
    assert row.determined_at is not None
    assert NOW <= row.determined_at < NOW + minutes(1)
    assert episodes(listed(world, to=None)) == []

    offer = child.offered()
    assert episodes(listed(world)) == []
    child.say(handoff.HandoffRecalled, USBP, offer=offer, reason="other")
    assert episodes(listed(world)) == [child.episode]


def test_a_child_under_way_is_not_offered_and_one_in_care_is_wanted_nowhere(world: World) -> None:
    child = world.child()
    child.in_care(NOW + minutes(60))
    assert episodes(listed(world)) == episodes(listed(world, to=None)) == []
    assert episodes(listed(world, by=CARE)) == []
    [row] = listed(world, by=CARE, to=None).rows
    assert (row.episode, row.designated, row.determined_at, row.place) == (child.episode, None, None, SHELTER)
    child.say(care.CustodyVoided, CARE, target=child.last["receive"], reason=StrikeReason.DID_NOT_OCCUR)
    assert episodes(listed(world, by=CARE, to=None)) == []
    child.say(care.CustodyVoided, USBP, target=child.last["dispatch"], reason=StrikeReason.DID_NOT_OCCUR)
    assert episodes(listed(world)) == []  # the offer is accepted still


def test_another_designation_moves_the_child_to_another_list(world: World) -> None:
    child = world.child()
    child.placed()
    child.say(intake.PlacementDesignated, ORR, place=OTHER, program="shelter")
    assert episodes(listed(world)) == []
    assert episodes(listed(world, to=OTHER)) == [child.episode]


def test_who_was_met_first_comes_first_and_pages_follow_one_another(world: World) -> None:
    children = world.people(5)
    for child in reversed(children):
        child.placed()
    first = listed(world, limit=2)
    assert episodes(first) == [child.episode for child in children[:2]]
    rest = listed(world, after=first.rows[-1].begun, limit=10)
    assert episodes(rest) == [child.episode for child in children[2:]]


def test_counts_are_by_place_and_only_of_the_readers_own(world: World) -> None:
    for child, place in zip(world.people(3), (SHELTER, SHELTER, OTHER), strict=True):
        child.placed(place)
    world.child()
    world.child(by=ICE, place=OFFICE).placed(by=ICE)
    world.project()
    counted = {row.designated: row.children for row in queries.counted(world.views, reader(USBP), place=None).rows}
    assert counted == {SHELTER: 2, OTHER: 1, None: 1}
    assert queries.counted(world.views, reader(USBP), place=OFFICE).rows == ()
    assert queries.counted(world.views, reader(CARE), place=None).rows == ()


def test_single_episodes_come_first_whatever_their_place_and_stand_once(world: World) -> None:
    first, second, elsewhere, offered = world.people(4)
    theirs = world.child(by=ICE, place=OFFICE)
    for child, place in ((first, SHELTER), (second, SHELTER), (elsewhere, OTHER), (offered, SHELTER)):
        child.placed(place)
    offered.offered()
    among = [second.episode, elsewhere.episode, offered.episode, theirs.episode, uuid4()]
    assert episodes(listed(world, among=among)) == [second.episode, elsewhere.episode, first.episode]
    assert episodes(listed(world, among=among, after=2**40)) == [second.episode, elsewhere.episode]
    assert episodes(listed(world, among=among, limit=0)) == [second.episode, elsewhere.episode]
