"""Words of a name as they are compared: folded, as a nickname's name, and by sound. Pure; for search, not for show.

Nothing is derived from the order or from the place of a word, and no word is ever taken for a "last name".
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.domain.codes import NameRole
from ledger.domain.name_sounds import LOST, sounds
from ledger.domain.name_words import NO_NAME, PARTICLES, STANDS_FOR
from ledger.domain.person import NamePart

APOSTROPHES = re.compile("['`\u00b4\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032\uff07]")
"""The glottal stop of Mayan names, and what keyboards put in its place. It stands within a word."""
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i"})
"""Letters that are not a letter and an accent."""
ALWAYS_PARTICLES = frozenset({"de", "del", "la", "las", "los", "y"})
"""Particles also where each was given as a part of its own."""
HALF_LETTERS_MIN = 3
"""Letters of the shorter half of a word that may be two glued together."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word of a name."""

    part: int
    """Place of the part that it stands in, from 0."""
    role: NameRole
    folded: str
    stands_for: tuple[str, ...]
    """The names that it is short for; itself when it is no nickname."""
    sounds: tuple[str, ...]
    """Sounds of all of these, and of the word with its particles glued to it."""


def fold(text: str) -> str:
    """Letters without accents or case, whichever way they were composed or garbled; other scripts keep theirs."""
    text = APOSTROPHES.sub("", INVISIBLE.sub("", _repaired(text)))
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in apart if not unicodedata.combining(each)).translate(PLAIN)


def words(parts: Sequence[NamePart]) -> tuple[Word, ...]:
    """The words of a name, in the order given; none when it holds only titles and placeholders."""
    split = [_split(part.text) if part.role is not NameRole.SUFFIX else () for part in parts]
    made: list[Word] = []
    particles = ""
    for index, part in enumerate(parts):
        dropped = part.role is NameRole.PARTICLE or ALWAYS_PARTICLES.issuperset(split[index])
        alone = dropped and any(split[index + 1 :])
        for place, text in enumerate(split[index]):
            if alone or (text in PARTICLES and place + 1 < len(split[index])):
                particles += text
                continue
            made.append(_word(index, part.role, text, particles))
            particles = ""
    return tuple(made)


def joined(first: Word, second: Word) -> tuple[str, ...]:
    """The sounds of two words written as one."""
    return sounds(first.folded + second.folded)


def halves(word: Word) -> Iterator[tuple[str, str]]:
    """The sounds of the two words that one may be, glued together: every place where it can be cut."""
    text = word.folded
    for cut in range(HALF_LETTERS_MIN, len(text) - HALF_LETTERS_MIN + 1):
        yield sounds(text[:cut])[0], sounds(text[cut:])[0]


def _repaired(text: str) -> str:
    """UTF-8 that was read as Windows-1252 is read again as what it was; any other text stays."""
    try:
        return text if text.isascii() else text.encode("cp1252").decode()
    except ValueError:
        return text


def _split(text: str) -> tuple[str, ...]:
    """The folded words of a part: anything but letters, digits, marks and lost letters is a boundary."""
    kept = "".join(each if _of_word(each) else " " for each in fold(text))
    return tuple(word for word in kept.split() if word not in NO_NAME and LOST.sub("", word))


def _of_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M") or bool(LOST.match(letter))


def _word(part: int, role: NameRole, text: str, particles: str) -> Word:
    names = STANDS_FOR.get(text, (text,))
    glued = [particles + text] if particles else []
    heard = (sound for each in (*names, text, *glued) for sound in sounds(each))
    return Word(part=part, role=role, folded=text, stands_for=names, sounds=tuple(dict.fromkeys(heard)))
