"""Keyed hashes by which surnames and A-numbers are compared, without the name and the number."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ledger.domain.codes import NameRole
from ledger.domain.name_keys import Word

BlindIndex = Callable[[str, str], bytes]
"""`Keyring.blind_index`."""

SHORT_BYTES = 8
STRETCH = 9
"""Numbers up to so far apart share one of two stretches, each twice as long."""
OWN, BEFORE, NEAR = range(3)
"""Sides of a number's key: itself, the one before it, a stretch that it lies in on a day."""
PLACES = {
    NameRole.FIRST_SURNAME: "first",
    NameRole.SECOND_SURNAME: "second",
    NameRole.SURNAME: "unsaid",
    NameRole.UNKNOWN: "unsaid",
}
"""Which surname a word is, by what it is said to be. Nothing is derived from the order."""


@dataclass(frozen=True)
class Hasher:
    """Makes the hashes under one key."""

    blind_index: BlindIndex

    def surnames(self, word: Word) -> Iterator[tuple[str, int]]:
        """The place and the hash of each sound of a word that is or may be a surname."""
        place = PLACES.get(word.role)
        if place is not None:
            yield from ((place, self._short("surname", sound)) for sound in word.sounds)

    def number(self, number: int, day: str | None) -> Iterator[tuple[int, int]]:
        """The side and the hash of each key of a number; `day` is when it was assigned, if that is known."""
        yield OWN, self._short("number", str(number))
        yield BEFORE, self._short("number", str(number - 1))
        if day is not None:
            stretch = number // STRETCH
            yield from ((NEAR, self._short("stretch", f"{each} {day}")) for each in (stretch - 1, stretch))

    def _short(self, kind: str, text: str) -> int:
        digest = self.blind_index(f"ties:{kind}", text)
        return int.from_bytes(digest[:SHORT_BYTES], "big", signed=True)
