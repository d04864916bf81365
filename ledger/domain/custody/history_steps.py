"""One step of history after the other: each event folded into the facets before it, in the order given."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import assert_never

from ledger.domain.custody.completion import HistoryStep
from ledger.domain.custody.events import CareEvent, CustodyEvent, HandoffEvent, IntakeEvent
from ledger.domain.custody.facets import Facets, Mark
from ledger.domain.custody.history_care import fold_care
from ledger.domain.custody.history_handoff import fold_handoff
from ledger.domain.custody.history_intake import fold_intake
from ledger.domain.event import Recorded
from ledger.domain.policy import pack_on


def walk(items: Iterable[Recorded[CustodyEvent]]) -> list[HistoryStep]:
    """The steps of these events."""
    facets = Facets()
    steps: list[HistoryStep] = []
    for item in items:
        after, marks = advance(facets, item)
        steps.append(HistoryStep(item=item, before=facets, after=after, marks=marks))
        facets = after
    return steps


def advance(facets: Facets, item: Recorded[CustodyEvent]) -> tuple[Facets, tuple[Mark, ...]]:
    """The facets after one more event, and what is irregular about it."""
    event, happened_at = item.event, item.happened_at
    if isinstance(event, IntakeEvent):
        after, marks = fold_intake(facets, event, happened_at)
    elif isinstance(event, HandoffEvent):
        after, marks = fold_handoff(facets, event, happened_at)
    elif isinstance(event, CareEvent):
        after, marks = fold_care(facets, event, happened_at)
    else:
        assert_never(event)
    return after, (*marks, Mark.CLAIMED_AHEAD) if _ahead(item.recorded_at, happened_at) else marks


def _ahead(recorded_at: datetime, happened_at: datetime) -> bool:
    """Whether a report claims a time that was still to come when it was recorded, more than clocks differ."""
    if happened_at <= recorded_at:
        return False
    tolerance = timedelta(minutes=pack_on(recorded_at).future_tolerance_minutes)
    return happened_at - recorded_at > tolerance
