"""A ledger of its own for a drill: the embedded database, a server and a runner, each a process that can be killed."""

import os
import signal
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from api.cli.operate import prepare
from api.tokens import Caller, make_token, signing_key
from ledger.domain.event import Actor
from ledger.domain.reader import Purpose, Reader
from ledger.domain.values import OrganisationCode, UserId
from ledger.settings import Settings
from ledger.store import embedded
from ledger.store.server_folder import locate
from tests.databases import is_free
from tests.drills.programs import CUSTODY, Program, environment_of, free_port
from tests.drills.stories import ORGANISATIONS

ORIGIN = "ledger.test/crash-drill"
TARGETS = ("server", "runner", "database")


class Site:
    """Made with a live database that is empty; `end` stops all of it."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home, database="custody_drill")
        self._lease = embedded.start(home)
        prepare(self.settings, purpose="live", origin=ORIGIN)
        environment = environment_of(home, self.settings.database)
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        serve = (*CUSTODY, "serve", "--no-projector", "--not-for-real-people", "--port", str(port))
        self.server = Program(*serve, environment=environment, output=home / "server-output")
        self.runner = Program(*CUSTODY, "project", environment=environment, output=home / "runner-output")

    def start(self) -> None:
        """Start the server and the runner; returns at once."""
        self.server.start()
        self.runner.start()

    def check(self) -> None:
        """Server and runner must be alive: they end only when they are killed."""
        self.server.check()
        self.runner.check()

    def kill(self, *targets: str) -> None:
        """Kill some of the three, then start them again, as whoever operates the ledger would."""
        if "database" in targets:
            self._kill_postmaster()
        if "server" in targets:
            self.server.kill()
        if "runner" in targets:
            self.runner.kill()
        if "database" in targets:
            self._recover_database()
        if "server" in targets:
            self.server.start()
        if "runner" in targets:
            self.runner.start()

    def end(self) -> None:
        """Stop everything and give the last lease back."""
        self.server.stop()
        self.runner.stop()
        self._lease.release()

    def database_stopped(self) -> bool:
        """Whether the database has ended in good order: no process of it is left, and it has put its file away."""
        folder = locate(self.settings.home)
        return is_free(folder.lock("server")) and not folder.postmaster_file.exists()

    def tokens(self) -> Mapping[str, str]:
        """A token for each organisation of the stories."""
        key = signing_key(self.settings.token_signing_key)
        return {
            code: make_token(key, origin=ORIGIN, caller=_caller(code), lifetime=timedelta(hours=12))
            for code in ORGANISATIONS
        }

    def _kill_postmaster(self) -> None:
        pid = int(locate(self.settings.home).postmaster_file.read_text().split("\n", 1)[0])
        os.kill(pid, signal.SIGKILL)

    def _recover_database(self) -> None:
        """Do what anybody's next command does: take a lease, which starts the server and waits for its recovery."""
        lease = embedded.start(self.settings.home)
        self._lease.release()
        self._lease = lease


def _caller(code: str) -> Caller:
    user, organisation = UserId(f"{code.lower()}.1"), OrganisationCode(code)
    return Caller(
        actor=Actor(user=user, role="officer", organisation=organisation),
        reader=Reader(user=user, organisation=organisation, role="officer", purpose=Purpose.CUSTODY),
    )
