"""The expected tables of the year at a share, and the arithmetic that ties them together.

Rounded, each over its whole table: apprehensions by sector and month, releases by category and month, the census
by sex (with the opening census), and the assumed other exits. Derived from these, so that every month balances
for each sex: entries into care, exits, children from other agencies, children not referred.

For each month:  census before + entries - releases to sponsors - other exits = census after
                 apprehended + other agencies + carried over from last month - carried over to next month
                     - not referred = entries
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from api.demo.months import YEAR
from api.demo.published import MONTHS, Published, Row, column_sums, published
from api.demo.rounding import apportion, half_up, shared_table
from ledger.domain.errors import CustodyError

SMALLEST_SHARE = Fraction(1, 1000)
LATE_HOURS = 44
"""Children met in the last 44 hours of a month are referred, and received, in the next one (assumed)."""


class ShareOutOfRange(CustodyError):
    """The share of the year is not a number from 0.001 to 1."""

    code = "share_out_of_range"


@dataclass(frozen=True, kw_only=True)
class YearFigures:
    """Expected tables of the year at a share; rows run from October 2018 to September 2019."""

    share: Fraction
    apprehensions: Mapping[str, Row]
    """By code of the Border Patrol sector. Published."""
    census: Mapping[str, Row]
    """In care at month end by sex, the opening census first. Published."""
    releases: Mapping[str, Row]
    """To individual sponsors, by category. Published."""
    age_bands: Mapping[str, Row]
    """The census by age band, scaled to the census of the month. Published, aimed at, not promised."""
    other_exits: Row
    """Exits from care that are not releases to individual sponsors. Assumed."""
    entries: Row
    """Referrals, all received in the month in which they are made. Assumed at share 1, derived below it."""
    entries_by_sex: Mapping[str, Row]
    """Derived: as many as keep both sexes equally likely to leave in a month."""
    exits_by_sex: Mapping[str, Row]
    """Derived from census and entries."""
    other_agencies: Row
    """Children from ports of entry and ICE: what the entries of a month need beyond its apprehensions. Derived."""
    carried_over: Row
    """Children met in the month and received in the next one. Assumed: those of its last 44 hours."""
    not_referred: Row
    """Children apprehended and never referred. Derived."""

    @property
    def census_total(self) -> Row:
        """In care at month end, both sexes, the opening census first."""
        return column_sums(self.census)

    @property
    def releases_total(self) -> Row:
        """Releases to individual sponsors, all categories."""
        return column_sums(self.releases)

    @property
    def people(self) -> int:
        """Everyone whom the plan knows: in care at the opening, apprehended, or from another agency."""
        apprehended = sum(column_sums(self.apprehensions))
        return self.census_total[0] + apprehended + sum(self.other_agencies)


def parse_share(text: str) -> Fraction:
    """A share of the year written as a decimal number or a fraction.

    Raises:
        ShareOutOfRange: it is not a number from 0.001 to 1.
    """
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError) as problem:
        raise ShareOutOfRange("the share is a number from 0.001 to 1") from problem
    if not SMALLEST_SHARE <= share <= 1:
        raise ShareOutOfRange("the share is a number from 0.001 to 1")
    return share


def year_figures(share: Fraction) -> YearFigures:
    """The expected tables at a share.

    Raises:
        ShareOutOfRange: the share is not from 0.001 to 1.
    """
    parse_share(str(share))
    table = published()
    apprehensions = _shared(table.apprehensions, share)
    census = _shared(table.census, share)
    releases = _shared(table.releases, share)
    released = column_sums(releases)
    other_exits = _other_exits(table, census, released, share)
    exits = [a + b for a, b in zip(released, other_exits, strict=True)]
    totals = column_sums(census)
    entries = [totals[m + 1] - totals[m] + exits[m] for m in range(MONTHS)]
    by_sex = _entries_by_sex(census, entries)
    apprehended = column_sums(apprehensions)
    other_agencies = [max(0, entries[m] - apprehended[m]) for m in range(MONTHS)]
    carried, not_referred = _carried_and_not_referred(apprehended, other_agencies, entries)
    return YearFigures(
        share=share,
        apprehensions=apprehensions,
        census=census,
        releases=releases,
        age_bands=_age_bands(table, totals),
        other_exits=tuple(other_exits),
        entries=tuple(entries),
        entries_by_sex=by_sex,
        exits_by_sex={sex: _exits(row, by_sex[sex]) for sex, row in census.items()},
        other_agencies=tuple(other_agencies),
        carried_over=tuple(carried),
        not_referred=tuple(not_referred),
    )


def _shared(table: Mapping[str, Row], share: Fraction) -> dict[str, Row]:
    rounded = shared_table(list(table.values()), share)
    return {name: tuple(row) for name, row in zip(table, rounded, strict=True)}


def assumed_referrals(table: Published) -> Row:
    """Referrals of each month at share 1: the published thirty-day average times the days of the month."""
    return tuple(a_day * month.days for a_day, month in zip(table.referrals_a_day, YEAR, strict=True))


def _other_exits(table: Published, census: Mapping[str, Row], released: Row, share: Fraction) -> list[int]:
    """What balances the year at share 1, rounded; more where rounding of the rest would let nobody enter."""
    totals, sponsors = column_sums(table.census), column_sums(table.releases)
    referrals = assumed_referrals(table)
    whole = [totals[m] + referrals[m] - sponsors[m] - totals[m + 1] for m in range(MONTHS)]
    rounded = shared_table([whole], share)[0]
    return [max(rounded[m], _fewest_exits(census, m) - released[m]) for m in range(MONTHS)]


def _fewest_exits(census: Mapping[str, Row], month: int) -> int:
    """Exits that the census forces: a sex that shrinks has lost at least the difference."""
    return sum(max(0, row[month] - row[month + 1]) for row in census.values())


def _entries_by_sex(census: Mapping[str, Row], entries: list[int]) -> dict[str, Row]:
    """Split the entries so that the same part of both sexes stays, as far as the census allows."""
    female, male = [], []
    for month, entering in enumerate(entries):
        was, now = census["female"][month], census["female"][month + 1]
        men_was, men_now = census["male"][month], census["male"][month + 1]
        present = was + men_was + entering
        wanted = half_up(Fraction(now * present, max(1, now + men_now))) - was
        least, most = max(0, now - was), entering - max(0, men_now - men_was)
        female.append(min(max(wanted, least), most))
        male.append(entering - female[-1])
    return {"male": tuple(male), "female": tuple(female)}


def _exits(census: Row, entries: Row) -> Row:
    return tuple(census[m] + entries[m] - census[m + 1] for m in range(MONTHS))


def _age_bands(table: Published, totals: Row) -> dict[str, Row]:
    """The published bands in proportion, each month adding up to the rounded census."""
    columns = [apportion(total, [row[m] for row in table.age_bands.values()]) for m, total in enumerate(totals)]
    return {band: tuple(column[i] for column in columns) for i, band in enumerate(table.age_bands)}


def _carried_and_not_referred(
    apprehended: Row, other_agencies: list[int], entries: list[int]
) -> tuple[list[int], list[int]]:
    """Who is met in one month and received in the next; nobody is carried into the year or out of it."""
    carried, not_referred, before = [], [], 0
    for m, month in enumerate(YEAR):
        spare = apprehended[m] + other_agencies[m] + before - entries[m]
        over = 0
        if m + 1 < MONTHS:
            room = entries[m + 1] - other_agencies[m + 1]
            natural = half_up(Fraction(apprehended[m] * LATE_HOURS, 24 * month.days))
            over = min(natural, spare, room)
        carried.append(over)
        not_referred.append(spare - over)
        before = over
    return carried, not_referred
