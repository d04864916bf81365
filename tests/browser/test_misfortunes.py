"""What goes wrong at night: lines that break, fingers that press twice, windows left open, sessions that end."""

from collections.abc import Callable
from http import HTTPStatus

import psycopg
import pytest
from playwright.sync_api import Route, expect

from api.page_store.sessions import IDLE_LIMIT
from tests.browser.conftest import PageFactory
from tests.browser.evening import Evening
from tests.browser.sides import GIVER, ORR, TAKER, Side, side
from tests.browser.watching import Watch

NEW = "/handoffs/new?to=CARE-11"
TWELVE = 12

Make = Callable[..., Side]


@pytest.fixture
def sit(evening: Evening, page_factory: PageFactory) -> Make:
    """Somebody sits down at a computer of their own, and signs in."""
    return lambda user, path="/", **how: side(evening, page_factory(**how), user, path)


def offered(giver: Side) -> str:
    """Twelve children are offered to CARE-11: the path of the handoff."""
    giver.open(NEW)
    giver.press("Choose all 12")
    giver.press("Offer 12 children")
    giver.sees("Offered: 12 children.")
    return giver.path


def sent(giver: Side, taker: Side) -> str:
    """Twelve children are on the road to CARE-11."""
    path = offered(giver)
    taker.open(path).press("Accept")
    taker.sees("Accepted: 12 children.")
    giver.open(path).pack()
    giver.press("They have left")
    giver.sees("Dispatched: 12 children.")
    return path


def at_the_door(taker: Side, path: str) -> None:
    """The form of the door, with everything said but the signature."""
    taker.open(f"{path}/receive")
    taker.fill("/head_count:int", "12")
    taker.pick("identity_method", "photo")
    taker.pick("condition", "well")
    taker.pick("packets", "listed")
    taker.press("All here")
    expect(taker.page.locator("[data-count=received]")).to_have_text("12")


def test_the_line_breaks_at_the_door(sit: Make, evening: Evening) -> None:
    taker = sit(TAKER)
    path = sent(sit(GIVER), taker)
    at_the_door(taker, path)
    before = evening.recorded
    taker.page.context.set_offline(True)
    taker.press("Sign for who is ticked")
    expect(taker.page.get_by_role("alert")).to_contain_text("No connection")
    expect(taker.page.locator("[data-count=received]")).to_have_text("12")
    assert evening.recorded == before
    taker.page.context.set_offline(False)
    taker.press("Sign for who is ticked")
    taker.sees("Signed for: 12 children.")


@pytest.mark.browser_all
def test_the_answer_does_not_arrive(sit: Make, evening: Evening) -> None:
    """The server has recorded it and the line breaks: the same form again gets the same answer."""
    taker = sit(TAKER)
    path = sent(sit(GIVER), taker)
    at_the_door(taker, path)
    before = evening.recorded

    def swallow(route: Route) -> None:
        """Let the request through, and its answer not."""
        answer = route.fetch(max_redirects=0, headers=route.request.headers | {"sec-fetch-site": "same-origin"})
        assert answer.status == HTTPStatus.SEE_OTHER
        route.abort()

    taker.page.route("**/receive", swallow, times=1)
    taker.press("Sign for who is ticked")
    taker.page.wait_for_url("chrome-error://**")
    assert evening.recorded == before + TWELVE
    taker.page.reload()  # which sends the form again
    taker.sees("Signed for: 12 children.")
    expect(taker.page.locator("tbody .tag-good")).to_have_count(TWELVE)
    assert evening.recorded == before + TWELVE


@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.browser_all)])
def test_every_button_is_pressed_twice(sit: Make, evening: Evening, *, script: bool) -> None:
    giver, taker = (sit(user, java_script_enabled=script) for user in (GIVER, TAKER))
    twice(giver.open("/intake"), "Begin a group", "Where and when")
    giver.open(NEW).press("Choose all 12")
    recorded = Recorded(evening)
    twice(giver, "Offer 12 children", "Offered: 12 children.")
    recorded.grew(TWELVE)
    path = giver.path
    twice(taker.open(path), "Accept", "Accepted: 12 children.")
    recorded.grew(TWELVE)
    giver.open(path).press("The usual papers go along")
    expect(giver.page.locator('[name="/items/0/status"]')).to_have_value("present")
    twice(giver, "Sign the packets", "Packets answered: 12.")
    recorded.grew(TWELVE)
    twice(giver, "They have left", "Dispatched: 12 children.")
    recorded.grew(TWELVE + 2)  # the trip is planned and departs
    twice(giver.open(f"{path}?do=delay"), "Tell of a delay", "Not recorded yet")
    giver.pick("/reason", "traffic")
    giver.fill("/expected_arrival:local", "2019-10-02T05:30")
    twice(giver, "Tell of a delay", "The delay is told to both sides.")
    recorded.grew(1)
    at_the_door_unscripted(taker, path)
    twice(taker, "Sign for who is ticked", "Signed for: 12 children.")
    recorded.grew(TWELVE)
    twice(taker, "Admit", "Admitted: 12 children.")
    recorded.grew(TWELVE)
    orr = sit(ORR, "/referrals?step=referred", java_script_enabled=script)
    orr.tick("Every child in this list")
    acknowledged = orr.page.locator("tbody tr[id^=row-]").count()
    twice(orr, "Acknowledge", "Referrals acknowledged:")
    recorded.grew(acknowledged)


class Recorded:
    """How much the log has grown since it was looked at last."""

    def __init__(self, evening: Evening) -> None:
        self._evening = evening
        self._before = evening.recorded

    def grew(self, by: int) -> None:
        """By exactly so many events."""
        assert self._evening.recorded == self._before + by
        self._before += by


def twice(somebody: Side, button: str, told: str) -> None:
    """Press a button twice, as fast as a finger does."""
    somebody.button(button).dblclick(no_wait_after=True)
    somebody.sees(told)


def at_the_door_unscripted(taker: Side, path: str) -> None:
    """As `at_the_door`, also where no script counts."""
    taker.open(f"{path}/receive")
    taker.pick("identity_method", "photo")
    taker.pick("condition", "well")
    taker.pick("packets", "listed")
    taker.press("All here")
    expect(taker.page.locator('input[value="received"]:checked')).to_have_count(TWELVE)


@pytest.mark.browser_all
def test_back_and_sent_again(sit: Make, evening: Evening) -> None:
    giver, taker = sit(GIVER), sit(TAKER)
    path = offered(giver)
    giver.page.go_back()
    giver.sees_no("Choose all 12")  # they are offered, and no longer stand there
    taker.open(path).press("Accept")
    taker.sees("Accepted: 12 children.")
    before = evening.recorded
    taker.page.go_back()
    expect(taker.button("Accept")).to_have_count(0)
    taker.state("Accepted")
    assert evening.recorded == before


@pytest.mark.browser_all
def test_the_same_form_from_a_second_window_is_told_what_happened(sit: Make, evening: Evening) -> None:
    """The second window lies behind and has heard nothing: it shows what was there when it was opened."""
    taker = sit(TAKER)
    path = offered(sit(GIVER))
    taker.open(path)
    other = Side(taker.page.context.new_page(), evening)
    other.page.route("**/live", lambda route: route.abort())
    other.open(path)
    taker.press("Accept")
    taker.sees("Accepted: 12 children.")
    before = evening.recorded
    other.press("Accept")
    expect(other.page.get_by_role("alert")).to_contain_text(
        "Accepted just now by CARE-11.evening (Prairie House (invented)). Nothing was recorded."
    )
    assert evening.recorded == before


@pytest.mark.browser_all
def test_two_windows_follow_each_other(sit: Make, evening: Evening) -> None:
    taker = sit(TAKER)
    path = offered(sit(GIVER))
    taker.open(path)
    other = Side(taker.page.context.new_page(), evening).open(path)
    taker.press("Accept")
    other.state("Accepted")  # by itself


@pytest.mark.browser_all
def test_the_session_ends_at_the_door(sit: Make, evening: Evening) -> None:
    taker = sit(TAKER)
    path = sent(sit(GIVER), taker)
    at_the_door(taker, path)
    before = evening.recorded
    with psycopg.connect(evening.database.admin, autocommit=True) as admin:
        admin.execute("UPDATE page.session SET last_seen_at = last_seen_at - %s::interval", (IDLE_LIMIT,))
    taker.press("Sign for who is ticked")
    taker.sees("Your session had ended. What you sent is kept")
    assert evening.recorded == before
    taker.page.locator(f'form:has(input[name="user"][value="{TAKER}"]) button').click()
    taker.press("Send it again")
    taker.sees("Signed for: 12 children.")
    assert evening.recorded == before + TWELVE


@pytest.mark.browser_all
def test_the_giver_was_quicker(sit: Make, evening: Evening, watch: Watch) -> None:
    giver, taker = sit(GIVER), sit(TAKER, java_script_enabled=False)
    path = offered(giver)
    taker.open(path)
    giver.open(f"{path}?do=recall")
    giver.pick("/reason", "child_unwell")
    giver.press("Recall the offer")
    giver.sees("Recalled: 12 children.")
    before = evening.recorded
    taker.press("Accept")
    expect(taker.page.get_by_role("alert")).to_contain_text("Recalled just now by BP-RGV.night (U.S. Border Patrol).")
    expect(taker.button("Accept")).to_have_count(0)
    assert evening.recorded == before
    assert all("409" in complaint for complaint in watch.complaints)
