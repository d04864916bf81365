"""The API over a simulation database, and somebody to speak for each organisation."""

import io
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from api import log
from api.main import build_app, open_site
from ledger.settings import Settings
from tests.api.world import World
from tests.databases import Database, create_database, drop_database


@pytest.fixture
def logged() -> io.StringIO:
    """What the program logs during the test."""
    stream = io.StringIO()
    log.configure(stream)
    return stream


@pytest.fixture
def world(simulation: Database, logged: io.StringIO) -> Iterator[World]:
    """The API over a database of the test's own."""
    with (
        open_site(simulation.settings, not_for_real_people=False) as site,
        TestClient(build_app(site), raise_server_exceptions=True) as client,
    ):
        yield World(client=client, database=simulation)


@pytest.fixture(scope="module")
def common(make_template: Callable[[str], Database], server_settings: Settings) -> Iterator[World]:
    """The API over a database that the tests of a module share: for those that do not care what others did."""
    log.configure(io.StringIO())
    made = create_database(server_settings, template=make_template("simulation").name)
    with (
        open_site(made.settings, not_for_real_people=False) as site,
        TestClient(build_app(site), raise_server_exceptions=True) as client,
    ):
        yield World(client=client, database=made)
    drop_database(made)
