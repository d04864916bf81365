"""What can be done with children on their way to ORR, for one or for several who are ticked.

Each child is a command of its own under the form's key and its episode: one who cannot be recorded holds up nobody,
and the same form sent again gets the same answers.

The form: `/rows/{episode}/tick` and `/rows/{episode}/version:int` of each child, beside them what only that child has,
and what holds for all at the top. `together` names a group of whom all are meant, `everybody` means the whole list;
neither means whoever has `/rows/{episode}/alone`, an adult in a list of children.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api.batches import record_each
from api.commands import Asked, command_key
from api.requests.manifests import ROWS_MAX
from api.requests.reading import Flaw, FormInvalid
from api.requests.single import on_stream, person_of
from api.strict_json import canonical
from api.web.acting import asked
from api.web.forms import Written
from api.web.visiting import Visitor
from ledger.application import Answer, Command
from ledger.domain.custody import intake
from ledger.domain.custody.base import CustodyDecision
from ledger.domain.errors import CustodyError, UnknownStream

ROW = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, kw_only=True)
class Act:
    """One of the acts."""

    command: type[CustodyDecision]
    shared: frozenset[str] = frozenset()
    """Fields that hold for all who are ticked."""
    own: Mapping[str, object] = field(default_factory=dict)
    """Fields that each child has for itself, and what they are when the form says nothing; None is left out."""
    must: frozenset[str] = frozenset()
    """Of those, the ones in which something must be said."""
    done: str
    """What the page that follows is told."""


ACTS: Mapping[str, Act] = {
    "determine": Act(
        command=intake.UnaccompaniedDetermined,
        shared=frozenset({"rule"}),
        own={"separation_reason": None},
        done="determined",
    ),
    "classify": Act(
        command=intake.Classified,
        shared=frozenset({"classification", "rule"}),
        done="classified",
    ),
    "refer": Act(
        command=intake.ReferralSubmitted,
        shared=frozenset({"referring_agency", "entry_class"}),
        own={"needs": (), "separated": False, "separation_reason": None},
        done="referred",
    ),
    "cancel": Act(command=intake.ReferralCancelled, shared=frozenset({"reason"}), done="referral_cancelled"),
    "acknowledge": Act(command=intake.ReferralAcknowledged, done="acknowledged"),
    "return": Act(
        command=intake.ReferralReturned, own={"missing": ()}, must=frozenset({"missing"}), done="referral_returned"
    ),
    "request": Act(command=intake.PlacementRequested, shared=frozenset({"place"}), done="placement_requested"),
    "decline": Act(command=intake.PlacementDeclined, shared=frozenset({"place", "reason"}), done="placement_declined"),
    "decline_ours": Act(
        command=intake.PlacementDeclined,
        shared=frozenset({"reason"}),
        own={"place": None},
        done="placement_declined",
    ),
    "designate": Act(
        command=intake.PlacementDesignated,
        shared=frozenset({"place", "program"}),
        own={"override_by": None, "note": None},
        done="designated",
    ),
}
"""By the name of the button."""


@dataclass(frozen=True, kw_only=True)
class Ticked:
    """One child that a form is about."""

    episode: UUID
    version: int
    """The version that the sender saw."""
    said: Mapping[str, Any]
    """What only this child has."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one child."""

    ticked: Ticked
    answer: Answer | CustodyError

    @property
    def episode(self) -> UUID:
        """Its episode."""
        return self.ticked.episode

    @property
    def recorded(self) -> bool:
        """Whether it is on record."""
        return isinstance(self.answer, Answer)


def ticked_of(form: Written) -> list[Ticked]:
    """The children whom a form is about, in the order of the form.

    Raises:
        FormInvalid: there are more than a manifest may have.
    """
    rows, everybody = form.body.get("rows", {}), form.value("everybody") is not None
    groups = form.values("together")
    found = [
        Ticked(episode=UUID(episode), version=row["version"], said=row)
        for episode, row in (rows.items() if isinstance(rows, dict) else ())
        if ROW.fullmatch(episode) and isinstance(row, dict) and isinstance(row.get("version"), int)
        if "tick" in row or ("alone" not in row and (everybody or row.get("group") in groups))
    ]
    if len(found) > ROWS_MAX:
        raise FormInvalid(Flaw(at="/rows", code="wrong_form", detail=f"at most {ROWS_MAX} children at once"))
    return found


def record(visitor: Visitor, form: Written, act: Act, children: Sequence[Ticked]) -> list[Result]:
    """Record the act for each of these children, each on its own.

    Raises:
        FormInvalid: something that holds for all is missing or not of its form; nothing was recorded.
        CustodyError: it is not known what was recorded; the same form again answers for all.
    """
    request = asked(visitor, form)
    shared = {name: form.body[name] for name in act.shared if name in form.body}
    loaded = request.ledger.load([each.episode for each in children])
    made: dict[UUID, Command | CustodyError] = {}
    for each in children:
        try:
            subject = person_of(loaded.get(each.episode, []))
            made[each.episode] = _command(request, visitor.request.url.path, act, shared, each, subject=subject)
        except UnknownStream as error:
            made[each.episode] = error
        except FormInvalid as error:
            made[each.episode] = _beside(error, act, each)
    answers = iter(record_each(request.ledger, [each for each in made.values() if isinstance(each, Command)]))
    found = {episode: next(answers) if isinstance(each, Command) else each for episode, each in made.items()}
    return [Result(ticked=each, answer=found[each.episode]) for each in children]


def record_all(visitor: Visitor, form: Written, act: Act, children: Sequence[Ticked], results: list[Result]) -> Answer:
    """As `record`, the results being added to a list; the last position of what was recorded stands for all."""
    results += record(visitor, form, act, children)
    recorded = (result.answer for result in results if isinstance(result.answer, Answer))
    return Answer(position=max((answer.position for answer in recorded), default=0), events=())


def _command(
    request: Asked, path: str, act: Act, shared: Mapping[str, Any], child: Ticked, *, subject: UUID
) -> Command:
    own = {name: child.said.get(name, usual) for name, usual in act.own.items()}
    lacking = [name for name in sorted(act.must) if not own[name]]
    if lacking:
        raise FormInvalid(*(Flaw(at=f"/{name}", code="missing_field", detail="say what") for name in lacking))
    body = {**shared, **{name: value for name, value in own.items() if value is not None}}
    said = canonical([path, act.command.COMMAND, body, child.version])
    key = command_key(request.ledger, request.by, f"{request.key.key}/{child.episode}", body=said)
    own_request = Asked(by=request.by, key=key, ledger=request.ledger)
    return on_stream(own_request, act.command, child.episode, body, subject=subject, version=child.version)


def _beside(error: FormInvalid, act: Act, child: Ticked) -> FormInvalid:
    """The flaws by their place in the form, when they are this child's alone.

    Raises:
        FormInvalid: one is in what holds for all.
    """
    if any(flaw.at.split("/")[1] not in act.own for flaw in error.flaws):
        raise error
    return FormInvalid(
        *(Flaw(at=f"/rows/{child.episode}{flaw.at}", code=flaw.code, detail=flaw.detail) for flaw in error.flaws)
    )
