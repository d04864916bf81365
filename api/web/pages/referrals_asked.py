"""What a care provider is asked: beds for children whom it knows by need and age only, until they are offered to it.

It declines here with a reason. It accepts when the child is offered, once ORR has designated the place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi.responses import Response

from api.cursors import from_cursor, to_cursor
from api.web.acting import Problem, attempt, new_key
from api.web.forms import Written
from api.web.referral_acts import ACTS, Result, record_all, ticked_of
from api.web.visiting import Visitor
from ledger.domain.codes import Need
from ledger.domain.register import PLACES
from ledger.domain.values import EpisodeId, PlaceCode
from projections.placements import queries as placements
from projections.placements.asks import AskStatus
from projections.placements.queries import Asked, Cursor
from projections.positions import NotYet

ROWS = 50
UNAVAILABLE = 503
"""What was recorded may not be known: the form is sent again under its own key."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One child for whom a bed is asked, or who is to come."""

    asked: Asked
    unmet: tuple[Need, ...]
    """Needs that the place does not meet, by the register."""
    age_taken: bool
    together: tuple[Asked, ...]
    """Those of the same list who are to stay with the child."""

    @property
    def episode(self) -> UUID:
        """Its episode of custody."""
        return self.asked.episode

    @property
    def to_answer(self) -> bool:
        """Whether the answer is waited for."""
        return self.asked.status is AskStatus.ASKED


@dataclass(frozen=True, kw_only=True)
class Beds:
    """The list, as far as one page has it."""

    rows: tuple[Row, ...]
    cursor: str | None
    position: int

    @property
    def to_answer(self) -> list[Row]:
        """Those who wait for the answer, longest first."""
        return [row for row in self.rows if row.to_answer]

    @property
    def to_expect(self) -> list[Row]:
        """Those for whom ORR has chosen this place."""
        return [row for row in self.rows if not row.to_answer]


def page(visitor: Visitor) -> Response:
    """What is asked."""
    return _shown(visitor, _beds(visitor, at_least=visitor.at_least))


def send(visitor: Visitor, form: Written) -> Response:
    """Decline the beds that are ticked, each on its own."""
    children = ticked_of(form)
    if not children:
        problem = Problem(said=visitor.words.say("Tick whom it is about first."), beside={})
        return _shown(visitor, _beds(visitor, at_least=0), form=form, problem=problem)
    act = ACTS["decline_ours"]
    results: list[Result] = []
    outcome = attempt(visitor.words, form, lambda: record_all(visitor, form, act, children, results))
    if outcome.answer is None:
        return _shown(visitor, _beds(visitor, at_least=0), form=form, problem=outcome.problem)
    failed = [result.episode for result in results if not result.recorded]
    if not failed:
        return visitor.go("/referrals", done=act.done, n=len(results), at=outcome.answer.position)
    beds = _latest(visitor)
    return _shown(visitor, beds, form=form, missing=failed, recorded=len(results) - len(failed))


def _latest(visitor: Visitor) -> Beds:
    """The list after what was recorded, or as far as it has come."""
    try:
        return _beds(visitor, at_least=visitor.site.ledger.log_recorder.head().position)
    except NotYet:
        return _beds(visitor, at_least=0)


def _beds(visitor: Visitor, *, at_least: int) -> Beds:
    found: tuple[datetime, UUID, str] | None = from_cursor(
        visitor.request.query_params.get("cursor"), tuple[datetime, UUID, str]
    )
    after = Cursor(since=found[0], episode=EpisodeId(found[1]), place=PlaceCode(found[2])) if found else None
    answer = placements.asked_of(visitor.site.views, visitor.reader, after=after, limit=ROWS, at_least=at_least)
    visitor.on_record("placements", [row.person_id for row in answer.rows], position=answer.position)
    last = answer.rows[-1].cursor if len(answer.rows) >= ROWS else None
    return Beds(
        rows=tuple(_row(row, answer.rows) for row in answer.rows),
        cursor=to_cursor((last.since, last.episode, last.place)) if last else None,
        position=answer.position,
    )


def _row(asked: Asked, all_of_them: Sequence[Asked]) -> Row:
    care = PLACES[asked.place].care if asked.place in PLACES else None
    known = asked.age_from is not None and asked.age_until is not None
    return Row(
        asked=asked,
        unmet=care.unmet(asked.needs) if care else (),
        age_taken=care is None or not known or care.takes_age(asked.age_from or 0, asked.age_until or 0),
        together=tuple(
            other
            for other in all_of_them
            if other.person_id != asked.person_id
            and (other.person_id in asked.together or asked.person_id in other.together)
        ),
    )


def _shown(
    visitor: Visitor,
    beds: Beds,
    *,
    form: Written | None = None,
    problem: Problem | None = None,
    missing: Sequence[UUID] = (),
    recorded: int = 0,
) -> Response:
    keeps = form is not None and problem is not None and problem.status == UNAVAILABLE
    return visitor.show(
        "referrals_asked.html",
        status=problem.status if problem else 409 if missing and not recorded else 200,
        beds=beds,
        cares={code: place.care for code, place in PLACES.items() if place.organisation == visitor.organisation},
        form=form,
        problem=problem,
        missing=missing,
        recorded=recorded,
        still_asked={row.episode for row in beds.to_answer},
        key=form.key if form is not None and keeps else new_key(),
        now=visitor.now,
        position=beds.position,
    )
