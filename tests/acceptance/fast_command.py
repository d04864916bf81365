"""Runs the command `custody` to its end, in a fork of one interpreter that has loaded it (`warm.py`)."""

import atexit
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock

WARM = Path(__file__).with_name("warm.py")


class Warm:
    """The interpreter; commands run one after the other."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="custody-warm-")
        self._lock = Lock()
        environment = {"PATH": "/usr/bin:/bin"}
        self._process = subprocess.Popen(
            [sys.executable, WARM], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/"
        )

    def run(
        self, arguments: Sequence[str], *, text: str, environment: Mapping[str, str], seconds: int
    ) -> tuple[int, str, str]:
        """How it ended, and what it wrote; a command that takes longer is killed."""
        with self._lock:
            files = {name: Path(self._folder.name, name) for name in ("in", "out", "err")}
            for name, file in files.items():
                file.write_text(text if name == "in" else "")
            request = {"arguments": [*arguments], "environment": dict(environment), "seconds": seconds}
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(request | {name: str(file) for name, file in files.items()}) + "\n")
            self._process.stdin.flush()
            code = int(self._process.stdout.readline())
            return code, files["out"].read_text(), files["err"].read_text()

    def close(self) -> None:
        """End it."""
        self._process.communicate()
        self._folder.cleanup()


@cache
def warm() -> Warm:
    """One for the session, from the first command on."""
    made = Warm()
    atexit.register(made.close)
    return made
