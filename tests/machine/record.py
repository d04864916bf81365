"""The plain memory of one episode: what was recorded, what of it stands, and the questions that are held against it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from ledger.domain.phases import PHASE_RANK
from tests.domain.memory import Memory
from tests.machine.desk import Case, Desk
from tests.machine.truth import Event, Truth

STRIKES = ("void", "correct")


@dataclass(frozen=True)
class Line:
    """One recorded event."""

    event: Event
    recorded_at: datetime
    position: int

    @property
    def happened_at(self) -> datetime:
        """What it claims; a decision happened when it was recorded."""
        claimed = getattr(self.event, "claimed", None)
        return self.recorded_at if claimed is None else claimed.earliest.at

    @property
    def is_decision(self) -> bool:
        """Whether the log orders it."""
        return not hasattr(self.event, "claimed")


@dataclass
class Record:
    """One episode of one person."""

    person: UUID
    episode: UUID
    lines: list[Line] = field(default_factory=list)

    @property
    def version(self) -> int:
        """Of the stream."""
        return len(self.lines)

    def standing(self) -> list[Line]:
        """What nobody has struck, in the order of the log."""
        memory = Memory([line.event for line in self.lines])
        return [line for line in self.lines if memory.stands(line.event.event_id)]

    def case(self) -> Case:
        """Desk and truth now."""
        return Case(Desk.told(line.event for line in self.standing()), self.truth())

    def truth(self, *, as_of: datetime | None = None) -> Truth:
        """What is so as of a moment, by all that is recorded now."""
        told = sorted(self.standing(), key=lambda line: (line.happened_at, *_rank(line.event)))
        return Truth.told(line.event for line in told if as_of is None or line.happened_at <= as_of)

    def moments(self) -> list[datetime]:
        """Every moment at which something happened."""
        return sorted({line.happened_at for line in self.standing()})

    # ---------------------------------------------------------------------------------------------------- strikes

    def allows_strike(self, strike: Event) -> bool:
        """Whether the record lets this void or correction be recorded."""
        target = self._line(strike.target)
        if target is None or target not in self.standing():
            return False
        if target.event.by.organisation != strike.by.organisation:
            return False
        if strike.COMMAND == "correct":
            return not target.is_decision and not self._doubles(strike)
        if target.event.event_id == self._opening() or self._doubles(strike):
            return False
        return not self._root(target).is_decision or not self._stands_on(target)

    def reopened_by(self, strike: Event) -> bool:
        """Whether the episode would run again after this strike."""
        if not self.case().desk.exited:
            return False
        memory = Memory([*(line.event for line in self.lines), strike])
        return not Desk.told(event for event in memory.standing()).exited

    def _line(self, event_id: object) -> Line | None:
        return next((line for line in self.lines if line.event.event_id == event_id), None)

    def _root(self, line: Line) -> Line:
        while line.event.COMMAND in STRIKES:
            struck = self._line(line.event.target)
            assert struck is not None
            line = struck
        return line

    def _stands_on(self, target: Line) -> bool:
        return any(self.lines.index(line) > self.lines.index(target) for line in self.standing())

    def _opening(self) -> object:
        """The record that opened the episode, or what a standing correction has put in its place."""
        strikes = [line.event for line in self.standing() if line.event.COMMAND == "correct"]
        replaced = {strike.target: strike.replacement for strike in strikes}
        opening = self.lines[0].event.event_id
        while opening in replaced:
            opening = replaced[opening]
        return opening

    def _doubles(self, strike: Event) -> bool:
        """Whether a record would come back beside the one that a later correction has put in its place.

        A correction that stands replaces a record that would stand without it.
        """
        events: list[Event] = [*(line.event for line in self.lines), strike]
        standing: list[Event] = Memory(events).standing()
        corrections = [event for event in standing if event.COMMAND == "correct" and event is not strike]
        return any(
            not Memory([event for event in events if event is not correction]).stands(correction.target)
            for correction in corrections
        )


def _rank(event: Event) -> tuple[int, int]:
    """Order of events at one instant."""
    return PHASE_RANK.get(event.TOPIC, 0), event.event_id.int
