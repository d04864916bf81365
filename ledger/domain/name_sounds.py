"""How a word of a name sounds to somebody who writes it down in Spanish, from Spanish, Mayan or English.

Equal sounds are worth a look, never a proof. Words in other scripts than Latin sound as they are written.
"""

import re

RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[tdc]?[sz]h", "s"),  # a Mayan or English sh, written x by others
        (r"t[sz]|ds", "s"),
        (r"ph", "f"),
        (r"^(?:hu|gu(?=[ao])|w)(?=[aeio])", "u"),
        (r"w", "u"),
        (r"qu(?=[ei])|q|ck", "k"),
        (r"g[uy](?=[ei])", "G"),
        (r"ch", "C"),
        (r"s?c(?=[eiy])|z", "s"),
        (r"c", "k"),
        (r"g(?=[eiy])", "j"),
        (r"ll(?=[aeiouy])|y", "i"),
        (r"(?<!^)h|^h", ""),
        (r"v", "b"),
        (r"m(?=[bp])", "n"),
        (r"^j", "i"),
        (r"(.)\1+", r"\1"),
    )
)
"""In this order, on a folded word: `G` and `C` are the hard g of `gue` and the ch, until they cannot be mistaken."""

LOST = re.compile("[?\ufffd]")
"""A letter that was lost on the way through another encoding."""
LIKELY_LOST = "naeiou"
"""Which letters are lost: the ñ and the accented vowels, folded."""


def sounds(word: str) -> tuple[str, ...]:
    """The sounds of a folded word, the usual one first; several where a letter can be read in several ways."""
    if LOST.search(word):
        return tuple(dict.fromkeys(_sound(LOST.sub(letter, word)) for letter in LIKELY_LOST))
    if not word.isascii():
        return (word,)
    if "x" in word:  # j in Ximénez and Roxas; sh in Xol and Ixcoy
        return tuple(dict.fromkeys(_sound(word.replace("x", letter)) for letter in "js"))
    return (_sound(word),)


def _sound(word: str) -> str:
    for pattern, sound in RULES:
        word = pattern.sub(sound, word)
    return word.replace("G", "g")
