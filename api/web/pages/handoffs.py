"""Handoffs: what waits for us, what we sent and is open, what was over today; and the page of one manifest."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response

from api.cursors import from_cursor, to_cursor
from api.web.handoff_acts import Can, may, next_act
from api.web.handoffs import manifest_of, shown
from api.web.visiting import Here, Visitor
from api.web.waiting import most_urgent
from ledger.domain.register import PLACES
from ledger.domain.values import EpisodeId, ManifestId, OfferId, PlaceCode
from projections.handoffs import queries
from projections.handoffs.queries import Cursor, Handoff
from projections.handoffs.sheets import Status
from projections.to_offer import queries as to_offer

CHILDREN = 200
"""Children of a list in one answer; lines are manifests, of which a page has about twenty."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One manifest in a list, as far as the list has its children."""

    manifest: ManifestId | None
    """None for journeys and receipts that nobody offered."""
    sheets: tuple[Handoff, ...]
    next: Can | None
    """What the visitor's side is most likely wanted for."""

    @property
    def first(self) -> Handoff:
        """The child whose turn comes first."""
        return self.sheets[0]

    @property
    def most_urgent(self) -> Handoff:
        """The child that makes the line as urgent as it is."""
        return most_urgent(self.sheets)

    @cached_property
    def counts(self) -> Mapping[Status, int]:
        """How many of its children are in which state."""
        found = Counter(sheet.status for sheet in self.sheets)
        return {status: found[status] for status in Status if status in found}


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/handoffs", lists, methods=["GET"])
    made.add_api_route("/handoffs/{manifest}", one_manifest, methods=["GET"])
    return made


def lists(visitor: Here) -> Response:
    """The lists."""
    asked = visitor.request.query_params
    office = office_of(visitor)
    place = None if asked.get("of") == "all" else office
    views, reader, at_least = visitor.site.views, visitor.reader, visitor.at_least
    ready = to_offer.counted(views, reader, place=place, at_least=at_least)
    waiting = queries.waiting_for(
        views, reader, place=place, after=_after(asked.get("waiting")), limit=CHILDREN, at_least=at_least
    )
    sent = queries.sent_by(
        views, reader, place=place, after=_after(asked.get("sent")), limit=CHILDREN, at_least=at_least
    )
    since = _midnight(visitor)
    closed = queries.closed(views, reader, since=since, place=place, limit=CHILDREN, at_least=at_least)
    persons = [row.person_id for rows in (waiting.rows, sent.rows, closed.rows) for row in rows]
    visitor.on_record("handoffs", persons, position=waiting.position)
    return visitor.show(
        "handoff/lists.html",
        ready=[row for row in ready.rows if row.designated is not None],
        undesignated=sum(row.children for row in ready.rows if row.designated is None),
        waiting=lines(visitor, waiting.rows),
        waiting_cursor=_cursor(waiting.rows),
        sent=lines(visitor, sent.rows),
        sent_cursor=_cursor(sent.rows),
        closed=lines(visitor, reversed(closed.rows)),
        office=office,
        place_asked=place,
        position=min(ready.position, waiting.position),
        now=visitor.now,
    )


def one_manifest(visitor: Here, manifest: UUID) -> Response:
    """The page that both sides see."""
    return shown(visitor, manifest_of(visitor, manifest))


def lines(visitor: Visitor, sheets: Iterable[Handoff]) -> tuple[Line, ...]:
    """Children of a list by their manifests, in the order in which the first of each stands."""
    together: dict[ManifestId | OfferId, list[Handoff]] = {}
    for sheet in sheets:
        together.setdefault(sheet.manifest or sheet.offer, []).append(sheet)
    return tuple(_line(visitor, some) for some in together.values())


def office_of(visitor: Visitor) -> PlaceCode | None:
    """The place where the visitor is on duty."""
    office = visitor.who.caller.actor.office
    return office if office in PLACES else None


def _line(visitor: Visitor, sheets: list[Handoff]) -> Line:
    acts = (
        next_act(sheet, may(sheet, visitor.organisation, departure=None, now=visitor.now))
        for sheet in sheets
        if sheet.manifest is not None
    )
    found = Counter(act for act in acts if act is not None)
    return Line(
        manifest=sheets[0].manifest,
        sheets=tuple(sheets),
        next=found.most_common(1)[0][0] if found else None,
    )


def _midnight(visitor: Visitor) -> datetime:
    """When today began, by the clock of the visitor's office."""
    return visitor.now.astimezone(ZoneInfo(visitor.zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _after(text: str | None) -> Cursor | None:
    found = from_cursor(text, tuple[datetime | None, datetime, UUID, UUID])
    if found is None:
        return None
    due_at, since, episode, offer = found
    return Cursor(due_at=due_at, since=since, episode=EpisodeId(episode), offer=OfferId(offer))


def _cursor(rows: tuple[Handoff, ...]) -> str | None:
    if len(rows) < CHILDREN:
        return None
    last = rows[-1].cursor
    return to_cursor((last.due_at, last.since, last.episode, last.offer))
