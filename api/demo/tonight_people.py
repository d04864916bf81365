"""Who the children of the open evening are, and how far the day took each of them: invented like those of the year."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import IntEnum

from api.demo import assumed
from api.demo.ages import years_after
from api.demo.drafts import Draft
from api.demo.draws import Draws, Weighted
from api.demo.entering import settle_birth
from api.demo.kin import of_one_family, sibling
from api.demo.months import YEAR, seconds_of
from api.demo.names import invent_relative, write_a_number
from api.demo.people import invent_companions, invent_person, needs_of
from api.demo.plan import (
    ChildPlan,
    CompanionPlan,
    CorrectionKind,
    CorrectionPlan,
    DeclinedPlacement,
    Origin,
    ReferralPlan,
)
from api.demo.tonight_hours import LATER
from ledger.domain import codes
from ledger.domain.register import PLACES, PlaceKind
from ledger.domain.values import PartialDate, PlaceCode


class Reached(IntEnum):
    """The last step told of a child; its value is the minutes since the encounter."""

    BOOKED_IN = 25
    DETERMINED = 60
    REFERRED = 90
    ACKNOWLEDGED = 150
    ASKED = 175
    DECLINED = 195
    PLACED = 215


_BANDS = Weighted([("6-12", 0.2), ("13-14", 0.2), ("15-16", 0.35), ("17", 0.25)])
_TODDLER_YEARS = 2


def meet(number: int, place: PlaceCode, met: datetime, draws: Draws) -> ChildPlan:
    """A child as the office that met them knows them, with nothing of what comes after the encounter."""
    draft = Draft(
        origin=Origin.BORDER_PATROL if PLACES[place].kind is PlaceKind.SECTOR else Origin.OTHER_AGENCY,
        place=place,
        zone=PLACES[place].zone,
        encountered=seconds_of(met),
        month=len(YEAR),
        number=number,
        sex=draws.choice(("male", "female")),
        band=_BANDS.draw(draws),
    )
    settle_birth(draft, draws, on=met.date())
    person = invent_person(draft, draws)
    answer, companions, separation = invent_companions(draft, person, draws)
    return ChildPlan(
        number=number,
        person=person,
        origin=draft.origin,
        place=place,
        encountered_at=met,
        time_basis=assumed.TIME_BASES.draw(draws),
        companions_answer=answer,
        companions=companions,
        booked_in_at=None,
        classified_at=None,
        classification=codes.Classification.UNACCOMPANIED_CHILD,
        separation_reason=separation,
        needs=needs_of(draft, person, draws),
        referral=None,
        manifests=(),
        received_at=None,
        received_place=None,
        care=(),
        correction=None,
        exit=None,
    )


def bring_to(child: ChildPlan, reached: Reached, provider: PlaceCode) -> ChildPlan:
    """The child with the day's steps up to one; a step that is declined is the provider's, and no other is asked."""
    met = child.encountered_at

    def told(step: Reached) -> datetime:
        return met + timedelta(minutes=step) if step <= reached else LATER

    declined = DeclinedPlacement(
        place=provider,
        requested_at=told(Reached.ASKED),
        declined_at=told(Reached.DECLINED),
        reason=codes.PlacementDecline.NO_CAPACITY_GENDER,
    )
    refused = reached is Reached.DECLINED
    referral = ReferralPlan(
        submitted_at=told(Reached.REFERRED),
        returned_at=None,
        missing=(),
        submitted_again_at=None,
        acknowledged_at=told(Reached.ACKNOWLEDGED),
        declined=(declined,) if refused else (),
        requested_at=LATER if refused else told(Reached.ASKED),
        designated_at=told(Reached.PLACED),
        place=provider,
        program=codes.ProgramKind.SHELTER,
    )
    booked_in, classified = told(Reached.BOOKED_IN), told(Reached.DETERMINED)
    return replace(child, booked_in_at=booked_in, classified_at=classified, referral=referral)


def two_years_old(child: ChildPlan, draws: Draws) -> ChildPlan:
    """The child as one of two years."""
    birth = years_after(child.encountered_at.date(), -_TODDLER_YEARS) - timedelta(days=draws.randrange(300))
    person = replace(child.person, birth=birth, birth_written=PartialDate(text=birth.isoformat()))
    mothers = {codes.Need.PREGNANCY, codes.Need.PARENTING}
    needs = tuple(sorted((set(child.needs) - mothers) | {codes.Need.TENDER_AGE}))
    return replace(child, person=person, needs=needs)


def with_aunt(child: ChildPlan, draws: Draws) -> ChildPlan:
    """The child came with an aunt on the mother's side, who is with them now."""
    who = child.person
    sex = codes.Sex.FEMALE
    name = invent_relative(draws, kin=who.name, sex=sex, country=who.country, language=who.languages[0])
    relation = codes.Relation.MATERNAL_AUNT_OR_UNCLE
    aunt = CompanionPlan(name=name, sex=sex, relation=relation, present_now=True)
    return _answered(child, codes.CompanionsAnswer.NAMED, aunt)


def alone(child: ChildPlan) -> ChildPlan:
    """The child said that nobody came along."""
    return _answered(child, codes.CompanionsAnswer.NONE)


def not_asked(child: ChildPlan) -> ChildPlan:
    """Nobody asked the child who came along."""
    return _answered(child, codes.CompanionsAnswer.NOT_ASKED)


def siblings(first: ChildPlan, second: ChildPlan, draws: Draws) -> tuple[ChildPlan, ChildPlan]:
    """The two as brothers or sisters who came together: both surnames in common, each the other's companion."""
    other = replace(of_one_family(first, second, draws), encountered_at=first.encountered_at)
    named = codes.CompanionsAnswer.NAMED
    return _answered(first, named, sibling(other)), _answered(other, named, sibling(first))


def with_number_of(child: ChildPlan, other: ChildPlan, draws: Draws) -> ChildPlan:
    """The child with the A-number of another: a slip when two are booked in together."""
    return replace(child, person=replace(child.person, a_number=write_a_number(draws, other.number)))


def with_little_known(child: ChildPlan) -> ChildPlan:
    """The child with what a referral should say and this one does not: number, birth date, languages, companions."""
    year = PartialDate(text=f"{child.person.birth.year}", approximate=True)
    person = replace(child.person, a_number=None, birth_written=year, languages=())
    return not_asked(replace(child, person=person, needs=()))


def with_birth_corrected(child: ChildPlan, at: datetime) -> ChildPlan:
    """The child whose year of birth was first written down one too late."""
    birth = child.person.birth
    first = PartialDate(text=years_after(birth, 1).isoformat())
    person = replace(child.person, birth_written=PartialDate(text=birth.isoformat()))
    correction = CorrectionPlan(kind=CorrectionKind.BIRTH_DATE, at=at, first_birth=first)
    return replace(child, person=person, correction=correction)


def _answered(child: ChildPlan, answer: codes.CompanionsAnswer, *named: CompanionPlan) -> ChildPlan:
    return replace(child, companions_answer=answer, companions=named, separation_reason=None)
