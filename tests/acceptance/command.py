"""The installed command `custody` as a user has it: its arguments, its output, how it ends."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from ledger.settings import Settings
from ledger.store.server_folder import locate
from projections import positions
from tests.acceptance.fast_command import warm
from tests.databases import is_free
from tests.drills.programs import environment_of

CUSTODY = str(Path(sys.executable).with_name("custody"))
SECONDS = 60
"""Far longer than any of these commands takes."""
NOON = "2019-05-01T12:00:00+00:00"
"""Where the simulation's clock stands."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Json:
        """What it printed, as JSON."""
        answer: Json = json.loads(self.out)
        return answer


@dataclass
class Custody:
    """The command, for one CUSTODY_HOME and one database."""

    home: Path
    database: str
    database_url: str | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What the command finds in its environment: nothing of ours but the path."""
        found = environment_of(self.home, self.database)
        del found["PYTHONPATH"]  # it is installed
        return found if self.database_url is None else found | {"CUSTODY_DATABASE_URL": self.database_url}

    @property
    def settings(self) -> Settings:
        """The same, for looking behind the command."""
        return Settings(home=self.home, database=self.database, database_url=self.database_url)

    def behind(self) -> int:
        """How many events the view that is furthest behind has not taken in."""
        with psycopg.connect(self.settings.role_conninfo("custody_projector"), autocommit=True) as connection:
            return max(lag.behind for lag in positions.lag(connection))

    def run(self, *arguments: str, text: str = "", token: str | None = None) -> Ended:
        """Run it to its end."""
        environment = self.environment if token is None else self.environment | {"CUSTODY_TOKEN": token}
        return Ended(*warm().run(arguments, text=text, environment=environment, seconds=SECONDS))

    def run_program(self, *arguments: str) -> Ended:
        """Run the installed program itself, which takes a second more."""
        done = subprocess.run(
            [CUSTODY, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            cwd="/",
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def ok(self, *arguments: str, **how: Any) -> Ended:  # noqa: ANN401  # see `run`
        """Run it; it must end well, and say on standard error no more than whose records were read."""
        ended = self.run(*arguments, **how)
        told = [line for line in ended.err.splitlines() if '"event": "record_read"' not in line]
        assert (ended.code, told) == (0, []), ended
        return ended

    @contextmanager
    def running(self, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        """It while it runs; killed at the end unless it has ended by then."""
        with subprocess.Popen(
            [CUSTODY, *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def record(self, *arguments: str, by: str, **body: Any) -> Ended:  # noqa: ANN401  # a body's values
        """Record a command for an organisation."""
        if by not in self.tokens:
            self.tokens[by] = self.ok("token", "--user", f"{by.lower()}.1", "--organisation", by).out.strip()
        return self.run("record", *arguments, text=json.dumps(body), token=self.tokens[by])


def claimed(minute: int) -> Json:
    """A claim about a minute before the clock's noon."""
    return {"earliest": f"2019-05-01T11:{minute:02}:00+00:00", "precision": "minute", "basis": "observed"}


def stopped(home: Path) -> bool:
    """Whether the embedded server of a home has ended in good order."""
    folder = locate(home)
    return is_free(folder.lock("server")) and not folder.postmaster_file.exists()
