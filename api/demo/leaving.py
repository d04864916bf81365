"""Who leaves care in a month, and on which day: the rest is the census of that month, exactly, for each sex.

How many leave is given. Who leaves is drawn so that the age bands of those who stay come out as near the
published ones as can be, and the days of care of those who leave have the published average. Whoever turns 18 in
the month leaves by the birthday.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from api.demo.ages import adult_from, band_on, years_after
from api.demo.drafts import Draft
from api.demo.draws import Draws
from api.demo.months import Month
from api.demo.sampling import Option, choose, tilted
from api.demo.staying import staying

SHORTEST_STAY_DAYS = 3
WEEKEND_WEIGHT = 0.4
"""Releases on a Saturday or a Sunday, against one on a working day."""
FIFTH_DAY = 5
NEARLY_NEVER = 1e-9
"""Weight of leaving before the shortest stay is over: only when the table leaves nobody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Somebody who leaves."""

    draft: Draft
    day: date
    birthday: date | None
    """The 18th birthday, when it is in this month: the day above, or a later one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTargets:
    """What the tables say of a month."""

    stay_by_sex: Mapping[str, int]
    """Census at the end of the month: exact."""
    stay_by_band: Mapping[str, int]
    """Census by age band: as near as can be."""
    mean_days: int
    """Average days of care of those who leave: as near as can be."""


def month_leavers(present: list[Draft], month: Month, targets: MonthTargets, draws: Draws) -> list[Leaving]:
    """Those of `present` (in care before the month or entered in it) who leave in the month."""
    _postpone_birthdays(present, month, targets.stay_by_sex)
    cells: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    leavers: list[Leaving] = []
    for draft in present:
        band = band_on(draft.birth, month.last)
        if band is None:
            leavers.append(_by_birthday(draft, month, draws))
        else:
            cells[draft.sex, band].append(draft)
    sizes = {cell: len(drafts) for cell, drafts in cells.items()}
    stay = staying(sizes, targets.stay_by_sex, targets.stay_by_band)
    calendar = _Days.of(month)
    options = {cell: [calendar.option(draft, draws) for draft in drafts] for cell, drafts in sorted(cells.items())}
    counts = {cell: len(drafts) - stay[cell] for cell, drafts in cells.items()}
    settled = sum(leaver.day.toordinal() - leaver.draft.received_day for leaver in leavers)
    wanted = targets.mean_days * (sum(counts.values()) + len(leavers)) - settled
    weights = tilted(options, counts, wanted)
    for cell, drafts in sorted(cells.items()):
        for index in choose(weights[cell], counts[cell], draws):
            day = date.fromordinal(options[cell][index].day)
            leavers.append(Leaving(draft=drafts[index], day=day, birthday=None))
    return leavers


def _postpone_birthdays(present: list[Draft], month: Month, stay_by_sex: Mapping[str, int]) -> None:
    """Where more turn 18 than the table lets leave (very small shares only), the latest turn 18 a month later."""
    for sex, stay in stay_by_sex.items():
        ours = [draft for draft in present if draft.sex == sex]
        turning = [draft for draft in ours if band_on(draft.birth, month.last) is None]
        too_many = len(turning) - (len(ours) - stay)
        for draft in sorted(turning, key=lambda each: (each.birth, each.number))[::-1][: max(0, too_many)]:
            following = date.fromordinal(month.last.toordinal() + 1 + draft.birth.day)
            draft.birth = years_after(following, -18)


def _by_birthday(draft: Draft, month: Month, draws: Draws) -> Leaving:
    birthday = adult_from(draft.birth)
    earliest = max(month.first.toordinal(), draft.received_day + SHORTEST_STAY_DAYS)
    if earliest >= birthday.toordinal():
        return Leaving(draft=draft, day=birthday, birthday=birthday)
    day = date.fromordinal(draws.randrange(earliest, birthday.toordinal()))
    return Leaving(draft=draft, day=day, birthday=birthday)


@dataclass(frozen=True, slots=True)
class _Days:
    """Days of a month to leave on, weighted."""

    first: int
    last: int
    cumulative: tuple[float, ...]
    """Weight of all days before the n-th, and of the whole month at the end."""

    @classmethod
    def of(cls, month: Month) -> "_Days":
        first, last = month.first.toordinal(), month.last.toordinal()
        weights = (
            WEEKEND_WEIGHT if date.fromordinal(day).weekday() >= FIFTH_DAY else 1.0 for day in range(first, last + 1)
        )
        return cls(first, last, tuple(accumulate(weights, initial=0.0)))

    def option(self, draft: Draft, draws: Draws) -> Option:
        """The day on which the child would leave, if it does, and how likely that is by the time it had."""
        earliest = max(self.first, draft.received_day + SHORTEST_STAY_DAYS)
        draw = draws.random()
        if earliest > self.last:
            return Option(self.last, self.last - draft.received_day, NEARLY_NEVER)
        low, high = self.cumulative[earliest - self.first], self.cumulative[-1]
        target = low + draw * (high - low)
        day = self.first + bisect_right(self.cumulative, target) - 1
        return Option(min(day, self.last), min(day, self.last) - draft.received_day, (high - low) / high)
