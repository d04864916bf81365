"""Those who are in care when the year begins: brought in as opening facts, with the days of care they have had."""

from math import log

from api.demo import assumed
from api.demo.drafts import Draft
from api.demo.draws import Draws, Weighted, hours
from api.demo.months import OPENING_DAY, midnight
from api.demo.places import PROVIDERS
from api.demo.plan import Origin
from ledger.domain.register import PLACES
from ledger.domain.values import PlaceCode

LONGEST_DAYS = 600


def opening_drafts(count: int, met_at: Weighted[PlaceCode], draws: Draws) -> list[Draft]:
    """Drafts of those in care at the end of September 2018, their stays spread like waits for a chance event."""
    order = list(range(count))
    draws.shuffle(order)
    return [_draft((place + 0.5) / count, met_at, draws) for place in order]


def _draft(part: float, met_at: Weighted[PlaceCode], draws: Draws) -> Draft:
    """A child whose stay so far is longer than a given part of all stays."""
    days = min(LONGEST_DAYS, 1 + int(-assumed.OPENING_DAYS_OF_CARE * log(1 - part)))
    provider, place = draws.choice(PROVIDERS), met_at.draw(draws)
    zone = PLACES[provider].zone
    day = OPENING_DAY.toordinal() + 1 - days
    received = midnight(zone, day) + hours(draws, 1, 15)
    return Draft(
        origin=Origin.OPENING_CENSUS,
        place=place,
        zone=PLACES[place].zone,
        encountered=received - hours(draws, 30, 70),
        month=-1,
        received=received,
        received_place=provider,
        received_zone=zone,
        received_day=day,
    )
