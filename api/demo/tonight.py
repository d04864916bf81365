"""The evening after the year: children whose custody the demo leaves open, so that whoever signs in finds work.

Planned like the year, with the same seed and share, and told up to `TONIGHT`; what would come after is for the people
at the page to do. All of it is said and claimed after the year's end, so no table of the year counts it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import count
from typing import NamedTuple

from api.demo import tonight_people as people
from api.demo import tonight_roads as roads
from api.demo.draws import Draws, draws_for
from api.demo.plan import ChildPlan, ManifestPlan
from api.demo.tonight_hours import at
from api.demo.tonight_people import Reached
from ledger.domain.values import PlaceCode

FIRST_NUMBER = 900_001
"""Of tonight's children and manifests: far beyond the numbers of any year."""
PAIRS = 3
"""Pairs of siblings among those who wait for an offer."""
CORRECTED = 2 * PAIRS
"""Place of the child whose birth date was corrected, among the same."""


class Part(StrEnum):
    """What waits to be done for a child, or how far it is."""

    TO_CLASSIFY = "to_classify"
    TO_REFER = "to_refer"
    TO_ACKNOWLEDGE = "to_acknowledge"
    TO_PLACE = "to_place"
    TO_OFFER = "to_offer"
    RECALLED = "recalled"
    TO_ANSWER = "to_answer"
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    AT_THE_DOOR = "at_the_door"
    TURNED_BACK = "turned_back"
    WITHOUT_PACKET = "without_packet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tonight:
    """The open evening."""

    children: tuple[ChildPlan, ...]
    """By number."""
    manifests: tuple[ManifestPlan, ...]
    together: tuple[tuple[int, ...], ...]
    """Numbers of those met together, whose encounters are told in one command."""
    parts: Mapping[Part, tuple[int, ...]]
    """Numbers of the children, by what waits for them."""


class _Company(NamedTuple):
    """Children met at one place in the course of the day, who have come equally far."""

    part: Part
    number: int
    place: PlaceCode
    first_met: datetime
    apart: int
    """Minutes from one encounter to the next."""
    reached: Reached
    provider: PlaceCode


_DEL_RIO, _HIDALGO, _PECAN = PlaceCode("BP-DRT"), PlaceCode("POE-HID"), PlaceCode("CARE-12")
_COMPANIES = (
    _Company(Part.TO_OFFER, 12, roads.RGV, at(12, 50), 17, Reached.PLACED, roads.PRAIRIE),
    _Company(Part.TO_CLASSIFY, 5, roads.RGV, at(20, 20), 0, Reached.BOOKED_IN, roads.PRAIRIE),
    _Company(Part.TO_REFER, 3, roads.RGV, at(20), 12, Reached.DETERMINED, roads.PRAIRIE),
    _Company(Part.TO_ACKNOWLEDGE, 1, _DEL_RIO, at(7, 5), 0, Reached.REFERRED, roads.PRAIRIE),
    _Company(Part.TO_ACKNOWLEDGE, 1, _HIDALGO, at(18, 10), 0, Reached.REFERRED, roads.PRAIRIE),
    _Company(Part.TO_ACKNOWLEDGE, 1, roads.LAREDO, at(18, 55), 0, Reached.REFERRED, roads.PRAIRIE),
    _Company(Part.TO_ACKNOWLEDGE, 1, roads.RGV, at(19, 40), 0, Reached.REFERRED, roads.PRAIRIE),
    _Company(Part.TO_PLACE, 2, roads.RGV, at(12, 10), 40, Reached.DECLINED, _PECAN),
    _Company(Part.RECALLED, 1, roads.RGV, at(10, 30), 0, Reached.PLACED, roads.PALO_VERDE),
    _Company(Part.TO_ANSWER, 6, roads.SAN_ANTONIO, at(11), 13, Reached.PLACED, roads.PRAIRIE),
    _Company(Part.ACCEPTED, 2, roads.LAREDO, at(11, 40), 20, Reached.PLACED, roads.PALO_VERDE),
    _Company(Part.UNDER_WAY, 7, roads.RGV, at(7, 10), 6, Reached.PLACED, roads.PRAIRIE),
    _Company(Part.AT_THE_DOOR, 3, roads.SAN_ANTONIO, at(7, 30), 10, Reached.PLACED, roads.PRAIRIE),
    _Company(Part.TURNED_BACK, 1, roads.RGV, at(8, 15), 0, Reached.PLACED, roads.ANACUA),
    _Company(Part.WITHOUT_PACKET, 1, roads.SAN_ANTONIO, at(7, 15), 0, Reached.PLACED, roads.PALO_VERDE),
)
_MANIFESTS = {
    Part.RECALLED: roads.recalled_offer,
    Part.TO_ANSWER: roads.offer_to_answer,
    Part.ACCEPTED: roads.accepted_offer,
    Part.UNDER_WAY: roads.delayed_bus,
    Part.AT_THE_DOOR: roads.van_at_the_door,
    Part.TURNED_BACK: roads.refused_at_the_door,
    Part.WITHOUT_PACKET: roads.without_packet,
}


def plan_tonight(*, share: Fraction, seed: int) -> Tonight:
    """Plan the evening of the demo of a share and a seed."""
    draws = draws_for(seed, share, "tonight")
    numbers = count(FIRST_NUMBER)
    met: dict[Part, list[ChildPlan]] = {part: [] for part in Part}
    for company in _COMPANIES:
        met[company.part] += _met(company, numbers, draws)
    met[Part.TO_OFFER] = _to_offer(met[Part.TO_OFFER], draws)
    met[Part.TO_CLASSIFY] = _to_classify(met[Part.TO_CLASSIFY], draws)
    met[Part.TO_ACKNOWLEDGE][:1] = [people.with_little_known(child) for child in met[Part.TO_ACKNOWLEDGE][:1]]
    parts = {part: tuple(child.number for child in children) for part, children in met.items()}
    waiting = parts[Part.TO_OFFER]
    return Tonight(
        children=tuple(sorted((child for some in met.values() for child in some), key=lambda child: child.number)),
        manifests=tuple(
            plan(number, parts[part]) for number, (part, plan) in enumerate(_MANIFESTS.items(), FIRST_NUMBER)
        ),
        together=(parts[Part.TO_CLASSIFY], *(waiting[2 * pair : 2 * pair + 2] for pair in range(PAIRS))),
        parts=parts,
    )


def _met(company: _Company, numbers: Iterator[int], draws: Draws) -> list[ChildPlan]:
    times = (company.first_met + timedelta(minutes=turn * company.apart) for turn in range(company.number))
    met = [people.meet(number, company.place, time, draws) for time, number in zip(times, numbers, strict=False)]
    return [people.bring_to(child, company.reached, company.provider) for child in met]


def _to_offer(children: list[ChildPlan], draws: Draws) -> list[ChildPlan]:
    """Three pairs of siblings, two of whom were given one A-number; one child's birth date was corrected."""
    found = list(children)
    for pair in range(PAIRS):
        found[2 * pair : 2 * pair + 2] = people.siblings(found[2 * pair], found[2 * pair + 1], draws)
    found[1] = people.with_number_of(found[1], found[0], draws)
    found[0] = people.with_number_of(found[0], found[0], draws)
    corrected = found[CORRECTED]
    found[CORRECTED] = people.with_birth_corrected(corrected, corrected.encountered_at + timedelta(hours=2))
    return found


def _to_classify(children: list[ChildPlan], draws: Draws) -> list[ChildPlan]:
    """A child of two with an aunt, one whom nobody asked who came along, and three who say that they are alone."""
    first, second, *others = children
    toddler = people.with_aunt(people.two_years_old(first, draws), draws)
    return [toddler, people.not_asked(second), *map(people.alone, others)]
