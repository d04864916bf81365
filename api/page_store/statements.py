"""The statements of one part of the page's store, sent as custody_page; each is a transaction of its own."""

from typing import Any

from ledger.store import queries
from ledger.store.pool import Pool

Row = tuple[Any, ...]


class Statements:
    """The named blocks of `<part>.sql` beside this module, over the pool of the page's login."""

    def __init__(self, pool: Pool, part: str) -> None:
        self._pool = pool
        self._blocks = queries.blocks("api.page_store", f"{part}.sql")

    def rows(self, block: str, **arguments: object) -> list[Row]:
        """All rows that a block answers."""
        with self._pool.connection() as connection:
            found: list[Row] = connection.execute(self._blocks[block], arguments).fetchall()
        return found

    def row(self, block: str, **arguments: object) -> Row | None:
        """The one row that a block answers, if it answers any."""
        with self._pool.connection() as connection:
            found: Row | None = connection.execute(self._blocks[block], arguments).fetchone()
        return found

    def run(self, block: str, **arguments: object) -> None:
        """Run a block that answers nothing."""
        with self._pool.connection() as connection:
            connection.execute(self._blocks[block], arguments)
