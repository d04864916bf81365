"""Connection pools of the ledger's logins, and the datastore that lets the library use one.

Connections are in autocommit: a transaction of ours is one statement, and nothing stays open between calls.
"""

from typing import Any
from uuid import UUID

import psycopg
from eventsourcing import persistence
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from ledger.store.append import AppendCommand, HeadFacts, Touch, append

Pool = ConnectionPool[Any]
"""Connections of one login, in autocommit."""

WAIT_SECONDS = 5.0
"""How long a caller waits for a free connection."""

UNREACHABLE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    persistence.OperationalError,
    persistence.InterfaceError,
)
"""What a read raises when the database does not answer in time; the same again may succeed."""

REFUSED = psycopg.ProgrammingError
"""What a read raises that the login may not send, or of a table that is not there."""


def open_pool(conninfo: str, *, connections_max: int = 4, writes: bool = False) -> ConnectionPool[Any]:
    """A pool that opens its connections when first asked; `writes` warms them for `append`."""
    return ConnectionPool(
        conninfo,
        kwargs={"autocommit": True},
        min_size=1,
        max_size=connections_max,
        num_workers=1,
        timeout=WAIT_SECONDS,
        configure=_warm if writes else None,
        open=True,
    )


def _warm(connection: Connection[Any]) -> None:
    """Have the append function planned, which takes ten times as long as calling it: by a command that conflicts."""
    nobody = UUID(int=0)
    event = StoredEvent(originator_id=nobody, originator_version=1_000_000, topic="none", state=b"")
    append(connection, [AppendCommand(None, (Touch(nobody, 999_999, HeadFacts(), (event,)),))])


class Datastore(PostgresDatastore):
    """A pool in the shape that the library's recorders want. It looks up no types and creates nothing."""

    def __init__(self, conninfo: str, *, connections_max: int = 8, writes: bool = False) -> None:
        super().__init__(dbname="", host="", port="", user="", password="", schema="ledger")
        self.pool = ConnectionPool(  # type: ignore[assignment]  # the library adds only a password callback
            conninfo,
            kwargs={"autocommit": True, "row_factory": dict_row},
            min_size=1,
            max_size=connections_max,
            num_workers=1,
            timeout=WAIT_SECONDS,
            configure=_warm if writes else None,
            open=False,
        )

    def register_type_adapters(self) -> None:
        """Nothing to register: the log's functions take plain arrays."""
