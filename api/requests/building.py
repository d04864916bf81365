"""Turns a form that has been read into the event that it proposes.

Owns what a form's types cannot say: codes of places and organisations are in the register, dates exist, identifiers
are normalised with their doubts kept. Refuses with the place in the body, never the value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from types import MappingProxyType
from typing import Any, NewType, cast, get_args
from uuid import UUID
from zoneinfo import available_timezones

import msgspec

from api.requests.forms import field_hints, filled_in, parts_of
from api.requests.reading import DESCRIBED, Flaw, FormInvalid
from api.requests.subjects import Subject, subject_fields
from api.requests.texts import BY_TYPE, OPEN
from ledger.domain.catalog import AnyEvent
from ledger.domain.codes import IdentifierScheme
from ledger.domain.errors import InvalidValue
from ledger.domain.event import Actor, Event
from ledger.domain.identifiers import read_identifier
from ledger.domain.person import IdentifierAssigned, IdentifierValue
from ledger.domain.personal import Personal
from ledger.domain.register import ORGANISATIONS, PLACES
from ledger.domain.values import EventId, Instant, OrganisationCode, PlaceCode
from ledger.store.storable import TypeForm, origin

ZONES = frozenset(available_timezones())
_REGISTERS: Mapping[TypeForm, tuple[Mapping[Any, object], str]] = {
    PlaceCode: (PLACES, "a code of the register of places"),
    OrganisationCode: (ORGANISATIONS, "a code of the register of organisations"),
}


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the server adds to a form: the event's id, who signs, and whose record it is."""

    event_id: UUID
    by: Actor
    subject: Subject


def event_from(
    cls: type[Event],
    form: msgspec.Struct,
    given: Given,
    *,
    at: str = "",
    apart: Mapping[str, str] = MappingProxyType({}),
    **more: object,
) -> AnyEvent:
    """The event that a form of `cls` proposes.

    The form stands in the request at the pointer `at`, the fields of `apart` at others; `more` are fields that the
    form leaves to the server.

    Raises:
        FormInvalid: a code is not in its register, a date does not exist.
    """
    parts = field_hints(cls)
    filled = filled_in(cls) | more.keys()
    values: dict[str, Any] = {
        name: _value(hint, form, cls=cls, name=name, at=apart.get(name, at))
        for name, hint in parts.items()
        if name not in filled
    }
    if issubclass(cls, IdentifierAssigned):
        values |= identifier_fields(form.scheme, form.identifier)  # type: ignore[attr-defined]  # its own form
    values |= subject_fields(cls, given.subject)
    event = cls(event_id=EventId(given.event_id), by=given.by, **values | more)
    return cast("AnyEvent", event)


def identifier_fields(scheme: IdentifierScheme, written: str) -> dict[str, Any]:
    """The fields of an assigned identifier: normalised and as written, its doubts named."""
    read = read_identifier(scheme, written)
    value = IdentifierValue(normalised=read.normalised, written=read.written)
    return {"scheme": scheme, "identifier": Personal.of(value), "doubts": read.doubts}


def _value(hint: TypeForm, holder: msgspec.Struct, *, cls: type, name: str, at: str) -> object:
    value = getattr(holder, name)
    return (
        None
        if value is None
        else value_from(parts_of(hint)[0], value, where=f"{cls.__name__}.{name}", at=f"{at}/{name}")
    )


def value_from(hint: TypeForm, value: Any, *, where: str, at: str) -> object:  # noqa: ANN401  # any part of a form
    """The domain's value of a part of a form. `hint` has no marks; `where` is its class and field.

    Raises:
        FormInvalid: it has none.
    """
    if origin(hint) is Personal:
        return Personal.of(value_from(get_args(hint)[0], value, where=where, at=at))
    if origin(hint) is tuple:
        inner, _ = parts_of(get_args(hint)[0])
        return tuple(value_from(inner, item, where=where, at=f"{at}/{index}") for index, item in enumerate(value))
    form = OPEN.get(where) or BY_TYPE.get(getattr(hint, "__name__", ""))
    if form is not None and not re.fullmatch(form.pattern.rstrip("$"), value):  # `$` lets a line feed follow
        raise FormInvalid(Flaw(at=at, code="wrong_form", detail=DESCRIBED))
    if where == "ClaimedTime.zone" and value not in ZONES:
        raise FormInvalid(Flaw(at=at, code="not_listed", detail="an IANA time zone, such as America/Chicago"))
    try:
        return _single(hint, value, at=at)
    except InvalidValue as problem:
        raise FormInvalid(Flaw(at=at, code="wrong_form", detail=problem.allowed)) from None


def _single(hint: TypeForm, value: Any, *, at: str) -> object:  # noqa: ANN401  # any part of a form
    if hint is Instant:
        return Instant.parse(value)
    if isinstance(hint, NewType):
        register, detail = _REGISTERS.get(hint, ({value: None}, ""))
        if value not in register:
            raise FormInvalid(Flaw(at=at, code="not_listed", detail=detail))
        return value
    if is_dataclass(hint) and isinstance(hint, type) and isinstance(value, msgspec.Struct):
        return hint(
            **{name: _value(part, value, cls=hint, name=name, at=at) for name, part in field_hints(hint).items()}
        )
    return value
