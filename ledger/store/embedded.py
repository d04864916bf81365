"""The embedded PostgreSQL server: started by the first process that asks, shared, stopped after the last.

`lease(settings)` gives the server to work with: the one that CUSTODY_DATABASE_URL names, else the
embedded one of CUSTODY_HOME. A lease is a shared file lock, so a killed process gives it back. A keeper
process (`ledger/store/keeper.py`) stops the server when no lease is left. Locks in the server's folder:

    start    held alone by who starts or stops the server, one at a time
    lease    shared by every client
    keeper   held by the keeper
    server   held by every process of the server, so that a stale postmaster.pid is known for what it is

Taken in that order. A process forked without exec shares the lease of its parent until both have ended.

Works as root and as an ordinary user with a name. A user id without a name (containers with arbitrary
ids) is refused with an error that points to CUSTODY_DATABASE_URL. Local only: no network address, no
TLS.
"""

import struct
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import AF_UNIX, socket
from typing import BinaryIO, Protocol

from psycopg.conninfo import make_conninfo

from ledger.store import launch
from ledger.store.file_lock import hold, share, try_hold
from ledger.store.server_error import ServerError
from ledger.store.server_folder import PORT, ServerFolder, locate

LOOK_AGAIN = 0.01  # seconds between two looks at a server that starts, recovers or goes down
ANSWER_WITHIN = 5.0  # seconds; a busy server that takes longer is asked again
SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # answered with one byte before any login, and not logged
MOST_KEEPERS = 5  # in one start: a server may be going down, and the next may be killed while it recovers


class WhichServer(Protocol):
    """What `lease` reads of the settings (`ledger.settings.Settings`)."""

    @property
    def home(self) -> Path: ...
    @property
    def database_url(self) -> str | None: ...


@dataclass(frozen=True, slots=True, repr=False)
class Server:
    """A PostgreSQL server in reach; `release` gives the lease back, after which it may stop."""

    address: str
    _lease: BinaryIO | None = None

    def conninfo(self, database: str, *, user: str | None = None, password: str | None = None) -> str:
        """A connection string to `database`; without `user`, as the superuser or whoever the URL names."""
        if user is None:
            return make_conninfo(self.address, dbname=database)
        return make_conninfo(self.address, dbname=database, user=user, password=password)

    def release(self) -> None:
        """Give the lease back. The embedded server stops if it was the last one; connections do not count."""
        if self._lease is not None:
            self._lease.close()


@contextmanager
def lease(settings: WhichServer) -> Iterator[Server]:
    """The server that the settings name, for as long as the block lasts.

    Raises:
        ServerError: the embedded server cannot be started.
    """
    server = Server(settings.database_url) if settings.database_url else start(settings.home)
    try:
        yield server
    finally:
        server.release()


def start(home: Path) -> Server:
    """A lease on the embedded server of a CUSTODY_HOME, which accepts connections when this returns.

    Waits as long as a living server needs to recover.

    Raises:
        ServerError: it cannot be started; the message has the end of its log.
    """
    folder = locate(home)
    folder.create()
    with hold(folder.lock("start")):
        lease_lock = share(folder.lock("lease"))
        try:
            _ensure_running(folder)
            return Server(folder.admin_conninfo(), lease_lock)
        except BaseException:
            lease_lock.close()
            raise


def _ensure_running(folder: ServerFolder) -> None:
    keepers_run = 0
    while True:
        keeper_lock = try_hold(folder.lock("keeper"))
        if keeper_lock is None:
            if _accepts_connections(folder):
                return
            time.sleep(LOOK_AGAIN)
            continue
        with keeper_lock:
            if keepers_run == MOST_KEEPERS:
                raise ServerError(f"the embedded server does not start; {folder.log} ends:\n{launch.log_end(folder)}")
            launch.run_keeper(folder, keeper_lock=keeper_lock)
            keepers_run += 1


def _accepts_connections(folder: ServerFolder) -> bool:
    postmaster = folder.postmaster()
    if postmaster is None or postmaster.status != "ready":
        return False
    # A postmaster killed a moment ago has left its file, and its socket may still take us in: ask for an answer.
    with closing(socket(AF_UNIX)) as connection:
        connection.settimeout(ANSWER_WITHIN)
        try:
            connection.connect(str(postmaster.socket_folder / f".s.PGSQL.{PORT}"))
            connection.sendall(SSL_REQUEST)
            return connection.recv(1) != b""
        except OSError:
            return False
