"""Whose data an event holds: the people it names, found by type hints compiled once per class.

A person id is told from other ids by its type (`PersonId`), never by its value.
"""

from collections.abc import Callable
from dataclasses import is_dataclass
from typing import Any, cast, get_args
from uuid import UUID

from ledger.domain.personal import Personal
from ledger.domain.values import PersonId
from ledger.store.storable import NotStorable, TypeForm, bare, field_types, item_types, origin

Collect = Callable[[Any, set[UUID]], None]
"""Adds the person ids in a value (never None) to the set."""


def people_in(cls: type) -> Callable[[object], frozenset[UUID]]:
    """Compile the function that finds every person id in an instance of `cls`.

    Raises:
        NotStorable: a person id would be sealed inside a personal value, where nobody could find it.
    """
    collect = _collector(cls)

    def people(event: object) -> frozenset[UUID]:
        found: set[UUID] = set()
        if collect is not None:
            collect(event, found)
        return frozenset(found)

    return people


def _collector(hint: TypeForm) -> Collect | None:
    """The collector of one type, or None when no person id can occur in it."""
    hint = bare(hint)
    if hint is PersonId:
        return _add
    if origin(hint) is Personal:
        if _collector(get_args(hint)[0]) is not None:
            raise NotStorable("a person id inside a personal value")
        return None
    if origin(hint) is tuple:
        return _of_items(hint)
    return _of_fields(hint) if is_dataclass(hint) else None


def _add(value: UUID, found: set[UUID]) -> None:
    found.add(value)


def _of_items(hint: TypeForm) -> Collect | None:
    if ... in get_args(hint):
        return _of_each(_collector(item_types(hint)[0]))
    collectors = list(enumerate(map(_collector, item_types(hint))))
    return _of_parts(collectors, lambda value, place: value[place])


def _of_each(collect: Collect | None) -> Collect | None:
    if collect is None:
        return None

    def collect_each(value: tuple[object, ...], found: set[UUID]) -> None:
        for item in value:
            if item is not None:
                collect(item, found)

    return collect_each


def _of_fields(hint: TypeForm) -> Collect | None:
    collectors = [(name, _collector(part)) for name, part in field_types(hint).items()]
    return _of_parts(collectors, getattr)


def _of_parts(collectors: list[tuple[Any, Collect | None]], part_of: Callable[[Any, Any], Any]) -> Collect | None:
    needed = cast("list[tuple[Any, Collect]]", [pair for pair in collectors if pair[1] is not None])
    if not needed:
        return None

    def collect_parts(value: object, found: set[UUID]) -> None:
        for key, collect in needed:
            part = part_of(value, key)
            if part is not None:
                collect(part, found)

    return collect_parts
