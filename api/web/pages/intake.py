"""Intake: the groups that somebody is typing, and one of them."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from api.page_store.drafts import DraftDone, DraftTooLarge
from api.requests.group_families import PEOPLE_MAX
from api.web import intake_drafts
from api.web.acting import Problem, Sent, new_key
from api.web.intake_drafts import ChangedElsewhere, OpenSheet
from api.web.intake_families import of_the_rest, spread
from api.web.intake_fields import merged
from api.web.intake_hints import both_ways
from api.web.intake_known import known_already
from api.web.intake_relatives import kindred
from api.web.intake_sheet import Row, Sheet, TooManyPeople, put_back, taken_out, with_rows
from api.web.intake_view import called, said_hints, saved_words, show_group
from api.web.visiting import Here, Visitor
from api.web.words import Words
from ledger.domain.codes import CompanionsAnswer
from ledger.domain.register import PLACES
from ledger.domain.values import PlaceCode

ROWS_AT_FIRST = 3
DIGITS = 5
PRESSED = re.compile(r"(add|named|out|back|open|both|not_asked|now|paste|family|kin)(?:\.([0-9]{1,5}))?", re.ASCII)
"""A button of the form and the number that belongs to it: how many, or whose row."""


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/intake", drafts, methods=["GET"])
    made.add_api_route("/intake", begin, methods=["POST"])
    made.add_api_route("/intake/{draft}", group, methods=["GET"])
    made.add_api_route("/intake/{draft}", change, methods=["POST"])
    made.add_api_route("/intake/{draft}/relatives/{number}", relatives, methods=["POST"])
    made.add_api_route("/intake/{draft}/save", save, methods=["POST"])
    made.add_api_route("/intake/{draft}/discard", discard, methods=["POST"])
    return made


def drafts(visitor: Here) -> Response:
    """Groups that are not recorded yet."""
    found = intake_drafts.listed(visitor)
    return visitor.show("intake.html", rows=found, called=called, key=new_key(), people_max=PEOPLE_MAX)


def begin(visitor: Here, form: Sent) -> Response:
    """Begin a group."""
    asked = form.value("people") or ""
    people = int(asked) if asked.isdecimal() and len(asked) <= 3 else ROWS_AT_FIRST  # noqa: PLR2004  # digits
    draft = intake_drafts.begun(visitor, people=max(1, min(people, PEOPLE_MAX)))
    return visitor.go(f"/intake/{draft}")


def group(visitor: Here, draft: UUID) -> Response:
    """One group."""
    try:
        there = intake_drafts.opened(visitor, draft)
    except DraftDone as done:
        return after(visitor, draft, done)
    opened = {int(each) for each in visitor.request.query_params.getlist("open") if each.isdecimal()}
    looked = visitor.request.query_params.get("kin", "")
    look = int(looked) if looked.isdecimal() and len(looked) <= DIGITS else None
    return show_group(visitor, there, opened=opened, look=look)


def change(visitor: Here, draft: UUID, form: Sent) -> Response:
    """Save, and do what the button says: add people, take one out, show details."""
    pressed = PRESSED.fullmatch(form.value("do") or "")
    what, number = (pressed[1], int(pressed[2] or 0)) if pressed else ("save", 0)
    act = partial(_CHANGES[what], number=number) if what in _CHANGES else partial(_timed, visitor, now=what == "now")
    try:
        there = intake_drafts.saved(visitor, draft, form, change=act)
    except DraftDone as done:
        return after(visitor, draft, done)
    except ChangedElsewhere as elsewhere:
        return apart(visitor, draft, elsewhere)
    except TooManyPeople as problem:
        return too_many(visitor, draft, form, problem)
    except DraftTooLarge as problem:
        return not_saved(visitor, draft, form, problem)
    if what == "paste":
        return visitor.go(f"/intake/{draft}/paste")
    shown: Mapping[str, int] = {"open": number} if what in {"open", "both", "kin"} else {}
    shown = {**shown, "kin": number} if what == "kin" else shown
    first = {"row": number} if what in {"open", "both", "back", "kin"} else _first_added(there.sheet, what, number)
    return visitor.go(f"/intake/{draft}", **shown, **first)


def _first_added(sheet: Sheet, what: str, number: int) -> Mapping[str, int]:
    added = {"add": number, "named": 1}.get(what, 0)
    return {"row": sheet.rows[-added].number} if 0 < added <= len(sheet.rows) else {}


def _timed(visitor: Visitor, sheet: Sheet, *, now: bool) -> Sheet:
    """With the day and time of now by the clock of the place, if that was asked for."""
    if not now:
        return sheet
    zone = PLACES[PlaceCode(sheet.place)].zone if sheet.place in PLACES else visitor.zone
    local = visitor.now.astimezone(ZoneInfo(zone))
    return msgspec.structs.replace(sheet, date=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}")


def _both(sheet: Sheet, *, number: int) -> Sheet:
    rows = tuple(
        msgspec.structs.replace(row, companions=(*row.companions, *both_ways(sheet, row)))
        if row.number == number
        else row
        for row in sheet.rows
    )
    return msgspec.structs.replace(sheet, rows=rows)


def _not_asked(sheet: Sheet, *, number: int) -> Sheet:  # noqa: ARG001  # every change has it
    answered = {row.number for row in spread(sheet).rows if row.companions}
    rows = tuple(
        msgspec.structs.replace(row, answer=CompanionsAnswer.NOT_ASKED.value)
        if not (row.answer or row.only_named or row.blank or row.number in answered)
        else row
        for row in sheet.rows
    )
    return msgspec.structs.replace(sheet, rows=rows)


def _one_family(sheet: Sheet, *, number: int) -> Sheet:  # noqa: ARG001  # every change has it
    return of_the_rest(sheet)


_CHANGES: Mapping[str, Callable[..., Sheet]] = {
    "add": lambda sheet, *, number: with_rows(sheet, [Row(number=0)] * min(number, PEOPLE_MAX)),
    "named": lambda sheet, *, number: with_rows(sheet, [Row(number=number, only_named="yes")]),
    "out": lambda sheet, *, number: taken_out(sheet, number),
    "back": lambda sheet, *, number: put_back(sheet, number),
    "both": _both,
    "not_asked": _not_asked,
    "family": _one_family,
}


def save(visitor: Here, draft: UUID, form: Sent) -> Response:
    """Save what was typed, for the page itself: no button was pressed."""
    words = visitor.words
    try:
        there = intake_drafts.saved(visitor, draft, form)
    except DraftDone:
        return _said(409, words.say("This group is recorded or thrown away. Load the page again."))
    except ChangedElsewhere:
        return _said(
            409, words.say("Changed in another window. Press “Save and go on”: this is kept as a second draft.")
        )
    except DraftTooLarge as problem:
        return _said(413, _too_much(words, problem))
    by_row, of_group = said_hints(visitor, there.sheet, known_already(visitor, there.sheet))
    hints = {str(number): said for number, said in by_row.items()} | {"group": of_group}
    return JSONResponse({"revision": there.revision, "said": saved_words(visitor, there), "hints": hints})


def relatives(visitor: Here, draft: UUID, number: int, form: Sent) -> Response:
    """Who on record may be a relative of somebody, by what is typed just now: a part of the page, nothing is saved."""
    try:
        there = intake_drafts.opened(visitor, draft)
    except DraftDone:
        return Response(status_code=409)
    sheet = merged(there.sheet, form.fields)
    return visitor.show("intake_kin.html", number=number, kindred=kindred(visitor, sheet, look=number))


def discard(visitor: Here, draft: UUID, form: Sent) -> Response:  # noqa: ARG001  # a form that says nothing more
    """Throw a draft away: its text is gone."""
    intake_drafts.discard(visitor, draft)
    return visitor.go("/intake", done="thrown_away")


def after(visitor: Visitor, draft: UUID, done: DraftDone) -> Response:
    """On to what a draft has become."""
    if done.position is None:
        return visitor.go("/intake", done="thrown_away")
    return visitor.go(f"/intake/{draft}/done", at=done.position)


def apart(visitor: Visitor, draft: UUID, elsewhere: ChangedElsewhere) -> Response:
    """Keep what was typed as a second draft, and show it."""
    return visitor.go(f"/intake/{intake_drafts.kept_apart(visitor, draft, elsewhere.sheet)}", done="kept_apart")


def too_many(visitor: Visitor, draft: UUID, form: Sent, problem: TooManyPeople) -> Response:
    """The form with all that was typed, saved, and why nobody was added."""
    there = intake_drafts.saved(visitor, draft, form)
    return show_group(visitor, there, problem=Problem(said=_too_much(visitor.words, problem), beside={}, status=409))


def not_saved(visitor: Visitor, draft: UUID, form: Sent, problem: DraftTooLarge) -> Response:
    """The form again with all that was typed, and why it could not be saved."""
    there = intake_drafts.opened(visitor, draft)
    typed = OpenSheet(
        id=draft, sheet=merged(there.sheet, form.fields), revision=there.revision, changed_at=there.changed_at
    )
    details = [row.number for row in typed.sheet.rows if form.value(f"p.{row.number}.details")]
    told = Problem(said=_too_much(visitor.words, problem), beside={}, status=413)
    return show_group(visitor, typed, problem=told, opened=details)


def _too_much(words: Words, problem: DraftTooLarge | TooManyPeople) -> str:
    if isinstance(problem, TooManyPeople):
        return words.say("A group holds at most 160 people. Begin a second one for the others.")
    return words.say("This is more than a draft holds, and the last change is not saved. Shorten the notes.")


def _said(status: int, said: str) -> Response:
    return JSONResponse({"said": said}, status_code=status)
