"""Home: what waits for me, most urgent first, with the next act on each line; what I sent and is still open."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.page_store.notices import NoticeKind
from api.page_store.owner import Owner
from api.web.visiting import Here
from api.web.waiting import lines
from ledger.domain.reader import Action, may_read
from ledger.domain.register import ORGANISATIONS, ReaderClass
from projections.current_custody import queries as current_custody
from projections.family_watch import queries as family_watch
from projections.handoffs import queries as handoffs
from projections.irregular import queries as irregular

ROWS = 300
"""Children of handoffs that are looked at; the handoffs page goes on after them."""
ESCALATIONS = 5


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/", home, methods=["GET"])
    return made


def home(visitor: Here) -> Response:
    """What waits, what was sent, what has to be moved on, what is irregular."""
    views, reader, at_least = visitor.site.views, visitor.reader, visitor.at_least
    office = visitor.who.caller.actor.office
    place = None if "all" in visitor.request.query_params else office
    incoming = handoffs.waiting_for(views, reader, place=place, limit=ROWS, at_least=at_least)
    outgoing = handoffs.sent_by(views, reader, place=place, limit=ROWS, at_least=at_least)
    steps = current_custody.counted_by_step(views, reader, place=place, at_least=at_least)
    persons = [row.person_id for row in incoming.rows] + [row.person_id for row in outgoing.rows]
    visitor.on_record("home", persons, position=incoming.position)
    owner = Owner.of(visitor.who.caller)
    told = [each for each in visitor.site.page_store.notices.of_owner(owner) if each.kind is NoticeKind.ESCALATION]
    return visitor.show(
        "home.html",
        incoming=lines(incoming.rows, organisation=visitor.organisation, now=visitor.now),
        outgoing=lines(outgoing.rows, organisation=visitor.organisation, now=visitor.now),
        steps={row.step: row for row in steps.rows},
        alarms=sum(row.open for row in family_watch.counted(views, reader).rows),
        irregular=sum(row.reports for row in irregular.counted(views, reader).rows),
        escalations=told[:ESCALATIONS],
        drafts=[each for each in visitor.site.page_store.drafts.of_owner(owner) if each.ref.kind == "intake"],
        desk=may_read(reader, Action.TIE_DESK, None).allowed,
        kind=ORGANISATIONS[visitor.reader.organisation].reader_class,
        kinds=ReaderClass,
        office=office,
        where=place,
        position=min(incoming.position, steps.position),
        now=visitor.now,
    )
