"""Sends a group of commands and finds out what became of each, whatever happens to the connection.

A statement that fails on a working connection stored nothing. If it was the statement's own fault, the commands are
sent one by one, so that none is refused for its neighbour. A connection that breaks leaves every command unknown:
those with a key are sent again, because the log answers 'duplicate' for what it has, and a second try waits on the
lock behind the first; those without a key never are. A conflict is an outcome and is never retried.
"""

import time
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from ledger.domain.errors import CustodyError
from ledger.store.append import AppendCommand, Outcome, append
from ledger.store.write_errors import AppendRefused, OutcomeUnknown, StoreUnavailable

RESOLVE_SECONDS = 20.0
"""How long unknown commands are tried again: longer than a restart of the server takes."""

_PAUSE_SECONDS = 0.1

_TRANSIENT = (psycopg.OperationalError, psycopg.errors.ReadOnlySqlTransaction)  # the latter: a standby

Result = Outcome | CustodyError


class Delivery:
    """Sends commands through a pool of connections that log in as custody_writer."""

    def __init__(self, pool: ConnectionPool[Any]) -> None:
        self._pool = pool

    def send(self, commands: Sequence[AppendCommand]) -> Sequence[Result]:
        """The result of each command, in order: an outcome, or the error to raise for it."""
        try:
            outcomes = self._try(commands)
        except _TRANSIENT as error:
            return [StoreUnavailable(_reason(error)) for _ in commands]
        except (psycopg.Error, ValueError) as error:
            if len(commands) > 1:
                return [result for command in commands for result in self.send([command])]
            return [AppendRefused(_reason(error))]
        return self._resolve(commands) if outcomes is None else outcomes

    def _try(self, commands: Sequence[AppendCommand]) -> Sequence[Outcome] | None:
        """Outcomes, or None if the connection broke and nobody knows."""
        with self._pool.connection() as connection:
            try:
                return append(connection, commands)
            except psycopg.Error:
                if connection.closed:
                    return None
                raise

    def _resolve(self, commands: Sequence[AppendCommand]) -> Sequence[Result]:
        keyed = iter(self._send_again([command for command in commands if command.key]))
        unknown = "the connection was lost, and the command has no key"
        return [next(keyed) if command.key else OutcomeUnknown(unknown) for command in commands]

    def _send_again(self, commands: Sequence[AppendCommand]) -> Sequence[Result]:
        deadline = time.monotonic() + RESOLVE_SECONDS
        while commands and time.monotonic() < deadline:
            try:
                outcomes = self._try(commands)
            except psycopg.Error:
                outcomes = None  # this try failed, but the first may still be under way
            if outcomes is not None:
                return outcomes
            time.sleep(_PAUSE_SECONDS)
        unknown = "the connection was lost, and the database did not come back in time"
        return [OutcomeUnknown(unknown) for _ in commands]


def _reason(error: Exception) -> str:
    """What failed, without the error's own text: its details quote the row."""
    if isinstance(error, PoolTimeout):
        return "no connection"
    if isinstance(error, psycopg.Error):
        return " ".join(filter(None, (type(error).__name__, error.sqlstate, error.diag.constraint_name)))
    return type(error).__name__
