"""Feeds one page of the log to views that are at the same position: rows and positions together, in one transaction.

Where that fails each view has a transaction of its own, so that one in trouble does not hold up the others. A view that
cannot take in a page gets smaller ones until the one event is found that it cannot take in; it stops before that event,
with an alarm. Trouble with the database is the caller's: it says nothing about any event.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from ledger.domain.errors import CustodyError
from ledger.store.rows import LogRow
from projections.contract import Batch, View
from projections.histories import Folds
from projections.log import Log
from projections.schema import sql_of


class PositionMoved(CustodyError):
    """Somebody else moved the view: its batch was not applied."""

    code = "position_moved"


class Feeder:
    """Feeds views over one connection, in autocommit, of custody_projector."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        log: Log,
        *,
        page_events: int,
        on_batch: Callable[[Batch], None] | None,
    ) -> None:
        self._connection = connection
        self._log = log
        self._page_events = page_events
        self._on_batch = on_batch
        self._limits: dict[str, int] = {}

    def feed(self, group: Sequence[View], folds: Folds, *, end: int | None) -> Folds | None:
        """Feed one page, none of it past `end`, to views that are at the position of `folds`.

        Answers the folds to go on with, at the new position (the same one when there was nothing to read), or None
        when they broke on an event.

        Raises:
            psycopg.OperationalError: the database failed; no page was applied in part.
        """
        with without_collection():
            return self._feed(group, folds, end=end)

    def _feed(self, group: Sequence[View], folds: Folds, *, end: int | None) -> Folds | None:
        limit = min(self._limits.get(view.name, self._page_events) for view in group)
        if end is not None:
            limit = min(limit, end - folds.position)
        rows = self._log.page(folds.position, limit) if limit > 0 else []
        if not rows:
            return folds
        try:
            batch = self._batch(folds, rows)
        except psycopg.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever an event does to a fold, its views stop before it
            for view in group:
                self._failed(view, rows, error)
            return None
        try:
            self._apply(group, batch)
        except psycopg.OperationalError:
            raise
        except Exception:  # noqa: BLE001  # it concerns one view: by itself each other one can go on
            self._apply_one_by_one(group, batch, rows)
        self._connection.execute(sql_of("positions")["announce"], (str(batch.last),))
        if self._on_batch is not None:
            self._on_batch(batch)
        return folds

    def _batch(self, folds: Folds, rows: Sequence[LogRow]) -> Batch:
        events = self._log.decoded(rows, after=folds.position)
        touched = folds.extend(events)
        return Batch(
            first=events[0].position,
            last=events[-1].position,
            events=events,
            cases=touched.cases,
            people=touched.people,
            trips=touched.trips,
            families=touched.families,
            pairs=touched.pairs,
            opened=self._log.opened,
            blind_index=self._log.blind_index,
        )

    def _apply(self, group: Sequence[View], batch: Batch) -> None:
        """Apply a page to all of these views or to none."""
        block = sql_of("positions")
        with self._connection.transaction(), self._connection.cursor() as cursor:
            place = {"views": [view.name for view in group], "before": batch.first - 1, "last": batch.last}
            if cursor.execute(block["advance"], place).rowcount != len(group):
                raise PositionMoved(f"a view is no longer at position {batch.first - 1}")
            kinds = {type(item.event) for item in batch.events}
            for view in group:
                if not view.uses.isdisjoint(kinds):
                    cursor.execute(block["enter_schema"], (view.schema,))
                    view.apply(cursor, batch)
        for view in group:
            if view.name in self._limits:
                self._limits[view.name] = min(2 * self._limits[view.name], self._page_events)

    def _apply_one_by_one(self, group: Sequence[View], batch: Batch, rows: Sequence[LogRow]) -> None:
        for view in group:
            try:
                self._apply([view], batch)
            except psycopg.OperationalError:
                raise
            except Exception as error:  # noqa: BLE001  # whatever an event does to a view
                self._failed(view, rows, error)

    def _failed(self, view: View, rows: Sequence[LogRow], error: Exception) -> None:
        if isinstance(error, PositionMoved):
            return
        if len(rows) > 1:
            self._limits[view.name] = len(rows) // 2
            return
        self._limits.pop(view.name, None)
        facts = {"view": view.name, "position": rows[0].position, "reason": _reason(error)}
        with self._connection.transaction():
            self._connection.execute(sql_of("positions")["stop"], facts)
            self._connection.execute(sql_of("positions")["raise_alarm"], facts)


@contextmanager
def without_collection() -> Iterator[None]:
    """A page or a replayed year makes many objects and no cycles: looking for some took a third to half of the time."""
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
