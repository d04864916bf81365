"""The mapper: rows for the library's recorders, and recorded events for folds."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from eventsourcing.persistence import Notification, StoredEvent

from ledger.domain.event import Recorded
from ledger.domain.personal import Personal
from ledger.store.mapper import CustodyMapper, NewEvent, NoPlaceInLog, RecordedStoredEvent
from tests.store.invented import STREAM, Met, make_codec, met

AT = datetime(2019, 5, 1, 8, 12, tzinfo=UTC)


@pytest.fixture
def mapper(tmp_path: Path) -> CustodyMapper:
    return CustodyMapper(make_codec(tmp_path))


def placed(row: StoredEvent) -> RecordedStoredEvent:
    """The row as the log would give it back."""
    return RecordedStoredEvent(row.originator_id, row.originator_version, row.topic, row.state, 9, AT)


def test_an_event_goes_to_a_row_and_comes_back_with_its_place(mapper: CustodyMapper) -> None:
    event = met(note=Personal.of("free text"))
    row = mapper.to_stored_event(NewEvent(STREAM, 2, event))
    assert (row.originator_id, row.originator_version, row.topic) == (STREAM, 2, Met.TOPIC)
    recorded = mapper.to_domain_event(placed(row))
    opened = replace(recorded, event=mapper.codec.open(recorded.event, stream=STREAM, version=2))
    assert opened == Recorded(stream=STREAM, version=2, position=9, recorded_at=AT, event=event)
    assert recorded != opened


def test_a_row_without_its_place_is_refused(mapper: CustodyMapper) -> None:
    row = mapper.to_stored_event(NewEvent(STREAM, 2, met()))
    for unplaced in (row, Notification(STREAM, 2, row.topic, row.state, 9), replace(placed(row), originator_id="x")):
        with pytest.raises(NoPlaceInLog):
            mapper.to_domain_event(unplaced)
