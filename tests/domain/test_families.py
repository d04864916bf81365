"""A group: who belongs or belonged, its numbers, its links. Nobody who was ever named is lost."""

import pytest

from ledger.domain import codes
from ledger.domain.errors import UnknownStream
from ledger.domain.family.groups import (
    FamilyCorrected,
    FamilyVoided,
    GroupFormed,
    GroupNumberRecorded,
    GroupsLinked,
    GroupsUnlinked,
    MemberAdded,
    MemberLeft,
)
from ledger.domain.heads import stream_head
from ledger.domain.values import FamilyId, PersonId
from tests.domain.builders import AUNT, CHILD, MOTHER, Said, an_id
from tests.domain.builders_kindred import (
    BROTHER,
    FATHER,
    GROUP,
    NOBODY,
    OTHER_GROUP,
    added,
    done,
    formed,
    group_in,
    left,
    linked,
    numbered,
    put_right,
    separated,
    struck_out,
    told_of,
    unlinked,
)
from tests.domain.story import Story

LATER = formed(7, FATHER, BROTHER, group=OTHER_GROUP)
TWO_GROUPS = [formed(), LATER]


def people(story: Story, group: FamilyId = GROUP) -> set[PersonId]:
    """Whom the head row of a group names."""
    return set(stream_head(story.log.streams[group])[1].people)


def members(story: Story, group: FamilyId = GROUP) -> list[PersonId]:
    return [each.person for each in group_in(story.log, group).members]


# who belongs ----------------------------------------------------------------------------------------------------------


def test_a_group_is_formed_with_its_members() -> None:
    story = done(told_of().when(formed()))
    assert [type(proposal.event) for proposal in story.decided] == [GroupFormed]
    assert members(story) == [MOTHER, CHILD]
    assert group_in(story.log).kind is codes.GroupKind.FAMILY_UNIT
    assert people(story) == {MOTHER, CHILD}


def test_somebody_joins_and_leaves_with_a_reason() -> None:
    story = done(told_of(formed(), added(20, AUNT)).when(left(40, AUNT, codes.LeaveReason.RELEASED_APART)))
    assert [type(item.event) for item in story.log.streams[GROUP]] == [GroupFormed, MemberAdded, MemberLeft]
    [aunt] = [each for each in group_in(story.log).memberships if each.person == AUNT]
    assert (aunt.reason, aunt.left) == (codes.JoinReason.FOUND_LATER, codes.LeaveReason.RELEASED_APART)
    assert AUNT not in members(story)
    assert AUNT in people(story)


def test_who_came_back_has_belonged_twice() -> None:
    story = told_of(formed(), left(40, CHILD), added(80, CHILD))
    found = [(each.since, each.left_at is None) for each in group_in(story.log).memberships if each.person == CHILD]
    assert [still for _, still in found] == [False, True]
    assert found[0][0] < found[1][0]


def test_who_is_said_to_belong_again_belongs_as_it_is_said_now() -> None:
    story = told_of(formed(), added(20, CHILD))
    [child] = [each for each in group_in(story.log).memberships if each.person == CHILD]
    assert child.reason is codes.JoinReason.FOUND_LATER
    assert child.said_in == added(20, CHILD).event.event_id
    assert child.since < added(20, CHILD).event.claimed.earliest.at  # type: ignore[union-attr]  # a report


def test_whose_leaving_alone_is_on_record_belonged() -> None:
    """Another office reports that the aunt was taken away; nobody had written down that she was there."""
    story = told_of(formed(), left(40, AUNT), left(50, AUNT, codes.LeaveReason.OTHER))
    [aunt] = [each for each in group_in(story.log).memberships if each.person == AUNT]
    assert (aunt.role, aunt.reason, aunt.left) == (codes.MemberRole.UNKNOWN, None, codes.LeaveReason.SEPARATED)


def test_a_report_that_comes_late_takes_its_place() -> None:
    late = told_of(formed(), left(60, AUNT), added(20, AUNT, said=90))
    early = told_of(formed(), added(20, AUNT), left(60, AUNT))
    assert group_in(late.log) == group_in(early.log)


def test_whom_a_number_or_a_separation_names_is_in_sight() -> None:
    story = told_of(formed(), numbered(10, "FMU 0042", AUNT), separated(60, BROTHER, adults=(FATHER,)))
    assert group_in(story.log).otherwise == {AUNT, BROTHER, FATHER}
    assert people(story) == {MOTHER, CHILD, AUNT, BROTHER, FATHER}


def test_nobody_without_a_record_is_named() -> None:
    for said in (formed(5, CHILD, NOBODY), added(20, NOBODY), left(20, NOBODY), numbered(20, "1", NOBODY)):
        story = told_of(*([] if isinstance(said.event, GroupFormed) else [formed()])).when(said)
        assert isinstance(story.problem, UnknownStream)


def test_a_group_is_told_under_its_own_id() -> None:
    story = told_of(formed()).when(Said(added(20, AUNT).event, 21, OTHER_GROUP))
    assert isinstance(story.problem, UnknownStream)
    story.when(Said(formed(5, MOTHER, group=FamilyId(CHILD)).event, 21, CHILD))
    assert isinstance(story.problem, UnknownStream)


# numbers --------------------------------------------------------------------------------------------------------------


def test_a_person_has_several_numbers_and_a_number_is_used_again() -> None:
    numbers = [
        numbered(10, "FMU 0042", CHILD, year=2018),
        numbered(11, "FMU 0077", CHILD, year=2018, by="ICE"),
        numbered(12, "FMU 0042", MOTHER, year=2019),
    ]
    story = told_of(formed(), *numbers)
    assert group_in(story.log).numbers == tuple(each.event.event_id for each in numbers)
    struck = done(story.when(struck_out(numbers[0])))
    assert group_in(struck.log).numbers == tuple(each.event.event_id for each in numbers[1:])


def test_a_number_stands_on_somebodys_record() -> None:
    story = told_of(formed()).when(numbered(10, "FMU 0042"))
    story.refused("nobody_named", allows="record-number")
    assert not any(isinstance(item.event, GroupNumberRecorded) for item in story.log.streams[GROUP])


# links ----------------------------------------------------------------------------------------------------------------


def test_groups_are_linked_on_both_sides() -> None:
    story = done(told_of(*TWO_GROUPS).when(linked(20)))
    assert [(type(each.event), each.stream) for each in story.decided] == [
        (GroupsLinked, GROUP),
        (GroupsLinked, OTHER_GROUP),
    ]
    assert group_in(story.log).linked == {OTHER_GROUP}
    assert group_in(story.log, OTHER_GROUP).linked == {GROUP}


@pytest.mark.parametrize(("group", "other"), [(GROUP, OTHER_GROUP), (OTHER_GROUP, GROUP)])
def test_a_link_is_undone_from_either_side(group: FamilyId, other: FamilyId) -> None:
    story = told_of(*TWO_GROUPS)
    before = [group_in(story.log, each) for each in (GROUP, OTHER_GROUP)]
    done(story.given(linked(20)).when(unlinked(30, other, group=group)))
    assert {type(each.event) for each in story.decided} == {GroupsUnlinked}
    assert [group_in(story.log, each) for each in (GROUP, OTHER_GROUP)] == before
    done(story.when(linked(40, other, group=group)))
    assert group_in(story.log).linked == {OTHER_GROUP}


def test_linked_groups_are_not_linked_again() -> None:
    for again in (linked(30), linked(30, GROUP, group=OTHER_GROUP), linked(30, GROUP)):
        told_of(*TWO_GROUPS, linked(20)).when(again).refused("already_linked", allows="unlink-group")
    told_of(*TWO_GROUPS).when(linked(30, GROUP)).refused("already_linked")


def test_groups_that_are_not_linked_are_not_unlinked() -> None:
    told_of(*TWO_GROUPS).when(unlinked(30)).refused("not_linked", allows="link-group")
    told_of(*TWO_GROUPS, linked(20), unlinked(25)).when(unlinked(30)).refused("not_linked")


def test_a_group_is_linked_to_a_group() -> None:
    for unknown in (FamilyId(an_id("no group")), FamilyId(CHILD)):
        assert isinstance(told_of(*TWO_GROUPS).when(linked(20, unknown)).problem, UnknownStream)


def test_a_link_is_undone_by_the_opposite_decision_only() -> None:
    story = told_of(*TWO_GROUPS, linked(20))
    story.when(struck_out(linked(20))).refused("decision_not_correctable", allows="unlink-group")
    story.when(put_right(linked(20), linked(22))).refused("decision_not_correctable")
    assert group_in(story.log, OTHER_GROUP).linked == {GROUP}


# strikes --------------------------------------------------------------------------------------------------------------


def test_whom_a_struck_record_named_stays_in_sight() -> None:
    story = done(told_of(formed(), added(20, AUNT)).when(struck_out(added(20, AUNT))))
    assert [type(each.event) for each in story.decided] == [FamilyVoided]
    assert group_in(story.log).withdrawn == {AUNT}
    assert AUNT not in members(story)
    assert AUNT in people(story)
    restored = done(story.when(struck_out(story_void(story), 100_001)))
    assert group_in(restored.log) == group_in(told_of(formed(), added(20, AUNT)).log)


def story_void(story: Story) -> Said:
    """The last event of the group, as it was said."""
    last = story.log.streams[GROUP][-1]
    return Said(last.event, 0, GROUP)


def test_who_left_and_was_never_added_after_all_stays_in_sight() -> None:
    """The record of joining is struck, that of leaving stands: she is still one who belonged."""
    story = told_of(formed(), added(20, AUNT), left(40, AUNT), struck_out(added(20, AUNT)))
    state = group_in(story.log)
    assert AUNT in {each.person for each in state.memberships}
    numbers = told_of(formed(), added(20, AUNT), numbered(30, "FMU 0042", AUNT), struck_out(added(20, AUNT)))
    assert group_in(numbers.log).otherwise == {AUNT}


def test_a_group_is_corrected_never_taken_away() -> None:
    better = formed(6, MOTHER, BROTHER)
    story = told_of(formed())
    story.when(struck_out(formed())).refused("opening_record", allows="correct")
    done(story.when(put_right(formed(), better)))
    assert [type(each.event) for each in story.decided] == [GroupFormed, FamilyCorrected]
    assert members(story) == [MOTHER, BROTHER]
    assert group_in(story.log).withdrawn == {CHILD}
    assert people(story) == {MOTHER, CHILD, BROTHER}
    story.when(struck_out(better, 100_002)).refused("opening_record")


def test_only_who_signed_strikes() -> None:
    story = told_of(formed(), added(20, AUNT))
    story.when(struck_out(added(20, AUNT), by="ICE")).refused("not_your_record", allows="state-disagreement")
    story.when(struck_out(added(30, AUNT))).refused("no_such_record")
    done(story.when(struck_out(added(20, AUNT))))
    story.when(struck_out(added(20, AUNT), 100_001)).refused("already_struck", allows="void")


def test_a_record_is_corrected_by_one_of_its_kind() -> None:
    story = told_of(formed(), added(20, AUNT))
    story.when(put_right(added(20, AUNT), left(20, AUNT))).refused("no_replacement")
    story.when(put_right(added(20, AUNT), added(20, AUNT))).refused("already_recorded")
    done(story.when(put_right(added(20, AUNT), added(20, FATHER))))
    assert group_in(story.log).withdrawn == {AUNT}
    again = put_right(added(20, FATHER), added(21, BROTHER), 100_003)
    done(story.when(again))
    story.when(struck_out(Said(story_correction(story), 0, GROUP), 100_004)).refused("others_rely_on_it")


def story_correction(story: Story) -> FamilyCorrected:
    """The first correction in the group's stream."""
    return next(item.event for item in story.log.streams[GROUP] if isinstance(item.event, FamilyCorrected))
