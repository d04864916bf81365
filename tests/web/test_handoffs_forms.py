"""What the giver's forms do not take, and to whom they are offered: said beside the field, nothing recorded."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api.web.handoff_acts import Can, Turn, may, next_act, turn_of
from ledger.domain.custody.facets import Whereabouts
from ledger.domain.custody.state import OfferStatus
from ledger.domain.values import EventId, ManifestId
from projections.handoffs import queries
from projections.handoffs.queries import Handoff
from projections.handoffs.sheets import Status
from tests.api.world import World, caller
from tests.web.feeding import fed, settle
from tests.web.handing import GIVER, OTHER_TAKER, TAKER, Side, placed
from tests.web.reading import Browser
from tests.web.receiving import NAMES, offered, under_way

Browse = Callable[..., Browser]


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


@pytest.fixture
def giver(world: World, browse: Browse) -> Side:
    return Side(world, browse(GIVER))


def recorded(world: World, *episodes: str) -> int:
    """How many events there are of these."""
    loaded = world.site.ledger.load([UUID(episode) for episode in episodes])
    return sum(map(len, loaded.values()))


def test_a_packet_with_nothing_for_one_child_is_signed_for_none(world: World, giver: Side) -> None:
    bus = offered(world, *NAMES[:3])
    settle(world)
    before = recorded(world, *bus.episodes.values())
    page = giver.look(f"{bus.path}?do=pack")
    own = {"/except/0/episode": bus.episodes[NAMES[1]], "/except/0/kind": "medication", "/except/0/status": "present"}
    page = giver.press(page, f"{bus.path}/pack", page.form(f"{bus.path}/pack") | own, do="")
    assert page.status == 422
    assert "Answer at least one item for each child." in page.text
    assert page.form(f"{bus.path}/pack")["/except/0/kind"] == "medication"
    assert recorded(world, *bus.episodes.values()) == before


def test_more_lines_keep_what_was_said(world: World, giver: Side) -> None:
    bus = offered(world, *NAMES[:2])
    settle(world)
    action = f"{bus.path}/pack"
    page = giver.press(giver.look(f"{bus.path}?do=pack"), action, items__0__status="absent", do="lines")
    form = page.form(action)
    assert (form["/items/0/status"], form["lines"], form["/except/7/kind"]) == ("absent", "8", "")


def test_a_seal_that_is_none_is_said_beside_it(world: World, giver: Side) -> None:
    bus = offered(world, *NAMES[:2])
    settle(world)
    action = f"{bus.path}/pack"
    said = {"items__3__status": "present", "items__15__status": "present", "items__15__seal": "not a seal!!" * 20}
    page = giver.press(giver.look(f"{bus.path}?do=pack"), action, do="", **said)
    assert page.status == 422
    assert 'id="f-items-15-seal-error"' in page.response.text


@pytest.mark.parametrize("act", ["turn-back", "void", "redirect"])
def test_who_is_meant_must_be_chosen(world: World, giver: Side, act: str) -> None:
    bus = under_way(world, *NAMES[:2])
    page = giver.look(f"{bus.path}?do={act.replace('-', '_')}")
    page = giver.press(page, f"{bus.path}/{act}", to_place="ICE-SNA", reason="illness")
    assert page.status == 422
    assert "Choose at least one child." in page.text


def test_a_child_of_another_manifest_cannot_be_reported_back(world: World, giver: Side) -> None:
    bus, other = under_way(world, *NAMES[:2]), under_way(world, *NAMES[2:4])
    action = f"{bus.path}/turn-back"
    fields = giver.look(f"{bus.path}?do=turn_back").form(action)
    theirs = fields | {"/rows/0/episode": other.episodes[NAMES[2]], "/rows/0/version:int": "1", "/reason": "illness"}
    before = recorded(world, other.episodes[NAMES[2]])
    assert giver.browser.post(action, theirs).status == 422
    assert recorded(world, other.episodes[NAMES[2]]) == before


def test_who_has_not_left_cannot_be_said_to_have_stayed(world: World, giver: Side) -> None:
    bus = offered(world, *NAMES[:1])
    settle(world)
    fields = giver.look(f"{bus.path}?do=recall").form(f"{bus.path}/recall")
    page = giver.browser.post(f"{bus.path}/void", fields)
    assert page.status == 422


def test_a_delay_is_told_of_the_manifests_own_vehicle(world: World, giver: Side) -> None:
    bus, other = under_way(world, *NAMES[:2]), under_way(world, *NAMES[2:4])
    theirs = giver.look(f"{other.path}?do=delay").form(f"{other.path}/delay")["trip"]
    fields = giver.look(f"{bus.path}?do=delay").form(f"{bus.path}/delay")
    said = {"trip": theirs, "/reason": "weather", "/expected_arrival:local": "2019-05-02T10:00"}
    before = recorded(world, theirs)
    assert giver.browser.post(f"{bus.path}/delay", fields | said).status == 422
    assert recorded(world, theirs) == before
    page = giver.press(giver.look(f"{bus.path}?do=delay"), f"{bus.path}/delay", reason="weather")
    assert page.status == 422
    assert 'id="f-expected_arrival_local-error"' in page.response.text


def test_a_manifest_that_one_has_no_part_in_is_not_there(world: World, browse: Browse) -> None:
    bus = under_way(world, *NAMES[:2])
    assert browse(TAKER).get(bus.path).status == 200
    assert browse(OTHER_TAKER).get(bus.path).status == 404
    assert browse(TAKER).get(f"/handoffs/{uuid4()}").status == 404


def sheet_of(world: World) -> Handoff:
    """An open offer of one child."""
    bus = offered(world, NAMES[0])
    settle(world)
    [sheet] = queries.of_manifest(world.site.views, caller("USBP").reader, ManifestId(UUID(bus.manifest))).rows
    return sheet


def test_each_side_may_do_what_is_its_own(world: World) -> None:
    sheet, left = sheet_of(world), EventId(uuid4())
    assert sheet.expires_at is not None
    now, late = sheet.since, sheet.expires_at + timedelta(minutes=1)
    assert may(sheet, "CARE-11", departure=None, now=now) == {Can.ANSWER}
    assert may(sheet, "CARE-11", departure=None, now=late) == frozenset()
    assert may(sheet, "USBP", departure=None, now=now) == {Can.RECALL, Can.PACK, Can.DISPATCH}
    assert may(sheet, "CARE-02", departure=None, now=now) == frozenset()
    assert may(replace(sheet, version=None), "USBP", departure=left, now=now) == frozenset()
    road = replace(
        sheet, status=Status.UNDER_WAY, whereabouts=Whereabouts.IN_TRANSIT, offer_status=OfferStatus.ACCEPTED
    )
    assert may(road, "USBP", departure=left, now=now) == {Can.REDIRECT, Can.TURN_BACK, Can.VOID}
    assert may(road, "USBP", departure=None, now=now) == {Can.REDIRECT, Can.TURN_BACK}
    assert may(road, "ORR", departure=None, now=now) == {Can.REDIRECT}
    assert may(road, "CARE-11", departure=None, now=now) == {Can.ARRIVE, Can.RECEIVE}
    assert (turn_of(sheet), turn_of(road)) == (Turn.TAKER, Turn.TAKER)
    unanswered = replace(sheet, overdue=True)
    assert (next_act(sheet, frozenset({Can.RECALL})), turn_of(sheet)) == (None, Turn.TAKER)
    assert (next_act(unanswered, frozenset({Can.RECALL})), turn_of(unanswered)) == (Can.RECALL, Turn.GIVER)


def test_a_child_whose_new_place_declined_waits_for_the_giver(world: World) -> None:
    sheet = sheet_of(world)
    sent_on = replace(
        sheet,
        status=Status.UNDER_WAY,
        whereabouts=Whereabouts.IN_TRANSIT,
        offer_status=OfferStatus.REDIRECTED,
        answered_at=None,
    )
    declined = replace(sent_on, answered_at=sheet.since)
    assert may(sent_on, "CARE-11", departure=None, now=sheet.since) >= {Can.ANSWER}
    assert Can.ANSWER not in may(declined, "CARE-11", departure=None, now=sheet.since)
    of_giver = may(declined, "USBP", departure=None, now=sheet.since)
    assert (next_act(declined, of_giver), turn_of(declined)) == (Can.REDIRECT, Turn.GIVER)
    assert (next_act(sent_on, of_giver), turn_of(sent_on)) == (None, Turn.TAKER)


def test_who_was_accepted_alone_is_left_out_of_the_recall(world: World, giver: Side, browse: Browse) -> None:
    placed(world, *NAMES)
    path = giver.offer()
    recalling = giver.look(f"{path}?do=recall")
    fields = recalling.form(f"{path}/recall")
    first = fields["/rows/0/episode"]
    one = {name: text for name, text in fields.items() if not name.startswith("/rows/") or name.startswith("/rows/0/")}
    Side(world, browse(TAKER)).browser.post(f"{path}/accept", one)
    page = giver.press(recalling, f"{path}/recall", reason="transport_unavailable")
    assert page.status == 409
    assert "Left out. Accepted" in page.text
    assert first not in page.form(f"{path}/recall").values()
    assert "Recalled: 11 children." in giver.press(page, f"{path}/recall").text
