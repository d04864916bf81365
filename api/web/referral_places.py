"""How a care provider fits a child: unmet needs, an age it does not take, a language nobody speaks, an earlier decline.

Told beside the place, for ORR to decide on. The ledger refuses unmet needs and declines that nobody overrides; it
cannot read an age.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.web.referral_rows import Ask, Row
from ledger.domain.codes import Need
from ledger.domain.languages import lacking
from ledger.domain.register import PLACES, Care
from ledger.domain.values import PlaceCode

PROVIDERS: dict[PlaceCode, Care] = {place.code: place.care for place in PLACES.values() if place.care is not None}
"""What care providers can do, by place."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """One place for one child."""

    place: PlaceCode
    care: Care
    unmet: tuple[Need, ...]
    age_taken: bool
    """Whether it takes the child's age; a child whose age nobody knows is taken."""
    unspoken: tuple[str, ...]
    """The child's languages, where the place speaks none of them."""
    ask: Ask | None
    """Whether and when it was asked, and what it said."""

    @property
    def declined(self) -> bool:
        """Whether it has declined the child."""
        return self.ask is not None and self.ask.declined is not None

    @property
    def meets_all(self) -> bool:
        """Whether it can give all that the child needs, by the register."""
        return not self.unmet and self.age_taken and not self.unspoken

    @property
    def to_override(self) -> bool:
        """Whether somebody must decide that the child goes there all the same."""
        return self.declined or not self.meets_all


def fit(row: Row, place: PlaceCode, now: datetime) -> Fit | None:
    """How a place fits a child; None when it is no care provider."""
    care = PROVIDERS.get(place)
    if care is None:
        return None
    ages = row.ages(now)
    return Fit(
        place=place,
        care=care,
        unmet=care.unmet(row.needs),
        age_taken=ages is None or care.takes_age(*ages),
        unspoken=lacking(row.languages, PLACES[place]),
        ask=row.said.asks.get(place),
    )


def fitting(rows: Sequence[Row], now: datetime) -> list[PlaceCode]:
    """Places that can give all that these children need together and have declined none; those asked first."""
    fits = {place: [fit(row, place, now) for row in rows] for place in PROVIDERS}
    good = [place for place, each in fits.items() if all(one and one.meets_all and not one.declined for one in each)]
    return sorted(good, key=lambda place: not any(place in row.said.asks for row in rows))


def has_gap(fits: Iterable[Fit | None]) -> bool:
    """Whether one of these fits leaves a need unmet, an age out or a language unspoken."""
    return any(one is not None and not one.meets_all for one in fits)
