"""Which operating-system user runs the embedded server, and how a program is run as that user.

PostgreSQL refuses to run as root and, at first start, wants a user that has a name. So:

* An ordinary user runs the server as itself. A user id without an entry in the password database (as some
  container platforms hand out) is refused: such a machine sets CUSTODY_DATABASE_URL.
* root runs it as the owner of an existing data folder; else as `custody-ledger`; else as `postgres`; else it
  makes the system user `custody-ledger`. Never `nobody`: whatever else runs as nobody could read the data.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.store.server_error import ServerError

DEDICATED = "custody-ledger"
USE_A_SERVER = "set CUSTODY_DATABASE_URL to use a PostgreSQL server of your own"


@dataclass(frozen=True, slots=True)
class ServerUser:
    """A user of this machine; `switch` tells whether we, as root, must become it first."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(self, command: Sequence[str], *, pass_fds: Sequence[int] = ()) -> subprocess.CompletedProcess[str]:
        """Run a short program as this user, from `/`, with none of our environment.

        Raises:
            OSError: the user cannot run it, or we cannot become the user.
        """
        return subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            cwd="/",  # the folder is changed before the user: we may enter folders that the user may not
            env=ENVIRONMENT,
            pass_fds=pass_fds,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )


# PGPORT, PGDATA and the like would change what initdb and postgres do.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def choose(data: Path) -> ServerUser:
    """The user for the server whose data folder is, or will be, `data`.

    Raises:
        ServerError: no fitting user; the message names the way out.
    """
    if os.geteuid() != 0:
        return _named(os.geteuid(), switch=False)
    if data.exists():
        return _named(data.stat().st_uid, switch=True)
    for name in (DEDICATED, "postgres"):
        if (found := _find(name)) is not None:
            return found
    return _make()


def _named(uid: int, *, switch: bool) -> ServerUser:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as error:
        raise ServerError(f"user id {uid} has no name on this machine; {USE_A_SERVER}") from error
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid, switch)


def _find(name: str) -> ServerUser | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return ServerUser(name, entry.pw_uid, entry.pw_gid, switch=True) if entry.pw_uid else None


def _make() -> ServerUser:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        raise ServerError(f"no user {DEDICATED} or postgres, and no useradd to make one; {USE_A_SERVER}")
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    made = subprocess.run(
        [program, *options, "--shell", "/usr/sbin/nologin", DEDICATED],
        check=False,
        capture_output=True,
        text=True,
    )
    # Two first starts at once: the slower one fails, and finds the user all the same.
    if (found := _find(DEDICATED)) is None:
        raise ServerError(f"useradd could not make the user {DEDICATED}: {made.stderr.strip()}; {USE_A_SERVER}")
    return found
