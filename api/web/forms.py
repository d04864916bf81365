"""An HTML form as the body of a request: what the JSON API takes, typed into fields.

A field's name is the JSON pointer of its value in the body, with `:kind` behind it where it is not a text:

    /to_place            a text; left empty it is left out
    /rows/0/version:int  a whole number
    /present_now:yes     `yes`, `no`, or empty for null
    /languages:words     several texts with spaces or commas between
    /claimed/earliest:local  a date and time by the clock of the zone at `/claimed/zone`
    /items/-             a text that is added to a list: check boxes of one name

List places may have holes (a row that was taken out); what is told about a place is told by the name of the field.
What is not of its kind stays in the body as the text that it is, and is noted: it is told beside its field when the
form is acted on.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.requests.reading import Flaw

WHOLE = re.compile(r"[0-9]{1,9}")
LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
_YES = {"yes": True, "no": False}
_CODES = {"int": "whole_number", "local": "date_time"}
"""What is told of a text that is not of its kind."""

Node = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A form as it was sent."""

    key: str
    """The command key that the form carried from when it was shown."""
    fields: tuple[tuple[str, str], ...]
    """Every field as sent, to show the form again as it was."""
    body: dict[str, Any]
    """The body that it makes."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Pointer into the body by pointer in the names of the fields, where list places had holes."""
    flaws: tuple[Flaw, ...] = ()
    """Fields that are not of their kind, by their pointers into the body."""

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, text in self.fields:
            found.setdefault(name, []).append(text)
        return found

    def value(self, name: str) -> str | None:
        """What stands in a field of that whole name."""
        return next(iter(self.values(name)), None)

    def values(self, name: str) -> tuple[str, ...]:
        """What stands in the fields of that whole name."""
        return tuple(self._by_name.get(name, ()))

    def beside(self, flaws: Iterable[Flaw]) -> dict[str, Flaw]:
        """Each flaw by the pointer in the names of the fields that it belongs to."""
        back = {there: here for here, there in self.names.items()}
        found: dict[str, Flaw] = {}
        for flaw in flaws:
            found.setdefault(_moved(flaw.at, back), flaw)
        return found


def written(fields: Iterable[tuple[str, str]]) -> Written:
    """The form that these fields make."""
    given = tuple(fields)
    plain = dict(given)
    root: Node = {}
    amiss: dict[str, str] = {}
    for name, text in given:
        if name.startswith("/") and text.strip():
            pointer, _, kind = name.partition(":")
            line_feeds = text.strip().replace("\r\n", "\n")  # a browser sends a new line as two characters
            try:
                value = _value(pointer, kind, line_feeds, plain)
            except ValueError:
                amiss[pointer], value = kind, line_feeds
            _put(root, pointer.split("/")[1:], value)
    names: dict[str, str] = {}
    body = _closed_up(root, "", "", names)
    flaws = tuple(
        Flaw(at=_moved(pointer, names), code=_CODES.get(kind, "wrong_form"), detail="another form is asked for here")
        for pointer, kind in amiss.items()
    )
    body = body if isinstance(body, dict) else {}
    return Written(key=plain.get("key", ""), fields=given, body=body, names=names, flaws=flaws)


def _put(node: Node, path: list[str], value: object) -> None:
    for part in path[:-1]:
        node = node.setdefault(part, {})
    if path[-1] == "-":
        node[str(len(node))] = value
    else:
        node[path[-1]] = value


def _value(pointer: str, kind: str, text: str, fields: Mapping[str, str]) -> object:
    """What a text says; ValueError when it is not of the kind of its field."""
    match kind:
        case "":
            return text
        case "int" if WHOLE.fullmatch(text):
            return int(text)
        case "yes" if text in _YES:
            return _YES[text]
        case "words":
            return re.split(r"[\s,;]+", text)
        case "local" if LOCAL.fullmatch(text):
            return _instant(text, fields.get(pointer.rpartition("/")[0] + "/zone", "UTC"))
        case _:
            raise ValueError(kind)


def _instant(text: str, zone: str) -> str:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except ZoneInfoNotFoundError:
        raise ValueError(zone) from None


def _closed_up(node: object, here: str, there: str, names: dict[str, str]) -> object:
    """Nodes whose keys are all numbers as lists without holes."""
    if not isinstance(node, dict):
        return node
    if node and all(part.isdecimal() for part in node):
        rows = sorted(node.items(), key=lambda item: int(item[0]))
        for index, (part, _) in enumerate(rows):
            names[f"{here}/{part}"] = f"{there}/{index}"
        return [_closed_up(row, f"{here}/{part}", f"{there}/{index}", names) for index, (part, row) in enumerate(rows)]
    return {part: _closed_up(row, f"{here}/{part}", f"{there}/{part}", names) for part, row in node.items()}


def _moved(pointer: str, to: Mapping[str, str]) -> str:
    """A pointer with the longest part of it that is listed put in another place."""
    return next((to[part] + pointer[len(part) :] for part in _parents(pointer) if part in to), pointer)


def _parents(pointer: str) -> Iterable[str]:
    """The pointer and what it is within, longest first."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
