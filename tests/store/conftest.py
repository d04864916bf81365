"""Connections for the store's tests: one as the writer, one as the migrator, who alone may look at tables."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from ledger.store.pool import Datastore
from ledger.store.recorder import CustodyRecorder
from tests.databases import Database


@pytest.fixture
def writer(database: Database) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.login("custody_writer"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def admin(database: Database) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.admin, autocommit=True) as connection:
        yield connection


@pytest.fixture
def recorder(database: Database) -> Iterator[CustodyRecorder]:
    with Datastore(database.login("custody_writer"), writes=True) as datastore:
        yield CustodyRecorder(datastore)
