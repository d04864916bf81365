"""Sex and age of the children who enter care in a month, and of those who are never referred.

The age bands of those who enter are what the published census of the month needs, when every band is equally
likely to leave. Sexes and bands are paired by chance.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from api.demo import assumed
from api.demo.ages import band_on, invent_birth
from api.demo.drafts import Draft
from api.demo.draws import Draws
from api.demo.months import OPENING_DAY, YEAR, Month
from api.demo.rounding import apportion


def enter_opening(drafts: list[Draft], *, by_sex: Mapping[str, int], by_band: Mapping[str, int], draws: Draws) -> None:
    """Settle sex and birth of those in care at the opening; both tables are met exactly."""
    _settle(drafts, by_sex, by_band, draws)
    for draft in drafts:
        settle_birth(draft, draws, on=OPENING_DAY)


def enter_month(
    drafts: list[Draft],
    *,
    present: list[Draft],
    month: Month,
    by_sex: Mapping[str, int],
    stay_by_band: Mapping[str, int],
    draws: Draws,
) -> None:
    """Settle sex and birth of those who enter in a month, given who is in care already."""
    bands = list(stay_by_band)
    were = Counter(band_on(draft.birth, month.last) or bands[-1] for draft in present)
    all_of_month, stay = len(present) + len(drafts), max(1, sum(stay_by_band.values()))
    needed = [Fraction(stay_by_band[band] * all_of_month, stay) - were[band] for band in bands]
    weights = [max(Fraction(0), need) for need in needed]
    if not any(weights):
        weights = [Fraction(stay_by_band[band] + 1) for band in bands]
    counts = apportion(len(drafts), weights)
    _settle(drafts, by_sex, dict(zip(bands, counts, strict=True)), draws)
    for draft in drafts:
        settle_birth(draft, draws, on=month.last)


def enter_nowhere(drafts: list[Draft], draws: Draws) -> None:
    """Settle sex and birth of those who are not referred; no table counts them."""
    for draft in drafts:
        draft.sex = "female" if draws.random() < assumed.FEMALE_NOT_REFERRED else "male"
        draft.band = assumed.AGE_BANDS_NOT_REFERRED.draw(draws)
        settle_birth(draft, draws, on=YEAR[draft.month].last)


def settle_birth(draft: Draft, draws: Draws, *, on: date) -> None:
    """Settle the birth date, and how much of it is known, of a child whose band on a day is settled."""
    draft.birth_known = assumed.BIRTH_KNOWN.draw(draws)
    draft.birth = invent_birth(draws, band=draft.band, on=on, known=draft.birth_known)


def _settle(drafts: list[Draft], by_sex: Mapping[str, int], by_band: Mapping[str, int], draws: Draws) -> None:
    sexes = [sex for sex, count in by_sex.items() for _ in range(count)]
    bands = [band for band, count in by_band.items() for _ in range(count)]
    draws.shuffle(sexes)
    draws.shuffle(bands)
    for draft, sex, band in zip(drafts, sexes, bands, strict=True):
        draft.sex, draft.band = sex, band
