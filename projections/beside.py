"""Builds views again from the whole log, beside the live ones, and compares the two row by row at one position.

The live views go on meanwhile; each stands still only while it is compared. What is built is dropped at the end, unless
`rebuild` has put it in the place of the live one. Refuses to build a view that somebody else is building.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql

from ledger.domain.errors import CustodyError
from ledger.store.codec import Codec
from projections import schema
from projections.contract import Batch, View
from projections.runner import Runner
from projections.schema import sql_of


class BuildUnderWay(CustodyError):
    """Somebody else is building this view."""

    code = "build_under_way"


class BuildStopped(CustodyError):
    """The view could not be built up to the position of the live one."""

    code = "build_stopped"

    def __init__(self, *, view: str, position: int, reason: str | None) -> None:
        self.view = view
        self.position = position
        super().__init__(f"{view} stopped after position {position}: {reason}")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A row that one of the two has and the other has not."""

    table: str
    found_in: str
    """`live` or `replayed`."""
    row: Mapping[str, Any]
    """The row: ids, codes, times, sealed blocks."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A live view and the same view built again, at one position."""

    view: str
    position: int
    differences: tuple[Difference, ...]
    comparable: bool = True
    """False when the tables have changed: then there are no differences to name."""


def compare(
    conninfo: str, views: Sequence[View], *, codec: Codec, on_batch: Callable[[Batch], None] | None = None
) -> list[Comparison]:
    """Whether each view is what a replay of the log gives; changes nothing.

    Raises:
        BuildUnderWay, BuildStopped: a view could not be built again.
    """
    with Beside(conninfo, views, codec=codec, on_batch=on_batch) as beside:
        found = []
        for view in views:
            with beside.level(view) as position:
                found.append(beside.comparison(view, position))
        return found


class Beside:
    """Some views, built again in schemas of their own. Logs in as custody_projector; use as a context manager."""

    def __init__(
        self,
        conninfo: str,
        views: Sequence[View],
        *,
        codec: Codec,
        on_batch: Callable[[Batch], None] | None = None,
    ) -> None:
        self._conninfo = conninfo
        self._views = views
        self._codec = codec
        self._on_batch = on_batch

    def __enter__(self) -> Self:
        self.connection: psycopg.Connection[Any] = psycopg.connect(self._conninfo, autocommit=True)
        try:
            self._prepare()
            self._build()
        except BaseException:
            self.connection.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if not self.connection.closed:
                with self.connection.transaction():
                    self._drop()
        finally:
            self.connection.close()

    @contextmanager
    def level(self, view: View) -> Iterator[int]:
        """A transaction of `self.connection` in which the live view stands still and the built one is as far.

        Raises:
            BuildStopped: the built one cannot come so far.
        """
        with self.connection.transaction():
            row = self.connection.execute(sql_of("beside")["hold"], (view.name,)).fetchone()
            position = row[0] if row else 0
            self._catch_up([view], until=position)
            yield position

    def comparison(self, view: View, position: int) -> Comparison:
        """Both views row by row, inside `level`."""
        block = sql_of("beside")
        row = self.connection.execute(block["hold"], (view.name,)).fetchone()
        if row is None or row[1] != schema.digest(view):
            return Comparison(view=view.name, position=position, differences=(), comparable=False)
        found = []
        for (table,) in self.connection.execute(block["tables"], (view.schema,)).fetchall():
            pair = {"live": sql.Identifier(view.schema, table), "built": sql.Identifier(built(view).schema, table)}
            rows = self.connection.execute(sql.SQL(block["differences"]).format(**pair))
            found += [Difference(table=table, found_in=found_in, row=each) for found_in, each in rows]
        return Comparison(view=view.name, position=position, differences=tuple(found))

    def _prepare(self) -> None:
        for view in self._views:
            row = self.connection.execute(sql_of("beside")["claim"], (view.name,)).fetchone()
            if not row or not row[0]:
                raise BuildUnderWay(f"{view.name} is being built by somebody else")
        schema.ensure(self._conninfo, self._views)
        with self.connection.transaction():
            self._drop()
            for view in self._views:
                schema.create_tables(self.connection, built(view))
                schema.register(self.connection, built(view))

    def _drop(self) -> None:
        block = sql_of("beside")
        for view in map(built, self._views):
            self.connection.execute(sql.SQL(block["drop_schema"]).format(schema=sql.Identifier(view.schema)))
            self.connection.execute(block["forget"], (view.name,))

    def _build(self) -> None:
        """Read the log once for all, leaving out on the way those whose live view has come no further."""
        names = [view.name for view in self._views]
        live = dict(self.connection.execute(sql_of("beside")["live"], (names,)).fetchall())
        for until in sorted(set(live.values())):
            self._catch_up([view for view in self._views if live[view.name] >= until], until=until)

    def _catch_up(self, views: Sequence[View], *, until: int) -> None:
        """On a connection of its own: rows commit page by page, whatever `self.connection` is in."""
        with Runner(
            self._conninfo, codec=self._codec, views=[built(view) for view in views], on_batch=self._on_batch
        ) as runner:
            runner.catch_up(until=until)
            for name, position, reason in runner.reached():
                if position < until:
                    raise BuildStopped(view=name, position=position, reason=reason)


def built(view: View) -> View:
    """The same view, in the schema beside."""
    return replace(view, name=f"{view.name}_next")
