"""What really happens to a child, and what the ledger makes of reports that come late and in any order.

The model is the truth: who has the child, minute by minute, moved by plain rules and by nothing that the ledger knows.
Each act leaves a report that is delivered some time, or much later; offices also take decisions on what the ledger
knows by then, and some are refused. When all reports are in, the ledger's history must be the truth at every minute.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ledger.domain.custody.facets import Facets, Whereabouts
from ledger.domain.errors import Refused
from ledger.domain.proposal import Proposal
from ledger.domain.values import OfferId
from tests.domain.builders import (
    Said,
    acknowledged,
    an_id,
    booked_in,
    classified,
    designated,
    determined,
    encountered,
    moment,
    referred,
    registered,
)
from tests.domain.builders_handoff import (
    absence,
    accepted,
    arrived,
    back,
    declined,
    dispatched,
    exited,
    located,
    missing,
    moved,
    offered,
    recalled,
    received,
    redirected,
    refused_at_door,
    taken,
    turned_back,
)
from tests.domain.story import Log

CUSTODY_OF = {"USBP": "USBP", "OFO": "OFO", "ICE": "ICE", "CARE-01": "ORR", "CARE-02": "ORR", "CARE-03": "ORR"}
"""In whose name each takes legal custody."""
PLACE_OF = {"USBP": "BP-RGV", "OFO": "POE-HID", "ICE": "ICE-HLG"} | {f"CARE-0{n}": f"CARE-0{n}" for n in (1, 2, 3)}
TAKERS = st.sampled_from(sorted(CUSTODY_OF))
AGENCIES = st.sampled_from(["USBP", "OFO", "ICE"])
CARRIERS = st.sampled_from(["CARRIER-A", "CARRIER-B"])
PROVIDERS = st.sampled_from(["CARE-01", "CARE-02", "CARE-03"])


@dataclass(frozen=True)
class Truth:
    """Where the child is."""

    holder: str | None
    legal: str | None
    answers: str | None
    place: str | None
    whereabouts: Whereabouts
    under_way: bool = False


def as_the_ledger_says(facets: Facets) -> Truth:
    return Truth(
        holder=facets.holder,
        legal=facets.legal_custodian,
        answers=facets.answerable,
        place=facets.place,
        whereabouts=facets.whereabouts,
        under_way=facets.between_hands,
    )


GONE = Truth(None, None, None, None, Whereabouts.NOT_IN_CUSTODY)


class TruthMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.minute = 0
        self.log = Log()
        self.truth = GONE
        self.timeline: list[tuple[int, Truth]] = []
        self.undelivered: list[Said] = []
        self.journey = OfferId(an_id("journey 0"))
        self.carrier: str | None = None

    def record(self, said: Said) -> None:
        self.log.record([Proposal(stream=said.stream, event=said.event)], now=moment(self.minute))

    def happens(self, truth: Truth, report: Said) -> None:
        self.truth = truth
        self.timeline.append((self.minute, truth))
        self.undelivered.append(report)

    def later(self) -> int:
        self.minute += 7
        return self.minute

    @property
    def here(self) -> str:
        """Who has the child at a place, or on the way."""
        assert self.truth.holder is not None
        return self.truth.holder

    # what happens -----------------------------------------------------------------------------------------------------

    @initialize(by=AGENCIES)
    def met(self, by: str) -> None:
        self.record(registered(by=by))
        at = self.later()
        self.happens(Truth(by, by, by, PLACE_OF[by], Whereabouts.AT_PLACE), encountered(at, by=by, place=PLACE_OF[by]))
        self.record(self.undelivered.pop())

    def in_hands(self) -> bool:
        return self.truth.holder is not None

    def at_rest(self) -> bool:
        return self.truth.whereabouts is Whereabouts.AT_PLACE and not self.truth.under_way

    def on_the_way(self) -> bool:
        return self.truth.under_way and self.truth.holder is not None

    def is_missing(self) -> bool:
        return self.truth.whereabouts is Whereabouts.MISSING

    @precondition(at_rest)
    @rule()
    def leaves(self) -> None:
        offer = self.log.case().offer
        theirs = offer is not None and offer.by_organisation == self.here
        self.journey = offer.offer if offer is not None and theirs else OfferId(an_id(f"journey {self.minute}"))
        self.carrier = None
        leaving = replace(self.truth, place=None, whereabouts=Whereabouts.IN_TRANSIT, under_way=True)
        self.happens(leaving, dispatched(self.later(), by=self.here, offer=self.journey))

    @precondition(in_hands)
    @rule(by=CARRIERS)
    def is_carried(self, by: str) -> None:
        if not self.truth.under_way:
            self.journey = OfferId(an_id(f"journey {self.minute}"))
        self.carrier = by
        carried = replace(self.truth, holder=by, place=None, whereabouts=Whereabouts.IN_TRANSIT, under_way=True)
        self.happens(carried, taken(self.later(), by=by, offer=self.journey))

    @precondition(on_the_way)
    @rule(at=TAKERS, refused_there=st.booleans())
    def stands_at_the_door(self, at: str, *, refused_there: bool) -> None:
        there = replace(self.truth, place=PLACE_OF[at], whereabouts=Whereabouts.AT_THE_DOOR)
        if refused_there and at.startswith("CARE"):
            self.happens(there, refused_at_door(self.later(), by=at, offer=self.journey))
        else:
            self.happens(there, arrived(self.later(), by=self.here, offer=self.journey, place=PLACE_OF[at]))

    @precondition(lambda self: self.truth.under_way)
    @rule()
    def comes_back(self) -> None:
        giver = self.truth.answers
        assert giver is not None
        at_home = replace(self.truth, holder=giver, place="BP-RGV", whereabouts=Whereabouts.AT_PLACE, under_way=False)
        self.happens(at_home, turned_back(self.later(), by=giver, offer=self.journey, place="BP-RGV"))

    @precondition(lambda self: self.truth.legal is not None)
    @rule(by=TAKERS)
    def is_received(self, by: str) -> None:
        if by in {self.truth.answers, self.truth.holder}:
            return
        offer = self.journey if self.truth.under_way else None
        held = Truth(by, CUSTODY_OF[by], by, PLACE_OF[by], Whereabouts.AT_PLACE)
        self.happens(held, received(self.later(), by=by, place=PLACE_OF[by], offer=offer))

    @precondition(in_hands)
    @rule()
    def goes_to_hospital_or_comes_from_there(self) -> None:
        if self.truth.whereabouts is Whereabouts.AWAY:
            there = replace(self.truth, place="BP-LRT", whereabouts=Whereabouts.AT_PLACE)
            self.happens(there, back(self.later(), by=self.here, place="BP-LRT"))
        else:
            self.happens(replace(self.truth, whereabouts=Whereabouts.AWAY), absence(self.later(), by=self.here))

    @precondition(in_hands)
    @rule()
    def goes_missing(self) -> None:
        by = self.here
        gone = replace(self.truth, holder=None, place=None, whereabouts=Whereabouts.MISSING)
        self.happens(gone, missing(self.later(), by=by))

    @precondition(is_missing)
    @rule(by=TAKERS | CARRIERS, encounter=st.booleans())
    def is_found(self, by: str, *, encounter: bool) -> None:
        goes_on = self.truth.under_way and by in {self.truth.answers, self.carrier}
        here = replace(self.truth, holder=by, place="BP-DRT", whereabouts=Whereabouts.AT_PLACE, under_way=goes_on)
        found = here if goes_on else replace(here, answers=by)
        agency = by in {"USBP", "OFO", "ICE"}
        build = encountered if encounter and agency else located
        self.happens(found, build(self.later(), by=by, place="BP-DRT"))

    @precondition(lambda self: self.truth.legal == "ORR" and self.at_rest())
    @rule(by=PROVIDERS)
    def moves_in_the_network(self, by: str) -> None:
        there = replace(self.truth, holder=by, answers=by, place=by)
        self.happens(there, moved(self.later(), by=by))

    @precondition(lambda self: self.at_rest() and self.truth.holder in {"USBP", "OFO", "ICE"})
    @rule()
    def is_booked_elsewhere(self) -> None:
        there = replace(self.truth, place="BP-LRT")
        self.happens(there, booked_in(self.later(), by=self.here, place="BP-LRT"))

    @precondition(lambda self: self.truth.legal is not None and len(self.timeline) > 6)
    @rule()
    def leaves_custody(self) -> None:
        by = self.truth.holder or self.truth.legal
        assert by is not None
        self.happens(GONE, exited(self.later(), by=by))

    # what offices know and decide -------------------------------------------------------------------------------------

    @precondition(lambda self: self.undelivered)
    @rule(which=st.integers(min_value=0, max_value=99))
    def a_report_comes_in(self, which: int) -> None:
        """Never refused, whatever the ledger knows by then."""
        self.record(self.undelivered.pop(which % len(self.undelivered)))

    @rule(by=TAKERS, to=TAKERS)
    def somebody_offers(self, by: str, to: str) -> None:
        offer = OfferId(an_id(f"offer {self.minute}"))
        self.try_to(offered(self.later(), by=by, to=to, place=PLACE_OF[to], offer=offer))

    @precondition(lambda self: self.log.case().offer is not None)
    @rule(how=st.sampled_from(["accept", "decline", "recall", "redirect"]), to=PROVIDERS)
    def somebody_answers(self, how: str, to: str) -> None:
        offer = self.log.case().offer
        assert offer is not None
        at, giver, taker = self.later(), offer.by_organisation, offer.to_organisation
        match how:
            case "accept":
                self.try_to(accepted(at, by=taker, offer=offer.offer))
            case "decline":
                self.try_to(declined(at, by=taker, offer=offer.offer))
            case "recall":
                self.try_to(recalled(at, by=giver, offer=offer.offer))
            case _:
                self.try_to(redirected(at, to=to, offer=offer.offer))

    @rule(by=AGENCIES)
    def somebody_works_on_the_case(self, by: str) -> None:
        steps: tuple[Callable[..., Said], ...] = (classified, determined, referred, acknowledged, designated)
        for step, who in zip(steps, (by, by, by, "ORR", "ORR"), strict=True):
            self.try_to(step(self.later(), by=who))

    def try_to(self, said: Said) -> None:
        with suppress(Refused):
            self.record(said)

    # what must hold ---------------------------------------------------------------------------------------------------

    @invariant()
    def somebody_answers_for_the_child(self) -> None:
        if not self.timeline:
            return
        facets = self.log.case().facets
        in_custody = facets.legal_custodian is not None
        assert in_custody == (facets.answerable is not None)
        assert in_custody or facets.step.value == "exited"

    @invariant()
    def the_ledger_is_true_when_all_reports_are_in(self) -> None:
        if self.undelivered or not self.timeline:
            return
        past = self.log.case().history
        assert as_the_ledger_says(past.now) == self.truth
        for minute, truth in self.timeline:
            assert as_the_ledger_says(past.at(moment(minute))) == truth

    def teardown(self) -> None:
        self.later()
        while self.undelivered:
            self.record(self.undelivered.pop(len(self.undelivered) // 2))
        self.the_ledger_is_true_when_all_reports_are_in()


TestTruth = TruthMachine.TestCase
TestTruth.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
