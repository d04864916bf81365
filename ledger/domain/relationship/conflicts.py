"""What cannot all be true of a family at once: shown side by side to a person, never set right by software."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from ledger.domain.codes import Kin, Lineage
from ledger.domain.relationship.state import Claim, Standing
from ledger.domain.values import EventId, PersonId

Born = Mapping[PersonId, tuple[date, date]]
"""The first and the last day on which somebody can have been born, as claimed."""

PARENT_AGE_MIN = 14
"""Years: a parent who was younger at the birth is a question (domain.md g.1)."""
NINE_MONTHS = timedelta(days=9 * 30)
_PARENTS = frozenset({Kin.MOTHER, Kin.FATHER, Kin.PARENT})
_OVER = frozenset({Standing.REFUTED, Standing.WITHDRAWN})


class ConflictKind(StrEnum):
    """What does not fit."""

    TWO_MOTHERS = "two_mothers"
    TWO_FATHERS = "two_fathers"
    PARENT_TOO_YOUNG = "parent_too_young"
    SIBLINGS_TOO_CLOSE = "siblings_too_close"
    TWO_ANSWERS = "two_answers"
    """Two standing claims say different things of the same two people."""


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Claims that cannot all be true."""

    kind: ConflictKind
    people: tuple[PersonId, ...]
    claims: tuple[EventId, ...]


def conflicts(claims: Iterable[Claim], born: Born) -> tuple[Conflict, ...]:
    """What does not fit among these claims; a date that is not known contradicts nothing."""
    stands = [claim for claim in claims if claim.standing not in _OVER]
    return (*_two_parents(stands), *_too_young(stands, born), *_too_close(stands, born), *_two_answers(stands))


def _two_parents(claims: Sequence[Claim]) -> Iterator[Conflict]:
    for kin, kind in ((Kin.MOTHER, ConflictKind.TWO_MOTHERS), (Kin.FATHER, ConflictKind.TWO_FATHERS)):
        for child in dict.fromkeys(claim.relative_of for claim in claims):
            said = [claim for claim in claims if claim.kin is kin and claim.relative_of == child]
            parents = tuple(dict.fromkeys(claim.relative for claim in said))
            if len(parents) > 1:
                yield Conflict(kind=kind, people=(child, *parents), claims=tuple(claim.said_in for claim in said))


def _too_young(claims: Sequence[Claim], born: Born) -> Iterator[Conflict]:
    for claim in claims:
        if claim.kin not in _PARENTS or claim.relative not in born or claim.relative_of not in born:
            continue
        parent_first, child_last = born[claim.relative][0], born[claim.relative_of][1]
        if _years(parent_first, child_last) < PARENT_AGE_MIN:
            yield Conflict(
                kind=ConflictKind.PARENT_TOO_YOUNG,
                people=(claim.relative, claim.relative_of),
                claims=(claim.said_in,),
            )


def _too_close(claims: Sequence[Claim], born: Born) -> Iterator[Conflict]:
    """Children of one mother: full siblings who are not said to be twins."""
    for claim in claims:
        one, other = claim.relative, claim.relative_of
        if claim.kin is not Kin.SIBLING or one not in born or other not in born:
            continue
        widest = max(abs(born[one][1] - born[other][0]), abs(born[other][1] - born[one][0]))
        if timedelta(days=1) < widest < NINE_MONTHS:
            yield Conflict(kind=ConflictKind.SIBLINGS_TOO_CLOSE, people=(one, other), claims=(claim.said_in,))


def _two_answers(claims: Sequence[Claim]) -> Iterator[Conflict]:
    for one, other in combinations(claims, 2):
        same_way = (one.relative, one.relative_of) == (other.relative, other.relative_of)
        if same_way and not _agree(one, other):
            yield Conflict(
                kind=ConflictKind.TWO_ANSWERS,
                people=(one.relative, one.relative_of),
                claims=(one.said_in, other.said_in),
            )


def _agree(one: Claim, other: Claim) -> bool:
    """Whether both can be true: one may only be less exact."""
    kins, lineages = {one.kin, other.kin}, {one.lineage, other.lineage}
    general = Kin.RELATIVE in kins or (Kin.PARENT in kins and kins <= _PARENTS)
    known = lineages - {Lineage.UNKNOWN, Lineage.NOT_APPLICABLE, Lineage.BOTH}
    return (len(kins) == 1 or general) and len(known) <= 1


def _years(earlier: date, later: date) -> int:
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))
