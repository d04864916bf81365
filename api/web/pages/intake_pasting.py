"""Paste a list of people: shown as it was understood, then added to a group."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.page_store.drafts import DraftDone, DraftTooLarge
from api.web import intake_drafts
from api.web.acting import Problem, Sent
from api.web.forms import Written
from api.web.intake_drafts import ChangedElsewhere, OpenSheet
from api.web.intake_names import read_languages, read_nationality
from api.web.intake_paste import Pasted, read_paste
from api.web.intake_sheet import Sheet, TooManyPeople, with_rows, without_empty_end
from api.web.pages.intake import after
from api.web.visiting import Here, Visitor

ORDERS = {"day": True, "month": False}
"""Answers to "which comes first in 03/04/2010?"."""


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/intake/{draft}/paste", page, methods=["GET"])
    made.add_api_route("/intake/{draft}/paste", paste, methods=["POST"])
    return made


def page(visitor: Here, draft: UUID) -> Response:
    """Where to paste."""
    try:
        there = intake_drafts.opened(visitor, draft)
    except DraftDone as done:
        return after(visitor, draft, done)
    return _show(visitor, there)


def paste(visitor: Here, draft: UUID, form: Sent) -> Response:
    """Show what was understood, or add it."""
    try:
        there = intake_drafts.opened(visitor, draft)
    except DraftDone as done:
        return after(visitor, draft, done)
    pasted = understood(visitor, form)
    if form.value("do") != "add" or not pasted.rows:
        return _show(visitor, there, form=form, pasted=pasted)
    say = visitor.words.say
    if form.value("revision") != str(there.revision):
        said = say("The group has changed meanwhile. Look whether these people are in it already, then add them.")
        return _show(visitor, there, form=form, pasted=pasted, problem=Problem(said=said, beside={}, status=409))
    try:
        sheet = added(there.sheet, pasted)
        intake_drafts.save(visitor, there, sheet)
    except TooManyPeople:
        said = say("A group holds at most 160 people. Begin a second one for the others.")
    except DraftTooLarge:
        said = say("This is more than a draft holds. Paste it in parts.")
    except ChangedElsewhere:
        said = say("The group has changed meanwhile. Look whether these people are in it already, then add them.")
    else:
        first = sheet.rows[-len(pasted.rows)].number
        return visitor.go(f"/intake/{draft}", done="added", n=len(pasted.rows), row=first)
    return _show(visitor, there, form=form, pasted=pasted, problem=Problem(said=said, beside={}))


def understood(visitor: Visitor, form: Written) -> Pasted:
    """What the text of a form is understood as."""
    without = {int(each) for each in form.values("without") if each.isdecimal()}
    return read_paste(
        form.value("text") or "",
        day_first=ORDERS.get(form.value("dates") or ""),
        without=without,
        spanish=visitor.words.language == "es",
    )


def added(sheet: Sheet, pasted: Pasted) -> Sheet:
    """The sheet with what was pasted, in place of empty rows at its end.

    Raises:
        TooManyPeople: they would be more than a group holds.
    """
    return with_rows(without_empty_end(sheet), pasted.rows)


def _show(
    visitor: Visitor,
    there: OpenSheet,
    *,
    form: Written | None = None,
    pasted: Pasted | None = None,
    problem: Problem | None = None,
) -> Response:
    return visitor.show(
        "intake_paste.html",
        status=problem.status if problem else 200,
        draft=there.id,
        revision=there.revision,
        form=form,
        pasted=pasted,
        problem=problem,
        without=form.values("without") if form else (),
        read_languages=read_languages,
        read_nationality=read_nationality,
    )
