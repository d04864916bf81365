"""Follows the log: everything after a position in order, then new events as they are committed.

LISTEN is in force before the first read, so nothing can fall between the two; and the log is read once a second
even if no notification comes, because any login can send a false one and none is trusted to arrive.
"""

from collections.abc import Generator

import psycopg
from psycopg.rows import tuple_row

from ledger.store import queries
from ledger.store.rows import LogRow

SAFETY_POLL_SECONDS = 1.0


def tail(
    conninfo: str, after: int, *, batch_size: int = 1_000, poll_seconds: float = SAFETY_POLL_SECONDS
) -> Generator[list[LogRow], None, None]:
    """Yield batches of rows without a gap; an empty batch whenever the end was reached and `poll_seconds` passed.

    Logs in as custody_projector. One connection, closed when the iterator is.

    Raises:
        psycopg.OperationalError: the connection was lost; start again from the last row seen.
    """
    statement = queries.ours("queries")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(statement["listen"])
        cursor = connection.cursor(row_factory=tuple_row, binary=True)
        while True:
            page = cursor.execute(statement["page"], (after, batch_size), prepare=True)
            rows = [LogRow(*row) for row in page]
            if rows:
                after = rows[-1].position
            yield rows
            if len(rows) < batch_size:
                for _ in connection.notifies(timeout=poll_seconds, stop_after=1):
                    pass
