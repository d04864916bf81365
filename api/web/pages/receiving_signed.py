"""What was signed at the door: child by child, what could not be recorded and why, and what comes next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi.responses import Response

from api.batches import RowProblem
from api.requests.manifests import ReceiptRow
from api.web.acting import Problem, new_key, problem_of
from api.web.forms import Written
from api.web.handoff_acts import Can
from api.web.handoff_races import manifest_now, row_words
from api.web.handoffs import Manifest, Row, manifest_of
from api.web.pages.receiving_admission import admission_of, receipts_of
from api.web.visiting import Here, Visitor
from ledger.application import Answer
from ledger.domain.custody.handoff import Received, RefusedAtDoor, ReportedAbsent
from ledger.domain.errors import CustodyError, Refused, StaleVersion, UnknownStream
from projections.handoffs.sheets import Status
from projections.positions import NotYet

EXPLAINED = frozenset({Status.NOT_HERE, Status.REFUSED})
"""The visitor's side has said what is with the child; it can still come."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one child of a receipt."""

    number: int
    """Its number on the form."""
    row: ReceiptRow
    answer: Answer | CustodyError


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A child of whom nothing was recorded, and why."""

    number: int
    episode: UUID
    row: Row | None
    """None when the visitor may not see the child any more."""
    outcome: str
    """What they wanted to record."""
    said: str
    again: bool
    """Whether the child can be signed for as the record is now."""


@dataclass(frozen=True, kw_only=True)
class HeadCount:
    """An arrival at which the receiver counted others than they named."""

    at: datetime
    counted: int
    named: int
    """Children received or refused in that signature."""


def page(visitor: Here, manifest: UUID) -> Response:
    """What was signed of a manifest."""
    return shown(visitor, manifest_of(visitor, manifest))


def signed(visitor: Visitor, manifest: UUID, *, form: Written, results: Sequence[Result]) -> Response:
    """After the signature: on to what was signed, or, when something is in conflict, the same with the reasons."""
    answers = [result.answer for result in results if isinstance(result.answer, Answer)]
    if len(answers) == len(results):
        received = sum(result.row.outcome == "received" for result in results)
        told = {"done": "received", "n": received} if received else {"done": "recorded"}
        return visitor.go(f"/handoffs/{manifest}/received", **told, at=max(answer.position for answer in answers))
    handoff = _latest(visitor, manifest)
    rows = {row.episode: row for row in handoff.rows} if handoff else {}
    conflicts = [
        _conflict(visitor, form, result, result.answer, rows.get(result.row.episode))
        for result in results
        if isinstance(result.answer, CustodyError)
    ]
    return shown(visitor, handoff, manifest=manifest, conflicts=conflicts, recorded=len(answers))


def shown(
    visitor: Visitor,
    handoff: Manifest | None,
    *,
    manifest: UUID | None = None,
    conflicts: Sequence[Conflict] = (),
    recorded: int | None = None,
    form: Written | None = None,
    problem: Problem | None = None,
) -> Response:
    """The page; `form` is that of the admission, shown again with its problem. No `handoff`: none of it is theirs now.

    `recorded` is how many children were signed for just now, told when others were not.
    """
    status = problem.status if problem else 409 if conflicts and not recorded else 200
    return visitor.show(
        "handoff/received.html",
        status=status,
        handoff=handoff,
        manifest=handoff.manifest if handoff else manifest,
        conflicts=conflicts,
        recorded=recorded,
        receipts=receipts_of(visitor, handoff) if handoff else {},
        counts=_differing(visitor, handoff) if handoff else (),
        admission=admission_of(visitor, handoff) if handoff else None,
        still_open=[row for row in handoff.can(Can.RECEIVE) if row.sheet.status not in EXPLAINED] if handoff else [],
        form=form,
        problem=problem,
        key=new_key(),
        now=visitor.now,
        position=handoff.position if handoff else None,
    )


def _latest(visitor: Visitor, manifest: UUID) -> Manifest | None:
    """The manifest after what was recorded, or as far as the lists have come: what was signed is told all the same."""
    try:
        return manifest_now(visitor, manifest)
    except NotYet:
        return manifest_of(visitor, manifest, at_least=0)
    except UnknownStream:
        return None


def _conflict(visitor: Visitor, form: Written, result: Result, error: CustodyError, row: Row | None) -> Conflict:
    match error:
        case Refused() | StaleVersion():
            said = row_words(visitor, row, RowProblem(episode=result.row.episode, problem=error))
        case UnknownStream():
            said = visitor.words.say("There is no such record.")
        case _:
            said = problem_of(visitor.words, form, error).said
    return Conflict(
        number=result.number,
        episode=result.row.episode,
        row=row,
        outcome=result.row.outcome,
        said=said,
        again=row is not None and Can.RECEIVE in row.can,
    )


def _differing(visitor: Visitor, handoff: Manifest) -> tuple[HeadCount, ...]:
    """Arrivals at which the head count is another number than that of the children named."""
    counted: dict[tuple[datetime, str], int] = {}
    named: Counter[tuple[datetime, str]] = Counter()
    for row in handoff.rows:
        for item in handoff.streams.get(row.episode, ()):
            event = item.event
            if not isinstance(event, Received | RefusedAtDoor | ReportedAbsent) or event.offer != row.sheet.offer:
                continue
            if event.by.organisation != visitor.organisation:
                continue
            arrival = (item.happened_at, event.by.user)
            named[arrival] += not isinstance(event, ReportedAbsent)
            heads = None if isinstance(event, RefusedAtDoor) else event.head_count
            if heads is not None:
                counted[arrival] = heads
    return tuple(
        HeadCount(at=arrival[0], counted=heads, named=named[arrival])
        for arrival, heads in counted.items()
        if heads != named[arrival]
    )
