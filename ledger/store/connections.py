"""Single connections in autocommit, for tools that need one and no pool."""

from typing import Any

import psycopg

Connection = psycopg.Connection[Any]


def connect(conninfo: str, *, wait_for_disk: bool = True) -> Connection:
    """A connection; closed by leaving its `with` block. `wait_for_disk=False` is for what may fall back in a crash."""
    options = "" if wait_for_disk else "-c synchronous_commit=off"
    return psycopg.connect(conninfo, autocommit=True, options=options)
