"""The dirty cases of domain.md g.2 that families are about, each with what must come of it; the write side only."""

from dataclasses import replace
from typing import Any, cast

from ledger.domain import codes
from ledger.domain.codes import Classification, ExitKind, Kin, Lineage, MemberRole, Relation
from ledger.domain.custody.facets import Step
from ledger.domain.custody.intake import EncounterRecorded, PlacementDeclined
from ledger.domain.errors import UnknownStream
from ledger.domain.family.groups import GroupFormed, GroupNumberRecorded
from ledger.domain.relationship.state import Standing
from ledger.domain.values import EventId, OrganisationCode, PersonId
from tests.domain.builders import (
    AUNT,
    CHILD,
    MOTHER,
    Said,
    acknowledged,
    an_id,
    booked_in,
    came_with,
    classified,
    companions_declared,
    designated,
    determined,
    encountered,
    placement_declined,
    referred,
    registered,
    requested,
)
from tests.domain.builders_handoff import IN_CARE, accepted, dispatched, exited, offered, packed, received
from tests.domain.builders_kindred import (
    BROTHER,
    FATHER,
    GROUP,
    NOBODY,
    OTHER_GROUP,
    added,
    asserted,
    changed,
    done,
    formed,
    group_in,
    member,
    numbered,
    pair_in,
    separated,
    told_of,
    verified,
)
from tests.domain.story import Story

BABY = PersonId(an_id("baby"))
"""Of the teen mother, who is CHILD."""


def of(person: PersonId, *steps: Said) -> list[Said]:
    """The same of somebody else, in an episode of their own."""
    return [
        Said(
            replace(cast("Any", said.event), person=person, event_id=EventId(an_id(f"{said.event.event_id} {person}"))),
            said.minute,
            an_id(f"episode of {person}"),
        )
        for said in steps
    ]


def episode(person: PersonId) -> Any:  # noqa: ANN401  # an id
    return an_id(f"episode of {person}")


def numbers(story: Story) -> set[tuple[str, int | None, tuple[PersonId, ...]]]:
    """Each standing number of the group, its year, and on whose records it stands."""
    standing = set(group_in(story.log).numbers)
    found = [item.event for item in story.log.streams[GROUP] if item.event.event_id in standing]
    assert all(isinstance(each, GroupNumberRecorded) for each in found)
    return {
        (each.number.value, each.fiscal_year, each.people) for each in found if isinstance(each, GroupNumberRecorded)
    }


def members(story: Story) -> list[PersonId]:
    return [each.person for each in group_in(story.log).members]


# 2: family unit numbers -----------------------------------------------------------------------------------------------


def test_2_a_number_on_the_childs_record_only() -> None:
    """Outcome: the number stands where it was found; the mother is of the group without it."""
    story = done(told_of(formed()).when(numbered(10, "FMU 18-0042", CHILD, year=2018)))
    assert numbers(story) == {("FMU 18-0042", 2018, (CHILD,))}
    assert members(story) == [MOTHER, CHILD]


def test_2_two_numbers_and_one_used_again_the_next_year() -> None:
    """Outcome: all of them stand; the same number of another year on another group joins nobody."""
    mine = [numbered(10, "0042", CHILD, year=2018), numbered(11, "0077", CHILD, MOTHER, year=2018, by="ICE")]
    again = changed(numbered(12, "0042", FATHER, year=2019), GroupNumberRecorded, family=OTHER_GROUP)
    other = formed(7, FATHER, BROTHER, group=OTHER_GROUP)
    story = done(told_of(formed(), other, *mine).when(Said(again.event, 13, OTHER_GROUP)))
    assert numbers(story) == {("0042", 2018, (CHILD,)), ("0077", 2018, (CHILD, MOTHER))}
    assert not group_in(story.log).linked
    assert group_in(story.log, OTHER_GROUP).numbers == (again.event.event_id,)


def test_2_the_parent_is_filed_as_a_single_adult_once_the_child_is_unaccompanied() -> None:
    """Outcome: both opinions are recorded, in either order; group, number and claim are as they were."""
    met = [encountered(0, came_with(MOTHER)), *of(MOTHER, encountered())]
    before = told_of(*met, formed(), numbered(10, "0042", CHILD, MOTHER), asserted())
    kept = group_in(before.log), pair_in(before.log)
    child = [classified(60, Classification.FAMILY_UNIT_MEMBER), classified(70, Classification.UNACCOMPANIED_CHILD)]
    adult = of(MOTHER, classified(60, Classification.FAMILY_UNIT_MEMBER), classified(80, Classification.ADULT))
    for story in (before, told_of(*met, formed(), numbered(10, "0042", CHILD, MOTHER), asserted())):
        opinions = [*child, *adult] if story is before else [*adult, *child]
        done(story.given(*opinions).when(*of(MOTHER, booked_in(90))))
        assert story.now.classification is Classification.UNACCOMPANIED_CHILD
        assert story.log.case(episode(MOTHER)).facets.classification is Classification.ADULT
        assert (group_in(story.log), pair_in(story.log)) == kept


def test_2_two_who_are_both_under_eighteen() -> None:
    """Outcome: they are a group of siblings, with nobody as the parent."""
    story = done(told_of().when(formed(5, CHILD, BROTHER, kind=codes.GroupKind.SIBLINGS)))
    assert {each.role for each in group_in(story.log).members} == {MemberRole.CHILD}
    assert group_in(story.log).kind is codes.GroupKind.SIBLINGS


# 3: five in the encounter, four on the list ---------------------------------------------------------------------------


def test_3_the_event_counts_five_and_lists_four() -> None:
    """Outcome: every row keeps the agency's count beside the people listed; the fifth joins when found."""
    listed = (MOTHER, CHILD, BROTHER, FATHER)
    rows = [
        Said(replace(cast("EncounterRecorded", said.event), event_number="RGV1", subjects_count=5), 1, said.stream)
        for said in [encountered(), *[each for who in listed if who != CHILD for each in of(who, encountered())]]
    ]
    story = done(told_of(*rows).when(formed(5, *listed)))
    counts = {cast("EncounterRecorded", story.log.streams[each.stream][0].event).subjects_count for each in rows}
    assert counts == {5}
    assert len(members(story)) == 4
    assert done(story.when(added(600, AUNT))).problem is None
    assert len(members(story)) == 5


# 5: the aunt in the narrative; the infant -----------------------------------------------------------------------------


def test_5_the_narrative_names_an_aunt_of_a_child_filed_as_alone() -> None:
    """Outcome: who reads the I-213 records her and the claim, on a document's word; the child stays unaccompanied."""
    named = companions_declared(300, came_with(AUNT, Relation.MATERNAL_AUNT_OR_UNCLE, present=False), by="ORR")
    story = done(told_of(encountered(), booked_in(), classified(), determined()).when(named))
    [claim] = pair_in(story.log, AUNT).claims
    assert (claim.relative, claim.relative_of, claim.kin) == (AUNT, CHILD, Kin.AUNT_OR_UNCLE)
    assert (claim.lineage, claim.standing, claim.organisation) == (Lineage.MATERNAL, Standing.CLAIMED, "ORR")
    assert story.now.classification is Classification.UNACCOMPANIED_CHILD
    unknown = told_of(encountered()).when(formed(5, CHILD, NOBODY))
    assert isinstance(unknown.problem, UnknownStream), "she is registered first"


def test_5_an_infant_filed_as_alone_who_crossed_with_two_relatives() -> None:
    """Outcome: both relatives are claimed and of the group weeks later, whatever was written at the encounter."""
    infant = [encountered(0), booked_in(), classified(), determined()]
    later = 30 * 24 * 60
    story = told_of(*infant, formed(later, CHILD, AUNT, FATHER, by="ORR"))
    aunt = asserted(later, AUNT, CHILD, Kin.AUNT_OR_UNCLE, Lineage.PATERNAL, by="ORR")
    father = asserted(later, FATHER, CHILD, Kin.FATHER, by="ORR")
    done(story.given(aunt).when(father))
    assert set(members(story)) == {CHILD, AUNT, FATHER}
    assert [pair_in(story.log, each).claims[0].standing for each in (AUNT, FATHER)] == [Standing.CLAIMED] * 2


# 7: the parent with the Marshals --------------------------------------------------------------------------------------


def test_7_a_parent_with_the_marshals_is_removed_and_the_child_stays() -> None:
    """Outcome: the father is handed on without a code of ICE and removed; the child, in care, keeps him."""
    usms = offered(by="USBP", to="USMS", place="USMS-TXS")
    road = of(
        FATHER,
        encountered(),
        booked_in(),
        classified(as_=Classification.ADULT),
        usms,
        accepted(by="USMS"),
        packed(),
        dispatched(escort="USBP.official"),
        received(by="USMS", place="USMS-TXS"),
    )
    claim = asserted(6, FATHER, CHILD, Kin.FATHER)
    parted = separated(60, adults=(FATHER,), adult_next_organisation=OrganisationCode("USMS"))
    story = told_of(*IN_CARE, *road, formed(5, FATHER, CHILD), claim, parted, verified(700, claim))
    assert story.log.case(episode(FATHER)).facets.place == "USMS-TXS"
    before = group_in(story.log), pair_in(story.log, FATHER)
    done(story.when(*of(FATHER, exited(9000, by="USMS", kind=ExitKind.REMOVED))))
    assert story.log.case(episode(FATHER)).facets.step is Step.EXITED
    assert (story.now.holder, story.now.place) == ("CARE-01", "CARE-01")
    assert (group_in(story.log), pair_in(story.log, FATHER)) == before
    assert group_in(story.log).separations[0].children_now == (CHILD,)
    assert pair_in(story.log, FATHER).claims[0].standing is Standing.VERIFIED


# 9: the teen mother and her baby --------------------------------------------------------------------------------------

PARENTING = codes.GroupKind.PARENTING_CHILD
TWO = [
    registered(BABY),
    encountered(0, came_with(BABY, Relation.OWN_CHILD)),
    *of(BABY, encountered(0, came_with(CHILD, Relation.MOTHER))),
]


def test_9_a_teen_mother_and_her_baby_are_both_unaccompanied_and_one_unit() -> None:
    """Outcome: one group and both claims through determination, referral and placement of the two."""
    members_of = (member(CHILD, MemberRole.PARENT_OR_GUARDIAN), member(BABY))
    unit = changed(formed(5, CHILD, BABY, kind=PARENTING), GroupFormed, members=members_of)
    story = told_of(*TWO, unit)
    before = group_in(story.log)
    reason = codes.SeparationReason.OTHER  # asked for where a parent is present, though nobody parts these two
    baby_with_parent = determined(65, separation_reason=reason)
    path = [classified(), determined(), referred(), acknowledged(), requested(), designated()]
    sent = referred(separated=True, separation_reason=reason)
    hers = [classified(), baby_with_parent, sent, acknowledged(), requested(), designated()]
    done(story.given(*path, *of(BABY, *hers)).when(booked_in(160)))
    assert group_in(story.log) == before
    assert before.kind is PARENTING
    assert [(each.person, each.role) for each in before.members] == [
        (CHILD, MemberRole.PARENT_OR_GUARDIAN),
        (BABY, MemberRole.CHILD),
    ]
    assert story.log.case().state.designated == story.log.case(episode(BABY)).state.designated == "CARE-01"
    claims = {(each.relative, each.kin) for each in pair_in(story.log, CHILD, BABY).claims}
    assert (CHILD, Kin.MOTHER) in claims


# 16: seven refusals of a place ----------------------------------------------------------------------------------------


def test_16_seven_places_decline_and_the_family_is_as_it_was() -> None:
    """Outcome: each no is on record, an expired offer is not taken up; the siblings are one group all the while."""
    ready = [encountered(), booked_in(), classified(), determined(), referred(), acknowledged()]
    story = told_of(*ready, formed(5, CHILD, BROTHER, kind=codes.GroupKind.SIBLINGS), asserted())
    before = group_in(story.log), pair_in(story.log)
    for number in range(1, 8):
        place, minute = f"CARE-0{number}", 130 + 10 * number
        story.given(requested(minute, place=place), placement_declined(minute + 5, by=place, place=place))
    story.when(designated(300, place="CARE-03")).refused("declined_before", allows="designate-placement")
    late = designated(310, place="CARE-09")
    done(story.given(late, offered(320, to="CARE-09", expires=400)).when(booked_in(330)))
    story.when(accepted(401, by="CARE-09")).refused("offer_expired", allows="expire")
    noes = [item.event for item in story.log.custody() if isinstance(item.event, PlacementDeclined)]
    assert len({no.place for no in noes}) == 7
    assert (group_in(story.log), pair_in(story.log)) == before
