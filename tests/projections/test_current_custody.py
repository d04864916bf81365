"""Who holds each child now: the rows along the path, lists and counts, and who is shown what."""

from datetime import timedelta
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest

from ledger.domain import codes
from ledger.domain.custody import care, handoff
from ledger.domain.custody.facets import Step, Whereabouts
from ledger.domain.custody.state import OfferStatus
from ledger.domain.errors import NotPermitted
from ledger.domain.event import StrikeReason
from ledger.domain.register import ORR
from ledger.domain.values import PersonId
from ledger.store.credentials import LOGIN_ROLES
from projections.current_custody import queries
from projections.current_custody.queries import Child as Row
from projections.current_custody.queries import Holding
from projections.positions import NotYet
from tests.projections.world import CARE, CARRIER, NOW, OVERSIGHT, SECTOR, SHELTER, USBP, Child, World, minutes, reader

LEFT, TAKEN, RECEIVED = NOW + minutes(60), NOW + minutes(70), NOW + minutes(120)


def row(world: World, child: Child, *, by: str = OVERSIGHT) -> Row:
    """The child's one row after everything that was recorded."""
    world.project()
    [found] = queries.of_person(world.views, reader(by), child.person).rows
    return found


def shown_to(world: World, child: Child) -> set[str]:
    """Which of some organisations are shown the child."""
    world.project()
    shown = set()
    for organisation in ("USBP", "ICE", "ORR", "CARE-01", "CARE-02", "CARRIER-A", "ADVOCATE-A", "DHS-OIG"):
        try:
            [found] = queries.of_person(world.views, reader(organisation), child.person).rows
        except NotPermitted:
            continue
        assert found.person_id == child.person
        shown.add(organisation)
    return shown


def test_the_row_follows_the_child(world: World) -> None:
    child = world.child()
    met = row(world, child)
    assert (met.legal_custodian, met.holder, met.place, met.since) == (USBP, USBP, SECTOR, NOW)
    assert (met.step, met.whereabouts, met.classification) == (Step.ENCOUNTERED, Whereabouts.AT_PLACE, None)
    assert (met.opened, met.exited, met.offer, met.next_holder) == (True, False, None, None)

    child.placed()
    offer = child.offered()
    offered = row(world, child)
    assert (offered.offer, offered.offer_status, offered.next_holder) == (offer, OfferStatus.OPEN, CARE)
    assert (offered.offer_to_organisation, offered.offer_to_place) == (CARE, SHELTER)
    assert offered.offer_expires_at == NOW + timedelta(days=30)
    assert offered.classification is codes.Classification.UNACCOMPANIED_CHILD

    child.say(handoff.HandoffAccepted, CARE, offer=offer)
    assert row(world, child).offer_status is OfferStatus.ACCEPTED
    child.left(offer, LEFT, escort="usbp.7")
    left = row(world, child)
    assert (left.holder, left.answerable, left.handler, left.since) == (USBP, USBP, "usbp.7", LEFT)
    assert (left.whereabouts, left.place) == (Whereabouts.IN_TRANSIT, None)
    child.say(handoff.TakenByCarrier, CARRIER, TAKEN, offer=offer, trip=None, user="carrier.3")
    taken = row(world, child)
    assert (taken.holder, taken.answerable, taken.previous_holder) == (CARRIER, USBP, USBP)
    assert (taken.legal_custodian, taken.handler) == (USBP, "carrier.3")

    child.received(offer, RECEIVED)
    here = row(world, child)
    assert (here.legal_custodian, here.holder, here.answerable, here.place) == (ORR, CARE, CARE, SHELTER)
    assert (here.step, here.since, here.offer, here.next_holder) == (Step.IN_ORR_CARE, RECEIVED, None, None)
    last = child.say(care.Exited, CARE, RECEIVED + minutes(60), kind="sponsor", sponsor_category="1")
    gone = row(world, child)
    assert (gone.legal_custodian, gone.holder, gone.whereabouts) == (None, None, Whereabouts.NOT_IN_CUSTODY)
    assert (gone.exited, gone.step, gone.position) == (True, Step.EXITED, last.position)


def test_a_correction_moves_what_followed_and_its_void_moves_it_back(world: World) -> None:
    child = world.child()
    child.in_care(LEFT)
    arrived = row(world, child).since
    child.say(care.CustodyVoided, CARE, target=child.last["receive"], reason=StrikeReason.DID_NOT_OCCUR)
    under_way = row(world, child)
    assert (under_way.legal_custodian, under_way.holder, under_way.since) == (USBP, USBP, LEFT)
    child.say(care.CustodyVoided, CARE, target=child.last["void"], reason=StrikeReason.INCORRECT_DATA)
    restored = row(world, child)
    assert (restored.legal_custodian, restored.holder, restored.since) == (ORR, CARE, arrived)


def test_a_receipt_that_comes_late_changes_the_past_only(world: World) -> None:
    child = world.child()
    child.in_care(LEFT)
    child.say(care.WentMissing, CARE, RECEIVED, last_seen_place=SHELTER, reported_to=())
    child.say(care.Moved, CARE, RECEIVED - minutes(5), to_place="CARE-02", approved_by=None)
    found = row(world, child)
    assert (found.whereabouts, found.holder, found.since) == (Whereabouts.MISSING, None, RECEIVED)


# --------------------------------------------------------------------------------------------- who is shown a child


def test_the_circle_moves_with_custody(world: World) -> None:
    child = world.child()
    assert shown_to(world, child) == {"USBP", "DHS-OIG"}
    child.placed()
    assert shown_to(world, child) == {"USBP", "ORR", "DHS-OIG"}
    offer = child.accepted()
    assert shown_to(world, child) == {"USBP", "ORR", "CARE-01", "DHS-OIG"}
    child.left(offer, LEFT)
    child.say(handoff.TakenByCarrier, CARRIER, TAKEN, offer=offer, trip=None)
    assert shown_to(world, child) == {"USBP", "CARRIER-A", "ORR", "CARE-01", "DHS-OIG"}
    child.received(offer, RECEIVED)
    assert shown_to(world, child) == {"ORR", "CARE-01", "DHS-OIG"}


def test_not_there_and_not_for_you_are_one_answer(world: World) -> None:
    child = world.child()
    world.project()
    for organisation, person in (("ICE", child.person), ("ICE", PersonId(uuid4())), ("DHS-OIG", PersonId(uuid4()))):
        with pytest.raises(NotPermitted) as refusal:
            queries.of_person(world.views, reader(organisation), person)
        assert refusal.value.reason == "no_such_record_for_reader"


def test_a_question_about_a_position_that_is_not_there_waits(world: World) -> None:
    child = world.child()
    with pytest.raises(NotYet):
        queries.of_person(world.views, reader("USBP"), child.person, at_least=3)
    world.project()
    assert queries.of_person(world.views, reader("USBP"), child.person, at_least=3).position == 3


DOORS: tuple[LiteralString, ...] = (
    "SELECT * FROM view_current_custody.of_person(%(organisation)s, %(person)s)",
    "SELECT * FROM view_current_custody.listed(%(organisation)s" + ", NULL" * 9 + ", 9)",
    "SELECT * FROM view_current_custody.counted(%(organisation)s)",
    "SELECT * FROM view_current_custody.counted_by_step(%(organisation)s, NULL)",
    "SELECT * FROM view_between_hands.board(%(organisation)s)",
)
READERS = [role for role in LOGIN_ROLES if role.startswith("custody_read_")]


@pytest.fixture
def under_way(world: World) -> Child:
    child = world.child()
    child.placed()
    child.left(child.accepted(), LEFT)
    world.project()
    return child


@pytest.mark.parametrize("door", DOORS)
def test_the_database_holds_the_line_by_login(under_way: Child, door: LiteralString) -> None:
    """Each login tries to read for every organisation: only its own class answers, and only those with a need."""
    of_class = {
        "custody_read_cbp": {"USBP": 1, "OFO": 0},
        "custody_read_ice": {"ICE": 0},
        "custody_read_orr": {"ORR": 1},
        "custody_read_provider": {"CARE-01": 1, "CARE-02": 0, "CARRIER-A": 0},
        "custody_read_oversight": {"DHS-OIG": 1, "HHS-OIG": 1},
        "custody_read_advocate": {"ADVOCATE-A": 0},
    }
    organisations = [code for codes_of in of_class.values() for code in codes_of]
    for login in READERS:
        answered: dict[str, int] = {}
        with psycopg.connect(under_way.world.database.login(login), autocommit=True) as connection:
            for organisation in organisations:
                given = {"organisation": organisation, "person": under_way.person}
                try:
                    answered[organisation] = len(connection.execute(door, given).fetchall())
                except psycopg.errors.InsufficientPrivilege:
                    continue
        assert answered == of_class[login]


# -------------------------------------------------------------------------------------------------- lists and counts


def test_a_list_is_read_page_by_page(world: World) -> None:
    children = {child.episode for child in world.people(5)}
    gone = world.child()
    gone.say(care.Exited, USBP, NOW, kind="released")
    world.project()
    seen: list[UUID] = []
    after = None
    while page := queries.listed(world.views, reader("USBP"), after=after, limit=2).rows:
        assert len(page) <= 2
        after = page[-1].episode
        seen += [found.episode for found in page]
    assert len(seen) == 5
    assert set(seen) == children


def test_a_list_is_of_one_holder_one_place_or_one_addressee(world: World) -> None:
    here, offered, arrived = world.people(3)
    offered.placed()
    offered.offered()
    arrived.in_care(LEFT)
    world.project()

    def episodes(by: str, **filters: Any) -> set[UUID]:  # noqa: ANN401
        return {found.episode for found in queries.listed(world.views, reader(by), **filters).rows}

    assert episodes(OVERSIGHT) == {here.episode, offered.episode, arrived.episode}
    assert episodes(OVERSIGHT, holder=CARE) == {arrived.episode}
    assert episodes(OVERSIGHT, place=SECTOR) == {here.episode, offered.episode}
    assert episodes("CARE-01") == {offered.episode, arrived.episode}
    assert episodes("CARE-01", offered_to=CARE) == {offered.episode}
    assert episodes("USBP") == {here.episode, offered.episode}
    assert episodes("USBP", holder=CARE) == set()


def test_counts_are_of_those_shown(world: World) -> None:
    *_, arrived = world.people(3)
    arrived.in_care(LEFT)
    world.project()
    here = Holding(legal_custodian=USBP, holder=USBP, place=SECTOR, whereabouts=Whereabouts.AT_PLACE, children=2)
    there = Holding(legal_custodian=ORR, holder=CARE, place=SHELTER, whereabouts=Whereabouts.AT_PLACE, children=1)
    assert queries.counted(world.views, reader("USBP")).rows == (here,)
    assert queries.counted(world.views, reader("ORR")).rows == (there,)
    assert queries.counted(world.views, reader(OVERSIGHT)).rows == (here, there)
    assert queries.counted(world.views, reader("ICE")).rows == ()
