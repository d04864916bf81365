"""Clients of an embedded server that are processes of their own, so that they can be killed."""

import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

import ledger

# Our code and the packages it needs, for a Python that may not be the one of the virtual environment.
PYTHONPATH = ":".join(str(Path(str(module.__file__)).parent.parent) for module in (ledger, psycopg))

CLIENT = """
import sys
import warnings
from pathlib import Path
import psycopg
from ledger.store import embedded
server = embedded.start(Path(sys.argv[1]))
with psycopg.connect(server.conninfo("postgres")) as connection:
    print(connection.execute("SELECT pg_postmaster_start_time()").fetchone()[0], flush=True)
sys.stdin.read()
"""


@contextmanager
def client(home: Path, *, python: str = sys.executable, user: int | None = None) -> Iterator["subprocess.Popen[str]"]:
    """A process that takes a lease, prints when the server that it found was started, and keeps the lease."""
    with subprocess.Popen(
        [python, "-c", CLIENT, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PYTHONPATH": PYTHONPATH, "PATH": "/usr/bin:/bin"},
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def server_start(process: "subprocess.Popen[str]") -> str:
    """What a client printed: the start of the server it uses. Waits for it; empty if the client failed."""
    assert process.stdout is not None
    return process.stdout.readline()


def answer_of(user: int, question: Callable[[], str]) -> str:
    """Ask the question in a child process that has become another user; root only."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # From Python 3.12 on it warns of threads, which a test worker has; the child takes no lock of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
            os.write(writing, question().encode())
        finally:
            os.kill(os.getpid(), signal.SIGKILL)  # nothing of the test session may run in the child
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return answer
