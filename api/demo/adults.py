"""What happens to an adult who came with a child: met, booked in, handed on, released or removed."""

from dataclasses import replace
from datetime import datetime, timedelta

from api.demo import family_assumed as assumed
from api.demo.ages import years_after
from api.demo.draws import Draws, hours
from api.demo.family_assumed import FamilyKind
from api.demo.family_plan import AdultExit, AdultPlan, LegPlan
from api.demo.family_times import LAST_SECONDS, in_year, later
from api.demo.months import moment, seconds_of
from api.demo.places import near
from api.demo.plan import ChildPlan, CompanionPlan
from ledger.domain import codes
from ledger.domain.register import ICE, PLACES, PlaceKind
from ledger.domain.values import PartialDate, PlaceCode

STEPS = ((4, 30), (1, 5), (1, 4), (2, 8))
"""Hours from the classification to the offer, and on to acceptance, departure and receipt."""
PARENTS = frozenset({FamilyKind.PARTED, FamilyKind.PARTED_UNTOLD, FamilyKind.NO_PARENT, FamilyKind.TOGETHER})


def grown_up(child: ChildPlan, index: int, draws: Draws) -> CompanionPlan:
    """The companion with a birth date of an adult."""
    companion = child.companions[index]
    least, most = assumed.YEARS_OLDER[companion.relation]
    older = years_after(child.person.birth, -draws.randint(least, most)) - timedelta(days=draws.randrange(365))
    birth = min(older, years_after(child.encountered_at.date(), -assumed.YOUNGEST_ADULT))
    return replace(companion, birth=PartialDate(text=birth.isoformat()))


def plan_adult(kind: FamilyKind, child: ChildPlan, index: int, met_at: datetime, draws: Draws) -> AdultPlan:
    """The adult's custody, beginning with the child's own."""
    if child.booked_in_at is None or child.classified_at is None:
        raise AssertionError("a child who is met with an adult is booked in and classified")
    legs: tuple[LegPlan, ...] = ()
    if kind is FamilyKind.TOGETHER:
        leaving = _with_child(child)
    elif kind not in PARENTS and draws.random() < assumed.STAYS_WITH_DHS:
        leaving = _released(child.classified_at, child.place, draws)
    else:
        legs = _handed_on(child, draws)
        leaving = _left(legs[-1].received_at if legs else child.classified_at, child, legs, draws)
    family = kind is FamilyKind.TOGETHER
    return AdultPlan(
        index=index,
        relation=child.companions[index].relation,
        met_at=met_at,
        booked_in_at=child.booked_in_at,
        classified_at=child.classified_at,
        classification=codes.Classification.FAMILY_UNIT_MEMBER if family else codes.Classification.ADULT,
        legs=legs,
        exit=leaving,
    )


def _with_child(child: ChildPlan) -> AdultExit | None:
    if child.exit is None:
        return None
    return AdultExit(kind=codes.ExitKind.RELEASED, at=child.exit.at, with_child=None, reviewed_at=None)


def _released(classified: datetime, place: PlaceCode, draws: Draws) -> AdultExit | None:
    at = in_year(classified, hours(draws, 6, 48), place)
    return None if at is None else AdultExit(kind=codes.ExitKind.RELEASED, at=at, with_child=None, reviewed_at=None)


def _handed_on(child: ChildPlan, draws: Draws) -> tuple[LegPlan, ...]:
    """To ICE, or to the U.S. Marshals; nowhere for who is with ICE already, or when the year is over by then."""
    place = PLACES[child.place]
    if place.organisation == ICE or child.classified_at is None:
        return ()
    offices = (
        near(PlaceKind.MARSHALS_DISTRICT, place.zone) if child.separation_reason in assumed.TO_THE_MARSHALS else ()
    )
    to = draws.choice(offices or near(PlaceKind.ICE_OFFICE, place.zone))
    at = seconds_of(child.classified_at)
    told = []
    for shortest, longest in STEPS:
        at += hours(draws, shortest, longest)
        told.append(at)
    if at > LAST_SECONDS:
        return ()
    offered, accepted, dispatched = (moment(each, place.zone) for each in told[:-1])
    received = moment(at, PLACES[to].zone)
    leg = LegPlan(to=to, offered_at=offered, accepted_at=accepted, dispatched_at=dispatched, received_at=received)
    return (leg,)


def _left(since: datetime, child: ChildPlan, legs: tuple[LegPlan, ...], draws: Draws) -> AdultExit | None:
    """How custody ends with ICE, where it ends within the year."""
    place = legs[-1].to if legs else child.place
    kind = assumed.LEFT.draw(draws)
    at = later(since, draws, *assumed.DAYS_IN_CUSTODY, place)
    reviewed = draws.random() < assumed.REMOVAL_REVIEWED
    if kind is None or at is None or PLACES[place].organisation != ICE:
        return None
    removed = kind is codes.ExitKind.REMOVED
    return AdultExit(
        kind=kind,
        at=at,
        with_child=False if removed else None,
        reviewed_at=later(at, draws, 1, 5, place) if removed and reviewed else None,
    )
