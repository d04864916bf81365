"""Between which days a person comes of age, by what was claimed of the birth. Pure; of events with open boxes."""

from datetime import date, datetime

from ledger.domain.person import BirthClaim, BirthDateClaimed, PersonRegistered

ADULT_YEARS = 18
Span = tuple[date, date]


def of_age(event: PersonRegistered | BirthDateClaimed) -> Span | None:
    """The first and the last day that the claim allows; None without a claim, or if the box is closed."""
    if event.birth is None or not event.birth.is_open:
        return None
    return _span(event.birth.value, event.claimed.earliest.at)


def _span(claim: BirthClaim, claimed_at: datetime) -> Span | None:
    if claim.date is not None:
        first, last = claim.date.bounds()
        return _years_later(first, ADULT_YEARS), _years_later(last, ADULT_YEARS)
    if claim.age_years is not None:
        day, left = claimed_at.date(), ADULT_YEARS - claim.age_years
        return _years_later(day, left - 1), _years_later(day, left)
    return None


def _years_later(day: date, years: int) -> date:
    """The same day of another year; the first of March for the 29th of February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
