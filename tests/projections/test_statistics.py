"""Counts by month: what is counted where, and that a record that falls or changes moves the printed figure."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from ledger.domain import codes, person
from ledger.domain.codes import Classification, ExitKind, Sex
from ledger.domain.custody import care, handoff, intake
from ledger.domain.event import Event, StrikeReason
from ledger.domain.personal import Personal
from ledger.domain.values import EpisodeId, PartialDate, PersonId, PlaceCode
from projections.statistics import queries
from projections.statistics.queries import Months
from tests.projections.world import (
    CARE,
    NOW,
    OFFICE,
    OVERSIGHT,
    SECTOR,
    SHELTER,
    USBP,
    Child,
    World,
    event,
    minutes,
    official,
    reader,
)

MAY, JUNE, JULY = date(2019, 5, 1), date(2019, 6, 1), date(2019, 7, 1)
YEAR = Months(first=date(2018, 10, 1), last=date(2019, 9, 1))


def encounters(world: World) -> dict[tuple[str, date], int]:
    world.project()
    found: dict[tuple[str, date], int] = {}
    for row in queries.encounters(world.views, reader(OVERSIGHT), YEAR).rows:
        found[row.sector, row.month] = found.get((row.sector, row.month), 0) + row.people
    return found


def releases(world: World) -> dict[tuple[str | None, date], int]:
    world.project()
    rows = queries.releases(world.views, reader(OVERSIGHT), YEAR).rows
    return {(row.category, row.month): row.people for row in rows}


def census(world: World) -> dict[tuple[Sex, date], int]:
    world.project()
    rows = queries.census(world.views, reader(OVERSIGHT), YEAR).rows
    return {(row.sex, row.month): row.people for row in rows}


def exits(world: World) -> dict[tuple[ExitKind, date], int]:
    world.project()
    rows = queries.exits(world.views, reader(OVERSIGHT), YEAR).rows
    return {(row.kind, row.month): row.people for row in rows}


def referrals(world: World) -> dict[date, int]:
    world.project()
    return {row.month: row.people for row in queries.referrals(world.views, reader(OVERSIGHT), YEAR).rows}


def in_care(world: World, count: int) -> list[Child]:
    children = world.people(count)
    for child in children:
        child.in_care(NOW)
    return children


def released(child: Child, at: datetime, category: str) -> None:
    child.say(care.Exited, CARE, at, kind=ExitKind.SPONSOR, sponsor_category=codes.SponsorCategory(category))


# ------------------------------------------------------------------------------------------------------- encounters


def test_the_month_is_the_month_at_the_place(world: World) -> None:
    for place, local in (
        ("BP-RMY", "2019-06-01T00:30:00-04:00"),  # in Texas it is May
        ("BP-RGV", "2019-05-31T23:30:00-05:00"),
        ("BP-RGV", "2019-06-01T00:30:00-05:00"),
        ("BP-SDC", "2019-05-31T23:30:00-07:00"),  # in Texas, Washington and UTC it is June
    ):
        world.child(at=datetime.fromisoformat(local), place=place)
    assert encounters(world) == {("BP-RMY", JUNE): 1, ("BP-RGV", MAY): 1, ("BP-RGV", JUNE): 1, ("BP-SDC", MAY): 1}


def test_only_the_border_patrol_in_its_sectors_is_counted(world: World) -> None:
    world.child()
    world.child(by="OFO", place="POE-HID")
    world.child(by="ICE", place=OFFICE)
    world.child(by="USBP", place="POE-HID")
    assert encounters(world) == {(SECTOR, MAY): 1}


def test_whoever_was_in_care_when_the_ledger_began_was_not_met_in_it(world: World) -> None:
    child = Child(world, PersonId(uuid4()), EpisodeId(uuid4()))
    opened = event(intake.InCareAtOpening, official("CARE-01"), NOW, person=child.person, place=PlaceCode(SHELTER))
    world.record(child.registration(by="CARE-01"), (child.episode, opened))
    world.record(child.encounter(at=NOW + timedelta(days=2)))
    assert encounters(world) == {}
    world.move_clock(datetime(2019, 5, 31, 12, tzinfo=UTC))
    assert census(world) == {(Sex.NOT_KNOWN, MAY): 1}


def test_who_met_the_person_is_who_it_is_recorded_for(world: World) -> None:
    child = Child(world, PersonId(uuid4()), EpisodeId(uuid4()))
    world.record(child.registration(), child.encounter(by="OFO", on_behalf_of=USBP))
    assert encounters(world) == {(SECTOR, MAY): 1}
    world.child(by="OFO", place=SECTOR)
    assert encounters(world) == {(SECTOR, MAY): 1}


def test_a_second_encounter_in_an_episode_is_not_another(world: World) -> None:
    child = world.child()
    world.move_clock(NOW + timedelta(days=40))
    world.record(child.encounter(at=NOW + timedelta(days=40)))
    assert encounters(world) == {(SECTOR, MAY): 1}


def test_a_corrected_time_moves_the_encounter(world: World) -> None:
    child = world.child(at=datetime(2019, 6, 1, 12, tzinfo=UTC))
    wrong = child.last["record-encounter"]
    assert encounters(world) == {(SECTOR, JUNE): 1}
    right = child.encounter(at=datetime(2019, 5, 31, 12, tzinfo=UTC))
    correction = event(
        care.CustodyCorrected,
        right[1].by,
        person=child.person,
        target=wrong,
        replacement=child.last["record-encounter"],
        reason=StrikeReason.INCORRECT_DATA,
    )
    world.record(right, (child.episode, correction))
    assert encounters(world) == {(SECTOR, MAY): 1}


def test_encounters_say_what_people_were_taken_for(world: World) -> None:
    child, adult, _unknown = world.people(3)
    child.placed()
    adult.say(intake.Classified, USBP, classification=Classification.ADULT, rule="r")
    world.project()
    rows = queries.encounters(world.views, reader(OVERSIGHT), YEAR).rows
    assert {row.taken_for for row in rows} == {Classification.UNACCOMPANIED_CHILD, Classification.ADULT, None}
    assert sum(row.people for row in rows) == 3


@pytest.mark.parametrize(
    ("born", "adult"), [("2001-05-01", True), ("2001-05-02", False), ("2000", True), ("2001-06", False), (None, False)]
)
def test_encounters_say_who_was_of_age_when_the_month_began(world: World, born: str | None, *, adult: bool) -> None:
    claim = None if born is None else Personal.of(person.BirthClaim(date=PartialDate(text=born)))
    world.child(birth=claim, birth_basis=None if born is None else codes.FactBasis.STATEMENT_OF_PERSON)
    world.project()
    [row] = queries.encounters(world.views, reader(OVERSIGHT), YEAR).rows
    assert (row.adult, row.people) == (adult, 1)


# ------------------------------------------------------------------------------------------- releases, exits, referrals


def test_both_second_categories_are_published_as_one(world: World) -> None:
    categories = ("1", "2A", "2B", "3")
    for category, child in zip(categories, in_care(world, len(categories)), strict=True):
        released(child, NOW + timedelta(days=40), category)
    assert releases(world) == {("1", JUNE): 1, ("2", JUNE): 2, ("3", JUNE): 1}
    assert exits(world) == {(ExitKind.SPONSOR, JUNE): 4}


def test_other_exits_are_no_releases(world: World) -> None:
    kinds = (ExitKind.PARENT_REUNIFIED, ExitKind.AGED_OUT)
    for kind, child in zip(kinds, in_care(world, len(kinds)), strict=True):
        child.say(care.Exited, CARE, NOW + timedelta(days=40), kind=kind)
    assert releases(world) == {}
    assert exits(world) == {(ExitKind.PARENT_REUNIFIED, JUNE): 1, (ExitKind.AGED_OUT, JUNE): 1}


def test_a_child_is_referred_once_however_often_the_referral_came_back(world: World) -> None:
    child = world.child()
    facts: dict[str, Any] = {
        "referring_agency": codes.ReferringAgency.BORDER_PATROL,
        "entry_class": codes.EntryClass.ENTRY_WITHOUT_INSPECTION,
        "needs": (),
        "separated": False,
    }
    child.say(intake.UnaccompaniedDetermined, USBP, rule="r")
    child.say(intake.ReferralSubmitted, USBP, **facts)
    child.say(intake.ReferralReturned, "ORR", missing=())
    world.move_clock(NOW + timedelta(days=40))
    child.say(intake.ReferralSubmitted, USBP, **facts)
    assert referrals(world) == {MAY: 1}


# ----------------------------------------------------------------------------------------------------------- census


def test_the_census_counts_whoever_is_in_care_when_the_month_ends(world: World) -> None:
    stays = {
        Sex.FEMALE: (datetime(2019, 5, 31, 23, tzinfo=UTC), datetime(2019, 6, 30, 12, tzinfo=UTC)),
        Sex.MALE: (datetime(2019, 6, 1, 12, tzinfo=UTC), datetime(2019, 7, 1, 12, tzinfo=UTC)),
    }
    children = {sex: world.child(sex=sex) for sex in stays}
    for child in children.values():
        child.placed()
    offers = {sex: child.accepted() for sex, child in children.items()}
    for sex, (start, _) in stays.items():
        children[sex].left(offers[sex], start)
        children[sex].received(offers[sex], start + minutes(30))
    for sex, (_, end) in stays.items():
        released(children[sex], end, "1")
    world.move_clock(datetime(2019, 8, 31, 12, tzinfo=UTC))
    assert census(world) == {(Sex.FEMALE, MAY): 1, (Sex.MALE, JUNE): 1}


def test_a_month_that_has_not_come_to_its_last_day_has_no_census(world: World) -> None:
    world.child(sex=Sex.MALE).in_care(NOW)
    assert census(world) == {}
    world.move_clock(datetime(2019, 5, 31, 1, tzinfo=UTC))
    assert census(world) == {(Sex.MALE, MAY): 1}


def test_care_that_passes_to_another_custodian_and_back_is_two_stays(world: World) -> None:
    child = world.child(sex=Sex.MALE)
    child.in_care(NOW)
    away, back = datetime(2019, 5, 20, tzinfo=UTC), datetime(2019, 6, 20, tzinfo=UTC)
    for place, by, at in ((OFFICE, "CARE-01", away), (PlaceCode(SHELTER), "ICE", back)):
        offer = child.accepted(place, by=by)
        child.left(offer, at, by=by)
        child.received(offer, at + minutes(60), place=place)
    world.move_clock(datetime(2019, 7, 31, 12, tzinfo=UTC))
    assert census(world) == {(Sex.MALE, JUNE): 1, (Sex.MALE, JULY): 1}


def test_a_child_who_is_missing_stays_in_the_count(world: World) -> None:
    child = world.child(sex=Sex.FEMALE)
    child.in_care(NOW)
    child.say(care.WentMissing, CARE, NOW + timedelta(days=2), last_seen_place=SHELTER, reported_to=())
    world.move_clock(datetime(2019, 5, 31, 12, tzinfo=UTC))
    assert census(world) == {(Sex.FEMALE, MAY): 1}


def test_a_corrected_sex_moves_the_census_and_its_void_moves_it_back(world: World) -> None:
    child = world.child(sex=Sex.FEMALE)
    child.in_care(NOW)
    world.move_clock(datetime(2019, 5, 31, 12, tzinfo=UTC))
    registered = child.last["register"]
    right = child.registration(at=NOW, sex=Sex.MALE)
    correction = event(
        person.PersonCorrected,
        right[1].by,
        person=child.person,
        target=registered,
        replacement=child.last["register"],
        reason=StrikeReason.INCORRECT_DATA,
    )
    assert census(world) == {(Sex.FEMALE, MAY): 1}
    world.record(right, (child.person, correction))
    assert census(world) == {(Sex.MALE, MAY): 1}
    child.say(person.PersonVoided, USBP, target=correction.event_id, reason=StrikeReason.INCORRECT_DATA)
    assert census(world) == {(Sex.FEMALE, MAY): 1}


# -------------------------------------------------------------------------------------------- one event, one figure


DROPPED: list[tuple[type[Event], str, Callable[[World], Any], dict[Any, int]]] = [
    (care.Exited, CARE, releases, {("2", JUNE): 1}),
    (care.Exited, CARE, exits, {(ExitKind.SPONSOR, JUNE): 1}),
    (handoff.Received, CARE, census, {(Sex.MALE, MAY): 1}),
]


@pytest.mark.parametrize(("dropped", "by", "table", "figure"), DROPPED)
def test_dropping_one_event_changes_the_figure(
    world: World, dropped: type[Event], by: str, table: Callable[[World], Any], figure: dict[Any, int]
) -> None:
    child = world.child(sex=Sex.MALE)
    child.in_care(NOW)
    released(child, NOW + timedelta(days=40), "2A")
    assert table(world) == figure
    if dropped is handoff.Received:
        child.say(care.CustodyVoided, CARE, target=child.last["exit"], reason=StrikeReason.DID_NOT_OCCUR)
    child.say(care.CustodyVoided, by, target=child.last[dropped.COMMAND], reason=StrikeReason.DID_NOT_OCCUR)
    assert table(world) == {}


def test_an_episode_recorded_in_error_counts_only_as_that(world: World) -> None:
    child = world.child(sex=Sex.MALE)
    child.in_care(NOW)
    child.say(care.Exited, CARE, NOW + timedelta(days=40), kind=ExitKind.RECORDED_IN_ERROR)
    assert encounters(world) == census(world) == referrals(world) == {}
    assert exits(world) == {(ExitKind.RECORDED_IN_ERROR, JUNE): 1}


def test_everybody_may_read_the_tables_through_their_own_login(world: World) -> None:
    world.child()
    world.project()
    for organisation in ("USBP", "ICE", "ORR", "CARE-01", "DHS-OIG", "ADVOCATE-A"):
        answer = queries.encounters(world.views, reader(organisation), YEAR)
        assert [row.people for row in answer.rows] == [1]
        assert answer.position == 3


def test_lengths_of_care_count_days(world: World) -> None:
    first, _ = in_care(world, 2)
    released(first, NOW + timedelta(days=10), "1")
    world.move_clock(datetime(2019, 6, 1, tzinfo=UTC))
    world.project()
    rows = {row.month: row for row in queries.care(world.views, reader(OVERSIGHT), YEAR).rows}
    # One child for 10 of 31 days, the other for all of them: 41 / 31.
    assert (rows[MAY].average_in_care, rows[MAY].days_discharged, rows[MAY].days_in_care) == (1, 10, 31)
    assert rows[date(2019, 4, 1)].days_discharged is None


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2001-05-31", "18 and over"),
        ("2001-06-01", "17"),
        ("2002-06", "15-16"),
        ("2006", "13-14"),
        ("2013-05-31", "6-12"),
        ("2013-06-01", "0-5"),
        ("2004-02-29", "15-16"),
    ],
)
def test_ages_are_those_of_the_last_day_of_the_month(world: World, born: str, band: str) -> None:
    claim = person.BirthClaim(date=PartialDate(text=born))
    child = world.child(birth=Personal.of(claim), birth_basis=codes.FactBasis.STATEMENT_OF_PERSON)
    child.in_care(NOW)
    world.move_clock(datetime(2019, 6, 1, tzinfo=UTC))
    world.project()
    rows = queries.ages(world.views, reader(OVERSIGHT), Months(first=MAY, last=MAY)).rows
    assert {row.band: row.people for row in rows} == {band: 1}


def test_without_a_birth_date_a_child_is_in_no_band(world: World) -> None:
    in_care(world, 1)
    world.move_clock(datetime(2019, 6, 1, tzinfo=UTC))
    world.project()
    rows = queries.ages(world.views, reader(OVERSIGHT), Months(first=MAY, last=MAY)).rows
    assert [row.band for row in rows] == ["not known"]
