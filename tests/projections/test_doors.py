"""The doors of the views: every function refuses an organisation of another login, and no login sees a table."""

from collections.abc import Iterator
from typing import Any, LiteralString, cast

import psycopg
import pytest
from psycopg import sql

from ledger.domain.register import ReaderClass
from projections.views import VIEWS
from tests.databases import Database
from tests.projections.world import World

SCHEMAS = [view.schema for view in VIEWS]

DOORS = """
SELECT p.oid::regproc::text, p.pronargs, p.proargnames[1] FROM pg_proc AS p
WHERE p.pronamespace::regnamespace::text = ANY (%s) AND p.prosecdef ORDER BY 1
"""
NOT_DOORS = """
SELECT p.oid::regproc::text FROM pg_proc AS p
WHERE p.pronamespace::regnamespace::text = ANY (%s) AND NOT p.prosecdef ORDER BY 1
"""
TABLES = """
SELECT c.oid::regclass::text FROM pg_class AS c
WHERE c.relnamespace::regnamespace::text = ANY (%s) AND c.relkind = 'r' ORDER BY 1
"""
FOREIGN = {"cbp": "ICE", "ice": "USBP", "orr": "USBP", "provider": "ORR", "oversight": "ORR", "advocate": "ORR"}


def rows(database: Database, question: LiteralString) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.admin) as admin:
        return admin.execute(question, (SCHEMAS,)).fetchall()


@pytest.fixture
def logins(world: World) -> Iterator[dict[ReaderClass, psycopg.Connection[Any]]]:
    opened = {
        each: psycopg.connect(world.database.login(f"custody_read_{each}"), autocommit=True) for each in ReaderClass
    }
    yield opened
    for connection in opened.values():
        connection.close()


def test_every_door_refuses_an_organisation_of_another_login(
    world: World, logins: dict[ReaderClass, psycopg.Connection[Any]]
) -> None:
    doors = rows(world.database, DOORS)
    assert {name.partition(".")[0] for name, _, _ in doors} == set(SCHEMAS)
    for name, arguments, first in doors:
        assert first == "organisation", name
        call = sql.SQL("SELECT * FROM {}({})").format(
            sql.SQL(cast("LiteralString", name)), sql.SQL(", ").join([sql.Placeholder(), *[sql.NULL] * (arguments - 1)])
        )
        for reader_class, connection in logins.items():
            for organisation in (FOREIGN[reader_class], "NOBODY", "", None):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(call, (organisation,))


def test_what_is_not_a_door_runs_with_the_rights_of_the_login(
    world: World, logins: dict[ReaderClass, psycopg.Connection[Any]]
) -> None:
    """Helpers of the doors reach nothing, whoever calls them: no table stands in them, or they are refused."""
    tried = 0
    for (name,) in rows(world.database, NOT_DOORS):
        with psycopg.connect(world.database.admin) as admin:
            about = "SELECT prosrc, pronargs FROM pg_proc WHERE oid = %s::regproc"
            found = admin.execute(about, (name,)).fetchone()
        assert found is not None
        source, arguments = found
        if " FROM " not in source:
            continue
        call = sql.SQL("SELECT * FROM {}({})").format(
            sql.SQL(cast("LiteralString", name)), sql.SQL(", ").join([sql.NULL] * arguments)
        )
        for connection in logins.values():
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(call)
            tried += 1
    assert tried


def test_no_login_but_the_projector_sees_a_table(
    world: World, logins: dict[ReaderClass, psycopg.Connection[Any]]
) -> None:
    tables = [name for (name,) in rows(world.database, TABLES)]
    assert tables
    with (
        psycopg.connect(world.database.login("custody_writer"), autocommit=True) as writer,
        psycopg.connect(world.database.login("custody_demo"), autocommit=True) as demo,
    ):
        for connection in (*logins.values(), writer, demo):
            for table in (*tables, "view_positions.view", "view_positions.alarm"):
                name = sql.SQL(cast("LiteralString", table))
                for attempt in ("SELECT FROM {}", "DELETE FROM {}", "TRUNCATE {}", "ALTER TABLE {} ADD x int"):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        connection.execute(sql.SQL(attempt).format(name))
