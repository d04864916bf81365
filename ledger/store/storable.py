"""Which types may be stored: those with one canonical form. Checked when the catalogue is compiled, by type hints.

Allowed: text, integers, booleans, UUIDs, instants, ASCII codes, tuples, frozen dataclasses, and each of these or None.
Refused: floats, dates, bytes, mappings, sets, lists, unions, classes that can change, and personal values that do not
stand at the top of an event.
"""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, NewType, TypeAlias, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from ledger.domain.errors import CustodyError
from ledger.domain.personal import Personal
from ledger.domain.values import Instant, PersonId

TypeForm: TypeAlias = Any
"""A type as hints write it (`tuple[PersonId, ...] | None`); Python 3.11 has no type for that."""

ATOMS: frozenset[TypeForm] = frozenset({str, int, bool, UUID, Instant, PersonId})


class NotStorable(CustodyError):
    """A type of the catalogue has no single canonical form, or nobody owns what it would seal."""

    code = "type_not_storable"


def bare(hint: TypeForm) -> TypeForm:
    """The type under marks, new names and `| None`. `PersonId` stays, because it decides whose data an event is."""
    if hint is PersonId:
        return hint
    if isinstance(hint, NewType):
        return bare(hint.__supertype__)
    if origin(hint) is Annotated:
        return bare(get_args(hint)[0])
    if origin(hint) in (Union, types.UnionType):
        members = [member for member in get_args(hint) if member is not type(None)]
        return bare(members[0]) if len(members) == 1 else hint
    return hint


def origin(hint: TypeForm) -> TypeForm:
    """The generic type that a hint applies, such as `tuple`; None for a plain class."""
    return get_origin(hint)


def item_types(hint: TypeForm) -> tuple[TypeForm, ...]:
    """The types of a tuple's items."""
    return tuple(item for item in get_args(hint) if item is not ...)


_FIELD_TYPES: dict[type[Any], Mapping[str, TypeForm]] = {}


def field_types(cls: type[Any]) -> Mapping[str, TypeForm]:
    """The declared type of each field of a dataclass, marks kept. Classes share parts, so it is asked many times."""
    if cls not in _FIELD_TYPES:
        hints = get_type_hints(cls, include_extras=True)
        _FIELD_TYPES[cls] = MappingProxyType({field.name: hints[field.name] for field in fields(cls)})
    return _FIELD_TYPES[cls]


def require_storable(hint: TypeForm, *, inside: tuple[type, ...] = ()) -> None:
    """Pass a type that has one canonical form.

    Raises:
        NotStorable: it has not; the message names the class and the type.
    """
    hint = bare(hint)
    if hint in ATOMS or _is_code(hint):
        return
    if origin(hint) is tuple:
        for item in item_types(hint):
            require_storable(item, inside=(*inside, tuple))
    elif origin(hint) is Personal and len(inside) == 1:
        require_storable(get_args(hint)[0], inside=(*inside, Personal))
    elif _is_frozen_class(hint) and hint not in inside:
        for name, part in field_types(hint).items():
            if not name.isascii():
                raise NotStorable(f"{hint.__name__}: a field name that is not ASCII")
            require_storable(part, inside=(*inside, hint))
    else:
        owner = inside[-1].__name__ if inside else "the catalogue"
        raise NotStorable(f"{owner}: {hint} has no single canonical form here")


@cache
def has_integers(hint: TypeForm) -> bool:
    """Whether an integer can occur in a storable type."""
    hint = bare(hint)
    if origin(hint) is tuple:
        return any(map(has_integers, item_types(hint)))
    if _is_frozen_class(hint):
        return any(map(has_integers, field_types(hint).values()))
    return hint is int


def _is_code(hint: TypeForm) -> bool:
    return isinstance(hint, type) and issubclass(hint, StrEnum) and all(member.value.isascii() for member in hint)


def _is_frozen_class(hint: TypeForm) -> bool:
    return isinstance(hint, type) and is_dataclass(hint) and bool(hint.__dataclass_params__.frozen)  # type: ignore[attr-defined]  # dataclasses hide it
