"""Intake in a browser: saved while somebody types, over a lost connection, in two windows, after the session's end."""

import re

import psycopg
import pytest
from playwright.sync_api import Page, expect

from api.page_store.sessions import IDLE_LIMIT
from tests.api.conftest import logged, world
from tests.api.world import World
from tests.architecture.tree import ROOT
from tests.browser.conftest import Axe, LiveServer, PageFactory
from tests.browser.watching import Watch

__all__ = ["logged", "world"]

SCREENS = ROOT / ".build/screens"
USER = "BP-RGV.coordinator"
SAVED = re.compile(r"^(Saved at|Guardado a las) \d\d:\d\d (by the server.s clock|según el reloj del servidor)$")
TWO_SECONDS = 2_000.0


def served(world: World, live_server: LiveServer) -> str:
    world.app.state.site = world.site  # worlds share the app
    return live_server(world.app)


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in?next=/intake")
    page.locator(f'form:has(input[value="{USER}"]) button').click()


def begin(page: Page, address: str, *, people: int = 3) -> str:
    """Sign in and begin a group; its address."""
    sign_in(page, address)
    page.locator("#begin-people").fill(str(people))
    page.locator("#begin-people").press("Enter")
    page.wait_for_url(re.compile(r"/intake/[0-9a-f-]{36}$"))
    return page.url


def fill(page: Page, number: int, **texts: str) -> None:
    for what, text in texts.items():
        page.locator(f'[name="p.{number}.{what}"]').fill(text)


def given(page: Page, number: int) -> str:
    return page.locator(f'[name="p.{number}.given"]').input_value()


def test_what_is_typed_is_saved_within_two_seconds(
    world: World, live_server: LiveServer, page_factory: PageFactory
) -> None:
    page = page_factory()
    path = begin(page, served(world, live_server))
    with page.expect_response(f"{path}/save", timeout=TWO_SECONDS) as answer:
        fill(page, 1, given="María José", birth="4")
        page.locator('[name="p.1.answer"]').select_option("none")
    assert answer.value.ok
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    expect(page.locator('[data-hints="1"]')).to_contain_text("Ask again who brought the child")
    page.reload()
    assert given(page, 1) == "María José"


def test_a_lost_connection_loses_nothing(world: World, live_server: LiveServer, page_factory: PageFactory) -> None:
    page = page_factory()
    path = begin(page, served(world, live_server))
    page.context.set_offline(True)
    fill(page, 1, given="Ana")
    expect(page.locator("[data-state]")).to_contain_text("Not saved yet: no connection")
    page.get_by_role("button", name="Record the group").click()
    expect(page.locator("[data-state]")).to_contain_text("Not saved yet: no connection")
    assert page.url == path
    fill(page, 2, given="Luis")
    with page.expect_event("dialog") as guard:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.close(run_before_unload=True)
    assert guard.value.type == "beforeunload"
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    page.reload()
    assert (given(page, 1), given(page, 2)) == ("Ana", "Luis")


@pytest.mark.browser_all
def test_two_windows_are_told_and_lose_nothing(
    world: World, live_server: LiveServer, page_factory: PageFactory
) -> None:
    one = page_factory()
    path = begin(one, served(world, live_server))
    other = one.context.new_page()
    other.goto(path)
    fill(one, 1, given="Ana")
    expect(one.locator("[data-state]")).to_have_text(SAVED)
    one.wait_for_function("document.querySelector('[name=revision]').value === '2'")
    fill(other, 1, given="Anna")
    expect(other.locator("[data-state]")).to_contain_text("Changed in another window")
    other.get_by_role("button", name="Save and go on").click()
    other.wait_for_url(re.compile("done=kept_apart"))
    assert path not in other.url
    assert given(other, 1) == "Anna"
    one.reload()
    assert given(one, 1) == "Ana"


@pytest.mark.browser_all
def test_the_end_of_the_session_loses_nothing(world: World, live_server: LiveServer, page_factory: PageFactory) -> None:
    page = page_factory()
    path = begin(page, served(world, live_server))
    with psycopg.connect(world.database.admin, autocommit=True) as admin:
        admin.execute("UPDATE page.session SET last_seen_at = last_seen_at - %s::interval", (IDLE_LIMIT,))
    fill(page, 1, given="O'Brien <b>")
    expect(page.locator("[data-state]")).to_contain_text("Your session has ended")
    page.get_by_role("button", name="Save and go on").click()
    page.locator(f'form:has(input[value="{USER}"]) button').click()
    expect(page.get_by_text("O'Brien <b>")).to_be_visible()
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url(path)
    assert given(page, 1) == "O'Brien <b>"


def test_a_group_by_keyboard_alone(world: World, live_server: LiveServer, page_factory: PageFactory) -> None:
    page = page_factory()
    begin(page, served(world, live_server), people=2)
    page.get_by_role("button", name="It was just now").focus()
    page.keyboard.press("Enter")
    expect(page.locator('[name="g.time"]')).not_to_have_value("")
    page.locator('[name="p.1.given"]').focus()
    page.keyboard.type("Ana")
    page.keyboard.press("Enter")
    page.keyboard.type("Luis")
    for _ in range(7):
        page.keyboard.press("Tab")
    page.keyboard.type("Nobody")
    for _ in range(9):
        page.keyboard.press("Shift+Tab")  # back over the boxes of Luis and the details of Ana
    page.keyboard.type("Nobody")
    expect(page.locator('[name="p.1.answer"]')).to_have_value("none")
    expect(page.locator('[name="p.2.answer"]')).to_have_value("none")
    page.get_by_role("button", name="Record the group").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/done"))
    expect(page.get_by_role("heading", level=1)).to_have_text("The group is recorded")
    expect(page.get_by_role("row", name="Luis")).to_be_visible()


def test_a_second_press_is_not_sent(world: World, live_server: LiveServer, page_factory: PageFactory) -> None:
    page = page_factory()
    begin(page, served(world, live_server), people=1)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    fill(page, 1, given="Ana")
    page.get_by_role("button", name="Add 5 people").dblclick()
    page.wait_for_url(re.compile(r"row=2"))
    expect(page.locator("[data-row]")).to_have_count(6)
    expect(page.locator('[name="p.2.given"]')).to_be_focused()
    assert len([url for url in sent if not url.endswith("/save")]) == 1


@pytest.mark.browser_all
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [1280, 400])
def test_every_page_of_intake(
    world: World,
    live_server: LiveServer,
    page_factory: PageFactory,
    axe: Axe,
    watch: Watch,
    *,
    width: int,
    language: str,
) -> None:
    page = page_factory(language=language, width=width)
    path = begin(page, served(world, live_server), people=3)

    def look(name: str) -> None:
        page.screenshot(path=SCREENS / f"intake-{name}-{width}-{language}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert (name, axe(page), wide) == (name, [], False)

    fill(page, 1, given="María José", first="Caal", birth="4", languages="kek")
    page.locator('[name="p.1.answer"]').select_option("none")
    fill(page, 2, given="عائشة", birth="03/04/2010")
    page.locator("#row-2 summary").click()
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    look("group")
    page.locator("[formaction]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look("amiss")
    page.locator('[value="paste"]').click()
    page.wait_for_url(re.compile("/paste"))
    page.locator("textarea").fill("Nombre\tEdad\tFMUA\n<script>alert(1)</script>\t9\tY\n")
    look("paste")
    page.locator('[value="look"]').click()
    look("understood")
    page.locator('label[for="without-2"]').click()
    page.locator('[value="add"]').click()
    page.wait_for_url(re.compile("done=added"))
    page.goto(f"{path.rpartition('/')[0]}")
    look("list")
    page.goto(path)
    page.locator('[name="do"][value="now"]').click()
    expect(page.locator('[name="g.time"]')).not_to_have_value("")
    fill(page, 2, birth="2010-04")
    for number in (2, 3):
        page.locator(f'[name="p.{number}.answer"]').select_option("not_asked")
    page.locator("[formaction]").click()
    page.wait_for_url(re.compile("/done"))
    look("done")
    assert watch.other_hosts == set()
