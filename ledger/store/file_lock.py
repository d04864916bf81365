"""Locks on files, held by open file handles: the kernel gives them back when a process dies, however it
dies.
"""

import fcntl
import os
from pathlib import Path
from typing import BinaryIO


def hold(path: Path) -> BinaryIO:
    """Wait for the lock and hold it alone until the file is closed."""
    return _locked(path, fcntl.LOCK_EX)


def share(path: Path) -> BinaryIO:
    """Hold the lock together with others until the file is closed; waits while one holds it alone."""
    return _locked(path, fcntl.LOCK_SH)


def try_hold(path: Path) -> BinaryIO | None:
    """Hold the lock alone until the file is closed, or None at once when anybody holds it."""
    try:
        return _locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def _locked(path: Path, operation: int) -> BinaryIO:
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    try:
        fcntl.flock(file, operation)
    except BaseException:
        file.close()
        raise
    return file
