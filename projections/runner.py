"""The runner: reads the log once, decodes each event once, and feeds every view from where it is.

Owns one transaction a view a batch, in which rows and position commit together; a view at another position is caught
up beside the others. A view that cannot take in an event stops at the position before it, with an alarm, and never
skips; the others go on. Trouble with the database stops nothing: it is tried again. Of two runners, one leads a view.
"""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event as Flag
from types import TracebackType
from typing import Any, Self

import psycopg

from ledger.domain.errors import CustodyError
from ledger.store import queries
from ledger.store.codec import Codec
from projections import schema
from projections.contract import Batch, View
from projections.histories import Folds
from projections.log import Log, Row
from projections.schema import sql_of

PAGE_EVENTS = 5_000
"""Most events of one batch."""

SAFETY_POLL_SECONDS = 1.0
"""The log is read this often even if no notification comes: none is trusted to arrive."""

STOP_CHECK_SECONDS = 0.1

PAUSE_SECONDS = 0.5
"""Before the database is tried again after it failed."""


class PositionMoved(CustodyError):
    """Somebody else moved the view: its batch was not applied."""

    code = "position_moved"


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
        self._limits: dict[str, int] = {}
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
            limit = min(self._limits.get(view.name, self._page_events) for view in group)
            # A view that is behind joins the next one: it never overtakes it within a page.
            end = groups[index + 1][0] if index + 1 < len(groups) else until
            if end is not None:
                limit = min(limit, end - position)
            folds = kept.get(position) or Folds(self._log.streams, position=position)
            busy |= self._feed(group, folds, limit)
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

    def _feed(self, group: Sequence[View], folds: Folds, limit: int) -> bool:
        """Feed one page to views that are at the same position."""
        rows = self._log.page(folds.position, limit) if limit > 0 else []
        if not rows:
            self._folds[folds.position] = folds
            return False
        try:
            with _without_collection():
                batch = self._batch(folds, rows)
        except psycopg.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever an event does to a fold, its views stop before it
            for view in group:
                self._failed(view, rows, error)
            return True
        self._folds[batch.last] = folds
        for view in group:
            try:
                self._apply(view, batch)
            except psycopg.OperationalError:
                raise
            except Exception as error:  # noqa: BLE001  # the same for whatever it does to a view
                self._failed(view, rows, error)
        self._connection.execute(sql_of("positions")["announce"], (str(batch.last),))
        if self._on_batch is not None:
            self._on_batch(batch)
        return True

    def _batch(self, folds: Folds, rows: Sequence[Row]) -> Batch:
        events = self._log.decoded(rows, after=folds.position)
        touched = folds.extend(events)
        return Batch(
            first=events[0].position,
            last=events[-1].position,
            events=events,
            cases=touched.cases,
            people=touched.people,
            trips=touched.trips,
            opened=self._log.opened,
            blind_index=self._codec.sealer.keyring.blind_index,
        )

    def _apply(self, view: View, batch: Batch) -> None:
        block = sql_of("positions")
        with self._connection.transaction(), self._connection.cursor() as cursor:
            place = {"view": view.name, "before": batch.first - 1, "last": batch.last}
            if cursor.execute(block["advance"], place).rowcount != 1:
                raise PositionMoved(f"{view.name} is no longer at position {batch.first - 1}")
            if not view.uses.isdisjoint(type(item.event) for item in batch.events):
                cursor.execute(block["enter_schema"], (view.schema,))
                view.apply(cursor, batch)
        if view.name in self._limits:
            self._limits[view.name] = min(2 * self._limits[view.name], self._page_events)

    def _failed(self, view: View, rows: Sequence[Row], error: Exception) -> None:
        """Halve the view's pages until the one event is found that it cannot take in; there it stops."""
        if isinstance(error, PositionMoved):
            return
        if len(rows) > 1:
            self._limits[view.name] = len(rows) // 2
            return
        self._limits.pop(view.name, None)
        facts = {"view": view.name, "position": rows[0][0], "reason": _reason(error)}
        with self._connection.transaction():
            self._connection.execute(sql_of("positions")["stop"], facts)
            self._connection.execute(sql_of("positions")["raise_alarm"], facts)

    def _wait(self, stop: Flag) -> None:
        """Wait for a notification, or a second."""
        deadline = time.monotonic() + SAFETY_POLL_SECONDS
        while not stop.is_set() and time.monotonic() < deadline:
            for _ in self._connection.notifies(timeout=STOP_CHECK_SECONDS, stop_after=1):
                return


@contextmanager
def _without_collection() -> Iterator[None]:
    """Decoding makes a great many objects and no cycles; looking for cycles among them took half of all time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _reason(error: Exception) -> str:
    """What failed, without a word that could come from a row."""
    if isinstance(error, CustodyError):
        return f"{error.code}: {error}"
    if isinstance(error, psycopg.Error):
        return " ".join(filter(None, (type(error).__name__, error.sqlstate, error.diag.constraint_name)))
    return type(error).__name__
