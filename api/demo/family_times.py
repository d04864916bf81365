"""When something is said of a family: after everybody has a record, and before the year is over."""

from datetime import datetime, timedelta

from api.demo.draws import Draws
from api.demo.months import CLOSING_SECONDS, DAY, HOUR, moment, seconds_of
from api.demo.plan import ChildPlan
from ledger.domain.register import PLACES
from ledger.domain.values import PlaceCode

LAST_SECONDS = CLOSING_SECONDS + 6 * HOUR
"""Nothing is said of a family after this: the last evening of the year everywhere."""
FEW_MINUTES = timedelta(minutes=6)


def begun(child: ChildPlan) -> datetime:
    """When the child has a record: a time of the encounter that is claimed too late delays it."""
    if child.correction is not None and child.correction.first_encounter is not None:
        return max(child.encountered_at, child.correction.first_encounter)
    return child.encountered_at


def whole_way(child: ChildPlan, draws: Draws) -> tuple[datetime, datetime]:
    """When somebody else of the family is met, and when the group is recorded: both before the child is booked in."""
    start = begun(child)
    booked = child.booked_in_at or start
    step = min(FEW_MINUTES, (booked - start) / 3) * draws.uniform(0.3, 1)
    return _whole(start + step), _whole(start + 2 * step)


def in_year(start: datetime, seconds: float, place: PlaceCode) -> datetime | None:
    """So many seconds later, by the clock of a place; None when the year is over by then."""
    at = seconds_of(start) + int(seconds)
    return moment(at, PLACES[place].zone) if at <= LAST_SECONDS else None


def later(start: datetime, draws: Draws, shortest: float, longest: float, place: PlaceCode) -> datetime | None:
    """Some days later, by the clock of a place; None when the year is over by then."""
    return in_year(start, draws.uniform(shortest, longest) * DAY, place)


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)
