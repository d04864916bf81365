"""What a receiver ticked at the door, as the receipt that it makes.

A child has a number on the form that stays when the form is shown again. What was chosen once for the arrival (how
identity was checked, condition, packets) holds for each child of whom nothing else was said. A child of whom nothing
was answered is left out: it can be signed for later.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from api.requests.reading import FormInvalid
from api.web.forms import Written, written
from api.web.visiting import Visitor
from api.web.words import Words
from ledger.domain.codes import DiscrepancyKind, IdentityMethod, PacketItemKind
from ledger.domain.register import PLACES
from ledger.domain.values import PlaceCode

AS_LISTED, NOT_CHECKED = "listed", "unchecked"
"""Answers to what was found of the packets of this arrival."""

UNAVAILABLE = 503
"""It may not be known what was recorded: the form is sent again under its own key."""

OUTCOMES = ("received", "not_here", "refused")

NOTES: Mapping[str, str] = {"not_here": "absent", "refused": "told"}
"""The field of the note, where it stands with the answer."""

MISSING: Mapping[str, DiscrepancyKind] = {
    PacketItemKind.MEDICATION: DiscrepancyKind.MEDICINE_MISSING,
    PacketItemKind.PROPERTY: DiscrepancyKind.PROPERTY_MISSING,
}
"""What it is called when an item is not there; of any other it is papers."""

ROW = re.compile(r"^/rows/(\d+)")

Node = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A form as a receipt."""

    body: Node
    """Without the time at which it is read: what was written, so that a resend says the same."""
    numbers: tuple[int, ...]
    """The number on the form of each row of the body."""
    places: tuple[int, ...]
    """The place of each row of the body among all children of the form."""
    flaws: Mapping[str, str] = field(default_factory=dict)
    """What is still to be said, by the name of its field."""

    def of_form(self, error: FormInvalid) -> FormInvalid:
        """The error of the body as one of the form."""
        return FormInvalid(*(replace(flaw, at=ROW.sub(self._place, flaw.at)) for flaw in error.flaws))

    def _place(self, row: re.Match[str]) -> str:
        return f"/rows/{self.places[int(row[1])]}"


def rows_of(form: Written) -> Iterator[tuple[int, Node]]:
    """The children of a form by their number on it."""
    rows = form.body.get("rows")
    if not isinstance(rows, list):
        return
    numbers = {there: here for here, there in form.names.items()}
    for index, row in enumerate(rows):
        here = numbers.get(f"/rows/{index}", "").rpartition("/")[2]
        if here.isdecimal() and isinstance(row, dict):
            yield int(here), row


def places_of(visitor: Visitor) -> list[PlaceCode]:
    """Places at which the visitor's side can receive."""
    return [place.code for place in PLACES.values() if place.organisation == visitor.organisation]


def numbers_of(form: Written | None) -> dict[UUID, int]:
    """The number of each child of a form, by its episode."""
    return {} if form is None else {_uuid(row.get("episode")): number for number, row in rows_of(form)}


def changed(form: Written, given: Mapping[str, str]) -> Written:
    """The form with other texts in some fields, to be shown again."""
    return written((*(pair for pair in form.fields if pair[0] not in given), *given.items()))


def answered(form: Written, outcome: str) -> int:
    """How many children have that answer."""
    return sum(row.get("outcome") == outcome for _, row in rows_of(form))


def counts_differ(form: Written, tally: Mapping[str, int], *, children: int) -> bool:
    """Whether everybody is answered, and another number got out than are here or refused."""
    heads = form.body.get("head_count")
    return isinstance(heads, int) and sum(tally.values()) == children and heads != tally["received"] + tally["refused"]


def all_here(form: Written, numbers: Collection[int]) -> Written:
    """The form with those of the numbers here of whom nothing was answered."""
    open_ones = (number for number, row in rows_of(form) if number in numbers and "outcome" not in row)
    return changed(form, {f"/rows/{number}/outcome": "received" for number in open_ones})


def scanned(form: Written, number: int) -> Written:
    """The form with the child of that number here, known by the wristband unless another way was chosen."""
    method = f"/rows/{number}/identity_method"
    known = form.value(method) or IdentityMethod.WRISTBAND
    return changed(form, {f"/rows/{number}/outcome": "received", method: known, "scan": ""})


def receipt_of(form: Written, words: Words) -> Receipt:
    """The receipt that a form makes, with what it still lacks."""
    rows: list[Node] = []
    flaws: dict[str, str] = {}
    said = [(place, number, row) for place, (number, row) in enumerate(rows_of(form)) if "outcome" in row]
    for _, number, row in said:
        made = _row(form, row)
        rows.append(made)
        flaws |= dict(_flaws(words, number, row, made))
        if made["outcome"] == "received" and len(made["packet"]) < len(_items(row)) and not form.value("packets"):
            flaws["packets"] = words.say("Say whether what is listed of the packets is there.")
    if not rows:
        flaws["rows"] = words.say("Say of at least one child whether they are here.")
    arrival = {name: form.body[name] for name in ("claimed", "place", "head_count") if name in form.body}
    places, numbers = tuple(place for place, _, _ in said), tuple(number for _, number, _ in said)
    body = {"head_count": None} | arrival | {"rows": rows}
    return Receipt(body=body, numbers=numbers, places=places, flaws=flaws)


def _row(form: Written, row: Node) -> Node:
    """The row of the receipt: only what fits its outcome."""
    given: Node = {name: row[name] for name in ("outcome", "episode", "version", "offer") if name in row}
    note = row.get(NOTES.get(str(row["outcome"]), "note"))
    given |= {"note": note} if note is not None else {}
    if row["outcome"] == "refused":
        return given | {name: row[name] for name in ("reason",) if name in row}
    if row["outcome"] != "received":
        return given
    checks = (_check(item, form.value("packets")) for item in _items(row))
    checked = [check for check in checks if check is not None]
    missing = [_missing(check["kind"]) for check, complete in checked if not complete]
    named = {each["kind"] for each in missing}
    others = [{"kind": kind} for kind in _listed(row, "discrepancies") if kind not in named]
    chosen = {name: row.get(name) or form.value(name) for name in ("identity_method", "condition")}
    found = {"packet": [check for check, _ in checked], "discrepancies": [*missing, *others]}
    return given | {name: text for name, text in chosen.items() if text} | found


def _items(row: Node) -> list[Node]:
    """What the giver listed of the child's packet, with what was said of it."""
    return [item for item in _listed(row, "packet") if isinstance(item, dict) and "kind" in item]


def _listed(row: Node, name: str) -> list[Any]:
    part = row.get(name)
    return part if isinstance(part, list) else []


def _check(item: Node, packets: str | None) -> tuple[Node, bool] | None:
    """What was found of an item, and whether that is all of what was listed; None when it was not checked."""
    found = item.get("found", True if packets == AS_LISTED else None)
    if found is None:
        return None
    listed = item.get("listed", 1)
    count = item.get("count", listed) if found else 0
    complete = count >= listed if isinstance(count, int) and isinstance(listed, int) else bool(found)
    return {"kind": item["kind"], "found": found, "count": count}, complete and bool(found)


def _missing(kind: str) -> Node:
    return {"kind": str(MISSING.get(kind, DiscrepancyKind.PAPERS_MISSING)), "item": kind}


def _flaws(words: Words, number: int, row: Node, made: Node) -> Iterator[tuple[str, str]]:
    """What a child's row still lacks; of what was not chosen for the arrival either, it is said there."""
    match str(row["outcome"]):
        case "refused" if "reason" not in row:
            yield f"/rows/{number}/reason", words.say("Say why the child is refused.")
        case "not_here" if "note" not in made:
            yield f"/rows/{number}/absent", words.say("Say what is known of where the child is.")
        case "received":
            if "identity_method" not in made:
                yield "identity_method", words.say("Say how you made sure who the children are.")
            if "condition" not in made:
                yield "condition", words.say("Say how the children arrive.")
        case _:
            pass


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        return UUID(int=0)
