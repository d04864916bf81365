"""What is asked for, as hashes: the keys that find candidates, and what each hash of a candidate would mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from ledger.domain.birth_keys import BirthFacts
from ledger.domain.codes import NameRole, Sex
from ledger.domain.name_keys import Word, halves, joined
from projections.search.hashing import ANY_YEAR, NO_YEAR, Hasher

WORDS_MAX = 8
"""Words of a name that are looked for: each further one costs as many keys as there are before it."""
NEAR_YEARS = 1
"""How far a year may be off: ages are guessed, and the year of a date is mistyped."""


class How(StrEnum):
    """How a word agrees, the best first."""

    EXACT = "exact"
    NICKNAME = "nickname"
    SOUND = "sound"
    JOINED = "joined"
    """Two words here are one word there."""
    NOT_FOUND = "not_found"


class Born(StrEnum):
    """How the birth agrees, the best first."""

    DAY = "day"
    SWAPPED = "day_and_month_swapped"
    MONTH = "month"
    YEAR = "year_only"
    NEAR = "a_year_off"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What it means that a word of a record has a hash: the words asked for, at these places, are here."""

    words: tuple[int, ...]
    how: How
    cut: int | None = None
    """Of one half of a word asked for: where it was cut. The other half must be there too."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question in hashes."""

    words: tuple[Word, ...]
    sex: Sex
    dated: bool
    """Whether anything is asked of the birth."""
    keys: frozenset[int]
    meanings: dict[int, list[Meaning]]
    births: dict[int, Born]

    @property
    def facts(self) -> list[int]:
        """Every hash that means something."""
        return [*self.meanings, *self.births]


def ask_for(hasher: Hasher, words: Sequence[Word], birth: BirthFacts | None, sex: Sex) -> Asked:
    """A question about a name, a birth and a sex; all but one word may be unknown."""
    kept = tuple(words[:WORDS_MAX])
    born = birth if birth is not None and birth.years else None
    return Asked(
        words=kept,
        sex=sex,
        dated=born is not None,
        keys=frozenset(_keys(hasher, kept, born)),
        meanings=_meanings(hasher, kept),
        births=_births(hasher, born) if born is not None else {},
    )


def place_of(role: NameRole | str) -> str | None:
    """Whether a role is of a given name or a surname; None where nobody has said."""
    if role in {NameRole.GIVEN, NameRole.NICKNAME}:
        return "given"
    return "surname" if role in {NameRole.SURNAME, NameRole.FIRST_SURNAME, NameRole.SECOND_SURNAME} else None


def _keys(hasher: Hasher, words: Sequence[Word], birth: BirthFacts | None) -> set[int]:
    years = _years(birth)
    days = {birth.telling_day, birth.swapped} - {None} if birth is not None else set()
    found: set[int] = set()
    for one, other in _pairs(words):
        found |= {hasher.pair(one, other, year) for year in years}
    for word in words:
        for sound in word.sounds:
            found |= {hasher.alone(sound, year) for year in years}
            found |= {hasher.dated(sound, day) for day in days if day is not None}
    return found


def _years(birth: BirthFacts | None) -> list[str]:
    if birth is None:
        return [ANY_YEAR]
    near = {year + off for year in birth.years for off in range(-NEAR_YEARS, NEAR_YEARS + 1)}
    return [*map(str, sorted(near)), NO_YEAR]


def _pairs(words: Sequence[Word]) -> set[tuple[str, str]]:
    """Each two sounds that may be two words of a record: of two words, of two written as one, of one cut in two."""
    heard: list[tuple[frozenset[int], tuple[str, ...]]] = [
        (frozenset({place}), word.sounds) for place, word in enumerate(words)
    ]
    heard += [(frozenset({place, place + 1}), joined(one, other)) for place, (one, other) in enumerate(pairwise(words))]
    pairs = {
        (first, second)
        for number, (places, sounds) in enumerate(heard)
        for others, more in heard[number + 1 :]
        if not places & others
        for first in sounds
        for second in more
    }
    pairs |= {both for word in words for both in halves(word)}
    return {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}


def _meanings(hasher: Hasher, words: Sequence[Word]) -> dict[int, list[Meaning]]:
    found: dict[int, list[Meaning]] = {}

    def means(fact: int, places: tuple[int, ...], how: How, cut: int | None = None) -> None:
        found.setdefault(fact, []).append(Meaning(words=places, how=how, cut=cut))

    for place, word in enumerate(words):
        means(hasher.exact(word), (place,), How.EXACT)
        for name in word.stands_for:
            means(hasher.name(name), (place,), How.NICKNAME)
        for sound in word.sounds:
            means(hasher.sound(sound), (place,), How.SOUND)
        for cut, both in enumerate(halves(word)):
            for half in set(both):
                means(hasher.sound(half), (place,), How.JOINED, cut)
    for place, (one, other) in enumerate(pairwise(words)):
        for sound in joined(one, other):
            means(hasher.sound(sound), (place, place + 1), How.JOINED)
    return found


def _births(hasher: Hasher, birth: BirthFacts) -> dict[int, Born]:
    near = {year + off for year in birth.years for off in (-NEAR_YEARS, NEAR_YEARS)}
    found = {hasher.year(year): Born.NEAR for year in near} | {hasher.year(year): Born.YEAR for year in birth.years}
    if birth.day is not None and birth.telling_day is None:
        return found  # the first of January agrees by its year
    if birth.month is not None:
        found[hasher.month(birth.month)] = Born.MONTH
    if birth.swapped is not None:
        found[hasher.day(birth.swapped)] = Born.SWAPPED
    if birth.day is not None:
        found[hasher.day(birth.day)] = Born.DAY
    return found
