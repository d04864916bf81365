"""The door: the receiver ticks child by child who is here, and signs.

Nobody is here until the receiver has said so. A button ticks who was not answered, or whose wristband was scanned, and
shows the form again; only "sign" records. Each child is signed for on its own: one of whom something has changed
meanwhile never holds up the others.
"""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from fastapi.responses import Response

from api.batches import record_receipt
from api.commands import ClaimedInFuture
from api.requests.manifests import receipt
from api.requests.reading import FormInvalid
from api.web.acting import Problem, Sent, asked, attempt, new_key, problem_of, timed
from api.web.forms import Written
from api.web.handoff_acts import Can
from api.web.handoffs import Manifest, Row, manifest_of
from api.web.pages import receiving_form as forms
from api.web.pages.receiving_form import Receipt
from api.web.pages.receiving_keys import Key, holder_of, keys_of
from api.web.pages.receiving_signed import EXPLAINED, Result, signed
from api.web.visiting import Here, Visitor
from ledger.application import Answer
from projections.handoffs.sheets import Status

OVER = frozenset({Status.DECLINED, Status.RECALLED, Status.EXPIRED, Status.SUPERSEDED})
"""No longer offered; the child can be at the door all the same."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """One child on the form."""

    number: int
    row: Row
    keys: tuple[Key, ...]

    @property
    def explained(self) -> bool:
        """Whether the visitor's side has said that it is not here, or has refused it: "all here" means others."""
        return self.row.sheet.status in EXPLAINED


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """A number that was scanned or typed."""

    child: Child | None
    """Whose it is, of these children."""


def page(visitor: Here, manifest: UUID) -> Response:
    """The form."""
    return _shown(visitor, manifest_of(visitor, manifest))


def send(visitor: Here, manifest: UUID, form: Sent) -> Response:
    """Sign for what is ticked; or tick, and show the form again."""
    if form.value("sign") is None:
        return _shown(visitor, manifest_of(visitor, manifest), form=form, press=True)
    said = forms.receipt_of(form, visitor.words)
    if said.flaws:
        lacking = visitor.words.say("Nothing was recorded yet. Look at the marked fields.")
        amiss = problem_of(visitor.words, form, FormInvalid(*form.flaws)).beside
        problem = Problem(said=said.flaws.get("rows", lacking), beside={**said.flaws, **amiss})
        return _shown(visitor, manifest_of(visitor, manifest), form=form, problem=problem)
    results: list[Result] = []
    outcome = attempt(visitor.words, form, lambda: _record(visitor, form, said, results))
    if outcome.problem is not None:
        return _shown(visitor, manifest_of(visitor, manifest), form=form, problem=outcome.problem)
    return signed(visitor, manifest, form=form, results=results)


def _record(visitor: Visitor, form: Written, said: Receipt, results: list[Result]) -> Answer:
    """Record each child on its own; the last position stands for all.

    Raises:
        CustodyError: as `record_receipt`, or the time that all of them claim has not come yet.
    """
    request = asked(visitor, form)
    try:
        rows = receipt(request, timed(visitor, said.body), path=visitor.request.url.path, written=said.body)
    except FormInvalid as error:
        raise said.of_form(error) from None
    answers = record_receipt(request.ledger, rows)
    if all(isinstance(answer, ClaimedInFuture) for answer in answers):
        raise ClaimedInFuture("a report cannot claim a time that has not come yet")
    results += [
        Result(number=number, row=row, answer=answer)
        for number, row, answer in zip(said.numbers, rows, answers, strict=True)
    ]
    return Answer(position=max((each.position for each in answers if isinstance(each, Answer)), default=0), events=())


def _shown(
    visitor: Visitor,
    handoff: Manifest,
    *,
    form: Written | None = None,
    problem: Problem | None = None,
    press: bool = False,
) -> Response:
    """The form, with what was ticked; a `press` is on one of the buttons that tick."""
    resend = problem is not None and problem.status == forms.UNAVAILABLE
    children = _children(visitor, handoff, form, resend=resend)
    scanned = None
    if form is not None and press:
        form, scanned = _pressed(form, children)
    places = Counter(child.row.sheet.to_place for child in children)
    tally = {outcome: forms.answered(form, outcome) if form else 0 for outcome in forms.OUTCOMES}
    return visitor.show(
        "handoff/door.html",
        status=problem.status if problem else 200,
        handoff=handoff,
        children=children,
        over=[
            row
            for row in handoff.rows
            if row.sheet.status in OVER and row.sheet.to_organisation == visitor.organisation
        ],
        form=form,
        problem=problem,
        scanned=scanned,
        tally=tally,
        differs=form is not None and forms.counts_differ(form, tally, children=len(children)),
        places=forms.places_of(visitor),
        usual_place=places.most_common(1)[0][0] if places else None,
        key=form.key if form is not None and resend else new_key(),
        resend=resend,
        now=visitor.now,
        position=handoff.position,
    )


def _children(visitor: Visitor, handoff: Manifest, form: Written | None, *, resend: bool) -> list[Child]:
    """Those who can be signed for, with the numbers that they have on the form; for a resend, all who stood on it."""
    numbers = forms.numbers_of(form)
    rows = [row for row in handoff.rows if Can.RECEIVE in row.can or (resend and row.episode in numbers)]
    keys = keys_of(visitor, [row.sheet.person_id for row in rows])
    following = max(numbers.values(), default=-1) + 1
    children = []
    for row in rows:
        number = numbers.get(row.episode, following)
        following += number == following
        children.append(Child(number=number, row=row, keys=keys.get(row.sheet.person_id, ())))
    return sorted(children, key=lambda child: child.number)


def _pressed(form: Written, children: list[Child]) -> tuple[Written, Scanned | None]:
    """The form with those ticked whom a button ticks, and what was scanned."""
    if form.value("all") is not None:
        return forms.all_here(form, {child.number for child in children if not child.explained}), None
    number = (form.value("scan") or "").strip()
    if not number:
        return form, None
    person = holder_of({child.row.sheet.person_id: child.keys for child in children}, number)
    child = next((each for each in children if each.row.sheet.person_id == person), None)
    if child is None:
        return form, Scanned(child=None)
    return forms.scanned(form, child.number), Scanned(child=child)
