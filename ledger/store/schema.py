"""Brings a database to the schema of this code: `migrate` for use, `build_from_schema` to check it against.

Order: under one lock for the whole server, the roles with their passwords and the database; then, in one
transaction as custody_owner, the migrations that are missing, the functions and rights whose file has changed,
the identity, the clock of a simulation, the organisations of the register. Safe to run again, and by many at once.
Refuses a database of another purpose or origin, and a migration that was edited after it ran.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.domain import register
from ledger.domain.errors import CustodyError
from ledger.store import queries
from ledger.store.credentials import LOGIN_ROLES, Credentials

MAINTENANCE_DATABASE = "postgres"
RIGHTS = "privileges.sql"
REPEATED = ("append.sql", "reads.sql", RIGHTS)
"""Applied again whenever their text changes, in this order; the rights after anything else that was applied."""

_SETTINGS: dict[str, dict[str, str]] = {
    "custody_writer": {
        "lock_timeout": "10s",
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "5s",
        # append() gets arrays of every length; a plan for each costs more than it saves.
        "plan_cache_mode": "force_generic_plan",
        # Nor is one worth compiling: the planner guesses far too many rows, and every call took a second.
        "jit": "off",
    },
    # Views are rebuilt in long statements, but never wait long for a lock.
    "custody_projector": {
        "lock_timeout": "10s",
        "statement_timeout": "10min",
        "idle_in_transaction_session_timeout": "60s",
        "jit": "off",
    },
}
_READER_SETTINGS = {
    "lock_timeout": "5s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "5s",
    "jit": "off",
}


class WrongDatabase(CustodyError):
    """The database belongs to another log, or its schema is not one that this code can have made."""

    code = "wrong_database"


def migrate(admin_conninfo: str, *, purpose: str, origin: str, credentials: Credentials) -> list[str]:
    """Make or update the database that `admin_conninfo` names; answers the names of the files applied.

    `purpose` is 'live' or 'simulation', `origin` the log's name; both are fixed for life by the first run.

    Raises:
        WrongDatabase: the database has another purpose or origin, or a migration was edited after it ran.
    """
    with _prepared(admin_conninfo, credentials) as connection:
        applied = _apply(connection, _migrations())
        _set_identity(connection, purpose=purpose, origin=origin)
        _seed_organisations(connection)
        return applied


def build_from_schema(admin_conninfo: str, *, credentials: Credentials) -> None:
    """Make the same database from schema.sql instead of the migrations, to be compared with."""
    with _prepared(admin_conninfo, credentials) as connection:
        _apply(connection, ["schema.sql"])


@contextmanager
def _prepared(admin_conninfo: str, credentials: Credentials) -> Iterator[psycopg.Connection[Any]]:
    """A transaction as custody_owner in the database, under the server-wide lock, roles and grants in order."""
    database = str(conninfo_to_dict(admin_conninfo)["dbname"])
    maintenance = make_conninfo(admin_conninfo, dbname=MAINTENANCE_DATABASE)
    with psycopg.connect(maintenance, autocommit=True) as server:
        server.execute(queries.ours("roles")["lock_migrations"])
        with server.transaction():
            _ensure_roles(server, credentials)
        _ensure_database(server, database)
        with psycopg.connect(admin_conninfo) as connection:
            grant_database(connection)
            connection.execute(queries.ours("roles")["create_schemas"])
            connection.execute(queries.ours("migrate")["become_owner"])
            yield connection


def grant_database(connection: psycopg.Connection[Any]) -> None:
    """Who may connect and create: kept with the database, not in it, so a clone of a database lacks it.

    Raises:
        WrongDatabase: the migrator does not own the database.
    """
    database = sql.Identifier(connection.info.dbname)
    logins = sql.SQL(", ").join(map(sql.Identifier, LOGIN_ROLES))
    block = queries.ours("roles")
    for name in ("close_database", "open_database", "let_projector_create", "close_public_schema"):
        connection.execute(sql.SQL(block[name]).format(database=database, logins=logins))
    if _holds(connection, block["open_to_public"]):
        raise WrongDatabase("the migrator must own the database, or anybody may connect to it")


def _ensure_database(server: psycopg.Connection[Any], database: str) -> None:
    block = queries.ours("roles")
    if not _holds(server, block["database_exists"], database):
        server.execute(sql.SQL(block["create_database"]).format(database=sql.Identifier(database)))


def _ensure_roles(server: psycopg.Connection[Any], credentials: Credentials) -> None:
    block = queries.ours("roles")
    if not _holds(server, block["role_exists"], "custody_owner"):
        server.execute(block["create_owner"])
    server.execute(block["own_as_migrator"])
    for role in LOGIN_ROLES:
        name = sql.Identifier(role)
        if not _holds(server, block["role_exists"], role):
            server.execute(sql.SQL(block["create_login"]).format(role=name))
        verifier = server.pgconn.encrypt_password(credentials.password(role).encode(), role.encode(), b"scram-sha-256")
        server.execute(sql.SQL(block["set_password"]).format(role=name, verifier=sql.Literal(verifier.decode())))
        for setting, value in _SETTINGS.get(role, _READER_SETTINGS).items():
            server.execute(
                sql.SQL(block["set_default"]).format(role=name, setting=sql.Identifier(setting), value=value)
            )


def _holds(connection: psycopg.Connection[Any], question: LiteralString, *names: str) -> bool:
    row = connection.execute(question, names).fetchone()
    return bool(row and row[0])


def _migrations() -> list[str]:
    folder = files("ledger.store") / "sql" / "migrations"
    return sorted(f"migrations/{file.name}" for file in folder.iterdir())


def _apply(connection: psycopg.Connection[Any], once: list[str]) -> list[str]:
    block = queries.ours("migrate")
    connection.execute(block["create_history"])
    done: Mapping[str, bytes] = dict(connection.execute(block["applied"]).fetchall())
    applied: list[str] = []
    for name in [*once, *REPEATED]:
        script = queries.script("ledger.store", f"sql/{name}")
        digest = hashlib.sha256(script.encode()).digest()
        # Rights follow whatever was applied: a function that a migration made anew has lost its grants.
        if done.get(name) == digest and not (name == RIGHTS and applied):
            continue
        if name in done and name not in REPEATED:
            raise WrongDatabase(f"{name} was changed after this database had applied it")
        connection.execute(script)
        connection.execute(block["record"], (name, digest))
        applied.append(name)
    return applied


def _set_identity(connection: psycopg.Connection[Any], *, purpose: str, origin: str) -> None:
    block = queries.ours("migrate")
    connection.execute(block["set_identity"], (purpose, origin))
    if connection.execute(block["identity"]).fetchone() != (purpose, origin):
        raise WrongDatabase("this database has another purpose or origin, and both are fixed for life")
    connection.execute(block["start_clock"])


def _seed_organisations(connection: psycopg.Connection[Any]) -> None:
    block = queries.ours("migrate")
    rows = [(str(each.code), str(each.reader_class)) for each in register.ORGANISATIONS.values()]
    connection.cursor().executemany(block["seed_organisation"], rows)
    connection.execute(block["withdraw_organisations"], ([code for code, _ in rows],))
