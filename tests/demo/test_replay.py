"""The plan, said to a real ledger: the counts of the views are the expected ones, a run can go on, a lost act shows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from itertools import islice

import pytest

from api import commands
from api.cli.demo_report import compare
from api.composition import make_mapper, open_ledger, open_readers
from api.demo.acts import Act
from api.demo.bases import Basis
from api.demo.comparison import Comparison
from api.demo.driver import DemoRefused, Progress, Replay, year_acts
from api.demo.voices import Ids
from api.demo.year import YearPlan, plan_year
from ledger.application import Ledger
from ledger.store import clock
from ledger.store.connections import connect
from projections import schema
from projections.asking import Views
from projections.runner import Runner
from projections.views import VIEWS
from tests.databases import Database

SHARE, SEED = "0.001", 5
YEAR_ENDED = datetime(2019, 10, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan() -> YearPlan:
    return plan_year(share=Fraction(SHARE), seed=SEED)


def acts(plan: YearPlan) -> Iterator[Act]:
    return year_acts(plan, Ids.of(seed=SEED, share=SHARE))


@contextmanager
def ledger_of(simulation: Database) -> Iterator[Ledger]:
    settings = simulation.settings
    with open_ledger(settings, make_mapper(settings), connections_max=1) as ledger:
        yield ledger


def replay(simulation: Database, some: Iterable[Act]) -> Progress:
    with ledger_of(simulation) as ledger, connect(simulation.login("custody_demo")) as connection:
        run = Replay(
            record_many=lambda batch: commands.record_many(ledger, batch),
            move_clock=lambda at: clock.move(connection, at),
            now=ledger.clock(),
        )
        for _ in run.run(some):
            pass
        return run.progress


def published(simulation: Database, plan: YearPlan) -> list[Comparison]:
    """The tables that must be equal, after the views have taken in the log."""
    settings = simulation.settings
    with connect(simulation.login("custody_demo")) as connection:
        clock.move(connection, YEAR_ENDED)
    schema.ensure(simulation.login("custody_projector"), VIEWS)
    mapper = make_mapper(settings)
    with Runner(simulation.login("custody_projector"), codec=mapper.codec, views=VIEWS) as runner:
        runner.catch_up()
    with open_readers(settings, mapper, connections_max=1) as readers:
        return [table for table in compare(Views(readers.pools), plan.figures) if table.basis is not Basis.AIMED_AT]


def test_a_replayed_year_gives_the_published_cells_and_a_second_run_adds_nothing(
    simulation: Database, plan: YearPlan
) -> None:
    first = replay(simulation, islice(acts(plan), 400))
    again = replay(simulation, acts(plan))
    assert (again.repeated, again.acts) == (400, first.acts + len(list(acts(plan))) - 400)
    assert {table.title: table.different for table in published(simulation, plan) if table.different} == {}
    third = replay(simulation, islice(acts(plan), 300))
    assert (third.repeated, third.events) == (300, 0)


def test_one_act_that_is_not_said_changes_a_printed_figure(simulation: Database, plan: YearPlan) -> None:
    exits = [act.name for act in acts(plan) if act.name.endswith(":exit")]
    replay(simulation, (act for act in acts(plan) if act.name != exits[-1]))
    assert sum(table.different for table in published(simulation, plan)) > 0


def test_an_act_that_the_ledger_refuses_ends_the_replay(simulation: Database, plan: YearPlan) -> None:
    referral = next(act.name for act in acts(plan) if act.name.endswith(":refer"))
    with pytest.raises(DemoRefused):
        replay(simulation, (act for act in acts(plan) if act.name != referral))
