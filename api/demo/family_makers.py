"""What befalls each kind of family, from the children who were chosen for it. All draws are of the families' own."""

from dataclasses import replace
from datetime import datetime

from api.demo import family_assumed as assumed
from api.demo.adults import grown_up, plan_adult
from api.demo.draws import Draws, hours
from api.demo.family_assumed import FamilyKind
from api.demo.family_plan import (
    AdultPlan,
    AlonePlan,
    ClaimPlan,
    FamilyPlan,
    SecondRecord,
    SeparationPlan,
    TiePlan,
)
from api.demo.family_times import begun, in_year, later, whole_way
from api.demo.kin import of_one_family, sibling
from api.demo.plan import ChildPlan, EventPlan
from ledger.domain import codes

Made = tuple[tuple[ChildPlan, ...], FamilyPlan]
"""The children as the family changes them, and the family."""
DAY_HOURS = 24
ENDS = {
    codes.ExitKind.SPONSOR: codes.SeparationEnd.RELEASED_TO_OTHER_FAMILY,
    codes.ExitKind.PARENT_REUNIFIED: codes.SeparationEnd.REUNITED_OUT_OF_CUSTODY,
}


def grown_relative(child: ChildPlan) -> int | None:
    """Which companion is an aunt, uncle or grandparent who is there."""
    found = (
        index
        for index, companion in enumerate(child.companions)
        if companion.relation in assumed.GROWN_RELATIONS and companion.present_now
    )
    return next(found, None)


def parted(kind: FamilyKind, some: tuple[ChildPlan, ...], draws: Draws) -> Made:
    """A parent came along and is parted from the child; of some it is found that they are no parent."""
    [child] = some
    if kind is FamilyKind.NO_PARENT:
        child = replace(child, separation_reason=codes.SeparationReason.UNVERIFIED_RELATIONSHIP)
    child, family = _with_adult(kind, child, 0, codes.GroupKind.FAMILY_UNIT, draws)
    [adult] = family.adults
    reason = child.separation_reason or codes.SeparationReason.OTHER
    separation = _separation(child, family, adult, reason, draws, decided=kind is not FamilyKind.PARTED_UNTOLD)
    refuted = later(adult.classified_at, draws, 1, 10, child.place) if kind is FamilyKind.NO_PARENT else None
    claim = None
    if refuted is not None:
        claim = ClaimPlan(companion=0, disputed_at=None, reason=None, verified_at=None, refuted_at=refuted)
    return (child,), replace(family, separation=separation, claim=claim)


def together(kind: FamilyKind, some: tuple[ChildPlan, ...], draws: Draws) -> Made:
    """A parent came along; both are released together."""
    child, family = _with_adult(kind, some[0], 0, codes.GroupKind.FAMILY_UNIT, draws)
    return (child,), family


def relative(kind: FamilyKind, some: tuple[ChildPlan, ...], draws: Draws) -> Made:
    """An aunt, uncle or grandparent came along; that the child was separated from them is only reported."""
    index = grown_relative(some[0]) or 0
    child, family = _with_adult(kind, some[0], index, codes.GroupKind.TRAVELLING_GROUP, draws)
    if kind is FamilyKind.RELATIVE_PARTED:
        reason = codes.SeparationReason.OTHER_ADULT
        family = replace(family, separation=_separation(child, family, family.adults[0], reason, draws, decided=False))
    return (child,), family


def miscounted(kind: FamilyKind, some: tuple[ChildPlan, ...], draws: Draws) -> Made:
    """The relative was counted and is on no list: nobody has recorded an encounter with them."""
    del draws
    [child] = some
    child = replace(child, event=_event(child, subjects=2, children=1))
    return (child,), FamilyPlan(kind=kind, children=(child.number,), begins_at=begun(child))


def small_alone(kind: FamilyKind, some: tuple[ChildPlan, ...], draws: Draws) -> Made:
    """Nobody is on record who came along; why is explained of some."""
    [child] = some
    answer = draws.choice((codes.CompanionsAnswer.NONE, codes.CompanionsAnswer.NOT_ASKED))
    child = replace(child, companions_answer=answer, companions=())
    alone = None
    if draws.random() < assumed.ALONE_EXPLAINED and child.classified_at is not None:
        at = later(child.classified_at, draws, 0.1, 1, child.place)
        alone = None if at is None else AlonePlan(at=at, reason=assumed.ALONE.draw(draws))
    return (child,), FamilyPlan(kind=kind, children=(child.number,), begins_at=begun(child), alone=alone)


def siblings(kind: FamilyKind, some: tuple[ChildPlan, ...], draws: Draws) -> Made:
    """The second one names the first; ORR verifies some when both are in care."""
    first, second = _of_one_event(some)
    second = of_one_family(first, second, draws)
    named = (*second.companions, sibling(first))
    second = replace(second, companions_answer=codes.CompanionsAnswer.NAMED, companions=named)
    verified = _in_care(some, draws, assumed.VERIFIED_SIBLINGS)
    claim = ClaimPlan(companion=len(named) - 1, disputed_at=None, reason=None, verified_at=verified, refuted_at=None)
    family = FamilyPlan(
        kind=kind,
        children=(first.number, second.number),
        begins_at=begun(second),
        group=codes.GroupKind.SIBLINGS,
        formed_at=whole_way(second, draws)[1],
        claim=claim,
    )
    return (first, second), family


def unrecorded(kind: FamilyKind, some: tuple[ChildPlan, ...], draws: Draws) -> Made:
    """Siblings by their surnames, and nobody has written it down; ORR finds some."""
    first, second = _of_one_event(some)
    second = of_one_family(first, second, draws)
    tie = _tie(some, draws, assumed.UNRECORDED_JUDGED, codes.TieAnswer.RELATED)
    numbers = (first.number, second.number)
    return (first, second), FamilyPlan(kind=kind, children=numbers, begins_at=begun(second), tie=tie)


def strangers(kind: FamilyKind, some: tuple[ChildPlan, ...], draws: Draws) -> Made:
    """Met in one event by chance; ORR finds of some that they are not related."""
    first, second = _of_one_event(some)
    tie = _tie(some, draws, assumed.STRANGERS_JUDGED, codes.TieAnswer.NOT_RELATED)
    numbers = (first.number, second.number)
    return (first, second), FamilyPlan(kind=kind, children=numbers, begins_at=begun(second), tie=tie)


def doubted(kind: FamilyKind, some: tuple[ChildPlan, ...], draws: Draws) -> Made:
    """The claim about the first companion is doubted in care, and some are refuted."""
    [child] = some
    at = _care_days(some, draws, 1, 20)
    refuted = later(at, draws, 1, 5, child.place) if draws.random() < assumed.REFUTED else None
    claim = ClaimPlan(
        companion=0,
        disputed_at=at,
        reason=assumed.DOUBTS.draw(draws),
        verified_at=None,
        refuted_at=refuted,
    )
    return (child,), FamilyPlan(kind=kind, children=(child.number,), begins_at=begun(child), claim=claim)


def two_records(kind: FamilyKind, some: tuple[ChildPlan, ...], draws: Draws) -> Made:
    """The care provider types the child in again; two officials find out, or have not yet."""
    [child] = some
    made = _care_days(some, draws, 0.05, 0.1)
    proposed = later(made, draws, 0.5, 3, child.place) or made
    chance = draws.random()
    answered = None
    if chance < assumed.RECORDS_LINKED + assumed.RECORDS_OF_RELATIVES:
        answered = later(proposed, draws, 0.2, 5, child.place)
    second = SecondRecord(
        made_at=made, proposed_at=proposed, answered_at=answered, linked=chance < assumed.RECORDS_LINKED
    )
    return (child,), FamilyPlan(kind=kind, children=(child.number,), begins_at=begun(child), second=second)


def _with_adult(
    kind: FamilyKind, child: ChildPlan, index: int, group: codes.GroupKind, draws: Draws
) -> tuple[ChildPlan, FamilyPlan]:
    """The companion becomes an adult in custody, met in the same event; the two are a group."""
    companion = grown_up(child, index, draws)
    companions = (*child.companions[:index], companion, *child.companions[index + 1 :])
    child = replace(child, companions=companions, event=_event(child, subjects=2, children=1))
    met_at, formed_at = whole_way(child, draws)
    family = FamilyPlan(
        kind=kind,
        children=(child.number,),
        begins_at=begun(child),
        group=group,
        formed_at=formed_at,
        adults=(plan_adult(kind, child, index, met_at, draws),),
    )
    return child, family


def _separation(
    child: ChildPlan,
    family: FamilyPlan,
    adult: AdultPlan,
    reason: codes.SeparationReason,
    draws: Draws,
    *,
    decided: bool,
) -> SeparationPlan:
    """Decided just before the child is held to be unaccompanied, or told by the child to ORR days later."""
    formed, classified = family.formed_at or family.begins_at, adult.classified_at
    said = (formed + (classified - formed) * 2 / 3).replace(microsecond=0)
    if not decided and child.referral is not None:
        said = in_year(child.referral.acknowledged_at, hours(draws, 2, 40), child.place) or said
    added = later(said, draws, 2, 14, child.place) if draws.random() < assumed.SUPPLEMENTED else None
    looked = later(said, draws, assumed.REVIEWED_AFTER_DAYS, assumed.REVIEWED_AFTER_DAYS + 1, child.place)
    still = child.exit is None or (looked is not None and looked < child.exit.at)
    how = ENDS.get(child.exit.kind) if child.exit else None
    ended = None
    if child.exit is not None and how is not None and draws.random() < assumed.ENDED_AT_THE_EXIT:
        ended = in_year(child.exit.said_at, hours(draws, 1, 3), child.received_place or child.place)
    return SeparationPlan(
        said_at=said,
        decided=decided,
        reason=reason,
        adult_next=adult.legs[0].to if adult.legs else child.place,
        supplemented_at=None if decided else added,
        reviewed_at=looked if still else None,
        ended_at=ended,
        how=how if ended else None,
    )


def _tie(some: tuple[ChildPlan, ...], draws: Draws, chance: float, answer: codes.TieAnswer) -> TiePlan | None:
    at = _in_care(some, draws, chance)
    return None if at is None else TiePlan(at=at, answer=answer)


def _in_care(some: tuple[ChildPlan, ...], draws: Draws, chance: float) -> datetime | None:
    """A moment when all of them have come into care, for some."""
    return _care_days(some, draws, 1, 15) if draws.random() < chance else None


def _care_days(some: tuple[ChildPlan, ...], draws: Draws, shortest: float, longest: float) -> datetime:
    """Some days after the last of them came into care, or right then where the year is over by that."""
    last = max(some, key=_received)
    return later(_received(last), draws, shortest, longest, last.received_place or last.place) or _received(last)


def _received(child: ChildPlan) -> datetime:
    if child.received_at is None:
        raise AssertionError("whoever is referred is received")
    return child.received_at


def _of_one_event(some: tuple[ChildPlan, ...]) -> tuple[ChildPlan, ChildPlan]:
    first, second = some
    event = _event(first, subjects=2, children=2)
    return replace(first, event=event), replace(second, event=event)


def _event(child: ChildPlan, *, subjects: int, children: int) -> EventPlan:
    """A number as an agency might give it: place, year, month and, here, the number of the child."""
    office = child.place.rpartition("-")[2]
    number = f"{office}{child.encountered_at:%y%m}{child.number:06}"
    return EventPlan(number=number, subjects=subjects, children=children)
