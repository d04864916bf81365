"""A world of a test's own."""

from collections.abc import Iterator

import pytest

from tests.databases import Database
from tests.projections.world import World, open_world


@pytest.fixture
def world(simulation: Database) -> Iterator[World]:
    with open_world(simulation) as world:
        yield world
