"""Looking for a text everywhere in a database: in every table, in the server's files, plain or thinly disguised."""

import base64
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from ledger.store.server_folder import locate
from tests.databases import Database

TABLES = """
SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname <> 'information_schema' ORDER BY 1, 2
"""
BYTES = re.compile(rb"\\x((?:[0-9a-f]{2})+)")
"""How COPY writes a bytea."""
SEGMENT = "SELECT pg_walfile_name(pg_current_wal_insert_lsn())"
FILES_OF_DATABASE = "SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()"


def disguises(text: str) -> set[bytes]:
    """The text as bytes in every form in which it might lie around: cases, UTF-16, hexadecimal, base64."""
    plain = {form.encode() for form in (text, text.upper(), text.lower())}
    wide = {form.encode("utf-16-le") for form in (text, text.upper(), text.lower())}
    hexadecimal = {form for raw in plain for form in (raw.hex().encode(), raw.hex().upper().encode())}
    return plain | wide | hexadecimal | {form for raw in plain for form in _in_base64(raw)}


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """What base64 makes of the text wherever it begins; the ends, which depend on what is around, cut off."""
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(bytes(before) + raw)[4 * bool(before) : -4]


def tables_with(database: Database, needles: Iterable[bytes]) -> set[str]:
    """Every table of the database, the catalogue and its statistics too, that holds one of the needles."""
    wanted, found = list(needles), set()
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute("ANALYZE")
        for schema, table in admin.execute(TABLES).fetchall():
            statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(schema, table))
            with admin.cursor().copy(statement) as copy:
                written = b"".join(bytes(part) for part in copy)
            content = written + b"".join(bytes.fromhex(raw.decode()) for raw in BYTES.findall(written))
            if any(needle in content for needle in wanted):
                found.add(f"{schema}.{table}")
    return found


def wal_segment(database: Database) -> str:
    """The name of the file that the write-ahead log is being written to."""
    with psycopg.connect(database.admin, autocommit=True) as admin:
        row = admin.execute(SEGMENT).fetchone()
    assert row is not None
    return str(row[0])


def files_with(database: Database, needles: Iterable[bytes], *, since: str) -> set[str]:
    """Files of the embedded server with one of the needles: tables, indexes, log, write-ahead log since then."""
    wanted = list(needles)
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute("CHECKPOINT")
        row = admin.execute(FILES_OF_DATABASE).fetchone()
    assert row is not None
    folder = locate(database.settings.home)
    last = wal_segment(database)
    wal = [path for path in (folder.data / "pg_wal").iterdir() if since <= path.name <= last]
    assert wal
    files = [folder.log, *wal, *_files(folder.data / row[0]), *_files(database.settings.home)]
    return {path.name for path in files if _holds(path, wanted)}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _holds(path: Path, needles: list[bytes]) -> bool:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return False  # the server removed it since it was listed: a cache of its own
    return any(needle in content for needle in needles)
