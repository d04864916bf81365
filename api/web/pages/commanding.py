"""Every command of the catalogue as a form: on an episode, a person, a trip, a group, two people; what begins a record.

The page for what no other page asks. A decision says which version it rests on; a report is taken also from who may no
longer see the record, because what has happened is never refused.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api import commands
from api.requests import single
from api.requests.reading import Flaw, FormInvalid
from api.requests.single import OPENINGS
from api.web import acting
from api.web.acting import Outcome, Problem, Sent
from api.web.command_bodies import completed, unanswered
from api.web.command_forms import Asking
from api.web.command_picks import picks_for
from api.web.command_targets import COMMANDS, Kind, Target, family_target, pair_target, target_of
from api.web.facets_words import where_words
from api.web.family_forms import filled_in, heading
from api.web.forms import Written
from api.web.pages.signing_in import own_path
from api.web.visiting import Here, Visitor
from ledger.application import Answer
from ledger.domain.errors import NotPermitted, UnknownStream
from ledger.domain.event import Correction, Decision, Event, Report, Void
from ledger.domain.family.groups import GroupFormed
from ledger.domain.person import PersonRegistered
from ledger.domain.strikes import standing
from ledger.domain.trip import TripPlanned

BEGINNINGS: dict[str, type[Event]] = {"people": PersonRegistered, "trips": TripPlanned, "families": GroupFormed}
Make = Callable[[commands.Asked, object], Any]
"""Turns a body into the command that begins a record."""
MAKE: dict[str, Make] = {"people": single.register, "trips": single.plan_trip, "families": single.form_group}
VERSION_DIGITS = 7


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    for path, page, sent in (
        ("/{kind}/{stream}/do/{command}", form_page, form_sent),
        ("/relationships/{relative}/{relative_of}/do/{command}", pair_page, pair_sent),
        ("/{kind}/do/{command}", beginning_page, beginning_sent),
    ):
        made.add_api_route(path, page, methods=["GET"])
        made.add_api_route(path, sent, methods=["POST"])
    return made


def form_page(visitor: Here, kind: Kind, stream: UUID, command: str) -> Response:
    """The form of a command on a record."""
    cls = _class(kind, command)
    target = target_of(visitor, kind, stream, cls)
    if _opens(kind, cls) and target.record is not None and target.record.open_episode is not None:
        return visitor.go(f"/episodes/{target.record.open_episode}/do/{command}")
    return _asked(visitor, target, cls, prefix=_prefix(kind, cls))


def form_sent(visitor: Here, kind: Kind, stream: UUID, command: str, form: Sent) -> Response:
    """Record what a form says, or show it again."""
    cls, prefix = _class(kind, command), ""
    target = target_of(visitor, kind, stream, cls)
    if form.value("more"):
        return _shown(visitor, target, cls, prefix=_prefix(kind, cls), form=form)
    if _opens(kind, cls):
        prefix = _prefix(kind, cls)
        outcome = _begun(visitor, form, cls, single.open_episode, about={"person": str(stream), "command": command})
    else:
        outcome = _recorded(visitor, form, cls, target)
    return _answered(visitor, form, cls, target, outcome, prefix=prefix)


def pair_page(visitor: Here, relative: UUID, relative_of: UUID, command: str) -> Response:
    """The form of a command on two people: what the first is to the second."""
    cls = _class("relationships", command)
    return _asked(visitor, pair_target(visitor, (relative, relative_of), cls), cls)


def pair_sent(visitor: Here, relative: UUID, relative_of: UUID, command: str, form: Sent) -> Response:
    """Record what a form says of two people, or show it again."""
    cls = _class("relationships", command)
    target = pair_target(visitor, (relative, relative_of), cls)
    return _answered(visitor, form, cls, target, _recorded(visitor, form, cls, target))


def beginning_page(visitor: Here, kind: Kind, command: str) -> Response:
    """The form of what begins a record."""
    cls = _beginning(kind, command)
    return _shown(visitor, _nothing_yet(visitor, kind), cls)


def beginning_sent(visitor: Here, kind: Kind, command: str, form: Sent) -> Response:
    """Begin a record."""
    cls, target = _beginning(kind, command), _nothing_yet(visitor, kind)
    if form.value("more"):
        return _shown(visitor, target, cls, form=form)
    outcome = _begun(visitor, form, cls, MAKE[kind])
    if outcome.answer is not None and target.family is None:
        begun = outcome.answer.events[0].stream
        target = replace(target, back=f"/{'children' if cls is PersonRegistered else 'trips'}/{begun}")
    return _answered(visitor, form, cls, target, outcome)


def _nothing_yet(visitor: Visitor, kind: Kind) -> Target:
    return family_target(visitor) if kind == "families" else Target(stream=None, subject=None)


def _asked(visitor: Visitor, target: Target, cls: type[Event], *, prefix: str = "") -> Response:
    """The form of a command; of a strike, first the question of which record."""
    if issubclass(cls, Correction | Void):
        return _choose(visitor, target, cls)
    return _shown(visitor, target, cls, prefix=prefix)


def _class(kind: str, command: str) -> type[Event]:
    cls = COMMANDS[kind].get(command)
    if cls is None:
        raise UnknownStream("no such command")
    return cls


def _beginning(kind: Kind, command: str) -> type[Event]:
    cls = BEGINNINGS.get(kind)
    if cls is None or command != cls.COMMAND:
        raise UnknownStream("no such command")
    return cls


def _opens(kind: Kind, cls: type[Event]) -> bool:
    """Whether the command opens an episode of a person."""
    return kind == "people" and cls in OPENINGS.values()


def _prefix(kind: Kind, cls: type[Event]) -> str:
    """Where in the body the fields of the event stand."""
    return "/event" if _opens(kind, cls) else ""


def _recorded(visitor: Visitor, form: Written, cls: type[Event], target: Target) -> Outcome:
    if target.stream is None or target.subject is None:
        raise UnknownStream("no such record")
    body = completed(cls, form.body)
    if flaws := (*form.flaws, *unanswered(cls, body)):
        return _flawed(visitor, form, flaws)
    version = _version(form) if issubclass(cls, Decision) else None
    return acting.record_one(
        visitor, replace(form, body=body), cls, target.stream, subject=target.subject, version=version
    )


def _version(form: Written) -> int:
    """The version that a decision rests on.

    Raises:
        FormInvalid: it is no form of ours.
    """
    given = form.value("version") or ""
    if not given.isdecimal() or len(given) > VERSION_DIGITS:
        raise FormInvalid(Flaw(at="/version", code="missing_field", detail="load the page again"))
    return int(given)


def _begun(
    visitor: Visitor, form: Written, cls: type[Event], make: Make, *, about: dict[str, Any] | None = None
) -> Outcome:
    event = form.body.get("event", {}) if about else form.body
    body = acting.timed(visitor, completed(cls, event if isinstance(event, dict) else {}))
    if flaws := (*form.flaws, *unanswered(cls, body, "/event" if about else "")):
        return _flawed(visitor, form, flaws)

    def act() -> Answer:
        request = acting.asked(visitor, form)
        return commands.record(request.ledger, make(request, {**about, "event": body} if about else body))

    return acting.attempt(visitor.words, form, act)


def _flawed(visitor: Visitor, form: Written, flaws: tuple[Flaw, ...]) -> Outcome:
    return Outcome(answer=None, problem=acting.problem_of(visitor.words, form, FormInvalid(*flaws)))


def _answered(
    visitor: Visitor, form: Written, cls: type[Event], target: Target, outcome: Outcome, *, prefix: str = ""
) -> Response:
    if outcome.answer is None:
        return _shown(visitor, target, cls, prefix=prefix, form=form, problem=outcome.problem)
    following = own_path(form.value("next")) if form.value("next") else _back(visitor, target)
    return visitor.go(following, done="recorded", at=outcome.answer.position)


def _back(visitor: Visitor, target: Target) -> str:
    """The page of the record, if the visitor may still see it: some acts end that."""
    if target.record is None:
        return target.back
    try:
        visitor.site.readers.log.heads(visitor.reader, target.record.person)
    except NotPermitted:
        return "/"
    return target.back


def _shown(
    visitor: Visitor,
    target: Target,
    cls: type[Event],
    *,
    prefix: str = "",
    form: Written | None = None,
    problem: Problem | None = None,
) -> Response:
    """The form; with its problem, in the words of what has changed since."""
    teller = target.teller(visitor)
    picks = picks_for(visitor, cls, target, teller)
    given = form or filled_in(visitor, cls, target)
    asking = Asking(words=visitor.words, picks=picks, form=given, more_rows=form.value("more") if form else None)
    seen = _version(form) if form is not None and problem is not None and problem.stale else target.version or 0
    return visitor.show(
        "command/form.html",
        status=problem.status if problem else 200,
        cls=cls,
        target=target,
        teller=teller,
        situation=_situation(visitor, target),
        heading=heading(visitor.words, target),
        since=[item for item in target.recorded if item.version > seen],
        controls=asking.command_form(cls, prefix),
        prefix=prefix,
        picks=picks,
        form=given,
        problem=problem,
        key=form.key if form and problem and problem.status == UNAVAILABLE else acting.new_key(),
        is_report=issubclass(cls, Report),
        unseen=target.record is None and target.family is None and target.stream is not None and not target.recorded,
        next=form.value("next") if form else visitor.request.query_params.get("next"),
        now=visitor.now,
    )


UNAVAILABLE = 503
"""Nobody knows whether it was recorded: it is sent again with its key."""


def _situation(visitor: Visitor, target: Target) -> str | None:
    """Where the child is, in a sentence."""
    case = target.record.case if target.record is not None else None
    if case is None:
        return None
    holder = visitor.words.organisation(case.facets.holder)
    return f"{visitor.words.code(case.facets.step)} · {holder} · {where_words(visitor.words, case.facets)}"


def _choose(visitor: Visitor, target: Target, cls: type[Event]) -> Response:
    """Which record is to be struck: those that the visitor's organisation signed and that stand."""
    rows = [
        item
        for item in reversed(standing(target.recorded))
        if item.event.by.organisation == visitor.organisation
        and (issubclass(cls, Void) or isinstance(item.event, Report))
    ]
    return visitor.show(
        "command/choose.html", cls=cls, target=target, teller=target.teller(visitor), rows=rows, now=visitor.now
    )
