"""Migrations: they build what schema.sql says, can run at any time and at once, and refuse another log's database."""

import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from ledger.domain import register
from ledger.settings import Settings
from ledger.store import queries, schema
from ledger.store.credentials import LOGIN_ROLES, Credentials
from tests.conftest import ORIGIN
from tests.databases import Database, create_database, drop_database
from tests.store.commands import value

MIGRATIONS = sorted(file.name for file in (files("ledger.store") / "sql" / "migrations").iterdir())
CATALOGUE = queries.script("tests.store", "catalogue.sql")


@pytest.fixture
def credentials(server_settings: Settings) -> Credentials:
    return Credentials.load(server_settings.credentials_file)


@pytest.fixture
def empty(server_settings: Settings) -> Iterator[Database]:
    """A database that nothing has been done to."""
    made = create_database(server_settings)
    yield made
    drop_database(made)


def migrate(database: Database, credentials: Credentials, *, purpose: str = "live", origin: str = ORIGIN) -> list[str]:
    return schema.migrate(database.admin, purpose=purpose, origin=origin, credentials=credentials)


def catalogue(database: Database) -> list[str]:
    with psycopg.connect(database.admin) as admin:
        return [line for (line,) in admin.execute(CATALOGUE)]


def test_migrations_build_what_schema_sql_says(database: Database, empty: Database, credentials: Credentials) -> None:
    schema.build_from_schema(empty.admin, credentials=credentials)
    migrated = catalogue(database)
    assert migrated == catalogue(empty)
    assert {line.split()[0] for line in migrated} == {
        "column", "relation", "constraint", "index", "trigger", "function", "schema", "default",
    }  # fmt: skip


def test_a_difference_in_schema_is_seen(database: Database, admin: psycopg.Connection[Any]) -> None:
    before = catalogue(database)
    admin.execute("ALTER TABLE ledger.log DISABLE TRIGGER refuse_rows")
    assert catalogue(database) != before


def test_migrations_are_numbered_and_named() -> None:
    assert [name[:4] for name in MIGRATIONS] == [f"{n:04}" for n in range(1, len(MIGRATIONS) + 1)]
    assert [name for name in MIGRATIONS if not re.fullmatch(r"\d{4}_[a-z]+_[a-z_]+\.sql", name)] == []


def test_a_second_run_applies_nothing(empty: Database, credentials: Credentials) -> None:
    applied = [f"migrations/{name}" for name in MIGRATIONS] + list(schema.REPEATED)
    assert migrate(empty, credentials) == applied
    assert migrate(empty, credentials) == []


def test_many_may_start_at_once(server_settings: Settings, credentials: Credentials) -> None:
    """Two new databases, neither of which exists, four starts each."""
    names = [f"custody_test_{secrets.token_hex(6)}" for _ in range(2)]
    databases = [Database(Settings(server_settings.home, name, server_settings.database_url)) for name in names]
    try:
        with ThreadPoolExecutor(8) as threads:
            applied = list(threads.map(lambda database: migrate(database, credentials), databases * 4))
        assert sorted(map(bool, applied)) == [False] * 6 + [True] * 2
        assert catalogue(databases[0]) == catalogue(databases[1])
    finally:
        for database in databases:
            drop_database(database)


def test_a_changed_function_is_replaced(
    database: Database, admin: psycopg.Connection[Any], credentials: Credentials
) -> None:
    before = catalogue(database)
    admin.execute("DROP FUNCTION ledger.clock()")
    admin.execute("UPDATE ledger.migration SET sha256 = '' WHERE name = 'reads.sql'")
    assert migrate(database, credentials) == ["reads.sql", "privileges.sql"]
    assert catalogue(database) == before


def test_an_edited_migration_is_refused(
    database: Database, admin: psycopg.Connection[Any], credentials: Credentials
) -> None:
    admin.execute("UPDATE ledger.migration SET sha256 = '' WHERE name = %s", (f"migrations/{MIGRATIONS[0]}",))
    with pytest.raises(schema.WrongDatabase, match=f"{MIGRATIONS[0]} was changed"):
        migrate(database, credentials)


@pytest.mark.parametrize("other", [{"purpose": "simulation"}, {"origin": "ledger.test/another"}])
def test_purpose_and_origin_are_fixed_for_life(
    database: Database, credentials: Credentials, other: dict[str, str]
) -> None:
    with pytest.raises(schema.WrongDatabase, match="fixed for life"):
        migrate(database, credentials, **other)
    with psycopg.connect(database.login("custody_writer")) as writer:
        identity = writer.execute("SELECT purpose, origin FROM ledger.identity()")
        assert identity.fetchall() == [("live", ORIGIN)]


def test_a_run_that_fails_leaves_nothing(empty: Database, credentials: Credentials) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        migrate(empty, credentials, purpose="rehearsal")
    with psycopg.connect(empty.admin) as admin:
        assert value(admin, "SELECT to_regnamespace('ledger')") is None


def test_organisations_are_those_of_the_register(
    database: Database, admin: psycopg.Connection[Any], credentials: Credentials
) -> None:
    admin.execute("UPDATE ledger.organisation SET reader_class = 'oversight' WHERE code = 'USBP'")
    admin.execute("DELETE FROM ledger.organisation WHERE code = 'ICE'")
    admin.execute("INSERT INTO ledger.organisation VALUES ('NOBODY', 'oversight')")
    migrate(database, credentials)
    kept = dict(admin.execute("SELECT code, reader_class FROM ledger.organisation").fetchall())
    assert kept == {code: each.reader_class for code, each in register.ORGANISATIONS.items()}


def test_passwords_are_those_of_the_file(
    database: Database, server_settings: Settings, credentials: Credentials
) -> None:
    if server_settings.database_url:
        pytest.skip("for a moment this changes the passwords of a server that other tests use at the same time")
    drawn = Credentials({role: secrets.token_urlsafe(8) for role in LOGIN_ROLES})
    login = make_conninfo(database.admin, user="custody_read_ice", password=drawn.password("custody_read_ice"))
    try:
        migrate(database, drawn)
        psycopg.connect(login).close()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(database.login("custody_read_ice"))
    finally:
        migrate(database, credentials)
    psycopg.connect(database.login("custody_read_ice")).close()


def test_nobody_may_wait_or_idle_for_long(database: Database) -> None:
    for role in LOGIN_ROLES:
        with psycopg.connect(database.login(role)) as connection:
            for setting in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
                assert value(connection, "SELECT current_setting(%s)", setting) != "0"
