"""Anybody may propose anything: whatever is recorded, custody stays whole, and what is refused leaves nothing.

Decisions go through `decide` onto a memory log with strictly increasing recorded times. Beside it a plain memory keeps
what was recorded; the rules of custody are read off that, not off the folds that they are held against.
"""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ledger.domain import person_state
from ledger.domain.custody import handoff
from ledger.domain.custody.case import Case, allowed_now, head_facts
from ledger.domain.custody.history import history
from ledger.domain.decide import decide
from ledger.domain.errors import Refused
from ledger.domain.event import Decision, Recorded
from ledger.domain.person import PersonEvent
from ledger.domain.proposal import Proposal
from ledger.domain.values import OfferId
from tests.domain.builders import CHILD, Said, an_id, encountered, moment, registered, voided
from tests.domain.memory import Memory, check_custody, check_signatures, story_of
from tests.domain.proposing import DECISIONS, FIXED_OFFERS, REPORTS, WHO, fitting, place_of, who
from tests.domain.story import Log

Build = Callable[[float, str, OfferId], Said]
REPORTS_ARE_REFUSED_FOR = {"sender_cannot_confirm", "already_recorded"}
HOW_LATE = st.sampled_from([0, 0, 0, 0, 3, 11, 60, 400, -2])


class CustodyMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.log = Log()
        self.minute = 0
        self.episodes: list[UUID] = []
        self.as_known: list[tuple[UUID, int, object]] = []

    @property
    def episode(self) -> UUID:
        return self.episodes[-1]

    @property
    def case(self) -> Case:
        return self.log.case(self.episode)

    def tick(self) -> int:
        self.minute += 5
        return self.minute

    def propose(self, said: Said) -> Refused | None:
        """Record it, or learn why not; a decision that is recorded must have been named as allowed."""
        before = self.case
        was = {stream: list(recorded) for stream, recorded in self.log.streams.items()}
        try:
            self.log.record([Proposal(stream=self.episode, event=said.event)], now=moment(self.minute))
        except Refused as refusal:
            assert self.log.streams == was
            return refusal
        if isinstance(said.event, Decision):
            assert said.event.COMMAND in allowed_now(before)
        known = self.log.custody(self.episode)
        self.as_known.append((self.episode, len(known), story_of(history(known))))
        return None

    # rules ------------------------------------------------------------------------------------------------------------

    @initialize(by=st.sampled_from(["USBP", "OFO", "ICE", "CARRIER-A"]))
    def met(self, by: str) -> None:
        self.log.record([Proposal(stream=CHILD, event=registered().event)], now=moment(0))
        self.meet(by)

    def meet(self, by: str) -> None:
        self.episodes.append(an_id(f"episode {len(self.episodes)}"))
        met = encountered(self.tick(), by=by, place=place_of(by))
        self.log.record([Proposal(stream=self.episode, event=met.event)], now=moment(self.minute))

    @precondition(lambda self: self.case.state.exited)
    @rule(by=st.sampled_from(["USBP", "ICE"]))
    def met_again(self, by: str) -> None:
        self.meet(by)

    @rule(build=st.sampled_from(REPORTS), word=WHO, offer=FIXED_OFFERS, late=HOW_LATE, open_offer=st.booleans())
    def somebody_reports(self, build: Build, word: str, offer: OfferId, late: int, *, open_offer: bool) -> None:
        self.tick()
        case = self.case
        about = case.offer.offer if open_offer and case.offer is not None else offer
        refusal = self.propose(build(self.minute - late, who(case, word), about))
        assert refusal is None or refusal.reason in REPORTS_ARE_REFUSED_FOR, refusal

    @rule(build=st.sampled_from(DECISIONS), word=WHO, offer=FIXED_OFFERS)
    def somebody_decides(self, build: Build, word: str, offer: OfferId) -> None:
        self.propose(build(self.tick(), who(self.case, word), offer))

    @rule(which=st.integers(min_value=0, max_value=20), again=st.booleans())
    def the_case_goes_on(self, which: int, *, again: bool) -> None:
        """One of the decisions that the case names as allowed."""
        for _ in range(2 if again else 1):
            names = [name for name in allowed_now(self.case) if fitting(name, self.case, 0) and name != "expire"]
            if names:
                said = fitting(names[which % len(names)], self.case, self.tick())
                assert said is not None
                assert self.propose(said) is None

    @rule()
    def what_is_named_as_allowed_is_possible(self) -> None:
        case = self.case
        streams = {stream: self.log.streams[stream] for stream in (self.episode, CHILD)}
        for name in allowed_now(case):
            said = fitting(name, case, self.tick())
            if said is not None:
                decide(streams, [Proposal(stream=self.episode, event=said.event)], now=moment(said.minute))

    @precondition(lambda self: self.case.offer is not None and not self.case.offer_under_way)
    @rule()
    def acceptance_and_recall_race(self) -> None:
        """Both fit the same version; only the first is recorded, the second is decided afresh."""
        case = self.case
        recall, accept = fitting("recall", case, self.tick()), fitting("accept", case, self.tick())
        assert recall is not None
        assert accept is not None
        assert self.propose(recall) is None
        refusal = self.propose(accept)
        assert refusal is not None
        assert refusal.reason == "offer_not_open"

    @rule(which=st.integers(min_value=0, max_value=99))
    def a_void_is_as_if_it_had_not_been_said(self, which: int) -> None:
        recorded = self.log.custody(self.episode)
        target = recorded[which % len(recorded)]
        before, state = story_of(self.case.history), self.case.state
        void = voided(Said(target.event, 0), self.tick())
        if self.propose(void) is not None:
            return
        memory = Memory([item.event for item in recorded if item is not target])
        left = [item for item in recorded if item is not target and memory.stands(item.event.event_id)]
        found = [line for line in story_of(self.case.history) if line[0] != void.event.event_id]
        assert found == story_of(history(left))
        unvoid = voided(void, self.tick())
        assert self.propose(unvoid) is None
        known = {void.event.event_id, unvoid.event.event_id}
        assert [line for line in story_of(self.case.history) if line[0] not in known] == before
        assert self.case.state == state

    # invariants -------------------------------------------------------------------------------------------------------

    @invariant()
    def custody_is_whole(self) -> None:
        for episode in self.episodes:
            past = self.log.case(episode).history
            check_signatures(past)
            check_custody(past)

    @invariant()
    def what_stands_is_what_memory_says(self) -> None:
        if not self.episodes:
            return
        events = [item.event for item in self.log.custody(self.episode)]
        memory = Memory(events)
        assert {e.event_id for e in events if not memory.stands(e.event_id)} == set(self.case.history.struck)
        offers = {event.offer for event in events if isinstance(event, handoff.HandoffOffered)}
        for offer in offers:
            answers = memory.answers_of(offer)
            assert handoff.HandoffRecalled not in answers[:-1], "nothing follows a recall"

    @invariant()
    def at_most_one_episode_is_open(self) -> None:
        still_open = [episode for episode in self.episodes if not self.log.case(episode).state.exited]
        about = self.log.streams.get(CHILD, [])
        known = person_state.fold(cast("list[Recorded[PersonEvent]]", about)).open_episode
        assert still_open == ([] if known is None else [known])

    @invariant()
    def who_may_know_has_to_do_with_the_child(self) -> None:
        if not self.episodes:
            return
        case, facts = self.case, head_facts(self.case)
        signers = {item.event.by.organisation for item in case.recorded} | {"ORR", None}
        assert {facts.legal_custodian, facts.holder, facts.previous_holder, facts.referred_to} <= signers
        assert (facts.next_holder is None) == (case.offer is None)

    @invariant()
    def earlier_answers_never_change(self) -> None:
        for episode, count, known in self.as_known[-1:] + self.as_known[:1]:
            assert story_of(history(self.log.custody(episode)[:count])) == known

    def teardown(self) -> None:
        for episode, count, known in self.as_known:
            assert story_of(history(self.log.custody(episode)[:count])) == known
        for episode in self.episodes:
            past = self.log.case(episode).history
            for step in past.steps:
                assert past.at(step.item.happened_at) in [s.after for s in past.steps]


TestCustody = CustodyMachine.TestCase
TestCustody.settings = settings(
    max_examples=80, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
