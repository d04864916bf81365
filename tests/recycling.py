"""Databases used again: emptying one is a tenth of the work of making one, which is mostly files.

A database given back is set to what its template holds, row for row; one whose tables, functions, rights or triggers
a test has changed is dropped. What a test sees is the same as after CREATE DATABASE.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg

from tests.databases import Database, create_database, drop_database

USES_MAX = 40
"""Rows that were deleted stay in the files until a vacuum: then the database has served."""

SHAPE = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
    SELECT concat_ws('|', 'class', c.oid, relname, relkind, relacl, relowner, relrowsecurity, relforcerowsecurity,
        relnatts)
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname !~ '^pg_|^information_schema$'
    UNION ALL
    SELECT concat_ws('|', 'function', p.oid, proname, md5(prosrc), proacl, proconfig, proowner)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname !~ '^pg_|^information_schema$'
    UNION ALL SELECT concat_ws('|', 'trigger', oid, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws('|', 'policy', oid, polroles, pg_get_expr(polqual, polrelid)) FROM pg_policy
    UNION ALL SELECT concat_ws('|', 'schema', oid, nspname, nspacl) FROM pg_namespace WHERE nspname !~ '^pg_'
    UNION ALL SELECT concat_ws('|', 'constraint', oid) FROM pg_constraint
    UNION ALL SELECT concat_ws('|', 'setting', s.setconfig) FROM pg_db_role_setting s
        JOIN pg_database d ON d.oid = setdatabase WHERE datname = current_database()
    UNION ALL SELECT concat_ws('|', 'database', datacl) FROM pg_database WHERE datname = current_database()
) AS lines(line)
"""
TABLES = """
SELECT format('%I.%I', nspname, relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind = 'r' AND nspname !~ '^pg_|^information_schema$' ORDER BY 1
"""
ALWAYS = """
SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger WHERE tgenabled = 'A' ORDER BY 1, 2
"""
SEQUENCES = """
SELECT format('SELECT setval(%L, %s, false)', seqrelid::regclass, seqstart) FROM pg_sequence ORDER BY 1
"""
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass
class Shelf:
    """Databases like one template, clean, for whoever asks next."""

    template: Database
    script: bytes = b""
    always: list[str] = field(default_factory=list)
    rows: dict[str, bytes] = field(default_factory=dict)
    free: list["Lent"] = field(default_factory=list)

    def take(self) -> "Lent":
        """A database like the template."""
        if self.free:
            return self.free.pop()
        made = create_database(self.template.settings, template=self.template.name)
        with psycopg.connect(made.admin, autocommit=True) as connection:
            if not self.script:
                self._learn(connection)
            return Lent(made, shape=_shape(connection))

    def give_back(self, lent: "Lent") -> None:
        """Make it clean, or drop it."""
        with psycopg.connect(lent.database.admin, autocommit=True) as connection:
            connection.execute(OTHERS)
            clean = lent.uses < USES_MAX and _shape(connection) == lent.shape
            if clean:
                self._reset(connection)
        if not clean:
            drop_database(lent.database)
            return
        for path in (lent.database.settings.key_log, lent.database.settings.page_key):
            for kept in path.parent.glob(f"{path.name}*"):
                kept.unlink()
        self.free.append(replace(lent, uses=lent.uses + 1))

    def close(self) -> None:
        """Drop them all."""
        for lent in self.free:
            drop_database(lent.database)

    def _learn(self, connection: psycopg.Connection[Any]) -> None:
        tables = [name for (name,) in connection.execute(TABLES)]
        always = connection.execute(ALWAYS).fetchall()
        steps = [
            "BEGIN",
            "SET LOCAL session_replication_role = replica",  # no foreign keys while rows go and come
            *(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}" for table, trigger in always),
            *(f"DELETE FROM {name}" for name in tables),  # noqa: S608  # names from the catalogue of tables
            *(statement for (statement,) in connection.execute(SEQUENCES)),
        ]
        self.script = "; ".join(steps).encode()
        self.always = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}" for table, trigger in always]
        for name in tables:
            with connection.cursor().copy(f"COPY {name} TO STDOUT".encode()) as copy:
                held = b"".join(bytes(part) for part in copy)
            if held:
                self.rows[name] = held

    def _reset(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(self.script)
        for name, held in self.rows.items():
            with connection.cursor().copy(f"COPY {name} FROM STDIN".encode()) as copy:
                copy.write(held)
        connection.execute("; ".join([*self.always, "COMMIT"]).encode())


@dataclass(frozen=True)
class Lent:
    """A database of a shelf, and how it looked when it was new."""

    database: Database
    shape: str
    uses: int = 1


def _shape(connection: psycopg.Connection[Any]) -> str:
    row = connection.execute(SHAPE).fetchone()
    assert row
    return str(row[0])


Lend = Callable[[Database], AbstractContextManager[Database]]
"""`with lend(template) as database`: a database like the template for as long as the block lasts."""


@contextmanager
def shelves() -> Iterator[Lend]:
    """Lends databases, and drops them at the end."""
    kept: dict[str, Shelf] = {}

    @contextmanager
    def lend(template: Database) -> Iterator[Database]:
        shelf = kept.setdefault(template.name, Shelf(template))
        lent = shelf.take()
        yield lent.database
        shelf.give_back(lent)

    yield lend
    for shelf in kept.values():
        shelf.close()
