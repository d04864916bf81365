"""Views that nobody feeds: the audit tells them from a difference, and says how to feed them."""

import psycopg
import pytest

from tests.acceptance.command import Custody, claimed

UNNAMED = {"name": None, "birth": None, "birth_basis": None, "sex": "0"}


@pytest.fixture(scope="module")
def unfed(custody: Custody) -> Custody:
    """A ledger of three events that no view has taken in."""
    for minute in (10, 20, 30):
        assert custody.record("person", "register", by="USBP", claimed=claimed(minute), **UNNAMED).code == 0
    assert custody.behind() == 3
    return custody


def test_an_audit_tells_views_that_are_behind_from_a_difference(unfed: Custody) -> None:
    told = unfed.run("verify", "--json")
    assert (told.code, told.json["position"], told.json["differences"]) == (3, 3, [])
    assert {(each["what"], each["position"]) for each in told.json["behind"]} == {("view_behind", 0)}
    said = unfed.run("verify")
    assert said.code == 3
    assert "behind: identifiers: 3 to take in after position 0" in said.err.splitlines()
    assert "3 events, 0 differences" in said.out
    assert "`custody project --until-caught-up`" in said.out

    assert unfed.ok("project", "--until-caught-up").out == "every view is at position 3\n"
    assert unfed.behind() == 0
    assert unfed.ok("verify").out.strip() == "3 events, 0 differences"
    assert unfed.ok("project", "--until-caught-up").out == "every view is at position 3\n"


def test_a_view_that_has_stopped_is_a_difference(unfed: Custody) -> None:
    assert unfed.record("person", "register", by="USBP", claimed=claimed(40), **UNNAMED).code == 0
    with psycopg.connect(unfed.settings.admin_conninfo(), autocommit=True) as admin:
        admin.execute("UPDATE view_positions.view SET schema_sha = '' WHERE view = 'irregular'")
    fed = unfed.run("project", "--until-caught-up")
    assert (fed.code, fed.out) == (1, "")
    assert fed.err.startswith("irregular has stopped after position ")
    assert unfed.run("verify").code == 1
