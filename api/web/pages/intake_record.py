"""Recording a group, and what it has become: each person's page, what is still unknown, what comes next."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.page_store.drafts import DraftDone, DraftTooLarge
from api.web import intake_drafts, intake_recording
from api.web.acting import Problem, Sent, attempt
from api.web.intake_body import Made, body_of
from api.web.intake_drafts import ChangedElsewhere
from api.web.intake_view import show_group
from api.web.intake_words import problem_with
from api.web.pages.intake import after, apart, not_saved
from api.web.people import named
from api.web.visiting import Here, Visitor


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/intake/{draft}/record", record, methods=["POST"])
    made.add_api_route("/intake/{draft}/done", done_with, methods=["GET"])
    return made


def record(visitor: Here, draft: UUID, form: Sent) -> Response:
    """Save what was typed, and record it."""
    try:
        there = intake_drafts.saved(visitor, draft, form)
    except DraftDone as done:
        return after(visitor, draft, done)
    except ChangedElsewhere as elsewhere:
        return apart(visitor, draft, elsewhere)
    except DraftTooLarge as problem:
        return not_saved(visitor, draft, form, problem)
    if (position := intake_recording.position_of(visitor, draft)) is not None:
        return _finished(visitor, draft, position)  # the answer to the first sending did not arrive
    made = body_of(there.sheet, begun=visitor.now)
    if made.wrong:
        return show_group(visitor, there, problem=problem_with(visitor.words, made.wrong))
    outcome = attempt(visitor.words, form, lambda: intake_recording.record(visitor, draft, made))
    if outcome.answer is not None:
        return _finished(visitor, draft, outcome.answer.position, people=len(made.body["people"]))
    return show_group(visitor, there, problem=outcome.problem and _beside_fields(outcome.problem, made))


def _finished(visitor: Visitor, draft: UUID, position: int, *, people: int | None = None) -> Response:
    intake_drafts.finish(visitor, draft, position=position)
    return visitor.go(f"/intake/{draft}/done", done="encountered" if people else "recorded", n=people, at=position)


def _beside_fields(problem: Problem, made: Made) -> Problem:
    """The problem with the names of the fields in place of the pointers into the body."""
    beside: dict[str, str] = {}
    for pointer, said in problem.beside.items():
        beside.setdefault(made.field_of(pointer), said)
    return Problem(
        said=problem.said, beside=beside, allowed=problem.allowed, stale=problem.stale, status=problem.status
    )


def done_with(visitor: Here, draft: UUID) -> Response:
    """What a group has become."""
    try:
        there = intake_drafts.opened(visitor, draft)
    except DraftDone as done:
        if done.position is None:
            return after(visitor, draft, done)
        return _became(visitor, draft, done.position)
    return visitor.go(f"/intake/{there.id}")


def _became(visitor: Visitor, draft: UUID, position: int) -> Response:
    group = intake_recording.recorded_group(visitor, draft)
    persons = [each.person for each in group]
    visitor.on_record("group", persons, position=position)
    return visitor.show(
        "intake_done.html",
        group=group,
        names=named(visitor, persons),
        not_answered=sum(each.answer in intake_recording.UNANSWERED for each in group),
        position=position,
        now=visitor.now,
    )
