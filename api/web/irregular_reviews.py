"""Several irregular reports of one kind looked into together: each chosen by a person, then closed by a review of its
own with one note for all of them.

The form: `/rows/{event}/tick` of each report that is chosen; beside it, once they have been looked at together,
`/rows/{event}/episode` and `/rows/{event}/version:int`; and `/note`. One that cannot be closed holds up no other; the
same form sent again gets the same answers.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.batches import record_each
from api.commands import Asked, command_key
from api.requests.reading import Flaw, FormInvalid
from api.requests.single import on_stream, person_of
from api.strict_json import canonical
from api.web.acting import asked
from api.web.forms import Written
from api.web.visiting import Visitor
from ledger.application import Answer, Command
from ledger.domain.custody.care import IrregularityReviewed
from ledger.domain.custody.facets import Mark
from ledger.domain.errors import CustodyError, UnknownStream
from projections.irregular.queries import Irregularity

ONE_BY_ONE = frozenset({Mark.REMOVED_WITHOUT_CHILD, Mark.TWO_CUSTODIANS})
"""Kinds of which a person looks into each: no note can be true of several."""
UUID_FORM = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report that a form closes."""

    event: UUID
    episode: UUID
    version: int
    """Of the episode, as the sender saw it."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one report."""

    report: Report
    person: UUID | None
    """None where there is no such episode."""
    answer: Answer | CustodyError


def ticked(form: Written) -> frozenset[str]:
    """The ids of the reports that are chosen."""
    rows = form.body.get("rows", {})
    found = rows.items() if isinstance(rows, dict) else ()
    return frozenset(event for event, row in found if isinstance(row, dict) and "tick" in row)


def versions(visitor: Visitor, rows: Sequence[Irregularity]) -> dict[UUID, int]:
    """The versions of their episodes now, which a review rests on."""
    loaded = visitor.site.ledger.load(list(dict.fromkeys(row.episode for row in rows)))
    return {episode: len(recorded) for episode, recorded in loaded.items()}


def reports_of(form: Written, *, most: int) -> list[Report]:
    """What a form closes, in its order.

    Raises:
        FormInvalid: it is no form of ours.
    """
    rows, chosen = form.body.get("rows", {}), ticked(form)
    if len(chosen) > most:
        raise FormInvalid(Flaw(at="/rows", code="wrong_form", detail=f"at most {most} at once"))
    found = []
    for event, row in rows.items() if isinstance(rows, dict) else ():
        if event not in chosen:
            continue
        episode, version = str(row.get("episode")), row.get("version")
        if not UUID_FORM.fullmatch(event) or not UUID_FORM.fullmatch(episode) or not isinstance(version, int):
            raise FormInvalid(Flaw(at="/rows", code="wrong_form", detail="load the page again"))
        found.append(Report(event=UUID(event), episode=UUID(episode), version=version))
    return found


def close(visitor: Visitor, form: Written, code: Mark, reports: Sequence[Report], results: list[Result]) -> Answer:
    """Close each of these reports on its own, the results being added to a list; the last position stands for all.

    Several of one episode are closed one after the other, each resting on the one before.

    Raises:
        FormInvalid: the note is not of its form; nothing was recorded.
        CustodyError: it is not known what was recorded; the same form again answers for all.
    """
    request = asked(visitor, form)
    note = form.body.get("note")
    loaded = request.ledger.load(list(dict.fromkeys(report.episode for report in reports)))
    persons: dict[UUID, UUID | None] = {}
    for report in reports:
        try:
            persons[report.episode] = person_of(loaded.get(report.episode, []))
        except UnknownStream as error:
            persons[report.episode] = None
            results.append(Result(report=report, person=None, answer=error))
    waiting = [report for report in reports if persons[report.episode] is not None]
    closed = Counter[UUID]()
    while waiting:
        turn = list({report.episode: report for report in reversed(waiting)}.values())
        commands = [
            _command(request, report, code, note, subject=persons[report.episode], closed=closed[report.episode])
            for report in turn
        ]
        for report, answer in zip(turn, record_each(request.ledger, commands), strict=True):
            results.append(Result(report=report, person=persons[report.episode], answer=answer))
            closed[report.episode] += isinstance(answer, Answer)
        waiting = [report for report in waiting if report not in turn]
    recorded = (result.answer for result in results if isinstance(result.answer, Answer))
    return Answer(position=max((answer.position for answer in recorded), default=0), events=())


def _command(request: Asked, report: Report, code: Mark, note: object, *, subject: UUID | None, closed: int) -> Command:
    """The review of one report; `closed` are those of its episode that the same form has closed before."""
    if subject is None:
        raise UnknownStream("no such episode")
    body = {"target": str(report.event), "code": code.value, "note": note}
    version = report.version + closed
    said = canonical(["/irregular", IrregularityReviewed.COMMAND, body, version])
    key = command_key(request.ledger, request.by, f"{request.key.key}/{report.event}", body=said)
    own = Asked(by=request.by, key=key, ledger=request.ledger)
    return on_stream(own, IrregularityReviewed, report.episode, body, subject=subject, version=version)
