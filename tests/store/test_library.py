"""The library's ways of reading, on our log with our mapper: its repository and an ordinary projection of its own."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import Tracking
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

from api.composition import make_mapper
from ledger.application import Ledger
from ledger.domain.custody import care, case, intake
from ledger.domain.custody.case import Case
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Step, Whereabouts
from ledger.domain.event import Recorded
from ledger.store.pool import Datastore
from ledger.store.recorder import CustodyRecorder
from tests.databases import Database
from tests.projections.world import NOW, SECTOR, USBP, World, minutes, open_world


@pytest.fixture
def world(viewed: Database) -> Iterator[World]:
    with open_world(viewed) as world:
        yield world


def as_case(before: Case | None, events: Iterable[Recorded[CustodyEvent]]) -> Case | None:
    """What the library calls a projector function: an episode from its events."""
    recorded = [*(before.recorded if before else ()), *events]
    return case.load(recorded) if recorded else None


def episode_of(ledger: Ledger, stream: UUID, *, version: int | None = None) -> Case:
    repository: Any = ledger.repository
    return cast("Case", repository.get(stream, version=version, projector_func=as_case))


def test_the_repository_folds_a_stream_with_its_place_in_the_log(world: World) -> None:
    child = world.child()
    child.in_care(NOW + minutes(30))
    found = episode_of(world.ledger, child.episode)
    assert found == case.load(cast("list[Recorded[CustodyEvent]]", world.ledger.load([child.episode])[child.episode]))
    assert found.facets.step is Step.IN_ORR_CARE
    head = world.ledger.log_recorder.head()
    assert (found.recorded[-1].position, found.recorded[-1].recorded_at) == head


def test_the_repository_folds_a_stream_up_to_a_version(world: World) -> None:
    child = world.child()
    child.say(care.WentMissing, USBP, NOW, last_seen_place=SECTOR, reported_to=())
    child.say(care.Located, USBP, NOW + minutes(5), place=SECTOR)
    wheres = [episode_of(world.ledger, child.episode, version=n).facets.whereabouts for n in (1, 2, 3)]
    assert wheres == [Whereabouts.AT_PLACE, Whereabouts.MISSING, Whereabouts.AT_PLACE]


def test_an_unknown_stream_is_not_found(world: World) -> None:
    with pytest.raises(AggregateNotFoundError):
        episode_of(world.ledger, uuid4())


class Follower(Ledger):
    """The log as the library's projection runner opens it: from an environment, as custody_projector."""

    database: Database

    def __init__(self, env: object = None) -> None:  # noqa: ARG002  # the library gives one
        self._datastore = Datastore(self.database.login("custody_projector"), connections_max=3)
        super().__init__(recorder=CustodyRecorder(self._datastore), mapper=make_mapper(self.database.settings))

    def close(self) -> None:
        super().close()
        self._datastore.close()


class Seen(POPOTrackingRecorder):
    """What the library's projection has seen: topics and the positions that events came with."""

    def __init__(self) -> None:
        super().__init__()
        self.topics: Counter[str] = Counter()
        self.positions: list[int] = []


class Counting(Projection[Seen]):
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ANN401  # the library's own type
        assert isinstance(domain_event, Recorded)
        assert domain_event.recorded_at >= NOW
        self.view.topics[domain_event.event.TOPIC] += 1
        self.view.positions.append(domain_event.position)
        self.view.insert_tracking(tracking)


def test_an_ordinary_projection_of_the_library_follows_the_log(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Follower, "database", world.database, raising=False)
    before = world.child()
    runner = ProjectionRunner(
        application_class=Follower,
        projection_class=Counting,
        view_class=Seen,
        env={"PERSISTENCE_MODULE": "eventsourcing.popo"},
    )
    with runner:
        threads = [threading.Thread(target=world.child) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        before.say(intake.BookedIn, USBP, NOW, place=SECTOR)
        end = world.ledger.log_recorder.head().position
        runner.wait(end, timeout=10)
        assert runner.view.positions == list(range(1, end + 1))
        assert runner.view.topics[intake.EncounterRecorded.TOPIC] == 5
        assert runner.view.topics[intake.BookedIn.TOPIC] == 1
