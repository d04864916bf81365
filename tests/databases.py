"""Databases on the test server: make one, name it, drop it. The fixtures in `tests/conftest.py` use these."""

import secrets
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql

from ledger.settings import Settings
from ledger.store import schema
from ledger.store.file_lock import try_hold
from ledger.store.server_folder import locate
from tests.waiting import wait_until


@dataclass(frozen=True, slots=True)
class Database:
    """A database of the test server: `settings` name it, `admin` and `login` give connection strings."""

    settings: Settings

    @property
    def name(self) -> str:
        return self.settings.database

    @property
    def admin(self) -> str:
        return self.settings.admin_conninfo()

    def login(self, role: str) -> str:
        return self.settings.role_conninfo(role)


def create_database(settings: Settings, *, template: str = "template0") -> Database:
    """Create a database with a name of its own; `drop_database` ends it.

    Its commits do not wait for the disk: nothing here outlives a run. The drills that kill have servers of their own.
    """
    made = Database(replace(settings, database=f"custody_test_{secrets.token_hex(6)}"))
    _on_server(settings, "CREATE DATABASE {} TEMPLATE {}", made.name, template)
    _on_server(settings, "ALTER DATABASE {} SET synchronous_commit = off", made.name)
    if template != "template0":
        with psycopg.connect(made.admin) as connection:
            schema.grant_database(connection)  # kept with a database, not in it: a clone lacks them
    return made


def drop_database(made: Database) -> None:
    """Drop it, whoever is still connected."""
    _on_server(made.settings, "DROP DATABASE {} WITH (FORCE)", made.name)


def _on_server(settings: Settings, statement: str, *names: str) -> None:
    with psycopg.connect(settings.admin_conninfo("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def is_free(lock: Path) -> bool:
    """Whether nobody holds the lock on this file now."""
    held = try_hold(lock)
    if held is not None:
        held.close()
    return held is not None


def remove_home(home: Path) -> None:
    """Remove a CUSTODY_HOME and its embedded server, once the last process of that server has ended."""
    folder = locate(home)
    if folder.base.exists():
        wait_until(lambda: is_free(folder.lock("server")))
        shutil.rmtree(folder.base)
    shutil.rmtree(home)
