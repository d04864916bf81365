"""What the logins read, and the library's door for writing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent, Tracking

from ledger.store.append import AppendCommand, HeadFacts, append
from ledger.store.recorder import CustodyRecorder
from ledger.store.rows import AnswerRow, Head
from ledger.store.write_errors import AlreadyRecorded, KeyReused, VersionConflict
from tests.conftest import ORIGIN
from tests.databases import Database
from tests.store.commands import TOPIC, key, log, touch, value, write

Connection = psycopg.Connection[Any]

A, B, C = (UUID(int=n) for n in (0xA, 0xB, 0xC))


def event(stream: UUID, version: int) -> StoredEvent:
    return StoredEvent(originator_id=stream, originator_version=version, topic=TOPIC, state=b"{}")


def test_an_empty_log(recorder: CustodyRecorder) -> None:
    assert recorder.head() == Head(0, None)
    assert recorder.load_for_decision([A]) == []
    assert recorder.answers("ORR", ["k"]) == []
    assert recorder.insert_events([]) == []


def test_identity_and_clock(recorder: CustodyRecorder) -> None:
    assert recorder.identity()[:2] == ("live", ORIGIN)
    assert abs(recorder.clock() - datetime.now(UTC)) < timedelta(minutes=1)


def test_whole_streams_are_loaded_by_stream_and_version(recorder: CustodyRecorder) -> None:
    recorder.append([write(B), write(A, count=2), write(C), write(B, after=1, state=b"x")])
    rows = recorder.load_for_decision([B, A, uuid4()])
    assert [(row.stream_id, row.version, row.position, row.state) for row in rows] == [
        (A, 1, 2, b"{}"), (A, 2, 3, b"{}"), (B, 1, 1, b"{}"), (B, 2, 5, b"x"),
    ]  # fmt: skip
    assert {row.topic for row in rows} == {TOPIC}
    assert recorder.head() == (5, rows[-1].recorded_at)


def test_answers_name_the_events_of_a_key(recorder: CustodyRecorder) -> None:
    command = AppendCommand(key("k"), (touch(A, count=2), touch(B), touch(C, count=0)))
    recorder.append([write(uuid4()), command, write(uuid4(), key=key("l"))])
    assert recorder.answers("ORR", ["k", "unused"]) == [
        AnswerRow("k", b"body", A, 1, TOPIC, 2),
        AnswerRow("k", b"body", A, 2, TOPIC, 3),
        AnswerRow("k", b"body", B, 1, TOPIC, 4),
    ]
    assert [row.position for row in recorder.answers("ORR", ["l", "k"])] == [2, 3, 4, 5]
    assert recorder.answers("ICE", ["k"]) == []


def test_reads_survive_the_death_of_every_connection(recorder: CustodyRecorder, admin: Connection) -> None:
    recorder.append([write(A)])
    kill = "SELECT count(pg_terminate_backend(pid, 1000)) FROM pg_stat_activity WHERE usename = 'custody_writer'"
    assert value(admin, kill) > 0
    assert recorder.head().position == 1


def test_library_door_answers_positions_in_the_order_of_the_events(recorder: CustodyRecorder) -> None:
    events = [event(A, 1), event(B, 1), event(A, 2), event(C, 1), event(B, 2)]
    assert recorder.insert_events(events) == [1, 3, 2, 5, 4]


def test_library_door_takes_key_facts_and_guards(recorder: CustodyRecorder, admin: Connection) -> None:
    recorder.insert_events([event(C, 1)])
    facts = HeadFacts(holder="ORR")
    touches = [touch(A, count=0, facts=facts), touch(C, after=1, count=0)]
    events = [event(A, 1), event(B, 1)]
    assert recorder.insert_events(events, key=key("k"), touches=touches) == [2, 3]
    heads = admin.execute("SELECT stream_id, version, holder FROM ledger.stream_head ORDER BY 1").fetchall()
    assert heads == [(A, 1, "ORR"), (B, 1, None), (C, 1, None)]
    with pytest.raises(AlreadyRecorded) as repeated:
        recorder.insert_events(events, key=key("k"), touches=touches)
    assert (repeated.value.first, repeated.value.count) == (2, 2)
    with pytest.raises(KeyReused):
        recorder.insert_events([event(B, 2)], key=key("k", body=b"another"))
    with pytest.raises(VersionConflict, match="is at version 1") as conflict:
        recorder.insert_events([event(B, 2)], touches=[touch(C, count=0)])
    assert isinstance(conflict.value, IntegrityError)
    assert (conflict.value.stream_id, conflict.value.current_version) == (C, 1)
    assert len(log(admin)) == 3


def test_library_door_refuses_what_it_would_not_store(recorder: CustodyRecorder) -> None:
    with pytest.raises(TypeError, match="takes no tracking"):
        recorder.insert_events([event(A, 1)], tracking=Tracking("upstream", 1))
    with pytest.raises(TypeError, match="takes no touch"):
        recorder.insert_events([event(A, 1)], touch=touch(B))
    assert recorder.head().position == 0


# What the projector reads.


def test_pages_are_dense_and_end(database: Database, recorder: CustodyRecorder, admin: Connection) -> None:
    recorder.append([write(UUID(int=n), count=2) for n in range(1, 6)])
    whole = admin.execute(
        "SELECT position, stream_id, version, topic, state, recorded_at, salt, leaf FROM ledger.log ORDER BY 1"
    ).fetchall()
    with psycopg.connect(database.login("custody_projector")) as projector:
        for after, limit in [(0, 3), (3, 3), (0, 100), (9, 5), (10, 5)]:
            page = projector.execute("SELECT * FROM ledger.page(%s, %s)", (after, limit)).fetchall()
            assert page == [row[:6] for row in whole[after : after + limit]]
            audit = projector.execute("SELECT * FROM ledger.audit_page(%s, %s)", (after, limit)).fetchall()
            assert audit == whole[after : after + limit]


def test_heads_are_paged_by_stream(database: Database, recorder: CustodyRecorder) -> None:
    streams = [UUID(int=n) for n in (0, 5, 2**128 - 1)]
    recorder.append([write(stream, facts=HeadFacts(A, "CBP")) for stream in streams])
    with psycopg.connect(database.login("custody_projector")) as projector:
        first = projector.execute("SELECT * FROM ledger.heads_page(NULL, 2)").fetchall()
        assert [row[:4] for row in first] == [(stream, 1, A, "CBP") for stream in streams[:2]]
        rest = projector.execute("SELECT * FROM ledger.heads_page(%s, 2)", (streams[1],)).fetchall()
        assert [row[0] for row in rest] == streams[2:]


def test_position_at_is_the_last_position_at_or_before_a_moment(simulation: Database) -> None:
    with (
        psycopg.connect(simulation.login("custody_writer"), autocommit=True) as writer,
        psycopg.connect(simulation.login("custody_demo"), autocommit=True) as demo,
        psycopg.connect(simulation.login("custody_read_orr"), autocommit=True) as reader,
    ):
        question = "SELECT ledger.position_at(%s)"
        assert value(reader, question, datetime.now(UTC)) == 0
        for day in range(1, 8):
            demo.execute("SELECT ledger.move_clock(%s)", (datetime(2018, 10, day, tzinfo=UTC),))
            append(writer, [write(uuid4(), count=day)])
        times = [row[0] for row in writer.execute("SELECT recorded_at FROM ledger.page(0, 100, '{}')")]
        assert len(times) == 28
        for moment in times:
            for asked in (moment - timedelta(microseconds=1), moment, moment + timedelta(microseconds=1)):
                assert value(reader, question, asked) == sum(each <= asked for each in times)
        assert value(reader, question, datetime.max.replace(tzinfo=UTC)) == 28
