"""Replays the plan through the ordinary commands, in batches, moving the simulation's clock as it goes.

A batch holds acts said within a few minutes of each other that touch different streams. Keys are made of the act's
name, so a run that was broken off goes on where it stopped and a second run adds nothing.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from api.demo.acts import Act, in_time_order
from api.demo.care_acts import child_acts
from api.demo.child_acts import OPENING, ChildVoice
from api.demo.family_acts import FamilyVoice, family_acts
from api.demo.family_plan import FamilyPlan
from api.demo.manifest_acts import manifest_acts
from api.demo.manifest_voice import ManifestVoice
from api.demo.plan import ChildPlan, ManifestPlan, Origin
from api.demo.voices import Ids
from api.demo.year import YearPlan
from ledger.application import Command, Result
from ledger.domain.decide import streams_needed
from ledger.domain.errors import CustodyError
from ledger.store.append import CommandKey

BATCH_MAX = 64
"""Commands a batch: what one append takes."""
WINDOW = timedelta(minutes=20)
"""Acts this close together may share a batch, and so its clock."""
SPEAKER = "DEMO"
"""Organisation of the demo's command keys; acts themselves are signed by the organisation that speaks."""

RecordMany = Callable[[Sequence[Command]], list[Result]]
MoveClock = Callable[[datetime], None]


class DemoRefused(CustodyError):
    """The ledger refused an act of the plan: the plan or the rules are wrong."""

    code = "demo_refused"


@dataclass(slots=True)
class Progress:
    """What a replay has done so far, and where its time went."""

    acts: int = 0
    repeated: int = 0
    events: int = 0
    position: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: {"plan": 0.0, "clock": 0.0, "record": 0.0})


def year_acts(plan: YearPlan, ids: Ids) -> Iterator[Act]:
    """Every act of the year, by time."""
    return in_time_order(_sources(plan, ids))


def _sources(plan: YearPlan, ids: Ids) -> Iterator[tuple[datetime, Callable[[], list[Act]]]]:
    children = ((_met(child), partial(_child, child, ids)) for child in plan.children)
    manifests = ((_begun(sent), partial(_manifest, sent, ids)) for sent in plan.manifests)
    families = ((told.begins_at, partial(_family, told, plan, ids)) for told in plan.families)
    # Of one moment children come first: the others name them.
    yield from sorted([*children, *manifests, *families], key=lambda source: source[0])


def _child(plan: ChildPlan, ids: Ids) -> list[Act]:
    return child_acts(ChildVoice(plan, ids))


def _manifest(plan: ManifestPlan, ids: Ids) -> list[Act]:
    return manifest_acts(ManifestVoice(plan, ids))


def _family(family: FamilyPlan, plan: YearPlan, ids: Ids) -> list[Act]:
    return family_acts(FamilyVoice.of(family, plan.children, ids))


def _met(plan: ChildPlan) -> datetime:
    return OPENING if plan.origin is Origin.OPENING_CENSUS else plan.encountered_at


def _begun(plan: ManifestPlan) -> datetime:
    begun = [plan.offered_at]
    if plan.failed_offer is not None:
        begun.append(plan.failed_offer.offered_at)
    if plan.first_leg is not None:
        begun.append(plan.first_leg.offered_at)
    return min(begun)


def batches(acts: Iterable[Act]) -> Iterator[list[Act]]:
    """Acts in batches: close in time, on different streams, in order."""
    batch: list[Act] = []
    touched: set[UUID] = set()
    for act in acts:
        streams = set(streams_needed(act.proposals))
        if batch and (len(batch) == BATCH_MAX or act.at - batch[0].at > WINDOW or touched & streams):
            yield batch
            batch, touched = [], set()
        batch.append(act)
        touched |= streams
    if batch:
        yield batch


class Replay:
    """One replay of a plan into a simulation database."""

    def __init__(self, *, record_many: RecordMany, move_clock: MoveClock, now: datetime) -> None:
        self._record_many = record_many
        self._move_clock = move_clock
        self.progress = Progress()
        self.now = now
        """Where the simulation's clock stands: further than the first acts when a run goes on."""

    def run(self, acts: Iterable[Act]) -> Iterator[Progress]:
        """Record every act; yields after each batch.

        Raises:
            DemoRefused: the ledger refused an act.
        """
        started = time.perf_counter()
        for batch in batches(acts):
            planned = time.perf_counter()
            self.rest_at(max(act.at for act in batch))
            moved = time.perf_counter()
            results = self._record_many([_command(act) for act in batch])
            self._count(batch, results)
            done = time.perf_counter()
            spent = {"plan": planned - started, "clock": moved - planned, "record": done - moved}
            for stage, seconds in spent.items():
                self.progress.seconds[stage] += seconds
            started = done
            yield self.progress

    def rest_at(self, moment: datetime) -> None:
        """Move the simulation's clock on to a moment, unless it has passed it."""
        self.now = max(self.now, moment)
        self._move_clock(self.now)

    def _count(self, batch: Sequence[Act], results: Sequence[Result]) -> None:
        for act, result in zip(batch, results, strict=True):
            if isinstance(result, CustodyError):
                raise DemoRefused(f"{act.name}: {result}") from result
            self.progress.acts += 1
            self.progress.repeated += result.repeated
            self.progress.events += 0 if result.repeated else len(result.events)
            self.progress.position = max(self.progress.position, result.position)


def _command(act: Act) -> Command:
    key = CommandKey(SPEAKER, act.name, hashlib.sha256(act.name.encode()).digest())
    return Command(key=key, proposals=act.proposals, expected={})
