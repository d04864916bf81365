"""A program that is newer than its database says so when it starts."""

import psycopg
import pytest
from psycopg import sql

from api.page_store import opening
from ledger.store.pool import UNREACHABLE
from tests.databases import Database


@pytest.fixture
def before_the_page(database: Database) -> Database:
    """A database that the page's login may not enter, as before the migration that brought it."""
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM custody_page").format(sql.Identifier(database.name)))
    return database


def test_a_database_of_before_is_refused_at_the_start(
    before_the_page: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WAIT_SECONDS", 0.2)
    with pytest.raises(UNREACHABLE), opening.open_page_store(before_the_page.settings):
        pass
