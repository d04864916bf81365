"""Referral and placement: the steps from the determination to the designated place, each side with its own part."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.requests.reading import Flaw, FormInvalid
from api.web.acting import Problem, Sent, attempt, new_key
from api.web.forms import Written
from api.web.pages import referrals_asked
from api.web.referral_acts import ACTS, Act, Result, Ticked, record_all, ticked_of
from api.web.referral_lists import (
    STEPS,
    Listing,
    kind_of,
    listing,
    office_of,
    transfer_due,
)
from api.web.referral_places import PROVIDERS, fit, fitting
from api.web.referral_told import NotRecorded, ToConfirm, gap_words, not_recorded, still_ticked
from api.web.visiting import Here, Visitor
from ledger.application import Answer
from ledger.domain.codes import EntryClass, ReferringAgency
from ledger.domain.custody.facets import Step
from ledger.domain.custody.intake import PlacementDesignated
from ledger.domain.policy import pack_on
from ledger.domain.register import ICE, OFO, PLACES, USBP, ReaderClass
from ledger.domain.values import OrganisationCode, PlaceCode
from projections.positions import NotYet

RULE = "6 USC 279(g)(2)"
"""What an unaccompanied child is."""
REFERRING: Mapping[OrganisationCode, ReferringAgency] = {
    USBP: ReferringAgency.BORDER_PATROL,
    OFO: ReferringAgency.OFFICE_OF_FIELD_OPERATIONS,
    ICE: ReferringAgency.ICE_ERO,
}
ENTERED: Mapping[OrganisationCode, EntryClass] = {
    USBP: EntryClass.ENTRY_WITHOUT_INSPECTION,
    OFO: EntryClass.ARRIVING,
}
"""How people enter whom an agency usually meets."""
UNAVAILABLE = 503
"""What was recorded may not be known: the form is sent again under its own key."""


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/referrals", page, methods=["GET"])
    made.add_api_route("/referrals", send, methods=["POST"])
    return made


def page(visitor: Here) -> Response:
    """The list of one step; of a care provider, what it is asked."""
    if kind_of(visitor) is ReaderClass.PROVIDER:
        return referrals_asked.page(visitor)
    return _shown(visitor, listing(visitor))


def send(visitor: Here, form: Sent) -> Response:
    """Record what is asked for each child who is ticked; on to the list, or the same with what was not recorded."""
    if kind_of(visitor) is ReaderClass.PROVIDER:
        return referrals_asked.send(visitor, form)
    act = ACTS.get(form.value("act") or "")
    if act is None:
        raise FormInvalid(Flaw(at="/act", code="missing_field", detail="load the page again"))
    children = ticked_of(form)
    if not children:
        problem = Problem(said=visitor.words.say("Tick whom it is about first."), beside={})
        return _shown(visitor, listing(visitor), form=form, problem=problem)
    results: list[Result] = []
    outcome = attempt(visitor.words, form, lambda: _record(visitor, form, act, children, results))
    if outcome.problem is not None:
        return _shown(visitor, listing(visitor), form=form, problem=outcome.problem)
    if outcome.answer and all(result.recorded for result in results):
        return visitor.go("/referrals", **_asked(visitor), done=act.done, n=len(results), at=outcome.answer.position)
    now = _latest(visitor)
    missing = not_recorded(visitor, form, results, now.rows)
    recorded = len(results) - len(missing)
    return _shown(visitor, now, form=still_ticked(form, results), missing=missing, recorded=recorded)


def _record(visitor: Visitor, form: Written, act: Act, children: Sequence[Ticked], results: list[Result]) -> Answer:
    """Record each child on its own, but for those who are asked back."""
    held = _to_confirm(visitor, form, act, children)
    answer = record_all(visitor, form, act, [each for each in children if each.episode not in held], results)
    results += [Result(ticked=each, answer=held[each.episode]) for each in children if each.episode in held]
    return answer


def _to_confirm(visitor: Visitor, form: Written, act: Act, children: Sequence[Ticked]) -> dict[UUID, ToConfirm]:
    """Those for whom a place is designated that does not take their age or speak their language: asked back once,
    unless somebody decided.
    """
    place = form.value("/place")
    if act.command is not PlacementDesignated or not place or form.value("seen") == place:
        return {}
    about = {each.episode for each in children if "override_by" not in each.said}
    fits = {
        row.episode: fit(row, PlaceCode(place), visitor.now) for row in listing(visitor).rows if row.episode in about
    }
    return {
        episode: ToConfirm(found)
        for episode, found in fits.items()
        if found and not (found.unmet or found.declined or (found.age_taken and not found.unspoken))
    }


def _latest(visitor: Visitor) -> Listing:
    """The list after what was recorded, or as far as it has come: what was recorded is told all the same."""
    try:
        return listing(visitor, at_least=visitor.site.ledger.log_recorder.head().position)
    except NotYet:
        return listing(visitor, at_least=0)


def _asked(visitor: Visitor) -> dict[str, str | None]:
    """What the address asks for, for the address that follows."""
    asked = visitor.request.query_params
    return {name: asked.get(name) for name in ("step", "of")}


def _shown(
    visitor: Visitor,
    found: Listing,
    *,
    form: Written | None = None,
    problem: Problem | None = None,
    missing: Sequence[NotRecorded] = (),
    recorded: int = 0,
) -> Response:
    kind, organisation = kind_of(visitor), visitor.who.caller.actor.organisation
    chosen = (form.value("/place") or form.value("compared")) if form else None
    compared = chosen or visitor.request.query_params.get("place")
    place = PlaceCode(compared) if compared in PROVIDERS else None
    keeps = form is not None and problem is not None and problem.status == UNAVAILABLE
    of = visitor.request.query_params.get("of")
    return visitor.show(
        "referrals.html",
        status=problem.status if problem else 409 if missing and not recorded else 200,
        found=found,
        kind=kind,
        steps=STEPS[kind],
        step_codes=Step,
        kinds=ReaderClass,
        office=office_of(visitor),
        on_duty=visitor.who.caller.actor.office,
        of=of,
        address=lambda step: f"/referrals?{urlencode({'step': step.value} | ({'of': of} if of else {}))}",
        place_asked=place,
        providers=PROVIDERS,
        place_options=lambda: [(each, visitor.words.place(each)) for each in PROVIDERS],
        own_places=[each.code for each in PLACES.values() if each.organisation == organisation],
        spoken_at=lambda at: sorted(PLACES[at].languages),
        fit=lambda row, at: fit(row, at, visitor.now),
        fitting=lambda group: fitting(group.rows, visitor.now),
        gap_words=lambda one: gap_words(visitor.words, one),
        transfer_hours=pack_on(visitor.now).transfer_hours,
        due=lambda row: transfer_due(row, visitor.now),
        presets={"rule": RULE, "agency": REFERRING.get(organisation), "entry": ENTERED.get(organisation)},
        form=form,
        problem=problem,
        missing=missing,
        recorded=recorded,
        key=form.key if form is not None and keeps else new_key(),
        now=visitor.now,
        position=found.position,
    )
