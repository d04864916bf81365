"""A child who is at the door and on no offer: the receipt is recorded all the same, marked irregular and listed.

The child is named by a link from a list, by a number, or by the id of its record. A number is looked for among the
children who are offered to the visitor's side, who are signed for there; across all children only roles on duty may.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from fastapi.responses import Response

from api.batches import record_receipt
from api.requests.manifests import receipt
from api.requests.reading import FormInvalid
from api.requests.unlisted import episode_of
from api.web.acting import Problem, Sent, asked, attempt, new_key, timed
from api.web.forms import Written
from api.web.handoffs import manifest_of
from api.web.pages.receiving_form import UNAVAILABLE, places_of
from api.web.pages.receiving_keys import holder_of, keys_of
from api.web.visiting import Here, Visitor
from ledger.application import Answer
from ledger.domain.codes import DiscrepancyKind, IdentifierScheme
from ledger.domain.errors import CustodyError, InvalidValue, NotPermitted, UnknownStream
from ledger.domain.values import ManifestId, PersonId
from projections.handoffs import queries as handoffs
from projections.identifiers import queries as identifiers

WAITING = 200
"""Children who wait for the visitor's side, among whom a number is looked for."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a form names."""

    episode: UUID | None = None
    said: str | None = None
    """Why it names nobody, or nobody yet."""
    manifest: ManifestId | None = None
    """Where the child is offered to the visitor's side: it is signed for there."""


def page(visitor: Here, manifest: UUID, episode: UUID | None = None) -> Response:
    """The form; `episode` is the child of a link."""
    return _shown(visitor, manifest, episode=episode)


def send(visitor: Here, manifest: UUID, form: Sent) -> Response:
    """Record the receipt."""
    found = _find(visitor, form)
    if found.episode is None:
        problem = Problem(said=found.said or "", beside={"record": found.said or ""}, status=404)
        return _shown(visitor, manifest, form=form, problem=problem, offered=found.manifest)
    episode = found.episode
    outcome = attempt(visitor.words, form, lambda: _record(visitor, form, episode))
    if outcome.answer is None:
        return _shown(visitor, manifest, form=form, problem=outcome.problem)
    rest = handoffs.of_manifest(visitor.site.views, visitor.reader, ManifestId(manifest)).rows
    return visitor.go(f"/handoffs/{manifest}/receive" if rest else "/", done="unlisted", at=outcome.answer.position)


def _find(visitor: Visitor, form: Written) -> Found:
    linked, text = _uuid(form.value("episode")), (form.value("record") or "").strip()
    if linked is not None:
        return Found(episode=linked)
    if not text:
        return Found(said=visitor.words.say("Give the number of the child, or the id of the record."))
    record = _uuid(text)
    return _by_number(visitor, form, text) if record is None else _by_record(visitor, record)


def _by_record(visitor: Visitor, record: UUID) -> Found:
    try:
        return Found(episode=episode_of(visitor.site.ledger, record))
    except UnknownStream:
        return Found(said=visitor.words.say("There is no such record."))


def _by_number(visitor: Visitor, form: Written, number: str) -> Found:
    say = visitor.words.say
    offered = _offered(visitor, number)
    if offered is not None:
        return Found(manifest=offered, said=say("This child is offered to you on another list: sign there."))
    scheme = form.value("scheme")
    if scheme not in set(IdentifierScheme):
        return Found(said=say("Choose what kind of number it is."))
    keyring = visitor.site.ledger.custody_mapper.codec.sealer.keyring
    try:
        answer = identifiers.who_has(
            visitor.site.views, visitor.reader, keyring, scheme=IdentifierScheme(scheme), written=number
        )
    except NotPermitted:
        return Found(
            said=say(
                "None of the children who are offered to you has this number. Who is on duty at ORR intakes may search "
                "all children: ask for the id of the record, and give it here."
            )
        )
    except InvalidValue:
        return Found(said=say("Give the number of the child, or the id of the record."))
    persons = [row.person_id for row in answer.rows]
    visitor.on_record("search", persons, position=answer.position)
    if len(persons) != 1:
        return Found(
            said=say("Two records have this number. Give the id of the right one.")
            if persons
            else say("Nobody in the ledger has this number.")
        )
    return _by_record(visitor, persons[0])


def _offered(visitor: Visitor, number: str) -> ManifestId | None:
    """The manifest of the child with that number among those who wait for the visitor's side."""
    waiting = handoffs.waiting_for(visitor.site.views, visitor.reader, limit=WAITING)
    manifests = {row.person_id: row.manifest for row in waiting.rows if row.manifest is not None}
    visitor.on_record("search", manifests, position=waiting.position)
    person = holder_of(keys_of(visitor, manifests), number)
    return manifests[PersonId(person)] if person is not None else None


def _record(visitor: Visitor, form: Written, episode: UUID) -> Answer:
    """Record the receipt.

    Raises:
        CustodyError: it is not recorded, or that is not known.
    """
    chosen = {name: form.body[name] for name in ("identity_method", "condition", "note") if name in form.body}
    row = {
        "outcome": "received",
        "episode": str(episode),
        "offer": None,
        "packet": [],
        "discrepancies": [{"kind": str(DiscrepancyKind.NOT_ON_MANIFEST)}],
    }
    shared = {name: form.body[name] for name in ("claimed", "place") if name in form.body}
    body = {"head_count": None} | shared | {"rows": [row | chosen]}
    request = asked(visitor, form)
    try:
        rows = receipt(request, timed(visitor, body), path=visitor.request.url.path, written=body)
    except FormInvalid as error:
        raise FormInvalid(*(replace(flaw, at=flaw.at.removeprefix("/rows/0")) for flaw in error.flaws)) from None
    [answer] = record_receipt(request.ledger, rows)
    if isinstance(answer, CustodyError):
        raise answer
    return answer


def _shown(
    visitor: Visitor,
    manifest: UUID,
    *,
    episode: UUID | None = None,
    form: Written | None = None,
    problem: Problem | None = None,
    offered: ManifestId | None = None,
) -> Response:
    episode = episode or _uuid(form.value("episode") if form else None)
    try:
        handoff = manifest_of(visitor, manifest)
    except UnknownStream:
        handoff = None  # none of its children is theirs any more; this one can be at their door all the same
    row = next((row for row in handoff.rows if row.episode == episode), None) if handoff else None
    return visitor.show(
        "handoff/unlisted.html",
        status=problem.status if problem else 200,
        manifest=manifest,
        handoff=handoff,
        episode=episode,
        row=row,
        form=form,
        problem=problem,
        offered=offered,
        places=places_of(visitor),
        office=visitor.who.caller.actor.office,
        key=form.key if form and problem and problem.status == UNAVAILABLE else new_key(),
        now=visitor.now,
        position=handoff.position if handoff else None,
    )


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
