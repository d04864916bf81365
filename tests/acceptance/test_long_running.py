"""Commands that run until they are stopped: `project` and `serve` end well by Ctrl-C, and leave nothing when killed."""

import os
import signal
import subprocess
from datetime import datetime
from pathlib import Path

import httpx
import psycopg
import pytest

from api.cli.session import staying
from ledger import verify as audit
from ledger.settings import Settings
from ledger.store.server_error import ServerError
from ledger.store.server_folder import locate
from tests.acceptance.command import NOON, Custody, claimed, stopped
from tests.drills.programs import free_port
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def served(home: Path) -> Custody:
    """The command over a ledger with one event, whose server runs only while a command does."""
    custody = Custody(home, "custody_long_running")
    custody.ok("migrate")
    custody.ok("clock", "--to", NOON)
    about = {"name": None, "birth": None, "birth_basis": None, "sex": "0"}
    assert custody.record("person", "register", by="USBP", claimed=claimed(10), **about).code == 0
    return custody


def answers(process: "subprocess.Popen[str]", port: int) -> bool:
    assert process.poll() is None, process.communicate()
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success
    except httpx.TransportError:
        return False


def feeds(custody: Custody) -> bool:
    try:
        return custody.behind() == 0
    except (ServerError, psycopg.OperationalError):
        return False  # the server is starting


def test_a_demos_clock_runs_while_it_is_served(home: Path) -> None:
    demo = Custody(home, "custody_demo_served")
    demo.ok("migrate", "--purpose", "simulation", "--origin", f"custody.demo/{demo.database}")
    demo.ok("clock", "--to", NOON)
    port = free_port()
    with demo.running("serve", "--port", str(port)) as process:
        wait_until(lambda: answers(process, port))
        with psycopg.connect(demo.settings.role_conninfo("custody_projector"), autocommit=True) as connection:
            wait_until(lambda: audit.clock_of(connection) > datetime.fromisoformat(NOON))
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert "Traceback" not in err


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_project_ends_well_when_it_is_stopped(served: Custody, signum: signal.Signals) -> None:
    with served.running("project") as process:
        wait_until(lambda: feeds(served))
        process.send_signal(signum)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")
    wait_until(lambda: stopped(served.home))


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGKILL])
def test_serve_leaves_no_projector_and_no_database_behind(served: Custody, signum: signal.Signals) -> None:
    port = free_port()
    with served.running("serve", "--port", str(port)) as process:
        wait_until(lambda: answers(process, port))
        process.send_signal(signum)
        _, err = process.communicate(timeout=30)
    assert "Traceback" not in err
    wait_until(lambda: stopped(served.home))


def test_a_program_that_stays_is_started_again_when_the_database_goes_down_meanwhile(
    served: Custody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTODY_HOME", str(served.home))
    monkeypatch.setenv("CUSTODY_DATABASE", served.database)
    met: list[int] = []

    def work(settings: Settings) -> None:
        address = settings.admin_conninfo()
        if not met:
            met.append(int(locate(served.home).postmaster_file.read_text().split("\n", 1)[0]))
            os.kill(met[0], signal.SIGKILL)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("SELECT 1")

    staying(work)
    assert met
    met.clear()

    def never(settings: Settings) -> None:
        met.append(1)
        with psycopg.connect(settings.admin_conninfo("no_such_database")):
            raise AssertionError

    monkeypatch.setattr("api.cli.session.START_PAUSES_SECONDS", (0.0, 0.0))
    with pytest.raises(psycopg.OperationalError):
        staying(never)
    assert len(met) == 3
