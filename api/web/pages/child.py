"""One child: who has them now, where and since when; what is claimed; what happened, by both clocks."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.web.child_facts import claims_of
from api.web.child_lines import hands, lines
from api.web.child_moments import Moment
from api.web.child_parts import parts_of
from api.web.child_record import Record, record_of
from api.web.facets_words import facet_words, where_words
from api.web.family_shown import Short, in_short
from api.web.next_steps import next_steps
from api.web.timeline_words import Teller
from api.web.visiting import Here, Visitor
from ledger.domain import trip_state
from ledger.domain.custody.facets import Facets
from ledger.domain.event import Recorded
from ledger.domain.trip import TripEvent
from ledger.domain.values import PersonId
from projections.reading import Known
from projections.relatives import queries


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/children/{person}", child, methods=["GET"])
    return made


def child(visitor: Here, person: UUID) -> Response:
    """The record of a child, or of a relative, now or as it was at a moment and as far as it was known then."""
    whole = record_of(visitor, person, "child")
    moment = Moment.asked(visitor, (entry.item for entry in whole.timeline.entries), position=whole.position)
    record = whole if moment.known is None else whole.known_at(moment.known)
    timeline = record.timeline_at(moment.as_of)
    page = f"/children/{person}"
    teller = Teller(words=visitor.words, names=record.names, known=record.by_id, page=page, zone=visitor.zone)
    facets = timeline.now.get(record.episode) if record.episode is not None else None
    told = lines(visitor, timeline, record, teller)
    return visitor.show(
        "child/show.html",
        person=person,
        page=page,
        record=record,
        named=record.names[person],
        asked_for=moment,
        recorded_at=max((item.recorded_at for item in record.items), default=None),
        facets=facets,
        facet_words=facet_words(visitor.words, facets) if facets is not None else {},
        where=where_words(visitor.words, facets) if facets is not None else None,
        expected=_expected(record, facets, moment),
        offer=record.case.offer if record.case is not None and moment.as_of is None else None,
        claims=claims_of(visitor, record, teller, as_of=moment.as_of),
        relatives=_relatives(visitor, whole, moment),
        joined=parts_of(visitor, record, as_of=moment.as_of),
        lines=told,
        marked=[line for line in told if line.entry.open_marks],
        hands=hands(record, timeline),
        steps=next_steps(visitor, record) if moment.is_now else None,
        position=record.position,
        now=visitor.now,
    )


def _relatives(visitor: Visitor, whole: Record, moment: Moment) -> Short:
    """How many there are and where, in two more statements; the page of the family says the rest."""
    around = queries.around(
        visitor.site.readers.log, visitor.reader, PersonId(whole.person), whole.items, position=whole.position
    )
    position = whole.position if moment.known is None else moment.known
    known = Known(position=position, provisional=moment.provisional)
    return in_short(around.at(known, as_of=moment.as_of))


def _expected(record: Record, facets: Facets | None, moment: Moment) -> datetime | None:
    """When a child under way is expected: as was last said of the trip, or by the giver at the departure."""
    transfer = facets.transfer if facets is not None and facets.between_hands else None
    if transfer is None:
        return None
    trip = record.streams.get(transfer.trip, ()) if transfer.trip is not None else ()
    said = [item for item in trip if moment.as_of is None or item.happened_at <= moment.as_of]
    state = trip_state.fold(cast("Sequence[Recorded[TripEvent]]", said))
    expected = state.expected_arrival or transfer.expected_arrival
    return None if expected is None else expected.at
