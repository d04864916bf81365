"""Ledgers of their own for these tests, made by the command alone."""

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.settings import Settings
from tests.acceptance.command import NOON, Custody
from tests.databases import remove_home


@pytest.fixture(scope="package")
def home() -> Iterator[Path]:
    """A CUSTODY_HOME of which nobody but the command holds the server."""
    made = Path(tempfile.mkdtemp(prefix="custody-acceptance-"))
    yield made
    remove_home(made)


@pytest.fixture(scope="module")
def custody(server_settings: Settings) -> Custody:
    """The command over a simulation that is migrated and empty, on the server of the session."""
    command = Custody(server_settings.home, f"custody_acceptance_{secrets.token_hex(6)}", server_settings.database_url)
    command.ok("migrate")
    command.ok("clock", "--to", NOON)
    return command
