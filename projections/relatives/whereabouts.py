"""Where a relative is, as far as the floors let it be told (design 7, a and b).

A place is a government place or is not told. Who left government custody is "ask the reunification desk". Relatives at
liberty are ORR's: DHS is told only of those whom it named itself. To DHS a child in ORR's care is in ORR's care.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.domain.codes import ExitKind
from ledger.domain.custody import case
from ledger.domain.custody.care import Exited
from ledger.domain.custody.facets import Facets, Step, Whereabouts
from ledger.domain.event import Recorded
from ledger.domain.reader import Reader
from ledger.domain.register import DHS, ORGANISATIONS, ORR, REUNITES, ReaderClass
from ledger.domain.strikes import standing
from ledger.domain.values import OrganisationCode, PlaceCode
from projections.now import Now


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a relative is, as a reader is told."""

    now: Now
    since: datetime | None
    custodian: OrganisationCode | None = None
    holder: OrganisationCode | None = None
    place: PlaceCode | None = None
    answers: OrganisationCode | None = None
    """Who has to say where they are when nobody knows: the last who had them, or who registered them."""
    exit: ExitKind | None = None
    """How they left, for who reunites families."""


def place_of(
    reader: Reader,
    episodes: Sequence[Sequence[Recorded[Any]]],
    *,
    registered_by: OrganisationCode | None,
    registered_at: datetime | None,
    as_of: datetime | None,
) -> Place:
    """Where somebody is, from their episodes, the newest last."""
    kind = ORGANISATIONS[reader.organisation].reader_class
    for recorded in reversed(episodes):
        found = case.load(recorded)
        facets = found.facets if as_of is None else found.history.at(as_of)
        if facets.begun:
            return _told(kind, facets, _exit(recorded))
    return Place(now=Now.NEVER_IN_CUSTODY, since=registered_at, answers=registered_by)


def _told(kind: ReaderClass, facets: Facets, exited: ExitKind | None) -> Place:
    if facets.step is Step.EXITED:
        return Place(now=Now.LEFT_CUSTODY, since=facets.since, exit=exited if kind in REUNITES else None)
    in_care = facets.legal_custodian == ORR
    hidden = in_care and kind in DHS
    if facets.whereabouts is Whereabouts.MISSING:
        return Place(now=Now.UNKNOWN, since=facets.since, custodian=facets.legal_custodian, answers=facets.answerable)
    return Place(
        now=Now.UNDER_WAY if facets.between_hands else Now.IN_CUSTODY,
        since=facets.since,
        custodian=facets.legal_custodian,
        holder=ORR if hidden else facets.holder,
        place=None if hidden else facets.place,
        answers=ORR if hidden else facets.answerable,
    )


def _exit(recorded: Sequence[Recorded[Any]]) -> ExitKind | None:
    exits = [item.event for item in standing(recorded) if isinstance(item.event, Exited)]
    return exits[-1].kind if exits else None
