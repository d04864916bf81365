"""The runner: reads the log once, decodes each event once, and feeds every view from where it is.

A view at another position than the rest is caught up beside them; one that has stopped is left where it is, and the
others go on. Trouble with the database stops nothing: it is tried again. Of two runners, one leads a view. How a page
is fed, and when a view stops, is in `feeding.py`.
"""

import time
from collections.abc import Callable, Sequence
from threading import Event as Flag
from types import TracebackType
from typing import Any, Self

import psycopg

from ledger.domain.errors import CustodyError
from ledger.store import queries
from ledger.store.codec import Codec
from projections import schema
from projections.contract import Batch, View
from projections.feeding import Feeder
from projections.histories import Folds
from projections.log import Log
from projections.schema import sql_of

PAGE_EVENTS = 20_000
"""Most events of one batch."""

SAFETY_POLL_SECONDS = 1.0
"""The log is read this often even if no notification comes: none is trusted to arrive."""

STOP_CHECK_SECONDS = 0.1

PAUSE_SECONDS = 0.5
"""Before the database is tried again after it failed."""


class ViewMissing(CustodyError):
    """The database has no tables of this view: it was migrated by an older version."""

    code = "view_missing"


class Runner:
    """Feeds views. Logs in as custody_projector on one connection, opened here and closed by `close`.

    A stopped view is tried again when a runner starts, because its code may be newer. `on_batch` hears of each batch
    after it was applied. Use as a context manager.

    Raises:
        ViewMissing: `schema.ensure` has not made a view.
    """

    def __init__(
        self,
        conninfo: str,
        *,
        codec: Codec,
        views: Sequence[View],
        page_events: int = PAGE_EVENTS,
        on_batch: Callable[[Batch], None] | None = None,
    ) -> None:
        self._conninfo = conninfo
        self._codec = codec
        self._views = {view.name: view for view in views}
        self._page_events = page_events
        self._on_batch = on_batch
        self._folds: dict[int, Folds] = {}
        self._led: set[str] = set()
        self._connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give up the views, at once for the next runner, and the connection."""
        if not self._connection.closed:
            self._connection.execute(sql_of("positions")["give_up"])
            self._connection.close()

    def run_forever(self, stop: Flag, *, rest_seconds: float = 0.0) -> None:
        """Feed the views until the flag is set. LISTEN is in force before the first read, so nothing falls between.

        After each page it rests so many seconds: a page then holds more events, which is less work for each.
        """
        while not stop.is_set():
            try:
                if self._connection.closed:
                    self._connect()
                if not self.run_once():
                    self._wait(stop)
                elif rest_seconds:
                    stop.wait(rest_seconds)
            except psycopg.OperationalError:
                self._connection.close()
                stop.wait(PAUSE_SECONDS)

    def catch_up(self, *, until: int | None = None) -> None:
        """Feed the views until they are at the end of the log, or at position `until`, or have stopped."""
        while self.run_once(until=until):
            pass

    def run_once(self, *, until: int | None = None) -> bool:
        """Feed each view one page at most, but none past `until`; False when there was nothing to do.

        Raises:
            psycopg.OperationalError: the database failed; no page was applied in part.
        """
        groups = self._groups()
        kept, self._folds = self._folds, {}
        busy = False
        for index, (position, group) in enumerate(groups):
            # A view that is behind joins the next one: it never overtakes it within a page.
            end = groups[index + 1][0] if index + 1 < len(groups) else until
            folds = kept.get(position) or Folds(self._log.streams, position=position)
            fed = self._feeder.feed(group, folds, end=end)
            busy |= fed is None or fed.position > position
            if fed is not None:
                self._folds[fed.position] = fed
        return busy

    def reached(self) -> list[tuple[str, int, str | None]]:
        """Name, position and, if it has stopped, the reason, of each view."""
        return self._connection.execute(sql_of("positions")["reached"], (list(self._views),)).fetchall()

    def _connect(self) -> None:
        # Rows and position commit together, so a crash sets both back together and they are fed again: nothing is
        # lost by not waiting for the disk, and a view that follows single commands keeps up.
        self._connection: psycopg.Connection[Any] = psycopg.connect(
            self._conninfo, autocommit=True, options="-c synchronous_commit=off"
        )
        self._connection.execute(queries.ours("queries")["listen"])
        self._log = Log(self._connection, self._codec)
        self._feeder = Feeder(self._connection, self._log, page_events=self._page_events, on_batch=self._on_batch)
        self._led.clear()
        self._folds.clear()
        for view in self._views.values():
            self._connection.execute(sql_of("positions")["resume"], (view.name, schema.digest(view)))
        missing = self._views.keys() - {name for name, _, _ in self.reached()}
        if missing:
            self._connection.close()
            raise ViewMissing(f"migrate first: {', '.join(sorted(missing))}")

    def _groups(self) -> list[tuple[int, list[View]]]:
        """The views that this runner leads and that have not stopped, by position, lowest first."""
        block = sql_of("positions")
        for name in self._views.keys() - self._led:
            row = self._connection.execute(block["lead"], (name,)).fetchone()
            if row and row[0]:
                self._led.add(name)
        groups: dict[int, list[View]] = {}
        for name, position, stopped in self._connection.execute(block["known"], (list(self._led),)):
            if not stopped:
                groups.setdefault(position, []).append(self._views[name])
        return sorted(groups.items(), key=lambda group: group[0])

    def _wait(self, stop: Flag) -> None:
        """Wait for a notification, or a second."""
        deadline = time.monotonic() + SAFETY_POLL_SECONDS
        while not stop.is_set() and time.monotonic() < deadline:
            for _ in self._connection.notifies(timeout=STOP_CHECK_SECONDS, stop_after=1):
                return
