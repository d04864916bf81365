"""append(): one command in one way or another, alone and beside others."""

import base64
import hashlib
import hmac
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors

from ledger.store import queries
from ledger.store.append import (
    AppendCommand,
    Conflict,
    Duplicate,
    HeadFacts,
    Mismatch,
    Stored,
    Touch,
    append,
)
from ledger.store.recorder import CustodyRecorder
from ledger.store.write_errors import EventTooLarge
from tests.databases import Database
from tests.store.commands import key, log, touch, value, write

Connection = psycopg.Connection[Any]

A, B, C, D = (UUID(int=n) for n in (0xA, 0xB, 0xC, 0xD))


def test_events_get_positions_in_order(writer: Connection, admin: Connection) -> None:
    assert append(writer, [write(A, count=2), write(B, count=3)]) == [Stored(1, 2), Stored(3, 3)]
    assert append(writer, [write(A, after=2)]) == [Stored(6, 1)]
    assert log(admin) == [(1, A, 1), (2, A, 2), (3, B, 1), (4, B, 2), (5, B, 3), (6, A, 3)]


def test_one_command_writes_several_streams(writer: Connection, admin: Connection) -> None:
    append(writer, [write(A)])
    command = AppendCommand(None, (touch(B, count=2), touch(A, after=1), touch(C)))
    assert append(writer, [command]) == [Stored(2, 4)]
    assert log(admin) == [(1, A, 1), (2, B, 1), (3, B, 2), (4, A, 2), (5, C, 1)]


def test_nothing_of_a_command_is_stored_if_one_of_its_streams_conflicts(writer: Connection, admin: Connection) -> None:
    append(writer, [write(A)])
    assert append(writer, [AppendCommand(None, (touch(B), touch(A)))]) == [Conflict(A, 1)]
    assert log(admin) == [(1, A, 1)]


def test_conflict_beside_ok_leaves_no_gap(writer: Connection, admin: Connection) -> None:
    append(writer, [write(A, count=4)])
    outcomes = append(writer, [write(B), write(A, after=3, count=2), write(C, after=7), write(D, count=2)])
    assert outcomes == [Stored(5, 1), Conflict(A, 4), Conflict(C, 0), Stored(6, 2)]
    assert log(admin)[4:] == [(5, B, 1), (6, D, 1), (7, D, 2)]


def test_a_version_ahead_of_the_stream_conflicts(writer: Connection) -> None:
    append(writer, [write(A)])
    assert append(writer, [write(A, after=2)]) == [Conflict(A, 1)]


def test_first_of_two_on_one_stream_wins(writer: Connection, admin: Connection) -> None:
    assert append(writer, [write(A), write(A, count=2), write(B)]) == [
        Stored(1, 1),
        Conflict(A, 1),
        Stored(2, 1),
    ]
    assert log(admin) == [(1, A, 1), (2, B, 1)]


def test_a_command_can_build_on_one_before_it_in_the_group(writer: Connection) -> None:
    assert append(writer, [write(A), write(A, after=1), write(A, after=1), write(A, after=2)]) == [
        Stored(1, 1),
        Stored(2, 1),
        Conflict(A, 2),
        Stored(3, 1),
    ]


def test_guard_that_holds_writes_nothing(writer: Connection, admin: Connection) -> None:
    facts = HeadFacts(legal_custodian="CBP")
    append(writer, [write(A, facts=facts)])
    assert append(writer, [write(B, guards={A: 1, C: 0})]) == [Stored(2, 1)]
    heads = admin.execute("SELECT stream_id, version, legal_custodian FROM ledger.stream_head ORDER BY 1")
    assert heads.fetchall() == [(A, 1, "CBP"), (B, 1, None)]


def test_guard_that_fails_stops_its_command_only(writer: Connection, admin: Connection) -> None:
    append(writer, [write(A, count=2)])
    outcomes = append(writer, [write(B, guards={A: 1}), write(C, guards={A: 2}), write(D, guards={A: 0})])
    assert outcomes == [Conflict(A, 2), Stored(3, 1), Conflict(A, 2)]
    assert log(admin)[2:] == [(3, C, 1)]


def test_guard_sees_a_write_before_it_in_the_group(writer: Connection) -> None:
    assert append(writer, [write(A), write(B, guards={A: 0}), write(C, guards={A: 1})]) == [
        Stored(1, 1),
        Conflict(A, 1),
        Stored(2, 1),
    ]


def test_same_key_and_body_is_a_duplicate_whatever_happened_since(writer: Connection) -> None:
    first = write(A, count=2, key=key("k"))
    assert append(writer, [write(B), first]) == [Stored(1, 1), Stored(2, 2)]
    append(writer, [write(A, after=2)])
    assert append(writer, [first]) == [Duplicate(2, 2)]
    assert append(writer, [write(C, after=9, key=key("k"))]) == [Duplicate(2, 2)]


def test_same_key_and_other_body_is_a_mismatch(writer: Connection, admin: Connection) -> None:
    append(writer, [write(A, key=key("k"))])
    outcomes = append(writer, [write(B, key=key("k", body=b"another")), write(C, key=key("l"))])
    assert outcomes == [Mismatch(), Stored(2, 1)]
    assert log(admin) == [(1, A, 1), (2, C, 1)]


def test_same_key_twice_in_one_group(writer: Connection) -> None:
    commands = [
        write(A, key=key("k")),
        write(B, key=key("k")),
        write(C, key=key("k", body=b"another")),
        write(D),
    ]
    assert append(writer, commands) == [Stored(1, 1), Duplicate(1, 1), Mismatch(), Stored(2, 1)]


def test_a_key_belongs_to_one_organisation(writer: Connection) -> None:
    commands = [
        write(A, key=key("k", organisation="ORR")),
        write(B, key=key("k", organisation="ICE", body=b"x")),
    ]
    assert append(writer, commands) == [Stored(1, 1), Stored(2, 1)]


def test_a_conflict_leaves_the_key_free(writer: Connection) -> None:
    append(writer, [write(A)])
    assert append(writer, [write(A, key=key("k"))]) == [Conflict(A, 1)]
    assert append(writer, [write(A, after=1, key=key("k"))]) == [Stored(2, 1)]


def test_head_row_is_replaced_whole(writer: Connection, admin: Connection) -> None:
    person = uuid4()
    full = HeadFacts(person, "CBP", "CBP", "CARE-01", "USBP", "ORR", (B, C))
    append(writer, [write(A, facts=full)])
    row = "SELECT * FROM ledger.stream_head"
    assert admin.execute(row).fetchone() == (A, 1, person, "CBP", "CBP", "CARE-01", "USBP", "ORR", [B, C])
    append(writer, [write(A, after=1, count=3, facts=HeadFacts(holder="ORR"))])
    assert admin.execute(row).fetchone() == (A, 4, None, None, "ORR", None, None, None, None)
    append(writer, [write(A, after=4, facts=full)])
    assert admin.execute(row).fetchone() == (A, 5, person, "CBP", "CBP", "CARE-01", "USBP", "ORR", [B, C])


def test_leaf_is_the_one_python_computes(writer: Connection, admin: Connection) -> None:
    states = [b"", b'{"note":"\xc3\xad"}', bytes(range(256)) * 200]
    append(writer, [write(uuid4(), state=state) for state in states])
    rows = admin.execute("SELECT state, salt, recorded_at, leaf FROM ledger.log ORDER BY position").fetchall()
    assert [row[0] for row in rows] == states
    assert len({row[1] for row in rows}) == len(rows)
    for state, salt, recorded_at, leaf in rows:
        mac = base64.urlsafe_b64encode(hmac.digest(salt, state, hashlib.sha256)).rstrip(b"=").decode()
        moment = recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
        assert leaf == json.dumps({"c": mac, "t": moment}, separators=(",", ":")).encode()


def recorded_times(admin: Connection) -> list[datetime]:
    rows = admin.execute("SELECT recorded_at FROM ledger.log ORDER BY position")
    return [moment for (moment,) in rows]


def test_recorded_at_is_now_and_rises_by_microseconds_in_a_group(writer: Connection, admin: Connection) -> None:
    before = value(admin, "SELECT clock_timestamp()")
    append(writer, [write(A, count=3), write(B, after=9), write(C, count=2)])
    after = value(admin, "SELECT clock_timestamp()")
    times = recorded_times(admin)
    assert before <= times[0] <= after
    assert times == [times[0] + timedelta(microseconds=n) for n in range(5)]


def test_recorded_at_rises_while_the_clock_stands_still(simulation: Database) -> None:
    login, admin_conninfo = simulation.login("custody_writer"), simulation.admin
    with (
        psycopg.connect(login, autocommit=True) as writer,
        psycopg.connect(admin_conninfo, autocommit=True) as admin,
    ):
        append(writer, [write(A, count=3), write(B)])
        append(writer, [write(A, after=3)])
        append(writer, [write(C), write(C, after=1)])
        start = datetime(2018, 9, 30, tzinfo=UTC)
        assert recorded_times(admin) == [start + timedelta(microseconds=n) for n in range(7)]
        assert value(admin, "SELECT recorded_at FROM ledger.head()") == recorded_times(admin)[-1]


def test_recorded_at_rises_when_the_clock_has_gone_back(writer: Connection, admin: Connection) -> None:
    append(writer, [write(A)])
    ahead = value(admin, "SELECT recorded_at + interval '1 day' FROM ledger.log")
    admin.execute("INSERT INTO ledger.log VALUES (2, %s, 1, 't', '', sha256(''), '', %s)", (B, ahead))
    append(writer, [write(A, after=1)])
    assert recorded_times(admin)[-1] == ahead + timedelta(microseconds=1)


def test_readers_are_notified_once_a_group_and_only_of_writes(database: Database, writer: Connection) -> None:
    with psycopg.connect(database.login("custody_projector"), autocommit=True) as listener:
        listener.execute("LISTEN ledger_log")
        append(writer, [write(A, count=2), write(B)])
        append(writer, [write(A)])
        append(writer, [write(C)])
        heard = [(note.channel, note.payload) for note in listener.notifies(timeout=0.5, stop_after=3)]
        assert heard == [("ledger_log", "3"), ("ledger_log", "4")]


CONTENTS = """
    SELECT position::text, stream_id::text, version::text, topic, state::text FROM ledger.log
    UNION ALL SELECT organisation, key, body_hash::text, first_position::text, event_count::text
    FROM ledger.command_key
    UNION ALL SELECT stream_id::text, version::text, holder || coalesce(referred_to, ''), next_holder,
        coalesce(people, ARRAY[person_id])::text
    FROM ledger.stream_head
    ORDER BY 1, 2
"""


def test_a_group_does_what_its_commands_do_one_after_another(database: Database) -> None:
    """Random groups, most of whose commands meet, once in one call and once in a call each."""
    chance = random.Random(2019)  # noqa: S311  # repeatable, not secret
    outcomes_seen: set[type] = set()
    with psycopg.connect(database.admin, options="-c jit=off") as connection:
        for _ in range(100):
            heads = connection.execute("SELECT stream_id, version FROM ledger.stream_head")
            versions: dict[UUID, int] = dict(heads.fetchall())
            group = [random_command(chance, versions) for _ in range(chance.randint(2, 6))]
            together = append(connection, group), connection.execute(CONTENTS).fetchall()
            connection.rollback()
            in_turn = [append(connection, [command])[0] for command in group]
            assert together == (in_turn, connection.execute(CONTENTS).fetchall())
            connection.commit()
            outcomes_seen |= {type(outcome) for outcome in in_turn}
        positions = [row[0] for row in log(connection)]
    assert outcomes_seen == {Stored, Conflict, Duplicate, Mismatch}
    assert positions == list(range(1, len(positions) + 1))
    assert len(positions) > 100


def random_command(chance: random.Random, versions: dict[UUID, int]) -> AppendCommand:
    """On few streams and with few keys, so that commands of a group meet; versions right or a little off."""
    streams = chance.sample([*versions, uuid4(), uuid4()][:12], k=chance.randint(1, min(3, len(versions) + 2)))
    touches = [
        touch(
            stream,
            after=versions.get(stream, 0) + chance.choice([0, 0, 0, 1, 2]),
            count=chance.randint(0, 3),
            facts=HeadFacts(
                holder=chance.choice(["ORR", None]),
                next_holder=chance.choice(["ICE", None]),
                referred_to=chance.choice(["ORR", None]),
                people=chance.choice([(A, B), ()]),
            ),
            state=chance.randbytes(5),
        )
        for stream in streams[1:]
    ]
    written = touch(streams[0], after=versions.get(streams[0], 0), count=chance.randint(1, 3))
    used = key(f"k{chance.randint(1, 300)}", body=chance.choice([b"x", b"x", b"y"]))
    return AppendCommand(chance.choice([None, used]), (written, *touches))


# What the function refuses of a caller that does not go through AppendCommand.


def send(connection: Connection, **changed: list[Any]) -> None:
    """One event, with some of the lists changed."""
    lists: dict[str, list[Any]] = {
        "c_organisation": ["ORR"], "c_key": ["k"], "c_hash": [b"h"],
        "t_command": [1], "t_stream": [A], "t_expected": [0], "t_count": [1], "t_person": [None],
        "t_legal": [None], "t_holder": [None], "t_next": [None], "t_previous": [None],
        "t_referred": [None],
        "t_people": [None],
        "e_touch": [1], "e_topic": ["t"], "e_state": [b"{}"], "e_salt": [bytes(32)],
    }  # fmt: skip
    assert changed.keys() <= lists.keys()
    connection.execute(queries.ours("queries")["append"], [*(lists | changed).values()])


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"e_touch": [2]}, errors.InvalidParameterValue),
        ({"e_touch": [1, 1]}, errors.InvalidParameterValue),
        ({"e_touch": [None]}, errors.InvalidParameterValue),
        ({"t_count": [2]}, errors.InvalidParameterValue),
        ({"t_count": [-1], "e_touch": []}, errors.InvalidParameterValue),
        ({"e_state": []}, errors.NotNullViolation),
        ({"e_topic": [""]}, errors.CheckViolation),
        ({"e_salt": [bytes(31)]}, errors.CheckViolation),
        ({"e_state": [bytes(60_001)]}, errors.CheckViolation),
        ({"c_hash": [None]}, errors.NotNullViolation),
        ({"c_organisation": [None]}, errors.NotNullViolation),
        ({"t_stream": [None]}, errors.NotNullViolation),
        ({"c_key": [None] * 65, "c_organisation": [None] * 65, "c_hash": [None] * 65}, errors.ProgramLimitExceeded),
    ],
)
def test_malformed_lists_are_refused(
    writer: Connection, admin: Connection, changed: dict[str, list[Any]], error: type[Exception]
) -> None:
    with pytest.raises(error):
        send(writer, **changed)
    assert log(admin) == []
    send(writer)
    assert log(admin) == [(1, A, 1)]


def test_a_stream_touched_twice_by_one_command_is_refused(writer: Connection, admin: Connection) -> None:
    facts = ("t_person", "t_legal", "t_holder", "t_next", "t_previous", "t_referred", "t_people")
    twice: dict[str, list[Any]] = {name: [None, None] for name in facts}
    with pytest.raises(errors.CardinalityViolation):
        send(
            writer,
            t_command=[1, 1], t_stream=[A, A], t_expected=[0, 0], t_count=[1, 1],
            e_touch=[1, 2], e_topic=["t", "t"], e_state=[b"", b""], e_salt=[bytes(32), bytes(32)],
            **twice,
        )  # fmt: skip
    assert log(admin) == []


# What Python refuses before anything is sent.


def test_an_event_that_is_too_large_is_refused_by_name() -> None:
    touch(A, state=bytes(60_000))
    with pytest.raises(EventTooLarge, match=r"test\.noted\.v1 of .*: 60001 bytes, at most 60000"):
        touch(A, state=bytes(60_001))


def test_a_touch_refuses_events_that_do_not_follow() -> None:
    events = touch(A, after=3, count=2).events
    with pytest.raises(ValueError, match="must have version 3"):
        Touch(A, 2, HeadFacts(), events)
    with pytest.raises(ValueError, match="must have version 4"):
        Touch(B, 3, HeadFacts(), events)
    with pytest.raises(ValueError, match="must have version 4"):
        Touch(A, 3, HeadFacts(), tuple(reversed(events)))


def test_a_command_writes_something_and_touches_each_stream_once() -> None:
    with pytest.raises(ValueError, match="at least one event"):
        AppendCommand(None, (touch(A, count=0),))
    with pytest.raises(ValueError, match="each stream once"):
        AppendCommand(None, (touch(A), touch(A, after=1, count=0)))


def test_the_recorder_sends_any_number_of_commands(recorder: CustodyRecorder) -> None:
    commands = [write(UUID(int=n), count=2) for n in range(1, 151)]
    assert recorder.append(commands) == [Stored(2 * n + 1, 2) for n in range(150)]
