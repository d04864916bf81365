"""The twelve months of the fiscal year, and local clock time as seconds since 1970.

Plans are made in whole seconds: two aware datetimes of one zone compare by the clock on the wall, which is wrong
in the hour that an autumn night repeats. Records get datetimes with a fixed offset, made here.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

QUIET_FROM_HOUR = 16
"""On the last day of a month nothing that the tables count happens from this local hour on, ..."""
QUIET_UNTIL_HOUR = 1
"""... and on the first day nothing before this one: so its month is the same by the local clock, by Washington's
and by UTC, and a census at any of these midnights gives the same figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of the fiscal year."""

    index: int
    """0 for October 2018 to 11 for September 2019."""
    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days."""
        return self.last.day

    def opens(self, zone: str) -> int:
        """The first second at which something counted may happen."""
        return midnight(zone, self.first.toordinal()) + QUIET_UNTIL_HOUR * HOUR

    def closes(self, zone: str) -> int:
        """The first second of the month at which nothing counted may happen any more."""
        return midnight(zone, self.last.toordinal()) + QUIET_FROM_HOUR * HOUR

    def ends(self, zone: str) -> int:
        """Midnight after the last day."""
        return midnight(zone, self.last.toordinal() + 1)


def _month(index: int) -> Month:
    year, number = 2018 + (index + 9) // 12, (index + 9) % 12 + 1
    last = calendar.monthrange(year, number)[1]
    return Month(index=index, first=date(year, number, 1), last=date(year, number, last))


YEAR = tuple(_month(index) for index in range(12))
"""October 2018 to September 2019."""

OPENING_DAY = date(2018, 9, 30)
"""The day on which those already in care are brought in."""


@cache
def midnight(zone: str, ordinal: int) -> int:
    """Seconds since 1970 at the local midnight that begins the day of a proleptic Gregorian ordinal."""
    day = date.fromordinal(ordinal)
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp())


def local_ordinal(seconds: int, zone: str) -> int:
    """Ordinal of the local day of a second."""
    return datetime.fromtimestamp(seconds, ZoneInfo(zone)).toordinal()


def moment(seconds: int, zone: str) -> datetime:
    """The datetime of a second, with the offset from UTC in force in the zone."""
    return datetime.fromtimestamp(seconds, _offset_in(zone, seconds // HOUR))


@cache
def _offset_in(zone: str, hour: int) -> timezone:
    """The offset in force during an hour since 1970: it changes on the hour, if at all."""
    offset = datetime.fromtimestamp(hour * HOUR, ZoneInfo(zone)).utcoffset()
    return timezone(offset or timedelta(0))


def seconds_of(at: datetime) -> int:
    """Seconds since 1970 of an aware datetime."""
    return int(at.timestamp())


OPENING_SECONDS = int(datetime(2018, 9, 30, 16, tzinfo=UTC).timestamp())
"""Noon in Washington on the opening day."""
CLOSING_SECONDS = int(datetime(2019, 9, 30, 20, tzinfo=UTC).timestamp())
"""Late afternoon in Washington on the last day of the year: nothing of the year is said to the ledger after it."""
YEAR_ENDS = datetime(2019, 10, 1, 12, tzinfo=UTC)
"""The morning after in Washington: the year is over everywhere, and its tables count nothing from here on."""
