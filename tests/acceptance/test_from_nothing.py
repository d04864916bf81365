"""From an empty home to a ledger that is in order; and the server goes when nobody needs it."""

from pathlib import Path

from tests.acceptance.command import Custody, stopped
from tests.waiting import wait_until


def test_a_ledger_is_made_from_nothing_and_its_server_stops(home: Path) -> None:
    custody = Custody(home, "custody_first")
    told = custody.run_program("doctor")
    assert (told.code, told.out) == (1, "")
    assert told.err == "custody: store_unavailable: no answer from the database; has `custody migrate` run?\n"
    assert custody.run("doctor") == told

    made = custody.run_program("migrate", "--purpose", "live", "--origin", "ledger.test/first")
    assert (made.code, made.err) == (0, "")
    assert made.out.splitlines()[-1] == "custody_first is up to date"
    assert len(made.out.splitlines()) > 1
    assert custody.ok("migrate", "--purpose", "live", "--origin", "ledger.test/first").out.count("\n") == 1
    other = custody.run("migrate", "--purpose", "simulation", "--origin", "ledger.test/first")
    assert other.code == 1
    assert other.err.startswith("custody: wrong_database: ")

    state = custody.ok("doctor", "--json").json
    assert (state["healthy"], state["position"], state["alarms"]) == (True, 0, [])
    assert (state["page_login"], state["page_key"]) == (True, True)
    assert {view["behind"] for view in state["views"]} == {0}
    assert custody.ok("verify", "--json").json == {"position": 0, "differences": [], "behind": []}
    refused = custody.run("serve")
    assert refused.code == 1
    assert refused.err.startswith("custody: not_for_real_people: ")
    wait_until(lambda: stopped(home))
    assert {path.stat().st_mode & 0o077 for path in home.iterdir()} == {0}
