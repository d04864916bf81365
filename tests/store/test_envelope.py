"""Stored bytes carry the place they were recorded at; a row that says otherwise is not read."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import rfc8785

from ledger.store.canonical import Unreadable
from ledger.store.envelope import OutOfPlace, unwrap, wrap
from ledger.store.rows import LogRow

STREAM, OTHER = UUID(int=7), UUID(int=8)
EVENT = b'{"a":1,"b":"\xc3\xb1"}'


def row(state: bytes, *, stream: UUID = STREAM, topic: str = "custody.received.v1", version: int = 3) -> LogRow:
    return LogRow(1, stream, version, topic, state, datetime(2019, 5, 1, tzinfo=UTC))


def wrapped() -> bytes:
    return wrap(EVENT, stream=STREAM, topic="custody.received.v1", version=3)


def test_stored_bytes_are_canonical_json() -> None:
    event: dict[str, Any] = {"a": 1, "b": "ñ"}
    assert wrapped() == rfc8785.dumps(
        {"event": event, "stream": str(STREAM), "topic": "custody.received.v1", "version": 3}
    )


def test_the_event_comes_back_byte_for_byte() -> None:
    assert unwrap(row(wrapped())) == EVENT


@pytest.mark.parametrize(
    "moved",
    [row(wrapped(), stream=OTHER), row(wrapped(), topic="custody.arrived.v1"), row(wrapped(), version=4)],
    ids=["stream", "topic", "version"],
)
def test_bytes_in_the_row_of_another_place_are_refused(moved: LogRow) -> None:
    with pytest.raises(OutOfPlace):
        unwrap(moved)


@pytest.mark.parametrize("state", [b"", b"[]", EVENT, wrapped()[:-1], wrapped()[:-1] + b',"x":1}'])
def test_what_is_no_envelope_is_unreadable(state: bytes) -> None:
    with pytest.raises(Unreadable):
        unwrap(row(state))
