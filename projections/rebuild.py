"""Rebuilds views: each is built beside its live tables, compared with them, and put in their place in one transaction.

Readers see the old rows until the new ones are there, grants included. Rows that differ are counted in an alarm: the
log is right, so the view was wrong. A view that had stopped goes on from its position with its new tables.
"""

from collections.abc import Callable, Sequence

from psycopg import sql

from ledger.store.codec import Codec
from projections import schema
from projections.beside import Beside, Comparison, built
from projections.contract import Batch, View
from projections.schema import sql_of


def rebuild(
    conninfo: str, views: Sequence[View], *, codec: Codec, on_batch: Callable[[Batch], None] | None = None
) -> list[Comparison]:
    """Rebuild the views; answers what was found to differ. Logs in as custody_projector.

    Raises:
        BuildUnderWay, BuildStopped: a view could not be built; those before it in the list have been rebuilt.
    """
    found = []
    with Beside(conninfo, views, codec=codec, on_batch=on_batch) as beside:
        for view in views:
            with beside.level(view) as position:
                comparison = beside.comparison(view, position)
                _swap(beside, view, same_tables=comparison.comparable)
                _tell(beside, comparison)
            found.append(comparison)
    return found


def _swap(beside: Beside, view: View, *, same_tables: bool) -> None:
    if same_tables:
        _exchange_tables(beside, view)
    else:
        _exchange_schemas(beside, view)
    schema.create_reads(beside.connection, view)
    facts = {"view": view.name, "sha": schema.digest(view)}
    beside.connection.execute(sql_of("beside")["replace"], facts)


def _exchange_tables(beside: Beside, view: View) -> None:
    """The functions stay what they are, so that a reader who has begun to call one is not told that it is gone."""
    block = sql_of("beside")
    home = sql.Identifier(view.schema)
    for (table,) in beside.connection.execute(block["tables"], (view.schema,)).fetchall():
        live, new = sql.Identifier(view.schema, table), sql.Identifier(built(view).schema, table)
        beside.connection.execute(sql.SQL(block["drop_table"]).format(live=live))
        beside.connection.execute(sql.SQL(block["move_table"]).format(built=new, schema=home))


def _exchange_schemas(beside: Beside, view: View) -> None:
    """Other tables mean other functions: readers are of another version too."""
    block = sql_of("beside")
    names = {"live": sql.Identifier(view.schema), "built": sql.Identifier(built(view).schema)}
    beside.connection.execute(sql.SQL(block["drop_schema"]).format(schema=names["live"]))
    beside.connection.execute(sql.SQL(block["rename"]).format(**names))


def _tell(beside: Beside, comparison: Comparison) -> None:
    if comparison.differences:
        reason = f"rebuild_differed: {len(comparison.differences)} rows"
        facts = {"view": comparison.view, "position": comparison.position, "reason": reason}
        beside.connection.execute(sql_of("positions")["raise_alarm"], facts)
