"""The rows of a group are what a fold of its stream gave at every position; nothing that comes later changes them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain import codes
from ledger.domain.event import Actor, Recorded, StrikeReason
from ledger.domain.family import groups, separation
from ledger.domain.family.events import FamilyEvent
from ledger.domain.family.separations import separations
from ledger.domain.values import (
    ClaimedTime,
    EventId,
    FamilyId,
    Instant,
    OrganisationCode,
    PersonId,
    Precision,
    TimeBasis,
    UserId,
)
from projections.separations.view import children

FAMILY, START = FamilyId(UUID(int=1)), datetime(2019, 5, 1, tzinfo=UTC)
CHILDREN = tuple(PersonId(UUID(int=number)) for number in (2, 3))
BY = Actor(user=UserId("usbp.1"), role="officer", organisation=OrganisationCode("USBP"))


def happening(draw: st.DrawFn, number: int) -> FamilyEvent:
    """Something about an earlier event, or a new report; any event may be named, as a damaged log might."""
    event_id = EventId(UUID(int=100 + number))
    target = EventId(UUID(int=100 + draw(st.integers(1, max(1, number - 1)))))
    claimed = ClaimedTime(
        earliest=Instant(START + timedelta(hours=draw(st.integers(0, 5)))),
        precision=Precision.MINUTE,
        basis=TimeBasis.OBSERVED,
        zone="UTC",
    )
    who = tuple(draw(st.lists(st.sampled_from(CHILDREN), min_size=1, max_size=2)))
    reason = StrikeReason.INCORRECT_DATA
    match draw(st.integers(0, 5)):
        case 0 | 1:
            return separation.SeparationReported(event_id=event_id, by=BY, family=FAMILY, claimed=claimed, children=who)
        case 2:
            how = codes.SeparationEnd.DEATH
            return separation.SeparationEnded(
                event_id=event_id, by=BY, family=FAMILY, claimed=claimed, separation=target, children=who, how=how
            )
        case 3:
            return separation.SeparationSupplemented(
                event_id=event_id, by=BY, family=FAMILY, claimed=claimed, separation=target, adults=who
            )
        case 4:
            return groups.FamilyVoided(event_id=event_id, by=BY, family=FAMILY, target=target, reason=reason)
        case _:
            replacement = EventId(UUID(int=100 + number - 1))
            return groups.FamilyCorrected(
                event_id=event_id, by=BY, family=FAMILY, target=target, replacement=replacement, reason=reason
            )


@st.composite
def logs(draw: st.DrawFn) -> tuple[Recorded[FamilyEvent], ...]:
    """One group's events, with gaps in their positions."""
    position, log = 0, list[Recorded[FamilyEvent]]()
    for number in range(1, draw(st.integers(1, 15)) + 1):
        position += draw(st.integers(1, 3))
        event = happening(draw, number)
        at = START + timedelta(minutes=position)
        log.append(Recorded(stream=FAMILY, version=number, position=position, recorded_at=at, event=event))
    return tuple(log)


Seen = set[tuple[object, ...]]
"""Children with the times of their separation and its standing record."""


def folded(log: Sequence[Recorded[FamilyEvent]], position: int) -> Seen:
    found = separations([item for item in log if item.position <= position])
    ends = {(each.said_in, end.child): (end.at, end.how) for each in found for end in each.ends}
    return {
        (child, each.said_in, each.at, *ends.get((each.said_in, child), (None, None)), frozenset(each.adults))
        for each in found
        for child in each.children
    }


def of_rows(log: Sequence[Recorded[FamilyEvent]], position: int) -> Seen:
    seen: Seen = set()
    for row in children(FAMILY, log):
        _, _, child, known_from, known_until, said_in, since, until, _, _, _, _, adults, _, _, how, *_ = row
        assert isinstance(known_from, int)
        if known_from <= position and (known_until is None or position < known_until):  # type: ignore[operator]
            seen.add((child, said_in, since, until, how, frozenset(adults)))  # type: ignore[call-overload]
    return seen


@settings(max_examples=80, deadline=None)
@given(logs(), st.data())
def test_rows_say_what_was_known_at_every_position_whatever_came_later(
    log: tuple[Recorded[FamilyEvent], ...], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(log)))
    for position in range(log[-1].position + 2):
        assert of_rows(log, position) == folded(log, position)
        if position <= log[cut - 1].position:
            assert of_rows(log[:cut], position) == of_rows(log, position)


@given(logs())
def test_there_is_one_row_for_each_child_and_separation_at_a_time(log: tuple[Recorded[FamilyEvent], ...]) -> None:
    spans: dict[tuple[object, ...], list[tuple[int, float]]] = {}
    for row in children(FAMILY, log):
        until = row[4] if isinstance(row[4], int) else float("inf")
        assert isinstance(row[3], int)
        spans.setdefault(row[:3], []).append((row[3], until))
    for found in spans.values():
        ordered = sorted(found)
        assert all(first < last for first, last in ordered)
        assert all(before[1] <= after[0] for before, after in pairwise(ordered))
