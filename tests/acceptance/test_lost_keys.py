"""Keys are lost, others or old copies: the log is not written until the right ones are back; reading goes on."""

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from api.page_store.opening import open_page_store
from tests.acceptance.command import NOON, Custody, Ended, claimed
from tests.drills.programs import free_port
from tests.page_store.people import AGENT

UNNAMED = {"name": None, "birth": None, "birth_basis": None, "sex": "0"}
NAMED = UNNAMED | {"name": {"parts": [{"text": "Canela", "role": "given"}]}}


def register(custody: Custody, about: Mapping[str, object] = NAMED) -> Ended:
    return custody.record("person", "register", by="USBP", claimed=claimed(10), **about)


@pytest.fixture
def other(custody: Custody) -> Custody:
    """A database of its own on the same server, with no event."""
    made = Custody(custody.home, f"custody_acceptance_{secrets.token_hex(6)}", custody.database_url)
    made.ok("migrate")
    made.ok("clock", "--to", NOON)
    return made


@pytest.fixture
def key_log(other: Custody) -> Path:
    """The key log of a ledger that knows one person by name; the views have taken it in."""
    registered = register(other)
    assert registered.code == 0, registered
    other.ok("project", "--until-caught-up")
    return other.settings.key_log


def refusals(custody: Custody) -> list[str]:
    """Who refuses for want of the keys: those who write the log or the views, and the doctor."""
    tried = {
        "record": register(custody),
        "serve": custody.run("serve", "--port", str(free_port())),
        "project": custody.run("project", "--until-caught-up"),
        "rebuild": custody.run("rebuild", "identifiers"),
    }
    for ended in tried.values():
        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1), ended
        assert ended.err.startswith("custody: keys_missing: "), ended
    told = custody.run("doctor", "--json")
    assert (told.code, told.json["healthy"], told.json["key_log"]) == (1, False, False)
    assert "key log: MISSING: the key log does not know the keys" in custody.run("doctor").out
    return [*tried, "doctor"]


def test_nothing_is_written_without_the_keys_until_they_are_back(other: Custody, key_log: Path) -> None:
    person = register(other).json["events"][0]["stream"]
    kept = key_log.rename(key_log.with_suffix(".kept"))
    assert other.run("doctor").code == 1
    assert not key_log.exists(), "whoever only looks makes no key log"
    refusals(other)

    shown = other.ok("show", person).out
    assert "person: registered" in shown
    assert "Canela" not in shown
    audit = other.run("verify", "--json")
    found = [(each["what"], each["position"]) for each in audit.json["differences"]]
    derived = [("view_row", 1)] * 2  # what the search derived from the name cannot be derived again
    assert (audit.code, found) == (1, [("key_missing", 1), ("key_missing", 2), *derived])

    kept.replace(key_log)
    assert register(other).json["position"] == 3
    other.ok("project", "--until-caught-up")
    other.ok("doctor")
    other.ok("verify")


def test_the_key_log_of_another_ledger_or_an_old_copy_is_not_taken_for_it(
    custody: Custody, other: Custody, key_log: Path
) -> None:
    assert register(custody).code == 0
    kept, old = key_log.with_suffix(".kept"), key_log.with_suffix(".old")
    shutil.copy2(key_log, old)
    assert register(other).code == 0
    shutil.copy2(key_log, kept)
    for wrong in (custody.settings.key_log, old):
        shutil.copy2(wrong, key_log)
        assert register(other).err.startswith("custody: keys_missing: ")
        assert other.run("doctor", "--json").json["key_log"] is False
    shutil.copy2(kept, key_log)
    assert register(other).json["position"] == 3


def test_where_nothing_is_sealed_nothing_is_lost(other: Custody) -> None:
    """A fresh ledger, and one whose only event names nobody: a key log is made when it is needed."""
    other.ok("doctor")
    assert register(other, UNNAMED).code == 0
    other.settings.key_log.unlink()
    other.ok("doctor")
    assert register(other).json["position"] == 2
    other.ok("project", "--until-caught-up")
    other.ok("verify")


def test_the_doctor_tells_that_the_key_of_the_page_is_lost(other: Custody) -> None:
    with open_page_store(other.settings) as store:
        store.drafts.begin(AGENT, "intake", b"text")
    assert "page's key: in order" in other.ok("doctor").out
    key = other.settings.page_key
    kept = key.rename(key.with_suffix(".kept"))
    told = other.run("doctor", "--json")
    assert (told.code, told.json["healthy"], told.json["page_key"]) == (1, False, False)
    assert "page's key: MISSING" in other.run("doctor").out
    kept.replace(key)
    other.ok("doctor")
