"""A world of a test's own."""

from collections.abc import Iterator

import pytest

from tests.databases import Database
from tests.projections.world import World, open_world
from tests.recycling import Lend


@pytest.fixture
def world(viewed: Database) -> Iterator[World]:
    with open_world(viewed) as world:
        yield world


@pytest.fixture(scope="module")
def shared(with_views: Database, lend: Lend) -> Iterator[World]:
    """A world for all tests of a module: each has people of its own, and asks about these only."""
    with lend(with_views) as lent, open_world(lent) as world:
        yield world
