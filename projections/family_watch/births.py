"""Until when somebody can be small, and can be a child, by one claim of the birth: the rule that protects. Pure."""

from datetime import date

from ledger.domain.person import BirthDateClaimed, PersonRegistered

SMALL_YEARS, ADULT_YEARS = 5, 18
Days = tuple[date, date]


def grown(event: PersonRegistered | BirthDateClaimed) -> Days | None:
    """The last days that the claim allows for the fifth and the eighteenth birthday; None without a claim, or if the
    box is closed.

    Who is four by an age alone may have turned four on the day of the claim.
    """
    if event.birth is None or not event.birth.is_open:
        return None
    claim = event.birth.value
    if claim.date is not None:
        born, age = claim.date.bounds()[1], 0
    elif claim.age_years is not None:
        born, age = event.claimed.earliest.at.date(), claim.age_years
    else:
        return None
    return _years_later(born, SMALL_YEARS - age), _years_later(born, ADULT_YEARS - age)


def _years_later(day: date, years: int) -> date:
    """The same day of another year; the first of March for the 29th of February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
