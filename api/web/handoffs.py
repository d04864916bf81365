"""A manifest as both sides see it: its children, who signed what and when, whose turn it is, what each side may do.

The forms of both sides stand on one page, `handoff/show.html`, and are sent to addresses of their own: a form that
could not be recorded is shown again by `shown(..., act=..., form=..., problem=...)`, everything still in it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from fastapi.responses import Response

from api.web.acting import Problem, new_key
from api.web.forms import Written
from api.web.handoff_acts import Can, Turn, is_on_the_road, may, next_act, turn_of
from api.web.handoff_choices import carriers, places
from api.web.people import EVERYTHING, Named, named
from api.web.visiting import Visitor
from ledger.domain import trip_state
from ledger.domain.custody.handoff import Dispatched, PacketAssembled, PacketItem
from ledger.domain.custody.state import OfferStatus
from ledger.domain.errors import UnknownStream
from ledger.domain.event import Recorded
from ledger.domain.history_order import in_history_order
from ledger.domain.strikes import standing
from ledger.domain.trip import TripEvent, TripPlanned
from ledger.domain.trip_state import TripState
from ledger.domain.values import EventId, ManifestId, OrganisationCode, TripId, UserId
from projections.handoffs import queries
from projections.handoffs.queries import Handoff
from projections.handoffs.sheets import Act, Status


@dataclass(frozen=True, kw_only=True)
class Row:
    """One child of a manifest."""

    sheet: Handoff
    """As the read model has it: status, the two sides, every signature, the version to act on."""
    name: Named | None
    """None for who may not know of the person now."""
    packet: tuple[PacketItem, ...] | None
    """What travels with the child, as the giver answered last; None before that."""
    departure: EventId | None
    """The giver's report that the child left, as long as it stands."""
    can: frozenset[Can]
    next: Can | None
    """Of that, what is most likely wanted; None where it is the other side's turn."""
    turn: Turn

    @property
    def episode(self) -> UUID:
        """Its episode of custody."""
        return self.sheet.episode

    @property
    def on_the_road(self) -> bool:
        """Whether the child has left and nobody has signed for it."""
        return is_on_the_road(self.sheet)


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One signature, of one official for some or all of the children."""

    act: str
    """An `Act`, or the `Status` that a last word gave."""
    at: datetime
    by: UserId
    organisation: OrganisationCode
    role: str | None
    """Role in which they signed; None for who may not read it."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Trip:
    """A vehicle with children of the manifest in it."""

    trip: TripId
    state: TripState
    reports: tuple[Recorded[TripEvent], ...]
    """What was said of it and stands, as it happened."""

    @property
    def under_way(self) -> bool:
        """Whether it has not arrived yet, as far as is known."""
        return not self.state.arrived

    @property
    def plan(self) -> TripPlanned | None:
        """As it was planned."""
        return next((item.event for item in self.reports if isinstance(item.event, TripPlanned)), None)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The children of a manifest that the visitor may see, sorted by name."""

    manifest: ManifestId
    organisation: str
    """The visitor's."""
    rows: tuple[Row, ...]
    names: Mapping[UUID, Named]
    roles: Mapping[UserId, str]
    trips: tuple[Trip, ...]
    """Those the visitor may see: planner, carrier and destination do."""
    streams: "Streams"
    """What stands of the episodes and trips that the visitor may read, boxes closed."""
    position: int

    def can(self, act: Can) -> tuple[Row, ...]:
        """The children with whom the visitor may do this."""
        return tuple(row for row in self.rows if act in row.can)

    @property
    def vehicles(self) -> tuple[Trip, ...]:
        """Trips that the visitor's side planned or drives and that have not arrived."""
        return tuple(
            trip
            for trip in self.trips
            if trip.under_way and self.organisation in {trip.state.planned_by, trip.state.carrier}
        )

    @property
    def first(self) -> Row:
        """Any child: for what they have in common."""
        return self.rows[0]

    @property
    def is_giver(self) -> bool:
        """Whether the visitor's side has offered."""
        return self.organisation == self.first.sheet.giver

    @cached_property
    def is_taker(self) -> bool:
        """Whether a child is addressed to the visitor's side."""
        return any(row.sheet.to_organisation == self.organisation for row in self.rows)

    @cached_property
    def next(self) -> Can | None:
        """What the visitor is most likely here for: the act that most children wait for."""
        found = Counter(row.next for row in self.rows if row.next is not None)
        return found.most_common(1)[0][0] if found else None

    @cached_property
    def counts(self) -> Mapping[Status, int]:
        """How many children are in which state, in the order of the states."""
        found = Counter(row.sheet.status for row in self.rows)
        return {status: found[status] for status in Status if status in found}

    @cached_property
    def state(self) -> Status:
        """The state that is shown large: the earliest one in which somebody has still to act; else the commonest."""
        turns = [row.sheet.status for row in self.rows if row.turn is not Turn.NOBODY]
        return max(set(turns or self.counts), key=lambda status: (self.counts[status], status))

    @cached_property
    def turn(self) -> Turn:
        """Whose turn it is with most of those children with whom somebody has still to act."""
        found = Counter(row.turn for row in self.rows if row.turn is not Turn.NOBODY)
        return found.most_common(1)[0][0] if found else Turn.NOBODY

    @cached_property
    def destinations(self) -> tuple[tuple[str | None, str | None], ...]:
        """Organisations and places that children of it go to, most first: more than one since a redirection."""
        found = Counter((row.sheet.to_organisation, row.sheet.to_place) for row in self.rows)
        return tuple(where for where, _ in found.most_common())

    @cached_property
    def signatures(self) -> tuple[Signed, ...]:
        """Every signature, as it was given; children for whom one official signed the same in a minute are together."""
        together: dict[tuple[datetime, str, UserId, OrganisationCode], list[Row]] = {}
        for row in self.rows:
            for act, at, by, organisation in signatures_of(row.sheet):
                minute = at.replace(second=0, microsecond=0)
                together.setdefault((minute, act, by, organisation), []).append(row)
        return tuple(
            Signed(act=act, at=at, by=by, organisation=organisation, role=self.roles.get(by), rows=tuple(rows))
            for (at, act, by, organisation), rows in sorted(together.items(), key=lambda item: item[0][0])
        )


Streams = Mapping[UUID, Sequence[Recorded[Any]]]
"""Events that stand, by stream, in log order."""


def manifest_of(visitor: Visitor, manifest: UUID, *, at_least: int | None = None) -> Manifest:
    """The manifest; its line is in the read log when this returns.

    Raises:
        UnknownStream: there is none, or the visitor may not see any child of it.
        NotYet: the lists have not come to the position.
    """
    at_least = visitor.at_least if at_least is None else at_least
    answer = queries.of_manifest(visitor.site.views, visitor.reader, ManifestId(manifest), at_least=at_least)
    if not answer.rows:
        raise UnknownStream("no such manifest")
    persons = [row.person_id for row in answer.rows]
    visitor.on_record("manifest", persons, position=answer.position)
    names, streams = named(visitor, persons), _streams(visitor, answer.rows)
    rows = (_row(sheet, names, streams, organisation=visitor.organisation, now=visitor.now) for sheet in answer.rows)
    signers = (item.event.by for recorded in streams.values() for item in recorded)
    return Manifest(
        manifest=ManifestId(manifest),
        organisation=visitor.organisation,
        rows=tuple(sorted(rows, key=_by_name)),
        names=names,
        roles={signer.user: signer.role for signer in signers},
        trips=_trips(answer.rows, streams),
        streams=streams,
        position=answer.position,
    )


def shown(
    visitor: Visitor, manifest: Manifest, *, act: str = "", form: Written | None = None, problem: Problem | None = None
) -> Response:
    """The page of a manifest; `act` names the form that was sent and is to be shown again with its problem.

    Of the giver's forms one stands on the page: that one, or the one asked for in the address, or what is wanted next.
    """
    doing = act or visitor.request.query_params.get("do") or (manifest.next or "")
    return visitor.show(
        "handoff/show.html",
        status=problem.status if problem else 200,
        handoff=manifest,
        names=manifest.names,
        position=manifest.position,
        now=visitor.now,
        act=act,
        doing=doing,
        form=form,
        problem=problem,
        key=new_key,
        places=places,
        carriers=carriers,
    )


def _row(sheet: Handoff, names: Mapping[UUID, Named], streams: Streams, *, organisation: str, now: datetime) -> Row:
    recorded = streams.get(sheet.episode, ())
    packets = [item.event.items for item in recorded if isinstance(item.event, PacketAssembled)]
    left = [item.event for item in recorded if isinstance(item.event, Dispatched) and item.event.offer == sheet.offer]
    departure = left[-1].event_id if left and left[-1].by.organisation == organisation else None
    can = may(sheet, organisation, departure=departure, now=now)
    return Row(
        sheet=sheet,
        name=names.get(sheet.person_id),
        packet=packets[-1] if packets and sheet.packet_at is not None else None,
        departure=departure,
        can=can,
        next=next_act(sheet, can),
        turn=turn_of(sheet),
    )


def _by_name(row: Row) -> tuple[bool, str, UUID]:
    text = row.name.text if row.name else None
    return text is None, (text or "").casefold(), row.episode


def signatures_of(sheet: Handoff) -> Iterator[tuple[str, datetime, UserId, OrganisationCode]]:
    """Each signature of one child: the act (or the status that a last word gave), when, who, for whom."""
    for act in (*Act, "closed"):
        at, by, organisation = (getattr(sheet, f"{act}_{part}") for part in ("at", "by", "for"))
        if at is None or by is None or organisation is None:
            continue
        if act == "closed":
            yield sheet.status, at, by, organisation
        elif act is not Act.ANSWERED:
            yield act, at, by, organisation
        elif sheet.status is not Status.DECLINED:  # whose last word is that same signature
            yield _answer(sheet), at, by, organisation


def _answer(sheet: Handoff) -> Status:
    """What an answer was: declined under way leaves the offer to be sent on."""
    return Status.DECLINED if sheet.offer_status is OfferStatus.REDIRECTED else Status.ACCEPTED


def _streams(visitor: Visitor, sheets: Sequence[Handoff]) -> Streams:
    wanted = dict.fromkeys([*(row.episode for row in sheets), *(row.trip for row in sheets if row.trip is not None)])
    found: dict[UUID, list[Recorded[Any]]] = {}
    for item in visitor.site.readers.log.streams(visitor.reader, list(wanted), upto=EVERYTHING):
        found.setdefault(item.stream, []).append(item)
    return {stream: standing(recorded) for stream, recorded in found.items()}


def _trips(sheets: Sequence[Handoff], streams: Streams) -> tuple[Trip, ...]:
    named_ones = dict.fromkeys(row.trip for row in sheets if row.trip is not None)
    found: list[Trip] = []
    for trip in named_ones:
        reports = tuple(in_history_order(cast("Sequence[Recorded[TripEvent]]", streams.get(trip, ()))))
        if reports:
            found.append(Trip(trip=trip, state=trip_state.fold(reports), reports=reports))
    return tuple(found)
