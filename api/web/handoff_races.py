"""Somebody was quicker: what has happened to the children of a manifest since its page was shown, in words.

A manifest is recorded whole or not at all. When some of its children cannot be, each is told with its reason, so that
the person can leave these out and send the others with one press.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.batches import RowProblem, RowsRefused
from api.web.acting import Outcome, Problem, attempt, refusal_words
from api.web.forms import Written
from api.web.handoffs import Manifest, Row, manifest_of, signatures_of
from api.web.visiting import Visitor
from api.web.words import Words
from ledger.application import Answer
from ledger.domain.errors import Refused, StaleVersion


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What became of a form about children of a manifest."""

    outcome: Outcome
    manifest: Manifest | None
    """As it is now, to show the form again; None when the form was recorded."""


def ticked(form: Written) -> list[dict[str, Any]]:
    """The rows of a form whose child is chosen: a row's check box is its `/rows/N/episode`."""
    rows = form.body.get("rows")
    return [row for row in rows if "episode" in row] if isinstance(rows, list) else []


def attempt_on(visitor: Visitor, manifest: UUID, form: Written, act: Callable[[], Answer]) -> Attempt:
    """Do what a form asks of children of a manifest. In the problem, children stand beside their episode's id.

    Raises:
        CustodyError: what nobody can do something about, for the error page.
    """
    try:
        outcome = attempt(visitor.words, form, act)
    except RowsRefused as refused:
        now = manifest_now(visitor, manifest)
        return Attempt(outcome=Outcome(answer=None, problem=rows_problem(visitor, now, refused.rows)), manifest=now)
    if outcome.problem is None:
        return Attempt(outcome=outcome, manifest=None)
    return Attempt(outcome=outcome, manifest=manifest_now(visitor, manifest))


def manifest_now(visitor: Visitor, manifest: UUID) -> Manifest:
    """The manifest after all that is recorded: the lists are waited for."""
    return manifest_of(visitor, manifest, at_least=visitor.site.ledger.log_recorder.head().position)


def rows_problem(visitor: Visitor, manifest: Manifest, refused: Sequence[RowProblem]) -> Problem:
    """Why nothing was recorded, child by child."""
    words, rows = visitor.words, {row.episode: row for row in manifest.rows}
    beside = {str(each.episode): row_words(visitor, rows.get(each.episode), each) for each in refused}
    stale = any(isinstance(each.problem, StaleVersion) for each in refused)
    alone = set(beside.values())
    if len(alone) == 1 and len(refused) == len(rows):
        said = words.say("%(what)s Nothing was recorded.", what=alone.pop())
    else:
        said = words.say(
            "Nothing was recorded: %(n)s of the children cannot be in it now. They are left out below, with the "
            "reason. Send the others.",
            n=len(refused),
        )
    return Problem(said=said, beside=beside, stale=stale, status=409)


def row_words(visitor: Visitor, row: Row | None, refused: RowProblem) -> str:
    """Why one child could not be recorded: what has happened since, when that is known, else the rule."""
    problem = refused.problem
    since = latest_words(visitor, row) if row is not None else None
    if isinstance(problem, Refused) and problem.reason not in _CHANGED:
        return refusal_words(visitor.words, problem)
    if since is not None:
        return since
    if isinstance(problem, Refused):
        return refusal_words(visitor.words, problem)
    return visitor.words.say("The record has changed since you opened this page.")


_CHANGED = frozenset(
    {
        "already_accepted",
        "already_dispatched",
        "episode_closed",
        "not_the_addressee",
        "not_the_holder",
        "not_yours",
        "offer_not_open",
        "offer_open",
    }
)
"""Refusals that come of what somebody else has done meanwhile."""


def latest_words(visitor: Visitor, row: Row) -> str | None:
    """The latest thing that was signed of a child, when and by whom: "Recalled 2 minutes ago by …"."""
    signed = max(signatures_of(row.sheet), key=lambda each: each[1], default=None)
    if signed is None or signed[0] not in _SENTENCES:
        return None
    act, at, by, organisation = signed
    words = visitor.words
    who = f"{by} ({words.organisation(organisation)})"
    return _SENTENCES[act](words) % {"when": recently(words, at, visitor.now), "who": who}


def recently(words: Words, at: datetime, now: datetime) -> str:
    """How long ago, counted in whole minutes of the clock, so that what was signed together is told alike."""
    minute = at.replace(second=0, microsecond=0)
    return words.say("just now") if now - minute < timedelta(minutes=1) else words.ago(minute, now)


_SENTENCES: Mapping[str, Callable[[Words], str]] = {
    "offered": lambda words: words.say("Offered %(when)s by %(who)s."),
    "accepted": lambda words: words.say("Accepted %(when)s by %(who)s."),
    "declined": lambda words: words.say("Declined %(when)s by %(who)s."),
    "redirected": lambda words: words.say("Sent to another place %(when)s by %(who)s."),
    "packet": lambda words: words.say("Packet answered %(when)s by %(who)s."),
    "left": lambda words: words.say("Left %(when)s, says %(who)s."),
    "taken": lambda words: words.say("Taken on the way %(when)s by %(who)s."),
    "arrived": lambda words: words.say("At the door %(when)s, says %(who)s."),
    "received": lambda words: words.say("Signed for %(when)s by %(who)s."),
    "not_here": lambda words: words.say("Not among those who arrived, says %(who)s %(when)s."),
    "refused": lambda words: words.say("Refused at the door %(when)s by %(who)s."),
    "turned_back": lambda words: words.say("Turned back %(when)s, says %(who)s."),
    "recalled": lambda words: words.say("Recalled %(when)s by %(who)s."),
    "expired": lambda words: words.say("The time to answer was over %(when)s."),
    "superseded": lambda words: words.say("Came to another holder %(when)s by %(who)s."),
}


def without(form: Written, problem: Problem | None) -> Written:
    """The form without the children that could not be recorded, so that the same button sends the others.

    When it was none of them, all stay chosen: whoever has read what happened may press again.
    """
    out = problem.beside if problem else {}
    chosen = [text for name, text in form.fields if _chooses(name)]
    if all(episode in out for episode in chosen):
        return form
    return replace(form, fields=tuple(pair for pair in form.fields if not (_chooses(pair[0]) and pair[1] in out)))


def _chooses(name: str) -> bool:
    return name.startswith("/rows/") and name.endswith("/episode")
