"""The machine: anybody does anything to several children at once, and the plain memory says what must come of it.

After every step the ledger is held against the memory: what was recorded or refused, the facets, the row of the view,
the head row, and answers about the past. What each rule does is its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ledger.application import Answer, Command
from ledger.domain.errors import CustodyError, Refused, StaleVersion
from ledger.domain.proposal import Proposal
from ledger.domain.values import OfferId, PersonId
from ledger.store.write_errors import KeyReused
from tests.domain.builders import Said, encountered, moment, registered, voided
from tests.machine import holding
from tests.machine.proposing import DECISIONS, EVERYBODY, REPORTS, corrected, event_of, place_of, usual_next, who
from tests.machine.record import Line, Record
from tests.machine.remembering import Remembered
from tests.machine.truth import Event
from tests.machine.world import World

MINUTES = 5
"""From one step to the next."""
PEOPLE_MAX = 3

AGENCY = st.sampled_from(["USBP", "OFO", "ICE"])
LATE = st.sampled_from([0, 0, 0, 0, 1, 5, 12, 63, 404])
"""Minutes between what happened and its report."""
WHO = st.sampled_from(["holder", "legal", "answers", "addressee", "giver", *EVERYBODY])
"""Often somebody who has to do with the child."""
OFFER = st.sampled_from(["last", "last", "last", "first", "new"])
BEHIND = st.sampled_from([0, 0, 0, 1, 3])
"""How many versions ago somebody looked who decides now."""
NUMBER = st.integers(min_value=0, max_value=99)
REPORT, DECISION = st.sampled_from(sorted(REPORTS)), st.sampled_from(sorted(DECISIONS))
ANSWER = st.sampled_from(["accept", "decline", "recall", "expire"])
ROAD = st.sampled_from(["dispatch", "take", "arrive", "receive", "refuse", "turn back", "missing", "located"])
PARTY = st.sampled_from(["addressee", "giver", "answers", "CARE-02", "CARRIER-A"])

Proposed = Sequence[tuple[Record, Event]]


class CustodyMachine(RuleBasedStateMachine):
    """Holds what the memory knows; `world` is the ledger, shared by all examples."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.records: list[Record] = []
        self.touched: list[Record] = []
        self.done: list[tuple[Command, Answer]] = []
        self.remembered: list[Remembered] = []

    @initialize(by=AGENCY, steps=st.integers(min_value=0, max_value=11))
    def somebody_is_met_and_goes_some_of_the_usual_way(self, by: str, steps: int) -> None:
        self.meet(self.register(), by)
        self.the_case_goes_its_usual_way(0, steps)

    # --------------------------------------------------------------------------------------------------- the rules

    @rule(by=AGENCY, number=NUMBER)
    def somebody_else_is_met_or_the_same_again(self, by: str, number: int) -> None:
        people = list(dict.fromkeys(record.person for record in self.records))
        new = len(people) < PEOPLE_MAX and number % 2 == 0
        self.meet(self.register() if new else people[number % len(people)], by)

    @rule(number=NUMBER, name=REPORT, word=WHO, offer=OFFER, late=LATE)
    def somebody_reports(self, number: int, name: str, word: str, offer: str, late: int) -> None:
        record, minute = self.one(number), self.tick()
        self.send([(record, self.said(record, name, minute - late, word, offer))])

    @rule(number=NUMBER, name=DECISION, word=WHO, offer=OFFER, behind=BEHIND)
    def somebody_decides(self, number: int, name: str, word: str, offer: str, behind: int) -> None:
        record, minute = self.one(number), self.tick()
        seen = {record.episode: max(record.version - behind, 0)}
        self.send([(record, self.said(record, name, minute, word, offer))], seen=seen)

    @rule(number=NUMBER, name=ANSWER, word=PARTY, behind=BEHIND)
    def the_open_offer_is_answered(self, number: int, name: str, word: str, behind: int) -> None:
        self.somebody_decides(number, name, word, "last", behind)

    @rule(number=NUMBER, name=ROAD, word=PARTY, late=LATE)
    def something_happens_on_the_road(self, number: int, name: str, word: str, late: int) -> None:
        self.somebody_reports(number, name, word, "last", late)

    @rule(number=NUMBER, steps=st.integers(min_value=1, max_value=4))
    def somebody_goes_on(self, number: int, steps: int) -> None:
        self.the_case_goes_its_usual_way(number, steps)

    @rule(number=NUMBER)
    def acceptance_and_recall_are_sent_at_once(self, number: int) -> None:
        record, minute = self.one(number), self.tick()
        case = record.case()
        if case.offer is None or case.offer_under_way or case.offer.status != "open":
            return
        words = ("accept", "addressee"), ("recall", "giver")
        events = [self.said(record, name, minute, word, "last") for name, word in words]
        both = all(case.allows(event, now=moment(minute)) for event in events)
        answers = self.race(record, events)
        assert [isinstance(answer, Answer) for answer in answers].count(True) == 1 or not both

    @rule(number=NUMBER, names=st.tuples(DECISION, DECISION), words=st.tuples(WHO, WHO), offer=OFFER)
    def two_decide_at_once(self, number: int, names: tuple[str, str], words: tuple[str, str], offer: str) -> None:
        record, minute = self.one(number), self.tick()
        pairs = zip(names, words, strict=True)
        events = [self.said(record, name, minute, word, offer) for name, word in pairs]
        allowed = [record.case().allows(event, now=moment(minute)) for event in events]
        answers = self.race(record, events)
        recorded = [isinstance(answer, Answer) for answer in answers]
        assert sum(recorded) == min(sum(allowed), 1)
        assert not any(was and not may for was, may in zip(recorded, allowed, strict=True))

    @rule(number=NUMBER, names=st.tuples(REPORT, REPORT), words=st.tuples(WHO, WHO), offer=OFFER, late=LATE)
    def two_report_at_once(
        self, number: int, names: tuple[str, str], words: tuple[str, str], offer: str, late: int
    ) -> None:
        """Order does not matter to reports: both are recorded, unless one signs what is not theirs to sign."""
        record, minute = self.one(number), self.tick()
        pairs = zip(names, words, strict=True)
        events = [self.said(record, name, minute - late, word, offer) for name, word in pairs]
        answers = self.race(record, events, seen=False)
        for event, answer in zip(events, answers, strict=True):
            assert isinstance(answer, Answer) or (event.COMMAND == "receive" and isinstance(answer, Refused)), answer

    @rule(by=AGENCY, name=st.sampled_from(["offer to care", "offer to ICE"]), behind=BEHIND)
    def several_are_offered_together(self, by: str, name: str, behind: int) -> None:
        """All of a manifest or nothing of it."""
        minute, running = self.tick(), [record for record in self.records if not record.case().desk.exited]
        if running:
            events = [(record, self.said(record, name, minute, by, "new")) for record in running]
            seen = {record.episode: record.version for record in running}
            seen[running[0].episode] = max(running[0].version - behind, 0)
            self.send(events, seen=seen)

    @rule(number=NUMBER, which=NUMBER, restored=st.booleans())
    def a_record_is_voided(self, number: int, which: int, *, restored: bool) -> None:
        record = self.one(number)
        target = record.lines[which % len(record.lines)].event
        before = holding.facets(self.world, record)
        void = event_of(record, voided(Said(target, 0), self.tick()), self.world.ids)
        if self.send([(record, void)]) and restored:
            unvoid = event_of(record, voided(Said(void, 0), self.tick()), self.world.ids)
            if self.send([(record, unvoid)]):
                assert holding.facets(self.world, record) == before, "a void that is voided restores"

    @rule(number=NUMBER, which=NUMBER, earlier=st.sampled_from([2, 60]))
    def a_report_is_corrected(self, number: int, which: int, earlier: int) -> None:
        record, minute = self.one(number), self.tick()
        reports = [line.event for line in record.lines if not line.is_decision]
        pair = corrected(
            reports[which % len(reports)], earlier=timedelta(minutes=earlier), minute=minute, ids=self.world.ids
        )
        self.send([(record, event) for event in pair])

    @rule(minutes=st.sampled_from([60, 200, 3000]))
    def time_passes(self, minutes: int) -> None:
        self.tick(minutes)

    @rule(number=NUMBER)
    def a_command_is_sent_again(self, number: int) -> None:
        """The same key gets the first answer; with another body it gets nothing."""
        command, answer = self.done[number % len(self.done)]
        head = self.world.head()
        assert self.world.execute(command) == replace(answer, repeated=True)
        changed = replace(command, key=replace(command.key, body_hash=b"another body"))
        assert isinstance(self.world.execute(changed), KeyReused)
        assert self.world.head() == head

    @rule(number=NUMBER)
    def an_earlier_question_is_asked_again(self, number: int) -> None:
        if self.remembered:
            assert self.remembered[number % len(self.remembered)].holds(self.world)

    # ---------------------------------------------------------------------------------------------- what must hold

    @invariant()
    def the_ledger_says_what_the_memory_says(self) -> None:
        for record in self.touched:
            holding.check(self.world, record)
            self.remembered += Remembered.of(self.world, record)
        self.touched.clear()

    def teardown(self) -> None:
        """Everything once more, at the end."""
        for record in self.records:
            holding.check(self.world, record)
            holding.check_what_was_known(self.world, record)
        for remembered in self.remembered:
            assert remembered.holds(self.world), remembered

    # --------------------------------------------------------------------------------------------------- recording

    def tick(self, minutes: int = MINUTES) -> int:
        self.world.pass_time(minutes)
        return self.world.minute

    def one(self, number: int) -> Record:
        return self.records[number % len(self.records)]

    def register(self) -> UUID:
        person = next(self.world.ids)
        said = registered(PersonId(person), minute=self.tick())
        assert isinstance(self.world.execute(self.world.command(Proposal(stream=person, event=said.event))), Answer)
        return person

    def meet(self, person: UUID, by: str) -> None:
        """A new episode, unless the person is in one."""
        record = Record(person=person, episode=next(self.world.ids))
        said = encountered(self.tick(), by=by, place=place_of(by))
        if self.send([(record, event_of(record, said, self.world.ids))]):
            self.records.append(record)

    def the_case_goes_its_usual_way(self, number: int, steps: int) -> None:
        record = self.one(number)
        for _ in range(steps):
            minute = self.tick()
            following = usual_next(record, OfferId(next(self.world.ids)), now=moment(minute))
            if following is None:
                return
            build, by, offer = following
            event = event_of(record, build(minute, by, offer), self.world.ids)
            assert self.send([(record, event)], seen={record.episode: record.version}), event

    def said(self, record: Record, name: str, minute: float, word: str, offer: str) -> Event:
        """What somebody says about a child."""
        build = REPORTS.get(name) or DECISIONS[name]
        return event_of(record, build(minute, who(record, word), self.offer(record, offer)), self.world.ids)

    def offer(self, record: Record, which: str) -> OfferId:
        offers = record.case().desk.offers
        if not offers or which == "new":
            return OfferId(next(self.world.ids))
        return offers[0] if which == "first" else offers[-1]

    def send(self, proposed: Proposed, *, seen: Mapping[UUID, int] | None = None) -> bool:
        """Send one command; the ledger must do with it what the memory says. Whether it was recorded."""
        command = self.world.command(*_proposals(proposed), expected=seen)
        now, head = moment(self.world.minute), self.world.head()
        allowed = self.allows(proposed, now)
        stale = any((seen or {}).get(record.episode, record.version) != record.version for record, _ in proposed)
        answer = self.world.execute(command)
        expected = Answer if allowed and not stale else StaleVersion if allowed else Refused
        assert isinstance(answer, expected), (proposed[-1][1], answer)
        if isinstance(answer, Answer):
            self.learn(command, answer, proposed)
            return True
        assert self.world.head() == head, "what is refused leaves nothing"
        return False

    def race(self, record: Record, events: Sequence[Event], *, seen: bool = True) -> list[Answer | CustodyError]:
        """Send commands on one episode at the same moment; those who decide have all seen the version of now."""
        expected = {record.episode: record.version} if seen else {}
        commands = [self.world.command(*_proposals([(record, event)]), expected=expected) for event in events]
        answers = self.world.race(*commands)
        recorded = [
            (answer, command, event)
            for answer, command, event in zip(answers, commands, events, strict=True)
            if isinstance(answer, Answer)
        ]
        for answer, command, event in sorted(recorded, key=lambda each: each[0].position):
            self.learn(command, answer, [(record, event)])
        return answers

    def learn(self, command: Command, answer: Answer, proposed: Proposed) -> None:
        """Keep what was recorded, where and when the log says."""
        self.done.append((command, answer))
        times = self.world.recorded_at(answer)
        for record, event in proposed:
            place = next(ref for ref in answer.events if ref.stream == record.episode and ref.version > record.version)
            assert (place.version, place.topic) == (record.version + 1, event.TOPIC)
            record.lines.append(Line(event, times[place.position], place.position))
        self.touched += [record for record, _ in proposed if record not in self.touched]

    def allows(self, proposed: Proposed, now: datetime) -> bool:
        """Whether the memory would let all of a command be recorded."""
        return all(self._allows_one(record, event, now) for record, event in proposed)

    def _allows_one(self, record: Record, event: Event, now: datetime) -> bool:
        if event.COMMAND in {"void", "correct"}:
            return record.allows_strike(event) and not (record.reopened_by(event) and self._other_open(record))
        if not record.lines:
            return not self._other_open(record)
        return record.case().allows(event, now=now)

    def _other_open(self, record: Record) -> bool:
        others = (each for each in self.records if each.person == record.person and each is not record)
        return any(not each.case().desk.exited for each in others)


def _proposals(proposed: Proposed) -> list[Proposal]:
    return [Proposal(stream=record.episode, event=event) for record, event in proposed]
