"""The evening that the demo leaves open, told to a real ledger: whoever signs in finds the work that is promised."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from fractions import Fraction
from itertools import islice
from uuid import uuid4

import pytest

from api import commands
from api.cli import demo_clock
from api.cli.demo_replay import tell_tonight
from api.cli.demo_report import READER
from api.cli.demo_tonight import print_open, waiting
from api.composition import Readers, make_mapper, open_ledger, open_readers
from api.demo.driver import Replay
from api.demo.plan import ChildPlan
from api.demo.tonight import Part, Tonight, plan_tonight
from api.demo.tonight_acts import tonight_acts
from api.demo.tonight_hours import TONIGHT, at
from api.demo.voices import Ids
from api.web.demo_users import BY_USER
from ledger import verify as audit
from ledger.application import Command
from ledger.domain.codes import IdentifierScheme, Need
from ledger.domain.custody import care, handoff
from ledger.domain.custody.facets import Mark, Whereabouts
from ledger.domain.person import PersonRegistered
from ledger.domain.proposal import Proposal
from ledger.domain.reader import Reader
from ledger.domain.values import EventId, PersonId, PlaceCode, UserId
from ledger.store import clock
from ledger.store.connections import connect
from projections import schema
from projections.asking import Views
from projections.between_hands import queries as between_hands
from projections.current_custody import queries as current_custody
from projections.handoffs import queries as handoffs
from projections.handoffs.queries import Direction, HandoffCount
from projections.handoffs.sheets import Status
from projections.identifiers import queries as identifiers
from projections.irregular import queries as irregular
from projections.runner import Runner
from projections.timeline import queries as timeline
from projections.to_offer import queries as to_offer
from projections.views import VIEWS
from tests.databases import Database, create_database, drop_database

SEED, SHARE = 5, "0.001"
IDS = Ids.of(seed=SEED, share=SHARE)
EVENING = plan_tonight(share=Fraction(SHARE), seed=SEED)


def reader(user: str) -> Reader:
    return BY_USER[UserId(user)].caller.reader


def people(part: Part, evening: Tonight = EVENING) -> set[PersonId]:
    return {IDS.person(number) for number in evening.parts[part]}


def child_of(part: Part, index: int = 0) -> ChildPlan:
    number = EVENING.parts[part][index]
    return next(child for child in EVENING.children if child.number == number)


def project(database: Database) -> None:
    schema.ensure(database.login("custody_projector"), VIEWS)
    codec = make_mapper(database.settings).codec
    with Runner(database.login("custody_projector"), codec=codec, views=VIEWS) as runner:
        runner.catch_up()


def position(database: Database) -> int:
    with connect(database.login("custody_projector")) as connection:
        return audit.end_of(connection)[0]


@contextmanager
def asked(database: Database) -> Iterator[Readers]:
    with open_readers(database.settings, make_mapper(database.settings), connections_max=1) as readers:
        yield readers


@pytest.fixture(scope="module")
def told(make_template: Callable[[str], Database]) -> Iterator[Database]:
    """A database in which the evening was told, and nothing else."""
    template = make_template("simulation")
    made = create_database(template.settings, template=template.name)
    with ExitStack() as stack:
        stack.callback(drop_database, made)
        assert tell_tonight(made.settings, EVENING, IDS)
        project(made)
        yield made


@pytest.fixture(scope="module")
def readers(told: Database) -> Iterator[Readers]:
    with asked(told) as opened:
        yield opened


@pytest.fixture(scope="module")
def views(readers: Readers) -> Views:
    return Views(readers.pools)


def statuses(found: tuple[handoffs.Handoff, ...]) -> Counter[Status]:
    return Counter(row.status for row in found)


def test_the_scene_in_words(views: Views) -> None:
    assert waiting(views, EVENING, IDS) == {
        "placed, to be offered": 12 + 1,  # one offer was recalled
        "to be classified": 5,
        "to be referred": 3,
        "referred, for ORR to acknowledge and place": 4,
        "declined or not answered by the place asked": 2,
        "offered, not answered": 6,
        "accepted, not left yet": 2,
        "under way": 7 + 1,  # one is reported gone and was not aboard
        "at a door, nobody has signed": 2 + 1,  # one is at the giver's own door
        "in care": 1,
    }


def test_tonights_children_are_told_apart_from_the_people_of_the_year(
    told: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    print_open(told.settings, EVENING, IDS, people_of_the_year=1_822, relatives=80)
    printed = capsys.readouterr().out
    assert "It is 2019-10-01 22:2" in printed
    assert "Besides the 1,822 people of the year and their 80 relatives in custody there are 47 children" in printed
    assert "13 placed, to be offered; 8 under way; 6 offered, not answered; " in printed


@pytest.mark.parametrize("user", ["BP-RGV.night", "BP-RGV.coordinator"])
def test_the_border_patrol_finds_children_at_every_step(views: Views, user: str) -> None:
    rgv = PlaceCode("BP-RGV")
    held = current_custody.listed(views, reader(user), holder=reader(user).organisation, place=rgv).rows
    steps = Counter(child.step.value for child in held if child.whereabouts is Whereabouts.AT_PLACE)
    assert steps == {
        "in_dhs_custody": 5,
        "uc_determined": 3,
        "referred": 1,
        "placement_search": 2,
        "placed_pending_transfer": 13,
    }
    to_offer = {child.person_id for child in held if child.step.value.startswith("placed") and child.offer is None}
    assert to_offer == people(Part.TO_OFFER) | people(Part.RECALLED)
    sent = handoffs.sent_by(views, reader(user), place=rgv).rows
    assert statuses(sent) == {Status.UNDER_WAY: 7, Status.TURNED_BACK: 1, Status.RECALLED: 1}
    assert {row.person_id for row in sent if row.status is Status.RECALLED} == people(Part.RECALLED)


def test_twelve_wait_to_be_offered_to_care_11_and_siblings_stand_together(views: Views) -> None:
    who, rgv = reader("BP-RGV.night"), PlaceCode("BP-RGV")
    counts = {row.designated: row.children for row in to_offer.counted(views, who, place=rgv).rows}
    assert (counts[PlaceCode("CARE-11")], counts[PlaceCode("CARE-02")]) == (12, 1)
    found = to_offer.listed(views, who, place=rgv, to_place=PlaceCode("CARE-11")).rows
    assert [row.person_id for row in found] == [IDS.person(number) for number in EVENING.parts[Part.TO_OFFER]]


def test_the_bus_is_fifty_minutes_late_and_not_due_yet(views: Views) -> None:
    found = handoffs.waiting_for(views, reader("CARE-11.evening")).rows
    bus = [row for row in found if row.person_id in people(Part.UNDER_WAY)]
    assert {(row.expected_arrival, row.overdue, row.left_at) for row in bus} == {
        (at(21, 50) + timedelta(minutes=50), False, at(17, 50))
    }
    assert len(bus) == len({row.person_id for row in bus}) == 7
    assert {row.packet_at for row in bus} == {at(16, 40)}
    assert len({row.trip for row in bus}) == 1


def test_care_11_finds_an_offer_of_six_a_bus_and_a_van_with_two_of_three(views: Views) -> None:
    who = reader("CARE-11.evening")
    assert set(handoffs.counted(views, who).rows) == {
        HandoffCount(direction=Direction.INCOMING, status=Status.OFFERED, handoffs=6),
        HandoffCount(direction=Direction.INCOMING, status=Status.UNDER_WAY, handoffs=7 + 1),
        HandoffCount(direction=Direction.INCOMING, status=Status.AT_THE_DOOR, handoffs=2),
    }
    found = handoffs.waiting_for(views, who).rows
    offered = [row for row in found if row.status is Status.OFFERED]
    assert {row.person_id for row in offered} == people(Part.TO_ANSWER)
    assert {(row.giver, row.from_place, row.overdue) for row in offered} == {("ICE", "ICE-SNA", False)}
    assert all(row.expires_at and TONIGHT < row.expires_at < TONIGHT + timedelta(hours=2) for row in offered)
    van = [row for row in found if row.person_id in people(Part.AT_THE_DOOR)]
    assert {row.manifest for row in van} == {IDS.manifest(m.number) for m in EVENING.manifests if len(m.children) == 3}
    assert statuses(tuple(van)) == {Status.AT_THE_DOOR: 2, Status.UNDER_WAY: 1}
    [absent] = [row for row in van if row.status is Status.UNDER_WAY]
    assert (absent.overdue, absent.taken_at) == (True, None)


def test_ice_finds_its_offer_and_its_van(views: Views) -> None:
    sent = handoffs.sent_by(views, reader("ICE-SNA.coordinator")).rows
    assert statuses(sent) == {Status.OFFERED: 6, Status.AT_THE_DOOR: 2, Status.UNDER_WAY: 1}


def test_care_02_finds_an_accepted_offer_of_another_sector(views: Views) -> None:
    [first, second] = handoffs.waiting_for(views, reader("CARE-02.evening")).rows
    assert {first.person_id, second.person_id} == people(Part.ACCEPTED)
    assert {first.status, second.status} == {Status.ACCEPTED}
    assert {first.from_place, second.from_place} == {"BP-LRT"}


def test_one_child_is_back_at_the_givers_door_without_a_signature(views: Views) -> None:
    board = between_hands.board(views, reader("BP-RGV.coordinator")).rows
    [back] = [row for row in board if row.person_id in people(Part.TURNED_BACK)]
    assert (back.whereabouts, back.place, back.answerable) == (Whereabouts.AT_THE_DOOR, "BP-RGV", "USBP")
    assert back.handler is None
    assert len(board) == 7 + 1
    everybody = between_hands.board(views, reader("HHS-OIG.auditor")).rows
    assert {row.person_id for row in everybody} == {
        *people(Part.UNDER_WAY),
        *people(Part.AT_THE_DOOR),
        *people(Part.TURNED_BACK),
    }


def test_referrals_wait_for_orr_and_one_has_waited_since_the_morning(views: Views) -> None:
    rows = [
        row
        for person in people(Part.TO_ACKNOWLEDGE) | people(Part.TO_PLACE)
        for row in current_custody.of_person(views, reader("HHS-OIG.auditor"), person).rows
    ]
    assert Counter(row.step.value for row in rows) == {"referred": 4, "placement_search": 2}


def test_a_receipt_without_a_packet_is_still_on_the_list(views: Views) -> None:
    rows = irregular.listed(views, reader("HHS-OIG.auditor")).rows
    found = Counter(
        (row.code, str(row.organisation_of)) for row in rows if row.person_id in people(Part.WITHOUT_PACKET)
    )
    assert found[Mark.WITHOUT_PACKET, "ICE"] == 1
    assert found[Mark.DISCREPANCY, "CARE-02"] == 1
    refused = {row.code for row in rows if row.person_id in people(Part.TURNED_BACK)}
    assert refused >= {Mark.REFUSED, Mark.TURNED_BACK}


def struck(readers: Readers, person: PersonId) -> list[object]:
    entries = timeline.of_person(readers.log, READER, person, as_of=None, as_known_at=None).timeline.entries
    return [type(entry.item.event) for entry in entries if entry.struck_by is not None]


def test_a_correction_and_a_void_strike_through_lines_of_tonights_timelines(readers: Readers) -> None:
    corrected = [IDS.person(child.number) for child in EVENING.children if child.correction is not None]
    assert [struck(readers, person) for person in corrected] == [[PersonRegistered]]
    assert set(corrected) < people(Part.TO_OFFER)
    assert [struck(readers, person) for person in people(Part.UNDER_WAY)] == [[handoff.Dispatched]] * 7
    entries = timeline.of_person(readers.log, READER, next(iter(people(Part.UNDER_WAY))), as_of=None, as_known_at=None)
    assert care.CustodyVoided in {type(entry.item.event) for entry in entries.timeline.entries}


def test_one_number_is_on_two_children(views: Views) -> None:
    [shared] = identifiers.shared(views, reader("ORR.intakes.night")).rows
    assert shared.scheme is IdentifierScheme.A_NUMBER
    assert set(shared.people) == {IDS.person(number) for number in EVENING.parts[Part.TO_OFFER][:2]}


def test_a_two_year_old_is_among_those_to_be_classified(views: Views) -> None:
    toddler = child_of(Part.TO_CLASSIFY)
    [row] = current_custody.of_person(views, reader("BP-RGV.night"), IDS.person(toddler.number)).rows
    assert (row.step.value, row.classification, row.place) == ("in_dhs_custody", None, "BP-RGV")
    assert Need.TENDER_AGE in toddler.needs


def test_a_second_run_adds_nothing(told: Database) -> None:
    before = position(told)
    assert tell_tonight(told.settings, EVENING, IDS)
    assert position(told) == before > 500


def test_an_interrupted_evening_goes_on_and_the_clock_stands_where_it_ends(
    simulation: Database, told: Database
) -> None:
    with (
        open_ledger(simulation.settings, make_mapper(simulation.settings), connections_max=1) as ledger,
        connect(simulation.login("custody_demo")) as connection,
    ):
        some = Replay(
            record_many=lambda batch: commands.record_many(ledger, batch),
            move_clock=lambda moment: clock.move(connection, moment),
            now=ledger.clock(),
        )
        assert [None for _ in some.run(islice(tonight_acts(EVENING, IDS), 200))]
    assert 0 < position(simulation) < position(told)
    assert tell_tonight(simulation.settings, EVENING, IDS)
    assert position(simulation) == position(told)
    with connect(simulation.login("custody_projector")) as connection:
        assert audit.clock_of(connection) == TONIGHT


def test_a_demo_whose_clock_has_passed_the_evening_goes_without_it(simulation: Database) -> None:
    with connect(simulation.login("custody_demo")) as connection:
        clock.move(connection, TONIGHT + timedelta(days=3))
    assert not tell_tonight(simulation.settings, EVENING, IDS)
    assert position(simulation) == 0


def test_a_demo_that_was_told_the_evening_and_used_for_days_has_it_still(simulation: Database) -> None:
    assert tell_tonight(simulation.settings, EVENING, IDS)
    use(simulation)
    before = position(simulation)
    with connect(simulation.login("custody_demo")) as connection:
        clock.move(connection, TONIGHT + timedelta(days=3))
    assert tell_tonight(simulation.settings, EVENING, IDS)
    assert position(simulation) == before
    with connect(simulation.login("custody_projector")) as connection:
        assert audit.clock_of(connection) == TONIGHT + timedelta(days=3)


def use(simulation: Database) -> None:
    """Somebody at the page answers the offer of six."""
    [offered] = [m for m in EVENING.manifests if m.children == EVENING.parts[Part.TO_ANSWER]]
    by = BY_USER[UserId("CARE-11.evening")].caller.actor
    proposals = tuple(
        Proposal(
            stream=IDS.episode(child),
            event=handoff.HandoffAccepted(
                event_id=EventId(uuid4()),
                by=by,
                person=IDS.person(child),
                offer=IDS.offer(offered.number, "offer", child),
            ),
        )
        for child in offered.children
    )
    with open_ledger(simulation.settings, make_mapper(simulation.settings), connections_max=1) as ledger:
        key = commands.command_key(ledger, by, "an-invented-key", body="accept")
        assert len(ledger.execute(Command(key=key, proposals=proposals, expected={})).events) == 6


def test_a_second_run_beside_one_that_is_served_adds_nothing(told: Database) -> None:
    before = position(told)
    with demo_clock.running(told.settings, tick_seconds=0.001):
        assert tell_tonight(told.settings, EVENING, IDS)
    assert position(told) == before
