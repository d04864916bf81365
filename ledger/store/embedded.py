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

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import AF_UNIX, socket
from typing import BinaryIO

from psycopg.conninfo import make_conninfo

from ledger.settings import Settings
from ledger.store import binaries, cluster, server_user
from ledger.store.file_lock import hold, share, try_hold
from ledger.store.server_error import ServerError
from ledger.store.server_folder import PORT, ServerFolder, locate

LOOK_AGAIN = 0.01  # seconds between two looks at a server that starts, recovers or goes down
LOG_LIMIT = 4_000_000  # bytes; a longer log is put aside at the next start, in place of the one before


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
def lease(settings: Settings) -> Iterator[Server]:
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
    launched = False
    while True:
        keeper_lock = try_hold(folder.lock("keeper"))
        if keeper_lock is None:
            if _accepts_connections(folder):
                return
            time.sleep(LOOK_AGAIN)
            continue
        with keeper_lock:
            server_lock = try_hold(folder.lock("server"))
            if server_lock is None:
                _run_keeper(folder, keeper_lock=keeper_lock)
                continue
            with server_lock:
                if launched:
                    raise ServerError(
                        f"the embedded server did not start; {folder.log} ends:\n{_log_end(folder)}"
                    )
                _launch(folder, keeper_lock=keeper_lock, server_lock=server_lock)
                launched = True


def _accepts_connections(folder: ServerFolder) -> bool:
    postmaster = folder.postmaster()
    if postmaster is None or postmaster.status != "ready":
        return False
    # A postmaster killed a moment ago has left its file, but nobody listens any more.
    with closing(socket(AF_UNIX)) as connection:
        return connection.connect_ex(str(postmaster.socket_folder / f".s.PGSQL.{PORT}")) == 0


def _launch(folder: ServerFolder, *, keeper_lock: BinaryIO, server_lock: BinaryIO) -> None:
    user = server_user.choose(folder.data)
    programs = binaries.find(user, shelf=folder.shelf)
    cluster.prepare(folder, user=user, programs=programs)
    # Nobody holds the server's lock but we: a process by the number in this file is not the server.
    folder.postmaster_file.unlink(missing_ok=True)
    if folder.log.exists() and folder.log.stat().st_size > LOG_LIMIT:
        folder.log.replace(folder.log.with_suffix(".log.1"))
    _run_keeper(
        folder,
        keeper_lock=keeper_lock,
        server_lock=server_lock,
        command=cluster.command(folder, socket_folder=folder.create_socket_folder(user), programs=programs),
        user=user,
    )


def _run_keeper(
    folder: ServerFolder,
    *,
    keeper_lock: BinaryIO,
    server_lock: BinaryIO | None = None,
    command: list[str] | None = None,
    user: server_user.ServerUser | None = None,
) -> None:
    order = {
        "base": str(folder.base),
        "data": str(folder.data),
        "keeper_lock": keeper_lock.fileno(),
        "server_lock": server_lock.fileno() if server_lock else None,
        "command": command,
        "uid": user.uid if user and user.switch else None,
        "gid": user.gid if user and user.switch else None,
        "environment": server_user.ENVIRONMENT,
    }
    with folder.log.open("ab") as log:
        folder.log.chmod(0o600)
        subprocess.run(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("keeper.py")), json.dumps(order)],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            pass_fds=[lock.fileno() for lock in (keeper_lock, server_lock) if lock],
            start_new_session=True,
        )


def _log_end(folder: ServerFolder) -> str:
    return "\n".join(folder.log.read_text("utf-8", "replace").splitlines()[-5:])
