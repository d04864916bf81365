"""The road: the trip is planned and the children leave in one act; then delay, stop, another vehicle."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.requests import single
from api.requests.building import Given, event_from
from api.requests.forms import form_of
from api.requests.manifests import whole_manifest
from api.requests.reading import Flaw, FormInvalid, read_form
from api.web.acting import Sent, asked, record_one, timed
from api.web.forms import Written
from api.web.handoff_races import manifest_now, ticked
from api.web.handoffs import Manifest, manifest_of, shown
from api.web.pages.handoffs_giving import record, rows_for, shared
from api.web.visiting import Here, Visitor
from ledger.application import Command
from ledger.domain.proposal import Proposal
from ledger.domain.trip import TripDelayed, TripDeparted, TripReport, TripStopped, VehicleChanged

Body = dict[str, Any]

REPORTS: Mapping[str, tuple[type[TripReport], tuple[str, ...]]] = {
    "delay": (TripDelayed, ("claimed", "reason", "expected_arrival", "note")),
    "stop": (TripStopped, ("claimed", "reason", "place", "note")),
    "vehicle": (VehicleChanged, ("claimed", "reason", "mode", "vehicle", "carrier", "note")),
}
"""Reports on a vehicle under way by their form's name, with their fields."""


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/handoffs/{manifest}/dispatch", dispatch, methods=["POST"])
    for name in REPORTS:
        made.add_api_route("/handoffs/{manifest}/" + name, _report(name), methods=["POST"], name=f"trip.{name}")
    return made


def dispatch(visitor: Here, manifest: UUID, form: Sent) -> Response:
    """Plan the trip, say that it departed, and that each chosen child left with it: one command."""
    now = manifest_of(visitor, manifest)
    return record(visitor, now, form, "dispatch", "dispatched", lambda: _departure(visitor, now, form))


def _departure(visitor: Visitor, manifest: Manifest, form: Written) -> Command:
    request, chosen = asked(visitor, form), {str(row["episode"]) for row in ticked(form)}
    sheet = next((row.sheet for row in manifest.rows if str(row.episode) in chosen), manifest.first.sheet)
    shares = timed(visitor, shared(form, "claimed"))
    expected = shared(form, "expected_arrival")
    plan = shares | expected | _vehicle(form) | {"from_place": sheet.from_place, "to_place": sheet.to_place}
    planned = single.plan_trip(request, {"vehicle": None, "expected_arrival": None} | plan)
    trip = planned.proposals[0].stream
    left = {"trip": str(trip), "escort": form.body.get("escort"), "rows": rows_for(form)}
    children = whole_manifest(request, "dispatch", shares | expected | left | {"correlation": str(manifest.manifest)})
    departed = read_form(form_of(TripDeparted), shares | {"place": sheet.from_place})
    given = Given(event_id=request.new_id("departed"), by=request.by, subject=trip)
    departure = Proposal(stream=trip, event=event_from(TripDeparted, departed, given))
    return request.command(*planned.proposals, departure, *children.proposals, expected=children.expected)


def _vehicle(form: Written) -> Body:
    """What is said of the vehicle: its fields stand under `/trip`."""
    trip = form.body.get("trip")
    return (
        {name: trip[name] for name in ("mode", "vehicle", "carrier") if name in trip} if isinstance(trip, dict) else {}
    )


def _report(name: str) -> Callable[..., Response]:
    cls, fields = REPORTS[name]

    def endpoint(visitor: Here, manifest: UUID, form: Sent) -> Response:
        now = manifest_of(visitor, manifest)
        trip = next((each.trip for each in now.trips if str(each.trip) == form.value("trip")), None)
        if trip is None:
            raise FormInvalid(Flaw(at="/trip", code="not_listed", detail="a trip of this manifest"))
        body = {name: None for name in ("place", "vehicle") if name in fields} | shared(form, *fields)
        outcome = record_one(visitor, _with(form, body), cls, trip, subject=trip, version=None)
        if outcome.answer is None:
            return shown(visitor, manifest_now(visitor, manifest), act=name, form=form, problem=outcome.problem)
        return visitor.go(f"/handoffs/{manifest}", done=name, at=outcome.answer.position)

    return endpoint


def _with(form: Written, body: Body) -> Written:
    return replace(form, body=body)
