"""Places that were asked for a bed: what each has to answer, what it is told, and what it is not."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from ledger.domain import codes, person
from ledger.domain.custody import care, intake
from ledger.domain.errors import NotPermitted
from ledger.domain.event import Label, StrikeReason
from ledger.domain.personal import Personal
from ledger.domain.reader import Purpose, Reader
from ledger.domain.register import ORR
from ledger.domain.values import OrganisationCode, PartialDate, PersonId, PlaceCode, UserId
from projections.placements import queries
from projections.placements.ages import of_age
from projections.placements.asks import AskStatus
from projections.placements.queries import Asked
from tests.projections.world import NOW, OVERSIGHT, USBP, Child, World, event, minutes, official, reader

BED, OTHER = PlaceCode("CARE-05"), PlaceCode("CARE-06")


def birth(**claim: Any) -> Personal[person.BirthClaim]:  # noqa: ANN401  # a date or an age
    return Personal.of(person.BirthClaim(**claim))


def acknowledged(world: World, **registered: Any) -> Child:  # noqa: ANN401  # of the registration
    """A child whose referral ORR has acknowledged."""
    child = world.child(**registered)
    child.say(intake.UnaccompaniedDetermined, USBP, rule="6 USC 279(g)(2)")
    child.say(
        intake.ReferralSubmitted,
        USBP,
        referring_agency=codes.ReferringAgency.BORDER_PATROL,
        entry_class=codes.EntryClass.ENTRY_WITHOUT_INSPECTION,
        needs=(codes.Need.MOBILITY,),
        separated=False,
    )
    child.say(intake.ReferralAcknowledged, ORR)
    return child


def ask(child: Child, place: PlaceCode = BED) -> None:
    child.say(intake.PlacementRequested, ORR, place=place, user="orr.9")


def designate(child: Child, place: PlaceCode) -> None:
    child.say(intake.PlacementDesignated, ORR, place=place, program=codes.ProgramKind.SHELTER)


def waiting(world: World, by: str = BED, **how: Any) -> list[UUID]:  # noqa: ANN401  # see `asked_of`
    world.project()
    return [row.episode for row in queries.asked_of(world.views, reader(by), **how).rows]


def rows(world: World, child: Child, by: str = "ORR") -> dict[str, Asked]:
    """What became of asking each place for a child."""
    world.project()
    return {row.place: row for row in queries.of_person(world.views, reader(by), child.person).rows}


def statuses(world: World, child: Child, by: str = "ORR") -> dict[str, AskStatus]:
    return {place: row.status for place, row in rows(world, child, by).items()}


def test_a_provider_is_told_what_it_needs_to_answer_and_who_has_the_child_is_not_among_it(world: World) -> None:
    child = acknowledged(world, birth=birth(date=PartialDate(text="2009-06-10")), sex=codes.Sex.FEMALE)
    child.say(person.NeedRecorded, USBP, NOW, need=codes.Need.PREGNANCY)
    child.say(person.LanguageRecorded, USBP, NOW, language="mam", tested=True)
    ask(child)
    world.project()
    [asked] = queries.asked_of(world.views, reader(BED)).rows
    assert (asked.episode, asked.person_id, asked.place, asked.status) == (
        child.episode, child.person, BED, AskStatus.ASKED,
    )  # fmt: skip
    assert asked.needs == tuple(sorted({codes.Need.PREGNANCY, codes.Need.MOBILITY}))
    assert (asked.sex, asked.age_from, asked.age_until, asked.languages) == (codes.Sex.FEMALE, 9, 9, ("mam",))
    assert (asked.separated, asked.together, asked.asked_by, asked.since) == (False, (), "orr.9", asked.asked_at)
    assert {asked.legal_custodian, asked.holder, asked.next_holder, asked.referred_to} == {None}
    assert asked.version == world.ledger.load([child.episode])[child.episode][-1].version
    with pytest.raises(NotPermitted):
        world.log.heads(reader(BED), child.person)
    assert rows(world, child)[BED].holder == USBP


def test_what_a_place_answers_and_what_orr_decides(world: World) -> None:
    child = acknowledged(world)
    for place in (BED, OTHER, PlaceCode("CARE-07")):
        ask(child, place)
    child.say(intake.PlacementDeclined, BED, place=BED, reason=codes.PlacementDecline.NO_ISOLATION, user="care.2")
    assert statuses(world, child) == {BED: "declined", OTHER: "asked", "CARE-07": "asked"}
    declined = rows(world, child)[BED]
    assert (declined.reason, declined.declined_by, declined.since) == ("no_isolation", "care.2", declined.declined_at)
    assert (waiting(world), waiting(world, OTHER)) == ([], [child.episode])
    designate(child, OTHER)
    assert statuses(world, child) == {BED: "declined", OTHER: "designated", "CARE-07": "elsewhere"}
    assert (waiting(world, OTHER), waiting(world, "CARE-07")) == ([child.episode], [])
    ask(child, BED)
    assert (statuses(world, child)[BED], rows(world, child)[BED].reason) == ("asked", None)
    child.say(intake.ReferralCancelled, USBP, reason=codes.CancelReason.OTHER)
    assert statuses(world, child) == {}
    assert statuses(world, child, USBP) == {BED: "withdrawn", OTHER: "withdrawn", "CARE-07": "elsewhere"}


def test_a_place_that_is_designated_unasked_expects_the_child_until_it_is_received(world: World) -> None:
    child = acknowledged(world)
    designate(child, BED)
    assert (rows(world, child)[BED].asked_at, waiting(world)) == (None, [child.episode])
    offer = child.accepted(BED)
    child.left(offer, NOW + minutes(20))
    assert waiting(world) == [child.episode]
    child.received(offer, NOW + minutes(60), place=BED)
    assert (waiting(world), statuses(world, child)) == ([], {BED: "over"})
    child.say(care.CustodyVoided, BED, target=child.last["receive"], reason=StrikeReason.DID_NOT_OCCUR)
    assert statuses(world, child) == {BED: "designated"}


def test_who_has_left_custody_is_asked_of_nobody(world: World) -> None:
    child = acknowledged(world)
    ask(child)
    child.say(care.Exited, USBP, world.now, kind=codes.ExitKind.RELEASED)
    assert waiting(world) == []


def test_siblings_are_named_to_stay_together(world: World) -> None:
    brother, stranger, child = world.child(), world.child(), acknowledged(world)
    with_brother = intake.Companion(
        person=brother.person,
        relation=codes.Relation.SIBLING,
        said_by=codes.FactBasis.STATEMENT_OF_PERSON,
        present_now=True,
    )
    friend = intake.Companion(
        person=stranger.person,
        relation=codes.Relation.FAMILY_FRIEND,
        said_by=codes.FactBasis.STATEMENT_OF_PERSON,
        present_now=True,
    )
    told: dict[str, Any] = {"companions_answer": codes.CompanionsAnswer.NAMED, "companions": (with_brother, friend)}
    child.say(intake.CompanionsDeclared, USBP, NOW, **told)
    ask(child)
    assert rows(world, child)[BED].together == (brother.person,)


def test_a_correction_of_the_birth_date_is_taken_in(world: World) -> None:
    child = acknowledged(world, birth=birth(date=PartialDate(text="2009")))
    ask(child)
    assert (rows(world, child)[BED].age_from, rows(world, child)[BED].age_until) == (9, 10)
    child.say(
        person.BirthDateClaimed, USBP, NOW + minutes(9), birth=birth(age_years=15), basis=codes.FactBasis.DOCUMENT
    )
    assert (rows(world, child)[BED].age_from, rows(world, child)[BED].age_until) == (15, 16)
    child.say(person.PersonVoided, USBP, target=child.last["claim-birth-date"], reason=StrikeReason.WRONG_PERSON)
    assert rows(world, child)[BED].age_until == 10


def test_an_age_that_a_label_keeps_from_dhs_is_told_to_the_others_only(world: World) -> None:
    child = acknowledged(world, birth=birth(date=PartialDate(text="2009-06-10")))
    child.say(
        person.BirthDateClaimed,
        USBP,
        NOW + minutes(9),
        birth=birth(age_years=15),
        basis=codes.FactBasis.DOCUMENT,
        labels=(Label.NOT_TO_DHS,),
    )
    ask(child)
    world.project()
    bed = OrganisationCode(BED)
    told = {by: queries.asked_of(world.views, reader(by), organisation=bed).rows for by in ("ORR", BED, USBP)}
    assert {by: [(row.age_from, row.age_until) for row in found] for by, found in told.items()} == {
        "ORR": [(15, 16)],
        BED: [(15, 16)],
        USBP: [(None, None)],
    }
    child.say(person.PersonVoided, USBP, target=child.last["claim-birth-date"], reason=StrikeReason.WRONG_PERSON)
    assert rows(world, child, USBP)[BED].age_from == 9


def test_the_list_is_shown_to_the_place_asked_to_orr_and_to_who_has_the_child(world: World) -> None:
    child = acknowledged(world)
    ask(child)
    everybody = ("USBP", "OFO", "ICE", "ORR", BED, OTHER, "CARRIER-A", "ADVOCATE-A", OVERSIGHT)
    bed = OrganisationCode(BED)
    assert {by for by in everybody if waiting(world, by, organisation=bed)} == {"USBP", "ORR", BED, OVERSIGHT}
    assert {by for by in everybody if rows(world, child, by)} == {"USBP", "ORR", BED, OVERSIGHT}
    child.say(intake.PlacementDeclined, BED, place=BED, reason=codes.PlacementDecline.NO_ISOLATION)
    assert {by for by in everybody if rows(world, child, by)} == {"USBP", "ORR", OVERSIGHT}
    with psycopg.connect(world.database.login("custody_read_provider"), autocommit=True) as login:
        door = "SELECT * FROM view_placements.listed(%s, NULL, %s, NULL, NULL, NULL, NULL, 9)"
        assert login.execute(door, (BED, child.person)).fetchall() == []
    nosy = Reader(user=UserId("u"), organisation=OVERSIGHT, role="officer", purpose=Purpose.CUSTODY)
    with pytest.raises(NotPermitted):
        queries.asked_of(world.views, nosy, organisation=bed)


def test_the_program_refuses_what_the_database_would_give(world: World) -> None:
    child = acknowledged(world)
    ask(child)
    world.project()
    with psycopg.connect(world.database.admin) as admin:
        admin.execute(
            "CREATE OR REPLACE FUNCTION view_placements.has_part(a view_placements.ask, reader_organisation text)"
            " RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'"
        )
    with psycopg.connect(world.database.login("custody_read_provider"), autocommit=True) as login:
        door = "SELECT * FROM view_placements.listed('CARE-06', NULL, %s, NULL, NULL, NULL, NULL, 9)"
        assert login.execute(door, (child.person,)).fetchall()
    assert queries.of_person(world.views, reader(OTHER), child.person).rows == ()


def test_longest_waiting_comes_first_page_by_page(world: World) -> None:
    children = [acknowledged(world) for _ in range(5)]
    for number in (3, 0, 4, 2, 1):
        ask(children[number])
    expected = [children[number].episode for number in (3, 0, 4, 2, 1)]
    assert waiting(world) == expected
    for limit in (1, 2, 5):
        seen: list[UUID] = []
        after = None
        while page := queries.asked_of(world.views, reader(BED), after=after, limit=limit).rows:
            assert len(page) <= limit
            after = page[-1].cursor
            seen += [row.episode for row in page]
        assert seen == expected
    assert waiting(world, place=BED) == expected
    assert waiting(world, place=OTHER) == []


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ({"date": PartialDate(text="2009-06-10")}, (date(2027, 6, 10), date(2027, 6, 10))),
        ({"date": PartialDate(text="2008-02-29")}, (date(2026, 3, 1), date(2026, 3, 1))),
        ({"date": PartialDate(text="2009-06")}, (date(2027, 6, 1), date(2027, 6, 30))),
        ({"date": PartialDate(text="2009")}, (date(2027, 1, 1), date(2027, 12, 31))),
        ({"age_years": 9}, (date(2027, 5, 1), date(2028, 5, 1))),
        ({}, None),
    ],
)
def test_between_which_days_somebody_comes_of_age(claim: dict[str, Any], span: tuple[date, date] | None) -> None:
    at = datetime(2019, 5, 1, 12, tzinfo=UTC)
    facts = {"person": PersonId(UUID(int=1)), "birth": birth(**claim), "basis": codes.FactBasis.DOCUMENT}
    assert of_age(event(person.BirthDateClaimed, official(USBP), at, **facts)) == span
