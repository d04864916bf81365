"""Hearing that the log has grown: for pages that show it as it happens."""

from collections.abc import Callable
from threading import Event

import psycopg

from ledger.store import queries
from ledger.store.pool import UNREACHABLE

CHECK_SECONDS = 1.0
"""How often the flag to stop is looked at."""
RETRY_SECONDS = 2.0


def listen(conninfo: str, heard: Callable[[int], None], stop: Event, *, head: Callable[[], int]) -> None:
    """Call `heard` with the last position of the log, now and whenever it grows, until the flag is set.

    A connection that is lost is made again. `head` asks for the end of the log once somebody listens: what came before,
    or while nobody did, is told by that.
    """
    while not stop.is_set():
        try:
            with psycopg.connect(conninfo, autocommit=True) as connection:
                connection.execute(queries.ours("queries")["listen"])
                heard(head())
                while not stop.is_set():
                    positions = [int(told.payload) for told in connection.notifies(timeout=CHECK_SECONDS, stop_after=1)]
                    if positions:
                        heard(max(positions))
        except (psycopg.Error, *UNREACHABLE):
            stop.wait(RETRY_SECONDS)
