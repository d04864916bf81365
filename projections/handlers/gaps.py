"""Handler gaps: times in custody between one signature and the next.

Pure. A gap begins where physical custody was let go and nobody has signed (departure without an escort, arrival at
the door, refusal, absence without an escort) and ends with the next signature. A missing person is no gap: nobody
could have signed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ledger.domain.custody.facets import Facets, Whereabouts
from ledger.domain.custody.history import History
from ledger.domain.values import EventId, OrganisationCode, PlaceCode

WITHOUT_HANDLER = frozenset({Whereabouts.NOT_IN_CUSTODY, Whereabouts.MISSING})


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One time without a named handler."""

    event_id: EventId
    """The event that began it."""
    place: PlaceCode | None
    """Where it began: the place left, or the place of the door."""
    carrier: OrganisationCode | None
    organisation: OrganisationCode | None
    """Who answered for the person meanwhile."""
    from_at: datetime
    until_at: datetime | None
    """None while it is open."""


def gaps(past: History) -> Iterator[Gap]:
    """The gaps of one episode, in order."""
    begun: Gap | None = None
    for step in past.steps:
        moment, after = step.item.happened_at, step.after
        alone = after.handler is None and after.whereabouts not in WITHOUT_HANDLER
        if begun is not None and (not alone or _door(step.before, after)):
            if moment > begun.from_at:
                yield replace(begun, until_at=moment)
            begun = None
        if alone and begun is None:
            begun = Gap(
                event_id=step.item.event.event_id,
                place=after.place or (after.transfer.from_place if after.transfer else None),
                carrier=after.transfer.carrier if after.transfer else None,
                organisation=after.answerable,
                from_at=moment,
                until_at=None,
            )
    if begun is not None:
        yield begun


def _door(before: Facets, after: Facets) -> bool:
    """Whether a gap on the road goes over into one at the door: another place, so another gap."""
    return before.whereabouts is not after.whereabouts and after.whereabouts is Whereabouts.AT_THE_DOOR
