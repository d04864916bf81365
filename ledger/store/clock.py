"""The clock of a simulation, as custody_demo: it stands until it is moved, and moves forward only."""

from datetime import datetime

import psycopg

from ledger.domain.errors import CustodyError
from ledger.store import queries
from ledger.store.connections import Connection


class ClockNotMoved(CustodyError):
    """The clock cannot be moved there: it would go back, or the database is live and has the server's clock."""

    code = "clock_not_moved"


def move(connection: Connection, to: datetime) -> None:
    """Move the clock of a simulation forward.

    Raises:
        ClockNotMoved: it would go back, or there is none to move.
    """
    try:
        connection.execute(queries.ours("queries")["move_clock"], (to,))
    except psycopg.errors.InvalidParameterValue:
        raise ClockNotMoved("a simulation's clock moves forward only; a live database has none to move") from None
