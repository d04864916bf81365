"""The keeper: a small process that runs the embedded server while anybody holds its lease, then stops it.

`ledger.store.embedded` starts this file as a program of its own, not as a module, so that it needs the
standard library and nothing else. Its one argument is the order, in JSON:

* `base`, `data`: the server folder and its data folder;
* `keeper_lock`: a file handle whose lock says that a keeper is there; held until we end;
* `server_lock`: a file handle whose lock says that a server is there; handed on to the server, so the lock is
  free exactly when the last process of that server is dead, whatever its pid file says;
* `command`, `environment`: how to start the server; without a command the keeper adopts a running server
  whose own keeper was killed;
* `uid`, `gid`: the server's user, whom a keeper started by root becomes as soon as it has opened the locks;
  null when we are that user.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO


def main() -> None:
    """Start or adopt the server, wait for the last lease, stop the server, end when it has ended."""
    order: dict[str, Any] = json.loads(sys.argv[1])
    if os.fork():
        os._exit(0)  # whoever started us waits for this one only, and is not our parent any more
    lease, start_lock, server_lock = (
        (Path(order["base"]) / f"{name}.lock").open("r+b") for name in ("lease", "start", "server")
    )
    if order["uid"] is not None:
        become(order["uid"], gid=order["gid"])
    process = start(order) if order["command"] else None
    end = threading.Thread(target=end_with_server, args=(server_lock, process))
    end.start()
    wait_until_unused(lease, start_lock=start_lock)
    while True:  # with both locks held, so that nobody starts a server before this one is gone
        stop(Path(order["data"]) / "postmaster.pid", process)
        end.join(timeout=1)


def become(uid: int, *, gid: int) -> None:
    """Give up root. Nothing may be imported after this: the library may lie where only root can go."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def start(order: dict[str, Any]) -> "subprocess.Popen[bytes]":
    """Start the server; its output goes where ours goes, to the log."""
    process = subprocess.Popen(
        order["command"],
        stdin=subprocess.DEVNULL,
        cwd="/",
        env=order["environment"],
        pass_fds=[order["server_lock"]],
        start_new_session=True,
    )
    os.close(order["server_lock"])
    return process


def end_with_server(server_lock: BinaryIO, process: "subprocess.Popen[bytes] | None") -> None:
    """Wait until no process of the server is left, then end this process whatever else it is doing."""
    fcntl.flock(server_lock, fcntl.LOCK_EX)
    if process is not None:
        process.wait()
    os._exit(0)


def wait_until_unused(lease: BinaryIO, *, start_lock: BinaryIO) -> None:
    """Return, holding both locks, when no lease is out and nobody is about to take one."""
    while True:
        fcntl.flock(lease, fcntl.LOCK_EX)
        # A client takes start_lock first and its lease second: to wait for start_lock we must hold no lease.
        fcntl.flock(lease, fcntl.LOCK_UN)
        fcntl.flock(start_lock, fcntl.LOCK_EX)
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(start_lock, fcntl.LOCK_UN)
        else:
            return


def stop(postmaster_file: Path, process: "subprocess.Popen[bytes] | None") -> None:
    """Ask for a fast stop: sessions are ended, everything is written, no recovery at the next start.

    An adopted server that has no file yet, or no more, is asked again by the caller.
    """
    if process is not None:
        process.send_signal(signal.SIGINT)
        return
    with suppress(FileNotFoundError, ProcessLookupError, ValueError):
        os.kill(int(postmaster_file.read_text("utf-8").split("\n", 1)[0]), signal.SIGINT)


if __name__ == "__main__":
    main()
