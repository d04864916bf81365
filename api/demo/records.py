"""From a finished draft to the record of the plan: adds who the child is and what happens in care."""

from api.demo import assumed
from api.demo.drafts import Draft
from api.demo.draws import Draws
from api.demo.incidents import invent_care
from api.demo.months import moment
from api.demo.people import invent_companions, invent_correction, invent_person, needs_of
from api.demo.plan import ChildPlan
from ledger.domain.codes import Classification, ExitKind

_CLASSIFICATIONS = {
    ExitKind.RELEASED: Classification.ACCOMPANIED_CHILD,
    ExitKind.FOUND_ADULT: Classification.ADULT,
}
"""Of those who are not referred; all others are unaccompanied."""


def child_plan(draft: Draft, draws: Draws) -> ChildPlan:
    """The record of a draft in which everything is settled but the person."""
    person = invent_person(draft, draws)
    answer, companions, separation = invent_companions(draft, person, draws)
    place = draft.received_place
    return ChildPlan(
        number=draft.number,
        person=person,
        origin=draft.origin,
        place=draft.place,
        encountered_at=moment(draft.encountered, draft.zone),
        time_basis=assumed.TIME_BASES.draw(draws),
        companions_answer=answer,
        companions=companions,
        booked_in_at=moment(draft.booked_in, draft.zone) if draft.booked_in else None,
        classified_at=moment(draft.classified, draft.zone) if draft.classified else None,
        classification=_classification(draft),
        separation_reason=separation,
        needs=needs_of(draft, person, draws),
        referral=draft.referral,
        manifests=tuple(draft.manifests),
        received_at=moment(draft.received, draft.received_zone) if place else None,
        received_place=place,
        care=invent_care(draft, place, draws) if place else (),
        correction=invent_correction(draft, person, draws),
        exit=draft.exit,
    )


def _classification(draft: Draft) -> Classification:
    if draft.unreferred is None:
        return Classification.UNACCOMPANIED_CHILD
    return _CLASSIFICATIONS.get(draft.unreferred, Classification.UNACCOMPANIED_CHILD)
