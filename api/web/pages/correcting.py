"""Correct or void a record from the timeline: the form, what it would change, then the recording.

Nothing is recorded that was not shown first: a form that differs from the one that was previewed is previewed again.
"""

import hashlib
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.requests import single
from api.requests.reading import Flaw, FormInvalid
from api.requests.unseen import as_seen
from api.showing import opened
from api.strict_json import canonical
from api.web import acting
from api.web.acting import Problem, Sent
from api.web.command_bodies import Standing, completed, standing_form, unanswered, with_times_kept
from api.web.command_forms import Asking
from api.web.command_picks import picks_for
from api.web.command_targets import Target
from api.web.facets_words import Change
from api.web.forms import Written
from api.web.striking import Preview, Wrong, field_changes, preview, wrong_of_family, wrong_of_person, wrong_of_trip
from api.web.visiting import Here, Visitor
from ledger.application import Command
from ledger.domain.errors import CustodyError, InvalidValue, Refused
from ledger.domain.event import Event, StrikeReason, Void

Kind = Literal["children", "trips", "families", "relationships"]
FOUND = {"children": wrong_of_person, "trips": wrong_of_trip}
"""How the record of a kind is found; else it is of a family."""
Act = Literal["correct", "void"]

VERSION_DIGITS = 7
UNAVAILABLE = 503
"""Nobody knows whether it was recorded: it is sent again with its key."""


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    path = "/{kind}/{subject}/events/{event}/{act}"
    made.add_api_route(path, page, methods=["GET"])
    made.add_api_route(path, sent, methods=["POST"])
    return made


def page(visitor: Here, kind: Kind, subject: UUID, event: UUID, act: Act) -> Response:
    """The form, with what stands."""
    return _sheet(visitor, kind, subject, event, act).shown()


def sent(visitor: Here, kind: Kind, subject: UUID, event: UUID, act: Act, form: Sent) -> Response:  # of the address
    """Show what the form would change; record it once that was seen."""
    sheet = _sheet(visitor, kind, subject, event, act)
    if form.value("more"):
        return sheet.shown(form)
    filled = sheet.filled(form)
    if flaws := (*form.flaws, *sheet.flaws(filled.body)):
        return sheet.shown(form, problem=acting.problem_of(visitor.words, form, FormInvalid(*flaws)))
    if form.value("step") == "record" and form.value("seen") == _digest(form):
        return sheet.recorded(form, filled)
    try:
        return sheet.previewed(form, filled)
    except (FormInvalid, InvalidValue, Refused) as error:
        return sheet.shown(form, problem=acting.problem_of(visitor.words, form, error))


def _digest(form: Written) -> str:
    """What was typed, in short: the form that was previewed is the form that is recorded."""
    said = canonical([[name, text] for name, text in sorted(form.fields) if name.startswith("/") and text.strip()])
    return hashlib.sha256(said.encode()).hexdigest()


def _sheet(visitor: Visitor, kind: Kind, subject: UUID, event: UUID, act: Act) -> "Sheet":
    found = FOUND.get(kind, wrong_of_family)(visitor, subject, event)
    codec = visitor.site.ledger.custody_mapper.codec
    return Sheet(
        visitor=visitor,
        wrong=found,
        corrects=act == "correct",
        event=opened(found.item, codec=codec, reader=visitor.reader),
    )


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One record that is to be corrected or voided."""

    visitor: Visitor
    wrong: Wrong
    corrects: bool
    event: Event
    """The record, opened."""

    @property
    def stands(self) -> Standing:
        """The record as the form in which it stands."""
        return standing_form(self.event, "/replacement", zone=self.visitor.zone)

    def filled(self, form: Written) -> Written:
        """The form with the body of its request."""
        strike = self.wrong.strike(corrects=self.corrects)
        if not self.corrects:
            return replace(form, body=completed(strike, {**form.body, "target": str(self.event.event_id)}))
        kept = with_times_kept(form, self.stands).body
        parts = kept.get("replacement")
        replacement = completed(type(self.event), parts if isinstance(parts, dict) else {})
        said = {**kept, "target": str(self.event.event_id)}
        return replace(form, body={**completed(strike, said), "replacement": replacement})

    def flaws(self, body: dict[str, Any]) -> tuple[Flaw, ...]:
        """Everything that must be answered and is not."""
        found = list(unanswered(self.wrong.strike(corrects=self.corrects), body))
        if self.corrects:
            found += unanswered(type(self.event), body["replacement"], "/replacement")
        return tuple(found)

    def previewed(self, form: Written, filled: Written) -> Response:
        """What the form would change.

        Raises:
            FormInvalid, InvalidValue: it cannot be read.
            Refused: the rules do not allow it.
        """
        asked = acting.asked(self.visitor, filled)
        strike, wrong = self.wrong.strike(corrects=self.corrects), self.wrong
        command = single.on_stream(asked, strike, wrong.stream, filled.body, subject=wrong.subject, version=None)
        command = self._as_seen(command, filled) if self.corrects else command
        seen = preview(wrong, command, ledger=asked.ledger, now=self.visitor.now)
        said = command.proposals[0].event if self.corrects else None
        changed = field_changes(wrong.teller, replace(wrong.item, event=self.event), said) if said else ()
        return self.shown(form, seen=seen, changed=changed)

    def _as_seen(self, command: Command, filled: Written) -> Command:
        """The command without what goes over unseen: nothing sealed to the visitor is shown."""
        replacement, correction = command.proposals
        said = frozenset(name for name, part in filled.body["replacement"].items() if part is not None)
        event = as_seen(self.event, replacement.event, said=said)
        return replace(command, proposals=(replace(replacement, event=event), correction))

    def recorded(self, form: Written, filled: Written) -> Response:
        """Record it."""
        wrong = self.wrong
        strike, given = wrong.strike(corrects=self.corrects), form.value("version") or ""
        if not given.isdecimal() or len(given) > VERSION_DIGITS:
            raise FormInvalid(Flaw(at="/version", code="missing_field", detail="load the page again"))
        outcome = acting.record_one(
            self.visitor, filled, strike, wrong.stream, subject=wrong.subject, version=int(given)
        )
        if outcome.answer is None:
            return self.shown(form, problem=outcome.problem)
        done = "corrected" if self.corrects else "voided"
        return self.visitor.go(self._after(), done=done, at=outcome.answer.position)

    def _after(self) -> str:
        """The page of the record, if the visitor may still see it."""
        if self.wrong.record is None:
            return self.wrong.back
        try:
            self.visitor.site.readers.log.heads(self.visitor.reader, self.wrong.record.person)
        except CustodyError:
            return "/"
        return self.wrong.back

    def shown(
        self,
        form: Written | None = None,
        *,
        seen: Preview | None = None,
        changed: tuple[Change, ...] = (),
        problem: Problem | None = None,
    ) -> Response:
        """The page: what stands, what would change, the form."""
        visitor, wrong, cls = self.visitor, self.wrong, type(self.event)
        target = Target(
            stream=wrong.stream,
            subject=wrong.subject,
            recorded=wrong.items,
            record=wrong.record,
            family=wrong.family,
            back=wrong.back,
        )
        picks = picks_for(visitor, cls, target, wrong.teller)
        standing = self.stands if self.corrects else None
        shown_form = form or (standing.as_form() if standing else None)
        more = form.value("more") if form else None
        asking = Asking(words=visitor.words, picks=picks, form=shown_form, more_rows=more)
        old = int(given) if form and (given := form.value("version") or "").isdecimal() else wrong.version
        return visitor.show(
            "child/correct.html",
            status=problem.status if problem else 200,
            wrong=wrong,
            corrects=self.corrects,
            event=self.event,
            teller=wrong.teller,
            hindrance=wrong.hindrance(visitor.organisation, corrects=self.corrects),
            restores=isinstance(self.event, Void),
            reasons=StrikeReason,
            controls=asking.command_form(cls, "/replacement") if self.corrects else None,
            stands=standing,
            picks=picks,
            form=shown_form,
            problem=problem,
            preview=seen,
            changed=changed,
            digest=_digest(form) if form and seen else "",
            since=[item for item in wrong.items if item.stream == wrong.stream and item.version > old],
            key=form.key if form and problem and problem.status == UNAVAILABLE else acting.new_key(),
            now=visitor.now,
        )
