"""Many children at once: offer, acceptance, decline, recall, dispatch, redirect, arrival, admission, and the receipt.

All but the receipt are one command. A receipt is one command a child, under key and episode: sent again under the
same key with one row corrected, it answers for the other rows as before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, cast
from uuid import UUID

import msgspec
from msgspec import Meta

from api.commands import Asked, command_key
from api.requests.building import Given, event_from
from api.requests.forms import Form, Part, fields_asked, form_of, struct
from api.requests.reading import Flaw, FormInvalid, read_form
from api.requests.single import needs_version, person_of
from api.strict_json import canonical
from ledger.application import Command
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import care, handoff
from ledger.domain.errors import UnknownStream
from ledger.domain.event import Event, Recorded
from ledger.domain.proposal import Proposal

ROWS_MAX = 160
"""Most children of one manifest."""

MANIFESTS: Mapping[str, type[Event]] = {
    cls.COMMAND: cls
    for cls in (
        handoff.HandoffOffered,
        handoff.HandoffAccepted,
        handoff.HandoffDeclined,
        handoff.HandoffRecalled,
        handoff.Dispatched,
        handoff.Redirected,
        handoff.Arrived,
        care.Admitted,
    )
}
"""Commands that take a manifest as a whole."""
OUTCOMES: Mapping[str, type[Event]] = {
    "received": handoff.Received,
    "not_here": handoff.ReportedAbsent,
    "refused": handoff.RefusedAtDoor,
}
"""What a receipt can say of a child."""

OF_THE_CHILD = frozenset({"offer", "note"})
"""Fields of a manifest's command that each row has for itself."""
OF_THE_ARRIVAL = frozenset({"claimed", "place", "head_count", "on_behalf_of", "source", "correlation", "labels"})
"""Fields of a receipt that hold for all rows."""


@dataclass(frozen=True, kw_only=True)
class ReceiptRow:
    """One child of a receipt: the command that records it, or None when there is no such episode."""

    episode: UUID
    outcome: str
    command: Command | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row as it was read."""

    index: int
    episode: UUID
    version: int | None
    """The version that the sender saw."""
    outcome: str
    """Of a receipt's row; empty in a manifest."""
    own: dict[str, Any]
    """The fields that belong to this child alone."""

    @property
    def seen(self) -> dict[UUID, int]:
        """What the log must still be at."""
        return {} if self.version is None else {self.episode: self.version}


@cache
def manifest_form(command: str) -> Form:
    """The form of a manifest's command."""
    cls = MANIFESTS[command]
    parts = fields_asked(cls)
    row = struct(
        f"{cls.__name__}Row",
        [*_of_row(must_see=needs_version(cls)), *(part for part in parts if part[0] in OF_THE_CHILD)],
        about="One child of the manifest.",
    )
    shared = [part for part in parts if part[0] not in OF_THE_CHILD]
    return struct(
        f"{cls.__name__}Manifest", [*shared, _rows(row)], about=f"{cls.__doc__} For each child of a manifest."
    )


@cache
def receipt_form() -> Form:
    """The form of a receipt: what holds for the arrival, and a row for each child."""
    rows = tuple(
        struct(
            f"{cls.__name__}Row",
            [
                *_of_row(must_see=False),
                *(part for part in fields_asked(cls) if part[0] not in OF_THE_ARRIVAL),
            ],
            about=cls.__doc__,
            tag=outcome,
        )
        for outcome, cls in OUTCOMES.items()
    )
    arrival = [part for part in fields_asked(handoff.Received) if part[0] in OF_THE_ARRIVAL]
    return struct(
        "Receipt", [*arrival, _rows(reduce(or_, rows))], about="What the receiver found at an arrival, child by child."
    )


def whole_manifest(asked: Asked, command: str, body: object) -> Command:
    """The one command of a manifest.

    Raises:
        FormInvalid: the body is not what is asked for.
        UnknownStream: an episode of it does not exist.
    """
    cls, shared = MANIFESTS[command], msgspec.structs.asdict(read_form(manifest_form(command), body))
    rows = _each_once(shared.pop("rows"))
    loaded = asked.ledger.load([row.episode for row in rows])
    proposals: list[Proposal] = []
    for row in rows:
        person = person_of(loaded.get(row.episode, []))
        given = Given(event_id=asked.new_id(f"event/{row.episode}"), by=asked.by, subject=person)
        proposals.append(_proposal(cls, shared, row=row, given=given))
    expected = {episode: version for row in rows for episode, version in row.seen.items()}
    return asked.command(*proposals, expected=expected)


def receipt(asked: Asked, body: object, *, path: str, written: object = None) -> list[ReceiptRow]:
    """The commands of a receipt, one a child, each under its own key.

    The keys are of what the sender has written: of `written`, which has the same rows, where the body says more than
    that, such as the time at which it was read; else of the body.

    Raises:
        FormInvalid: the body is not what is asked for.
    """
    shared = msgspec.structs.asdict(read_form(receipt_form(), body))
    rows = _each_once(shared.pop("rows"))
    sent = cast("dict[str, Any]", body if written is None else written)
    arrival = canonical([path, {name: value for name, value in sent.items() if name != "rows"}])
    loaded = asked.ledger.load([row.episode for row in rows])
    result: list[ReceiptRow] = []
    for row in rows:
        said = arrival + canonical(sent["rows"][row.index])
        key = command_key(asked.ledger, asked.by, f"{asked.key.key}/{row.episode}", body=said)
        own = Asked(by=asked.by, key=key, ledger=asked.ledger)
        command = _child(own, shared, row=row, recorded=loaded.get(row.episode, []))
        result.append(ReceiptRow(episode=row.episode, outcome=row.outcome, command=command))
    return result


def _child(
    asked: Asked, shared: Mapping[str, Any], *, row: Row, recorded: Sequence[Recorded[AnyEvent]]
) -> Command | None:
    cls = OUTCOMES[row.outcome]
    try:
        given = Given(event_id=asked.new_id("event"), by=asked.by, subject=person_of(recorded))
    except UnknownStream:
        return None
    asked_for = {name for name, *_ in fields_asked(cls)}
    common = {name: value for name, value in shared.items() if name in asked_for}
    return asked.command(_proposal(cls, common, row=row, given=given), expected=row.seen)


def _of_row(*, must_see: bool) -> list[Part]:
    version = Annotated[int, Meta(ge=1, le=1_000_000, description="Version of the episode that the sender saw.")]
    return [("episode", UUID), ("version", version) if must_see else ("version", version | None, None)]


def _rows(row: Any) -> Part:  # noqa: ANN401  # a form, or several
    return "rows", Annotated[tuple[row, ...], Meta(min_length=1, max_length=ROWS_MAX)]


def _each_once(parts: tuple[msgspec.Struct, ...]) -> list[Row]:
    rows: dict[UUID, Row] = {}
    for index, part in enumerate(parts):
        own = msgspec.structs.asdict(part)
        episode, version = own.pop("episode"), own.pop("version")
        if episode in rows:
            raise FormInvalid(
                Flaw(at=f"/rows/{index}/episode", code="wrong_form", detail="an episode stands here once")
            )
        outcome = str(part.__struct_config__.tag or "")
        rows[episode] = Row(index=index, episode=episode, version=version, outcome=outcome, own=own)
    return list(rows.values())


def _proposal(cls: type[Event], shared: Mapping[str, Any], *, row: Row, given: Given) -> Proposal:
    form = form_of(cls)(**shared, **row.own)
    event = event_from(cls, form, given, apart=dict.fromkeys(row.own, f"/rows/{row.index}"))
    return Proposal(stream=row.episode, event=event)
