"""Asking views for rows: through the login of the reader's class, at a position that is waited for and told.

The functions of the views hold the line in the database; whoever asks passes `ledger.domain.reader.may_read` as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, LiteralString, TypeVar
from uuid import UUID

import msgspec
import psycopg
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from ledger.domain.errors import NotPermitted
from ledger.domain.reader import Action, Reader, may_read
from ledger.domain.register import ReaderClass, organisation
from projections.positions import WAIT_SECONDS, wait_for

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Answer(Generic[T]):
    """Rows of a view, all of one moment."""

    position: int
    """Position of the log that the view had taken in."""
    rows: tuple[T, ...]


class Views:
    """Asks views for readers. One pool of connections in autocommit for each class of reader."""

    def __init__(self, pools: Mapping[ReaderClass, ConnectionPool[Any]], *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._pools = pools
        self._wait_seconds = wait_seconds

    def ask(
        self,
        reader: Reader,
        *,
        view: str,
        statement: LiteralString,
        row: type[T],
        at_least: int = 0,
        **arguments: object,
    ) -> Answer[T]:
        """The rows that a statement answers, once the view has come to a position.

        The statement gives `view_position`, `is_row` and the fields of `row`; the reader's organisation is an argument.

        Raises:
            NotYet: the view does not come to the position in time, or has stopped before it.
            NotPermitted: the login does not read for the reader's organisation.
        """
        pool = self._pools[organisation(reader.organisation).reader_class]
        given = {"organisation": reader.organisation, **arguments}
        with pool.connection() as connection:
            cursor = connection.cursor(row_factory=dict_row)
            try:
                found = cursor.execute(statement, given).fetchall()
                if not found or found[0]["view_position"] < at_least:
                    wait_for(connection, view, at_least=at_least, timeout=self._wait_seconds)
                    found = cursor.execute(statement, given).fetchall()
            except psycopg.errors.InsufficientPrivilege as refusal:
                raise NotPermitted("login_refused") from refusal
        rows = [each for each in found if each["is_row"]]
        return Answer(
            position=found[0]["view_position"],
            rows=tuple(msgspec.convert(each, row, builtin_types=(UUID, datetime, date)) for each in rows),
        )


def permit(reader: Reader, action: Action) -> None:
    """Pass, or refuse, a question about no single child.

    Raises:
        NotPermitted: the reader may not do this.
    """
    verdict = may_read(reader, action, None)
    if not verdict.allowed:
        raise NotPermitted(verdict.reason)
