"""The request form of each event class, derived from its type hints: the proposed event is the command.

A form has the event's own fields without what the server fills in (ids, who signs, whose record it is), personal
values in the open, instants as text, and refuses unknown fields at every depth. There is no second list to keep.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import GenericAlias, NoneType, UnionType
from typing import Annotated, Any, NewType, TypeAlias, Union, cast, get_args
from uuid import UUID, uuid5

import msgspec
from msgspec import Meta

from api.requests.descriptions import descriptions
from api.requests.subjects import subject_names
from api.requests.texts import BY_TYPE, OPEN, SEALED
from ledger.domain.errors import CustodyError
from ledger.domain.event import Correction, Event
from ledger.domain.person import IdentifierAssigned, IdentifierValue
from ledger.domain.personal import Personal
from ledger.domain.values import Instant
from ledger.store.storable import TypeForm, field_types, origin

ITEMS_MAX = 200
"""Most items of one list in a command."""
COUNT_MAX = 100_000
"""Largest number: every integer of an event counts people, pages, pieces or years."""
_EXAMPLES = UUID("6d1c1f0e-0a52-4f0c-9a35-5a1f6f3f8f11")

Form: TypeAlias = type[msgspec.Struct]


class NoForm(CustodyError):
    """A text field of an event class has no form in `texts.py`."""

    code = "no_request_form"


def filled_in(cls: type) -> frozenset[str]:
    """Names of the fields that the server fills in: they are not asked for."""
    server = {"event_id", "by", *subject_names(cls)}
    return frozenset(server | ({"doubts"} if issubclass(cls, IdentifierAssigned) else set()))


def field_hints(cls: type) -> Mapping[str, TypeForm]:
    """The declared type of each field of a dataclass, marks kept."""
    return _field_hints(cls)


@cache
def _field_hints(cls: TypeForm) -> Mapping[str, TypeForm]:
    return field_types(cls)


def form_of(cls: type[Event]) -> Form:
    """The request form of an event class.

    Raises:
        NoForm: a text field without a form.
    """
    return _form_of(cast("TypeForm", cls))  # mypy takes no dataclass for the Hashable that functools.cache wants


@cache
def _form_of(cls: TypeForm) -> Form:
    return struct(f"{cls.__name__}Request", fields_asked(cls), about=cls.__doc__)


Part: TypeAlias = tuple[str, Any] | tuple[str, Any, Any]
"""A field of a form: its name, its type, and its default if it has one."""


def fields_asked(cls: TypeForm) -> list[Part]:
    """The fields of an event class that a request gives."""
    hints, without = field_hints(cls), filled_in(cls)
    return [_field(cls, field, hints[field.name]) for field in fields(cls) if field.name not in without]


def struct(name: str, parts: list[Part], *, about: str | None, tag: str | None = None) -> Form:
    """A form of these fields; with a `tag` it is one of several that are told apart by their `outcome`."""
    return msgspec.defstruct(
        name,
        parts,
        kw_only=True,
        frozen=True,
        forbid_unknown_fields=True,
        namespace={"__doc__": about},
        module=__name__,
        tag_field="outcome" if tag else None,
        tag=tag,
    )


def parts_of(hint: TypeForm) -> tuple[TypeForm, bool]:
    """A hint without marks and without `| None`, and whether it had it."""
    if origin(hint) is Annotated:
        return parts_of(get_args(hint)[0])
    if origin(hint) in (Union, UnionType):
        [member] = [member for member in get_args(hint) if member is not NoneType]
        return parts_of(member)[0], True
    return hint, False


@cache
def _nested(cls: TypeForm) -> Form:
    """The form of a dataclass that stands in an event."""
    hints = field_hints(cls)
    return struct(cls.__name__, [_field(cls, field, hints[field.name]) for field in fields(cls)], about=cls.__doc__)


def _field(cls: type, field: "Field[Any]", hint: TypeForm) -> Part:
    if issubclass(cls, Correction) and field.name == "replacement":
        return field.name, dict[str, Any]
    inner, may_be_none = parts_of(hint)
    kind = asked(inner, f"{cls.__name__}.{field.name}")
    if may_be_none:
        kind |= None
    if field.name in descriptions(cls):
        kind = Annotated[kind, Meta(description=descriptions(cls)[field.name])]
    return (field.name, kind) if field.default is MISSING else (field.name, kind, field.default)


def asked(hint: TypeForm, where: str) -> TypeForm:
    """The type in which a request gives a value of `hint`, a hint without marks; `where` is its class and field."""
    if origin(hint) is Personal:
        return asked(get_args(hint)[0], where)
    if origin(hint) is tuple:
        return Annotated[GenericAlias(tuple, (asked(get_args(hint)[0], where), ...)), Meta(max_length=ITEMS_MAX)]
    if hint is int:
        return Annotated[int, Meta(ge=0, le=COUNT_MAX, examples=[1])]
    if hint is str or hint is IdentifierValue:
        return _text(where)
    if hint is Instant or (isinstance(hint, NewType) and hint.__supertype__ is str):
        form = BY_TYPE[hint.__name__]
        return Annotated[str, Meta(pattern=form.pattern, examples=[form.example])]
    if hint is UUID or isinstance(hint, NewType):
        return Annotated[UUID, Meta(examples=[str(uuid5(_EXAMPLES, where))])]
    return _nested(hint) if is_dataclass(hint) and isinstance(hint, type) else hint


def _text(where: str) -> TypeForm:
    if where in OPEN:
        return Annotated[str, Meta(pattern=OPEN[where].pattern, examples=[OPEN[where].example])]
    form = SEALED.get(where) or SEALED.get(where.partition(".")[2])
    if form is None:
        raise NoForm(f"{where}: a text without a form")
    return Annotated[str, Meta(min_length=1, max_length=form.length_max, pattern=form.pattern, examples=[form.example])]
