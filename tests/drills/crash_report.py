"""What a crash drill did and found, and how it is printed."""

from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from tests.drills.sender import Reply


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is done."""

    rounds: int
    clients: int = 6
    seed: int = 1


@dataclass(kw_only=True)
class CrashReport:
    """What the drill did and found."""

    size: Size
    seconds: float = 0.0
    kills: list[tuple[float, str]] = field(default_factory=list)
    """When, by the monotonic clock in seconds, and what was killed."""
    acknowledged: list[Reply] = field(default_factory=list)
    refused: list[Reply] = field(default_factory=list)
    races: int = 0
    events: int = 0
    episodes: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def replayed(self) -> int:
        """Commands that had been recorded at an earlier try whose answer was lost."""
        return sum(reply.replayed and reply.tries > 1 for reply in self.acknowledged)

    def silences(self) -> dict[str, list[float]]:
        """By what was killed: the longest time without an answer to any client until the next kill, in seconds."""
        answers = sorted(reply.at for reply in (*self.acknowledged, *self.refused))
        ends = [at for at, _ in self.kills[1:]] + answers[-1:]
        found: dict[str, list[float]] = {}
        for (start, target), end in zip(self.kills, ends, strict=True):
            moments = [start, *(at for at in answers if start < at < end), end]
            found.setdefault(target, []).append(max(after - before for before, after in pairwise(moments)))
        return found

    def text(self) -> str:
        """The report as lines."""
        retried = sum(reply.tries > 1 for reply in self.acknowledged)
        silences = [
            f"  longest silence after a kill of {target}: median {median(some):.1f} s, at most {max(some):.1f} s"
            for target, some in sorted(self.silences().items())
        ]
        size = self.size
        lines = [
            f"crash drill: {size.rounds} rounds, {size.clients} clients, seed {size.seed}, {self.seconds:.0f} s in all",
            f"  {len(self.kills)} kills, {self.races:,} races of acceptance and recall",
            f"  {len(self.acknowledged):,} commands acknowledged, {len(self.refused):,} refused",
            f"  {self.events:,} events in {self.episodes:,} episodes",
            f"  {retried:,} needed another try; {self.replayed:,} of them had been recorded and their answer lost",
            *silences,
            f"  faults: {len(self.faults)}",
            *(f"    {fault}" for fault in self.faults[:20]),
        ]
        return "\n".join(lines) + "\n"
