"""Writes the rows: each touched group is folded after every one of its events, and what was known in between is kept.

The streams of groups are short, so that is cheaper than keeping folds, and late reports, corrections and voids need no
path of their own: a row is closed at the position at which something else was known.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from ledger.domain.event import Correction, Event, Recorded, Void
from ledger.domain.family.events import FamilyCorrected, FamilyEvent, FamilyVoided
from ledger.domain.family.separation import (
    SeparationDecided,
    SeparationEnded,
    SeparationReported,
    SeparationReviewed,
    SeparationSupplemented,
)
from ledger.domain.family.separations import Separation, separations
from ledger.domain.register import PLACES
from ledger.domain.strikes import lineages
from ledger.domain.values import PersonId
from projections.contract import ALL_EVENTS, Batch, Cursor, View
from projections.tables import Table

CHILD = Table(
    name="child",
    key="family",
    columns={
        "family": "uuid",
        "separation": "uuid",
        "person_id": "uuid",
        "known_from": "bigint",
        "known_until": "bigint",
        "said_in": "uuid",
        "since": "timestamptz",
        "until_at": "timestamptz",
        "irregular": "boolean",
        "reason": "text",
        "missing": "text[]",
        "reviewed_at": "timestamptz[]",
        "adults": "uuid[]",
        "next_organisation": "text",
        "next_place": "text",
        "ended": "text",
        "ended_in": "uuid",
        "struck_in": "uuid",
        "struck_by": "text",
    },
)
CHANGE = Table(
    name="change",
    key="family",
    columns={
        "family": "uuid",
        "position": "bigint",
        "event_id": "uuid",
        "kind": "text",
        "recorded_at": "timestamptz",
    },
)

USED: frozenset[type[Event]] = frozenset(
    {
        SeparationDecided,
        SeparationReported,
        SeparationSupplemented,
        SeparationReviewed,
        SeparationEnded,
        FamilyCorrected,
        FamilyVoided,
    }
)
"""Events that can change who is separated, or what is known of it."""

Row = tuple[object, ...]
Key = tuple[UUID, UUID]
"""The first record of the separation, and the child."""
Known = dict[Key, Row]
"""What is known of each at one position, without the positions."""


def apply(cursor: Cursor, batch: Batch) -> None:
    """Replace the rows of the touched groups."""
    groups = {
        family: [item for item in recorded if type(item.event) in USED] for family, recorded in batch.families.items()
    }
    CHILD.replace(cursor, groups, (row for each in groups.items() for row in children(*each)))
    CHANGE.replace(cursor, groups, (_change(family, item) for family, items in groups.items() for item in items))


def children(family: UUID, recorded: Sequence[Recorded[FamilyEvent]]) -> Iterator[Row]:
    """The rows of one group from its events that are used, by the position from which each was known."""
    open_rows: dict[Key, tuple[int, Row]] = {}
    for number, item in enumerate(recorded, start=1):
        known = _known(recorded[:number])
        for key, (since, row) in list(open_rows.items()):
            if known.get(key) != row:
                yield _row(family, key, since, item.position, row)
                del open_rows[key]
        for key, row in known.items():
            open_rows.setdefault(key, (item.position, row))
    for key, (since, row) in open_rows.items():
        yield _row(family, key, since, None, row)


def _row(family: UUID, key: Key, since: int, until: int | None, row: Row) -> Row:
    return family, *key, since, until, *row


def _known(recorded: Sequence[Recorded[FamilyEvent]]) -> Known:
    first = lineages([item.event for item in recorded])
    return {
        (first.get(each.said_in, each.said_in), child): _facts(each, child)
        for each in separations(recorded)
        for child in each.children
    }


def _facts(separation: Separation, child: PersonId) -> Row:
    """In the order of the columns. A place that is not of the register is no government place, and is not told."""
    end = next((each for each in separation.ends if each.child == child), None)
    place = separation.adult_next_place
    return (
        separation.said_in,
        separation.at,
        end and end.at,
        not separation.decided,
        separation.reason,
        list(separation.missing),
        [review.at for review in separation.reviews],
        list(separation.adults),
        separation.adult_next_organisation,
        place if place in PLACES else None,
        end and end.how,
        end and end.said_in,
        separation.struck and separation.struck.said_in,
        separation.struck and separation.struck.by,
    )


def _change(family: UUID, item: Recorded[FamilyEvent]) -> Row:
    kind = "corrected" if isinstance(item.event, Correction) else "voided" if isinstance(item.event, Void) else "said"
    return family, item.position, item.event.event_id, kind, item.recorded_at


VIEW = View(
    name="separations",
    folder="projections.separations",
    apply=apply,
    uses=USED,
    ignores=ALL_EVENTS - USED,
)
