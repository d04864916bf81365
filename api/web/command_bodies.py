"""Between a form of `command_forms` and the body of a request: what was left empty, and an event as a form that stands.

An empty control says null, or an empty list, where the request must say something; what must be answered and is not is
told all at once.
"""

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from api.requests.forms import field_hints
from api.requests.reading import Flaw
from api.web.command_forms import asked_of, plain, suffix
from api.web.forms import Written
from ledger.domain.event import Event
from ledger.domain.person import IdentifierValue
from ledger.domain.personal import Personal
from ledger.domain.register import PLACES
from ledger.domain.values import ClaimedTime, Instant, PlaceCode
from ledger.store.storable import TypeForm, origin

LOCAL_FORM = "%Y-%m-%dT%H:%M"


def completed(cls: type[Event], body: dict[str, Any]) -> dict[str, Any]:
    """The body with what its form leaves out: nulls, empty lists, and whose the place is to which somebody goes."""
    found = {name: value for name, value in body.items() if name != "zone" or "zone" in field_hints(cls)}
    place = PLACES.get(PlaceCode(to)) if isinstance(to := found.get("to_place"), str) else None
    if place is not None and "to_organisation" in field_hints(cls):
        found["to_organisation"] = place.organisation
    for field, hint in asked_of(cls):
        _complete(found, field.name, hint, must=field.default is MISSING)
    return found


def _complete(body: dict[str, Any], name: str, hint: TypeForm, *, must: bool) -> None:
    inner, may_be_none = plain(hint)
    if _says_nothing(inner, body.get(name)):
        del body[name]
    value = body.get(name)
    if value is not None:
        body[name] = _within(inner, value)
    elif must and origin(inner) is tuple:
        body[name] = []
    elif must and may_be_none:
        body[name] = None


def _says_nothing(hint: TypeForm, value: object) -> bool:
    """Whether of several fields that belong together only those are filled in that stood there from the beginning."""
    if not _has_parts(hint) or not isinstance(value, dict):
        return False
    defaults = {field.name: field.default for field in fields(hint) if isinstance(field.default, StrEnum)}
    return all(part == defaults.get(name) for name, part in value.items())


def _within(hint: TypeForm, value: Any) -> Any:  # noqa: ANN401  # a part of a body
    if origin(hint) is tuple and isinstance(value, list):
        item = plain(get_args(hint)[0])[0]
        return [_within(item, each) for each in value]
    if _has_parts(hint) and isinstance(value, dict):
        parts = dict(value)
        for field in fields(hint):
            _complete(parts, field.name, field_hints(hint)[field.name], must=field.default is MISSING)
        return parts
    return value


def unanswered(cls: type[Event], body: dict[str, Any], at: str = "") -> Iterator[Flaw]:
    """Everything that must be answered and is not in a completed body; a report's time may be left to `now`."""
    for field, hint in asked_of(cls):
        if field.name == "claimed" and not at:
            continue
        yield from _missing(body, field.name, hint, at, must=field.default is MISSING)


def _missing(body: dict[str, Any], name: str, hint: TypeForm, at: str, *, must: bool) -> Iterator[Flaw]:
    inner, _ = plain(hint)
    value, here = body.get(name), f"{at}/{name}"
    if must and name not in body:
        yield Flaw(at=here, code="missing_field", detail="this field is required")
    rows = enumerate(value) if origin(inner) is tuple and isinstance(value, list) else ()
    for index, row in rows:
        yield from _missing_within(plain(get_args(inner)[0])[0], row, f"{here}/{index}")
    yield from _missing_within(inner, value, here)


def _missing_within(hint: TypeForm, value: object, at: str) -> Iterator[Flaw]:
    if _has_parts(hint) and isinstance(value, dict):
        for field in fields(hint):
            yield from _missing(value, field.name, field_hints(hint)[field.name], at, must=field.default is MISSING)


def _has_parts(hint: TypeForm) -> bool:
    return isinstance(hint, type) and is_dataclass(hint) and hint is not IdentifierValue


# --------------------------------------------------------------------------------------------- an event as it stands


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An event as the fields of its form."""

    fields: tuple[tuple[str, str], ...]
    times: dict[str, tuple[str, str]]
    """By the name of a control: the local time in it, and the instant word for word that it stands for."""
    without_zone: frozenset[str]
    """Of these, those whose claim names no zone."""
    sealed: bool
    """Whether a part of it cannot be opened, so that who corrects it cannot say it again."""

    def as_form(self) -> Written:
        """A form in which the event stands."""
        return Written(key="", fields=self.fields, body={})


def standing_form(event: Event, prefix: str, *, zone: str) -> Standing:
    """An opened event as fields below a pointer; times by the clock of a zone where it does not tell its own."""
    made = _Filling(zone=zone)
    made.fields.append((f"{prefix}/zone", zone))
    for field, hint in asked_of(type(event)):
        made.value(hint, getattr(event, field.name), f"{prefix}/{field.name}")
    return Standing(
        fields=tuple(made.fields), times=made.times, without_zone=frozenset(made.without_zone), sealed=made.sealed
    )


def with_times_kept(form: Written, stands: Standing) -> Written:
    """The form's body, each time that nobody changed as it stands, seconds and offset and all."""
    body: dict[str, Any] = form.body
    for name, (local, text) in stands.times.items():
        path = name.partition(":")[0].split("/")[1:]
        if form.value(name) == local:
            body = _put(body, path, text)
            body = _put(body, [*path[:-1], "zone"], None) if name in stands.without_zone else body
    return replace(form, body=body)


def _put(body: dict[str, Any], path: list[str], text: str | None) -> dict[str, Any]:
    first, *rest = path
    inner = body.get(first)
    return {**body, first: _put(inner if isinstance(inner, dict) else {}, rest, text) if rest else text}


class _Filling:
    """Collects the fields of an event."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self.fields: list[tuple[str, str]] = []
        self.times: dict[str, tuple[str, str]] = {}
        self.without_zone: set[str] = set()
        self.sealed = False

    def value(self, hint: TypeForm, value: Any, at: str) -> None:  # noqa: ANN401  # any field of an event
        inner, _ = plain(hint)
        if isinstance(value, Personal):
            self.sealed |= not value.is_open
            value = value.value if value.is_open else None
        if value is None:
            return
        name = at + suffix(inner)
        if isinstance(value, Instant):
            self._time(value, name, self.zone)
        elif isinstance(value, ClaimedTime):
            self._claimed(value, at)
        elif isinstance(value, tuple):
            self._tuple(inner, value, at)
        elif isinstance(value, IdentifierValue):
            self.fields.append((name, value.written))
        elif is_dataclass(value):
            for field in fields(value):
                self.value(field_hints(type(value))[field.name], getattr(value, field.name), f"{at}/{field.name}")
        else:
            self.fields.append((name, _plain_text(value)))

    def _tuple(self, hint: TypeForm, value: tuple[Any, ...], at: str) -> None:
        name = at + suffix(hint)
        if name.endswith(":words"):
            self.fields.append((name, " ".join(value)))
        elif name.endswith("/-"):
            self.fields.extend((name, _plain_text(each)) for each in value)
        else:
            for index, each in enumerate(value):
                self.value(get_args(hint)[0], each, f"{at}/{index}")

    def _claimed(self, claimed: ClaimedTime, at: str) -> None:
        zone = claimed.zone or self.zone
        self.fields += [
            (f"{at}/zone", zone),
            (f"{at}/basis", claimed.basis.value),
            (f"{at}/precision", claimed.precision.value),
        ]
        self._time(claimed.earliest, f"{at}/earliest:local", zone)
        if claimed.zone is None:
            self.without_zone.add(f"{at}/earliest:local")

    def _time(self, instant: Instant, name: str, zone: str) -> None:
        local = instant.at.astimezone(ZoneInfo(zone)).strftime(LOCAL_FORM)
        self.fields.append((name, local))
        self.times[name] = (local, instant.text)


def _plain_text(value: StrEnum | UUID | bool | int | str) -> str:  # noqa: FBT001  # a value of a field
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.value if isinstance(value, StrEnum) else str(value)
