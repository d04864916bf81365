"""Loads the SQL that Python sends: whole files, or files of blocks that begin with `-- name: a_block`.

A block ends where the next begins. Placeholders are psycopg's; braces are for `psycopg.sql` to fill with identifiers.
Nothing here talks to a database.
"""

import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import LiteralString, cast

FOLDER = files("ledger.store") / "sql"
_NAME = re.compile(r"^-- name: *([a-z_]+)\n", re.MULTILINE)


@cache
def blocks(file: Traversable) -> dict[str, LiteralString]:
    """The named blocks of a file.

    Raises:
        ValueError: two blocks have one name.
    """
    _, *parts = _NAME.split(file.read_text("utf-8"))
    names, texts = parts[::2], parts[1::2]
    if len(set(names)) < len(names):
        raise ValueError(f"{file.name}: two blocks have one name")
    # Files of the package are as good as literals: nobody's input is in them.
    return dict(zip(names, cast("list[LiteralString]", [text.strip() for text in texts]), strict=True))


def ours(name: str) -> dict[str, LiteralString]:
    """The named blocks of `ledger/store/sql/<name>.sql`."""
    return blocks(FOLDER / f"{name}.sql")


def script(file: Traversable) -> LiteralString:
    """A whole file, to be run as it is."""
    return cast("LiteralString", file.read_text("utf-8"))
