"""When the people of a sheet can have been born, and how old that makes them."""

from datetime import date

from api.web.intake_names import Unread
from api.web.intake_reading import Birth, read_birth
from api.web.intake_sheet import Row
from ledger.domain.values import PartialDate


def born(row: Row, on: date) -> tuple[date, date] | None:
    """First and last day on which the person can have been born; an age is one of that day."""
    try:
        birth = read_birth(row.birth)
    except Unread:
        return None
    return None if birth is None else _bounds(birth, on)


def years(birth: date, on: date) -> int:
    """Whole years, as an age is said."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def day_of(text: str) -> date | None:
    """A day as the field of a form writes it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _bounds(birth: Birth, on: date) -> tuple[date, date]:
    if birth.text is not None:
        return PartialDate(text=birth.text).bounds()
    age = birth.age or 0
    return _years_before(on, age + 1), _years_before(on, age)


def _years_before(day: date, count: int) -> date:
    try:
        return day.replace(year=day.year - count)
    except ValueError:  # 29 February
        return day.replace(year=day.year - count, day=28)
