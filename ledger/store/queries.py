"""Loads the SQL that Python sends: whole scripts, or files of blocks that begin with `-- name: a_block`.

A block ends where the next begins. Placeholders are psycopg's; braces are for `psycopg.sql` to fill with
identifiers. Nothing here talks to a database.
"""

import re
from functools import cache
from importlib.resources import files
from typing import LiteralString

_NAME = re.compile(r"^-- name: *([a-z_]+)\n", re.MULTILINE)


@cache
def script(package: str, path: str) -> LiteralString:
    """A whole SQL file of a package, to be run as it is."""
    # A file of the package is as good as a literal: nobody's input is in it.
    return (files(package) / path).read_text("utf-8")


@cache
def blocks(package: str, path: str) -> dict[str, LiteralString]:
    """The named blocks of an SQL file of a package.

    Raises:
        ValueError: two blocks have one name.
    """
    _, *parts = _NAME.split(script(package, path))
    names, texts = parts[::2], parts[1::2]
    if len(set(names)) < len(names):
        raise ValueError(f"{path}: two blocks have one name")
    return {name: text.strip() for name, text in zip(names, texts, strict=True)}


def ours(name: str) -> dict[str, LiteralString]:
    """The named blocks of `ledger/store/sql/<name>.sql`."""
    return blocks("ledger.store", f"sql/{name}.sql")
