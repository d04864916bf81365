"""News of relatives: the last move of each, told to who has the others, as far as the floors allow."""

from datetime import timedelta
from uuid import uuid4

import pytest

from ledger.domain import codes
from ledger.domain.custody import handoff
from ledger.domain.event import Label
from ledger.domain.family import groups
from ledger.domain.register import ORR
from ledger.domain.values import EpisodeId
from tests.projections.separating import Group
from tests.projections.watching import (
    OIG,
    claimed,
    gone,
    lost,
    met,
    news,
    refuted,
)
from tests.projections.world import (
    CARE,
    ICE,
    OFFICE,
    SHELTER,
    USBP,
    Child,
    World,
    minutes,
)


@pytest.fixture(scope="module")
def world(shared: World) -> World:
    """One world for all tests of this module."""
    return shared


def to_ice(who: Child) -> None:
    """Handed by the Border Patrol to ICE, with all signatures."""
    now = who.world.now
    offer = who.offered(OFFICE, expires_at=now + timedelta(days=1))
    who.say(handoff.HandoffAccepted, ICE, offer=offer)
    who.left(offer, now)
    who.received(offer, now + minutes(5), place=OFFICE)


def test_who_has_the_others_is_told_where_one_of_them_has_come(world: World) -> None:
    group = Group(world)
    assert news(world, (group.mother, group.girl), USBP) == []
    to_ice(group.mother)
    [row] = news(world, (group.mother,), USBP)
    assert (row.now.value, row.holder, row.place, row.answers) == ("in_custody", ICE, OFFICE, ICE)
    assert set(row.about) == {group.father.person, group.girl.person, group.boy.person}
    assert news(world, (group.mother,), ICE) == []
    assert news(world, (group.girl,), ICE) == [], "nothing has moved her"
    lost(group.girl)
    [row] = news(world, (group.girl,), ICE)
    assert (row.now.value, row.place, row.answers, row.about) == (
        "whereabouts_unknown", None, USBP, (group.mother.person,),
    )  # fmt: skip


def test_who_is_at_one_place_with_the_other_or_in_a_newer_episode_is_no_news(world: World) -> None:
    group = Group(world)
    to_ice(group.mother)
    to_ice(group.girl)
    everybody = (group.mother, group.girl)
    assert news(world, everybody, ICE) == []
    assert {row.person_id for row in news(world, everybody, USBP)} == {each.person for each in everybody}
    gone(group.mother, world.now, by=ICE, kind=codes.ExitKind.RELEASED)
    assert [row.now.value for row in news(world, (group.mother,), USBP)] == ["left_custody"]
    again = Child(world, group.mother.person, EpisodeId(uuid4()))
    world.record(again.encounter(at=world.now))
    assert news(world, (group.mother,), USBP) == [], "met again: nothing has moved her since"


def test_a_place_in_orrs_care_and_how_somebody_left_are_told_as_the_floors_allow(world: World) -> None:
    group = Group(world)
    group.girl.in_care(world.now)
    [row] = news(world, (group.girl,), USBP)
    assert (row.custodian, row.holder, row.place, row.answers) == (ORR, ORR, None, ORR)
    [row] = news(world, (group.girl,), OIG)
    assert (row.holder, row.place) == (CARE, SHELTER)
    gone(group.father, world.now)
    for by, kind in ((CARE, None), (ORR, codes.ExitKind.REMOVED), (USBP, None)):
        [row] = news(world, (group.father,), by)
        assert (row.now.value, row.holder, row.place, row.exit_kind) == ("left_custody", None, None, kind), by
    assert news(world, (group.father,), ICE) == []


def test_relatives_are_those_of_standing_claims_and_of_linked_groups(world: World) -> None:
    uncle, group, other = met(world), Group(world), Group(world)
    refuted(world, uncle, group.girl, claimed(world, uncle, group.girl, codes.Kin.AUNT_OR_UNCLE))
    to_ice(uncle)
    to_ice(other.father)
    assert [row.about for row in news(world, (uncle,), USBP)] == []
    claimed(world, uncle, group.boy, codes.Kin.AUNT_OR_UNCLE, labels=(Label.NOT_TO_DHS,), by="ORR")
    assert news(world, (uncle,), USBP) == []
    assert len(news(world, (uncle,), OIG)) == 1
    claimed(world, uncle, group.boy, codes.Kin.AUNT_OR_UNCLE)
    [row] = news(world, (uncle,), USBP)
    assert row.about == (group.boy.person,)
    group.say(groups.GroupsLinked, world.now, other=other.family, basis=codes.FactBasis.DOCUMENT)
    [row] = news(world, (other.father,), USBP)
    assert {group.girl.person, group.boy.person} < set(row.about)
