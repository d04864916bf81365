"""The published figures of fiscal year 2019 as a table of our own, with their sources.

Owns reading and checking that table. Nothing here is a figure of the ledger: views count events and may not
import this module.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ledger.domain.errors import CustodyError

MONTHS = 12
Row = tuple[int, ...]


class PublishedFiguresDamaged(CustodyError):
    """The table of published figures does not add up: somebody edited a cell."""

    code = "published_figures_damaged"


@dataclass(frozen=True, kw_only=True)
class Published:
    """Published totals; rows run from October 2018 to September 2019."""

    sources: Mapping[str, str]
    """Who published what."""
    months: tuple[str, ...]
    """The months as YYYY-MM."""
    apprehensions: Mapping[str, Row]
    """Children apprehended, by code of the Border Patrol sector."""
    census: Mapping[str, Row]
    """Children in care at the end of the month, by sex; the first number is the end of September 2018."""
    age_bands: Mapping[str, Row]
    """The same census by age band."""
    releases: Mapping[str, Row]
    """Releases to individual sponsors, by category of sponsor."""
    referrals_a_day: Row
    """Thirty-day average of referrals."""
    average_in_care: Row
    """Average number of children in care during the month."""
    days_discharged: Row
    """Average days of care of those discharged in the month."""
    days_in_care: Row
    """Average days of care of those in care at the end of the month."""


@cache
def published() -> Published:
    """The table that ships with this package.

    Raises:
        PublishedFiguresDamaged: a row has the wrong length, or the parts do not add up to the published totals.
    """
    return read(files("api.demo").joinpath("published_fy2019.json").read_text("utf-8"))


def read(text: str) -> Published:
    """Read and check a table of published figures.

    Raises:
        PublishedFiguresDamaged: as for `published`.
    """
    table = json.loads(text)
    found = Published(
        sources=table["sources"],
        months=tuple(table["months"]),
        apprehensions=_rows(table["apprehensions"]["by_sector"], MONTHS),
        census=_rows(table["census"]["by_sex"], MONTHS + 1),
        age_bands=_rows(table["census"]["by_age"], MONTHS + 1),
        releases=_rows(table["releases"]["by_category"], MONTHS),
        referrals_a_day=_row(table["referrals_a_day"], MONTHS),
        average_in_care=_row(table["average_in_care"], MONTHS),
        days_discharged=_row(table["days_of_care"]["discharged"], MONTHS),
        days_in_care=_row(table["days_of_care"]["in_care"], MONTHS),
    )
    _require_equal(column_sums(found.apprehensions), _row(table["apprehensions"]["total"], MONTHS))
    _require_equal(column_sums(found.releases), _row(table["releases"]["total"], MONTHS))
    _require_equal(column_sums(found.census), column_sums(found.age_bands))
    return found


def column_sums(rows: Mapping[str, Row]) -> Row:
    """The total of each month over all rows."""
    return tuple(sum(column) for column in zip(*rows.values(), strict=True))


def _rows(rows: Mapping[str, list[int]], length: int) -> dict[str, Row]:
    return {name: _row(row, length) for name, row in rows.items()}


def _row(row: list[int], length: int) -> Row:
    if len(row) != length:
        raise PublishedFiguresDamaged(f"a row has {len(row)} numbers instead of {length}")
    return tuple(row)


def _require_equal(parts: Row, totals: Row) -> None:
    if parts != totals:
        raise PublishedFiguresDamaged(f"parts add up to {parts}, published are {totals}")
