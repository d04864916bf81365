"""One command: which streams it needs, what is written together, and that all of it is recorded or nothing."""

from datetime import timedelta
from typing import cast
from uuid import UUID

import pytest

from ledger.domain import codes, person, trip_state
from ledger.domain.catalog import AnyEvent
from ledger.domain.codes import TravelReason
from ledger.domain.custody.intake import Classified, EncounterRecorded
from ledger.domain.decide import streams_needed
from ledger.domain.errors import Refused, UnknownStream
from ledger.domain.event import StrikeReason
from ledger.domain.proposal import Proposal, placed
from ledger.domain.relationship.events import RelationshipAsserted
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.trip import TripCorrected, TripDelayed, TripPlanned, TripReport, TripVoided
from ledger.domain.values import Instant, PersonId
from tests.domain.builders import (
    AUNT,
    CHILD,
    EPISODE,
    MOTHER,
    SECOND_EPISODE,
    TRIP,
    Said,
    an_id,
    booked_in,
    came_with,
    claim,
    classified,
    companions_declared,
    corrected,
    decision,
    encountered,
    make,
    moment,
    registered,
    voided,
)
from tests.domain.builders_handoff import IN_CARE, IN_DHS, OFFERED, RELEASED, accepted, exited, received
from tests.domain.story import Log, Story, given

SISTER = PersonId(an_id("sister"))


def needed(*said: Said) -> list[UUID]:
    return streams_needed([Proposal(stream=each.stream, event=each.event) for each in said])


def on(stream: UUID, said: Said) -> Said:
    return Said(said.event, said.minute, stream)


# streams --------------------------------------------------------------------------------------------------------------


def test_what_a_command_needs_to_know() -> None:
    assert needed(booked_in()) == [EPISODE]
    pairs = [relationship_id(MOTHER, CHILD), relationship_id(AUNT, CHILD)]
    assert needed(encountered(0, came_with(MOTHER), came_with(AUNT))) == [EPISODE, CHILD, MOTHER, AUNT, *pairs]
    assert needed(companions_declared(5, came_with(AUNT))) == [EPISODE, AUNT, pairs[1]]
    assert needed(exited(9000)) == needed(voided(booked_in())) == [EPISODE, CHILD]
    assert needed(*corrected(booked_in(), booked_in(31))) == [EPISODE, CHILD]


@pytest.mark.parametrize(
    "said",
    [
        on(an_id("nowhere"), booked_in()),
        on(an_id("nowhere"), voided(booked_in())),
        booked_in(person=MOTHER),
        on(CHILD, booked_in()),
        on(EPISODE, registered()),
        on(MOTHER, registered(tag="as another")),
        encountered(50, came_with(PersonId(an_id("nobody")))),
        companions_declared(50, came_with(PersonId(an_id("nobody")))),
    ],
    ids=[
        "no such episode",
        "nothing to void",
        "another person's episode",
        "a person is no episode",
        "an episode is no person",
        "under another id",
        "an unknown companion",
        "an unknown companion, later",
    ],
)
def test_what_is_not_there(said: Said) -> None:
    story = given(*IN_DHS).when(said)
    assert isinstance(story.problem, UnknownStream)


def test_one_id_is_of_one_kind_even_when_it_is_new() -> None:
    new = an_id("new")
    story = Story().when(on(new, registered(PersonId(new))), on(new, encountered(person=PersonId(new))))
    assert isinstance(story.problem, UnknownStream)


# together -------------------------------------------------------------------------------------------------------------


def test_people_and_the_episode_open_in_one_command() -> None:
    story = Story().when(registered(MOTHER), registered(), encountered(0, came_with(MOTHER)))
    opened = (person.PersonRegistered, person.PersonRegistered, person.EpisodeOpened, EncounterRecorded)
    story.then(*opened, RelationshipAsserted)
    pair = relationship_id(MOTHER, CHILD)
    assert [proposal.stream for proposal in story.decided] == [MOTHER, CHILD, CHILD, EPISODE, pair]


def test_one_command_is_decided_in_its_order() -> None:
    given(*OFFERED).when(accepted(), accepted(211)).refused("already_accepted")
    given(*IN_DHS).when(booked_in(40), classified()).then()


def test_a_command_for_many_children_is_recorded_whole_or_not() -> None:
    theirs = on(SECOND_EPISODE, encountered(person=SISTER, by="ICE", place="ICE-HLG"))
    story = given(*IN_DHS, registered(SISTER), theirs)
    opinion = codes.Classification.UNACCOMPANIED_CHILD
    hers = decision(Classified, 60, "USBP", person=SISTER, classification=opinion, rule="6 USC 279(g)(2)")
    both = [classified(), on(SECOND_EPISODE, hers)]
    story.when(both).refused("not_the_custodian")
    assert story.now.classification is None


def test_the_exit_and_the_new_encounter_in_one_command() -> None:
    again = on(SECOND_EPISODE, encountered(9100, by="ICE", place="ICE-HLG"))
    given(*IN_CARE).when(exited(9000), again).then()


def test_ids_of_what_is_written_along_follow_from_the_event() -> None:
    first, second = given(*IN_CARE).when(exited(9000)), given(*IN_CARE).when(exited(9000))
    assert first.decided == second.decided


def test_an_event_delivered_twice_is_recorded_once() -> None:
    given(*IN_CARE).when(IN_CARE[-1]).refused("already_recorded")
    given(*IN_DHS).when(booked_in(50), booked_in(50)).refused("already_recorded")


def test_recorded_times_grow_along_a_stream() -> None:
    """Though the clock stands still, or has gone back."""
    recorded = given(*IN_DHS).log.streams[EPISODE]
    assert [item.version for item in recorded] == [1, 2]
    after = placed(EPISODE, recorded, classified().event, now=moment(-60))
    assert after.recorded_at == recorded[-1].recorded_at + timedelta(microseconds=1)
    assert (after.version, after.position) == (3, recorded[-1].position + 1)


def test_who_may_not_open_another_persons_episode_again() -> None:
    with pytest.raises(Refused, match="episode_already_open"):
        given(*IN_CARE).log.record(
            [Proposal(stream=SECOND_EPISODE, event=encountered(500, by="ICE", place="ICE-HLG").event)],
            now=moment(501),
        )
    given(*RELEASED).when(received(9500)).then()


# trips ----------------------------------------------------------------------------------------------------------------


def planned(minute: float = 0, *, carrier: str = "CARRIER-A", tag: str = "") -> Said:
    values: dict[str, object] = {
        "trip": TRIP,
        "claimed": claim(minute),
        "mode": codes.TravelMode.BUS,
        "vehicle": "17",
        "carrier": carrier,
        "from_place": "BP-RGV",
        "to_place": "CARE-01",
        "expected_arrival": Instant(moment(300)),
    }
    return Said(make(TripPlanned, "USBP", tag, values), minute + 1, TRIP)


def under_way(cls: type[TripReport], minute: float, by: str = "CARRIER-A", **values: object) -> Said:
    event = make(cls, by, "", {"trip": TRIP, "claimed": claim(minute)} | values)
    return Said(cast("AnyEvent", event), minute + 1, TRIP)


def of_trip(log: Log) -> trip_state.TripState:
    return trip_state.fold(log.streams[TRIP])  # type: ignore[arg-type]  # a trip's stream


def test_a_trip_is_what_was_said_of_it_in_the_order_it_happened() -> None:
    late = under_way(TripDelayed, 20, reason=TravelReason.TRAFFIC, expected_arrival=Instant(moment(400)))
    later = under_way(TripDelayed, 30, reason=TravelReason.WEATHER, expected_arrival=Instant(moment(500)))
    story = Story().given(planned(), later, late)
    state = of_trip(story.log)
    assert (state.planned_by, state.carrier, state.to_place) == ("USBP", "CARRIER-A", "CARE-01")
    assert state.expected_arrival == Instant(moment(500))


def test_the_plan_of_a_trip_is_corrected_never_voided() -> None:
    plan, again = planned(), planned(1, carrier="CARRIER-B")
    about: dict[str, object] = {"trip": TRIP, "target": plan.event.event_id, "reason": StrikeReason.INCORRECT_DATA}
    correction = Said(make(TripCorrected, "USBP", "", about | {"replacement": again.event.event_id}), 50, TRIP)
    void = Said(make(TripVoided, "USBP", "", about), 60, TRIP)
    story = Story().given(plan)
    story.when(void).refused("opening_record", allows="correct")
    story.when([again, correction])
    assert story.problem is None
    assert of_trip(story.log).carrier == "CARRIER-B"


def test_a_trip_is_told_under_its_own_id() -> None:
    story = Story().when(on(an_id("another trip"), planned()))
    assert isinstance(story.problem, UnknownStream)
