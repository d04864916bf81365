"""Which children of the year belong to families, and which only look like it: chosen at the rates of `family_assumed`.

The plan of the children stands when this begins: their places, times and exits stay. What is changed of the chosen:
who came along, the number of the encounter, names of those who become siblings. Every child is chosen once at most.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from api.demo import family_assumed as assumed
from api.demo import family_makers as makers
from api.demo.ages import age_on
from api.demo.assumed import COMPANION_ALWAYS_UNDER_YEARS
from api.demo.bases import Basis, FigureBasis
from api.demo.draws import Draws
from api.demo.family_assumed import RATES, FamilyKind
from api.demo.family_plan import FamilyPlan
from api.demo.plan import ChildPlan, Origin
from api.demo.rounding import half_up
from ledger.domain.codes import Classification
from ledger.domain.relationship.kin import kin_of
from ledger.domain.values import PlaceCode

Chosen = tuple[ChildPlan, ...]
"""One child, or two who were met one after the other."""

_MAKERS: dict[FamilyKind, Callable[[FamilyKind, Chosen, Draws], makers.Made]] = {
    FamilyKind.PARTED: makers.parted,
    FamilyKind.PARTED_UNTOLD: makers.parted,
    FamilyKind.NO_PARENT: makers.parted,
    FamilyKind.TOGETHER: makers.together,
    FamilyKind.SMALL_ALONE: makers.small_alone,
    FamilyKind.SIBLINGS: makers.siblings,
    FamilyKind.UNRECORDED: makers.unrecorded,
    FamilyKind.STRANGERS: makers.strangers,
    FamilyKind.RELATIVE: makers.relative,
    FamilyKind.RELATIVE_PARTED: makers.relative,
    FamilyKind.MISCOUNTED: makers.miscounted,
    FamilyKind.DOUBTED: makers.doubted,
    FamilyKind.TWO_RECORDS: makers.two_records,
}


def join_families(
    children: Sequence[ChildPlan], draws: Callable[[str], Draws]
) -> tuple[tuple[ChildPlan, ...], tuple[FamilyPlan, ...]]:
    """The children with what families change of them, and the families in order of their beginning."""
    joined = {child.number: child for child in children}
    pools = _pools(children)
    taken: set[int] = set()
    families: list[FamilyPlan] = []
    for kind in RATES:
        chance = draws(f"families {kind}")
        free = [some for some in pools[kind] if taken.isdisjoint(child.number for child in some)]
        chance.shuffle(free)
        for some in _apart(free, wanted(kind, children)):
            changed, family = _MAKERS[kind](kind, some, chance)
            joined.update((child.number, child) for child in changed)
            taken.update(family.children)
            families.append(family)
    families.sort(key=lambda family: (family.begins_at, family.number))
    return tuple(joined.values()), tuple(families)


def wanted(kind: FamilyKind, children: Iterable[ChildPlan]) -> int:
    """How many of a kind the rate asks for: at least one."""
    met = sum(child.origin is not Origin.OPENING_CENSUS for child in children)
    return max(1, half_up(Fraction(RATES[kind].per_hundred) * met / 100))


def family_bases(families: Sequence[FamilyPlan]) -> tuple[FigureBasis, ...]:
    """What the figures of the families rest on, with how many there are of each kind."""
    return tuple(
        FigureBasis(
            what=rate.what,
            basis=Basis.ASSUMED,
            total=sum(family.kind is kind for family in families),
            because=f"{rate.per_hundred:g} to a hundred children met in the year: {rate.because}",
        )
        for kind, rate in RATES.items()
    )


def _apart(free: Iterable[Chosen], count: int) -> list[Chosen]:
    """The first of them, no child twice."""
    chosen: list[Chosen] = []
    seen: set[int] = set()
    for some in free:
        if len(chosen) == count:
            break
        numbers = {child.number for child in some}
        if seen.isdisjoint(numbers):
            chosen.append(some)
            seen |= numbers
    return chosen


def _pools(children: Iterable[ChildPlan]) -> dict[FamilyKind, list[Chosen]]:
    """Whoever fits, by kind."""
    pools: dict[FamilyKind, list[Chosen]] = {kind: [] for kind in FamilyKind}
    at_place: dict[PlaceCode, list[ChildPlan]] = defaultdict(list)
    for child in children:
        if child.referral is not None:
            at_place[child.place].append(child)
        for kind in _alone_fits(child):
            pools[kind].append((child,))
    for met in at_place.values():
        for first, second in pairwise(met):
            for kind in _pair_fits(first, second):
                pools[kind].append((first, second))
    return pools


def _alone_fits(child: ChildPlan) -> list[FamilyKind]:
    if child.separation_reason is not None:
        return [FamilyKind.PARTED, FamilyKind.PARTED_UNTOLD, FamilyKind.NO_PARENT]
    if child.classification is Classification.ACCOMPANIED_CHILD:
        return [FamilyKind.TOGETHER]
    if child.referral is None:
        return []
    kinds = [FamilyKind.TWO_RECORDS]
    if age_on(child.person.birth, child.encountered_at.date()) < COMPANION_ALWAYS_UNDER_YEARS:
        kinds.append(FamilyKind.SMALL_ALONE)
    if makers.grown_relative(child) is not None:
        kinds += [FamilyKind.RELATIVE, FamilyKind.RELATIVE_PARTED, FamilyKind.MISCOUNTED]
    if child.companions and kin_of(child.companions[0].relation) is not None:
        kinds.append(FamilyKind.DOUBTED)
    return kinds


def _pair_fits(first: ChildPlan, second: ChildPlan) -> list[FamilyKind]:
    """Both referred, met at one place one after the other, neither separated nor with a record corrected later."""
    if any(child.separation_reason or child.correction for child in (first, second)):
        return []
    apart = second.encountered_at - first.encountered_at
    kinds = []
    if apart <= timedelta(minutes=assumed.APART_MINUTES):
        kinds.append(FamilyKind.STRANGERS)
    years = abs((second.person.birth - first.person.birth).days) / 365.25
    if apart <= timedelta(hours=assumed.TOGETHER_HOURS) and 1 <= years <= assumed.YEARS_BETWEEN_SIBLINGS:
        kinds += [FamilyKind.SIBLINGS, FamilyKind.UNRECORDED]
    return kinds
