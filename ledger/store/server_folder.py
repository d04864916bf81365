"""The folder of one embedded server: where it is, what is in it, and who may enter.

An ordinary user keeps it in CUSTODY_HOME. root keeps it in /var/lib/custody-ledger, named by a hash of
CUSTODY_HOME, because the server runs as another user, who could not reach a private home unless its
mode were changed. The folder holds `data` and (unless its path is too long for a socket) `socket`,
which belong to the server's user alone; the superuser's password, the lock files and the log, which
belong to whoever starts it.

Modes are set on folders that we make, never on folders that we find.
"""

import hashlib
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo

from ledger.store.private_file import read_private, write_private
from ledger.store.server_error import ServerError
from ledger.store.server_user import ServerUser

SHARED_BY_ROOT = Path("/var/lib/custody-ledger")
SUPERUSER = "postgres"
PORT = "5432"  # names the socket; the server listens on no network address
LONGEST_SOCKET = 103  # bytes in a socket's path, by the smallest limit in use


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What a running server says of itself in its file `postmaster.pid`."""

    socket_folder: Path
    status: str


@dataclass(frozen=True, slots=True)
class ServerFolder:
    """The paths of one server. `shelf` holds what servers of this user share."""

    base: Path
    shelf: Path

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def log(self) -> Path:
        return self.base / "server.log"

    @property
    def password_file(self) -> Path:
        return self.base / "superuser-password"

    @property
    def postmaster_file(self) -> Path:
        return self.data / "postmaster.pid"

    def lock(self, name: str) -> Path:
        return self.base / f"{name}.lock"

    def create(self) -> None:
        """Make the folder if it is not there.

        Raises:
            ServerError: it belongs to somebody else, or others may write in it.
        """
        for folder in (self.shelf, self.base):
            _make_folder(folder, mode=0o711 if os.geteuid() == 0 else 0o700)
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
                raise ServerError(f"{folder} must be a folder that user id {os.geteuid()} alone can write in")

    def create_socket_folder(self, user: ServerUser) -> Path:
        """The server's private folder for its socket, made if need be.

        Raises:
            ServerError: somebody else got there first, or no short enough place exists.
        """
        folder = self._socket_folder()
        _make_folder(folder, mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, user.uid, user.gid, follow_symlinks=False)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != user.uid or found.st_mode & 0o077:
            raise ServerError(f"{folder} must be a folder of user {user.name} with mode 0700")
        return folder

    def _socket_folder(self) -> Path:
        temporary = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
        for folder in (self.base / "socket", temporary / f"custody-{_short_hash(self.base)}"):
            if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
                return folder
        raise ServerError(f"{self.base} and {temporary} are both too long to name a socket in")

    def password(self) -> str:
        """The superuser's password, drawn at the first call and kept with mode 0600."""
        with suppress(FileNotFoundError):
            return read_private(self.password_file).decode("ascii")
        password = secrets.token_urlsafe(32)
        write_private(self.password_file, password.encode("ascii"))
        return password

    def postmaster(self) -> Postmaster | None:
        """What the server's file says; None without a complete file. A dead server may leave one behind."""
        try:
            lines = self.postmaster_file.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return None
        pid_folder_start_port_socket_host_memory_status = 8
        if len(lines) < pid_folder_start_port_socket_host_memory_status:
            return None
        return Postmaster(socket_folder=Path(lines[4]), status=lines[7].strip())

    def admin_conninfo(self) -> str:
        """How the superuser reaches the server, without a database name.

        Raises:
            ServerError: the server is not running.
        """
        postmaster = self.postmaster()
        if postmaster is None:
            raise ServerError("the embedded server is not running: take a lease first (ledger.store.embedded)")
        host = str(postmaster.socket_folder)
        return make_conninfo("", host=host, port=PORT, user=SUPERUSER, password=self.password())


def locate(home: Path) -> ServerFolder:
    """The server folder that belongs to a CUSTODY_HOME: always the same one for the same user and home."""
    if os.geteuid() == 0:
        return ServerFolder(base=SHARED_BY_ROOT / _short_hash(home.resolve()), shelf=SHARED_BY_ROOT)
    return ServerFolder(base=home.resolve() / "server", shelf=home.resolve())


def _make_folder(folder: Path, *, mode: int) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
        folder.chmod(mode)  # mkdir's own mode is cut by the umask


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
