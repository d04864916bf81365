"""A form that was sent becomes a recorded command, through the doors that the JSON API uses.

Whoever resends a form (a double click, the back button, a lost connection) gets the first answer: the key and what
was written make the command, not the time at which it is read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from starlette.datastructures import FormData

from api import commands
from api.commands import Asked, command_key
from api.requests import single
from api.requests.reading import Flaw, FormInvalid
from api.requests.subjects import Subject
from api.strict_json import canonical
from api.web.forms import Written, written
from api.web.visiting import Visitor
from api.web.words import Words
from ledger.application import Answer, Command
from ledger.domain.errors import CustodyError, InvalidValue, Refused, StaleVersion
from ledger.domain.event import Event, Report
from ledger.store.write_errors import KeyReused, OutcomeUnknown, StoreUnavailable

FIELDS_MAX = 20_000
"""Most fields of a form: 160 people of one encounter with all that is asked of each."""
FORM_BYTES_MAX = 2 * 1024 * 1024


class FormTooLarge(CustodyError):
    """More was sent than any form of ours has."""

    code = "form_too_large"


async def fields_of(request: Request) -> list[tuple[str, str]]:
    """The fields of the form of a request, as sent. Async because only so can it be read.

    Raises:
        FormTooLarge: it is no form of ours.
    """
    declared = request.headers.get("content-length", "")
    if not declared.isdecimal() or int(declared[:20]) > FORM_BYTES_MAX:
        raise FormTooLarge(f"at most {FORM_BYTES_MAX} bytes")
    form: FormData = await request.form(max_fields=FIELDS_MAX)
    return [(name, text) for name, text in form.multi_items() if isinstance(text, str)]


async def sent_of(request: Request) -> Written:
    """The form of a request.

    Raises:
        FormTooLarge: it is no form of ours.
    """
    return written(await fields_of(request))


Sent = Annotated[Written, Depends(sent_of)]
"""What a handler of a form is given."""


def new_key() -> str:
    """The key of a form that is shown: the hidden field `key`."""
    return str(uuid4())


def asked(visitor: Visitor, form: Written) -> Asked:
    """The request for a change that a form is.

    Raises:
        FormInvalid: it has no key, so it is no form of ours; or a field is not of its kind.
    """
    if form.flaws:
        raise FormInvalid(*form.flaws)
    try:
        UUID(form.key)
    except ValueError:
        raise FormInvalid(Flaw(at="/key", code="missing_field", detail="load the page again")) from None
    ledger, actor = visitor.site.ledger, visitor.who.caller.actor
    said = canonical([visitor.request.url.path, [list(pair) for pair in form.fields]])
    return Asked(by=actor, key=command_key(ledger, actor, form.key, body=said), ledger=ledger)


def timed(visitor: Visitor, body: Mapping[str, Any], *, reports: bool = True) -> dict[str, Any]:
    """The body with its claimed time: now by the clock of the ledger, observed, unless the form says another."""
    if not reports:
        return {name: value for name, value in body.items() if name != "claimed"}
    claimed = dict(body.get("claimed") or {})
    zone = claimed.get("zone") or visitor.zone
    if "earliest" not in claimed:
        claimed = {"basis": "observed"} | claimed | {"earliest": now_text(visitor.now, zone), "precision": "minute"}
    return {**body, "claimed": {"precision": "minute", "basis": "observed", "zone": zone} | claimed}


def now_text(now: datetime, zone: str) -> str:
    """An instant of the ledger's clock as a request writes it, by the clock of a zone."""
    return now.astimezone(ZoneInfo(zone)).isoformat()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why something was not recorded, in plain words."""

    said: str
    beside: Mapping[str, str]
    """What is wrong with single fields, by the pointer in their names."""
    allowed: tuple[str, ...] = ()
    """Commands that the record would take now."""
    stale: bool = False
    """Whether the record has changed since the form was shown."""
    unspoken: str | None = None
    """The place of which it is asked back, because nobody there speaks what a child understands."""
    status: int = 422


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a form."""

    answer: Answer | None
    problem: Problem | None


def attempt(words: Words, form: Written, act: Callable[[], Answer]) -> Outcome:
    """Do what a form asks; what people can do something about becomes a problem to show beside the form.

    Raises:
        CustodyError: any other, for the error page.
    """
    if form.flaws:
        return Outcome(answer=None, problem=problem_of(words, form, FormInvalid(*form.flaws)))
    try:
        return Outcome(answer=act(), problem=None)
    except CustodyError as error:
        if type(error) not in _STATUS:
            raise
        return Outcome(answer=None, problem=problem_of(words, form, error))


_STATUS: Mapping[type[CustodyError], int] = {
    FormInvalid: 422,
    InvalidValue: 422,
    commands.ClaimedInFuture: 422,
    KeyReused: 409,
    Refused: 409,
    StaleVersion: 409,
    StoreUnavailable: 503,
    OutcomeUnknown: 503,
}
"""What people can do something about."""


def problem_of(words: Words, form: Written, error: CustodyError) -> Problem:
    """An error in plain words."""
    status, said = _STATUS.get(type(error), 409), _said(words, error)
    match error:
        case FormInvalid():
            beside = {at: flaw_words(words, flaw) for at, flaw in form.beside(error.flaws).items()}
            return Problem(said=said, beside=beside, status=status)
        case commands.ClaimedInFuture():
            return Problem(said=said, beside={"/claimed/earliest": said}, status=status)
        case Refused():
            return Problem(said=said, beside={}, allowed=error.allowed, status=status)
        case _:
            return Problem(said=said, beside={}, stale=isinstance(error, StaleVersion), status=status)


def _said(words: Words, error: CustodyError) -> str:
    match error:
        case FormInvalid():
            return _flawed_words(words, error)
        case commands.ClaimedInFuture():
            return words.say("The time you gave has not come yet. Give the time at which it happened.")
        case Refused():
            return refusal_words(words, error)
        case StaleVersion():
            return words.say(
                "The record has changed since you opened this page. Look at what is new, then decide again."
            )
        case KeyReused():
            return words.say("This form was sent before with something else in it. Open it again to send more.")
        case OutcomeUnknown():
            return words.say(
                "The connection broke, and it is not known whether this was recorded. "
                "Send it again: it cannot be recorded twice."
            )
        case StoreUnavailable():
            return words.say("Nothing was recorded: the database does not answer. Send it again in a moment.")
        case _:
            return words.say("A value is not of the form that is asked for.")


def _flawed_words(words: Words, error: FormInvalid) -> str:
    """Above a form; where nobody is chosen there is no field to mark."""
    if {(flaw.at, flaw.code) for flaw in error.flaws} == {("/rows", "missing_field")}:
        return words.say("Nobody is chosen yet. Check the boxes of those whom it is about.")
    return words.say("Nothing was recorded yet. Look at the marked fields.")


def refusal_words(words: Words, error: Refused) -> str:
    """Why the rules do not allow something now."""
    return words.known(f"refusal.{error.reason}") or error.detail


def flaw_words(words: Words, flaw: Flaw) -> str:
    """What is asked for in a field."""
    sentences = {
        "missing_field": words.say("Please answer this; “unknown” is an answer."),
        "not_a_code": words.say("Choose one of the list."),
        "not_listed": words.say("This is not in the register."),
        "whole_number": words.say("Write a whole number."),
        "date_time": words.say("There is no such date or time."),
        "unknown_field": words.say("This field does not belong here."),
    }
    return sentences.get(flaw.code) or words.say("This does not have the form that is asked for; see the example.")


def record_one(
    visitor: Visitor, form: Written, cls: type[Event], stream: UUID, *, subject: Subject, version: int | None
) -> Outcome:
    """Record one command on one stream; `subject` is whose record it is."""

    def act() -> Answer:
        request = asked(visitor, form)
        body = timed(visitor, form.body, reports=issubclass(cls, Report))
        command: Command = single.on_stream(request, cls, stream, body, subject=subject, version=version)
        return commands.record(request.ledger, command)

    return attempt(visitor.words, form, act)
