"""What the giver says of children of a manifest: recall, redirect, turned back, never left; all of them or none.

The forms stand on the page of the manifest. A form that cannot be recorded is shown there again, with what somebody
else has done meanwhile beside each child that it concerns.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.batches import record_manifest
from api.commands import Asked, command_key
from api.requests import single
from api.requests.manifests import whole_manifest
from api.requests.reading import Flaw, FormInvalid
from api.strict_json import canonical
from api.web.acting import Sent, asked, timed
from api.web.forms import Written
from api.web.handoff_acts import Can
from api.web.handoff_races import attempt_on, ticked, without
from api.web.handoffs import Manifest, Row, manifest_of, shown
from api.web.unspoken import Unspoken, ask_back, problem_of
from api.web.visiting import Here, Visitor
from ledger.application import Command
from ledger.domain.custody.care import CustodyVoided
from ledger.domain.custody.handoff import TurnedBack
from ledger.domain.event import Event, Report, StrikeReason
from ledger.domain.register import PLACES
from ledger.domain.values import PlaceCode

Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Said:
    """One form: its name on the page, what it is told as, and how it becomes a command."""

    act: Can
    done: str
    command: Callable[[Visitor, Manifest, Written], Command]


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    for said in FORMS:
        path = "/handoffs/{manifest}/" + said.act.replace("_", "-")
        made.add_api_route(path, _sent(said), methods=["POST"], name=f"handoff.{said.act}")
    return made


def _sent(said: Said) -> Callable[..., Response]:
    def endpoint(visitor: Here, manifest: UUID, form: Sent) -> Response:
        now = manifest_of(visitor, manifest)
        return record(visitor, now, form, said.act, said.done, lambda: said.command(visitor, now, form))

    return endpoint


def record(
    visitor: Visitor, manifest: Manifest, form: Written, act: str, done: str, make: Callable[[], Command]
) -> Response:
    """Record one command about children of a manifest, and go back to its page; or show the form there again."""
    try:
        tried = attempt_on(
            visitor, manifest.manifest, form, lambda: record_manifest(visitor.site.ledger, some_children(form, make))
        )
    except Unspoken as found:
        return shown(visitor, manifest, act=act, form=form, problem=problem_of(visitor.words, found))
    if tried.outcome.answer is None:
        problem = tried.outcome.problem
        return shown(visitor, tried.manifest or manifest, act=act, form=without(form, problem), problem=problem)
    n = len(ticked(form))
    return visitor.go(f"/handoffs/{manifest.manifest}", done=done, n=n, at=tried.outcome.answer.position)


def some_children(form: Written, make: Callable[[], Command]) -> Command:
    """The command of a form with at least one child chosen.

    Raises:
        FormInvalid: there is none.
    """
    if not ticked(form):
        raise FormInvalid(Flaw(at="/rows", code="missing_field", detail="at least one child"))
    return make()


def rows_for(form: Written) -> list[Body]:
    """The chosen children as a manifest's command names them."""
    return [
        {name: row[name] for name in ("episode", "version", "offer", "note") if name in row} for row in ticked(form)
    ]


def for_each(
    visitor: Visitor, manifest: Manifest, form: Written, cls: type[Event], body_of: Callable[[Row], Body]
) -> Command:
    """One command with the same event for each chosen child: for what the API takes one by one.

    Raises:
        FormInvalid: a child that is not of the manifest, or a body that is not what the command asks for.
    """
    whole, rows = asked(visitor, form), {str(row.episode): row for row in manifest.rows}
    said = canonical([visitor.request.url.path, [list(pair) for pair in form.fields]])
    made: list[Command] = []
    for given in ticked(form):
        row = rows.get(str(given["episode"]))
        if row is None:
            raise FormInvalid(Flaw(at="/rows", code="not_listed", detail="a child of this manifest"))
        key = command_key(whole.ledger, whole.by, f"{whole.key.key}/{row.episode}", body=said)
        own = Asked(by=whole.by, key=key, ledger=whole.ledger)
        body = timed(visitor, body_of(row), reports=issubclass(cls, Report))
        person, version = row.sheet.person_id, given.get("version")
        made.append(single.on_stream(own, cls, row.episode, body, subject=person, version=version))
    return together(whole, made)


def together(whole: Asked, commands: Sequence[Command]) -> Command:
    """Several commands as one: all of it is recorded, or nothing."""
    proposals = [proposal for command in commands for proposal in command.proposals]
    expected: Mapping[UUID, int] = {
        stream: version for command in commands for stream, version in command.expected.items()
    }
    return whole.command(*proposals, expected=expected)


def shared(form: Written, *names: str) -> Body:
    """What a form says for all its children."""
    return {name: form.body[name] for name in names if name in form.body}


def _recall(visitor: Visitor, _manifest: Manifest, form: Written) -> Command:
    body = shared(form, "reason") | {"rows": rows_for(form)}
    return whole_manifest(asked(visitor, form), "recall", body)


def _redirect(visitor: Visitor, _manifest: Manifest, form: Written) -> Command:
    body = shared(form, "to_place", "reason") | {"rows": rows_for(form)}
    place = PLACES.get(PlaceCode(str(body.get("to_place"))))
    if place is not None:
        body["to_organisation"] = place.organisation
    command: Command = whole_manifest(asked(visitor, form), "redirect", body)
    ask_back(visitor, form, command)
    return command


def _turn_back(visitor: Visitor, manifest: Manifest, form: Written) -> Command:
    def back(row: Row) -> Body:
        here = form.body.get("place") or row.sheet.from_place
        return shared(form, "reason", "claimed", "note") | {"offer": str(row.sheet.offer), "place": here}

    return for_each(visitor, manifest, form, TurnedBack, back)


def _never_left(visitor: Visitor, manifest: Manifest, form: Written) -> Command:
    def struck(row: Row) -> Body:
        target = {} if row.departure is None else {"target": str(row.departure)}
        return shared(form, "note") | target | {"reason": str(StrikeReason.DID_NOT_OCCUR)}

    return for_each(visitor, manifest, form, CustodyVoided, struck)


FORMS = (
    Said(act=Can.RECALL, done="recalled", command=_recall),
    Said(act=Can.REDIRECT, done="redirected", command=_redirect),
    Said(act=Can.TURN_BACK, done="turned_back", command=_turn_back),
    Said(act=Can.VOID, done="never_left", command=_never_left),
)
"""Forms about some or all children of a manifest."""
