"""Hearing that the log has grown: for pages that show it as it happens."""

from collections.abc import Callable
from threading import Event

import psycopg

from ledger.store import queries

CHECK_SECONDS = 1.0
"""How often the flag to stop is looked at."""
RETRY_SECONDS = 2.0


def listen(conninfo: str, heard: Callable[[int], None], stop: Event) -> None:
    """Call `heard` with the last position of the log whenever it grows, until the flag is set.

    A connection that is lost is made again; what was missed meanwhile is told by the next growth.
    """
    while not stop.is_set():
        try:
            with psycopg.connect(conninfo, autocommit=True) as connection:
                connection.execute(queries.ours("queries")["listen"])
                while not stop.is_set():
                    positions = [int(told.payload) for told in connection.notifies(timeout=CHECK_SECONDS, stop_after=1)]
                    if positions:
                        heard(max(positions))
        except psycopg.Error:
            stop.wait(RETRY_SECONDS)
