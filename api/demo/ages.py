"""Ages, age bands as HHS publishes them, and invented birth dates. Reads no clock."""

from datetime import date, timedelta
from enum import StrEnum

from api.demo.draws import Draws
from ledger.domain.values import PartialDate

BANDS = {"0-5": (0, 5), "6-12": (6, 12), "13-14": (13, 14), "15-16": (15, 16), "17": (17, 17)}
"""Youngest and oldest age in whole years."""
ADULT_AGE = 18
YOUNGEST_DAYS = 120
"""Nobody is younger at the end of the month of entry."""


class BirthKnown(StrEnum):
    """How much of a birth date is known. What is not known counts from its first day, as the statistics count it."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def years_after(day: date, years: int) -> date:
    """The same day some years later (earlier when negative); 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def age_on(birth: date, day: date) -> int:
    """Age in whole years."""
    before_birthday = (day.month, day.day) < (birth.month, birth.day)
    return day.year - birth.year - before_birthday


def band_on(birth: date, day: date) -> str | None:
    """The age band on a day; None for an adult."""
    age = age_on(birth, day)
    return next((band for band, (_, oldest) in BANDS.items() if age <= oldest), None)


def adult_from(birth: date) -> date:
    """The eighteenth birthday."""
    return years_after(birth, ADULT_AGE)


def invent_birth(draws: Draws, *, band: str, on: date, known: BirthKnown) -> date:
    """A birth date with which somebody is in a band on a day; the older ages of a wide band come up more often.

    Where only the month or the year is known, it is the first day of it.
    """
    youngest, oldest = BANDS[band]
    earliest = years_after(on, -oldest - 1) + timedelta(days=1)
    latest = years_after(on, -youngest) - timedelta(days=YOUNGEST_DAYS if youngest == 0 else 0)
    span = (latest - earliest).days
    place = draws.random()
    if oldest - youngest > 1:
        place = place * place
    birth = earliest + timedelta(days=int(place * (span + 1)))
    if known is not BirthKnown.DAY:
        first = _first_day(birth, known)
        birth = first if first >= earliest else _first_day(first + timedelta(days=_LONGER_THAN[known]), known)
    return birth if band_on(birth, on) == band else earliest + timedelta(days=1)


def written(birth: date, known: BirthKnown) -> PartialDate:
    """The claim as it is recorded, of which `birth` is the first day; in full where that is no first day."""
    if known is BirthKnown.YEAR and birth == _first_day(birth, known):
        return PartialDate(text=f"{birth.year}", approximate=True)
    if known is BirthKnown.MONTH and birth == _first_day(birth, known):
        return PartialDate(text=f"{birth:%Y-%m}")
    return PartialDate(text=birth.isoformat())


_LONGER_THAN = {BirthKnown.MONTH: 31, BirthKnown.YEAR: 366}
"""Days from the first day of a month or a year into the next one, at least."""


def _first_day(birth: date, known: BirthKnown) -> date:
    return birth.replace(day=1) if known is BirthKnown.MONTH else birth.replace(month=1, day=1)
