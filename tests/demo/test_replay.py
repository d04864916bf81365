"""The plan, said to a real ledger: the counts of the views are the expected ones, a run can go on, a lost act shows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from itertools import islice

import pytest

from api import commands
from api.cli.demo_replay import tell_tonight
from api.cli.demo_report import READER, compare
from api.composition import make_mapper, open_ledger, open_readers
from api.demo.acts import Act
from api.demo.bases import Basis
from api.demo.comparison import WHOLE_YEAR, Comparison
from api.demo.driver import DemoRefused, Progress, Replay, year_acts
from api.demo.months import YEAR_ENDS
from api.demo.plan import Origin
from api.demo.tonight import plan_tonight
from api.demo.voices import Ids
from api.demo.year import YearPlan, plan_year
from ledger import verify as audit
from ledger.application import Ledger
from ledger.domain.register import PLACES, PlaceKind
from ledger.store import clock
from ledger.store.connections import connect
from projections import schema
from projections.asking import Views
from projections.runner import Runner
from projections.statistics import queries as statistics
from projections.statistics.queries import Months
from projections.views import VIEWS
from tests.databases import Database
from tests.demo import tally

SHARE, SEED = "0.001", 5


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


def tables(simulation: Database, plan: YearPlan) -> list[Comparison]:
    """The tables of the year, after the views have taken in the log."""
    settings = simulation.settings
    with connect(simulation.login("custody_demo")) as connection:
        clock.move(connection, max(YEAR_ENDS, audit.clock_of(connection)))
    schema.ensure(simulation.login("custody_projector"), VIEWS)
    mapper = make_mapper(settings)
    with Runner(simulation.login("custody_projector"), codec=mapper.codec, views=VIEWS) as runner:
        runner.catch_up()
    with open_readers(settings, mapper, connections_max=1) as readers:
        return compare(Views(readers.pools), plan.figures)


def published(simulation: Database, plan: YearPlan) -> list[Comparison]:
    """Those that must be equal."""
    return [table for table in tables(simulation, plan) if table.basis is not Basis.AIMED_AT]


def test_a_replayed_year_gives_the_published_cells_and_neither_a_second_run_nor_the_evening_changes_them(
    simulation: Database, plan: YearPlan
) -> None:
    first = replay(simulation, islice(acts(plan), 400))
    again = replay(simulation, acts(plan))
    assert (again.repeated, again.acts) == (400, first.acts + len(list(acts(plan))) - 400)
    printed = tables(simulation, plan)
    equal = [table for table in printed if table.basis is not Basis.AIMED_AT]
    assert {table.title: table.different for table in equal if table.different} == {}
    [ages] = [table for table in printed if "age band" in table.title]
    planned = tally.age_bands(plan)
    assert ages.counted == {band: tuple(planned[band, over] for over in range(1, 13)) for band in ages.expected}
    third = replay(simulation, islice(acts(plan), 300))
    assert (third.repeated, third.events) == (300, 0)
    the_relatives_are_no_children_apprehended(simulation, plan)
    the_evening_changes_no_figure(simulation, plan)


def the_relatives_are_no_children_apprehended(simulation: Database, plan: YearPlan) -> None:
    with open_readers(simulation.settings, make_mapper(simulation.settings), connections_max=1) as readers:
        met = statistics.encounters(Views(readers.pools), READER, WHOLE_YEAR).rows
    places = [plan.children[family.number - 1].place for family in plan.families for _ in family.adults]
    of_sectors = sum(PLACES[place].kind is PlaceKind.SECTOR for place in places)
    assert sum(cell.people for cell in met if cell.adult) == of_sectors > 0


def the_evening_changes_no_figure(simulation: Database, plan: YearPlan) -> None:
    before = tables(simulation, plan)
    evening = plan_tonight(share=Fraction(SHARE), seed=SEED)
    assert tell_tonight(simulation.settings, evening, Ids.of(seed=SEED, share=SHARE))
    assert tables(simulation, plan) == before
    with open_readers(simulation.settings, make_mapper(simulation.settings), connections_max=1) as readers:
        october = Months(first=date(2019, 10, 1), last=date(2019, 10, 1))
        met = statistics.encounters(Views(readers.pools), READER, october).rows
    assert sum(cell.people for cell in met) == sum(child.origin is Origin.BORDER_PATROL for child in evening.children)


def test_one_act_that_is_not_said_changes_a_printed_figure(simulation: Database, plan: YearPlan) -> None:
    exits = [act.name for act in acts(plan) if act.name.endswith(":exit")]
    replay(simulation, (act for act in acts(plan) if act.name != exits[-1]))
    assert sum(table.different for table in published(simulation, plan)) > 0


def test_an_act_that_the_ledger_refuses_ends_the_replay(simulation: Database, plan: YearPlan) -> None:
    referral = next(act.name for act in acts(plan) if act.name.endswith(":refer"))
    with pytest.raises(DemoRefused):
        replay(simulation, (act for act in acts(plan) if act.name != referral))
