"""What the demo prints when the year is in the ledger: counts beside the published ones, one child, how to ask on."""

from collections.abc import Mapping

import typer

from api.cli import child, render
from api.cli.session import OVERSIGHT
from api.composition import make_mapper, open_readers
from api.demo import comparison
from api.demo.bases import Basis, bases
from api.demo.comparison import MONTHS, WHOLE_YEAR, Comparison
from api.demo.families import family_bases
from api.demo.figures import YearFigures
from api.demo.published import Row
from api.demo.voices import Ids
from api.demo.year import YearPlan
from ledger.domain.reader import Purpose, Reader
from ledger.domain.values import OrganisationCode, UserId
from ledger.settings import Settings
from projections.asking import Views
from projections.statistics import queries as statistics
from projections.timeline import queries as timeline

READER = Reader(
    user=UserId("demo"), organisation=OrganisationCode(OVERSIGHT), role="demonstration", purpose=Purpose.OVERSIGHT
)


def print_all(settings: Settings, plan: YearPlan, ids: Ids) -> None:
    """Print the statistics beside the published tables, and one child's timeline."""
    mapper = make_mapper(settings)
    with open_readers(settings, mapper, connections_max=1) as readers:
        views = Views(readers.pools)
        for table in compare(views, plan.figures):
            print_comparison(table)
        others = comparison.other_exits(statistics.exits(views, READER, WHOLE_YEAR).rows)
        print_rows("Other ends of episodes, relatives' too, by kind and month (assumed, not published)", others, {})
        rests_on = (*bases(plan.figures), *family_bases(plan.families))
        rows = [(basis.what, basis.basis, basis.total or "", basis.because) for basis in rests_on]
        render.table("What each figure rests on", ("figure", "basis", "year", "because"), rows)
        number = example(plan)
        asked = timeline.of_person(readers.log, READER, ids.person(number), as_of=None, as_known_at=None)
        render.console.rule("One invented child")
        child.print_record(asked, mapper.codec, READER)
        typer.echo(f"Again, step by step: custody replay {ids.person(number)} --step")


def compare(views: Views, figures: YearFigures) -> list[Comparison]:
    """The view's tables beside the expected ones."""
    return [
        comparison.apprehensions(statistics.encounters(views, READER, WHOLE_YEAR).rows, figures),
        comparison.releases(statistics.releases(views, READER, WHOLE_YEAR).rows, figures),
        comparison.census(statistics.census(views, READER, WHOLE_YEAR).rows, figures),
        comparison.referrals(statistics.referrals(views, READER, WHOLE_YEAR).rows, figures),
        comparison.ages(statistics.ages(views, READER, WHOLE_YEAR).rows, figures),
        comparison.lengths(statistics.care(views, READER, WHOLE_YEAR).rows, figures),
    ]


def print_comparison(table: Comparison) -> None:
    """One table; a cell that differs shows both figures."""
    print_rows(f"{table.title} ({table.basis})", table.counted, table.expected, sums=table.sums)
    if not table.different:
        typer.echo(f"  {table.cells} cells, all equal.\n")
    elif table.basis is Basis.AIMED_AT:
        typer.echo(
            f"  {table.different} of {table.cells} cells differ from the published ones, which are in brackets.\n"
        )
    else:
        typer.echo(f"  {table.different} of {table.cells} cells are DIFFERENT from what is expected, in brackets.\n")


def print_rows(title: str, counted: Mapping[str, Row], expected: Mapping[str, Row], *, sums: bool = True) -> None:
    """Rows of twelve months with their total; both figures where they differ. What is expected comes first."""
    nothing = (0,) * len(MONTHS)
    rows = []
    for name in [*expected, *sorted(counted.keys() - expected.keys())]:
        ours, theirs = counted.get(name, nothing), expected.get(name)
        cells = [
            f"{a:,}" if theirs is None or a == b else f"{a:,} ({b:,})"
            for a, b in zip(ours, theirs or ours, strict=True)
        ]
        rows.append((name, *cells, f"{sum(ours):,}" if sums else ""))
    render.table(title, ("", *(f"{month:%b}" for month in MONTHS), "year" if sums else ""), rows)


def example(plan: YearPlan) -> int:
    """A child whose record was corrected and who travelled on; else the first who was referred."""
    referred = [child for child in plan.children if child.referral is not None]
    corrected = (child.number for child in referred if child.correction is not None and child.exit is not None)
    return next(corrected, referred[0].number)
