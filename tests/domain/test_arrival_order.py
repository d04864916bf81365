"""For a fixed order of decisions, reports may arrive in any order: the history is the same."""

from collections.abc import Sequence
from typing import cast

from hypothesis import HealthCheck, settings
from hypothesis import given as example
from hypothesis import strategies as st

from ledger.domain.codes import CompanionsAnswer
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Mark
from ledger.domain.custody.history import history, ordered_steps
from ledger.domain.event import Correction, Recorded, Report, Void
from ledger.domain.values import Precision
from tests.domain.builders import (
    EPISODE,
    LATE,
    LEG,
    MOTHER,
    SECOND_OFFER,
    Said,
    booked_in,
    booked_out,
    came_with,
    companions_declared,
    corrected,
    designated,
    encountered,
    moment,
    reviewed,
    voided,
)
from tests.domain.builders_handoff import (
    ACCEPTED,
    DESIGNATED,
    DISPATCHED,
    IN_CARE,
    ON_THE_ROAD,
    RELEASED,
    absence,
    absent,
    accepted,
    admitted,
    arrived,
    back,
    declined,
    dispatched,
    exited,
    located,
    missing,
    moved,
    offered,
    packed,
    recalled,
    received,
    redirected,
    refused_at_door,
    taken,
    turned_back,
)

UNASKED = encountered(0, answer=CompanionsAnswer.NOT_ASKED)
FALSE_START = dispatched(230, tag="false start")
FOUND = located(500, by="USBP", place="BP-EPT")
TWO_LEGS = [
    *DESIGNATED,
    offered(152, to="ICE", place="ICE-HLG", offer=LEG),
    accepted(153, by="ICE", offer=LEG),
    packed(154),
    dispatched(155, offer=LEG),
    taken(156, by="CARRIER-B", offer=LEG),
    received(190, by="ICE", place="ICE-HLG", offer=LEG),
    offered(by="ICE"),
    accepted(),
    packed(by="ICE"),
    dispatched(by="ICE"),
    taken(),
    arrived(),
    received(),
]
SCENARIOS: dict[str, list[Said]] = {
    "released": RELEASED,
    "two legs": TWO_LEGS,
    "redirected": [*ON_THE_ROAD, redirected(300), accepted(310, by="CARE-02"), received(500, by="CARE-02")],
    "turned back and sent again": [*ON_THE_ROAD, turned_back(300), dispatched(400), taken(405), received(600)],
    "refused at the door": [*ON_THE_ROAD, arrived(), refused_at_door(), turned_back(500), recalled(600)],
    "absent": [
        *ON_THE_ROAD,
        arrived(),
        absent(),
        missing(420, by="CARRIER-A"),
        located(500, by="USBP", place="BP-EPT"),
    ],
    "hospital on the way": [*ON_THE_ROAD, absence(300, by="CARRIER-A"), back(350, by="CARRIER-A"), received()],
    "missing and met elsewhere": [*IN_CARE, missing(500), encountered(900, by="OFO", place="POE-HID")],
    "two custodians": [*IN_CARE, received(430, by="CARE-02"), received(440, tag="copy"), moved(500, by="CARE-03")],
    "false start": [*ACCEPTED, FALSE_START, voided(FALSE_START, 235), dispatched(), received()],
    "corrected receipt": [*IN_CARE, *corrected(IN_CARE[-1], received(450), 5000), exited(9000)],
    "late answers": [UNASKED, booked_in(), companions_declared(60, came_with(MOTHER)), booked_out(70)],
    "reviewed": [*ON_THE_ROAD, received(by="CARE-02"), reviewed(received(by="CARE-02"), "different_place", 9000)],
    "known to the day": [
        *ON_THE_ROAD,
        received(-480, precision=Precision.DAY),
        admitted(-480, precision=Precision.DAY),
        moved(-480, precision=Precision.MONTH),
        absence(500, by="CARE-02"),
        back(490, by="CARE-02", precision=Precision.HOUR),
    ],
    "declined under way": [*DISPATCHED, declined(250), redirected(260), accepted(270, by="CARE-02"), received(500)],
}
POOL = [
    *{said.event.event_id: said for scenario in SCENARIOS.values() for said in scenario}.values(),
    offered(300, offer=SECOND_OFFER, to="CARE-02"),
    accepted(305, offer=SECOND_OFFER, by="CARE-02"),
    dispatched(310, offer=SECOND_OFFER),
    received(420, by="CARE-02", offer=SECOND_OFFER),
    received(415, by="CARRIER-A", place="CARE-01"),
    received(405, by="ICE", place="ICE-HLG", offer=None),
    designated(320, place="CARE-02"),
    admitted(450),
    exited(200, by="USBP"),
    moved(300, by="USBP", place="BP-LRT"),
    exited(-480, precision=Precision.DAY),
    located(-480, by="CARE-02", precision=Precision.UNKNOWN),
]
"""Everything that can happen, for histories that make no sense."""


def in_log(arrivals: Sequence[Said]) -> list[Recorded[CustodyEvent]]:
    """A log in which events arrived in this order. Decisions keep their recorded time; reports came whenever."""
    return [
        Recorded(
            stream=EPISODE,
            version=place,
            position=place,
            recorded_at=moment(LATE if isinstance(said.event, Report) else said.minute),
            event=cast("CustodyEvent", said.event),
        )
        for place, said in enumerate(arrivals, 1)
    ]


def arrival(told: Sequence[Said], order: Sequence[Said]) -> list[Said]:
    """The events in the order drawn, decisions in their own order among themselves, each strike after its target."""
    decisions = iter(
        sorted((said for said in told if not isinstance(said.event, Report)), key=lambda said: said.minute)
    )
    arrivals = [said if isinstance(said.event, Report) else next(decisions) for said in order]
    for strike in [said for said in arrivals if isinstance(said.event, Correction | Void)]:
        event = cast("Correction | Void", strike.event)
        named = {event.target} | ({event.replacement} if isinstance(event, Correction) else set())
        before = [said for said in arrivals if said.event.event_id in named]
        rest = [said for said in arrivals if said.event.event_id not in named]
        place = rest.index(strike)
        arrivals = [*rest[:place], *before, *rest[place:]]
    return arrivals


def what_happened(arrivals: Sequence[Said]) -> object:
    past = history(in_log(arrivals))
    steps = [(step.item.event, step.before, step.after, step.marks) for step in past.steps]
    return steps, past.struck, past.reviewed, past.completed


@example(name=st.sampled_from(sorted(SCENARIOS)), data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_of_arrival_gives_the_same_history(name: str, data: st.DataObject) -> None:
    told = SCENARIOS[name]
    order = data.draw(st.permutations(told))
    assert what_happened(arrival(told, order)) == what_happened(told)


@example(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_even_of_histories_that_make_no_sense(data: st.DataObject) -> None:
    ids = {said.event.event_id for said in POOL}
    strikes = (Correction, Void)
    pool = [said for said in POOL if not isinstance(said.event, strikes) or said.event.target in ids]
    told = data.draw(st.lists(st.sampled_from(pool), unique_by=lambda said: said.event.event_id, max_size=25))
    there = {said.event.event_id for said in told}
    told = [said for said in told if not isinstance(said.event, strikes) or said.event.target in there]
    told.sort(key=lambda said: said.minute)
    order = data.draw(st.permutations(told))
    assert what_happened(arrival(told, order)) == what_happened(told)


@example(told=st.lists(st.sampled_from(POOL), unique_by=lambda said: said.event.event_id, max_size=25))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_time_that_is_not_exact_takes_marks_away_and_adds_its_own_only(told: list[Said]) -> None:
    recorded = in_log(sorted((said for said in told if not strikes(said)), key=lambda said: said.minute))
    for plain, shown in zip(ordered_steps(recorded, gone=()), history(recorded).steps, strict=True):
        assert (shown.item, shown.before, shown.after) == (plain.item, plain.before, plain.after)
        added = set(shown.marks) - set(plain.marks)
        assert added <= {Mark.ORDER_NOT_KNOWN}
        assert not added or known_to_more_than_a_minute(shown.item)


def strikes(said: Said) -> bool:
    return isinstance(said.event, Correction | Void)


def known_to_more_than_a_minute(item: Recorded[CustodyEvent]) -> bool:
    return isinstance(item.event, Report) and item.event.claimed.precision is not Precision.MINUTE


def test_every_scenario_ends_where_it_should() -> None:
    def ends(name: str) -> tuple[str | None, str | None]:
        facets = history(in_log(SCENARIOS[name])).now
        return facets.legal_custodian, facets.holder

    assert {name: ends(name) for name in SCENARIOS} == {
        "released": (None, None),
        "two legs": ("ORR", "CARE-01"),
        "redirected": ("ORR", "CARE-02"),
        "turned back and sent again": ("ORR", "CARE-01"),
        "refused at the door": ("USBP", "USBP"),
        "absent": ("USBP", "USBP"),
        "hospital on the way": ("ORR", "CARE-01"),
        "missing and met elsewhere": ("ORR", "OFO"),
        "two custodians": ("ORR", "CARE-03"),
        "false start": ("ORR", "CARE-01"),
        "corrected receipt": (None, None),
        "late answers": ("USBP", "USBP"),
        "reviewed": ("ORR", "CARE-02"),
        "declined under way": ("ORR", "CARE-01"),
        "known to the day": ("ORR", "CARE-02"),
    }
