"""The library's own cases, as shipped, on our recorder under the logins it really uses.

Left out: the aggregate and process cases. The first wants `insert_events` to answer None, which the library's own
application recorder does not do; the second stores a tracking row with an append, for which there are command keys.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, DomainEvent, event
from eventsourcing.persistence import IntegrityError, Tracking, TrackingRecorder
from eventsourcing.postgres import PostgresFactory, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.tests import persistence
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict

from ledger.store.pool import Datastore
from ledger.store.recorder import CustodyRecorder
from tests.databases import Database


class _OnOurLog:
    """Gives the library's cases, which are unittest's, a recorder on a fresh database."""

    @pytest.fixture(autouse=True)
    def _datastore(self, database: Database) -> Iterator[None]:
        self.datastore = Datastore(database.login("custody_writer"), connections_max=16, writes=True)
        yield
        self.datastore.close()

    def create_recorder(self) -> CustodyRecorder:
        return CustodyRecorder(self.datastore)


class TestApplicationRecorder(_OnOurLog, persistence.ApplicationRecorderTestCase[CustodyRecorder]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNonInterleavingNotificationIDs(_OnOurLog, persistence.NonInterleavingNotificationIDsBaseCase):
    pass


class TestTrackingRecorder(persistence.TrackingRecorderTestCase):
    @pytest.fixture(autouse=True)
    def _factory(self, database: Database) -> Iterator[None]:
        create_view_schema(database)
        environment = library_environment(database, "custody_projector")
        self.factory = PostgresFactory(Environment("Counting", environment))
        yield
        self.factory.close()

    def create_recorder(self) -> TrackingRecorder:
        return self.factory.tracking_recorder()


def create_view_schema(database: Database) -> None:
    with psycopg.connect(database.login("custody_projector")) as connection:
        connection.execute("CREATE SCHEMA library_view")


# An ordinary application of the library, with nothing of ours but the recorder named in its environment.


class Lamp(Aggregate):
    lit = False

    @event("Switched")
    def switch(self) -> None:
        self.lit = not self.lit


class Lamps(Application[Any]):
    pass


class SwitchCount(PostgresTrackingRecorder):
    def create_table(self) -> None:
        super().create_table()
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("CREATE TABLE library_view.switched (lamp uuid PRIMARY KEY, times int)")

    def count(self, lamp: object, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(
                "INSERT INTO library_view.switched AS s VALUES (%s, 1)"
                " ON CONFLICT (lamp) DO UPDATE SET times = s.times + 1",
                (lamp,),
            )
            self._insert_tracking(cursor, tracking)

    def counts(self) -> list[int]:
        with self.datastore.transaction() as cursor:
            return [row["times"] for row in cursor.execute("SELECT times FROM library_view.switched")]


class Counting(Projection[SwitchCount]):
    def process_event(self, domain_event: DomainEvent, tracking: Tracking) -> None:
        self.view.count(domain_event.originator_id, tracking)


def library_environment(database: Database, role: str) -> dict[str, str]:
    where = conninfo_to_dict(database.login(role))
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "APPLICATION_RECORDER_TOPIC": "ledger.store.recorder:CustodyRecorder",
        "POSTGRES_DBNAME": str(where["dbname"]),
        "POSTGRES_HOST": str(where["host"]),
        "POSTGRES_PORT": str(where.get("port", "")),
        "POSTGRES_USER": str(where["user"]),
        "POSTGRES_PASSWORD": str(where["password"]),
        "POSTGRES_SCHEMA": "ledger",
        "COUNTING_POSTGRES_SCHEMA": "library_view",
        "POSTGRES_POOL_SIZE": "2",
    }


def test_library_application_writes_and_an_ordinary_projection_follows(database: Database) -> None:
    with Lamps(library_environment(database, "custody_writer")) as lamps:
        made = [Lamp() for _ in range(50)]
        lamps.save(*made)
        create_view_schema(database)
        runner = ProjectionRunner(
            application_class=Lamps,
            projection_class=Counting,
            view_class=SwitchCount,
            env=library_environment(database, "custody_projector"),
        )
        with runner:
            for lamp in made:
                lamp.switch()
                lamps.save(lamp)
            runner.wait(100, timeout=10)
            assert runner.view.counts() == [2] * 50
        stale: Lamp = lamps.repository.get(made[0].id)
        assert stale.lit
        made[0].switch()
        lamps.save(made[0])
        stale.switch()
        with pytest.raises(IntegrityError):
            lamps.save(stale)
