"""given(...).when(...).then(...): a story told through `decide`, as the ledger would record it.

What is given must be allowed too, so no test stands on a log that could not be. `when` records, or keeps the refusal.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import case
from ledger.domain.custody.case import Case
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Facets, Mark
from ledger.domain.decide import decide, streams_needed
from ledger.domain.errors import CustodyError, Refused
from ledger.domain.event import Event, Recorded
from ledger.domain.proposal import Proposal, placed
from ledger.domain.values import EventId
from tests.domain.builders import AUNT, EPISODE, MOTHER, START, Said, moment, registered

Steps = Said | Iterable[Said]


def flat(steps: Iterable[Steps]) -> list[Said]:
    return [said for step in steps for said in ([step] if isinstance(step, Said) else step)]


class Log:
    """A memory log with strictly increasing recorded times: what the store is to the domain."""

    def __init__(self) -> None:
        self.streams: dict[UUID, list[Recorded[AnyEvent]]] = {}
        self.last = START - timedelta(days=1)

    def record(self, proposals: Sequence[Proposal], *, now: datetime) -> list[Proposal]:
        """One command: decided, then appended whole."""
        loaded = {stream: self.streams[stream] for stream in streams_needed(proposals) if stream in self.streams}
        before = {stream: list(recorded) for stream, recorded in loaded.items()}
        now = max(now, self.last + timedelta(microseconds=1))
        decided = decide(loaded, proposals, now=now)
        assert loaded == before, "a decision changes nothing that it was given"
        for proposal in decided:
            stream = self.streams.setdefault(proposal.stream, [])
            now = max(now, self.last + timedelta(microseconds=1))
            stream.append(placed(proposal.stream, stream, proposal.event, now=now))
            self.last = stream[-1].recorded_at
        return decided

    def case(self, episode: UUID = EPISODE) -> Case:
        return case.load(self.custody(episode))

    def custody(self, episode: UUID = EPISODE) -> list[Recorded[CustodyEvent]]:
        recorded = self.streams.get(episode, [])
        assert all(isinstance(item.event, CustodyEvent) for item in recorded)
        return cast("list[Recorded[CustodyEvent]]", list(recorded))


class Story:
    """What was recorded, what was tried last, and what came of it."""

    def __init__(self) -> None:
        self.log = Log()
        self.problem: CustodyError | None = None
        self.decided: list[Proposal] = []
        self.before: Case | None = None

    def given(self, *steps: Steps) -> "Story":
        """Record each step as a command of its own."""
        for said in flat(steps):
            self.log.record([Proposal(stream=said.stream, event=said.event)], now=moment(said.minute))
        return self

    def when(self, *steps: Steps) -> "Story":
        """Try one command with all of these events."""
        said = flat(steps)
        self.before = self.log.case() if self.log.custody() else None
        kept = {stream: len(recorded) for stream, recorded in self.log.streams.items()}
        proposals = [Proposal(stream=each.stream, event=each.event) for each in said]
        try:
            self.decided = self.log.record(proposals, now=moment(max(each.minute for each in said)))
            self.problem = None
        except CustodyError as problem:
            self.problem = problem
            assert {stream: len(recorded) for stream, recorded in self.log.streams.items()} == kept
        return self

    def refused(self, reason: str, *, allows: str | None = None, not_allows: str | None = None) -> "Story":
        """The command was refused for that reason, and said what would be allowed."""
        assert isinstance(self.problem, Refused), f"not refused: {self.problem or self.decided}"
        assert self.problem.reason == reason, self.problem
        assert allows is None or allows in self.problem.allowed, self.problem.allowed
        assert not_allows is None or not_allows not in self.problem.allowed, self.problem.allowed
        return self

    def then(self, *classes: type[Event], **facets: object) -> "Story":
        """The command was recorded: as events of these classes, when named, leaving these facets, when named."""
        assert self.problem is None, f"refused: {self.problem}"
        if classes:
            assert [type(proposal.event) for proposal in self.decided] == list(classes)
        now = self.log.case().facets
        assert {name: getattr(now, name) for name in facets} == facets
        return self

    @property
    def case(self) -> Case:
        return self.log.case()

    @property
    def now(self) -> Facets:
        return self.log.case().facets

    def at(self, minute: float) -> Facets:
        """The facets as of a minute of the story."""
        return self.log.case().history.at(moment(minute))

    def marks(self, said: Said) -> set[Mark]:
        """The marks that a record has now."""
        return marks_of(self.log.case(), said.event.event_id)

    def open_marks(self, said: Said) -> set[Mark]:
        """The marks of a record that are on the list of irregular reports."""
        found = self.log.case().history.open_marks()
        return {mark for step, mark in found if step.item.event.event_id == said.event.event_id}

    @property
    def irregular(self) -> set[Mark]:
        """Every open irregularity."""
        return {mark for _, mark in self.log.case().history.open_marks()}


def marks_of(loaded: Case, event_id: EventId) -> set[Mark]:
    steps = [step for step in loaded.history.steps if step.item.event.event_id == event_id]
    assert steps, "the record does not stand in history"
    return {mark for step in steps for mark in step.marks}


def given(*steps: Steps) -> Story:
    """A story about a child who is registered, and whose relatives are too."""
    return Story().given(registered(), registered(MOTHER), registered(AUNT), *steps)
