"""A row that was decoded lately gives the same event again; any other row is decoded."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ledger.domain.event import Recorded
from ledger.store.decoded_lately import DecodedLately
from ledger.store.rows import LogRow

ONE, OTHER = UUID(int=1), UUID(int=2)


def row(stream: UUID, version: int, state: bytes = b"said") -> LogRow:
    return LogRow(version, stream, version, "topic", state, datetime(2019, 5, 1, tzinfo=UTC))


class Decoding:
    """Counts what is decoded."""

    def __init__(self) -> None:
        self.rows: list[LogRow] = []

    def __call__(self, row: LogRow) -> Recorded[Any]:
        self.rows.append(row)
        return Recorded(
            stream=row.stream_id,
            version=row.version,
            position=row.position,
            recorded_at=row.recorded_at,
            event=row.state,
        )


def test_only_what_is_new_is_decoded() -> None:
    decode = Decoding()
    lately = DecodedLately(decode)
    first = lately.by_stream([row(ONE, 1), row(ONE, 2), row(OTHER, 1)])
    again = lately.by_stream([row(ONE, 1), row(ONE, 2), row(ONE, 3)])
    assert decode.rows == [row(ONE, 1), row(ONE, 2), row(OTHER, 1), row(ONE, 3)]
    assert [event is other for event, other in zip(again[ONE], first[ONE], strict=False)] == [True, True]
    assert [event.version for event in again[ONE]] == [1, 2, 3]
    assert again.keys() == {ONE}


def test_a_row_that_has_changed_is_decoded_with_what_follows() -> None:
    """As after a restore from a backup."""
    decode = Decoding()
    lately = DecodedLately(decode)
    lately.by_stream([row(ONE, 1), row(ONE, 2), row(ONE, 3)])
    found = lately.by_stream([row(ONE, 1), row(ONE, 2, b"other")])
    said: list[Any] = [event.event for event in found[ONE]]
    assert said == [b"said", b"other"]


def test_who_is_given_events_may_add_to_them() -> None:
    lately = DecodedLately(Decoding())
    lately.by_stream([row(ONE, 1)])[ONE].clear()
    lately.by_stream([row(ONE, 1)])[ONE].clear()
    assert len(lately.by_stream([row(ONE, 1)])[ONE]) == 1


def test_the_streams_used_last_are_kept() -> None:
    decode = Decoding()
    lately = DecodedLately(decode, events_kept=3)
    lately.by_stream([row(ONE, 1), row(ONE, 2)])
    lately.by_stream([row(OTHER, 1)])
    lately.by_stream([row(ONE, 1), row(ONE, 2)])
    lately.by_stream([row(UUID(int=3), 1)])
    decode.rows.clear()
    lately.by_stream([row(ONE, 1), row(ONE, 2)])
    assert decode.rows == []
    lately.by_stream([row(OTHER, 1)])
    assert decode.rows == [row(OTHER, 1)]
