"""Reads a parsed body into a form, and says what is wrong with it by place and kind, never by value.

The library's messages quote values and unknown keys; only those parts of them are let through that name types,
limits and patterns of the form itself.
"""

import re
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from ledger.domain.errors import CustodyError

S = TypeVar("S", bound=msgspec.Struct)

DESCRIBED = "not of the form in the API's description"

_MISSING = re.compile(r"Object missing required field `([a-z0-9_]+)`")
_PATH = re.compile(r"(.*?) - at `\$(.*)`", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """One thing that is wrong with a request."""

    at: str
    """JSON pointer (RFC 6901) to the part of the body."""
    code: str
    """`missing_field`, `unknown_field`, `not_a_code`, `wrong_form` or `not_listed`."""
    detail: str
    """What is asked for there."""


class FormInvalid(CustodyError):
    """The body is JSON, but not what the command asks for."""

    code = "invalid_request"

    def __init__(self, *flaws: Flaw) -> None:
        self.flaws = flaws
        super().__init__("; ".join(f"{flaw.at or '/'} {flaw.code}" for flaw in flaws))


def read_form(form: type[S], body: object, *, at: str = "") -> S:
    """The body as the form has it; `at` is where in the request it stands.

    Raises:
        FormInvalid: a field is missing, unknown, or of another type or form.
    """
    try:
        return msgspec.convert(body, form)
    except msgspec.ValidationError as problem:
        raise FormInvalid(_flaw(str(problem), at)) from None


def _flaw(message: str, at: str) -> Flaw:
    located = _PATH.fullmatch(message)
    said, path = located.groups() if located else (message, "")
    where = at + _pointer(path)
    if missing := _MISSING.fullmatch(said):
        return Flaw(at=f"{where}/{missing[1]}", code="missing_field", detail="this field is required")
    if said.startswith("Object contains unknown field"):
        return Flaw(at=where, code="unknown_field", detail="a field here is not known to this command")
    if said.startswith("Invalid enum value"):
        return Flaw(at=where, code="not_a_code", detail="not a code of the list in the API's description")
    if said.startswith("Expected ") and "regex" not in said:
        return Flaw(at=where, code="wrong_form", detail=said[0].lower() + said[1:])
    return Flaw(at=where, code="wrong_form", detail=DESCRIBED)


def _pointer(path: str) -> str:
    """`.companions[0].relation` as `/companions/0/relation`."""
    return re.sub(r"\[(\d*|\.\.\.)\]", r"/\1", path).replace(".", "/").replace("/...", "/-")
