"""The SQL in files: blocks are found by name, every one is used, and the server takes the logins' calls."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

import ledger
from ledger.store import queries

PACKAGES = Path(ledger.__file__).parent.parent
FILES = [
    path.stem
    for path in sorted(Path(str(files("ledger.store") / "sql")).glob("*.sql"))
    if "-- name:" in path.read_text()
]


def test_a_block_ends_where_the_next_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "-- About the file.\n\n-- name: one\nSELECT 1\n-- why\n\n-- name: two_more\nSELECT %s\n"
    monkeypatch.setattr(queries, "script", lambda _package, _path: text)
    assert queries.blocks("a package", "two.sql") == {"one": "SELECT 1\n-- why", "two_more": "SELECT %s"}


def test_two_blocks_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "script", lambda _package, _path: "-- name: one\nA\n-- name: one\nB\n")
    with pytest.raises(ValueError, match=r"twice\.sql: two blocks have one name"):
        queries.blocks("a package", "twice.sql")


@pytest.mark.parametrize("file", FILES)
def test_every_block_is_used(file: str) -> None:
    sources = "\n".join(
        path.read_text("utf-8")
        for package in ("ledger", "projections", "api")
        for path in (PACKAGES / package).rglob("*.py")
    )
    assert [name for name in queries.ours(file) if f'"{name}"' not in sources] == []


@pytest.mark.parametrize("name", [name for name in queries.ours("queries") if name != "listen"])
def test_the_server_takes_the_call(admin: psycopg.Connection[Any], name: str) -> None:
    numbers = iter(range(1, 100))
    statement: LiteralString = re.sub("%b", lambda _: f"${next(numbers)}", queries.ours("queries")[name])
    admin.execute(f"PREPARE it AS {statement}")
