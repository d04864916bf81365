"""The figures are facts; these sums were read off the published pages, not off our table."""

import json
from importlib.resources import files
from typing import Any

import pytest

from api.demo.published import PublishedFiguresDamaged, column_sums, published, read
from ledger.domain.register import PLACES, PlaceKind


def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(files("api.demo").joinpath("published_fy2019.json").read_text("utf-8"))
    return table


def test_the_totals_are_the_published_ones() -> None:
    found = published()
    assert sum(column_sums(found.apprehensions)) == 76_136
    assert sum(column_sums(found.releases)) == 72_836
    assert column_sums(found.census)[0] == column_sums(found.age_bands)[0] == 13_220
    assert (found.census["male"][0], found.census["female"][0]) == (9_475, 3_745)
    assert column_sums(found.census)[-1] == 5_078
    assert found.months[0] == "2018-10"
    assert found.months[-1] == "2019-09"


def test_the_rows_of_apprehensions_are_the_sectors_of_the_register() -> None:
    sectors = {code for code, place in PLACES.items() if place.kind is PlaceKind.SECTOR}
    assert set(published().apprehensions) == sectors


@pytest.mark.parametrize(
    "path",
    [
        ("apprehensions", "by_sector", "BP-RGV"),
        ("apprehensions", "total"),
        ("census", "by_sex", "female"),
        ("census", "by_age", "17"),
        ("releases", "by_category", "3"),
        ("releases", "total"),
    ],
)
def test_one_changed_cell_is_noticed(path: tuple[str, ...]) -> None:
    table = _table()
    row: Any = table
    for name in path:
        row = row[name]
    row[4] += 1
    with pytest.raises(PublishedFiguresDamaged):
        read(json.dumps(table))


def test_a_missing_month_is_noticed() -> None:
    table = _table()
    table["referrals_a_day"].pop()
    with pytest.raises(PublishedFiguresDamaged):
        read(json.dumps(table))
