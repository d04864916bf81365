"""How custody and its history are shown: the contract's own shapes, so that the domain can change behind them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from api.showing import opened
from ledger.domain.codes import Classification
from ledger.domain.custody.facets import Facets, Mark, Step, Transfer, Whereabouts
from ledger.domain.custody.state import Offer, OfferStatus
from ledger.domain.event import Event, Report
from ledger.domain.personal import Personal
from ledger.domain.reader import Reader
from ledger.domain.values import ClaimedTime, Instant
from ledger.store.codec import Codec
from projections.timeline.entries import Entry

_SHOWN_APART = frozenset({"event_id", "by", "claimed", "person", "trip"})


class TransferShown(msgspec.Struct, kw_only=True, frozen=True):
    """The handoff under way."""

    offer: UUID
    giver: str
    """Answers for the child until the receipt."""
    to_organisation: str | None
    to_place: str | None
    accepted: bool
    dispatched_at: datetime | None
    trip: UUID | None
    carrier: str | None
    expected_arrival: str | None


class CustodyShown(msgspec.Struct, kw_only=True, frozen=True):
    """The four facets of a person's custody, and what stands beside them."""

    legal_custodian: str | None
    holder: str | None
    place: str | None
    whereabouts: Whereabouts
    since: datetime | None
    """When the holder or the place last changed."""
    classification: Classification | None
    step: Step
    answerable: str | None
    handler: str | None
    """The official whose signature is the latest; null is a gap."""
    between_hands: bool
    transfer: TransferShown | None


class OfferShown(msgspec.Struct, kw_only=True, frozen=True):
    """The open offer."""

    offer: UUID
    by_organisation: str
    to_organisation: str
    to_place: str
    expires_at: str
    status: OfferStatus


class SignerShown(msgspec.Struct, kw_only=True, frozen=True):
    """Who signed."""

    user: str
    role: str
    organisation: str
    office: str | None


class EntryShown(msgspec.Struct, kw_only=True, frozen=True):
    """One event of the history, by both clocks."""

    event_id: UUID
    topic: str
    stream: UUID
    version: int
    position: int
    happened_at: datetime
    claimed: dict[str, Any] | None
    """What was claimed, word for word; null for a decision."""
    recorded_at: datetime
    late_minutes: int
    entered_late: bool
    by: SignerShown
    marks: tuple[Mark, ...]
    open_marks: tuple[Mark, ...]
    struck_by: UUID | None
    """The correction or void that struck it through."""
    before: CustodyShown | None
    after: CustodyShown | None
    said: dict[str, Any]
    """The fields of the event. A personal value that cannot or may not be opened is `{"sealed": true}`."""


def custody(facets: Facets) -> CustodyShown:
    """Facets as they are shown."""
    return CustodyShown(
        legal_custodian=facets.legal_custodian,
        holder=facets.holder,
        place=facets.place,
        whereabouts=facets.whereabouts,
        since=facets.since,
        classification=facets.classification,
        step=facets.step,
        answerable=facets.answerable,
        handler=facets.handler,
        between_hands=facets.between_hands,
        transfer=_transfer(facets.transfer),
    )


def _transfer(transfer: Transfer | None) -> TransferShown | None:
    if transfer is None:
        return None
    return TransferShown(
        offer=transfer.offer,
        giver=transfer.giver,
        to_organisation=transfer.to_organisation,
        to_place=transfer.to_place,
        accepted=transfer.accepted,
        dispatched_at=transfer.dispatched_at,
        trip=transfer.trip,
        carrier=transfer.carrier,
        expected_arrival=transfer.expected_arrival.text if transfer.expected_arrival else None,
    )


def offer(made: Offer | None) -> OfferShown | None:
    """An offer as it is shown."""
    if made is None:
        return None
    return OfferShown(
        offer=made.offer,
        by_organisation=made.by_organisation,
        to_organisation=made.to_organisation,
        to_place=made.to_place,
        expires_at=made.expires_at.text,
        status=made.status,
    )


def entry(found: Entry, *, codec: Codec, reader: Reader) -> EntryShown:
    """An entry of the timeline, its personal values opened for a reader who may see the record."""
    item = found.item
    event = opened(item, codec=codec, reader=reader)
    by = event.by
    return EntryShown(
        event_id=event.event_id,
        topic=event.TOPIC,
        stream=item.stream,
        version=item.version,
        position=item.position,
        happened_at=item.happened_at,
        claimed=_plain(event.claimed) if isinstance(event, Report) else None,
        recorded_at=item.recorded_at,
        late_minutes=int(found.late.total_seconds() // 60),
        entered_late=found.entered_late,
        by=SignerShown(user=by.user, role=by.role, organisation=by.organisation, office=by.office),
        marks=found.marks,
        open_marks=found.open_marks,
        struck_by=found.struck_by,
        before=custody(found.before) if found.before else None,
        after=custody(found.after) if found.after else None,
        said={name: value for name, value in _plain(event).items() if name not in _SHOWN_APART},
    )


def _plain(value: Event | ClaimedTime) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(value, enc_hook=_write)
    return plain


def _write(value: object) -> object:
    if isinstance(value, Instant):
        return value.text
    if isinstance(value, Personal):
        return msgspec.to_builtins(value.value, enc_hook=_write) if value.is_open else {"sealed": True}
    raise TypeError("no form to be shown in")
