"""How a keeper is started, and with it the server. The caller holds the start lock and the keeper lock."""

import json
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from ledger.store import binaries, cluster, server_user
from ledger.store.file_lock import try_hold
from ledger.store.server_folder import ServerFolder
from ledger.store.server_user import ServerUser

LOG_LIMIT = 4_000_000  # bytes; a longer log is put aside at the next start, in place of the one before


def run_keeper(folder: ServerFolder, *, keeper_lock: BinaryIO) -> None:
    """Start a keeper: with a server, or for the server that still runs because only its keeper was killed.

    Returns before the server accepts connections, or is known to have failed.

    Raises:
        ServerError: the machine lacks what a server needs, or initdb failed.
    """
    user = server_user.choose(folder.data)
    server_lock = try_hold(folder.lock("server"))
    if server_lock is None:
        _start_program(folder, user=user, locks={"keeper_lock": keeper_lock}, command=None)
        return
    with server_lock:
        programs = binaries.find(user, shelf=folder.shelf)
        cluster.prepare(folder, user=user, programs=programs)
        # No process of a server lives, for we hold its lock: the number in this file is somebody else's.
        folder.postmaster_file.unlink(missing_ok=True)
        socket_folder = folder.create_socket_folder(user)
        _start_program(
            folder,
            user=user,
            locks={"keeper_lock": keeper_lock, "server_lock": server_lock},
            command=cluster.command(folder, socket_folder=socket_folder, programs=programs),
        )


def _start_program(
    folder: ServerFolder, *, user: ServerUser, locks: dict[str, BinaryIO], command: list[str] | None
) -> None:
    order = {
        "base": str(folder.base),
        "data": str(folder.data),
        "command": command,
        "environment": server_user.ENVIRONMENT,
        "uid": user.uid if user.switch else None,
        "gid": user.gid if user.switch else None,
    } | {name: lock.fileno() for name, lock in locks.items()}
    if folder.log.exists() and folder.log.stat().st_size > LOG_LIMIT:
        folder.log.replace(folder.log.with_suffix(".log.1"))
    with folder.log.open("ab") as log:
        folder.log.chmod(0o600)
        subprocess.run(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("keeper.py")), json.dumps(order)],
            check=False,  # a keeper that failed has given its lock back, and the caller looks at that
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            pass_fds=[lock.fileno() for lock in locks.values()],
            start_new_session=True,
        )


def log_end(folder: ServerFolder) -> str:
    """The last lines of the server's log, to show in an error."""
    return "\n".join(folder.log.read_text("utf-8", "replace").splitlines()[-5:])
