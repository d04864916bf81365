"""The API over a simulation database of its own, and somebody to speak for each organisation."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.http.site import Site
from api.main import build_app, open_site
from tests.api.world import World
from tests.databases import Database


@pytest.fixture
def site(simulation: Database) -> Iterator[Site]:
    with open_site(simulation.settings, not_for_real_people=False) as opened:
        yield opened


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(build_app(site)) as made:
        yield made


@pytest.fixture
def world(client: TestClient, simulation: Database) -> World:
    return World(client=client, database=simulation)
