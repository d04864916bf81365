"""A small child with nobody is explained by two people; an adult removed without a child is marked until reviewed."""

from dataclasses import replace
from typing import cast

import pytest

from ledger.domain.codes import CompanionsAnswer, ExitKind
from ledger.domain.custody import care
from ledger.domain.custody.facets import Mark
from ledger.domain.person import EpisodeClosed
from tests.domain.builders import MOTHER, Said, alone_explained, booked_in, came_with, encountered, reviewed, voided
from tests.domain.builders_handoff import exited
from tests.domain.story import given

MET = [encountered(answer=CompanionsAnswer.NONE), booked_in()]


@pytest.mark.parametrize("answer", [CompanionsAnswer.NONE, CompanionsAnswer.UNKNOWN, CompanionsAnswer.NOT_ASKED])
def test_why_nobody_came_along_is_explained_also_after_the_end(answer: CompanionsAnswer) -> None:
    story = given(encountered(answer=answer), booked_in())
    story.when(alone_explained(100)).then(care.AloneExplained)
    story.when(exited(200, by="USBP")).then(EpisodeClosed, care.Exited)
    story.when(alone_explained(300)).then(care.AloneExplained)


def test_an_explanation_takes_two_people_a_note_and_a_part_in_the_episode() -> None:
    given(*MET).when(alone_explained(supervisor="USBP.official")).refused("needs_second_person", allows="explain-alone")
    given(*MET).when(alone_explained(note=None)).refused("note_missing", allows="explain-alone")
    given(*MET).when(alone_explained(by="CARE-09")).refused("not_involved")


def test_who_came_with_somebody_is_not_alone() -> None:
    given(encountered(0, came_with(MOTHER)), booked_in()).when(alone_explained()).refused("not_alone")


def gone(kind: ExitKind = ExitKind.REMOVED, *, with_child: bool | None, minute: float = 200) -> Said:
    said = exited(minute, by="USBP", kind=kind)
    return Said(replace(cast("care.Exited", said.event), with_child=with_child), said.minute)


def test_a_removal_without_the_child_is_marked_until_somebody_looks() -> None:
    left = gone(with_child=False)
    story = given(*MET, left)
    assert story.marks(left) == {Mark.REMOVED_WITHOUT_CHILD}
    story.when(reviewed(left, Mark.REMOVED_WITHOUT_CHILD.value)).then(care.IrregularityReviewed)
    assert story.open_marks(left) == set()


@pytest.mark.parametrize(
    "left", [gone(with_child=True), gone(with_child=None), gone(ExitKind.RELEASED, with_child=False)]
)
def test_no_other_exit_is_marked_so(left: Said) -> None:
    assert given(*MET, left).marks(left) == set()


def test_any_departure_that_stands_can_be_reviewed_for_a_child_whom_ties_name() -> None:
    code = Mark.REMOVED_WITHOUT_CHILD.value
    left = gone(with_child=None)
    given(*MET, left).when(reviewed(left, code)).then(care.IrregularityReviewed)
    released = gone(ExitKind.RELEASED, with_child=None)
    given(*MET, released).when(reviewed(released, code)).refused("no_such_irregularity")
    given(*MET, left, voided(left)).when(reviewed(left, code, 6000)).refused("no_such_irregularity")
    given(*MET, left).when(reviewed(MET[1], code)).refused("no_such_irregularity")
    given(*MET, left).when(reviewed(left, code, note=None)).refused("note_missing")
