"""Small secret files: mode 0600, whole or absent, on disk before anybody relies on them."""

import os
import secrets
import tempfile
from pathlib import Path

from ledger.domain.errors import CustodyError
from ledger.store.file_lock import hold


class UnsafeFile(CustodyError):
    """A secret file can be read by others; it is not used until a person has looked at it."""

    code = "unsafe_file"


def write_private(path: Path, content: bytes) -> None:
    """Put `content` in place of whatever `path` holds, in one step, and flush it to disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mkstemp's mode is 0600
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_private(path: Path) -> bytes:
    """The content of a secret file.

    Raises:
        UnsafeFile: its mode lets others read or write it.
        FileNotFoundError: there is none.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise UnsafeFile(f"{path} can be read by other users; its mode must be 0600")
        return file.read()


def secret_in(path: Path, *, length: int) -> bytes:
    """The secret in `path`: that many random bytes, drawn when there is no file, once, whoever asks first.

    Raises:
        UnsafeFile: as for `read_private`.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with hold(path.with_suffix(".lock")):
            if not path.exists():
                write_private(path, secrets.token_bytes(length))
    return read_private(path)
