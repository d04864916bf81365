"""Which places of the register are near one another: by time zone, the coarsest thing that is enough."""

from functools import cache

from ledger.domain.register import PLACES, PlaceKind
from ledger.domain.values import PlaceCode

_EAST = "America/New_York"
_SERVED_FROM_EAST = frozenset({"America/Detroit", "America/Puerto_Rico"})
"""Zones where the register has neither a care provider nor an ICE office."""


@cache
def places_of(kind: PlaceKind) -> tuple[PlaceCode, ...]:
    """Codes of all places of a kind, in order."""
    return tuple(sorted(code for code, place in PLACES.items() if place.kind is kind))


@cache
def near(kind: PlaceKind, zone: str) -> tuple[PlaceCode, ...]:
    """Codes of the places of a kind that serve a time zone, in order."""
    here = _EAST if zone in _SERVED_FROM_EAST else zone
    return tuple(code for code in places_of(kind) if PLACES[code].zone == here)


PROVIDERS = places_of(PlaceKind.CARE_PROVIDER)
"""Codes of the care providers."""
