"""The look at the page's store tells a login that is shut out, and a key that is lost, another one or open to all."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from api.page_store import PageStore
from api.page_store.health import PageHealth, examine
from api.page_store.mail_settings import MailSetting
from api.page_store.opening import open_page_store
from api.page_store.sealing import KEY_BYTES
from tests.databases import Database
from tests.page_store.people import AGENT

WELL = PageHealth(login=True, key=True)
NO_KEY = PageHealth(login=True, key=False)
SHUT_OUT = PageHealth(login=False, key=None)


def begin_draft(store: PageStore) -> None:
    store.drafts.begin(AGENT, "intake", b"text")


def ask_for_mail(store: PageStore) -> None:
    store.mail_settings.save(AGENT, MailSetting(address="agent@agency.example", every_minutes=30))


def lose(key: Path) -> None:
    key.unlink()


def draw_another(key: Path) -> None:
    key.write_bytes(bytes(KEY_BYTES))


def cut(key: Path) -> None:
    key.write_bytes(key.read_bytes()[:-1])


def open_to_all(key: Path) -> None:
    key.chmod(0o644)


def test_a_new_database_is_in_order_and_looking_draws_no_key(database: Database) -> None:
    assert examine(database.settings) == WELL
    assert not database.settings.page_key.exists()


@pytest.mark.parametrize("keep", [begin_draft, ask_for_mail])
@pytest.mark.parametrize("harm", [lose, draw_another, cut, open_to_all])
def test_a_key_that_does_not_serve_is_told(
    database: Database, keep: Callable[[PageStore], None], harm: Callable[[Path], None]
) -> None:
    with open_page_store(database.settings) as store:
        keep(store)
    assert examine(database.settings) == WELL
    harm(database.settings.page_key)
    assert examine(database.settings) == NO_KEY


@pytest.mark.parametrize(
    "forbid",
    ["REVOKE CONNECT ON DATABASE {} FROM custody_page", "REVOKE ALL ON SCHEMA page FROM custody_page"],
    ids=["the database", "its schema"],
)
def test_a_login_that_is_shut_out_is_told(database: Database, forbid: str) -> None:
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute(sql.SQL(forbid).format(sql.Identifier(database.name)))
    assert examine(database.settings) == SHUT_OUT
