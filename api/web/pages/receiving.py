"""What the receiving side does with a manifest: answer, say that it is at the door, sign for each child, admit.

The forms stand on the page of the manifest (`handoff/answer.html`, `handoff/receive.html`), those of the door and of
what was signed on pages of their own.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.batches import record_manifest
from api.commands import Asked
from api.requests import single
from api.requests.manifests import whole_manifest
from api.requests.reading import Flaw, FormInvalid
from api.web.acting import Outcome, Sent, asked, timed
from api.web.forms import Written
from api.web.handoff_races import attempt_on, ticked
from api.web.handoffs import shown
from api.web.pages import receiving_door, receiving_signed, receiving_unlisted
from api.web.visiting import Here, Visitor
from ledger.application import Answer
from ledger.domain.proposal import Proposal
from ledger.domain.trip import TripArrived


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    for act in (accept, decline, arrive, admit):
        made.add_api_route(f"/handoffs/{{manifest}}/{act.__name__}", act, methods=["POST"])
    made.add_api_route("/handoffs/{manifest}/receive", receiving_door.page, methods=["GET"])
    made.add_api_route("/handoffs/{manifest}/receive", receiving_door.send, methods=["POST"])
    made.add_api_route("/handoffs/{manifest}/received", receiving_signed.page, methods=["GET"])
    made.add_api_route("/handoffs/{manifest}/receive/unlisted", receiving_unlisted.page, methods=["GET"])
    made.add_api_route("/handoffs/{manifest}/receive/unlisted", receiving_unlisted.send, methods=["POST"])
    return made


def accept(visitor: Here, manifest: UUID, form: Sent) -> Response:
    """Accept the offer of the children who are ticked."""
    return _answer(visitor, manifest, form, "accept", done="accepted")


def decline(visitor: Here, manifest: UUID, form: Sent) -> Response:
    """Decline the offer of the children who are ticked, with the reason."""
    return _answer(visitor, manifest, form, "decline", done="declined")


def arrive(visitor: Here, manifest: UUID, form: Sent) -> Response:
    """The vehicle is at the door: told of each child in it, and of the trip; nobody has signed yet."""
    trip = form.body.get("trip")
    inside = [_of(row, "episode", "offer") for row in ticked(form) if row.get("trip") == trip]

    def act() -> Answer:
        request, shared = asked(visitor, form), timed(visitor, _of(form.body, "claimed", "place"))
        children = whole_manifest(request, "arrive", shared | {"rows": inside})
        vehicle = shared | _of(form.body, "head_count")
        return record_manifest(
            request.ledger, request.command(*children.proposals, *_trip_arrives(request, trip, vehicle))
        )

    tried = attempt_on(visitor, manifest, form, act)
    if tried.manifest is not None:
        return shown(visitor, tried.manifest, act="arrive", form=form, problem=tried.outcome.problem)
    return visitor.go(f"/handoffs/{manifest}/receive", done="arrived", n=len(inside), at=_position(tried.outcome))


def admit(visitor: Here, manifest: UUID, form: Sent) -> Response:
    """Children who were received are admitted to a program, all in one go."""
    rows = [_of(row, "episode") for row in ticked(form)]

    def act() -> Answer:
        request = asked(visitor, form)
        body = timed(visitor, _of(form.body, "claimed", "place", "program")) | {"rows": rows}
        return record_manifest(request.ledger, whole_manifest(request, "admit", body))

    tried = attempt_on(visitor, manifest, form, act)
    if tried.manifest is not None:
        return receiving_signed.shown(visitor, tried.manifest, form=form, problem=tried.outcome.problem)
    return visitor.go(f"/handoffs/{manifest}/received", done="admitted", n=len(rows), at=_position(tried.outcome))


def _answer(visitor: Visitor, manifest: UUID, form: Written, command: str, *, done: str) -> Response:
    """The answer to an offer: of all children who are ticked, or of none."""
    rows = ticked(form)

    def act() -> Answer:
        request = asked(visitor, form)
        said = _of(form.body, "reason") if command == "decline" else {}
        return record_manifest(request.ledger, whole_manifest(request, command, said | {"rows": rows}))

    tried = attempt_on(visitor, manifest, form, act)
    if tried.manifest is not None:
        return shown(visitor, tried.manifest, act=command, form=form, problem=tried.outcome.problem)
    return visitor.go(f"/handoffs/{manifest}", done=done, n=len(rows), at=_position(tried.outcome))


def _trip_arrives(request: Asked, trip: object, said: Mapping[str, Any]) -> Sequence[Proposal]:
    """The arrival of the vehicle, if one is known."""
    if trip is None:
        return ()
    stream = _uuid(trip)
    return single.on_stream(request, TripArrived, stream, said, subject=stream, version=None).proposals


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise FormInvalid(Flaw(at="/trip", code="wrong_form", detail="the id of a trip")) from None


def _of(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """These fields of a body, as far as they are there."""
    return {name: body[name] for name in names if name in body}


def _position(outcome: Outcome) -> int | None:
    return outcome.answer.position if outcome.answer else None
