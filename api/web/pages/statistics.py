"""Statistics: what the view counts month by month, as a chart and in figures; a demo's published figures beside it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from babel.dates import format_date
from fastapi import APIRouter
from fastapi.responses import Response

from api.demo import comparison
from api.demo.bases import Basis
from api.demo.comparison import Comparison
from api.demo.figures import YearFigures, year_figures
from api.demo.origin import share_of
from api.web.charts import Chart, chart
from api.web.visiting import Here
from projections.asking import Answer
from projections.statistics import queries as statistics

Rows = Mapping[str, tuple[float, ...]]
YEAR_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of the view."""

    ask: Callable[..., Answer[Any]]
    rows: Callable[[Any], Iterable[tuple[str, float]]]
    """Name and figure of each row that a cell of the view gives."""
    expected: Callable[..., Comparison]
    total: bool = True
    """Whether the rows of a month add up to something."""


def _care(cell: statistics.Care) -> Iterable[tuple[str, float]]:
    yield "average in care", cell.average_in_care or 0
    yield "days, discharged", cell.days_discharged or 0
    yield "days, in care", cell.days_in_care or 0


TABLES: Mapping[str, Table] = {
    "census": Table(
        ask=statistics.census,
        rows=lambda cell: [(comparison.SEX_NAMES.get(cell.sex, "not known"), cell.people)],
        expected=comparison.census,
    ),
    "encounters": Table(
        ask=statistics.encounters,
        rows=lambda cell: [(cell.sector, cell.people)],
        expected=comparison.apprehensions,
    ),
    "referrals": Table(
        ask=statistics.referrals,
        rows=lambda cell: [("referred", cell.people)],
        expected=comparison.referrals,
        total=False,
    ),
    "releases": Table(
        ask=statistics.releases,
        rows=lambda cell: [(f"Category {cell.category or 'not named'}", cell.people)],
        expected=comparison.releases,
    ),
    "ages": Table(ask=statistics.ages, rows=lambda cell: [(cell.band, cell.people)], expected=comparison.ages),
    "care": Table(ask=statistics.care, rows=_care, expected=comparison.lengths, total=False),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the table: ours, and what is expected where anything is."""

    name: str
    ours: tuple[float, ...]
    expected: tuple[float, ...] | None


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/statistics", page, methods=["GET"])
    return made


def page(visitor: Here) -> Response:
    """One table."""
    asked = visitor.request.query_params.get("table", "")
    name = asked if asked in TABLES else "census"
    table, figures = TABLES[name], _figures(visitor.site.identity.origin)
    months = comparison.MONTHS if figures else _last_months(visitor.now)
    answer = table.ask(
        visitor.site.views,
        visitor.reader,
        statistics.Months(first=months[0], last=months[-1]),
        at_least=visitor.at_least,
    )
    expected = table.expected((), figures) if figures else None
    lines = _lines(table, _counted(table, answer.rows, months), expected)
    labels = [format_date(month, "LLL", locale=visitor.words.language) for month in months]
    return visitor.show(
        "statistics.html",
        tables=list(TABLES),
        chosen=name,
        lines=lines,
        labels=labels,
        years=f"{months[0]:%Y}-{months[-1]:%Y}",
        chart=_chart(labels, lines),
        basis=expected.basis if expected else None,
        promised=expected is not None and expected.basis is not Basis.AIMED_AT,
        different=sum(a != b for line in lines for a, b in zip(line.ours, line.expected or line.ours, strict=True)),
        position=answer.position,
    )


@cache
def _figures(origin: str) -> YearFigures | None:
    share = share_of(origin)
    return None if share is None else year_figures(share)


def _last_months(now: datetime) -> tuple[date, ...]:
    """The twelve months that end with this one."""
    last = now.year * YEAR_MONTHS + now.month - 1
    return tuple(
        date(month // YEAR_MONTHS, month % YEAR_MONTHS + 1, 1) for month in range(last - YEAR_MONTHS + 1, last + 1)
    )


def _counted(table: Table, cells: Iterable[Any], months: Sequence[date]) -> dict[str, list[float]]:
    counted: dict[str, list[float]] = {}
    for cell in cells:
        for name, figure in table.rows(cell):
            counted.setdefault(name, [0] * len(months))[months.index(cell.month)] += figure
    return counted


def _lines(table: Table, counted: Mapping[str, Sequence[float]], expected: Comparison | None) -> list[Line]:
    theirs: Rows = {name: row for name, row in expected.expected.items() if name != "total"} if expected else {}
    names = sorted(counted.keys() | theirs.keys())
    nothing = (0.0,) * YEAR_MONTHS
    lines = [
        Line(
            name=name, ours=tuple(counted.get(name, nothing)), expected=theirs.get(name, nothing) if expected else None
        )
        for name in names
    ]
    if table.total and len(lines) > 1:
        lines.append(_total(lines))
    return lines


def _total(lines: Sequence[Line]) -> Line:
    ours = tuple(map(sum, zip(*(line.ours for line in lines), strict=True)))
    expected = tuple(map(sum, zip(*(line.expected or line.ours for line in lines), strict=True)))
    return Line(name="total", ours=ours, expected=expected if lines[0].expected is not None else None)


def _chart(labels: Sequence[str], lines: Sequence[Line]) -> Chart | None:
    """Of the last row: the total where there is one."""
    return chart(labels, lines[-1].ours, lines[-1].expected) if lines else None
