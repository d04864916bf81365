"""Who was separated on a date, as known at a position: what was told once stays told, and each change has its why."""

from datetime import timedelta

import pytest

from ledger.domain import codes
from ledger.domain.errors import InvalidValue
from ledger.domain.family import separation
from ledger.domain.family.base import Informed
from ledger.domain.personal import Personal
from ledger.domain.values import EventId, OrganisationCode, PlaceCode, UserId
from projections.beside import compare
from projections.separations.queries import Why
from projections.views import VIEWS
from tests.projections.separating import GONE, Group, changes, day, head, on_list, rows, why
from tests.projections.test_runner import runner
from tests.projections.world import ICE, NOW, OFFICE, World


@pytest.fixture
def group(world: World) -> Group:
    return Group(world)


# ------------------------------------------------------------------------------------------------------- the list


def test_a_child_is_listed_from_when_it_was_separated_until_that_ended(world: World, group: Group) -> None:
    said = group.parted(day(1), group.girl, group.boy)
    group.ended(said, day(3))
    girl, boy = group.girl.person, group.boy.person
    assert on_list(world, day(1) - timedelta(microseconds=1)) == set()
    assert on_list(world, day(1)) == on_list(world, day(3) - timedelta(microseconds=1)) == {girl, boy}
    assert on_list(world, day(3)) == on_list(world, day(99)) == {boy}
    ended, open_one = sorted(rows(world, day(2)), key=lambda row: row.person_id != girl)
    assert (ended.until, ended.ended, open_one.until, open_one.ended) == (day(3), GONE, None, None)
    assert (ended.family, ended.separation, ended.said_in) == (group.family, said, said)


def test_what_is_missing_of_a_report_is_listed_until_it_is_supplied(world: World, group: Group) -> None:
    item = codes.SeparationItem
    said = group.parted(day(1), adults=())
    [row] = rows(world, day(2))
    assert (row.irregular, row.missing, row.adults, row.reason) == (True, tuple(item), (), None)
    bare = head(world)
    group.say(
        separation.SeparationSupplemented,
        day(2),
        separation=said,
        adults=(group.father.person,),
        reason=codes.SeparationReason.REFERRED_FOR_PROSECUTION,
        adult_next_organisation=OrganisationCode("ICE"),
        adult_next_place=OFFICE,
    )
    group.say(separation.SeparationReviewed, day(3), separation=said, outcome=codes.SeparationReview.GOES_ON)
    [row] = rows(world, day(4))
    assert row.missing == (item.NARRATIVE, item.DECIDED_BY, item.SUPERVISOR, item.TOLD)
    assert (row.adults, row.adult_next_organisation, row.adult_next_place) == ((group.father.person,), ICE, OFFICE)
    assert (row.reviews, row.reviewed_at is not None) == (1, True)
    [early] = rows(world, day(2))
    assert (early.reviews, early.reviewed_at) == (0, None), "nobody had looked again by then"
    [then] = rows(world, day(2), bare)
    assert (then.missing, then.adults) == (tuple(item), ())


def decided(group: Group) -> EventId:
    told = (codes.Told.WHY,)
    informed = tuple(
        Informed(person=each.person, told=told, language="mam", interpreter=codes.InterpreterUse.RELAY)
        for each in (group.girl, group.mother)
    )
    return group.say(
        separation.SeparationDecided,
        day(1),
        children=(group.girl.person,),
        adults=(group.mother.person,),
        reason=codes.SeparationReason.REFERRED_FOR_PROSECUTION,
        narrative=Personal.of("The mother is taken to the court."),
        supervisor=UserId("usbp.chief"),
        adult_next_organisation=OrganisationCode("USMS"),
        adult_next_place=None,
        informed=informed,
    )


def test_a_separation_that_was_decided_is_not_irregular(world: World, group: Group) -> None:
    decided(group)
    [row] = rows(world, day(2))
    assert (row.irregular, row.missing, row.adult_next_organisation, row.adult_next_place) == (False, (), "USMS", None)
    assert (row.struck_in, row.struck_by) == (None, None)


def test_no_list_loses_a_child_because_one_official_struck_the_decision(world: World, group: Group) -> None:
    said = decided(group)
    before = head(world)
    struck = group.void(said, day(3))
    [row] = rows(world, day(4))
    assert (row.person_id, row.separation, row.struck_in, row.struck_by) == (
        group.girl.person, said, struck, "usbp.1",
    )  # fmt: skip
    [then] = rows(world, day(4), before)
    assert then.struck_in is None
    assert why(world, day(2), day(4)) == []
    back = group.void(struck, day(5))
    [row] = rows(world, day(6))
    assert (row.struck_in, row.said_in) == (None, said)
    group.void(back, day(6))
    group.ended(said, day(7))
    assert on_list(world, day(8)) == set()


def test_a_place_that_is_no_government_place_is_not_told(world: World, group: Group) -> None:
    group.parted(day(1), adult_next_place=PlaceCode("HOUSE-7"))
    [row] = rows(world, day(2))
    assert row.adult_next_place is None


# ---------------------------------------------------------------------------------------- what was known, and when


def test_a_late_report_changes_no_list_that_was_told_before_it(world: World, group: Group) -> None:
    world.move_clock(day(5))
    before = head(world)
    group.parted(day(1), said=day(6))
    assert on_list(world, day(2)) == {group.girl.person}
    assert on_list(world, day(2), before) == on_list(world, day(2), day(5)) == set()


def test_a_void_changes_no_list_that_was_told_before_it(world: World, group: Group) -> None:
    said = group.parted(day(1))
    told = head(world)
    struck = group.void(said, day(3))
    assert on_list(world, day(2)) == set()
    assert on_list(world, day(2), told) == {group.girl.person}
    group.void(struck, day(4))
    assert on_list(world, day(2)) == {group.girl.person}
    assert on_list(world, day(2), day(3.5)) == set()


def test_a_corrected_date_changes_no_list_that_was_told_before_it(world: World, group: Group) -> None:
    said = group.parted(day(4))
    first, told = rows(world, day(5)), head(world)
    group.redated(said, day(1), day(6))
    [row] = rows(world, day(2))
    assert (row.separation, row.since) == (said, day(1))
    assert row.said_in != said
    assert on_list(world, day(2), told) == set()
    assert rows(world, day(5), told) == first
    group.ended(said, day(7))  # by the id that it had first
    assert on_list(world, day(8)) == set()


def test_a_child_named_by_mistake_leaves_the_list_and_stays_on_the_old_one(world: World, group: Group) -> None:
    said = group.parted(day(1), group.girl, group.boy)
    told = head(world)
    group.redated(said, day(1), day(2))
    assert on_list(world, day(3)) == {group.girl.person}
    assert on_list(world, day(3), told) == {group.girl.person, group.boy.person}


def test_a_position_that_the_log_has_not_reached_is_refused(world: World, group: Group) -> None:
    with pytest.raises(InvalidValue):
        on_list(world, NOW, head(world) + 1)


@pytest.mark.parametrize("page_events", [1, 2, 7])
def test_the_size_of_batches_leaves_no_trace(world: World, group: Group, page_events: int) -> None:
    everything_said(group)
    with runner(world, page_events=page_events) as small:
        small.catch_up()
    found = compare(world.database.login("custody_projector"), VIEWS, codec=world.mapper.codec)
    assert [each.differences for each in found] == [()] * len(VIEWS)


def everything_said(group: Group) -> None:
    said = group.parted(day(1), group.girl, group.boy)
    over = group.ended(said, day(3))
    group.redated(said, day(2), day(4))
    struck = group.void(over, day(5))
    group.say(separation.SeparationReviewed, day(6), separation=said, outcome=codes.SeparationReview.GOES_ON)
    group.void(struck, day(7))
    group.parted(day(2), group.boy, said=day(8))


# -------------------------------------------------------------------------------------------------- the difference


def test_between_two_dates_children_are_separated_and_separations_end(world: World, group: Group) -> None:
    first = group.parted(day(1), group.girl)
    over = group.ended(first, day(3))
    second = group.parted(day(4), group.boy)
    girl, boy = group.girl.person, group.boy.person
    assert why(world, day(0.5), day(2)) == [(girl, True, Why.SEPARATED, first)]
    assert why(world, day(2), day(5)) == [(girl, False, Why.ENDED, over), (boy, True, Why.SEPARATED, second)]
    [ended, _] = changes(world, day(2), day(5))
    assert (ended.ended, ended.until, ended.position) == (GONE, day(3), head(world) - 1)
    assert why(world, day(2), day(2)) == why(world, day(0.5), day(3.5)) == []
    with pytest.raises(InvalidValue):
        changes(world, day(2), day(1))


def test_what_became_known_in_between_is_told_as_that(world: World, group: Group) -> None:
    late = group.parted(day(1), said=day(3))
    girl = group.girl.person
    group.say(separation.SeparationSupplemented, day(3.1), separation=late, adults=(group.father.person,))
    assert why(world, day(2), day(4)) == [(girl, True, Why.BECAME_KNOWN, late)]
    over = group.ended(late, day(3.5), said=day(6))
    assert why(world, day(5), day(7)) == [(girl, False, Why.BECAME_KNOWN, over)]
    assert changes(world, day(5), day(7))[0].ended is GONE


def test_corrections_and_voids_in_between_are_told_as_that(world: World, group: Group) -> None:
    girl = group.girl.person
    said = group.parted(day(4))
    better = group.redated(said, day(1), day(6))
    assert why(world, day(2), day(7)) == [(girl, True, Why.CORRECTED, better)]
    back = group.void(better, day(8))
    assert why(world, day(7), day(9)) == [], "on both lists, if for other reasons"
    struck = group.void(said, day(10))
    assert why(world, day(9), day(11)) == [(girl, False, Why.VOIDED, struck)]
    again = group.void(struck, day(12))
    assert why(world, day(11), day(13)) == [(girl, True, Why.VOIDED, again)]
    assert why(world, day(2), day(9)) == [(girl, True, Why.SEPARATED, said)]
    assert back not in {each.event_id for each in changes(world, day(2), day(9))}


def test_an_end_that_is_struck_brings_the_child_back(world: World, group: Group) -> None:
    said = group.parted(day(1))
    over = group.ended(said, day(2))
    struck = group.void(over, day(4))
    assert why(world, day(3), day(5)) == [(group.girl.person, True, Why.VOIDED, struck)]


def test_what_changed_last_is_the_why(world: World, group: Group) -> None:
    said = group.parted(day(1))
    struck = group.void(said, day(3))
    group.void(struck, day(4))
    last = group.void(said, day(5))
    assert why(world, day(2), day(6)) == [(group.girl.person, False, Why.VOIDED, last)]


def test_a_difference_is_the_same_after_later_corrections(world: World, group: Group) -> None:
    said = group.parted(day(1))
    group.ended(said, day(3))
    then = changes(world, day(0.5), day(2)), changes(world, day(2), day(4))
    group.void(said, day(6))
    assert (changes(world, day(0.5), day(2)), changes(world, day(2), day(4))) == then
    assert why(world, day(2), day(7)) == [
        (group.girl.person, False, Why.VOIDED, changes(world, day(2), day(7))[0].event_id)
    ]


def test_with_one_knowledge_only_what_happened_differs(world: World, group: Group) -> None:
    late = group.parted(day(1), said=day(3))
    assert why(world, day(2), day(4), as_known_at=head(world)) == []
    assert why(world, day(0.5), day(2), as_known_at=head(world)) == [(group.girl.person, True, Why.SEPARATED, late)]
    assert why(world, day(0.5), day(2)) == []


def test_the_difference_is_what_the_two_lists_differ_in(world: World, group: Group) -> None:
    everything_said(group)
    dates = [day(number / 2) for number in range(19)]
    for earlier in dates:
        for later in (each for each in dates if each >= earlier):
            before = {(row.separation, row.person_id) for row in rows(world, earlier, earlier)}
            after = {(row.separation, row.person_id) for row in rows(world, later, later)}
            found = changes(world, earlier, later)
            assert {(each.separation, each.person_id) for each in found if each.listed} == after - before
            assert {(each.separation, each.person_id) for each in found if not each.listed} == before - after
