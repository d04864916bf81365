"""What the page's login may do, and that it may do nothing else: neither on its own tables nor anywhere beyond."""

from collections.abc import Callable, Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import errors, sql

from ledger.settings import Settings
from projections import schema
from projections.views import VIEWS
from tests.databases import Database, create_database, drop_database
from tests.page_store.people import TABLES

Connection = psycopg.Connection[Any]

ROWS: dict[str, LiteralString] = {
    "session": "INSERT INTO page.session (token_hash, user_id, organisation, role, purpose, language)"
    " VALUES (sha256(gen_random_uuid()::text::bytea), 'u', 'USBP', 'agent', 'custody', 'en')",
    "draft": "INSERT INTO page.draft (id, kind, organisation, user_id, sealed)"
    " VALUES (gen_random_uuid(), 'intake', 'USBP', 'u', 'box')",
    "setting": "INSERT INTO page.setting (organisation, user_id, address, mail_every_minutes)"
    " VALUES ('USBP', 'u', 'box', 30) ON CONFLICT (organisation, user_id) DO UPDATE SET address = excluded.address",
    "backup": "INSERT INTO page.backup (organisation, office, user_id, set_by) VALUES ('USBP', NULL, 'u', 'v')",
    "notice": "INSERT INTO page.notice (kind, organisation, user_id, waiting, offers, outcome)"
    " VALUES ('mail', 'USBP', 'u', 3, '{}', 'sent')",
}
CHANGEABLE = {
    "session": {"last_seen_at", "ended_at"},
    "draft": {"revision", "sealed", "changed_at", "done_at", "position"},
    "setting": {"address", "mail_every_minutes", "changed_at"},
    "backup": set(),
    "notice": set(),
}
NEVER_GIVEN = {
    "session": {"created_at", "last_seen_at", "ended_at"},
    "draft": {"revision", "created_at", "changed_at", "done_at", "position"},
    "setting": {"changed_at"},
    "backup": {"id", "set_at"},
    "notice": {"id", "at"},
}
ON_ANY: tuple[LiteralString, ...] = (
    "TRUNCATE page.{}",
    "ALTER TABLE page.{} DISABLE TRIGGER ALL",
    "ALTER TABLE page.{} ADD COLUMN extra text",
    "ALTER TABLE page.{} OWNER TO CURRENT_USER",
    "DROP TABLE page.{}",
    "CREATE INDEX ON page.{} ((1))",
    "CREATE TRIGGER mine BEFORE INSERT ON page.{} FOR EACH ROW EXECUTE FUNCTION page.refuse_change()",
)
APPEND_ONLY = ("backup", "notice")
REMOVABLE = {"session", "draft"}


@pytest.fixture(scope="module")
def filled(make_template: Callable[[str], Database], server_settings: Settings) -> Iterator[Database]:
    """A simulation with its views, and a row in each of the page's tables."""
    made = create_database(server_settings, template=make_template("simulation").name)
    schema.ensure(made.login("custody_projector"), VIEWS)
    with psycopg.connect(made.login("custody_page"), autocommit=True) as page:
        for statement in ROWS.values():
            page.execute(statement)
    yield made
    drop_database(made)


@pytest.fixture
def page(filled: Database) -> Iterator[Connection]:
    with psycopg.connect(filled.login("custody_page"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def admin(filled: Database) -> Iterator[Connection]:
    with psycopg.connect(filled.admin, autocommit=True) as connection:
        yield connection


def refused(connection: Connection, statement: sql.Composed | LiteralString) -> bool:
    """Whether the statement fails for want of a right; undone if not."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except errors.InsufficientPrivilege:
        return True
    return False


def columns(page: Connection, table: str) -> set[str]:
    return {
        name
        for (name,) in page.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = ('page.' || %s)::regclass AND attnum > 0", (table,)
        )
    }


def test_the_tables_of_the_page_are_these(admin: Connection) -> None:
    found = admin.execute("SELECT relname FROM pg_class WHERE relnamespace = 'page'::regnamespace AND relkind = 'r'")
    assert {name for (name,) in found} == set(TABLES) == ROWS.keys()


@pytest.mark.parametrize("table", TABLES)
def test_it_adds_and_reads_rows(page: Connection, table: str) -> None:
    assert not refused(page, ROWS[table])
    assert page.execute(sql.SQL("SELECT * FROM page.{}").format(sql.Identifier(table))).fetchall() != []


@pytest.mark.parametrize("table", TABLES)
def test_it_changes_these_columns_only(page: Connection, table: str) -> None:
    change = sql.SQL("UPDATE page.{} SET {} = DEFAULT WHERE false")
    changed = {
        column
        for column in columns(page, table)
        if not refused(page, change.format(sql.Identifier(table), sql.Identifier(column)))
    }
    assert changed == CHANGEABLE[table]


@pytest.mark.parametrize("table", TABLES)
def test_it_gives_no_row_its_time_or_its_end(page: Connection, table: str) -> None:
    give = sql.SQL("INSERT INTO page.{0} ({1}) OVERRIDING SYSTEM VALUE SELECT {1} FROM page.{0} WHERE false")
    given = {
        column
        for column in columns(page, table)
        if not refused(page, give.format(sql.Identifier(table), sql.Identifier(column)))
    }
    assert given == columns(page, table) - NEVER_GIVEN[table]


@pytest.mark.parametrize("table", TABLES)
def test_it_removes_rows_that_may_be_outdated_and_no_others(page: Connection, table: str) -> None:
    assert refused(page, sql.SQL("DELETE FROM page.{}").format(sql.Identifier(table))) == (table not in REMOVABLE)


@pytest.mark.parametrize("table", TABLES)
def test_it_alters_nothing(page: Connection, table: str) -> None:
    statements = [sql.SQL(statement).format(sql.Identifier(table)) for statement in ON_ANY]
    assert [str(statement) for statement in statements if not refused(page, statement)] == []


OTHERWISE: tuple[LiteralString, ...] = (
    "CREATE TABLE page.mine ()",
    "CREATE FUNCTION page.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION page.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION page.refuse_change() CASCADE",
    "DROP TRIGGER refuse_rows ON page.notice",
    "SET session_replication_role = replica",
    "SET ROLE custody_owner",
    "DROP SCHEMA page CASCADE",
    # The log.
    "SELECT * FROM ledger.log",
    "SELECT * FROM ledger.stream_head",
    "SELECT ledger.head()",
    "SELECT ledger.identity()",
    "SELECT ledger.page(0, 1)",
    "SELECT ledger.stream(gen_random_uuid(), NULL, NULL, false, 1)",
    "SELECT ledger.read_streams('USBP', '{}')",
    "SELECT ledger.load_for_decision('{}')",
    "SELECT ledger.answers('USBP', '{}')",
    # The clock.
    "SELECT ledger.clock()",
    "SELECT ledger.move_clock('2030-01-01Z')",
    "UPDATE ledger.simulation_clock SET now = now() + interval '1 day'",
)


def test_it_is_refused_everything_else(page: Connection) -> None:
    assert [statement for statement in OTHERWISE if not refused(page, statement)] == []


def test_it_reaches_no_other_schema(page: Connection) -> None:
    """No view, no log, not `public`: what one may not use, nothing in it can be read or called."""
    reachable = page.execute(
        "SELECT nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND NOT starts_with(nspname, 'pg_')"
        " AND has_schema_privilege(oid, 'USAGE, CREATE')"
    )
    assert {name for (name,) in reachable} == {"page"}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_it_reads_no_view(page: Connection, admin: Connection, view: Any) -> None:  # noqa: ANN401  # views differ in their rows
    tables = admin.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'", (view.schema,)
    ).fetchall()
    assert tables
    select = sql.SQL("SELECT FROM {}")
    statements = [select.format(sql.Identifier(view.schema, name)) for (name,) in tables]
    assert [str(statement) for statement in statements if not refused(page, statement)] == []


@pytest.mark.parametrize("become", ["SET ROLE custody_owner", "SET session_replication_role = replica", ""])
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_even_owner_and_superuser_cannot_change_what_was_said(
    admin: Connection, table: str, become: LiteralString
) -> None:
    if become:
        admin.execute(become)
    for change in ("UPDATE page.{} SET user_id = 'w'", "DELETE FROM page.{}", "TRUNCATE page.{}"):
        for statement in (change, *([f"{change} WHERE false"] if "TRUNCATE" not in change else [])):
            with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
                admin.execute(sql.SQL(statement).format(sql.Identifier(table)))
