"""The incremental fold gives what a fold of the whole stream gives, whatever the order of arrival and the batches."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain import codes, person, trip
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import care, case, handoff, intake
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.history import history
from ledger.domain.custody.state import fold
from ledger.domain.event import Correction, Event, Recorded, Report, StrikeReason, Void
from ledger.domain.register import ORR
from ledger.domain.values import (
    ClaimedTime,
    EventId,
    Instant,
    ManifestId,
    OfferId,
    PersonId,
    Precision,
    TimeBasis,
    TripId,
    UserId,
)
from projections.histories import Folds, StreamBroken, Touched
from tests.projections.world import CARE, OFFICE, SECTOR, SHELTER, official

START = datetime(2019, 5, 1, tzinfo=UTC)
EPISODES = tuple(UUID(int=0xE0 + n) for n in range(3))
PERSON, TRIP = UUID(int=0xA0), UUID(int=0xB0)
CHILD = PersonId(PERSON)
OFFERS = tuple(OfferId(UUID(int=0xC0 + n)) for n in range(2))


def claimed(hour: int, number: int) -> ClaimedTime:
    """A claim as exact as the number of its event has it."""
    at, precision = Instant(START + timedelta(hours=hour)), tuple(Precision)[number % len(Precision)]
    return ClaimedTime(earliest=at, precision=precision, basis=TimeBasis.OBSERVED)


def made(cls: type[Event], number: int, by: str, hour: int, **facts: Any) -> AnyEvent:  # noqa: ANN401  # of any event
    if issubclass(cls, Report):
        facts["claimed"] = claimed(hour, number)
    built: Any = cls
    return cast("AnyEvent", built(event_id=EventId(UUID(int=number)), by=official(by), **facts))


def happening(number: int, kind: int, hour: int, offer: OfferId) -> AnyEvent:
    """One of the things that may happen in an episode, by whoever is entitled to it or not."""
    of = {"person": CHILD}
    of_offer = {"person": CHILD, "offer": offer}
    alone = {"companions_answer": codes.CompanionsAnswer.UNKNOWN, "companions": ()}
    receipt = {
        "identity_method": codes.IdentityMethod.PHOTO,
        "condition": codes.Condition.WELL,
        "head_count": 1,
        "packet": (),
        "discrepancies": (),
    }
    offered = {
        "manifest": ManifestId(UUID(int=1)),
        "to_organisation": CARE,
        "to_place": SHELTER,
        "expires_at": Instant(START + timedelta(days=2)),
    }
    elsewhere = {"to_organisation": CARE, "to_place": SHELTER, "reason": codes.TravelReason.OTHER}
    back = {"place": SECTOR, "reason": codes.TravelReason.OTHER}
    no_bed = {"place": SHELTER, "reason": codes.RefusalReason.NO_BED}
    return (
        lambda: made(intake.EncounterRecorded, number, "USBP", hour, place=SECTOR, **of, **alone),
        lambda: made(intake.CompanionsDeclared, number, "USBP", hour, **of, **alone),
        lambda: made(intake.BookedIn, number, "USBP", hour, place=SECTOR, **of),
        lambda: made(intake.UnaccompaniedDetermined, number, "USBP", hour, rule="r", **of),
        lambda: made(intake.PlacementDesignated, number, ORR, hour, place=SHELTER, program="shelter", **of),
        lambda: made(handoff.HandoffOffered, number, "USBP", hour, **of_offer, **offered),
        lambda: made(handoff.HandoffAccepted, number, "CARE-01", hour, **of_offer),
        lambda: made(handoff.HandoffRecalled, number, "USBP", hour, reason=codes.RecallReason.OTHER, **of_offer),
        lambda: made(handoff.Dispatched, number, "USBP", hour, trip=TripId(TRIP), escort=UserId("u"), **of_offer),
        lambda: made(handoff.TakenByCarrier, number, "CARRIER-A", hour, trip=None, **of_offer),
        lambda: made(handoff.Arrived, number, "CARE-01", hour, place=SHELTER, **of_offer),
        lambda: made(handoff.Received, number, "CARE-01", hour, place=SHELTER, **of_offer, **receipt),
        lambda: made(handoff.Received, number, "ICE", hour, place=OFFICE, offer=None, **of, **receipt),
        lambda: made(care.WentMissing, number, "CARE-01", hour, last_seen_place=SHELTER, reported_to=(), **of),
        lambda: made(care.Located, number, "CARE-01", hour, place=SHELTER, **of),
        lambda: made(care.Exited, number, "CARE-01", hour, kind=codes.ExitKind.SPONSOR, **of),
        lambda: made(handoff.HandoffDeclined, number, "CARE-01", hour, reason=codes.OfferDecline.OTHER, **of_offer),
        lambda: made(handoff.HandoffExpired, number, "USBP", hour, **of_offer),
        lambda: made(handoff.Redirected, number, ORR, hour, **of_offer, **elsewhere),
        lambda: made(handoff.PacketAssembled, number, "USBP", hour, items=(), **of),
        lambda: made(handoff.TurnedBack, number, "USBP", hour, **of_offer, **back),
        lambda: made(handoff.RefusedAtDoor, number, "CARE-01", hour, **of_offer, **no_bed),
        lambda: made(handoff.ReportedAbsent, number, "CARE-01", hour, place=SHELTER, **of_offer),
        lambda: made(care.Moved, number, "CARE-01", hour, to_place=SHELTER, approved_by=None, **of),
        lambda: made(person.PersonRegistered, number, "USBP", hour, name=None, birth=None, birth_basis=None,
                     sex=codes.Sex.FEMALE, **of),
        lambda: made(trip.TripDeparted, number, "CARRIER-A", hour, trip=TripId(TRIP), place=SECTOR),
    )[kind]()  # fmt: skip


KINDS = 26
ABOUT_A_PERSON, ABOUT_A_TRIP = 24, 25
MET, *HANDING_OFF = (0, 5, 6, 5, 6, *range(5, 24))
"""The encounter, and all that can happen to an offer or to a child who is offered; offer and answer most often."""


@st.composite
def logs(
    draw: st.DrawFn,
    kinds: Sequence[int] = range(KINDS),
    episodes: Sequence[UUID] = EPISODES,
    begins: int | None = None,
) -> tuple[Recorded[AnyEvent], ...]:
    """A log of up to forty events on three episodes, a person and a trip, struck here and there."""
    log: list[Recorded[AnyEvent]] = []
    for position in range(1, draw(st.integers(1, 40)) + 1):
        kind, hour = draw(st.sampled_from(kinds)), draw(st.integers(0, 6))
        if begins is not None and position == 1:
            kind, hour = begins, 0
        event = happening(1000 + position, kind, hour, draw(st.sampled_from(OFFERS)))
        stream = {ABOUT_A_PERSON: PERSON, ABOUT_A_TRIP: TRIP}.get(kind) or draw(st.sampled_from(episodes))
        before = [item for item in log if item.stream == stream]
        if before and stream in EPISODES and draw(st.integers(0, 3)) == 0:
            event = strike(draw, position, before)
        log.append(
            Recorded(
                stream=stream,
                version=len(before) + 1,
                position=position,
                recorded_at=START + timedelta(minutes=9 * position),
                event=event,
            )
        )
    return tuple(log)


def strike(draw: st.DrawFn, position: int, before: Sequence[Recorded[AnyEvent]]) -> AnyEvent:
    target = draw(st.sampled_from(before)).event
    facts = {"person": CHILD, "target": target.event_id}
    match draw(st.integers(0, 2)):
        case 0:
            reason = StrikeReason.DID_NOT_OCCUR
            return made(care.CustodyVoided, 1000 + position, "USBP", 0, reason=reason, **facts)
        case 1:
            # Any event may be named as the replacement, even one that is recorded only later.
            replacement = EventId(UUID(int=1000 + draw(st.integers(1, 40))))
            reason = StrikeReason.INCORRECT_DATA
            facts |= {"replacement": replacement}
            return made(care.CustodyCorrected, 1000 + position, "USBP", 0, reason=reason, **facts)
        case _:
            code = draw(st.sampled_from(("not_the_holder", "without_offer")))
            return made(care.IrregularityReviewed, 1000 + position, "USBP", 0, code=code, **facts)


def batches(data: st.DataObject, log: Sequence[Recorded[AnyEvent]]) -> Iterator[Sequence[Recorded[AnyEvent]]]:
    """The log cut anywhere."""
    start = 0
    while start < len(log):
        end = data.draw(st.integers(start + 1, len(log)))
        yield log[start:end]
        start = end


def folds_of(log: Sequence[Recorded[AnyEvent]], *, events_kept: int) -> Folds:
    """Folds that load from the whole log, as the database does, whatever has been fed so far."""

    def load(streams: Sequence[UUID]) -> list[Recorded[AnyEvent]]:
        return sorted((item for item in log if item.stream in streams), key=lambda item: (item.stream, item.version))

    return Folds(load, position=0, events_kept=events_kept)


def at_once(recorded: Sequence[Recorded[CustodyEvent]]) -> case.Case:
    """The case folded from all events, not step by step."""
    return case.Case(recorded=tuple(recorded), state=fold(recorded), history=history(recorded))


def check(touched: Touched, log: Sequence[Recorded[AnyEvent]], batch: Sequence[Recorded[AnyEvent]]) -> None:
    """What was folded step by step is what the whole streams give, up to the end of the batch and no further."""
    upto = [item for item in log if item.position <= batch[-1].position]
    streams = {item.stream for item in batch}
    assert set(touched.cases) == streams & set(EPISODES)
    for episode, folded in touched.cases.items():
        recorded = [cast("Recorded[CustodyEvent]", item) for item in upto if item.stream == episode]
        assert folded == at_once(recorded)
    assert {stream: len(found) for stream, found in touched.people.items()} == {
        stream: sum(item.stream == stream for item in upto) for stream in streams & {PERSON}
    }
    assert {stream: list(found) for stream, found in touched.trips.items()} == {
        stream: [item for item in upto if item.stream == stream] for stream in streams & {TRIP}
    }


@settings(max_examples=150, deadline=None)
@given(st.data(), logs(), st.integers(0, 50))
def test_any_order_and_any_batches_fold_to_the_same(
    data: st.DataObject, log: tuple[Recorded[AnyEvent], ...], events_kept: int
) -> None:
    folds = folds_of(log, events_kept=events_kept)
    for batch in batches(data, log):
        check(folds.extend(batch), log, batch)
    assert folds.position == len(log)


@settings(max_examples=60, deadline=None)
@given(st.data(), logs(), logs())
def test_whatever_was_folded_lately_a_case_is_that_of_its_events(
    data: st.DataObject, log: tuple[Recorded[AnyEvent], ...], other: tuple[Recorded[AnyEvent], ...]
) -> None:
    """Also of events that were not recorded after all, and of other events of the same streams."""
    for _ in range(6):
        episode, chosen = EPISODES[data.draw(st.integers(0, 2))], (log, other)[data.draw(st.integers(0, 1))]
        stream = [cast("Recorded[CustodyEvent]", item) for item in chosen if item.stream == episode]
        stream = stream[: data.draw(st.integers(0, len(stream)))]
        elsewhere = data.draw(st.booleans())
        if stream and elsewhere:
            stream[-1] = replace(stream[-1], recorded_at=stream[-1].recorded_at + timedelta(seconds=1))
        assert case.load(stream) == at_once(stream)


def test_a_missing_version_is_refused() -> None:
    event = happening(1, 0, 0, OFFERS[0])
    first = Recorded(stream=EPISODES[0], version=1, position=1, recorded_at=START, event=event)
    folds = folds_of([first], events_kept=100)
    folds.extend([first])
    with pytest.raises(StreamBroken):
        folds.extend([replace(first, version=3, position=2)])


def encounters(*streams: UUID) -> list[Recorded[AnyEvent]]:
    """A log in which each stream named gets its next event."""
    return [
        Recorded(
            stream=stream,
            version=streams[:place].count(stream) + 1,
            position=place + 1,
            recorded_at=START + timedelta(minutes=place),
            event=happening(place, 0, 0, OFFERS[0]),
        )
        for place, stream in enumerate(streams)
    ]


def test_the_streams_used_last_are_kept_as_far_as_there_is_room() -> None:
    loads: list[Sequence[UUID]] = []

    def load(streams: Sequence[UUID]) -> list[Recorded[AnyEvent]]:
        loads.append(streams)
        return [item for item in log if item.stream in streams]

    first, second, third = EPISODES
    log = encounters(first, first, second, second, first, third, first, second, second)
    folds = Folds(load, position=0, events_kept=5)
    for item in log:
        folds.extend([item])
    assert loads == [[second]]


def test_the_logs_have_strikes_in_them() -> None:
    """The strategy must reach the paths that it is there for."""

    @settings(max_examples=60, deadline=None, database=None)
    @given(logs())
    def look(log: tuple[Recorded[AnyEvent], ...]) -> None:
        kinds.update(type(item.event) for item in log if isinstance(item.event, Correction | Void))

    kinds: set[type[Event]] = set()
    look()
    assert kinds == {care.CustodyVoided, care.CustodyCorrected}
