"""The key log: keys in one file outside the database, shared by the processes of one machine.

Owns `FileKeyring`. One line of JSON a key, appended and flushed before the key is used; a later line of the same key
without a secret says that it is destroyed, and the file is then rewritten without the secret. Refuses a file that
others may read and a file with a damaged line. What the disk keeps of a replaced file is beyond it: use an encrypted
disk, and keep backups of this file short.
"""

import base64
import hmac
import os
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import msgspec

from ledger.domain.errors import CustodyError
from ledger.store.file_lock import hold, share
from ledger.store.keys import KEY_BYTES, NoSuchKey

FORMAT = "custody-ledger keys 1"


class KeyLogUnusable(CustodyError):
    """The key log is missing, damaged, or open to others; nothing may be sealed until a person has looked."""

    code = "key_log_unusable"


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First line of a key log."""

    format: str
    generation: str
    """Random; another one after each rewrite, so that readers know that the file is not the one they read."""
    blind: str
    """Key of the blind index, base64."""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key, or (without a secret) its destruction."""

    kid: str
    owner: UUID
    secret: bytes | None
    """In the file as base64."""

    def __repr__(self) -> str:
        return f"Line(kid={self.kid!r})"  # tracebacks that show variables must not show a secret


_HEADER = msgspec.json.Decoder(Header)
_LINE = msgspec.json.Decoder(Line)


@dataclass(repr=False)
class Known:
    """What has been read of one version of the file. Replaced whole when the file has been."""

    header: bytes = b""
    blind: bytes = b""
    offset: int = 0
    """How much of the file has been read: always whole lines."""
    living: dict[UUID, str] = field(default_factory=dict)
    secrets: dict[str, bytes] = field(default_factory=dict)
    destroyed: dict[str, UUID] = field(default_factory=dict)
    unfinished: bool = False
    """A key is said to be destroyed but its secret is still in the file."""

    def learn(self, line: Line) -> None:
        """Take a line in; other threads read meanwhile, so a secret comes before its owner and goes after."""
        if line.secret is None:
            self.destroyed[line.kid] = line.owner
            if self.living.get(line.owner) == line.kid:
                del self.living[line.owner]
            self.unfinished |= self.secrets.pop(line.kid, None) is not None
            return
        if len(line.secret) != KEY_BYTES:
            raise ValueError("length of a key")
        self.secrets[line.kid] = line.secret
        self.living[line.owner] = line.kid

    def lines(self) -> Iterator[Line]:
        """Everything known, without the secrets of destroyed keys."""
        for kid, owner in self.destroyed.items():
            yield Line(kid=kid, owner=owner, secret=None)
        for owner, kid in self.living.items():
            yield Line(kid=kid, owner=owner, secret=self.secrets[kid])


class FileKeyring:
    """A `Keyring` over one key log, made with its folder when it is not there.

    Raises:
        KeyLogUnusable: the file is damaged, or not its owner's alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = str(path)
        self._thread_lock = threading.RLock()
        self._known = Known()
        self._signature: tuple[int, int, int] | None = None
        self._generation = 0
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._locked(hold):
            if not path.exists():
                self._known.blind = os.urandom(KEY_BYTES)
                self._rewrite()
            self._load()
            if self._known.unfinished:
                self._rewrite()

    def ensure(self, person_ids: Collection[UUID]) -> None:
        """See `Keyring.ensure`."""
        self.generation()
        if all(map(self._known.living.__contains__, person_ids)):
            return
        with self._locked(hold):
            self._load()
            missing = [owner for owner in dict.fromkeys(person_ids) if owner not in self._known.living]
            self._append([Line(kid=_new_id(), owner=owner, secret=os.urandom(KEY_BYTES)) for owner in missing])

    def key_ids(self, person_ids: Collection[UUID]) -> tuple[str, ...]:
        """See `Keyring.key_ids`."""
        if not all(map(self._known.living.__contains__, person_ids)):
            self.generation()
        living = self._known.living
        try:
            return tuple(sorted([living[owner] for owner in person_ids]))
        except KeyError:
            raise NoSuchKey("an owner has no living key") from None

    def key(self, key_id: str) -> bytes | None:
        """See `Keyring.key`."""
        self.generation()
        return self._known.secrets.get(key_id)

    def is_destroyed(self, key_id: str) -> bool:
        """See `Keyring.is_destroyed`."""
        self.generation()
        return key_id in self._known.destroyed

    def destroy(self, person_id: UUID) -> None:
        """See `Keyring.destroy`: first said, then done, so that a crash between is finished at the next start."""
        with self._locked(hold):
            self._load()
            key_id = self._known.living.get(person_id)
            if key_id is not None:
                self._append([Line(kid=key_id, owner=person_id, secret=None)])
                self._rewrite()
            elif person_id not in self._known.destroyed.values():
                raise NoSuchKey("the owner never had a key")

    def generation(self) -> int:
        """See `Keyring.generation`; costs one `stat` (about 2 us) while nothing changes."""
        try:
            state = os.stat(self._name)  # noqa: PTH116  # Path.stat takes twice as long, once per box
        except OSError as problem:
            raise KeyLogUnusable("the key log is gone") from problem
        if _signature(state) != self._signature:
            with self._locked(share):
                self._load()
        return self._generation

    def blind_index(self, kind: str, normalised: str) -> bytes:
        """See `Keyring.blind_index`. `kind` is one of our own words, without NUL, so the pair has one reading."""
        return hmac.digest(self._known.blind, f"{kind}\0{normalised}".encode(), "sha256")

    # -------------------------------------------------------------------------------------------------- the file

    @contextmanager
    def _locked(self, lock: Callable[[Path], BinaryIO]) -> Iterator[None]:
        """Keep other threads and processes out; the lock is on a file of its own, which is never replaced."""
        with self._thread_lock:
            try:
                with lock(self._path.with_suffix(".lock")):
                    yield
            except OSError as problem:
                raise KeyLogUnusable("the key log cannot be read or written") from problem

    def _load(self) -> None:
        """Read what is new since the last look; under the lock."""
        with _opened(self._path, os.O_RDONLY) as log:
            state = os.fstat(log)
            if _signature(state) == self._signature:
                return
            if state.st_mode & 0o077:
                raise KeyLogUnusable("the key log must be readable and writable by its owner alone (0600)")
            # A writer that was killed may have left lines that no flush has covered: no key is used before one has.
            os.fsync(log)
            header = self._known.header
            same = bool(header) and os.pread(log, len(header), 0) == header and state.st_size >= self._known.offset
            known = self._known if same else Known()
            content = _read_from(log, known.offset, state.st_size)
        self._take(content[: content.rfind(b"\n") + 1], known)  # a torn last line was never acknowledged
        self._signature = _signature(state)

    def _take(self, content: bytes, known: Known) -> None:
        """Learn whole lines; then show them to other threads, all at once when the file was replaced."""
        dead = len(known.destroyed)
        try:
            start = 0
            if not known.header:
                start = content.find(b"\n") + 1
                known.header, known.blind = _read_header(content[:start])
            for line in _decoded(content[start:]):
                known.learn(line)
        except (msgspec.MsgspecError, ValueError) as problem:
            raise KeyLogUnusable("a line of the key log is damaged") from problem
        known.offset += len(content)
        if known is not self._known or len(known.destroyed) != dead:
            self._known = known
            self._generation += 1

    def _append(self, lines: list[Line]) -> None:
        """Write lines and flush them, then learn them; under the exclusive lock, after `_load`."""
        content = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        with _opened(self._path, os.O_RDWR | os.O_APPEND) as log:
            os.ftruncate(log, self._known.offset)  # cuts off a torn last line
            try:
                _write_all(log, content)
                os.fsync(log)
            except OSError:
                # After a failed flush the lines may be readable and yet never reach the disk: take them back.
                with suppress(OSError):
                    os.ftruncate(log, self._known.offset)
                raise
            self._take(content, self._known)
            self._signature = _signature(os.fstat(log))

    def _rewrite(self) -> None:
        """Replace the file by one that has no secret of a destroyed key; under the exclusive lock."""
        known = self._known
        header = Header(format=FORMAT, generation=os.urandom(16).hex(), blind=base64.b64encode(known.blind).decode())
        beside = self._path.with_suffix(".new")
        with _opened(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as log:
            _write_all(log, b"".join(msgspec.json.encode(part) + b"\n" for part in (header, *known.lines())))
            os.fsync(log)
        beside.replace(self._path)
        with _opened(self._path.parent, os.O_RDONLY | os.O_DIRECTORY) as folder:
            os.fsync(folder)
        self._load()


def _read_header(line: bytes) -> tuple[bytes, bytes]:
    header = _HEADER.decode(line)
    blind = base64.b64decode(header.blind, validate=True)
    if header.format != FORMAT or len(blind) != KEY_BYTES:
        raise ValueError("format of the key log")
    return line, blind


def _decoded(lines: bytes) -> list[Line]:
    """All at once: a year has a hundred thousand."""
    decoded = _LINE.decode_lines(lines)
    if len(decoded) != lines.count(b"\n"):
        raise ValueError("an empty line")
    return decoded


def _signature(state: os.stat_result) -> tuple[int, int, int]:
    return state.st_ino, state.st_size, state.st_mtime_ns


def _new_id() -> str:
    return base64.urlsafe_b64encode(os.urandom(16)).rstrip(b"=").decode()


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _read_from(descriptor: int, offset: int, size: int) -> bytes:
    content = b""
    while chunk := os.pread(descriptor, size - offset - len(content), offset + len(content)):
        content += chunk
    return content


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
