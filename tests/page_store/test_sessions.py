"""Sessions end when they should, by the server's own clock, and the database cannot give anybody a token."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from api.page_store import PageStore
from api.page_store.opening import open_page_store
from api.page_store.owner import Owner
from ledger.domain.errors import InvalidValue
from tests.databases import Database
from tests.page_store.people import AGENT, dump, signed_in

Admin = psycopg.Connection[Any]


def age(admin: Admin, *, unused: timedelta = timedelta(0), begun: timedelta = timedelta(0)) -> None:
    """Let time pass for every session."""
    admin.execute(
        "UPDATE page.session SET last_seen_at = last_seen_at - %s, created_at = created_at - %s", (unused, begun)
    )


def seen_ago(admin: Admin) -> timedelta:
    """How long ago the one session was seen."""
    row = admin.execute("SELECT now() - last_seen_at FROM page.session").fetchone()
    assert row is not None
    ago: timedelta = row[0]
    return ago


def test_a_session_says_who_is_there(common: PageStore) -> None:
    caller = signed_in()
    found = common.sessions.of(common.sessions.begin(caller, language="es"))
    assert found is not None
    assert (found.caller, found.language) == (caller, "es")
    assert abs(datetime.now(UTC) - found.created_at) < timedelta(minutes=1)
    assert Owner.of(found.caller) == AGENT


def test_what_need_not_be_said_is_not_made_up(common: PageStore) -> None:
    caller = signed_in(office=None, case_reference=None)
    found = common.sessions.of(common.sessions.begin(caller))
    assert found is not None
    assert found.caller == caller


def test_the_database_has_the_hash_of_the_token_and_not_the_token(store: PageStore, admin: Admin) -> None:
    token = store.sessions.begin(signed_in())
    digest = hashlib.sha256(token.encode()).digest()
    assert admin.execute("SELECT token_hash FROM page.session").fetchall() == [(digest,)]
    assert token not in dump(admin)
    assert len(token) >= 43  # 32 bytes in base64
    assert store.sessions.of(digest.hex()) is None


def test_each_sign_in_has_a_token_of_its_own(common: PageStore) -> None:
    first, second = (common.sessions.begin(signed_in()) for _ in range(2))
    assert first != second
    common.sessions.end(first)
    assert common.sessions.of(first) is None
    assert common.sessions.of(second) is not None


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "é\x00\ud800", "' OR true --"])
def test_a_token_that_was_never_given_is_nobodys(common: PageStore, token: str) -> None:
    common.sessions.begin(signed_in())
    assert common.sessions.of(token) is None
    common.sessions.end(token)


def test_signing_out_twice_changes_nothing(store: PageStore, admin: Admin) -> None:
    token = store.sessions.begin(signed_in())
    store.sessions.end(token)
    ended = admin.execute("SELECT ended_at FROM page.session").fetchall()
    store.sessions.end(token)
    assert admin.execute("SELECT ended_at FROM page.session").fetchall() == ended != [(None,)]


@pytest.mark.parametrize(
    ("unused", "begun", "good"),
    [
        (timedelta(minutes=14, seconds=50), timedelta(hours=1), True),
        (timedelta(minutes=15), timedelta(hours=1), False),
        (timedelta(0), timedelta(hours=11, minutes=59, seconds=50), True),
        (timedelta(0), timedelta(hours=12), False),
    ],
)
def test_an_unused_session_ends_after_15_minutes_and_any_after_12_hours(
    common: PageStore, common_admin: Admin, *, unused: timedelta, begun: timedelta, good: bool
) -> None:
    token = common.sessions.begin(signed_in())
    age(common_admin, unused=unused, begun=begun)
    assert (common.sessions.of(token) is not None) == good


def test_a_session_that_is_used_lives_on(common: PageStore, common_admin: Admin) -> None:
    token = common.sessions.begin(signed_in())
    for _ in range(3):
        age(common_admin, unused=timedelta(minutes=14))
        assert common.sessions.of(token) is not None


def test_using_a_session_is_written_once_a_minute(store: PageStore, admin: Admin) -> None:
    token = store.sessions.begin(signed_in())
    age(admin, unused=timedelta(seconds=50))
    store.sessions.of(token)
    assert seen_ago(admin) >= timedelta(seconds=50)
    age(admin, unused=timedelta(seconds=11))
    store.sessions.of(token)
    assert seen_ago(admin) < timedelta(seconds=50)


def test_what_a_page_asks_by_itself_keeps_no_session_alive(common: PageStore, common_admin: Admin) -> None:
    token = common.sessions.begin(signed_in())
    age(common_admin, unused=timedelta(minutes=14))
    assert common.sessions.of(token, by_person=False) is not None
    age(common_admin, unused=timedelta(minutes=1))
    assert common.sessions.of(token, by_person=False) is None
    assert common.sessions.of(token) is None


def test_a_simulation_has_sessions_by_the_real_clock(simulation: Database) -> None:
    with open_page_store(simulation.settings) as store, psycopg.connect(simulation.login("custody_demo")) as demo:
        token = store.sessions.begin(signed_in())
        demo.execute("SELECT ledger.move_clock('2019-06-01Z')")
        demo.commit()
        found = store.sessions.of(token)
        assert found is not None
        assert abs(datetime.now(UTC) - found.created_at) < timedelta(minutes=1)


@pytest.mark.parametrize("column", ["organisation", "office", "purpose"])
def test_nobody_acts_for_what_no_register_lists_any_more(common: PageStore, common_admin: Admin, column: str) -> None:
    token = common.sessions.begin(signed_in())
    common_admin.execute(sql.SQL("UPDATE page.session SET {} = 'NONE'").format(sql.Identifier(column)))
    assert common.sessions.of(token) is None


@pytest.mark.parametrize(
    "changes", [{"user": "Dana Whitfield"}, {"role": "Agent of the night"}, {"case_reference": "child of Ana"}]
)
def test_a_name_does_not_come_into_the_database(store: PageStore, admin: Admin, changes: dict[str, str]) -> None:
    with pytest.raises(InvalidValue):
        store.sessions.begin(signed_in(**changes))
    assert dump(admin).strip() == ""
