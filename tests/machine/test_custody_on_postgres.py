"""The stateful model of custody on the real database: a small run in the suite, a long one in `make drill`."""

import os
from functools import partial
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from ledger import verify
from projections.verify import check_views
from projections.views import VIEWS
from tests.databases import Database
from tests.machine.custody_machine import CustodyMachine
from tests.machine.world import open_world

SETTINGS = settings(
    deadline=None,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    print_blob=True,
)


def run(database: Database, examples: int) -> None:
    """Run the machine, then the ledger's own audits over everything that it left behind."""
    with open_world(database) as world:
        machine: Any = partial(CustodyMachine, world)  # Hypothesis takes whatever makes one
        run_state_machine_as_test(machine, settings=settings(SETTINGS, max_examples=examples))
        codec, mapper = world.ledger.custody_mapper.codec, world.ledger.custody_mapper
        with psycopg.connect(database.login("custody_projector"), autocommit=True) as projector:
            walks = (verify.check_log(projector, mapper), verify.check_heads(projector, mapper))
            assert [difference for walk in walks for checked in walk for difference in checked.differences] == []
        assert check_views(database.login("custody_projector"), VIEWS, codec=codec) == []


def test_the_ledger_does_what_a_plain_memory_says(simulation: Database) -> None:
    run(simulation, examples=25)


@pytest.mark.drill
def test_the_ledger_does_what_a_plain_memory_says_for_long(simulation: Database) -> None:
    run(simulation, examples=int(os.environ.get("DRILL_EXAMPLES", "400")))
