"""Our own programs as processes that a drill starts, kills and starts again."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from socket import socket

CUSTODY = (sys.executable, "-m", "api.cli")
"""The command `custody`, whether or not it is installed."""

PORTS = range(15_000, 32_000)
PACKAGES = str(Path(__file__).parents[2])


class Program:
    """One program. Its output goes to a file, from start to start."""

    def __init__(self, *command: str, environment: dict[str, str], output: Path) -> None:
        self._command = command
        self._environment = environment
        self._output = output
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; returns at once."""
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/"
            )

    def check(self) -> None:
        """It must be alive: nobody but us kills it."""
        assert self._process is not None
        assert self._process.poll() is None, self._output.read_text("utf-8", "replace")[-2_000:]

    def kill(self) -> None:
        """Kill it as kill -9 does; returns when it is dead."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end; returns when it has."""
        self._signal(signal.SIGTERM)

    def _signal(self, signum: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(signum)
            self._process.wait(timeout=30)


def environment_of(home: Path, database: str) -> dict[str, str]:
    """The environment of a program: nothing of the caller's but the path."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "PYTHONPATH": PACKAGES,
        "CUSTODY_HOME": str(home),
        "CUSTODY_DATABASE": database,
    }


def free_port() -> int:
    """A port of this machine that nobody listens on, below those that the system gives to clients.

    A client that calls a dead server from the server's own port would be connected to itself, and the server could
    not come back.
    """
    for port in range(PORTS.start + os.getpid() % 1_000 * 10, PORTS.stop):
        with socket() as listening, suppress(OSError):
            listening.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")
