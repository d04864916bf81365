"""Cursors of lists: the place after which the next page begins, as opaque text that is checked when it comes back."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import msgspec

from ledger.domain.errors import InvalidValue


def to_cursor(place: Sequence[Any]) -> str:
    """A place in a list as text."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def from_cursor(text: str | None, form: Any) -> Any:  # noqa: ANN401  # a tuple type and its value
    """The place that a cursor names, or None.

    Raises:
        InvalidValue: it is not one that an answer gave.
    """
    if not text:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=form)
    except (msgspec.MsgspecError, binascii.Error, ValueError):
        raise InvalidValue("cursor", "the next_cursor of an answer to the same question") from None
