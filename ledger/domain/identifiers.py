"""Identifiers as people write them: a normalised form for comparison, the written text kept, doubts named.

Nothing is refused for its form: what cannot be normalised is kept as written with the doubt `NOT_RECOGNISED`.
"""

import re
import unicodedata
from dataclasses import dataclass

from ledger.domain.codes import IdentifierScheme

LETTER_FOR_DIGIT = str.maketrans({"O": "0", "I": "1", "L": "1"})
A_NUMBER_DIGITS = 9
BETWEEN = re.compile(r"[\s\-./\u2010-\u2015\u2212]")
"""What people put between the digits: spaces, stops, slashes and every kind of dash."""
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Characters without width that come along when a number is copied."""
NOT_RECOGNISED = "not_recognised"
"""The doubt about a text that has no normalised form: it says nothing of who has the same one."""
PLACEHOLDER = "placeholder"
"""The doubt about one digit repeated throughout, which people type to fill a field: nobody has that number."""
NOBODYS = frozenset({NOT_RECOGNISED, PLACEHOLDER})
"""Doubts about texts that identify nobody, however many people they are on."""


@dataclass(frozen=True, kw_only=True)
class ReadIdentifier:
    """How an identifier was read."""

    normalised: str
    written: str
    doubts: tuple[str, ...]


def read_identifier(scheme: IdentifierScheme, written: str) -> ReadIdentifier:
    """Read an identifier of any scheme.

    A-numbers: `A` and nine digits; 7 and 8 digits are padded with zeros after the `A`; a leading zero too many is
    dropped; the letters O, I and L among the digits are read as digits and named as a doubt. In every scheme a
    placeholder is named as one, and a word without a digit is no identifier.
    """
    if scheme is IdentifierScheme.A_NUMBER:
        return _a_number(written)
    text = _bare(written)
    doubts = (PLACEHOLDER,) if _is_placeholder(text) else () if any(map(str.isdigit, text)) else (NOT_RECOGNISED,)
    return ReadIdentifier(normalised=text, written=written, doubts=doubts)


def _bare(written: str) -> str:
    """In capitals, in the plain form of each character, without what stands between."""
    return BETWEEN.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKC", written))).upper()


def _a_number(written: str) -> ReadIdentifier:
    text = re.sub(r"[#()]", "", _bare(written))
    body = text.removeprefix("A")
    doubts: list[str] = []
    digits = body.translate(LETTER_FOR_DIGIT)
    if digits != body:
        doubts.append("letter_for_digit")
    if len(digits) == A_NUMBER_DIGITS + 1 and digits.startswith("0"):
        digits = digits[1:]
        doubts.append("ten_digits")
    if not digits.isascii() or not digits.isdigit() or not A_NUMBER_DIGITS - 2 <= len(digits) <= A_NUMBER_DIGITS:
        return ReadIdentifier(normalised=text, written=written, doubts=(NOT_RECOGNISED,))
    if _is_placeholder(digits):
        doubts.append(PLACEHOLDER)
    return ReadIdentifier(normalised=f"A{digits.zfill(A_NUMBER_DIGITS)}", written=written, doubts=tuple(doubts))


def _is_placeholder(text: str) -> bool:
    return text.isdigit() and len(text) > 1 and len(set(text)) == 1
