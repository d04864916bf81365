"""Sessions and drafts go when they are outdated, and not a moment before."""

from datetime import timedelta

import psycopg
import pytest

from api.page_store.owner import Owner
from api.page_store.sessions import LEFT_LIMIT
from api.web import telling
from api.web.tidying import DRAFT_LIMIT, tidy
from api.web.visiting import UNSENT
from tests.api.world import World, caller
from tests.waiting import wait_until

MINUTE = timedelta(minutes=1)
SOMEBODY = caller("USBP")


def fill(world: World) -> None:
    """A session, a form that was kept, a group half typed and one that was recorded."""
    store, owner = world.site.page_store, Owner.of(SOMEBODY)
    store.sessions.begin(SOMEBODY)
    store.drafts.begin(owner, UNSENT, b"{}")
    store.drafts.begin(owner, "intake", b"{}")
    store.drafts.finish(store.drafts.begin(owner, "intake", b"{}").ref, position=1)


def let_pass(world: World, time: timedelta) -> None:
    """Everything was left alone for a while."""
    with psycopg.connect(world.database.admin, autocommit=True) as admin:
        admin.execute("UPDATE page.session SET last_seen_at = last_seen_at - %s", (time,))
        admin.execute("UPDATE page.draft SET changed_at = changed_at - %(t)s, done_at = done_at - %(t)s", {"t": time})


def left(world: World) -> tuple[int, list[str]]:
    """How many sessions there are, and the kinds of the drafts."""
    with psycopg.connect(world.database.admin) as admin:
        [(sessions,)] = admin.execute("SELECT count(*) FROM page.session").fetchall()
        return sessions, [kind for (kind,) in admin.execute("SELECT kind FROM page.draft ORDER BY kind")]


@pytest.mark.parametrize(
    ("untouched", "stays"),
    [
        (LEFT_LIMIT - MINUTE, (1, ["intake", "intake", UNSENT])),
        (LEFT_LIMIT, (0, ["intake", "intake"])),
        (DRAFT_LIMIT - MINUTE, (0, ["intake", "intake"])),
        (DRAFT_LIMIT, (0, [])),
    ],
)
def test_each_goes_in_its_time(world: World, untouched: timedelta, stays: tuple[int, list[str]]) -> None:
    fill(world)
    let_pass(world, untouched)
    tidy(world.site)
    assert left(world) == stays


def test_what_was_sent_late_is_kept_from_then_on(world: World) -> None:
    """A draft that lay for long and was recorded just now still says what it became."""
    fill(world)
    let_pass(world, DRAFT_LIMIT)
    store, owner = world.site.page_store, Owner.of(SOMEBODY)
    [intake] = [draft for draft in store.drafts.of_owner(owner) if draft.ref.kind == "intake"]
    store.drafts.finish(intake.ref, position=1)
    tidy(world.site)
    assert left(world) == (0, ["intake"])


def test_it_is_done_while_the_page_is_served(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world)
    let_pass(world, DRAFT_LIMIT)
    monkeypatch.setattr(telling, "EVERY_SECONDS", 0.01)
    with telling.telling(world.site, None):
        wait_until(lambda: left(world) == (0, []))
