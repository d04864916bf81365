"""The timeline: both clocks, strikes in their place, what was true then and what was known then, and for whom."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from ledger.domain import codes, person, trip
from ledger.domain.custody import care, handoff, intake
from ledger.domain.custody.facets import Mark, Whereabouts
from ledger.domain.errors import InvalidValue, NotPermitted, Refused
from ledger.domain.event import StrikeReason
from ledger.domain.personal import Personal
from ledger.domain.register import ORR
from ledger.domain.values import ClaimedTime, EpisodeId, Instant, PersonId, Precision, TimeBasis, TripId
from projections.reading import Known
from projections.timeline import queries
from projections.timeline.entries import Entry
from projections.timeline.queries import PersonTimeline
from tests.projections.world import (
    CARE,
    CARRIER,
    ICE,
    NOW,
    OFFICE,
    SECTOR,
    SHELTER,
    USBP,
    Child,
    World,
    event,
    minutes,
    official,
    reader,
)

OIG = "DHS-OIG"


def ask(
    child: Child,
    organisation: str = OIG,
    *,
    as_of: datetime | None = None,
    as_known_at: int | datetime | None = None,
) -> PersonTimeline:
    world = child.world
    return queries.of_person(world.log, reader(organisation), child.person, as_of=as_of, as_known_at=as_known_at)


def topics(told: PersonTimeline) -> list[str]:
    return [entry.item.event.TOPIC for entry in told.timeline.entries]


def entry_of(told: PersonTimeline, child: Child, command: str) -> Entry:
    [found] = [each for each in told.timeline.entries if each.item.event.event_id == child.last[command]]
    return found


def head(world: World) -> int:
    return world.ledger.log_recorder.head().position


def test_events_stand_in_the_order_in_which_they_happened_not_in_which_they_were_told(world: World) -> None:
    child = world.child()
    child.placed()
    offer = child.accepted()
    child.received(offer, NOW + minutes(90))
    child.left(offer, NOW + minutes(30), escort="guard")
    told = topics(ask(child))
    assert told.index("custody.dispatched.v1") < told.index("custody.received.v1")
    assert entry_of(ask(child), child, "dispatch").late >= minutes(60)
    assert entry_of(ask(child), child, "receive").late < minutes(1)


def test_what_was_true_at_a_moment(world: World) -> None:
    child = world.child()
    child.in_care(NOW + minutes(30))
    for at, holder, place, whereabouts in (
        (-1, None, None, Whereabouts.NOT_IN_CUSTODY),
        (0, USBP, SECTOR, Whereabouts.AT_PLACE),
        (29, USBP, SECTOR, Whereabouts.AT_PLACE),
        (30, USBP, None, Whereabouts.IN_TRANSIT),
        (60, CARE, SHELTER, Whereabouts.AT_PLACE),
        (600, CARE, SHELTER, Whereabouts.AT_PLACE),
    ):
        told = ask(child, as_of=NOW + minutes(at))
        now = told.timeline.now[child.episode]
        assert (now.holder, now.place, now.whereabouts) == (holder, place, whereabouts)
        assert all(each.item.happened_at <= NOW + minutes(at) for each in told.timeline.entries)
        assert (len(told.timeline.entries) < len(ask(child).timeline.entries)) == (at < 60)


def test_what_was_known_at_a_position(world: World) -> None:
    child = world.child()
    before = head(world)
    child.say(care.AbsenceStarted, USBP, NOW - minutes(30), kind=codes.AbsenceKind.COURT, escort=None)
    child.say(intake.BookedIn, USBP, NOW - minutes(60), place=SECTOR)
    assert topics(ask(child, as_known_at=before)) == topics(ask(child))[-before:]
    assert len(topics(ask(child))) == before + 2
    assert ask(child, as_known_at=0).timeline.entries == ()
    for position in (-1, head(world) + 1):
        with pytest.raises(InvalidValue):
            ask(child, as_known_at=position)


def test_a_time_of_knowledge_is_the_last_position_recorded_by_then(world: World) -> None:
    child = world.child()
    child.say(care.AbsenceStarted, USBP, NOW + minutes(10), kind=codes.AbsenceKind.COURT, escort=None)
    first = head(world)
    child.say(care.AbsenceEnded, USBP, NOW + minutes(20), place=SECTOR)
    last = world.ledger.log_recorder.head()
    assert last.recorded_at is not None
    for moment, known in (
        (NOW - minutes(1), Known(position=0, provisional=False)),
        (NOW + minutes(10), Known(position=first, provisional=False)),
        (NOW + minutes(20) - timedelta(microseconds=1), Known(position=first, provisional=False)),
        # at the time of the head, and after it, more may still come
        (last.recorded_at, Known(position=last.position, provisional=True)),
        (NOW + minutes(999), Known(position=last.position, provisional=True)),
    ):
        told = ask(child, as_known_at=moment)
        assert told.known == known
        assert told.timeline == ask(child, as_known_at=known.position).timeline
    assert ask(child).known == Known(position=last.position, provisional=False)


def test_an_empty_log_knows_nothing_yet(world: World) -> None:
    assert world.log.known(reader(OIG), NOW) == Known(position=0, provisional=True)


def test_a_struck_record_stays_in_its_place_and_names_what_struck_it(world: World) -> None:
    child = world.child()
    child.say(care.AbsenceStarted, USBP, NOW + minutes(10), kind=codes.AbsenceKind.COURT, escort=None)
    before = head(world)
    child.say(care.CustodyVoided, USBP, target=child.last["start-absence"], reason=StrikeReason.DID_NOT_OCCUR)
    struck = entry_of(ask(child), child, "start-absence")
    assert struck.struck_by == child.last["void"]
    assert (struck.before, struck.after, struck.episode) == (None, None, child.episode)
    assert topics(ask(child))[-2:] == [care.AbsenceStarted.TOPIC, care.CustodyVoided.TOPIC]
    assert ask(child).timeline.now[child.episode].whereabouts is Whereabouts.AT_PLACE
    # before the void was known it stood
    stood = ask(child, as_known_at=before)
    assert entry_of(stood, child, "start-absence").struck_by is None
    assert stood.timeline.now[child.episode].whereabouts is Whereabouts.AWAY


def test_a_corrected_record_is_struck_in_the_person_record_too(world: World) -> None:
    child = world.child()
    child.say(person.NeedRecorded, USBP, NOW, need=codes.Need.MEDICATION)
    child.say(person.PersonVoided, USBP, target=child.last["record-need"], reason=StrikeReason.WRONG_PERSON)
    assert entry_of(ask(child), child, "record-need").struck_by == child.last["void"]
    assert entry_of(ask(child), child, "record-need").episode is None


def test_marks_that_are_closed_stay_in_the_timeline(world: World) -> None:
    child = world.child()
    child.say(care.WentMissing, USBP, NOW, last_seen_place=SECTOR, reported_to=())
    assert entry_of(ask(child), child, "report-missing").open_marks == (Mark.MISSING,)
    child.say(
        care.IrregularityReviewed,
        USBP,
        target=child.last["report-missing"],
        code=Mark.MISSING,
        note=Personal.of("found at school"),
    )
    closed = entry_of(ask(child), child, "report-missing")
    assert (closed.marks, closed.open_marks) == ((Mark.MISSING,), ())


def test_a_late_report_is_flagged_by_the_policy_of_the_day(world: World) -> None:
    child = world.child()
    world.move_clock(NOW + minutes(120))
    child.say(care.AbsenceStarted, USBP, NOW + minutes(61), kind=codes.AbsenceKind.COURT, escort=None)
    child.say(care.AbsenceEnded, USBP, NOW + minutes(59), place=SECTOR)
    assert not entry_of(ask(child), child, "start-absence").entered_late
    assert entry_of(ask(child), child, "end-absence").entered_late


def test_a_report_of_a_day_is_late_from_the_end_of_that_day_on(world: World) -> None:
    child = world.child()
    for days, late in ((1, minutes(0)), (3, timedelta(days=1, hours=12))):
        world.move_clock(NOW + timedelta(days=days))
        claimed = ClaimedTime(
            earliest=Instant(NOW.replace(hour=0) + timedelta(days=1)), precision=Precision.DAY, basis=TimeBasis.OBSERVED
        )
        away = event(
            care.AbsenceStarted, official(USBP), person=child.person, kind=codes.AbsenceKind.COURT, escort=None
        )
        world.record((child.episode, replace(away, claimed=claimed)))
        [found] = [entry for entry in ask(child).timeline.entries if entry.item.event.event_id == away.event_id]
        assert late <= found.late < late + minutes(1)
        assert found.entered_late == (days > 1)


def test_the_trip_of_a_child_is_in_its_timeline_for_those_who_may_see_the_trip(world: World) -> None:
    child = world.child()
    bus = TripId(uuid4())
    plan = event(
        trip.TripPlanned,
        official(USBP),
        NOW,
        trip=bus,
        mode=codes.TravelMode.BUS,
        vehicle=None,
        carrier=CARRIER,
        from_place=SECTOR,
        to_place=SHELTER,
        expected_arrival=None,
    )
    stop = event(
        trip.TripStopped, official(CARRIER), NOW + minutes(40), trip=bus, place=None, reason=codes.TravelReason.REST
    )
    world.record((bus, plan))
    child.placed()
    offer = child.accepted()
    child.left(offer, NOW + minutes(30), escort="guard", trip=bus)
    before = head(world)
    world.move_clock(NOW + minutes(45))
    world.record((bus, stop))
    child.received(offer, NOW + minutes(60))
    for organisation in (OIG, CARE):
        told = ask(child, organisation)
        assert [each.item.event.event_id for each in told.timeline.entries if each.item.stream == bus] == [
            plan.event_id,
            stop.event_id,
        ]
    assert topics(ask(child)).index(trip.TripStopped.TOPIC) < topics(ask(child)).index(handoff.Received.TOPIC)
    assert trip.TripStopped.TOPIC not in topics(ask(child, as_known_at=before))
    # the legal custodian sees the child, and no vehicle that it has no part in
    assert [each for each in ask(child, ORR).timeline.entries if each.item.stream == bus] == []


# ------------------------------------------------------------------------------------------------ who may ask


def test_need_to_know_follows_custody(world: World) -> None:
    child = world.child()
    _may_ask(child, USBP, OIG)
    child.placed()
    _may_ask(child, USBP, ORR, OIG)
    offer = child.offered()
    _may_ask(child, USBP, CARE, ORR, OIG)
    child.say(handoff.HandoffAccepted, CARE, offer=offer)
    child.left(offer, NOW + minutes(30))
    _may_ask(child, USBP, CARE, ORR, OIG)
    child.say(handoff.TakenByCarrier, CARRIER, NOW + minutes(31), offer=offer, trip=None)
    _may_ask(child, USBP, CARE, CARRIER, ORR, OIG)
    child.received(offer, NOW + minutes(90))
    _may_ask(child, CARE, ORR, OIG)
    child.say(care.Exited, CARE, NOW + minutes(99), kind=codes.ExitKind.SPONSOR)
    _may_ask(child, ORR, OIG)


def test_a_recalled_offer_takes_the_right_to_know_with_it(world: World) -> None:
    child = world.child()
    offer = child.offered(OFFICE)
    _may_ask(child, USBP, ICE, OIG)
    child.say(handoff.HandoffRecalled, USBP, offer=offer, reason=codes.RecallReason.CHILD_UNWELL)
    _may_ask(child, USBP, OIG)


def test_a_referral_that_is_taken_back_takes_the_right_to_know_with_it(world: World) -> None:
    child = world.child()
    child.placed()
    child.say(intake.ReferralCancelled, USBP, reason=codes.CancelReason.ACCOMPANIED)
    _may_ask(child, USBP, OIG)


def test_the_past_is_not_shown_to_who_may_not_know_the_child_now(world: World) -> None:
    child = world.child()
    then = head(world)
    child.in_care(NOW + minutes(30))
    with pytest.raises(NotPermitted):
        ask(child, USBP, as_known_at=then)


def test_each_episode_is_shown_by_itself(world: World) -> None:
    child = world.child()
    child.say(care.Exited, USBP, NOW, kind=codes.ExitKind.RELEASED)
    again = Child(world, child.person, EpisodeId(uuid4()))
    world.record(again.encounter(by=ICE, place=OFFICE))
    assert set(ask(child).timeline.now) == {child.episode, again.episode}
    assert set(ask(child, ICE).timeline.now) == {again.episode}
    assert set(ask(child, USBP).timeline.now) == {child.episode}


def test_a_companion_without_an_episode_is_known_to_who_registered_them(world: World) -> None:
    aunt = Child(world, PersonId(uuid4()), world.child().episode)
    world.record(aunt.registration())
    assert topics(ask(aunt, USBP)) == topics(ask(aunt, OIG)) == [person.PersonRegistered.TOPIC]
    assert ask(aunt, USBP).heads == ()
    for organisation in (ICE, CARE, ORR):
        with pytest.raises(NotPermitted):
            ask(aunt, organisation)


def test_an_unknown_person_is_refused_like_one_that_is_not_shown(world: World) -> None:
    child, nobody = world.child(), Child(world, PersonId(uuid4()), world.child().episode)
    reasons = set()
    for who, organisation in ((child, ICE), (nobody, ICE), (nobody, OIG)):
        with pytest.raises(NotPermitted) as refused:
            ask(who, organisation)
        reasons.add(refused.value.reason)
    # an episode is not a person
    with pytest.raises(NotPermitted) as refused:
        ask(Child(world, PersonId(child.episode), child.episode), OIG)
    assert reasons | {refused.value.reason} == {"no_such_record_for_reader"}


def _may_ask(child: Child, *organisations: str) -> None:
    for organisation in (USBP, ICE, CARE, CARRIER, ORR, "CARE-02", "OFO", "ADVOCATE-A", OIG):
        if organisation in organisations:
            assert child.episode in ask(child, organisation).timeline.now
        else:
            with pytest.raises(NotPermitted):
                ask(child, organisation)


# ------------------------------------------------------------------------------------------------ knowledge is fixed


@pytest.mark.parametrize("seed", range(3))
def test_an_earlier_answer_never_changes(world: World, seed: int) -> None:
    """Whatever is recorded later - late, struck, restored, refused - what was known then stays what was known then."""
    dice = random.Random(seed)  # noqa: S311  # a test's
    child = world.child()
    answers: dict[int, PersonTimeline] = {}
    for _ in range(40):
        position = head(world)
        answers[position] = ask(child, as_known_at=position)
        _something_happens(child, dice)
    assert len(answers) > 15
    for position, answer in answers.items():
        again = ask(child, as_known_at=position)
        assert (again.known, again.timeline) == (answer.known, answer.timeline)
        as_of = NOW + minutes(dice.uniform(-30, 200))
        then = ask(child, as_of=as_of, as_known_at=position).timeline.entries
        assert then == tuple(each for each in answer.timeline.entries if each.item.happened_at <= as_of)


def _something_happens(child: Child, dice: random.Random) -> None:
    world = child.world
    if dice.random() < 0.5:
        world.move_clock(world.now + minutes(dice.uniform(0, 20)))
    at = world.now - minutes(dice.uniform(0, 60))
    told = ask(child).timeline.entries
    some = dice.choice(told).item.event
    acts: list[Callable[[], object]] = [
        lambda: child.say(care.AbsenceStarted, USBP, at, kind=codes.AbsenceKind.COURT, escort=None),
        lambda: child.say(care.AbsenceEnded, USBP, at, place=SECTOR),
        lambda: child.say(care.WentMissing, USBP, at, last_seen_place=SECTOR, reported_to=()),
        lambda: child.say(care.Located, USBP, at, place=SECTOR),
        lambda: child.left(child.accepted(OFFICE), at),
        lambda: child.received(None, at, place=OFFICE),
        lambda: child.say(person.NeedRecorded, USBP, at, need=codes.Need.ISOLATION),
        lambda: child.say(
            care.CustodyVoided, some.by.organisation, target=some.event_id, reason=StrikeReason.DUPLICATE
        ),
        lambda: child.say(
            person.PersonVoided, some.by.organisation, target=some.event_id, reason=StrikeReason.DUPLICATE
        ),
    ]
    try:
        dice.choice(acts)()
    except Refused:
        return
