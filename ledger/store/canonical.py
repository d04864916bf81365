"""Canonical JSON: the one form in which the bytes of an event are stored, signed and hashed.

Owns the form: sorted ASCII keys, NFC text, instants with microseconds and offset, None written. Which types have one
is `storable.py`. Refuses, when a value is written, integers beyond 2^53, floats, NUL, lone surrogates, open personal
values, and whatever would not read back as the same value.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

import msgspec

from ledger.domain.errors import CustodyError
from ledger.domain.personal import Personal, SealedBlock
from ledger.domain.values import Instant
from ledger.store.storable import TypeForm, has_integers, require_storable

T = TypeVar("T")

MAX_INTEGER = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (RFC 8785, RFC 7493)."""

INSTANT_LENGTH = len("2019-05-01T03:12:00.000000-05:00")
"""Only an offset with seconds, which RFC 3339 does not know, makes an instant longer."""

# Found in bytes that may hold an escaped NUL or a long integer; the slow path then looks at the values themselves.
MAYBE_NUL = b"\\u0000"
MAYBE_LONG = re.compile(rb"[:,\[]-?\d{16}")


class NotCanonical(CustodyError):
    """A value, or bytes from outside, cannot be written in, or are not in, canonical form."""

    code = "not_canonical"


class Unreadable(CustodyError):
    """Bytes do not have the fields and types that their topic demands; `where` is a path, never a value."""

    code = "unreadable"

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(f"the stored bytes cannot be read at {where}")


class Form(Generic[T]):
    """The canonical form of one type: writes it, and reads it back with validation.

    Raises:
        NotStorable: the type has a part without a single form.
    """

    def __init__(self, hint: TypeForm) -> None:
        require_storable(hint)
        self._hint = hint
        self._has_integers = has_integers(hint)
        self._decoder = msgspec.json.Decoder(hint, dec_hook=_read)

    def encode(self, value: T) -> bytes:
        """The canonical bytes of `value`, its text normalised to NFC.

        Raises:
            NotCanonical: a part of it has no canonical form, or not the type that was declared.
        """
        try:
            data = _ENCODER.encode(value)
        except (TypeError, ValueError, NotImplementedError, OverflowError, RecursionError):
            # The cause may quote the value.
            raise NotCanonical("a part of the value has no canonical form") from None
        if self._is_plain(data):
            # Reading back costs a fifth of sealing and means: what is stored is what was said, and can be read.
            if self.decode(data) != value:
                raise NotCanonical("the value does not have the types that its class declares")
            return data
        refined = _ENCODER.encode(_refine(msgspec.to_builtins(value, enc_hook=_write)))
        self.decode(refined)
        return refined

    def decode(self, data: bytes) -> T:
        """Read bytes in this form; unknown fields are passed over, sealed values stay closed.

        Raises:
            Unreadable: a field is missing, or has another type or form.
            InvalidValue: the type itself refuses the value.
        """
        try:
            return cast("T", self._decoder.decode(data))
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as problem:
            raise Unreadable(_path(problem)) from None

    def decode_exact(self, data: bytes) -> T:
        """Read bytes from outside: they must be exactly what `encode` would have written.

        Raises:
            NotCanonical: they are not; an unknown, doubled, missing or misplaced key is enough.
            Unreadable, InvalidValue: as `decode`.
        """
        value: T = _completed(self.decode(data))
        if self.encode(value) != data:
            raise NotCanonical("the bytes are not in canonical form")
        return value

    def convert(self, parts: object, *, read: Callable[[type, Any], Any]) -> T:
        """Read JSON already parsed (by an upcast); `read` makes instants and personal values.

        Raises:
            Unreadable: as `decode`.
        """
        try:
            return cast("T", msgspec.convert(parts, self._hint, dec_hook=read))
        except (msgspec.MsgspecError, RecursionError) as problem:
            raise Unreadable(_path(problem)) from None

    def _is_plain(self, data: bytes) -> bool:
        if MAYBE_NUL in data or (self._has_integers and MAYBE_LONG.search(data)):
            return False
        # NFC is closed under taking substrings (UAX 15), so normal bytes have only normal strings.
        return data.isascii() or unicodedata.is_normalized("NFC", data.decode())


def read_instant(text: object) -> Instant:
    """Read an instant in its canonical text only.

    Raises:
        ValueError: any other text, though it may name the same instant.
    """
    if isinstance(text, str):
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            instant = Instant(at)
            if instant.text == text and len(text) == INSTANT_LENGTH:
                return instant
    raise ValueError("not an instant in canonical form")


def _write(value: object) -> object:
    if isinstance(value, Instant):
        if len(value.text) != INSTANT_LENGTH:
            raise TypeError("an offset with seconds")
        return value.text
    if isinstance(value, Personal) and value.block is not None:
        return value.block
    raise TypeError("no canonical form")


def _read(hint: type, value: Any) -> object:  # noqa: ANN401  # whatever JSON holds
    if hint is Instant:
        return read_instant(value)
    return Personal.closed(msgspec.convert(value, SealedBlock))


_ENCODER = msgspec.json.Encoder(order="sorted", enc_hook=_write)


def _refine(part: object) -> object:
    """Normalise every text of parsed JSON; refuse what has no canonical form."""
    if isinstance(part, str):
        if "\0" in part:
            raise NotCanonical("text holds NUL")
        return unicodedata.normalize("NFC", part)
    if isinstance(part, dict):
        return {key: _refine(value) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [_refine(item) for item in part]
    if isinstance(part, float) or (isinstance(part, int) and abs(part) > MAX_INTEGER):
        raise NotCanonical("a number is not an integer of at most 2^53 - 1")
    return part


def _completed(value: Any) -> Any:  # noqa: ANN401  # any part of an event
    """The value with each field set: msgspec leaves one that the bytes lack to its class, and would not write it."""
    if isinstance(value, tuple):
        return tuple(map(_completed, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _completed(getattr(value, field.name)) for field in fields(value)})
    return value


def _path(problem: Exception) -> str:
    # msgspec ends its messages with "- at `$.field`"; what stands before it can quote a value.
    return str(problem).rpartition(" - at `")[2].rstrip("`") if " - at `$" in str(problem) else "$"
