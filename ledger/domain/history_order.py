"""The order of history: earliest claimed instant, then phase rank, then event id; never the position.

So any order of arrival gives the same history (design: decisions and reports).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from ledger.domain.event import Event, Recorded
from ledger.domain.phases import PHASE_RANK

E = TypeVar("E", bound=Event)


def history_key(item: Recorded[E]) -> tuple[datetime, int, int]:
    """Sort key of one event in history. Ids compare as numbers, which is the order of their text."""
    return item.happened_at, PHASE_RANK.get(item.event.TOPIC, 0), item.event.event_id.int


def in_history_order(recorded: Sequence[Recorded[E]]) -> list[Recorded[E]]:
    """The events as they happened, whatever order they came in."""
    return sorted(recorded, key=history_key)
