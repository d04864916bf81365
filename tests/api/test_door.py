"""The door in process: plain objects, in batches, each command with its own result. And a database that is gone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from api import commands
from ledger.application import Answer, Command
from ledger.domain.codes import Need, Sex
from ledger.domain.errors import UnknownStream
from ledger.domain.person import NeedRecorded, PersonRegistered
from ledger.domain.personal import Personal
from ledger.domain.proposal import Proposal
from ledger.domain.values import ClaimedTime, EventId, Instant, PersonId, Precision, TimeBasis
from tests.api.world import NOW, World, caller, claimed, registration
from tests.databases import Database

BY = caller("USBP").actor


def at(moment: datetime) -> ClaimedTime:
    return ClaimedTime(earliest=Instant(moment), precision=Precision.MINUTE, basis=TimeBasis.OBSERVED)


def registers(world: World, person: UUID, *, when: datetime = NOW, key: str | None = None) -> Command:
    event = PersonRegistered(
        event_id=EventId(uuid4()),
        by=BY,
        claimed=at(when),
        person=PersonId(person),
        name=None,
        birth=None,
        birth_basis=None,
        sex=Sex.NOT_KNOWN,
    )
    made = commands.command_key(world.site.ledger, BY, key or str(uuid4()), body=str(person))
    return Command(key=made, proposals=(Proposal(stream=person, event=event),), expected={})


def needs(world: World, person: UUID, note: str) -> Command:
    event = NeedRecorded(
        event_id=EventId(uuid4()),
        by=BY,
        claimed=at(NOW),
        person=PersonId(person),
        need=Need.MOBILITY,
        note=Personal.of(note),
    )
    key = commands.command_key(world.site.ledger, BY, str(uuid4()), body=note)
    return Command(key=key, proposals=(Proposal(stream=person, event=event),), expected={})


def test_a_hundred_and_fifty_commands_at_once(common: World) -> None:
    people = [uuid4() for _ in range(150)]
    results = commands.record_many(common.site.ledger, [registers(common, person) for person in people])
    answers = [result for result in results if isinstance(result, Answer)]
    assert [answer.events[0].stream for answer in answers] == people


def test_each_command_has_its_own_result(common: World) -> None:
    first, second = uuid4(), uuid4()
    results = commands.record_many(
        common.site.ledger,
        [
            registers(common, first),
            registers(common, second, when=NOW + timedelta(hours=1)),
            needs(common, uuid4(), "of nobody"),
        ],
    )
    assert isinstance(results[0], Answer)
    assert isinstance(results[1], commands.ClaimedInFuture)
    assert isinstance(results[2], UnknownStream)


def test_a_repeated_batch_records_nothing(common: World) -> None:
    people = {uuid4(): str(uuid4()) for _ in range(5)}
    runs = [
        commands.record_many(common.site.ledger, [registers(common, person, key=key) for person, key in people.items()])
        for _ in range(2)
    ]
    assert all(isinstance(result, Answer) for run in runs for result in run)
    assert [result.repeated for result in runs[1] if isinstance(result, Answer)] == [True] * 5


def test_the_ids_of_a_command_are_of_its_key_and_body_and_secret(common: World) -> None:
    key, other = (commands.command_key(common.site.ledger, BY, "k-1", body=body) for body in ("one", "two"))
    asked = commands.Asked(by=BY, key=key, ledger=common.site.ledger)
    again = commands.Asked(by=BY, key=key, ledger=common.site.ledger)
    assert asked.new_id("event") == again.new_id("event") != asked.new_id("person")
    assert commands.Asked(by=BY, key=other, ledger=common.site.ledger).new_id("event") != asked.new_id("event")


@contextmanager
def gone(database: Database) -> Iterator[None]:
    """The database takes no connection, and those of writer and readers are cut."""
    name = sql.Identifier(database.name)
    with psycopg.connect(database.settings.admin_conninfo("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename ~ '^custody_(writer|read)'",
            (database.name,),
        )
        yield
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def test_a_database_that_does_not_answer_is_503(world: World) -> None:
    person = world.done("/people", {"claimed": claimed(), **registration("Xochiquetzalli")}, by="USBP")["id"]
    path, body = f"/people/{person}/record-need", {"claimed": claimed(), "need": "mobility", "note": "Xochiquetzalli"}
    with gone(world.database), ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(world.client.get, "/readyz"), pool.submit(world.post, path, body, by="USBP")]
        answers = [each.result() for each in asked]
    assert {answer.status_code for answer in answers} == {503}
    assert {answer.headers["Retry-After"] for answer in answers} == {"1"}
    assert {answer.json()["code"] for answer in answers} == {"store_unavailable"}
    assert world.client.get("/healthz").status_code == 200
    assert world.post(path, body, by="USBP").status_code == 201


@pytest.mark.parametrize("path", ["/v1/people", "/v1/custody"])
def test_the_body_is_not_read_of_somebody_unknown(common: World, path: str) -> None:
    response = common.client.post(path, content=b"\xff", headers={"Content-Type": "text/plain"})
    assert response.status_code == 401
