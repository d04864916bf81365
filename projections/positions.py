"""How far each view has come: waiting for a position, lag, alarms.

Every function takes a connection in autocommit of any reader's login or of the projector's.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from ledger.domain.errors import CustodyError
from ledger.store import queries
from projections.schema import sql_of

POLL_SECONDS = 0.003
"""Between two looks while waiting: a view is usually a few milliseconds behind."""

WAIT_SECONDS = 2.0
"""How long a question waits for its position before it answers `NotYet`."""


class NotYet(CustodyError):
    """The view has not come to the position asked for; ask again later."""

    code = "not_yet"

    def __init__(self, *, view: str, position: int, stopped: bool) -> None:
        self.view = view
        self.position = position
        self.stopped = stopped
        super().__init__(f"{view} is at position {position}" + (" and has stopped" if stopped else ""))


@dataclass(frozen=True, kw_only=True)
class Lag:
    """Where one view is."""

    view: str
    position: int
    behind: int
    """Events of the log that it has not taken in."""
    stopped_at: datetime | None
    stop_reason: str | None


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """An event that a view could not take in, or another thing that a person must look at."""

    view: str
    position: int
    raised_at: datetime
    reason: str


def wait_for(connection: psycopg.Connection[Any], view: str, *, at_least: int, timeout: float = WAIT_SECONDS) -> int:
    """The view's position, once it is at least that; waits so many seconds.

    Raises:
        NotYet: it is not there in time, has stopped before it, or there is no such view.
    """
    statement = sql_of("positions")["at"]
    deadline = time.monotonic() + timeout
    while True:
        row = connection.execute(statement, (view,)).fetchone()
        position, stopped = row or (0, True)
        if position >= at_least and row is not None:
            return int(position)
        if stopped or time.monotonic() >= deadline:
            raise NotYet(view=view, position=position, stopped=stopped)
        time.sleep(POLL_SECONDS)


def lag(connection: psycopg.Connection[Any]) -> Sequence[Lag]:
    """Every view with its distance from the end of the log."""
    views = connection.execute(sql_of("positions")["overview"]).fetchall()
    row = connection.execute(queries.ours("queries")["head"]).fetchone()
    end = row[0] if row else 0
    return [
        Lag(view=view, position=position, behind=max(end - position, 0), stopped_at=at, stop_reason=reason)
        for view, position, at, reason in views
    ]


def alarms(connection: psycopg.Connection[Any], *, limit: int = 100) -> Sequence[Alarm]:
    """The latest alarms, newest first."""
    rows = connection.execute(sql_of("positions")["alarms"], (limit,)).fetchall()
    return [Alarm(view=view, position=at, raised_at=raised, reason=reason) for view, at, raised, reason in rows]
