"""How each of those who leave in a month leaves: releases by sponsor category exactly as the table says.

Children released to parents leave soonest, those with no near relative latest; the other exits take the longest
stays. Ageing out happens on the 18th birthday.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from api.demo import assumed
from api.demo.draws import Draws, hours
from api.demo.leaving import Leaving
from api.demo.months import CLOSING_SECONDS, midnight, moment
from api.demo.plan import ExitPlan
from api.demo.rounding import apportion, half_up
from ledger.domain.codes import ExitKind, SponsorCategory
from ledger.domain.register import ICE
from ledger.domain.values import OrganisationCode

FIRST_HOUR, LAST_HOUR = 9, 16
"""Local hours between which children leave."""
RECEIPT_DAY_HOUR = 14
"""First hour to leave on the day of the receipt (very small shares only): after the last arrival."""
_TAKES_CUSTODY = {
    ExitKind.AGED_OUT: ICE,
    ExitKind.FOUND_ADULT: ICE,
    ExitKind.OTHER_CUSTODY: OrganisationCode("USMS"),
}


def settle_exits(leavers: list[Leaving], *, by_category: Mapping[str, int], other_exits: int, draws: Draws) -> None:
    """Give everybody who leaves in a month an exit."""
    ageing_out, rest = _ageing_out(leavers, other_exits, draws)
    for leaving, birthday in ageing_out:
        _leave(leaving, ExitKind.AGED_OUT, draws, on=birthday)
    rest.sort(key=lambda each: -_days(each) * draws.uniform(0.4, 1.6))
    others, released = rest[: other_exits - len(ageing_out)], rest[other_exits - len(ageing_out) :][::-1]
    others.sort(key=lambda each: (each.draft.birth, each.draft.number), reverse=True)
    kinds = apportion(len(others), [weight for _, weight in assumed.OTHER_EXITS])
    ordered = [kind for (kind, _), count in zip(assumed.OTHER_EXITS, kinds, strict=True) for _ in range(count)]
    for leaving, kind in zip(others, ordered, strict=True):
        _leave(leaving, kind, draws, on=leaving.day)
    categories = [category for category, count in sorted(by_category.items()) for _ in range(count)]
    for leaving, category in zip(released, categories, strict=True):
        _leave(leaving, ExitKind.SPONSOR, draws, on=leaving.day, category=_sponsor(category, draws))


def _ageing_out(
    leavers: list[Leaving], other_exits: int, draws: Draws
) -> tuple[list[tuple[Leaving, date]], list[Leaving]]:
    """Those who age out, with their birthdays, and the rest: first whoever had no day to leave before it."""
    turning = [(each, each.birthday) for each in leavers if each.birthday is not None]
    draws.shuffle(turning)
    turning.sort(key=lambda pair: pair[0].day != pair[1])
    count = half_up(Fraction(assumed.AGED_OUT_PART) * other_exits)
    chosen = turning[:count]
    numbers = {leaving.draft.number for leaving, _ in chosen}
    return chosen, [leaving for leaving in leavers if leaving.draft.number not in numbers]


def _days(leaving: Leaving) -> int:
    return leaving.day.toordinal() - leaving.draft.received_day


def _leave(
    leaving: Leaving, kind: ExitKind, draws: Draws, *, on: date, category: SponsorCategory | None = None
) -> None:
    draft = leaving.draft
    day = on.toordinal()
    first = RECEIPT_DAY_HOUR if day == draft.received_day else FIRST_HOUR
    at = midnight(draft.received_zone, day) + hours(draws, first, LAST_HOUR)
    late = draws.random() < assumed.EXIT_SAID_DAYS_LATER
    said = at + hours(draws, 24, 96) if late else at
    draft.exit = ExitPlan(
        kind=kind,
        at=moment(at, draft.received_zone),
        said_at=moment(said if said < CLOSING_SECONDS else at, draft.received_zone),
        sponsor_category=category,
        to_organisation=_TAKES_CUSTODY.get(kind),
    )


def _sponsor(category: str, draws: Draws) -> SponsorCategory:
    if category != "2":
        return SponsorCategory(category)
    cared = draws.random() < assumed.SECOND_CATEGORY_A
    return SponsorCategory.TWO_A if cared else SponsorCategory.TWO_B
