"""The keyed hashes that people are compared by: what is stored of a record, and what is asked for.

Eight bytes of the keyed hash of one word, pair of words, day, month or year. Without the key they say nothing, and two
kinds never meet. `INDEX` kinds find candidates; `FACT` kinds say of a candidate what agrees.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ledger.domain.birth_keys import BirthFacts
from ledger.domain.name_keys import Word

BlindIndex = Callable[[str, str], bytes]
"""`Keyring.blind_index`."""

SHORT_BYTES = 8
SOUNDS_MAX = 24
"""Sounds of one person that are paired; whoever has more is still found by the first ones."""
NO_YEAR, ANY_YEAR = "none", "any"
"""In the place of the year: where no birth is claimed; and always, for a question that tells no birth."""


@dataclass(frozen=True)
class Hasher:
    """Makes the hashes under one key."""

    blind_index: BlindIndex

    def _short(self, kind: str, *parts: str) -> int:
        digest = self.blind_index(f"search:{kind}", "\x1f".join(parts))
        return int.from_bytes(digest[:SHORT_BYTES], "big", signed=True)

    # ------------------------------------------------------------------------------------------------- to find by

    def pair(self, one: str, other: str, year: str) -> int:
        """Two sounds of one person, in any order, and a year of birth."""
        return self._short("pair", *sorted((one, other)), year)

    def alone(self, sound: str, year: str) -> int:
        """The sound of a person of whom no other word is known."""
        return self._short("alone", sound, year)

    def dated(self, sound: str, day: str) -> int:
        """A sound and a full birth date."""
        return self._short("dated", sound, day)

    # ---------------------------------------------------------------------------------------------- to compare by

    def exact(self, word: Word) -> int:
        """A word as it is written, folded."""
        return self._short("exact", word.folded)

    def name(self, name: str) -> int:
        """The name that a word stands for."""
        return self._short("name", name)

    def sound(self, sound: str) -> int:
        """How a word sounds."""
        return self._short("sound", sound)

    def day(self, day: str) -> int:
        """A full birth date."""
        return self._short("day", day)

    def month(self, month: str) -> int:
        """A month of birth."""
        return self._short("month", month)

    def year(self, year: int) -> int:
        """A year of birth."""
        return self._short("year", str(year))


def index_keys(hasher: Hasher, names: Sequence[Sequence[Word]], births: Sequence[BirthFacts]) -> Iterator[int]:
    """What a person is found by: each two words of all their names, with each year of birth that is claimed."""
    words = [word for name in names for word in name]
    claimed = [str(year) for year in sorted({year for birth in births for year in birth.years})] or [NO_YEAR]
    heard = _heard(words)
    pairs = list(_pairs(heard))
    alone = [sound for sounds in heard for sound in sounds] if not pairs else []
    for year in (*claimed, ANY_YEAR):
        yield from (hasher.pair(one, other, year) for one, other in pairs)
        yield from (hasher.alone(sound, year) for sound in alone)
    for day in sorted({birth.telling_day for birth in births if birth.telling_day is not None}):
        yield from (hasher.dated(sound, day) for sounds in heard for sound in sounds)


def word_facts(hasher: Hasher, word: Word) -> Iterator[int]:
    """What a word of a record is compared by."""
    yield hasher.exact(word)
    yield from map(hasher.name, word.stands_for)
    yield from map(hasher.sound, word.sounds)


def birth_hashes(hasher: Hasher, birth: BirthFacts) -> Iterator[int]:
    """What a birth claim of a record is compared by."""
    if birth.day is not None:
        yield hasher.day(birth.day)
    if birth.month is not None:
        yield hasher.month(birth.month)
    yield from map(hasher.year, birth.years)


def _heard(words: Iterable[Word]) -> list[tuple[str, ...]]:
    """The sounds of each different word, up to a number of sounds."""
    different = dict.fromkeys(word.sounds for word in words)
    kept: list[tuple[str, ...]] = []
    for sounds in different:
        if sum(map(len, kept)) + len(sounds) > SOUNDS_MAX:
            break
        kept.append(sounds)
    return kept


def _pairs(heard: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    different = {
        tuple(sorted((one, other)))
        for first, second in combinations(heard, 2)
        for one in first
        for other in second
        if one != other
    }
    yield from sorted(different)  # type: ignore[misc]  # of two
