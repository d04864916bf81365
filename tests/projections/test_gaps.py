"""Handler gaps of one episode, from its history alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import codes
from ledger.domain.custody import care, handoff, intake
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Whereabouts
from ledger.domain.custody.history import History, history
from ledger.domain.event import Event, Recorded
from ledger.domain.values import OfferId, PersonId, PlaceCode, UserId
from projections.handlers.gaps import Gap, gaps
from tests.projections.world import CARE, CARRIER, NOW, SECTOR, SHELTER, USBP, event, minutes, official

CHILD, OFFER = PersonId(uuid4()), OfferId(uuid4())
OTHER_DOOR = PlaceCode("CARE-02")


def said(cls: type[Event], by: str, at: float, **facts: Any) -> CustodyEvent:  # noqa: ANN401  # fields of any event
    """A report about the child, so many minutes after noon."""
    return cast("CustodyEvent", event(cls, official(by), NOW + minutes(at), person=CHILD, **facts))


def past(events: Sequence[CustodyEvent]) -> History:
    """The history of an episode in which these reports were recorded, in this order, an hour after the last."""
    stream, late = UUID(int=1), NOW + timedelta(days=1)
    return history(
        [
            Recorded(stream=stream, version=n, position=n, recorded_at=late + timedelta(microseconds=n), event=each)
            for n, each in enumerate(events, 1)
        ]
    )


def told(*events: CustodyEvent) -> list[tuple[float, float | None, str | None, str | None]]:
    """Each gap after the encounter at noon: from, until, place, carrier."""
    met = said(
        intake.EncounterRecorded,
        USBP,
        0,
        place=SECTOR,
        companions_answer=codes.CompanionsAnswer.NONE,
        companions=(),
    )
    return [_plain(gap) for gap in gaps(past([met, *events]))]


def _plain(gap: Gap) -> tuple[float, float | None, str | None, str | None]:
    return _at(gap.from_at), None if gap.until_at is None else _at(gap.until_at), gap.place, gap.carrier


def _at(moment: datetime) -> float:
    return (moment - NOW).total_seconds() / 60


LEFT = said(handoff.Dispatched, USBP, 10, offer=OFFER, trip=None, escort=None)
ESCORTED = said(handoff.Dispatched, USBP, 10, offer=OFFER, trip=None, escort=UserId("guard"))
TAKEN = said(handoff.TakenByCarrier, CARRIER, 20, offer=OFFER, trip=None)
AT_DOOR = said(handoff.Arrived, CARRIER, 40, offer=OFFER, place=SHELTER)
AT_OTHER_DOOR = said(handoff.Arrived, CARRIER, 55, offer=OFFER, place=OTHER_DOOR)
RECEIVED = said(
    handoff.Received,
    CARE,
    70,
    offer=OFFER,
    place=SHELTER,
    identity_method=codes.IdentityMethod.PHOTO,
    condition=codes.Condition.WELL,
    head_count=1,
    packet=(),
    discrepancies=(),
)
MISSING = said(care.WentMissing, USBP, 60, last_seen_place=SHELTER, reported_to=(codes.MissingReport.POLICE,))
EXITED = said(care.Exited, USBP, 65, kind=codes.ExitKind.RELEASED)
HOSPITAL = said(care.AbsenceStarted, USBP, 30, kind=codes.AbsenceKind.HOSPITAL, escort=None)
BACK = said(care.AbsenceEnded, USBP, 50, place=SECTOR)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), []),
        ((LEFT,), [(10, None, SECTOR, None)]),
        ((ESCORTED,), []),
        ((LEFT, TAKEN), [(10, 20, SECTOR, None)]),
        ((ESCORTED, AT_DOOR), [(40, None, SHELTER, None)]),
        ((LEFT, TAKEN, AT_DOOR, RECEIVED), [(10, 20, SECTOR, None), (40, 70, SHELTER, CARRIER)]),
        ((LEFT, AT_DOOR, RECEIVED), [(10, 40, SECTOR, None), (40, 70, SHELTER, None)]),
        ((TAKEN, AT_DOOR, AT_OTHER_DOOR), [(40, 55, SHELTER, CARRIER), (55, None, OTHER_DOOR, CARRIER)]),
        ((TAKEN, AT_DOOR, MISSING), [(40, 60, SHELTER, CARRIER)]),
        ((TAKEN, AT_DOOR, EXITED), [(40, 65, SHELTER, CARRIER)]),
        ((HOSPITAL,), [(30, None, SECTOR, None)]),
        ((HOSPITAL, BACK), [(30, 50, SECTOR, None)]),
    ],
)
def test_a_gap_lasts_from_one_signature_to_the_next(events: tuple[CustodyEvent, ...], expected: list[object]) -> None:
    assert told(*events) == expected


def test_a_signature_that_comes_in_late_ends_the_gap_when_it_was_given() -> None:
    assert told(LEFT, AT_DOOR, TAKEN) == [(10, 20, SECTOR, None), (40, None, SHELTER, CARRIER)]


def test_no_time_is_no_gap() -> None:
    at_once = said(handoff.TakenByCarrier, CARRIER, 10, offer=OFFER, trip=None)
    assert told(LEFT, at_once) == []


@given(
    st.lists(
        st.sampled_from([LEFT, ESCORTED, TAKEN, AT_DOOR, AT_OTHER_DOOR, MISSING, HOSPITAL, BACK, RECEIVED, EXITED])
    )
)
def test_gaps_are_the_time_without_a_handler_and_never_overlap(events: list[CustodyEvent]) -> None:
    known = past(events)
    alone, covered = timedelta(0), timedelta(0)
    for step, following in pairwise(known.steps):
        after = step.after
        if after.handler is None and after.whereabouts not in {Whereabouts.NOT_IN_CUSTODY, Whereabouts.MISSING}:
            alone += following.item.happened_at - step.item.happened_at
    end = known.steps[-1].item.happened_at if known.steps else NOW
    found = list(gaps(known))
    for gap, following_gap in pairwise(found):
        assert gap.until_at is not None
        assert gap.until_at <= following_gap.from_at
    for gap in found:
        covered += (gap.until_at or end) - gap.from_at
    assert covered == alone
