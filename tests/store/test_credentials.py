"""The passwords of the login roles: drawn once, kept private, shared by all who ask."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.store.credentials import LOGIN_ROLES, Credentials
from ledger.store.private_file import UnsafeFile


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


def test_every_role_gets_its_own_long_password(file: Path) -> None:
    credentials = Credentials.load(file)
    passwords = {credentials.password(role) for role in LOGIN_ROLES}
    assert len(passwords) == len(LOGIN_ROLES)
    assert min(map(len, passwords)) >= 43
    assert file.stat().st_mode & 0o777 == 0o600


def test_those_who_ask_at_once_get_the_same(file: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: Credentials.load(file).passwords, range(8)))
    assert all(each == found[0] for each in found)
    assert Credentials.load(file).passwords == found[0]


def test_a_new_role_gets_a_password_and_the_others_keep_theirs(file: Path) -> None:
    before = dict(Credentials.load(file).passwords)
    kept = {role: word for role, word in before.items() if role != "custody_demo"}
    file.write_text(json.dumps(kept))
    after = dict(Credentials.load(file).passwords)
    assert after.pop("custody_demo") != before["custody_demo"]
    assert after == kept


def test_a_file_that_others_can_read_is_refused(file: Path) -> None:
    Credentials.load(file)
    file.chmod(0o640)
    with pytest.raises(UnsafeFile):
        Credentials.load(file)


def test_passwords_are_not_shown(file: Path) -> None:
    credentials = Credentials.load(file)
    assert credentials.password("custody_writer") not in repr(credentials)


def test_unknown_role(file: Path) -> None:
    with pytest.raises(KeyError):
        Credentials.load(file).password("custody_read_everyone")
