"""What is irregular or incomplete and still open: recorded all the same, and listed until somebody completes it.

Several reports of one kind can be closed together: chosen by a person, looked at once more, closed with one note.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.cursors import from_cursor, to_cursor
from api.requests.reading import Flaw, FormInvalid
from api.web.acting import Problem, Sent, attempt, new_key, problem_of
from api.web.forms import Written
from api.web.irregular_reviews import ONE_BY_ONE, Result, close, reports_of, ticked, versions
from api.web.people import Named, named
from api.web.visiting import Here, Visitor
from ledger.application import Answer
from ledger.domain.custody.facets import Mark
from ledger.domain.register import ORGANISATIONS, ReaderClass
from projections.irregular import queries as irregular
from projections.irregular.queries import Irregularity
from projections.positions import NotYet

ROWS = 50
OF_A_KIND = 100
"""Rows of one kind, which can be closed together."""
UNAVAILABLE = 503
"""What was recorded may not be known: the form is sent again under its own key."""


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/irregular", listed, methods=["GET"])
    made.add_api_route("/irregular", together, methods=["POST"])
    return made


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Which part of the list is asked for, by an address or by a form."""

    code: Mark | None
    cursor: str | None

    @property
    def limit(self) -> int:
        """Rows of a page."""
        return OF_A_KIND if self.code else ROWS

    @property
    def query(self) -> dict[str, str | None]:
        """As an address says it."""
        return {"code": self.code.value if self.code else None, "cursor": self.cursor}


@dataclass(frozen=True, kw_only=True)
class NotClosed:
    """One report that was not closed."""

    name: Named | None
    person: UUID | None
    said: str


def listed(visitor: Here) -> Response:
    """Open irregularities, their counts by code, and linked people with two custodians."""
    asked = visitor.request.query_params
    return _list(visitor, _asking(asked.get("code"), asked.get("cursor")), at_least=visitor.at_least)


def together(visitor: Here, form: Sent) -> Response:
    """Choose all or none of a page, look at those chosen, or close them with one note."""
    asking = _asking(form.value("code"), form.value("cursor"))
    if asking.code is None or asking.code in ONE_BY_ONE or not _acts(visitor):
        raise FormInvalid(Flaw(at="/code", code="wrong_form", detail="load the page again"))
    match form.value("do"):
        case "all":
            return _list(visitor, asking, chosen=None)
        case "none":
            return _list(visitor, asking)
        case "record":
            return _record(visitor, form, asking, asking.code)
        case _:
            return _preview(visitor, form, asking)


def _asking(code: str | None, cursor: str | None) -> Asking:
    return Asking(code=Mark(code) if code in set(Mark) else None, cursor=cursor or None)


def _acts(visitor: Visitor) -> bool:
    return ORGANISATIONS[visitor.reader.organisation].reader_class is not ReaderClass.OVERSIGHT


def _rows(visitor: Visitor, asking: Asking, *, at_least: int) -> tuple[int, Sequence[Irregularity]]:
    place = from_cursor(asking.cursor, tuple[int, UUID, str])
    after = irregular.Cursor(position=place[0], event_id=place[1], code=place[2]) if place else None
    answer = irregular.listed(
        visitor.site.views,
        visitor.reader,
        code=asking.code,
        after=after,
        limit=asking.limit,
        at_least=at_least,
    )
    return answer.position, answer.rows


def _list(
    visitor: Visitor,
    asking: Asking,
    *,
    at_least: int = 0,
    chosen: Collection[str] | None = (),
    problem: Problem | None = None,
    status: int = 200,
    closed: int = 0,
    not_closed: Sequence[NotClosed] = (),
) -> Response:
    """The list; `chosen` are the reports whose boxes are checked, None for all of the page."""
    views, reader = visitor.site.views, visitor.reader
    counts = irregular.counted(views, reader, at_least=at_least)
    position, rows = _rows(visitor, asking, at_least=at_least)
    pairs = irregular.two_custodians(views, reader, at_least=at_least)
    persons = [row.person_id for row in rows]
    persons += [person for pair in pairs.rows for person in (pair.person_id, pair.other_person)]
    visitor.on_record("irregular", persons, position=position)
    last = rows[-1].cursor if len(rows) >= asking.limit else None
    return visitor.show(
        "irregular.html",
        counts=counts.rows,
        asking=asking,
        acts=_acts(visitor),
        together=_acts(visitor) and asking.code is not None and asking.code not in ONE_BY_ONE,
        rows=rows,
        chosen={str(row.event_id) for row in rows} if chosen is None else set(chosen),
        problem=problem,
        pairs=pairs.rows,
        names=named(visitor, persons),
        next_cursor=to_cursor((last.position, last.event_id, last.code)) if last else None,
        position=position,
        now=visitor.now,
        status=status,
        closed=closed,
        not_closed=not_closed,
    )


def _preview(visitor: Visitor, form: Written, asking: Asking, problem: Problem | None = None) -> Response:
    """Those chosen, as they are now, with the note to write; nothing is recorded yet."""
    wanted = ticked(form)
    position, rows = _rows(visitor, asking, at_least=visitor.at_least)
    rows = [row for row in rows if str(row.event_id) in wanted]
    if not rows:
        said = visitor.words.say("Choose the reports first that you have looked into.")
        return _list(visitor, asking, problem=Problem(said=said, beside={}), status=422)
    persons = [row.person_id for row in rows]
    visitor.on_record("irregular", persons, position=position)
    return visitor.show(
        "irregular_review.html",
        status=problem.status if problem else 200,
        asking=asking,
        rows=rows,
        gone=len(wanted) - len(rows),
        versions=versions(visitor, rows),
        names=named(visitor, persons),
        form=form,
        problem=problem,
        key=form.key if problem and problem.status == UNAVAILABLE else new_key(),
        position=position,
        now=visitor.now,
    )


def _record(visitor: Visitor, form: Written, asking: Asking, code: Mark) -> Response:
    reports, results = reports_of(form, most=OF_A_KIND), list[Result]()
    if not form.body.get("note"):
        said = visitor.words.say("Nothing was closed yet. Say in a few words what you found.")
        return _preview(visitor, form, asking, Problem(said=said, beside={"/note": said}))
    outcome = attempt(visitor.words, form, lambda: close(visitor, form, code, reports, results))
    if outcome.problem is not None or outcome.answer is None:
        return _preview(visitor, form, asking, outcome.problem)
    failed = [result for result in results if not isinstance(result.answer, Answer)]
    position, closed = outcome.answer.position, len(results) - len(failed)
    if not failed:
        return visitor.go("/irregular", **asking.query, done="reviewed", n=closed, at=position)
    told = partial(
        _list,
        visitor,
        asking,
        chosen=[str(result.report.event) for result in failed],
        status=200 if closed else 409,
        closed=closed,
        not_closed=_not_closed(visitor, form, failed),
    )
    try:
        return told(at_least=position)
    except NotYet:  # what was recorded is told all the same
        return told()


def _not_closed(visitor: Visitor, form: Written, failed: Sequence[Result]) -> list[NotClosed]:
    names = named(visitor, [result.person for result in failed if result.person is not None])
    visitor.on_record("irregular", names, position=visitor.at_least)
    return [
        NotClosed(
            name=names.get(result.person) if result.person else None,
            person=result.person if result.person in names else None,
            said=problem_of(visitor.words, form, result.answer).said,
        )
        for result in failed
        if not isinstance(result.answer, Answer)
    ]
