"""From the encounter to the designated place: when each step happens, and what goes less than smoothly.

The clock of the 72 hours is met but for a stated share. A child met just before the end of a month has little
time: its waits are shortened in proportion so that it is received in the month whose table counts it.
"""

from api.demo import assumed
from api.demo.drafts import Draft
from api.demo.draws import Draws, hours
from api.demo.months import HOUR, YEAR, local_ordinal, midnight, moment
from api.demo.places import PROVIDERS
from api.demo.plan import DeclinedPlacement, ExitPlan, ReferralPlan
from ledger.domain.codes import ExitKind, ProgramKind
from ledger.domain.register import ICE
from ledger.domain.values import PlaceCode

SLOT_HOURS = (4, 12, 20)
"""Local hours at which vehicles leave."""
LAST_SLOT_HOUR = 4
"""On the last day of a month nothing leaves later than this, so that it arrives within the month."""
BEFORE_DISPATCH = 6 * HOUR
"""Between the designation and the dispatch: offer, acceptance and packet need it."""
TENDER_AGE = frozenset({"0-5", "6-12"})


def last_slot(month: int, zone: str) -> int:
    """The last departure of a month, in seconds since 1970."""
    return midnight(zone, YEAR[month].last.toordinal()) + LAST_SLOT_HOUR * HOUR


def slot_after(seconds: int, zone: str) -> int:
    """The first departure at or after a moment."""
    today = local_ordinal(seconds, zone)
    departures = (midnight(zone, today + day) + hour * HOUR for day in (0, 1) for hour in SLOT_HOURS)
    return next(departure for departure in departures if departure >= seconds)


def time_intake(draft: Draft, draws: Draws) -> None:
    """Set when a referred child is booked in, classified, referred and designated, and when it may travel."""
    latest = last_slot(draft.month, draft.zone)
    steps = _waits(draft, draws, longest=latest - BEFORE_DISPATCH - draft.encountered)
    moments = (draft.encountered + step for step in steps)
    draft.booked_in, draft.classified, draft.submitted, draft.acknowledged, draft.designated = moments
    draft.dispatch_slot = min(slot_after(draft.designated + BEFORE_DISPATCH, draft.zone), latest)


def end_unreferred(draft: Draft, draws: Draws) -> None:
    """Set what happens to a child who is apprehended and never referred: it ends at the border within 48 hours."""
    if draft.unreferred is None:
        return
    draft.booked_in = draft.encountered + hours(draws, 0.5, 4)
    draft.classified = draft.booked_in + hours(draws, 0.5, 6)
    at = moment(draft.classified + hours(draws, 2, 30), draft.zone)
    taker = ICE if draft.unreferred is ExitKind.FOUND_ADULT else None
    draft.exit = ExitPlan(kind=draft.unreferred, at=at, said_at=at, to_organisation=taker)


def _waits(draft: Draft, draws: Draws, *, longest: int) -> tuple[int, ...]:
    """Seconds from the encounter to booking, classification, referral, acknowledgement and designation."""
    booked_in = hours(draws, 0.5, 4)
    classified = booked_in + hours(draws, 0.5, 6)
    submitted = classified + hours(draws, 0.5, 8)
    opening = YEAR[draft.month].opens(draft.zone) - draft.encountered
    if opening > submitted:
        submitted = opening + hours(draws, 0, 3)
    acknowledged = submitted + hours(draws, 1, 4)
    designated = acknowledged + hours(draws, 2, 14)
    bed = hours(draws, 60, 100)
    if draws.random() < assumed.PLACEMENT_WAITS_FOR_A_BED and designated + bed < longest:
        designated += bed
    steps = (booked_in, classified, submitted, acknowledged, designated)
    scale = min(1.0, longest / designated)
    return tuple(int(step * scale) for step in steps)


def plan_referral(draft: Draft, place: PlaceCode, draws: Draws) -> ReferralPlan:
    """The referral of a child with its detours, ending with the designated place."""
    returned = draws.random() < assumed.REFERRAL_RETURNED
    between = (draft.acknowledged - draft.submitted) // 3
    requested = draft.designated - (draft.designated - draft.acknowledged) // 3
    return ReferralPlan(
        submitted_at=moment(draft.submitted, draft.zone),
        returned_at=moment(draft.submitted + between, draft.zone) if returned else None,
        missing=(assumed.REFERRAL_GAPS.draw(draws),) if returned else (),
        submitted_again_at=moment(draft.submitted + 2 * between, draft.zone) if returned else None,
        acknowledged_at=moment(draft.acknowledged, draft.zone),
        declined=_declined(draft, place, draws),
        requested_at=moment(requested, draft.zone),
        designated_at=moment(draft.designated, draft.zone),
        place=place,
        program=_program(draft, draws),
    )


def _declined(draft: Draft, place: PlaceCode, draws: Draws) -> tuple[DeclinedPlacement, ...]:
    """One to three others that say no, in the first two thirds between acknowledgement and designation."""
    if draws.random() >= assumed.PLACEMENT_DECLINED:
        return ()
    others = [provider for provider in PROVIDERS if provider != place]
    asked = draws.sample(others, draws.choice((1, 1, 1, 2, 3)))
    step = (draft.designated - draft.acknowledged) * 2 // 3 // (2 * len(asked))
    return tuple(
        DeclinedPlacement(
            place=provider,
            requested_at=moment(draft.acknowledged + (2 * turn + 1) * step - step // 2, draft.zone),
            declined_at=moment(draft.acknowledged + (2 * turn + 2) * step - step // 2, draft.zone),
            reason=assumed.PLACEMENT_DECLINES.draw(draws),
        )
        for turn, provider in enumerate(asked)
    )


def _program(draft: Draft, draws: Draws) -> ProgramKind:
    if draft.band in TENDER_AGE and draws.random() < assumed.FOSTER_CARE_AT_TENDER_AGE:
        return ProgramKind.TRANSITIONAL_FOSTER
    return ProgramKind.SHELTER
