"""A world of a test's own."""

from collections.abc import Callable, Iterator

import pytest

from ledger.settings import Settings
from tests.databases import Database, create_database, drop_database
from tests.projections.world import World, open_world


@pytest.fixture
def world(simulation: Database) -> Iterator[World]:
    with open_world(simulation) as world:
        yield world


@pytest.fixture(scope="module")
def shared(make_template: Callable[[str], Database], server_settings: Settings) -> Iterator[World]:
    """A world for all tests of a module: each has people of its own, and asks about these only."""
    made = create_database(server_settings, template=make_template("simulation").name)
    with open_world(made) as world:
        yield world
    drop_database(made)
