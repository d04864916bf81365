"""Makes the schemas of the views, as custody_projector: tables once, the doors of readers with them.

A view whose SQL files have changed since its schema was made is stopped and goes on serving what it has, until
`rebuild` makes it anew. Tables are never altered: a view is disposable.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from ledger.store import queries
from projections.contract import View


def sql_of(name: str) -> dict[str, LiteralString]:
    """The named blocks of `projections/sql/<name>.sql`."""
    return queries.blocks("projections", f"sql/{name}.sql")


def digest(view: View) -> bytes:
    """Identifies the SQL that a view's schema is made of."""
    files = (queries.script(view.folder, name) for name in ("schema.sql", "reads.sql"))
    return hashlib.sha256("\0".join(files).encode()).digest()


def ensure(conninfo: str, views: Sequence[View]) -> None:
    """Make what is missing; safe to run again, and by many at once. Logs in as custody_projector."""
    block = sql_of("schema")
    with psycopg.connect(conninfo) as connection:
        connection.execute(block["lock"])
        connection.execute(block["close_functions"])
        connection.execute(queries.script("projections", "sql/positions_schema.sql"))
        _let_readers_in(connection, "view_positions")
        for view in views:
            row = connection.execute(block["registered"], (view.name,)).fetchone()
            if row is None:
                create_tables(connection, view)
                create_reads(connection, view)
                register(connection, view)
            elif row[0] != digest(view):
                connection.execute(block["outdated"], (view.name,))


def create_tables(connection: psycopg.Connection[Any], view: View) -> None:
    """Make the view's schema with its empty tables, in the caller's transaction."""
    connection.execute(sql.SQL(sql_of("schema")["create_schema"]).format(schema=sql.Identifier(view.schema)))
    connection.execute(sql_of("positions")["enter_schema"], (view.schema,))
    connection.execute(queries.script(view.folder, "schema.sql"))


def create_reads(connection: psycopg.Connection[Any], view: View) -> None:
    """Make the view's functions for readers and grant them, in the caller's transaction."""
    connection.execute(sql_of("positions")["enter_schema"], (view.schema,))
    connection.execute(queries.script(view.folder, "reads.sql"))
    _let_readers_in(connection, view.schema)


def register(connection: psycopg.Connection[Any], view: View) -> None:
    """Enter a new view at position 0, in the caller's transaction."""
    connection.execute(sql_of("schema")["register"], (view.name, digest(view)))


def _let_readers_in(connection: psycopg.Connection[Any], schema: str) -> None:
    connection.execute(sql.SQL(sql_of("schema")["let_readers_in"]).format(schema=sql.Identifier(schema)))
