"""Alarms about families: each is open from the event that raises it until an event answers it, whatever the order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ledger.domain import codes
from ledger.domain.custody import care, intake
from ledger.domain.errors import NotPermitted
from ledger.domain.event import Label
from ledger.domain.family import groups
from ledger.domain.family.base import Member
from ledger.domain.personal import Personal
from ledger.domain.reader import Purpose
from ledger.domain.register import ORR
from ledger.domain.relationship import events as pairs
from ledger.domain.values import OrganisationCode, UserId
from projections.beside import compare
from projections.family_watch import queries
from projections.family_watch.view import VIEW
from tests.projections.separating import Group
from tests.projections.watching import (
    ALONE,
    LOST,
    OIG,
    alarms,
    behind,
    born,
    claimed,
    claims_birth,
    corrected,
    gone,
    lost,
    met,
    refuted,
    reviewed,
    said,
    void,
)
from tests.projections.world import (
    CARE,
    ICE,
    NOW,
    OFFICE,
    SECTOR,
    USBP,
    World,
    event,
    minutes,
    official,
    reader,
    same_person,
)


@pytest.fixture(scope="module")
def world(shared: World) -> World:
    """One world for all tests of this module."""
    return shared


# ------------------------------------------------------------------------------------------ removed without the child


def test_an_adult_of_a_group_who_is_removed_alone_is_listed_until_somebody_reviews_it(world: World) -> None:
    group = Group(world)
    everybody = (group.father, group.girl, group.boy)
    left = gone(group.father, world.now)
    father = group.father.person
    assert behind(world, everybody) == {(father, group.girl.person), (father, group.boy.person)}
    [row, _] = alarms(world, queries.AlarmKind.REMOVED_WITHOUT_CHILD, everybody)
    assert (row.event_id, row.organisation_of, row.place, row.exit_kind, row.with_child, row.days) == (
        left, USBP, SECTOR, codes.ExitKind.REMOVED, None, 0,
    )  # fmt: skip
    reviewed(group.father, left)
    assert behind(world, everybody) == set()
    void(group.father, group.father.last["review-irregularity"])
    assert len(behind(world, everybody)) == 2, "the review was void"


def test_a_tie_that_becomes_known_after_the_review_is_an_alarm_again(world: World) -> None:
    group, niece = Group(world), met(world)
    reviewed(group.father, gone(group.father, world.now))
    member = Member(person=niece.person, role=codes.MemberRole.CHILD, reason=codes.JoinReason.FOUND_LATER)
    group.say(groups.MemberAdded, world.now, member=member)
    assert behind(world, (group.father,)) == {(group.father.person, niece.person)}
    group.void(group.say(groups.MemberLeft, world.now, member=niece.person, reason=codes.LeaveReason.DIED), world.now)
    group.say(groups.MemberLeft, world.now, member=niece.person, reason=codes.LeaveReason.NOT_OF_THE_GROUP)
    assert behind(world, (group.father,)) == set()


def test_a_child_who_leaves_too_is_not_left_behind_however_late_that_is_reported(world: World) -> None:
    group = Group(world)
    started = world.now
    gone(group.mother, started, with_child=True)
    mother = group.mother.person
    assert len(behind(world, (group.mother,))) == 2, "the exit says so; the children are still here"
    world.move_clock(started + timedelta(days=9))
    group.girl.say(care.Exited, USBP, started + timedelta(days=1), kind=codes.ExitKind.REPATRIATION)
    assert behind(world, (group.mother,)) == {(mother, group.boy.person)}
    group.boy.say(care.Exited, USBP, started + timedelta(days=3), kind=codes.ExitKind.REPATRIATION)
    assert behind(world, (group.mother,)) == {(mother, group.boy.person)}, "two days later: not together"
    void(group.girl, group.girl.last["exit"])
    assert len(behind(world, (group.mother,))) == 2


def test_an_exit_that_says_without_the_child_is_an_alarm_though_nobody_knows_which(world: World) -> None:
    adult = met(world)
    left = gone(adult, world.now, with_child=False)
    assert behind(world, (adult,)) == {(adult.person, None)}
    void(adult, left)
    assert behind(world, (adult,)) == set()


def test_parents_guardians_and_caregivers_leave_children_behind_while_the_claim_stands(world: World) -> None:
    grandmother, girl = met(world), met(world)
    kin = codes.Kin.GRANDPARENT
    claimed(world, grandmother, girl, kin, lineage=codes.Lineage.MATERNAL)
    gone(grandmother, world.now)
    assert behind(world, (grandmother,)) == set()
    raised = claimed(world, grandmother, girl, kin, bonds=(codes.Bond.CAREGIVER,))
    assert behind(world, (grandmother,)) == {(grandmother.person, girl.person)}
    said(world, pairs.RelationshipDisputed, grandmother, girl, claim=raised, reason=codes.DisputeReason.OTHER)
    assert len(behind(world, (grandmother,))) == 1
    refuted(world, grandmother, girl, raised)
    assert behind(world, (grandmother,)) == set()


def test_who_is_grown_up_or_has_gone_before_or_came_after_is_not_left_behind(world: World) -> None:
    mother = met(world)
    grown, younger, before = met(world, registered=born("1999")), met(world, registered=born("2001-05")), met(world)
    children = (grown, younger, before)
    for each in children:
        claimed(world, mother, each)
    gone(before, world.now, kind=codes.ExitKind.EXPELLED)
    world.move_clock(world.now + timedelta(days=5))
    gone(mother, world.now)
    later = met(world, at=world.now + timedelta(days=5))
    claimed(world, mother, later)
    assert behind(world, (mother,)) == {(mother.person, younger.person)}, "by the last day that the claim allows"
    younger.say(intake.Classified, USBP, classification=codes.Classification.ADULT, rule="8 CFR 236.3")
    assert behind(world, (mother,)) == set()


def test_a_girl_who_is_sent_back_without_her_baby_leaves_it_behind_and_no_other_child_does(world: World) -> None:
    group, girl, baby = Group(world), met(world), met(world)
    children = (group.girl, girl)
    cousin = Member(person=group.girl.person, role=codes.MemberRole.OTHER_RELATIVE, reason=codes.JoinReason.DOCUMENT)
    group.say(groups.MemberAdded, world.now, member=cousin)
    claimed(world, girl, baby)
    for each in children:
        each.say(intake.Classified, USBP, classification=codes.Classification.UNACCOMPANIED_CHILD, rule="6 USC 279(g)")
        gone(each, world.now, kind=codes.ExitKind.REPATRIATION)
    assert behind(world, children) == {(girl.person, baby.person)}


def test_who_leaves_otherwise_leaves_nobody_behind(world: World) -> None:
    group = Group(world)
    gone(group.father, world.now, kind=codes.ExitKind.RELEASED)
    gone(group.girl, world.now, kind=codes.ExitKind.REPATRIATION)
    assert behind(world, (group.father, group.girl)) == set()


def test_how_somebody_left_is_told_to_whom_the_floors_allow(world: World) -> None:
    group = Group(world)
    group.girl.in_care(world.now)
    gone(group.mother, world.now)
    told = {by for by in (USBP, ICE, CARE, ORR, "OFO", OIG, "ADVOCATE-A") if behind(world, (group.mother,), by)}
    assert told == {USBP, ORR, OIG}


def test_a_tie_that_is_kept_from_dhs_raises_no_alarm_there(world: World) -> None:
    mother, girl = met(world), met(world)
    claimed(world, mother, girl, labels=(Label.NOT_TO_DHS,), by="ORR")
    gone(mother, world.now)
    assert behind(world, (mother,), ORR) == {(mother.person, girl.person)}
    assert behind(world, (mother,), USBP) == set()


# ---------------------------------------------------------------------------------------------- a child with nobody


@pytest.mark.parametrize("answer", [codes.CompanionsAnswer.UNKNOWN, codes.CompanionsAnswer.NOT_ASKED, None])
def test_a_child_under_five_with_nobody_is_listed_until_two_people_have_explained_it(
    world: World, answer: codes.CompanionsAnswer | None
) -> None:
    said_so = {} if answer is None else {"companions_answer": answer}
    infant = met(world, at=world.now, registered=born("2018-06-15"), **said_so)
    [row] = alarms(world, ALONE, (infant,))
    assert (row.organisation_of, row.place, row.event_id) == (USBP, SECTOR, infant.last["record-encounter"])
    assert row.answer is (answer or codes.CompanionsAnswer.NONE)
    why: dict[str, Any] = {"reason": codes.AloneReason.FOUND_ALONE, "supervisor": UserId("usbp.chief")}
    infant.say(care.AloneExplained, USBP, **why, note=Personal.of("In the reeds, wrapped in a jacket."))
    assert alarms(world, ALONE, (infant,)) == []
    void(infant, infant.last["explain-alone"])
    assert len(alarms(world, ALONE, (infant,))) == 1


@pytest.mark.parametrize(
    ("claim", "listed"),
    [
        (born("2014-05-02"), True),
        (born("2014-05-01"), False),
        (born("2014"), True),
        (born("2013"), False),
        (born(age=4), True),
        (born(age=5), False),
        ({}, False),
    ],
)
def test_under_five_is_by_the_last_day_that_a_claim_allows(world: World, claim: dict[str, Any], listed: bool) -> None:  # noqa: FBT001
    child = met(world, at=NOW, registered=claim)
    assert bool(alarms(world, ALONE, (child,))) is listed


def test_a_claim_a_companion_or_another_person_s_age_changes_who_is_listed(world: World) -> None:
    aunt, child = met(world), met(world, at=NOW, registered=born("2012"))
    assert alarms(world, ALONE, (child,)) == []
    claims_birth(child, "2016")
    assert len(alarms(world, ALONE, (child,))) == 1, "any claim"
    companion = intake.Companion(
        person=aunt.person,
        relation=codes.Relation.AUNT_OR_UNCLE,
        said_by=codes.FactBasis.STATEMENT_OF_PERSON,
        present_now=False,
    )
    named: dict[str, Any] = {"companions_answer": codes.CompanionsAnswer.NAMED, "companions": (companion,)}
    child.say(intake.CompanionsDeclared, USBP, NOW + minutes(1), **named)
    assert alarms(world, ALONE, (child,)) == []
    nothing: dict[str, Any] = {"companions_answer": codes.CompanionsAnswer.NOT_ASKED, "companions": ()}
    named_in = child.last["declare-companions"]
    child.say(intake.CompanionsDeclared, USBP, NOW + minutes(2), **nothing)
    assert alarms(world, ALONE, (child,)) == [], "who did not ask takes nothing back"
    void(child, named_in)
    assert len(alarms(world, ALONE, (child,))) == 1
    better = event(intake.EncounterRecorded, official(USBP), NOW, person=child.person, place=SECTOR, **named)
    corrected(child, "record-encounter", better)
    assert alarms(world, ALONE, (child,)) == []


def test_who_is_held_to_be_an_adult_or_was_recorded_in_error_is_no_small_child(world: World) -> None:
    adult, error = (met(world, at=world.now, registered=born("2018")) for _ in range(2))
    adult.say(intake.Classified, USBP, classification=codes.Classification.ADULT, rule="8 CFR 236.3")
    gone(error, world.now, kind=codes.ExitKind.RECORDED_IN_ERROR)
    assert alarms(world, ALONE, (adult, error)) == []


def test_a_small_child_alone_is_told_to_who_has_it_and_who_met_it(world: World) -> None:
    infant = met(world, at=world.now, registered=born("2018"))
    infant.in_care(world.now)
    told = {by for by in (USBP, ICE, CARE, ORR, "OFO", OIG) if alarms(world, ALONE, (infant,), by)}
    assert told == {USBP, CARE, ORR, OIG}
    kept = met(world, at=world.now, registered=born("2018") | {"labels": (Label.NOT_TO_DHS,)})
    assert (alarms(world, ALONE, (kept,), USBP), len(alarms(world, ALONE, (kept,)))) == ([], 1)


# -------------------------------------------------------------------------------------------- whereabouts not known


def test_who_is_missing_is_listed_with_the_last_holder_until_located(world: World) -> None:
    child = met(world, at=world.now)
    lost(child)
    since = world.now
    world.move_clock(since + timedelta(days=3, hours=1))
    [row] = alarms(world, LOST, (child,))
    assert (row.since, row.days, row.organisation_of, row.place) == (since, 3, USBP, SECTOR)
    assert row.event_id == child.last["report-missing"]
    assert {by for by in (USBP, ICE, CARE, ORR, OIG) if alarms(world, LOST, (child,), by)} == {USBP, OIG}
    child.say(care.Located, USBP, world.now, place=SECTOR)
    assert alarms(world, LOST, (child,)) == []
    void(child, child.last["report-located"])
    assert len(alarms(world, LOST, (child,))) == 1
    void(child, child.last["report-missing"])
    assert alarms(world, LOST, (child,)) == []


def test_dhs_is_not_told_where_a_child_of_orr_was_seen_last(world: World) -> None:
    child = met(world, at=world.now)
    child.in_care(world.now)
    child.offered(OFFICE, by=CARE)
    lost(child, CARE)
    assert [row.place for by in (ICE, ORR) for row in alarms(world, LOST, (child,), by)] == [None, SECTOR]


def test_news_and_alarms_come_page_by_page(world: World) -> None:
    world.project()
    every = queries.news(world.views, reader(OIG)).rows
    assert [row.position for row in every] == sorted((row.position for row in every), reverse=True)
    two = queries.news(world.views, reader(OIG), limit=2).rows
    assert two + queries.news(world.views, reader(OIG), before=two[-1].position).rows == every
    listed = queries.alarms(world.views, reader(OIG)).rows
    seen: list[queries.Alarm] = []
    while rows := queries.alarms(world.views, reader(OIG), after=seen[-1].cursor if seen else None, limit=3).rows:
        seen += rows
    assert tuple(seen) == listed
    counts = {row.kind: row.open for row in queries.counted(world.views, reader(OIG)).rows}
    assert sum(counts.values()) == len(listed) > len(counts) >= 3


def test_oversight_that_states_another_purpose_is_refused(world: World) -> None:
    asks = replace(reader(OIG), organisation=OrganisationCode(OIG), purpose=Purpose.CUSTODY)
    for ask in (queries.alarms, queries.counted, queries.news):
        with pytest.raises(NotPermitted):
            ask(world.views, asks)


def test_the_rows_are_what_a_replay_gives(world: World) -> None:
    world.project()
    [found] = compare(world.database.login("custody_projector"), [VIEW], codec=world.mapper.codec)
    assert (found.comparable, found.differences) == (True, ())


# ----------------------------------------------------------------------------------------- two records of one person


def test_a_child_with_two_records_is_left_behind_once(world: World) -> None:
    group = Group(world)
    again = met(world, at=world.now)
    together = codes.JoinReason.ENCOUNTERED_TOGETHER
    member = Member(person=again.person, role=codes.MemberRole.CHILD, reason=together)
    group.say(groups.MemberAdded, world.now, member=member)
    gone(group.father, world.now)
    everybody = (group.father,)
    assert len(behind(world, everybody)) == 3
    same_person(group.girl, again)
    left = {child for _, child in behind(world, everybody)}
    assert left == {group.boy.person, min(group.girl.person, again.person)}
    [found] = compare(world.database.login("custody_projector"), [VIEW], codec=world.mapper.codec)
    assert (found.comparable, found.differences) == (True, ())
