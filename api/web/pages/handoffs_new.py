"""A new handoff: choose children of ours by place, search, scan or paste, and offer them together.

The page is one form that carries what is chosen from step to step, so it works without JavaScript: buttons look up,
choose and turn pages, and only "offer" records. A manifest goes to one place, all of it or nothing of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.batches import RowProblem, RowsRefused, record_manifest
from api.cursors import from_cursor, to_cursor
from api.requests.languages import LanguageLacking, lacking_in
from api.requests.manifests import ROWS_MAX, whole_manifest
from api.requests.reading import Flaw, FormInvalid
from api.web.acting import Outcome, Problem, Sent, asked, attempt, new_key, now_text, refusal_words
from api.web.forms import Written
from api.web.handoff_choices import places
from api.web.handoff_races import ticked
from api.web.pages.handoffs import office_of
from api.web.pages.handoffs_finding import Finding, find
from api.web.pages.handoffs_together import together
from api.web.people import EVERYTHING
from api.web.visiting import Here, Visitor
from ledger.application import Answer, Command
from ledger.domain.errors import Refused
from ledger.domain.policy import pack_on
from ledger.domain.register import PLACES
from ledger.domain.values import PlaceCode
from projections.asking import Answer as Answered
from projections.to_offer import queries as to_offer
from projections.to_offer.queries import ToOffer

NOWHERE = "none"
"""In the address: those for whom ORR has named no place."""
HOURS = (1, 2, 4, 8, 12, 24, 48)
"""Hours to answer that can be chosen, besides the policy's."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One child on the form."""

    row: ToOffer
    chosen: bool
    left_out: str | None
    """Why the child could not be offered, when that was tried."""
    due_at: datetime | None
    """Until when the child is to be with HHS, by the policy in force when it was determined to be unaccompanied."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Which list is asked for."""

    listing: bool
    """Whether one is; else the places are shown, to choose one."""
    to: PlaceCode | None
    """Designated place; None for those who have none."""
    office: PlaceCode | None
    """Where the children are; None for all places of the organisation."""
    after: int | None
    """A page goes on after the child met at that position."""


def router() -> APIRouter:
    """The routes; before that of one manifest."""
    made = APIRouter()
    made.add_api_route("/handoffs/new", choose, methods=["GET"])
    made.add_api_route("/handoffs/new", send, methods=["POST"])
    return made


def choose(visitor: Here) -> Response:
    """The form."""
    return _shown(visitor, _asking(visitor), chosen=())


def send(visitor: Here, form: Sent) -> Response:
    """Look up, choose, turn the page; or offer."""
    asking = _asking(visitor)
    chosen = _episodes(form)
    match form.value("do"):
        case "offer":
            return _offer(visitor, asking, form)
        case "all":
            rows = _listed(visitor, asking, among=chosen, limit=ROWS_MAX).rows
            return _shown(visitor, asking, chosen=[row.episode for row in rows][:ROWS_MAX], form=form)
        case "none":
            return _shown(visitor, asking, chosen=(), form=form)
        case "more":
            after = from_cursor(form.value("cursor"), tuple[int])
            return _shown(visitor, replace(asking, after=after[0] if after else None), chosen=chosen, form=form)
        case _:
            finding = find(visitor, "\n".join((*form.values("scan"), *form.values("paste"))), place=asking.office)
            return _shown(visitor, asking, chosen=[*chosen, *finding.chosen], form=form, finding=finding)


def _asking(visitor: Visitor) -> Asking:
    given = visitor.request.query_params
    to = PlaceCode(given.get("to", ""))
    office = None if given.get("of") == "all" else office_of(visitor)
    return Asking(listing=to in PLACES or to == NOWHERE, to=to if to in PLACES else None, office=office, after=None)


def _offer(visitor: Visitor, asking: Asking, form: Written) -> Response:
    rows = ticked(form)
    refused: tuple[RowProblem, ...] = ()
    unspoken: list[LanguageLacking] = []
    try:
        outcome = attempt(visitor.words, form, lambda: _record(visitor, form, rows, unspoken))
    except RowsRefused as error:
        refused = error.rows
        outcome = Outcome(answer=None, problem=_left_out(visitor, refused, of=len(rows)))
    if outcome.answer is None:
        out = [each.episode for each in refused]
        chosen = [episode for episode in _episodes(form) if episode not in out]
        return _shown(visitor, asking, chosen=chosen, form=form, problem=outcome.problem, out=out)
    manifest = asked(visitor, form).new_id("manifest")
    # The place was designated with its languages in sight: here it is told, not asked back.
    done = "offered_unspoken" if unspoken else "offered"
    return visitor.go(f"/handoffs/{manifest}", done=done, n=len(rows), at=outcome.answer.position)


def _record(visitor: Visitor, form: Written, rows: Sequence[dict[str, Any]], unspoken: list[LanguageLacking]) -> Answer:
    if not rows:
        raise FormInvalid(Flaw(at="/rows", code="missing_field", detail="at least one child"))
    request = asked(visitor, form)
    to_place = PLACES.get(PlaceCode(str(form.body.get("to_place"))))
    hours = form.body.get("hours")
    manifest = str(request.new_id("manifest"))
    body = {
        "manifest": manifest,
        "correlation": manifest,
        "to_organisation": to_place.organisation if to_place else form.body.get("to_place"),
        "to_place": form.body.get("to_place"),
        "expires_at": _deadline(visitor, hours if isinstance(hours, int) else None),
        "rows": [row | {"offer": str(request.new_id(f"offer/{row['episode']}"))} for row in rows],
    }
    command: Command = whole_manifest(request, "offer", {name: part for name, part in body.items() if part is not None})
    unspoken += lacking_in(visitor.site.ledger, command, position=EVERYTHING)
    return record_manifest(visitor.site.ledger, command)


def _deadline(visitor: Visitor, hours: int | None) -> str:
    """When the offer expires: in the hours chosen, or in those of the policy."""
    lasting = timedelta(hours=hours or pack_on(visitor.now).offer_answer_hours)
    return now_text(visitor.now + lasting, visitor.zone)


def _left_out(visitor: Visitor, refused: Sequence[RowProblem], *, of: int) -> Problem:
    """Nothing was offered: who could not be, and why."""
    words = visitor.words
    why = together(visitor, [each.episode for each in refused])
    beside: dict[str, str] = {}
    for each in refused:
        problem = each.problem
        since = why.latest_words(each.episode)
        rule = refusal_words(words, problem) if isinstance(problem, Refused) else None
        beside[str(each.episode)] = " ".join(said for said in (rule, since) if said) or words.say(
            "The record has changed since you opened this page."
        )
    said = words.say(
        "Nothing was offered: %(n)s of %(of)s cannot be offered now. They are left out below, with the reason. "
        "Offer the others with the same button.",
        n=len(refused),
        of=of,
    )
    return Problem(said=said, beside=beside, stale=True, status=409)


def _shown(
    visitor: Visitor,
    asking: Asking,
    *,
    chosen: Sequence[UUID],
    form: Written | None = None,
    finding: Finding | None = None,
    problem: Problem | None = None,
    out: Sequence[UUID] = (),
) -> Response:
    """The form with what is chosen; those who were left out and those who could be meant stand there too."""
    among = list(dict.fromkeys([*chosen, *(finding.candidates if finding else ()), *out]))
    stale = bool(problem and problem.stale)
    at_least = visitor.site.ledger.log_recorder.head().position if stale else visitor.at_least
    waiting = to_offer.counted(visitor.site.views, visitor.reader, place=asking.office, at_least=at_least).rows
    if not asking.listing and not among:
        asking = replace(asking, listing=True, to=next((row.designated for row in waiting), None))
    page = _listed(visitor, asking, among=among, limit=to_offer.PAGE_ROWS, at_least=at_least)
    company = together(visitor, [*(row.episode for row in page.rows), *out])
    visitor.on_record("to_offer", company.persons, position=page.position)
    lines = _lines(page.rows, chosen=set(chosen), problem=problem)
    listed = [row for row in page.rows if row.episode not in among]
    return visitor.show(
        "handoff/new.html",
        status=problem.status if problem else 200,
        asking=asking,
        waiting=waiting,
        lines=lines,
        here={line.row.person_id for line in lines},
        n=sum(line.chosen for line in lines),
        destination=_destination(form, asking, lines),
        places=places,
        hours=_hours(visitor, form),
        everywhere=asking.office is None and office_of(visitor) is not None,
        verified=pack_on(visitor.now).verified,
        company=company,
        finding=finding,
        cursor=to_cursor((listed[-1].begun,)) if len(listed) >= to_offer.PAGE_ROWS else None,
        form=form,
        problem=problem,
        gone=[problem.beside[str(each)] for each in out if problem and each not in {row.episode for row in page.rows}],
        key=new_key(),
        position=page.position,
        now=visitor.now,
    )


def _lines(rows: Sequence[ToOffer], *, chosen: set[UUID], problem: Problem | None) -> list[Line]:
    """Those who were left out first, then the chosen, then the others; who was met together stays together."""
    beside = problem.beside if problem else {}
    lines = [
        Line(row=row, chosen=row.episode in chosen, left_out=beside.get(str(row.episode)), due_at=_due(row))
        for row in rows
    ]
    return sorted(lines, key=lambda line: (line.left_out is None, not line.chosen, line.row.begun))


def _due(row: ToOffer) -> datetime | None:
    determined = row.determined_at
    return determined and determined + timedelta(hours=pack_on(determined).transfer_hours)


def _listed(
    visitor: Visitor, asking: Asking, *, among: Sequence[UUID], limit: int, at_least: int | None = None
) -> Answered[ToOffer]:
    return to_offer.listed(
        visitor.site.views,
        visitor.reader,
        place=asking.office,
        to_place=asking.to,
        among=among,
        after=asking.after,
        limit=limit if asking.listing else 0,
        at_least=visitor.at_least if at_least is None else at_least,
    )


def _episodes(form: Written) -> list[UUID]:
    """Episodes of the children who are chosen on a form."""
    found: list[UUID] = []
    for row in ticked(form):
        try:
            found.append(UUID(str(row["episode"])))
        except ValueError:
            continue
    return found


def _destination(form: Written | None, asking: Asking, lines: Sequence[Line]) -> PlaceCode | None:
    """Where the manifest goes: as chosen, else as the list asked for, else where ORR wants the first chosen child."""
    given = PlaceCode((form.value("/to_place") if form else None) or "")
    if given in PLACES:
        return given
    if asking.to is not None:
        return asking.to
    return next((line.row.designated for line in lines if line.chosen and line.row.designated), None)


def _hours(visitor: Visitor, form: Written | None) -> Mapping[str, Any]:
    policy = pack_on(visitor.now).offer_answer_hours
    given = form.value("/hours:int") if form else None
    chosen = int(given) if given and given.isdecimal() else policy
    return {"chosen": chosen, "options": sorted({*HOURS, policy}), "policy": policy}
