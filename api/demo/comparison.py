"""The view's figures beside the expected ones, cell by cell. Knows nothing of the plan of single children.

`bases.py` says what each table rests on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from api.demo.bases import Basis
from api.demo.figures import YearFigures
from api.demo.months import YEAR
from api.demo.published import Row, published
from api.demo.rounding import half_up
from ledger.domain.codes import ExitKind, Sex
from projections.statistics.queries import Ages, Care, Census, Encounters, Exits, Months, Referrals, Releases

MONTHS = tuple(month.first for month in YEAR)
WHOLE_YEAR = Months(first=MONTHS[0], last=MONTHS[-1])
SEX_NAMES = {Sex.MALE: "male", Sex.FEMALE: "female"}


class Counted(Protocol):
    """One cell of a view's table."""

    @property
    def month(self) -> date: ...
    @property
    def people(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One table: counted by the view, and expected."""

    title: str
    basis: Basis
    counted: Mapping[str, Row]
    expected: Mapping[str, Row]
    sums: bool = True
    """Whether a sum over the year has a meaning."""

    @property
    def cells(self) -> int:
        """How many cells are compared."""
        return sum(len(row) for row in self.expected.values())

    @property
    def different(self) -> int:
        """How many cells differ; a row that is counted and not expected differs wherever it counts anybody."""
        rows = self.counted.keys() | self.expected.keys()
        nothing = (0,) * len(MONTHS)
        return sum(
            ours != theirs
            for row in rows
            for ours, theirs in zip(self.counted.get(row, nothing), self.expected.get(row, nothing), strict=True)
        )


def by_month(cells: Iterable[tuple[str, Counted]]) -> dict[str, Row]:
    """Cells of a view, summed into rows of twelve months."""
    rows: dict[str, list[int]] = {}
    for name, cell in cells:
        rows.setdefault(name, [0] * len(MONTHS))[MONTHS.index(cell.month)] += cell.people
    return {name: tuple(row) for name, row in rows.items()}


def apprehensions(found: Iterable[Encounters], figures: YearFigures) -> Comparison:
    """Children met by the Border Patrol, by sector and month: whoever was not of age, found adult later or not."""
    return Comparison(
        title="Children apprehended, by Border Patrol sector and month",
        basis=Basis.PUBLISHED,
        counted=by_month((cell.sector, cell) for cell in found if not cell.adult),
        expected=figures.apprehensions,
    )


def releases(found: Iterable[Releases], figures: YearFigures) -> Comparison:
    """Releases to individual sponsors, by category and month."""
    return Comparison(
        title="Children released to individual sponsors, by category and month",
        basis=Basis.PUBLISHED,
        counted=by_month((f"Category {cell.category or 'not named'}", cell) for cell in found),
        expected={f"Category {category}": row for category, row in figures.releases.items()},
    )


def census(found: Iterable[Census], figures: YearFigures) -> Comparison:
    """In care at month end, by sex, and in all."""
    rows = by_month((SEX_NAMES.get(cell.sex, "not known"), cell) for cell in found)
    rows["total"] = tuple(sum(column) for column in zip(*rows.values(), strict=True))
    expected = {sex: row[1:] for sex, row in figures.census.items()} | {"total": figures.census_total[1:]}
    return Comparison(
        title="Children in care at the end of the month, by sex",
        basis=Basis.PUBLISHED,
        counted=rows,
        expected=expected,
        sums=False,
    )


def referrals(found: Iterable[Referrals], figures: YearFigures) -> Comparison:
    """Children referred to ORR, by month."""
    return Comparison(
        title="Children referred to ORR, by month",
        basis=Basis.ASSUMED,
        counted=by_month(("referred", cell) for cell in found),
        expected={"referred": figures.entries},
    )


def ages(found: Iterable[Ages], figures: YearFigures) -> Comparison:
    """In care at month end, by age band."""
    return Comparison(
        title="Children in care at the end of the month, by age band",
        basis=Basis.AIMED_AT,
        counted=by_month((cell.band, cell) for cell in found),
        expected={band: row[1:] for band, row in figures.age_bands.items()},
        sums=False,
    )


def lengths(found: Iterable[Care], figures: YearFigures) -> Comparison:
    """Average in care and days of care: the average is compared at the share, days as they are."""
    cells = {cell.month: cell for cell in found}
    rows = [cells.get(month) for month in MONTHS]
    table = published()
    return Comparison(
        title="Average in care, and average days of care",
        basis=Basis.AIMED_AT,
        counted={
            "average in care": tuple((cell and cell.average_in_care) or 0 for cell in rows),
            "days, discharged": tuple((cell and cell.days_discharged) or 0 for cell in rows),
            "days, in care": tuple((cell and cell.days_in_care) or 0 for cell in rows),
        },
        expected={
            "average in care": tuple(half_up(people * figures.share) for people in table.average_in_care),
            "days, discharged": table.days_discharged,
            "days, in care": table.days_in_care,
        },
        sums=False,
    )


def other_exits(found: Iterable[Exits]) -> dict[str, Row]:
    """Every end of an episode that is not a release to an individual sponsor, by kind."""
    return by_month((cell.kind.value.replace("_", " "), cell) for cell in found if cell.kind is not ExitKind.SPONSOR)
