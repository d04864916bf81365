"""Answers about the past, kept, and the questions asked again later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from projections.timeline.entries import Timeline
from tests.machine.record import Record
from tests.machine.world import World


@dataclass(frozen=True)
class Remembered:
    """A question that named what was known, and its answer."""

    person: UUID
    as_of: datetime | None
    as_known_at: int | datetime
    answer: Timeline

    @classmethod
    def of(cls, world: World, record: Record) -> list[Self]:
        """What is answered now about a person: by position, by position as of some moment, and by an earlier time."""
        moments = record.moments()
        head = world.head()
        questions: list[tuple[datetime | None, int | datetime]] = [(None, head), (moments[len(moments) // 2], head)]
        questions += [(None, line.recorded_at) for line in record.lines[-2:-1]]
        return [
            cls(record.person, as_of, known, world.ask(record.person, as_of=as_of, as_known_at=known).timeline)
            for as_of, known in questions
        ]

    def holds(self, world: World) -> bool:
        """Whether the same question has the same answer now."""
        asked = world.ask(self.person, as_of=self.as_of, as_known_at=self.as_known_at)
        return not asked.known.provisional and asked.timeline == self.answer
