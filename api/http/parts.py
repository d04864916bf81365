"""The parts of a joined history as they are told: other records of the same person, each as far as it may be seen."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from api.http import shown
from api.http.asking import Asker
from api.relatives import PlaceShown, place_shown
from ledger.domain import codes
from ledger.domain.catalog import AnyEvent
from ledger.domain.event import Recorded
from ledger.domain.values import PersonId
from projections.current_custody import past
from projections.reading import Known
from projections.relatives.parts import Joined, Part, joined
from projections.timeline.entries import timeline


class EpisodeAnswer(msgspec.Struct, kw_only=True, frozen=True):
    """One episode of custody."""

    episode: UUID
    version: int
    """What `If-Match` says."""
    custody: shown.CustodyShown
    offer: shown.OfferShown | None


class LinkShown(msgspec.Struct, kw_only=True, frozen=True):
    """Who linked the record, when and on what."""

    linked_with: UUID
    """The record that it is linked with."""
    said_in: UUID
    at: datetime
    by: str
    organisation: str
    basis: codes.FactBasis


class PartShown(msgspec.Struct, kw_only=True, frozen=True):
    """Another record of the same person."""

    person: UUID
    link: LinkShown
    may_see: bool
    """Whether the reader may see the record; if not, only the place is told."""
    place: PlaceShown | None
    """A government place, as it is told of a relative."""


class CustodyPart(PartShown, kw_only=True, frozen=True):
    """Its episodes that the reader may see."""

    episodes: tuple[EpisodeAnswer, ...]


class HistoryPart(PartShown, kw_only=True, frozen=True):
    """Its history, as far as the reader may see it."""

    entries: tuple[shown.EntryShown, ...]


def joined_with(
    asker: Asker, person: UUID, own: Sequence[Recorded[AnyEvent]], *, known: Known, as_of: datetime | None
) -> Joined:
    """The other records of a person whose own was read."""
    log = asker.site.readers.log
    return joined(log, asker.reader, PersonId(person), own, position=known.position, as_of=as_of)


def episodes(found: Sequence[past.Episode]) -> tuple[EpisodeAnswer, ...]:
    """Episodes as they are told."""
    return tuple(
        EpisodeAnswer(
            episode=each.episode,
            version=each.version,
            custody=shown.custody(each.facets),
            offer=shown.offer(each.offer),
        )
        for each in found
    )


def custody_part(part: Part, *, as_of: datetime | None) -> CustodyPart:
    """Who has the person by that record."""
    return CustodyPart(
        person=part.person,
        link=_link(part),
        may_see=part.may_see,
        place=_place(part),
        episodes=episodes(past.episodes_in(part.items, as_of=as_of)),
    )


def history_part(part: Part, asker: Asker, *, as_of: datetime | None) -> HistoryPart:
    """What happened by that record."""
    codec = asker.site.ledger.custody_mapper.codec
    entries = timeline(part.items, as_of=as_of).entries
    return HistoryPart(
        person=part.person,
        link=_link(part),
        may_see=part.may_see,
        place=_place(part),
        entries=tuple(shown.entry(each, codec=codec, reader=asker.reader) for each in entries),
    )


def _place(part: Part) -> PlaceShown | None:
    return None if part.place is None else place_shown(part.place)


def _link(part: Part) -> LinkShown:
    link = part.link
    return LinkShown(
        linked_with=part.linked_with,
        said_in=link.said_in,
        at=link.at,
        by=link.by,
        organisation=link.organisation,
        basis=link.basis,
    )
