"""The last day on which somebody can have been born, by one claim: the rule that protects a child. Pure."""

from datetime import date

from ledger.domain.person import BirthDateClaimed, PersonRegistered


def born_until(event: PersonRegistered | BirthDateClaimed) -> date | None:
    """The last day that the claim allows: by it the person is youngest. None without a claim, or if the box is closed.

    Who is four by an age alone may have turned four on the day of the claim.
    """
    if event.birth is None or not event.birth.is_open:
        return None
    claim = event.birth.value
    if claim.date is not None:
        return claim.date.bounds()[1]
    if claim.age_years is None:
        return None
    return _years_before(event.claimed.earliest.at.date(), claim.age_years)


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; the last of February for the 29th where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
