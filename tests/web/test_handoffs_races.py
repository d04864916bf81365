"""Somebody was quicker: told with who and when, child by child, and the others go on with the same button."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from ledger.domain.custody.handoff import HandoffOffered, HandoffRecalled
from tests.api.world import World
from tests.web.feeding import fed
from tests.web.handing import GIVER, TAKER, TWELVE, Side, only, path_of, placed
from tests.web.reading import Browser

Browse = Callable[..., Browser]
SECOND = "BP-RGV.coordinator"
NEW = "/handoffs/new?to=CARE-11"


@pytest.fixture(autouse=True)
def _fed(world: World) -> Iterator[None]:
    with fed(world):
        yield


@pytest.fixture
def giver(world: World, browse: Browse) -> Side:
    return Side(world, browse(GIVER))


@pytest.fixture
def taker(world: World, browse: Browse) -> Side:
    return Side(world, browse(TAKER))


def last(world: World, episode: str) -> object:
    return world.site.ledger.load([UUID(episode)])[UUID(episode)][-1].event


def test_a_child_that_somebody_else_offered_is_left_out_and_the_other_eleven_go(
    world: World, giver: Side, browse: Browse
) -> None:
    episodes = placed(world, *TWELVE)
    chosen = giver.press(giver.look(NEW), NEW, do="all")
    other = Side(world, browse(SECOND))
    theirs = other.press(other.look(NEW), NEW, do="all")
    other.press(theirs, NEW, only(theirs, theirs.form(NEW), [episodes[TWELVE[4]]]), do="offer")

    page = giver.press(chosen, NEW, do="offer")
    assert page.status == 409
    assert "Nothing was offered: 1 of 12 cannot be offered now." in page.text
    assert "Last: Offered to the next holder, 1 minute ago, by BP-RGV.coordinator (U.S. Border Patrol)" in page.text
    assert "Offer 11 children" in page.text
    assert not isinstance(last(world, episodes[TWELVE[0]]), HandoffOffered)

    page = giver.press(page, NEW, do="offer")
    assert "Offered: 11 children." in page.text
    assert isinstance(last(world, episodes[TWELVE[0]]), HandoffOffered)


def test_a_record_that_changed_meanwhile_is_left_out(world: World, giver: Side) -> None:
    episodes = placed(world, *TWELVE)
    chosen = giver.press(giver.look(NEW), NEW, do="all")
    changed = episodes[TWELVE[7]]
    world.done(f"/custody/{changed}/book-in", {"claimed": world.claimed(), "place": "BP-RGV"}, by="USBP", version=None)
    page = giver.press(chosen, NEW, do="offer")
    assert page.status == 409
    assert "Left out. Last: Booked in" in page.text
    assert "Offer 11 children" in page.text


def test_the_recall_and_the_acceptance_cross(world: World, giver: Side, taker: Side) -> None:
    episodes = placed(world, *TWELVE)
    path = giver.offer()
    answering, recalling = taker.look(path), giver.look(f"{path}?do=recall")
    giver.press(recalling, f"{path}/recall", reason="transport_unavailable")
    page = taker.press(answering, f"{path}/accept")
    assert page.status == 409
    assert "Recalled 1 minute ago by BP-RGV.night (U.S. Border Patrol). Nothing was recorded." in page.text, page.text
    assert isinstance(last(world, episodes[TWELVE[0]]), HandoffRecalled)


def test_the_acceptance_and_the_recall_cross(world: World, giver: Side, taker: Side) -> None:
    placed(world, *TWELVE)
    path = giver.offer()
    recalling = giver.look(f"{path}?do=recall")
    taker.press(taker.look(path), f"{path}/accept")
    page = giver.press(recalling, f"{path}/recall", reason="child_unwell")
    assert page.status == 409
    assert "Accepted 1 minute ago by CARE-11.evening (Prairie House (invented)). Nothing was recorded." in page.text
    form = page.form(f"{path}/recall")
    assert form["/reason"] == "child_unwell"
    page = giver.press(page, f"{path}/recall")
    assert "Recalled: 12 children." in page.text


def test_one_that_was_recalled_alone_is_left_out_of_the_dispatch(world: World, giver: Side, taker: Side) -> None:
    episodes = placed(world, *TWELVE)
    path = giver.offer()
    taker.press(taker.look(path), f"{path}/accept")
    leaving = giver.look(f"{path}?do=dispatch")
    giver.do(path, "recall", episodes[TWELVE[2]], reason="child_unwell")
    page = giver.press(leaving, f"{path}/dispatch")
    assert page.status == 409
    assert "1 of the children cannot be in it now" in page.text
    assert episodes[TWELVE[2]] not in page.form(f"{path}/dispatch").values()
    page = giver.press(page, f"{path}/dispatch")
    assert "Dispatched: 11 children." in page.text, page.text


def test_a_double_press_offers_once(world: World, giver: Side) -> None:
    placed(world, *TWELVE)
    chosen = giver.press(giver.look(NEW), NEW, do="all")
    first = giver.press(chosen, NEW, do="offer")
    again = giver.press(chosen, NEW, do="offer")
    assert path_of(first) == path_of(again)
    assert again.status == 200


def test_no_child_chosen_is_said(world: World, giver: Side) -> None:
    placed(world, TWELVE[0])
    page = giver.press(giver.look(NEW), NEW, do="offer")
    assert page.status == 422
    path = giver.offer()
    page = giver.look(f"{path}?do=recall")
    fields = only(page, page.form(f"{path}/recall"), [])
    page = giver.press(page, f"{path}/recall", fields, reason="other")
    assert page.status == 422
    assert "Choose at least one child." in page.text
