"""Birth claims as they are compared: the day, the month, the years; a day and a month that change places. Pure."""

from dataclasses import dataclass
from datetime import date

from ledger.domain.person import BirthClaim

MONTHS = 12
DEFAULT_DAY = "-01-01"
"""What forms put in where only a year was told."""


@dataclass(frozen=True, kw_only=True)
class BirthFacts:
    """What is claimed of a birth."""

    day: str | None = None
    """Full date; none for a claim that does not go so far."""
    month: str | None = None
    years: tuple[int, ...] = ()
    """Years in which the birth may lie: two for an age."""

    @property
    def telling_day(self) -> str | None:
        """The day, unless it is the first of January: that may stand for a year."""
        return None if self.day is None or self.day.endswith(DEFAULT_DAY) else self.day

    @property
    def swapped(self) -> str | None:
        """The day with day and month in each other's place, if that is another day."""
        if self.day is None:
            return None
        year, month, day = self.day.split("-")
        return f"{year}-{day}-{month}" if int(day) <= MONTHS and day != month else None


def birth_facts(claim: BirthClaim, claimed_on: date) -> BirthFacts:
    """The facts of a claim that was made on a day."""
    if claim.date is not None:
        text = claim.date.text
        year, *more = text.split("-")
        return BirthFacts(
            day=text if len(more) > 1 else None,
            month=text[: len("2010-04")] if more else None,
            years=(int(year),),
        )
    if claim.age_years is not None:
        return BirthFacts(years=(claimed_on.year - claim.age_years - 1, claimed_on.year - claim.age_years))
    return BirthFacts()
