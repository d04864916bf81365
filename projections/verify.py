"""Audit of the views: each is compared with a replay of the log, beside a runner that goes on; nothing is changed.

Every row that a live view has and the replay has not, or the other way round, is named by view, table, stream and
person. A view that has stopped or has tables of another version is named too. So is one that is behind (`VIEW_BEHIND`):
it is what the log gave up to its position, and nobody has fed it since.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import psycopg

from ledger.store.codec import Codec
from ledger.verify import Difference, end_of, person_of
from projections import beside
from projections.beside import BuildStopped, Comparison
from projections.contract import Batch, View
from projections.positions import WAIT_SECONDS, NotYet, lag, wait_for

BOTH = frozenset({"live", "replayed"})
VIEW_BEHIND = "view_behind"
"""The one thing named that is no difference: more of the log is to be fed, and the rest can be told only then."""


def check_views(
    conninfo: str, views: Sequence[View], *, codec: Codec, on_batch: Callable[[Batch], None] | None = None
) -> list[Difference]:
    """Every difference between the views and a replay of the log. Logs in as custody_projector.

    Raises:
        BuildUnderWay: somebody else is building or checking one of the views.
    """
    with psycopg.connect(conninfo, autocommit=True) as connection:
        end, _ = end_of(connection)
        found: list[Difference] = []
        for each in _replayed(conninfo, views, codec=codec, on_batch=on_batch):
            found += [each] if isinstance(each, Difference) else _differences(connection, each)
        return [*found, *_late(connection, views, end=end)]


def _replayed(
    conninfo: str, views: Sequence[View], *, codec: Codec, on_batch: Callable[[Batch], None] | None
) -> Iterator[Comparison | Difference]:
    """The comparison of each view; a view that cannot be built again is named, and the others are compared."""
    left = list(views)
    while left:
        try:
            yield from beside.compare(conninfo, left, codec=codec, on_batch=on_batch)
        except BuildStopped as problem:
            [stopped] = [view for view in left if problem.view == beside.built(view).name]
            left.remove(stopped)
            detail = f"{stopped.name}: {problem}"
            yield Difference(what="view_not_replayed", position=problem.position + 1, detail=detail)
        else:
            return


def _differences(connection: psycopg.Connection[Any], comparison: Comparison) -> Iterator[Difference]:
    if not comparison.comparable:
        detail = f"{comparison.view}: its tables are of another version, rebuild it"
        yield Difference(what="view_outdated", position=comparison.position, detail=detail)
    sides: dict[tuple[str, UUID | None, UUID | None], set[str]] = {}
    for each in comparison.differences:
        stream, person = _id(each.row, "episode", "trip", "family", "pair"), _id(each.row, "person_id")
        sides.setdefault((each.table, stream, person), set()).add(each.found_in)
    for (table, stream, person), found_in in sides.items():
        how = "differs" if found_in == BOTH else f"only {min(found_in)}"
        yield Difference(
            what="view_row",
            position=comparison.position,
            stream=stream or person,
            person=person or (stream and person_of(connection, stream)),
            detail=f"{comparison.view}.{table}: {how}",
        )


def _id(row: Any, *columns: str) -> UUID | None:  # noqa: ANN401  # a row as JSON
    return next((UUID(row[column]) for column in columns if row.get(column)), None)


def _late(connection: psycopg.Connection[Any], views: Sequence[View], *, end: int) -> Iterator[Difference]:
    """The views that have stopped, and those that even now are not where the log ended when the check began."""
    lags = {each.view: each for each in lag(connection)}
    deadline = time.monotonic() + WAIT_SECONDS  # for all of them: whoever feeds one feeds the others
    for view in views:
        where = lags[view.name]
        if where.stopped_at is not None:
            detail = f"{view.name}: {where.stop_reason}"
            yield Difference(what="view_stopped", position=where.position, detail=detail)
            continue
        try:
            wait_for(connection, view.name, at_least=end, timeout=deadline - time.monotonic())
        except NotYet as late:
            yield Difference(
                what=VIEW_BEHIND, position=late.position, detail=f"{view.name}: {end - late.position} to take in"
            )
