"""Questions to the view: the handoffs of a manifest, those that wait for an organisation, sent ones, what is over.

A handoff is shown to who has a part in it (giver, addressee, carrier who signed) and to who may know of the person now.
Only the latter are told who has the person, and the version to act on: after the receipt the giver sees who signed for
the child and when, and nothing later.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from ledger.domain.custody.case import HeadFacts
from ledger.domain.custody.facets import Whereabouts
from ledger.domain.custody.state import OfferStatus
from ledger.domain.reader import Action, Reader, may_read
from ledger.domain.values import EpisodeId, ManifestId, OfferId, OrganisationCode, PersonId, PlaceCode, TripId, UserId
from ledger.store import queries
from projections.asking import Answer, Views, permit
from projections.handoffs.sheets import Status

T = TypeVar("T")

PAGE_ROWS = 100
"""Rows of a list in one answer, unless fewer are asked for."""


class Direction(StrEnum):
    """Whose turn a count is about."""

    INCOMING = "incoming"
    """Waits for the addressee."""
    OUTGOING = "outgoing"
    """Sent by the giver and still open, or over with the child where it was."""


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """The place of a row in a list: a page goes on after it."""

    due_at: datetime | None
    since: datetime
    episode: EpisodeId
    offer: OfferId


@dataclass(frozen=True, kw_only=True)
class Handoff:
    """One offer of one child: where it stands, who signed what and when.

    Each signature is three fields: the time claimed (of a decision, recorded), the official, and for whom they signed.
    """

    episode: EpisodeId
    offer: OfferId
    manifest: ManifestId | None
    person_id: PersonId
    legal_custodian: OrganisationCode | None
    """None, with the other holders, whereabouts, version and position, for who may not know of the person now."""
    holder: OrganisationCode | None
    next_holder: OrganisationCode | None
    previous_holder: OrganisationCode | None
    referred_to: OrganisationCode | None
    whereabouts: Whereabouts | None
    giver: OrganisationCode
    from_place: PlaceCode | None
    """Where the child leaves from: where it is while the offer is not under way."""
    to_organisation: OrganisationCode | None
    """Addressee, since the last redirection; None of a journey or a receipt that nobody offered."""
    to_place: PlaceCode | None
    status: Status
    offer_status: OfferStatus | None
    """What decisions can still be taken on it: the open offer's state; None once it is over. A child under way whose
    offer is `redirected` has no accepted destination: `answered_at` tells whether the new one declined."""
    irregular: bool
    """Whether a report of this handoff is on the list of irregular ones."""
    since: datetime
    """When it came to its status."""
    due_at: datetime | None
    """What the two lists are sorted by, soonest first: when the offer expires, when the child is expected, or since
    when somebody should have acted; None (last) where it is the other side's turn, and in a manifest."""
    overdue: bool
    """Whether the offer's time is over, or the child should have arrived, by the clock that decisions read."""
    expires_at: datetime | None
    trip: TripId | None
    carrier: OrganisationCode | None
    """Who signed as carrier, or else runs the trip."""
    expected_arrival: datetime | None
    """As last told of the trip, else as told at the departure."""
    offered_at: datetime | None
    offered_by: UserId | None
    offered_for: OrganisationCode | None
    answered_at: datetime | None
    answered_by: UserId | None
    answered_for: OrganisationCode | None
    redirected_at: datetime | None
    redirected_by: UserId | None
    redirected_for: OrganisationCode | None
    packet_at: datetime | None
    packet_by: UserId | None
    packet_for: OrganisationCode | None
    left_at: datetime | None
    left_by: UserId | None
    left_for: OrganisationCode | None
    taken_at: datetime | None
    taken_by: UserId | None
    taken_for: OrganisationCode | None
    arrived_at: datetime | None
    arrived_by: UserId | None
    arrived_for: OrganisationCode | None
    closed_at: datetime | None
    """The signature that gave the status, when that is not here, refused, turned back, or an end."""
    closed_by: UserId | None
    closed_for: OrganisationCode | None
    reason: str | None
    """Code of the decline, recall, refusal or turning back that is the last word."""
    redirect_reason: str | None
    discrepancies: int | None
    """How many the receiver named; None before the receipt."""
    version: int | None
    """Version of the episode, for the next command on it."""
    position: int | None
    """Position of the episode's last event."""

    @property
    def facts(self) -> HeadFacts:
        """Who may know of the person."""
        return HeadFacts(
            legal_custodian=self.legal_custodian,
            holder=self.holder,
            next_holder=self.next_holder,
            previous_holder=self.previous_holder,
            referred_to=self.referred_to,
        )

    @property
    def cursor(self) -> Cursor:
        """Where the next page begins when this is the last row of one."""
        return Cursor(due_at=self.due_at, since=self.since, episode=self.episode, offer=self.offer)


@dataclass(frozen=True, kw_only=True)
class HandoffCount:
    """How many handoffs of one status wait for an organisation, or were sent by it."""

    direction: Direction
    status: Status
    handoffs: int


def of_manifest(views: Views, reader: Reader, manifest: ManifestId, *, at_least: int = 0) -> Answer[Handoff]:
    """The offers of a manifest that the reader may see, in the order in which they were made; none, if there are none.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    return _listed(views, reader, at_least=at_least, of_manifest=manifest)


def waiting_for(
    views: Views,
    reader: Reader,
    *,
    organisation: OrganisationCode | None = None,
    place: PlaceCode | None = None,
    after: Cursor | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Answer[Handoff]:
    """Open offers to an organisation (the reader's own, unless another is named), what is due first coming first.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    whose = organisation or reader.organisation
    return _listed(views, reader, at_least=at_least, addressed_to=whose, place=place, after=after, limit=limit)


def sent_by(
    views: Views,
    reader: Reader,
    *,
    organisation: OrganisationCode | None = None,
    place: PlaceCode | None = None,
    after: Cursor | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Answer[Handoff]:
    """Open offers by an organisation, and those declined, recalled or expired with the child left where it was.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    whose = organisation or reader.organisation
    return _listed(views, reader, at_least=at_least, given_by=whose, place=place, after=after, limit=limit)


def closed(
    views: Views,
    reader: Reader,
    *,
    since: datetime,
    place: PlaceCode | None = None,
    limit: int = PAGE_ROWS,
    at_least: int = 0,
) -> Answer[Handoff]:
    """Handoffs by or to the reader's organisation that were over since a moment, the earliest first.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    whose = reader.organisation
    return _listed(views, reader, at_least=at_least, closed_of=whose, closed_since=since, place=place, limit=limit)


def counted(
    views: Views,
    reader: Reader,
    *,
    organisation: OrganisationCode | None = None,
    place: PlaceCode | None = None,
    at_least: int = 0,
) -> Answer[HandoffCount]:
    """How many handoffs are in the two lists of an organisation, by status.

    Raises:
        NotPermitted, NotYet: as `Views.ask`.
    """
    permit(reader, Action.LIST)
    whose = organisation or reader.organisation
    return _ask(views, reader, "counted", row=HandoffCount, at_least=at_least, of_organisation=whose, place=place)


def _listed(
    views: Views,
    reader: Reader,
    *,
    at_least: int,
    after: Cursor | None = None,
    limit: int | None = None,
    **asked: object,
) -> Answer[Handoff]:
    permit(reader, Action.LIST)
    nothing = dict.fromkeys(("of_manifest", "addressed_to", "given_by", "place", "closed_of", "closed_since"))
    begin = {
        "after_due": after.due_at if after else None,
        "after_since": after.since if after else None,
        "after_episode": after.episode if after else None,
        "after_offer": after.offer if after else None,
    }
    arguments = {**nothing, **begin, **asked, "limit": limit}
    answer = _ask(views, reader, "listed", row=Handoff, at_least=at_least, **arguments)
    return Answer(position=answer.position, rows=tuple(row for row in answer.rows if _shown(reader, row)))


def _shown(reader: Reader, row: Handoff) -> bool:
    """Whether the reader has a part in the handoff, or may know of the person."""
    part = reader.organisation in {row.giver, row.to_organisation, row.taken_for}
    return part or may_read(reader, Action.RECORD, row.facts).allowed


def _ask(views: Views, reader: Reader, block: str, *, row: type[T], at_least: int, **arguments: object) -> Answer[T]:
    statement = queries.blocks("projections.handoffs", "queries.sql")[block]
    return views.ask(reader, view="handoffs", statement=statement, row=row, at_least=at_least, **arguments)
