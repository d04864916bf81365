"""Irregular reports stay on a list until somebody completes or closes them; two custodians are an alarm."""

from uuid import uuid4

import pytest

from ledger.domain import codes, person
from ledger.domain.custody import care, handoff, intake
from ledger.domain.custody.facets import Mark
from ledger.domain.errors import NotPermitted
from ledger.domain.event import StrikeReason
from ledger.domain.personal import Personal
from ledger.domain.reader import Purpose, Reader
from ledger.domain.register import ORR
from ledger.domain.values import OfferId, OrganisationCode, UserId
from projections.irregular import queries
from projections.irregular.queries import Irregularity
from tests.projections.world import CARE, ICE, NOW, OFFICE, SHELTER, USBP, Child, World, minutes, reader, same_person

OIG = "DHS-OIG"


def listed(world: World, organisation: str, code: Mark | None = None) -> tuple[Irregularity, ...]:
    world.project()
    return queries.listed(world.views, reader(organisation), code=code).rows


def open_codes(world: World, organisation: str) -> list[tuple[Child | object, Mark]]:
    return [(row.person_id, row.code) for row in listed(world, organisation)]


def alarms(world: World, organisation: str) -> set[frozenset[object]]:
    world.project()
    rows = queries.two_custodians(world.views, reader(organisation)).rows
    assert len({frozenset({row.person_id, row.other_person}) for row in rows}) == len(rows)
    return {frozenset({row.person_id, row.episode, row.other_person, row.other_episode}) for row in rows}


def pair(one: Child, other: Child) -> frozenset[object]:
    return frozenset({one.person, one.episode, other.person, other.episode})


def test_an_irregular_report_is_listed_until_somebody_closes_it(world: World) -> None:
    child = world.child()
    child.say(care.Moved, USBP, NOW, to_place="BP-LRT", approved_by=None)
    [row] = listed(world, USBP)
    assert (row.code, row.event_id, row.topic) == (Mark.NOT_APPROVED, child.last["move"], care.Moved.TOPIC)
    assert (row.person_id, row.episode, row.organisation_of) == (child.person, child.episode, USBP)
    note = Personal.of("approved by telephone")
    child.say(care.IrregularityReviewed, USBP, target=row.event_id, code=row.code, note=note)
    assert listed(world, USBP) == ()


def test_a_later_report_completes_it_and_a_void_of_that_opens_it_again(world: World) -> None:
    child = world.child()
    child.say(care.WentMissing, USBP, NOW, last_seen_place="BP-RGV", reported_to=())
    assert open_codes(world, USBP) == [(child.person, Mark.MISSING)]
    child.say(care.Located, USBP, NOW + minutes(5), place="BP-RGV")
    assert open_codes(world, USBP) == []
    located = child.last["report-located"]
    child.say(care.CustodyVoided, USBP, target=located, reason=StrikeReason.DID_NOT_OCCUR)
    assert open_codes(world, USBP) == [(child.person, Mark.MISSING)]


def test_signer_holder_and_legal_custodian_are_shown_it_and_nobody_else(world: World) -> None:
    child = world.child()
    child.in_care()
    child.say(handoff.Arrived, "CARRIER-A", NOW + minutes(60), offer=OfferId(uuid4()), place=SHELTER)
    for organisation in ("CARRIER-A", CARE, ORR, OIG):
        assert open_codes(world, organisation) == [(child.person, Mark.WITHOUT_OFFER)]
    for organisation in (USBP, ICE, "CARE-02", "ADVOCATE-A"):
        assert listed(world, organisation) == ()
    # who only signed is not told where the child is now
    [row] = listed(world, "CARRIER-A")
    assert not {CARE, ORR} & {str(value) for value in vars(row).values()}


def test_counts_and_filter_go_by_code(world: World) -> None:
    for child in world.people(3):
        child.say(care.AbsenceEnded, USBP, NOW, place="BP-RGV")
    world.people(1)[0].say(care.Located, USBP, NOW, place="BP-RGV")
    world.project()
    counts = queries.counted(world.views, reader(USBP)).rows
    assert [(each.code, each.reports) for each in counts] == [(Mark.NOT_AWAY, 3), (Mark.NOT_MISSING, 1)]
    assert queries.counted(world.views, reader(ICE)).rows == ()
    assert [row.code for row in listed(world, USBP, Mark.NOT_MISSING)] == [Mark.NOT_MISSING]


def test_pages_go_on_after_the_last_row_even_when_earlier_rows_go(world: World) -> None:
    """A page that is read while the list changes leaves out no row that stays and gives none twice."""
    children = world.people(4)
    for child in children:  # two irregularities on one event each
        child.say(care.WentMissing, ICE, NOW, last_seen_place="BP-RGV", reported_to=())
    every = listed(world, OIG)
    assert [row.code for row in every] == [Mark.MISSING, Mark.NOT_THE_HOLDER] * 4
    for limit in (1, 3, 8, 9):
        seen: list[Irregularity] = []
        while rows := queries.listed(
            world.views, reader(OIG), after=seen[-1].cursor if seen else None, limit=limit
        ).rows:
            seen += rows
        assert tuple(seen) == every
    first = queries.listed(world.views, reader(OIG), limit=3).rows
    children[0].say(
        care.IrregularityReviewed, OIG, target=first[0].event_id, code=Mark.MISSING, note=Personal.of("looked into")
    )
    world.project()
    assert queries.listed(world.views, reader(OIG), after=first[-1].cursor).rows == every[3:]


def test_two_open_episodes_of_a_linked_person_are_an_alarm_until_the_link_or_an_episode_ends(world: World) -> None:
    one, other = world.child(), world.child(by=ICE, place=OFFICE)
    assert alarms(world, OIG) == set()
    same_person(one, other)
    assert alarms(world, OIG) == {pair(one, other)}
    one.say(person.Unlinked, USBP, other=other.person, basis=codes.FactBasis.DOCUMENT)
    assert alarms(world, OIG) == set()
    same_person(one, other)
    other.say(care.Exited, ICE, NOW + minutes(5), kind=codes.ExitKind.RELEASED)
    assert alarms(world, OIG) == set()


def test_records_linked_through_a_third_are_one_person(world: World) -> None:
    one, between, other = world.child(), world.child(), world.child(by=ICE, place=OFFICE)
    between.say(care.Exited, USBP, NOW, kind=codes.ExitKind.RELEASED)
    same_person(one, between)
    same_person(between, other)
    assert alarms(world, OIG) == {pair(one, other)}


def test_an_alarm_is_shown_to_whoever_may_know_of_either(world: World) -> None:
    one, other = world.child(), world.child(by=ICE, place=OFFICE)
    same_person(one, other)
    for organisation in (USBP, ICE, OIG):
        assert alarms(world, organisation) == {pair(one, other)}
    for organisation in (CARE, ORR, "OFO"):
        assert alarms(world, organisation) == set()
    one.placed()
    one.offered()
    assert alarms(world, CARE) == {pair(one, other)}


def test_a_second_encounter_by_another_agency_is_listed_as_two_custodians(world: World) -> None:
    child = world.child()
    child.say(
        intake.EncounterRecorded,
        ICE,
        NOW + minutes(5),
        place=OFFICE,
        companions_answer=codes.CompanionsAnswer.NONE,
        companions=(),
    )
    assert {row.code for row in listed(world, OIG)} == {Mark.SECOND_ENCOUNTER, Mark.TWO_CUSTODIANS}


def test_oversight_that_states_another_purpose_is_refused(world: World) -> None:
    asks = Reader(user=UserId("oig.1"), organisation=OrganisationCode(OIG), role="inspector", purpose=Purpose.CUSTODY)
    for ask in (queries.listed, queries.counted, queries.two_custodians):
        with pytest.raises(NotPermitted):
            ask(world.views, asks)
