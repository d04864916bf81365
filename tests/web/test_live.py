"""The stream that tells a page where the log is: at once, so that nothing is missed before it is connected."""

from collections.abc import Iterator

import httpx
import psycopg
import pytest

from api.page_store.sessions import TOUCH_EVERY
from tests.api.world import World
from tests.browser.serving import serving

END_LISTENER = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND usename = 'custody_page' AND query = 'LISTEN ledger_log'
"""
EVENT_STREAM = {"accept": "text/event-stream"}


@pytest.fixture
def somebody(world: World) -> Iterator[httpx.Client]:
    """Who is signed in over a real connection; the test client gives no answer before its end."""
    world.app.state.site = world.site
    with (
        serving(world.app) as address,
        httpx.Client(base_url=address, headers={"sec-fetch-site": "same-origin"}) as one,
    ):
        one.post("/sign-in", data={"user": "BP-RGV.night"})
        yield one


def told(lines: Iterator[str]) -> int:
    """The next position that is told."""
    return int(next(line for line in lines if line.startswith("data:")).removeprefix("data:"))


def head(world: World) -> int:
    """Where the log is."""
    return world.site.ledger.log_recorder.head().position


def test_whoever_connects_is_told_at_once_where_the_log_is(world: World, somebody: httpx.Client) -> None:
    world.met("Amapola")
    for _ in ("who listens first", "who comes later"):
        with somebody.stream("GET", "/live", headers=EVENT_STREAM) as stream:
            lines = stream.iter_lines()
            assert told(lines) == head(world)
            world.met("Begonia")
            assert told(lines) == head(world)


def test_what_was_recorded_while_nobody_listened_is_told_without_further_growth(
    world: World, somebody: httpx.Client
) -> None:
    with (
        somebody.stream("GET", "/live", headers=EVENT_STREAM) as stream,
        psycopg.connect(world.database.admin, autocommit=True) as admin,
    ):
        lines = stream.iter_lines()
        told(lines)
        assert admin.execute(END_LISTENER).fetchall() == [(True,)]
        world.met("Camelia")
        assert told(lines) == head(world)


def test_listening_does_not_keep_a_session_alive(world: World, somebody: httpx.Client) -> None:
    with psycopg.connect(world.database.admin, autocommit=True) as admin:
        seen = "SELECT last_seen_at FROM page.session"
        admin.execute("UPDATE page.session SET last_seen_at = last_seen_at - 2 * %s::interval", (TOUCH_EVERY,))
        before = admin.execute(seen).fetchall()
        with somebody.stream("GET", "/live", headers=EVENT_STREAM) as stream:
            assert stream.status_code == 200
        assert admin.execute(seen).fetchall() == before
        somebody.get("/glossary").raise_for_status()
        somebody.get("/").raise_for_status()
        assert admin.execute(seen).fetchall() != before


def test_whoever_is_not_signed_in_is_told_nothing(somebody: httpx.Client) -> None:
    somebody.cookies.clear()
    assert somebody.get("/live", headers=EVENT_STREAM).status_code == 401
