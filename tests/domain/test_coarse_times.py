"""A time known to the day only: history puts it at its first instant, and no mark says more than anybody claimed."""

from itertools import permutations

import pytest

from ledger.domain.codes import IdentityMethod
from ledger.domain.custody.facets import Mark, Whereabouts
from ledger.domain.values import Precision
from tests.domain.builders import Said, booked_in, corrected, encountered, reviewed
from tests.domain.builders_handoff import (
    ACCEPTED,
    IN_CARE,
    ON_THE_ROAD,
    absence,
    admitted,
    back,
    dispatched,
    exited,
    located,
    missing,
    moved,
    received,
    taken,
)
from tests.domain.story import Story, given

TODAY, YESTERDAY, TOMORROW = -480, -480 - 24 * 60, -480 + 24 * 60
"""The first minutes of the story's day, of the one before and of the one after."""
SAID = 12_000
DAY = Precision.DAY


def by_day(day: int = TODAY) -> Said:
    return received(day, precision=DAY, said=SAID)


def all_marks(story: Story) -> set[Mark]:
    return {mark for step in story.case.history.steps for mark in step.marks}


def test_it_counts_from_its_first_minute_and_asks_for_the_time() -> None:
    story = given(*ON_THE_ROAD, by_day())
    assert story.now.holder == "CARE-01"
    assert story.at(TODAY).holder == "CARE-01"
    assert story.marks(by_day()) == story.open_marks(by_day()) == {Mark.ORDER_NOT_KNOWN}
    assert all_marks(story) == {Mark.ORDER_NOT_KNOWN}, "neither the encounter nor the dispatch came after it for sure"


@pytest.mark.parametrize(
    ("before", "coarse"),
    [
        ([encountered()], booked_in(TODAY, precision=DAY, said=SAID)),
        (IN_CARE, admitted(TODAY, precision=DAY, said=SAID)),
        ([*IN_CARE, absence(500)], back(TODAY, precision=DAY, said=SAID)),
        ([*IN_CARE, moved(500)], exited(TODAY, by="CARE-02", precision=DAY, said=SAID)),
        ([*IN_CARE, moved(500)], exited(420, by="CARE-02", precision=Precision.MONTH, said=SAID)),
        ([*IN_CARE, absence(500)], back(490, precision=Precision.HOUR, said=SAID)),
        ([*IN_CARE, absence(9000)], back(TODAY, precision=Precision.UNKNOWN, said=SAID)),
    ],
    ids=["booked in", "admitted", "back", "out after a move", "in the month", "in the hour", "whenever"],
)
def test_what_fits_later_in_its_time_is_not_said_to_be_out_of_order(before: list[Said], coarse: Said) -> None:
    story = given(*before, coarse)
    assert story.marks(coarse) == {Mark.ORDER_NOT_KNOWN}
    assert all_marks(story) == {Mark.ORDER_NOT_KNOWN}


@pytest.mark.parametrize(
    ("before", "coarse", "marks"),
    [
        (ON_THE_ROAD, by_day(YESTERDAY), {Mark.BEFORE_ENCOUNTER, Mark.WITHOUT_OFFER}),
        ([encountered()], booked_in(YESTERDAY, precision=DAY, said=SAID), {Mark.BEFORE_ENCOUNTER}),
        ([*IN_CARE, absence(500)], back(430, precision=Precision.HOUR, said=SAID), {Mark.NOT_AWAY}),
        (IN_CARE, moved(TOMORROW, by="ICE", precision=DAY, said=SAID), {Mark.NOT_THE_HOLDER}),
    ],
    ids=["the day before", "booked the day before", "the hour before", "by a stranger"],
)
def test_what_fits_nowhere_in_its_time_is_marked_as_ever(before: list[Said], coarse: Said, marks: set[Mark]) -> None:
    assert given(*before, coarse).marks(coarse) == marks


def test_what_fits_at_its_first_instant_has_no_mark() -> None:
    assert all_marks(given(encountered(TODAY, precision=DAY), booked_in(30))) == set()
    later = [dispatched(TOMORROW), taken(TOMORROW), received(TOMORROW, precision=DAY)]
    assert all_marks(given(*ACCEPTED, *(Said(each.event, SAID + turn) for turn, each in enumerate(later)))) == set()


def test_what_a_report_says_stays_marked() -> None:
    unchecked = received(TODAY, precision=DAY, said=SAID, identity=IdentityMethod.NOT_CHECKED)
    assert given(*ON_THE_ROAD, unchecked).marks(unchecked) == {Mark.ORDER_NOT_KNOWN, Mark.IDENTITY_NOT_CHECKED}


def test_a_child_reported_found_that_day_is_missing_until_the_time_is_told() -> None:
    """The facets stay those of the first instant: the list asks, and an exact time answers."""
    found = located(TODAY, precision=DAY, said=SAID)
    story = given(*IN_CARE, missing(500), found)
    assert story.now.whereabouts is Whereabouts.MISSING
    assert story.irregular == {Mark.MISSING, Mark.ORDER_NOT_KNOWN}
    story.when(corrected(found, located(700), SAID + 10)).then()
    assert (story.now.whereabouts, story.irregular) == (Whereabouts.AT_PLACE, set())


def test_somebody_who_has_looked_takes_it_from_the_list() -> None:
    story = given(*ON_THE_ROAD, by_day()).when(reviewed(by_day(), "order_not_known", by="CARE-01")).then()
    assert (story.irregular, story.marks(by_day())) == (set(), {Mark.ORDER_NOT_KNOWN})


def test_several_of_one_day_are_looked_at_together_in_any_order_of_arrival() -> None:
    reports = [by_day(), admitted(TODAY, precision=DAY), moved(TODAY, precision=DAY)]
    found = set()
    for order in permutations(reports):
        story = given(*ON_THE_ROAD, *(Said(each.event, SAID + turn) for turn, each in enumerate(order)))
        found.add(tuple(tuple(story.marks(each)) for each in reports))
        assert all_marks(story) == {Mark.ORDER_NOT_KNOWN}
    assert len(found) == 1
