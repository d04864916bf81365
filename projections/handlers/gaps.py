"""Handler gaps: times in custody between one signature and the next.

Pure. A gap begins where physical custody was let go and nobody has signed (departure without an escort, arrival at
the door, refusal, absence without an escort) and ends with the next signature. One that goes on at another place or
with another carrier is another gap. A missing person is no gap: nobody could have signed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ledger.domain.custody.facets import Facets, Whereabouts
from ledger.domain.custody.history import History, HistoryStep
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
    answerable: OrganisationCode | None
    """Who answered for the person meanwhile."""
    legal_custodian: OrganisationCode | None
    from_at: datetime
    until_at: datetime | None
    """None while it is open."""


def gaps(past: History) -> Iterator[Gap]:
    """The gaps of one episode, in order; none is shorter than the clock can tell."""
    begun: Gap | None = None
    for step in past.steps:
        next_gap = _gap(step)
        if begun is not None and next_gap is not None and _same(begun, next_gap):
            continue
        if begun is not None and step.item.happened_at > begun.from_at:
            yield replace(begun, until_at=step.item.happened_at)
        begun = next_gap
    if begun is not None:
        yield begun


def _gap(step: HistoryStep) -> Gap | None:
    """The gap that begins with this step, if nobody is the named handler after it."""
    after = step.after
    if after.handler is not None or after.whereabouts in WITHOUT_HANDLER:
        return None
    return Gap(
        event_id=step.item.event.event_id,
        place=_place(after),
        carrier=after.transfer.carrier if after.transfer else None,
        answerable=after.answerable,
        legal_custodian=after.legal_custodian,
        from_at=step.item.happened_at,
        until_at=None,
    )


def _place(facets: Facets) -> PlaceCode | None:
    return facets.place or (facets.transfer.from_place if facets.transfer else None)


def _same(begun: Gap, now: Gap) -> bool:
    return (begun.place, begun.carrier) == (now.place, now.carrier)
