"""Arrays in PostgreSQL's binary form, for statements that are prepared once.

psycopg chooses the type of a list by its elements, so a list of None, of small or of large numbers each makes a
statement of its own that is prepared again. These leave the type to the cast in the statement, and cost half the time.
"""

from collections.abc import Sequence
from struct import Struct, pack
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

_BYTEA, _INT4, _TEXT, _UUID = 17, 23, 25, 2950
_EMPTY = Struct("!iiI").pack  # dimensions, has nulls, type of the elements
_HEADER = Struct("!iiIii").pack  # the same, length, lower bound
_LENGTH = Struct("!i").pack
_NULL = _LENGTH(-1)


class Array(bytes):
    """A value that is already in PostgreSQL's form."""

    __slots__ = ()


class _ArrayDumper(Dumper):
    format = Format.BINARY
    oid = 0  # unknown: the server takes it from the cast

    def dump(self, obj: Array) -> Array:
        return obj


psycopg.adapters.register_dumper(Array, _ArrayDumper)


def texts(values: Sequence[str | None]) -> Array:
    """A text[].

    Raises:
        ValueError: a text holds a lone surrogate, or NUL, which PostgreSQL does not take.
    """
    if any(value and "\0" in value for value in values):
        raise ValueError("text with NUL")
    return _array(_TEXT, [None if value is None else value.encode() for value in values])


def blobs(values: Sequence[bytes | None]) -> Array:
    """A bytea[]."""
    return _array(_BYTEA, values)


def uuids(values: Sequence[UUID | None]) -> Array:
    """A uuid[]."""
    return _array(_UUID, [None if value is None else value.bytes for value in values])


def integers(values: Sequence[int]) -> Array:
    """An int4[].

    Raises:
        struct.error: a number needs more than 32 bits.
    """
    if not values:
        return Array(_EMPTY(0, 0, _INT4))
    elements = pack(f"!{2 * len(values)}i", *(part for value in values for part in (4, value)))
    return Array(_HEADER(1, 0, _INT4, len(values), 1) + elements)


def _array(element_type: int, values: Sequence[bytes | None]) -> Array:
    if not values:
        return Array(_EMPTY(0, 0, element_type))
    parts = [_HEADER(1, None in values, element_type, len(values), 1)]
    for value in values:
        parts.append(_NULL if value is None else _LENGTH(len(value)))
        parts.append(value or b"")
    return Array(b"".join(parts))
