"""A form that is sent by a session that has run out is kept for whose it was, and sent again as it was."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from api.page_store.drafts import DRAFT_BYTES_MAX
from api.page_store.sessions import IDLE_LIMIT, LEFT_LIMIT
from api.web.unsent import UNSENT_MAX
from ledger.domain.person import PersonRegistered
from tests.api.world import World
from tests.web.intake import COORDINATOR, NIGHT, Browse, alone, begun, events, record, typed
from tests.web.reading import Page

KEPT = "A form you had sent was kept"


def expire(world: World, *, unused: timedelta = IDLE_LIMIT) -> None:
    """Let every session run out."""
    with psycopg.connect(world.database.admin, autocommit=True) as admin:
        admin.execute("UPDATE page.session SET last_seen_at = last_seen_at - %s::interval", (unused,))


def drafts(world: World) -> list[tuple[str, bool]]:
    """Kinds of all drafts, and whether they are open."""
    with psycopg.connect(world.database.admin) as admin:
        return admin.execute("SELECT kind, done_at IS NULL FROM page.draft ORDER BY created_at").fetchall()


def kept_form(page: Page) -> tuple[str, dict[str, str]]:
    """Where the kept form goes, and its fields."""
    [action] = [part.split('"')[0] for part in page.response.text.split('action="')[1:] if "?unsent=" in part]
    return action, page.form(action)


def test_a_group_recorded_too_late_is_recorded_after_signing_in(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 2)
    name = "Zoë <b>O'Brien</b>"
    fields = typed(somebody, path, p1=alone(name, note="first line\r\nsecond line"), p2=alone("李"))
    expire(world)
    page = record(somebody, path, fields)
    assert "Your session had ended. What you sent is kept" in page.text
    following = page.form("/sign-in")["next"]
    page = somebody.post("/sign-in", {"user": NIGHT, "next": following})
    assert name in page.text
    action, again = kept_form(page)
    assert again == fields
    assert action.startswith(f"{path}/record?unsent=")
    done = somebody.post(action, again)
    assert "The group is recorded: 2 people." in done.text
    names = {event.name.value.parts[0].text for event in events(world, done, PersonRegistered) if event.name}
    assert names == {name, "李"}
    assert ("unsent", True) not in drafts(world)
    assert KEPT not in somebody.get("/").text


def test_the_start_page_tells_of_it_until_it_is_sent_or_thrown_away(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    expire(world)
    somebody.post(path, {"revision": "1", "p.1.given": "Ana", "do": "save"})
    home = somebody.post("/sign-in", {"user": NIGHT})
    assert KEPT in home.text
    [link] = [each for each in home.links if each.startswith("/unsent/")]
    page = somebody.post(f"{link}/discard", {})
    assert "The draft is thrown away." in page.text
    assert KEPT not in page.text
    assert somebody.get(link).response.url.path == "/"


def test_a_form_that_is_amiss_stays_kept(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    expire(world)
    record(somebody, path, {"revision": "1", "p.1.given": "Ana"})
    home = somebody.post("/sign-in", {"user": NIGHT})
    [link] = [each for each in home.links if each.startswith("/unsent/")]
    action, fields = kept_form(somebody.get(link))
    assert somebody.post(action, fields).status == 422
    assert KEPT in somebody.get("/").text


def test_a_form_is_kept_for_nobody_else(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    expire(world)
    page = somebody.post(path, {"p.1.given": "Ana"})
    link = page.form("/sign-in")["next"]
    assert link.startswith("/unsent/")
    other = browse(COORDINATOR)
    assert KEPT not in other.get("/").text
    assert other.get(link).response.url.path == "/"
    other.post(f"{link}/discard", {})
    assert drafts(world)[-1] == ("unsent", True)


@pytest.mark.parametrize("how", ["signed out", "long ago", "never there", "another site"])
def test_what_is_nobodys_is_not_kept(browse: Browse, world: World, how: str) -> None:
    somebody = browse(NIGHT)
    token = somebody.client.cookies["custody"]
    match how:
        case "signed out":
            somebody.post("/sign-out", {})
        case "long ago":
            expire(world, unused=LEFT_LIMIT)
        case "another site":
            expire(world)
            somebody.client.headers["sec-fetch-site"] = "cross-site"
        case _:
            token = "x" * 43
    somebody.client.cookies.set("custody", token)
    answer = somebody.send("/intake", {"people": "3"})
    assert drafts(world) == []
    if how != "another site":
        assert answer.headers["location"] == "/sign-in?done=not_kept"


def test_a_session_that_is_good_is_not_asked_to_keep_anything(browse: Browse, world: World) -> None:
    begun(browse(NIGHT), 1)
    assert drafts(world) == [("intake", True)]


def test_saving_by_itself_is_only_told(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    path = begun(somebody, 1)
    expire(world)
    headers = {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"}
    answer = somebody.client.post(f"{path}/save", content="revision=1&p.1.given=Ana", headers=headers)
    assert answer.status_code == 401
    assert drafts(world) == [("intake", True)]


def test_htmx_is_led_to_signing_in_too(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    expire(world)
    headers = {"hx-request": "true", "content-type": "application/x-www-form-urlencoded"}
    answer = somebody.client.post("/intake", content="people=3", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/sign-in?next=%2Funsent%2F")


def test_too_much_is_not_kept_and_that_is_told(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    expire(world)
    answer = somebody.send("/intake", {"people": "x" * DRAFT_BYTES_MAX})
    assert answer.headers["location"] == "/sign-in?done=not_kept"
    for _ in range(UNSENT_MAX):
        assert "unsent" in somebody.send("/intake", {"people": "3"}).headers["location"]
    assert somebody.send("/intake", {"people": "3"}).headers["location"] == "/sign-in?done=not_kept"


def test_an_odd_number_in_the_address_changes_nothing(browse: Browse, world: World) -> None:
    somebody = browse(NIGHT)
    for odd in ("x", str(uuid4())):
        assert somebody.send(f"/intake?unsent={odd}", {"people": "1"}).status_code == 303
    assert drafts(world) == [("intake", True)] * 2
