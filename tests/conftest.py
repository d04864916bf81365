"""One PostgreSQL server for the whole session, and a fresh migrated database for each test that asks.

    def test_something(database: Database) -> None:
        with psycopg.connect(database.login("custody_writer")) as connection: ...

With CUSTODY_DATABASE_URL set the tests use that server (one of their own: they set the passwords of the
ledger's roles); otherwise an embedded one starts in a temporary CUSTODY_HOME and is removed at the end.
Everything else named CUSTODY_* or PG* is taken out of the environment first, so that no test touches a
developer's own database.
"""

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import projections.schema
from ledger.settings import Settings
from ledger.store import embedded, schema
from ledger.store.credentials import Credentials
from projections.views import VIEWS
from tests.databases import Database, create_database, drop_database, remove_home
from tests.recycling import Lend, shelves

ORIGIN = "ledger.test/custody"
EXTERNAL_SERVER = os.environ.get("CUSTODY_DATABASE_URL")
for variable in {name for name in os.environ if name.startswith(("CUSTODY_", "PG"))} - {"CUSTODY_CHROMIUM"}:
    del os.environ[variable]


def pytest_collection_finish() -> None:
    """Everything loaded so far stays; looking through it for garbage again and again takes a fifth of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Says something at the end of the run, whichever worker ran the test: a measurement."""
    return lambda said: record_property("told", said)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests had to tell."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, said in report.user_properties:
            if name == "told":
                terminalreporter.write_line(f"\n{said}")


@pytest.fixture(scope="session")
def server_settings(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Settings]:
    """Settings of the running test server. Each worker of pytest-xdist has an embedded server of its own."""
    if EXTERNAL_SERVER:
        # One home for all workers: the roles, and so their passwords, are the server's, not a database's.
        folder = tmp_path_factory.getbasetemp()
        home = (folder if worker_id == "master" else folder.parent) / "custody-home"
        home.mkdir(mode=0o700, exist_ok=True)
        yield Settings(home=home, database="postgres", database_url=EXTERNAL_SERVER)
        return
    home = Path(tempfile.mkdtemp(prefix="custody-tests-"))
    settings = Settings(home=home, database="postgres")
    try:
        with embedded.lease(settings):
            yield settings
    finally:
        remove_home(home)


@pytest.fixture(scope="session")
def make_template(server_settings: Settings) -> Iterator[Callable[[str], Database]]:
    """Migrated databases to clone, one a purpose ('live' or 'simulation'), made when first asked for."""
    made: dict[str, Database] = {}

    def template(purpose: str) -> Database:
        if purpose not in made:
            made[purpose] = create_database(server_settings)
            credentials = Credentials.load(server_settings.credentials_file)
            schema.migrate(made[purpose].admin, purpose=purpose, origin=ORIGIN, credentials=credentials)
        return made[purpose]

    yield template
    for each in made.values():
        drop_database(each)


@pytest.fixture(scope="session")
def lend(server_settings: Settings) -> Iterator[Lend]:  # the server outlives what is lent
    """Lends databases like a template."""
    with shelves() as lender:
        yield lender


@pytest.fixture
def database(make_template: Callable[[str], Database], lend: Lend) -> Iterator[Database]:
    """A live database, migrated and empty."""
    with lend(make_template("live")) as lent:
        yield lent


@pytest.fixture
def simulation(make_template: Callable[[str], Database], lend: Lend) -> Iterator[Database]:
    """A simulation database, migrated and empty."""
    with lend(make_template("simulation")) as lent:
        yield lent


@pytest.fixture(scope="session")
def with_views(make_template: Callable[[str], Database], server_settings: Settings) -> Iterator[Database]:
    """A simulation database with empty views, to clone."""
    made = create_database(server_settings, template=make_template("simulation").name)
    projections.schema.ensure(made.login("custody_projector"), VIEWS)
    yield made
    drop_database(made)


@pytest.fixture
def viewed(with_views: Database, lend: Lend) -> Iterator[Database]:
    """A simulation database, migrated, with empty views."""
    with lend(with_views) as lent:
        yield lent
