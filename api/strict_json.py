"""Reads JSON from outside, more strictly than the standard library does, before anything else looks at it.

Refuses what two readers could read differently or what could not be stored: doubled keys, NaN and Infinity, numbers
with a fraction or an exponent, integers past 2^53, deep nesting, NUL, lone surrogates, a byte order mark, bytes that
are not UTF-8. No message repeats any part of what was read.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn, cast

from ledger.domain.errors import CustodyError

DEPTH_MAX = 32
"""Deepest nesting of objects and arrays; the deepest command has 7."""
INTEGER_MAX = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (RFC 7493)."""
_INTEGER_DIGITS_MAX = len(str(INTEGER_MAX))

SURROGATE = re.compile("[\ud800-\udfff]")


class MalformedJson(CustodyError):
    """The body is not JSON that has exactly one reading."""

    code = "malformed_json"


class UnstorableText(CustodyError):
    """The body is JSON, but holds text that no record can hold: NUL or half of a surrogate pair."""

    code = "unstorable_text"


def parse(data: bytes) -> object:
    """The value that the bytes have, all of its numbers integers.

    Raises:
        MalformedJson: not JSON, or JSON with two readings.
        UnstorableText: a text holds NUL or a lone surrogate.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise MalformedJson("the body is not UTF-8") from None
    if text.startswith("\ufeff"):
        raise MalformedJson("the body begins with a byte order mark")
    try:
        value = _read(text)
    except RecursionError:
        raise MalformedJson(f"nested deeper than {DEPTH_MAX}") from None
    except json.JSONDecodeError:
        raise MalformedJson("the body is not JSON") from None
    for part in _texts(value):
        if "\0" in part or SURROGATE.search(part):
            raise UnstorableText("a text holds NUL or half of a surrogate pair")
    return value


def canonical(value: object) -> str:
    """One text for all spellings of a parsed value: sorted keys, no white space."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise MalformedJson("a key stands twice in one object")
    return result


def _integer(digits: str) -> int:
    # By length first: int() takes time that grows with the square of the length.
    if len(digits.lstrip("-")) > _INTEGER_DIGITS_MAX or abs(int(digits)) > INTEGER_MAX:
        raise MalformedJson("an integer is larger than 2^53 - 1")
    return int(digits)


def _no_fraction(_digits: str) -> NoReturn:
    raise MalformedJson("a number has a fraction or an exponent; all numbers here are integers")


def _no_constant(_name: str) -> NoReturn:
    raise MalformedJson("NaN and Infinity are not JSON")


def _read(text: str) -> object:
    return json.loads(
        text,
        object_pairs_hook=_object,
        parse_int=_integer,
        parse_float=_no_fraction,
        parse_constant=_no_constant,
    )


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, keys too.

    Raises:
        MalformedJson: the value is nested too deep.
    """
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        part, depth = waiting.pop()
        if isinstance(part, str):
            yield part
            continue
        if not isinstance(part, dict | list):
            continue
        if depth > DEPTH_MAX:
            raise MalformedJson(f"nested deeper than {DEPTH_MAX}")
        if isinstance(part, dict):
            keys = cast("dict[str, Any]", part)
            yield from keys
            waiting.extend((item, depth + 1) for item in keys.values())
        else:
            waiting.extend((item, depth + 1) for item in part)
