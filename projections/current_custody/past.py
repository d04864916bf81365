"""The same question for another moment: what was true then, or known then. Folded from the streams when asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import case
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Facets
from ledger.domain.custody.state import Offer
from ledger.domain.event import Recorded
from ledger.domain.reader import Reader
from ledger.domain.values import EpisodeId, PersonId
from projections.reading import Known, LogReader


@dataclass(frozen=True, kw_only=True)
class Episode:
    """One episode of custody as it was at a moment, as far as it was known at a position."""

    episode: EpisodeId
    version: int
    """Version of the episode at that position: what `If-Match` says, when that is now."""
    facets: Facets
    offer: Offer | None
    """The open offer at that position; None when an earlier moment is asked for, as decisions have no other past."""


@dataclass(frozen=True, kw_only=True)
class Custody:
    """A person's episodes at one position of knowledge."""

    known: Known
    episodes: tuple[Episode, ...]
    items: tuple[Recorded[AnyEvent], ...]
    """The person record and the episodes that it was folded from."""


def of_person(
    log: LogReader, reader: Reader, person: PersonId, *, as_of: datetime | None, as_known_at: int | datetime | None
) -> Custody:
    """The person's episodes that the reader may see, as of a moment and as known at a position.

    Raises:
        NotPermitted: there is none that the reader may see, whether or not there is one.
        InvalidValue: a position that the log has not reached.
    """
    known = log.known(reader, as_known_at)
    streams = [head.stream for head in log.heads(reader, person)]
    items = log.streams(reader, [person, *streams], upto=known.position)
    return Custody(known=known, episodes=episodes_in(items, as_of=as_of), items=tuple(items))


def episodes_in(items: Sequence[Recorded[AnyEvent]], *, as_of: datetime | None) -> tuple[Episode, ...]:
    """The episodes among events in the order of stream and version, as of a moment."""
    of_custody = cast("list[Recorded[CustodyEvent]]", [item for item in items if isinstance(item.event, CustodyEvent)])
    by_episode: Any = groupby(of_custody, key=lambda item: item.stream)
    return tuple(_episode(list(episode), as_of=as_of) for _, episode in by_episode)


def _episode(recorded: Sequence[Recorded[CustodyEvent]], *, as_of: datetime | None) -> Episode:
    found = case.load(recorded)
    return Episode(
        episode=EpisodeId(recorded[0].stream),
        version=recorded[-1].version,
        facets=found.facets if as_of is None else found.history.at(as_of),
        offer=found.offer if as_of is None else None,
    )
