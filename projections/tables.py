"""Set-based writing: the rows of some streams are replaced by what they are now, two statements for a batch."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import sql

from projections.contract import Cursor
from projections.schema import sql_of


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of a view, in the view's own schema."""

    name: str
    key: str
    """The uuid column by which rows belong to a stream."""
    columns: Mapping[str, str]
    """Columns in the order of the rows given to `replace`, with their PostgreSQL types."""

    def replace(self, cursor: Cursor, keys: Collection[UUID], rows: Iterable[Sequence[object]]) -> None:
        """Put `rows` in the place of all rows of these streams."""
        block = sql_of("tables")
        table = sql.Identifier(self.name)
        forget = sql.SQL(block["forget"]).format(table=table, key=sql.Identifier(self.key))
        cursor.execute(forget, (list(keys),))
        self.add(cursor, rows)

    def add(self, cursor: Cursor, rows: Iterable[Sequence[object]]) -> None:
        """Add rows; none of them may be there."""
        block, table = sql_of("tables"), sql.Identifier(self.name)
        columns = sql.SQL(", ").join(map(sql.Identifier, self.columns))
        with cursor.copy(sql.SQL(block["copy"]).format(table=table, columns=columns)) as copy:
            copy.set_types(list(self.columns.values()))
            for row in rows:
                copy.write_row(row)
