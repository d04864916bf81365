"""The sheets of offers, for whatever is said in whatever order: pure, and the same with or without what was struck."""

from collections.abc import Iterator
from typing import cast
from uuid import UUID

import pytest
from hypothesis import Phase, given, settings

from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import case, handoff
from ledger.domain.custody.case import Case
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Recorded
from ledger.domain.strikes import standing
from projections.handoffs.sheets import OPEN, Status
from projections.handoffs.view import HANDOFF, rows_of
from tests.projections.test_histories import EPISODES, HANDING_OFF, MET, logs

Row = dict[str, object]
of_handoffs = given(logs(HANDING_OFF, EPISODES[:1], MET))


def as_it_grew(log: tuple[Recorded[AnyEvent], ...]) -> Iterator[Case]:
    """The episode after each of its events."""
    recorded = cast("tuple[Recorded[CustodyEvent], ...]", log)
    return (case.load(recorded[:count]) for count in range(1, len(recorded) + 1))


def table(found: Case) -> dict[UUID, Row]:
    """The rows of an episode by offer: there is one an offer."""
    rows = [dict(zip(HANDOFF.columns, row, strict=True)) for row in rows_of(EPISODES[0], found)]
    by_offer = {cast("UUID", row["offer"]): row for row in rows}
    assert len(by_offer) == len(rows)
    return by_offer


@settings(max_examples=30, deadline=None)
@of_handoffs
def test_each_offer_that_stands_has_one_row_and_decisions_agree_with_it(log: tuple[Recorded[AnyEvent], ...]) -> None:
    for found in as_it_grew(log):
        rows = table(found)
        made = {item.event.offer for item in standing(found.recorded) if isinstance(item.event, handoff.HandoffOffered)}
        received = {offer for offer, _ in found.facets.receipts}
        under_way = {each.offer for each in (found.facets.transfer, found.facets.waiting) if each is not None}
        assert rows.keys() == made | received | under_way
        open_offers = {offer: row["offer_status"] for offer, row in rows.items() if row["offer_status"] is not None}
        assert open_offers == ({found.offer.offer: found.offer.status} if found.offer else {})
        for offer, row in rows.items():
            assert (row["status"] is Status.RECEIVED) == (offer in received)
            assert (row["status"] in OPEN) == (offer in under_way)
            assert row["live"] or row["status"] not in OPEN


@settings(max_examples=30, deadline=None)
@of_handoffs
def test_what_was_struck_leaves_no_trace(log: tuple[Recorded[AnyEvent], ...]) -> None:
    for found in as_it_grew(log):
        kept = standing(found.recorded)
        without = table(case.load(kept)) if kept else {}
        last = {"version": found.recorded[-1].version, "position": found.recorded[-1].position}
        assert table(found) == {offer: row | last for offer, row in without.items()}


class AllReached(Exception):
    """Every status has been met."""


def test_the_logs_come_to_every_status() -> None:
    """The strategy must reach what the properties are there for."""

    @settings(max_examples=300, deadline=None, database=None, phases=[Phase.generate])
    @of_handoffs
    def look(log: tuple[Recorded[AnyEvent], ...]) -> None:
        reached.update(cast("Status", row["status"]) for found in as_it_grew(log) for row in table(found).values())
        if reached == set(Status):
            raise AllReached

    reached: set[Status] = set()
    with pytest.raises(AllReached):
        look()
