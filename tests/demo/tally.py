"""Counts a plan by its instants alone, as a view would count events: no figure of the plan's own is read."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from api.demo.ages import band_on
from api.demo.plan import ChildPlan, Origin
from api.demo.year import YearPlan
from ledger.domain.codes import Sex

MONTHS = range(12)
SEXES = {Sex.MALE: "male", Sex.FEMALE: "female"}
WASHINGTON = ZoneInfo("America/New_York")
Clock = Callable[[datetime], datetime]


def local(at: datetime) -> datetime:
    return at


def utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def washington(at: datetime) -> datetime:
    return at.astimezone(WASHINGTON)


def month_of(at: datetime, clock: Clock = local) -> int:
    """0 for October 2018, by a clock; negative before."""
    there = clock(at)
    return (there.year - 2018) * 12 + there.month - 10


def apprehensions(plan: YearPlan, clock: Clock = local) -> Counter[tuple[str, int]]:
    return Counter(
        (child.place, month_of(child.encountered_at, clock))
        for child in plan.children
        if child.origin is Origin.BORDER_PATROL
    )


def releases(plan: YearPlan, clock: Clock = local) -> Counter[tuple[str, int]]:
    return Counter(
        (child.exit.sponsor_category.value[0], month_of(child.exit.at, clock))
        for child in plan.children
        if child.exit is not None and child.exit.sponsor_category is not None
    )


def referrals(plan: YearPlan, clock: Clock = local) -> Counter[int]:
    return Counter(month_of(child.referral.submitted_at, clock) for child in plan.children if child.referral)


def receipts(plan: YearPlan, clock: Clock = local) -> Counter[int]:
    return Counter(
        month_of(child.received_at, clock) for child in plan.children if child.referral and child.received_at
    )


def other_exits(plan: YearPlan) -> Counter[int]:
    return Counter(
        month_of(child.exit.at)
        for child in plan.children
        if child.received_at is not None and child.exit is not None and child.exit.sponsor_category is None
    )


def stays(plan: YearPlan, clock: Clock = local) -> list[tuple[ChildPlan, range]]:
    """Those who are ever in care, with the numbers of months over at which they are."""
    found = []
    for child in plan.children:
        if child.received_at is not None:
            first = max(0, month_of(child.received_at, clock) + 1)
            last = 12 if child.exit is None else month_of(child.exit.at, clock)
            found.append((child, range(first, last + 1)))
    return found


def census(plan: YearPlan, clock: Clock = local) -> dict[str, tuple[int, ...]]:
    """In care at the end of September 2018 and of each month, by sex."""
    present = Counter((SEXES[child.person.sex], over) for child, stay in stays(plan, clock) for over in stay)
    return {sex: tuple(present[sex, over] for over in range(13)) for sex in SEXES.values()}


def age_bands(plan: YearPlan) -> Counter[tuple[str | None, int]]:
    """The census by age band, from the claims as they are recorded: of a partial date the first day counts."""
    return Counter(
        (band_on(child.person.birth_written.bounds()[0], month_end(over)), over)
        for child, stay in stays(plan)
        for over in stay
    )


def month_end(months_over: int) -> date:
    """The last day of the last month that is over."""
    year, month = 2018 + (months_over + 9) // 12, (months_over + 9) % 12 + 1
    return date.fromordinal(date(year, month, 1).toordinal() - 1)
