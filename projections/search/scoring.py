"""How well a candidate agrees with what was asked, and why. Pure. A person decides; nothing is merged by a score.

A name is judged by the worst of its words that are found, and by how many are not: a mean would hide another given
name behind two surnames that siblings share. The weights are this project's proposals: they order a short list for
somebody who looks at it, and are no probabilities.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ledger.domain.codes import Sex
from projections.search.asked import Asked, Born, How, Meaning, place_of

HOW: Mapping[How, float] = MappingProxyType(
    {How.EXACT: 1.0, How.NICKNAME: 0.95, How.SOUND: 0.9, How.JOINED: 0.9, How.NOT_FOUND: 0.0}
)
"""What is left of the score when this is how the worst word found agrees."""
NOT_FOUND_COSTS = 0.25
"""For each word asked for that the record does not have."""
NOT_ASKED_COSTS = 0.05
"""For each word of the record that was not asked for, up to two: a second surname is often not told."""
NOT_ASKED_MAX = 2
BORN: Mapping[Born, float] = MappingProxyType(
    {
        Born.DAY: 1.0,
        Born.SWAPPED: 0.95,
        Born.MONTH: 0.95,
        Born.YEAR: 0.9,
        Born.NEAR: 0.75,
        Born.DIFFERS: 0.4,
        Born.NOT_COMPARABLE: 0.85,
    }
)
OTHER_SEX = 0.8
"""A sex that differs: codes are mistyped and changed, so it hides nobody."""
RANK = {how: rank for rank, how in enumerate(How)}


@dataclass(frozen=True, kw_only=True)
class Found:
    """How one word asked for was found."""

    how: How
    elsewhere: bool = False
    """As a surname where a given name was asked for, or the other way round."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Why somebody is shown."""

    score: int
    """0 to 100, to order by."""
    words: tuple[Found, ...]
    not_asked: int
    """Words of the record that nothing asked for agrees with."""
    birth: Born
    sex_differs: bool


def agreement(
    asked: Asked, *, sex: str, roles: Sequence[str], places: Sequence[int], facts: Sequence[int]
) -> Agreement:
    """How a record agrees: `facts` are its hashes, those not asked for 0, `places` the word of each."""
    words, met = _aligned(asked, roles, places, facts)
    not_asked = len(roles) - met
    birth = _birth(asked, [fact for place, fact in zip(places, facts, strict=True) if place < 0])
    differs = {Sex.MALE, Sex.FEMALE} == {asked.sex, sex}
    score = _of_name(words, not_asked) * BORN[birth] * (OTHER_SEX if differs else 1.0)
    return Agreement(score=round(100 * score), words=words, not_asked=not_asked, birth=birth, sex_differs=differs)


def _of_name(words: Sequence[Found], not_asked: int) -> float:
    found = [HOW[word.how] for word in words if word.how is not How.NOT_FOUND]
    costs = NOT_FOUND_COSTS * (len(words) - len(found)) + NOT_ASKED_COSTS * min(not_asked, NOT_ASKED_MAX)
    return max(0.0, min(found, default=0.0) * (1 - costs))


def _birth(asked: Asked, facts: Sequence[int]) -> Born:
    if not facts or not asked.dated:
        return Born.NOT_COMPARABLE
    order = list(Born)
    return min((asked.births[fact] for fact in facts if fact in asked.births), key=order.index, default=Born.DIFFERS)


def _aligned(
    asked: Asked, roles: Sequence[str], places: Sequence[int], facts: Sequence[int]
) -> tuple[tuple[Found, ...], int]:
    """Each word asked for with the word of the record that agrees best, one with one; how many of those are met."""
    agreeing = [
        (meaning, place)
        for place, fact in zip(places, facts, strict=True)
        if place >= 0
        for meaning in asked.meanings.get(fact, ())
    ]
    whole = [(meaning, place) for meaning, place in agreeing if meaning.cut is None]
    found: dict[int, tuple[How, int]] = {}
    met: set[int] = set()
    for meaning, place in sorted(whole, key=lambda each: (RANK[each[0].how], each[0].words, each[1])):
        if place not in met and not found.keys() & set(meaning.words):
            found |= dict.fromkeys(meaning.words, (meaning.how, place))
            met.add(place)
    for word, both in _cut(agreeing):
        if word not in found and not met & both:
            found[word] = (How.JOINED, min(both))
            met |= both
    return tuple(_found(asked, index, found.get(index), roles) for index in range(len(asked.words))), len(met)


def _cut(agreeing: Sequence[tuple[Meaning, int]]) -> list[tuple[int, set[int]]]:
    """Words asked for whose two halves are two words of the record."""
    halves: dict[tuple[int, int], set[int]] = {}
    for meaning, place in agreeing:
        if meaning.cut is not None:
            halves.setdefault((meaning.words[0], meaning.cut), set()).add(place)
    return [(word, both) for (word, _), both in sorted(halves.items()) if len(both) > 1]


def _found(asked: Asked, index: int, at: tuple[How, int] | None, roles: Sequence[str]) -> Found:
    if at is None:
        return Found(how=How.NOT_FOUND)
    how, place = at
    wanted, is_there = place_of(asked.words[index].role), place_of(roles[place])
    return Found(how=how, elsewhere=wanted is not None and is_there is not None and wanted != is_there)
