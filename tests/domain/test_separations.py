"""A separation: decided complete or not at all, reported however little is known, and open until nothing is missing."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.domain import codes
from ledger.domain.codes import SeparationItem
from ledger.domain.errors import UnknownStream
from ledger.domain.family.base import Informed
from ledger.domain.family.separation import (
    SeparationDecided,
    SeparationEnded,
    SeparationReported,
    SeparationReviewed,
    SeparationSupplemented,
)
from ledger.domain.family.separations import Struck
from ledger.domain.values import OrganisationCode, UserId
from tests.domain.builders import AUNT, CHILD, LATE, MOTHER, Said
from tests.domain.builders_kindred import (
    BROTHER,
    COMPLETE,
    FATHER,
    NOBODY,
    PROSECUTION,
    WHY,
    added,
    done,
    formed,
    group_in,
    left,
    looked_at,
    put_right,
    reunited,
    separated,
    separation_decided,
    separation_in,
    struck_out,
    supplemented,
    told,
    told_of,
)
from tests.domain.story import Story

FOUR = formed(5, FATHER, MOTHER, CHILD, BROTHER)
ICE = OrganisationCode("ICE")
DECIDER, SUPERVISOR = UserId("USBP.official"), UserId("USBP.supervisor")


def missing(story: Story, of: Said) -> set[SeparationItem]:
    return set(separation_in(story.log, of).missing)


# decided --------------------------------------------------------------------------------------------------------------


def test_a_separation_is_decided_with_everything_it_takes() -> None:
    story = done(told_of(FOUR).when(separation_decided()))
    assert [type(each.event) for each in story.decided] == [SeparationDecided]
    found = separation_in(story.log, separation_decided())
    assert (found.decided, found.missing, found.children_now) == (True, (), (CHILD,))
    assert (found.decided_by, found.supervisor) == (DECIDER, SUPERVISOR)
    assert [each.person for each in group_in(story.log).members] == [FATHER, MOTHER, CHILD, BROTHER], "nobody left"


@pytest.mark.parametrize(
    ("without", "item"),
    [
        ({"informed": ()}, "told"),
        ({"informed": (told(CHILD),)}, "told"),
        ({"informed": (told(MOTHER),)}, "told"),
        ({"informed": (told(CHILD), told(AUNT))}, "told"),
        (
            {
                "informed": (
                    told(CHILD),
                    Informed(person=MOTHER, told=(), language="mam", interpreter=codes.InterpreterUse.NONE),
                )
            },
            "told",
        ),
        ({"adults": ()}, "adults"),
        ({"reason": None}, "reason"),
        ({"narrative": None}, "narrative"),
        ({"supervisor": None}, "supervisor"),
        ({"adult_next_organisation": None}, "adult_next"),
    ],
)
def test_a_decision_lacks_nothing(without: dict[str, Any], item: str) -> None:
    """What a type of the decision already asks for is refused here too, should somebody get round it."""
    story = told_of(FOUR, added(6, AUNT)).when(separation_decided(**without))
    story.refused("separation_incomplete", allows="report-separation")
    assert item in str(story.problem)
    assert group_in(story.log).separations == ()


def test_a_place_of_the_adult_is_named_where_there_is_one() -> None:
    done(told_of(FOUR).when(separation_decided(adult_next_place=None)))


def test_two_people_decide() -> None:
    told_of(FOUR).when(separation_decided(supervisor=DECIDER)).refused("needs_second_person")


def test_it_is_decided_about_people_of_the_group() -> None:
    strangers: list[dict[str, Any]] = [{"children": (CHILD, AUNT)}, {"adults": (MOTHER, AUNT)}]
    for who in strangers:
        told_of(FOUR).when(separation_decided(**who)).refused("not_of_the_group", allows="add-member")
    done(told_of(FOUR, left(20, CHILD)).when(separation_decided()))


def test_it_is_decided_of_children_from_adults() -> None:
    told_of(FOUR).when(separation_decided(children=())).refused("nobody_separated")
    told_of(FOUR).when(separation_decided(adults=(MOTHER, CHILD))).refused("named_twice")


# reported -------------------------------------------------------------------------------------------------------------


def test_that_it_has_happened_is_taken_in_with_nothing() -> None:
    story = done(told_of(FOUR).when(separated()))
    assert [type(each.event) for each in story.decided] == [SeparationReported]
    found = separation_in(story.log, separated())
    assert not found.decided
    assert found.missing == tuple(SeparationItem)


def test_whoever_was_never_of_the_group_was_separated_all_the_same() -> None:
    story = done(told_of(FOUR).when(separated(60, AUNT, adults=(MOTHER,))))
    assert separation_in(story.log, separated(60, AUNT, adults=(MOTHER,))).children == (AUNT,)


def test_it_is_reported_of_somebody() -> None:
    empty = told_of(FOUR)
    report = separated()
    with_none = Said(separated(60, children=()).event, report.minute, report.stream)
    empty.when(with_none).refused("nobody_separated", allows="report-separation")
    for unknown in (separated(60, NOBODY), separated(adults=(NOBODY,)), separated(informed=(told(NOBODY),))):
        assert isinstance(empty.when(unknown).problem, UnknownStream)


KNOWN: dict[SeparationItem, dict[str, Any]] = {
    SeparationItem.REASON: {"reason": PROSECUTION},
    SeparationItem.NARRATIVE: {"narrative": WHY},
    SeparationItem.DECIDED_BY: {"decided_by": DECIDER},
    SeparationItem.SUPERVISOR: {"supervisor": SUPERVISOR},
    SeparationItem.ADULTS: {"adults": (MOTHER,)},
    SeparationItem.ADULT_NEXT: {"adult_next_organisation": ICE},
    SeparationItem.TOLD: {"informed": (told(CHILD), told(MOTHER))},
}


@pytest.mark.parametrize("item", SeparationItem)
def test_what_is_supplied_is_no_longer_missing(item: SeparationItem) -> None:
    story = done(told_of(FOUR, separated()).when(supplemented(90, separated(), **KNOWN[item])))
    assert [type(each.event) for each in story.decided] == [SeparationSupplemented]
    assert missing(story, separated()) == set(SeparationItem) - {item}
    rest = {name: value for other in KNOWN.items() if other[0] is not item for name, value in other[1].items()}
    done(story.when(supplemented(95, separated(), **rest)))
    assert missing(story, separated()) == set()


def test_whoever_is_found_to_be_parted_must_be_told_too() -> None:
    known = {name: value for each in KNOWN.values() for name, value in each.items()}
    story = told_of(FOUR, separated(60, **known))
    assert missing(story, separated(60, **known)) == set()
    done(story.when(supplemented(90, separated(60, **known), adults=(FATHER,))))
    found = separation_in(story.log, separated(60, **known))
    assert (found.adults, found.missing) == ((MOTHER, FATHER), (SeparationItem.TOLD,))


def test_who_decided_does_not_supervise() -> None:
    alone = separated(60, decided_by=DECIDER, supervisor=DECIDER)
    assert SeparationItem.SUPERVISOR in missing(told_of(FOUR, alone), alone)


def test_what_was_said_first_stays() -> None:
    first = separated(60, reason=PROSECUTION)
    story = told_of(FOUR, first, supplemented(90, first, reason=codes.SeparationReason.OTHER))
    assert separation_in(story.log, first).reason is PROSECUTION


def test_what_was_known_first_stays_though_it_is_recorded_last() -> None:
    known_first = supplemented(70, separated(), when={"said": 200}, reason=PROSECUTION)
    story = told_of(FOUR, separated(), supplemented(90, separated(), reason=codes.SeparationReason.OTHER), known_first)
    assert separation_in(story.log, separated()).reason is PROSECUTION


def test_what_is_supplied_may_be_claimed_for_before_the_report() -> None:
    supplement = supplemented(50, separated(), when={"said": 90}, reason=PROSECUTION)
    story = done(told_of(FOUR, separated()).when(supplement))
    assert separation_in(story.log, separated()).reason is PROSECUTION


# looked at again, and ended -------------------------------------------------------------------------------------------

BOTH = separated(60, CHILD, BROTHER, adults=(FATHER,))


def test_it_is_looked_at_again() -> None:
    story = done(told_of(FOUR, BOTH).when(looked_at(70, BOTH, codes.SeparationReview.TO_BE_ENDED)))
    assert [type(each.event) for each in story.decided] == [SeparationReviewed]
    [review] = separation_in(story.log, BOTH).reviews
    assert (review.by, review.outcome) == (UserId("USBP.official"), codes.SeparationReview.TO_BE_ENDED)


def test_it_ends_for_one_of_two_children() -> None:
    story = done(told_of(FOUR, BOTH).when(reunited(90, BOTH, CHILD)))
    assert [type(each.event) for each in story.decided] == [SeparationEnded]
    assert separation_in(story.log, BOTH).children_now == (BROTHER,)
    done(story.when(looked_at(91, BOTH)))
    done(story.when(reunited(95, BOTH, BROTHER)))
    found = separation_in(story.log, BOTH)
    assert [each.child for each in found.ends] == [CHILD, BROTHER]
    assert found.children == (CHILD, BROTHER), "a separation that is over stays with its end"
    story.when(looked_at(100, BOTH)).refused("separation_over")


def test_an_end_told_twice_ends_once() -> None:
    story = done(told_of(FOUR, BOTH, reunited(90, BOTH, CHILD)).when(reunited(92, BOTH, CHILD, by="ICE")))
    assert [each.said_in for each in separation_in(story.log, BOTH).ends] == [reunited(90, BOTH, CHILD).event.event_id]


def test_an_end_ends_something() -> None:
    for nothing in (reunited(90, BOTH), reunited(90, BOTH, CHILD, AUNT)):
        told_of(FOUR, BOTH).when(nothing).refused("nobody_separated", allows="end-separation")


def test_a_separation_that_nobody_knows() -> None:
    for said in (looked_at(70, BOTH), supplemented(70, BOTH, reason=PROSECUTION), reunited(70, BOTH, CHILD)):
        told_of(FOUR).when(said).refused("no_such_separation", allows="report-separation")
        told_of(FOUR, BOTH, struck_out(BOTH)).when(Said(said.event, LATE + 1, said.stream)).refused(
            "no_such_separation"
        )


# strikes --------------------------------------------------------------------------------------------------------------


def test_what_was_said_of_a_report_belongs_to_it_when_it_is_corrected() -> None:
    better = separated(61, CHILD, BROTHER, adults=(FATHER, MOTHER))
    before = [FOUR, BOTH, supplemented(70, BOTH, reason=PROSECUTION), looked_at(80, BOTH), reunited(90, BOTH, CHILD)]
    story = done(told_of(*before).when(put_right(BOTH, better)))
    [found] = group_in(story.log).separations
    assert (found.said_in, found.adults) == (better.event.event_id, (FATHER, MOTHER))
    assert (found.reason, len(found.reviews), found.children_now) == (PROSECUTION, 1, (BROTHER,))
    assert separation_in(story.log, BOTH) == separation_in(story.log, better) == found
    done(story.when(reunited(95, BOTH, BROTHER, said=LATE + 1)))
    assert separation_in(story.log, better).children_now == ()


def test_what_was_said_of_a_correction_that_is_taken_back_belongs_to_the_report() -> None:
    better = separated(61, CHILD, adults=(FATHER,))
    story = told_of(FOUR, BOTH).when(put_right(BOTH, better))
    correction = Said(story.decided[-1].event, 0, BOTH.stream)
    done(story.when(supplemented(70, better, when={"said": LATE + 1}, reason=PROSECUTION)))
    done(story.when(struck_out(correction, LATE + 2)))
    [found] = group_in(story.log).separations
    assert (found.said_in, found.reason, found.children) == (BOTH.event.event_id, PROSECUTION, (CHILD, BROTHER))


def test_a_decision_is_not_edited() -> None:
    story = told_of(FOUR, separation_decided()).when(put_right(separation_decided(), separation_decided(61)))
    story.refused("decision_not_correctable", allows="void")


def test_a_decision_that_is_voided_comes_back_with_all_that_was_said_of_it() -> None:
    decided = separation_decided()
    story = told_of(FOUR, decided, looked_at(70, decided))
    before = group_in(story.log)
    done(story.when(struck_out(decided)))
    [found] = group_in(story.log).separations
    assert found.struck == Struck(said_in=story.decided[-1].event.event_id, by=UserId("USBP.official"))
    assert replace(found, struck=None) == before.separations[0], "the child is not back because a decision was struck"
    void = Said(story.decided[-1].event, 0, decided.stream)
    done(story.when(struck_out(void, LATE + 1)))
    assert group_in(story.log) == before


def test_a_struck_decision_is_over_when_somebody_says_how_it_ended() -> None:
    decided = separation_decided()
    story = told_of(FOUR, decided)
    done(story.when(struck_out(decided)))
    done(story.when(looked_at(70, decided)))
    done(story.when(reunited(90, decided, CHILD)))
    [found] = group_in(story.log).separations
    assert found.children_now == ()


def test_a_struck_report_is_no_separation() -> None:
    story = told_of(FOUR, separated())
    done(story.when(struck_out(separated())))
    assert group_in(story.log).separations == ()


def test_everything_that_completes_a_separation_is_listed() -> None:
    assert set(KNOWN) == set(SeparationItem)
    assert set(COMPLETE) - {"adult_next_place"} <= {"children"} | {n for each in KNOWN.values() for n in each}
