"""The page's store, and the migrator, who alone may look behind it."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from api.page_store import PageStore
from api.page_store.opening import open_page_store
from tests.databases import Database
from tests.recycling import Lend


@pytest.fixture
def store(database: Database) -> Iterator[PageStore]:
    """Over a database of the test's own."""
    with open_page_store(database.settings) as opened:
        yield opened


@pytest.fixture
def admin(database: Database) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.admin, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def common_database(make_template: Callable[[str], Database], lend: Lend) -> Iterator[Database]:
    with lend(make_template("live")) as lent:
        yield lent


@pytest.fixture(scope="module")
def common(common_database: Database) -> Iterator[PageStore]:
    """Over a database that the tests of a module share: for those that do not care what others left."""
    with open_page_store(common_database.settings) as opened:
        yield opened


@pytest.fixture
def common_admin(common_database: Database) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(common_database.admin, autocommit=True) as connection:
        yield connection
