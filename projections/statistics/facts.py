"""What the counts need to know of one episode. Pure.

The month of a fact is the local month of the place where it happened. An episode that was recorded in error counts
only as an exit of that kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ledger.domain.codes import Classification, ExitKind, SponsorCategory
from ledger.domain.custody.care import Exited
from ledger.domain.custody.completion import HistoryStep
from ledger.domain.custody.facets import Step
from ledger.domain.custody.history import History
from ledger.domain.custody.intake import EncounterRecorded, ReferralSubmitted
from ledger.domain.register import ORR, PLACES, USBP, PlaceKind
from ledger.domain.values import PlaceCode

ZONE_OF_NO_PLACE = "America/New_York"
"""Local time of what happens under way or at a place that the register does not list: Washington's."""


@dataclass(frozen=True, kw_only=True)
class Encounter:
    """The Border Patrol met the person: counted where and when."""

    sector: PlaceCode
    month: date


@dataclass(frozen=True, kw_only=True)
class Exit:
    """The episode ended."""

    month: date
    kind: ExitKind
    sponsor_category: SponsorCategory | None


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A time in ORR's legal custody, in local days; it counts on its first day and not on its last."""

    started_on: date
    ended_on: date | None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One episode as the tables count it."""

    encounter: Encounter | None
    taken_for: Classification | None
    """The classification that stands last."""
    referral_month: date | None
    """Month of the first referral that stands."""
    exit: Exit | None
    stays: tuple[Stay, ...]


def facts_of(past: History) -> Facts:
    """The facts of one episode."""
    ended = next((_exit(step) for step in past.steps if _ends(step)), None)
    if ended is not None and ended.kind is ExitKind.RECORDED_IN_ERROR:
        return Facts(encounter=None, taken_for=None, referral_month=None, exit=ended, stays=())
    return Facts(
        encounter=next((found for step in past.steps if (found := _encounter(step)) is not None), None),
        taken_for=past.now.classification,
        referral_month=next((_month(step) for step in past.steps if _is_referral(step)), None),
        exit=ended,
        stays=tuple(_stays(past)),
    )


def _encounter(step: HistoryStep) -> Encounter | None:
    """The encounter that opened the episode, if the Border Patrol reported it from a sector."""
    event = step.item.event
    if not isinstance(event, EncounterRecorded) or step.before.step is not Step.NOT_STARTED:
        return None
    place = PLACES.get(event.place)
    if place is None or place.kind is not PlaceKind.SECTOR:
        return None
    if (event.on_behalf_of or event.by.organisation) != USBP:
        return None
    return Encounter(sector=place.code, month=_day(step.item.happened_at, place.code).replace(day=1))


def _is_referral(step: HistoryStep) -> bool:
    return isinstance(step.item.event, ReferralSubmitted)


def _ends(step: HistoryStep) -> bool:
    return step.before.step is not Step.EXITED and step.after.step is Step.EXITED


def _exit(step: HistoryStep) -> Exit:
    event = step.item.event
    if not isinstance(event, Exited):
        raise TypeError("only an exit ends an episode")
    return Exit(month=_month(step), kind=event.kind, sponsor_category=event.sponsor_category)


def _stays(past: History) -> Iterator[Stay]:
    started: date | None = None
    for step in past.steps:
        was, now = step.before.legal_custodian == ORR, step.after.legal_custodian == ORR
        if now and not was:
            started = _day(step.item.happened_at, step.after.place)
        elif was and not now and started is not None:
            yield Stay(started_on=started, ended_on=_day(step.item.happened_at, step.before.place))
            started = None
    if started is not None:
        yield Stay(started_on=started, ended_on=None)


def _month(step: HistoryStep) -> date:
    """The month of a step, local to the place where the person was."""
    return _day(step.item.happened_at, step.before.place).replace(day=1)


def _day(moment: datetime, code: PlaceCode | None) -> date:
    place = PLACES.get(code) if code else None
    return moment.astimezone(ZoneInfo(place.zone if place else ZONE_OF_NO_PLACE)).date()
