"""Handoffs as lines of a list: the children of one manifest together, the most urgent manifest first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from api.web.handoff_acts import Can, may, next_act
from projections.handoffs.queries import Handoff
from projections.handoffs.sheets import Status

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One manifest, or one child that came on none."""

    manifest: UUID | None
    rows: tuple[Handoff, ...]
    act: Can | None
    """What the visitor's side is most likely to do next; None when it is the other side's turn."""

    @property
    def first(self) -> Handoff:
        """Any of them, for what they have in common."""
        return self.rows[0]

    @property
    def states(self) -> list[tuple[Status, int]]:
        """How many children are in which state, most first."""
        return Counter(row.status for row in self.rows).most_common()

    @property
    def due_at(self) -> datetime | None:
        """When the first of them is due."""
        return min((row.due_at for row in self.rows if row.due_at is not None), default=None)

    @property
    def most_urgent(self) -> Handoff:
        """The child that makes the line as urgent as it is."""
        return most_urgent(self.rows)

    @property
    def overdue(self) -> bool:
        """Whether one of them is late."""
        return any(row.overdue for row in self.rows)


def most_urgent(rows: Iterable[Handoff]) -> Handoff:
    """Of several children the one that is late, else the one that is due first."""
    return min(rows, key=lambda row: (not row.overdue, row.due_at or NEVER))


def lines(rows: Iterable[Handoff], *, organisation: str, now: datetime) -> list[Line]:
    """The manifests of these rows: what the visitor's side can do first, then by urgency."""
    together: dict[UUID, list[Handoff]] = {}
    for row in rows:
        together.setdefault(row.manifest or row.offer, []).append(row)
    found = [
        Line(
            manifest=children[0].manifest, rows=tuple(children), act=_act(children, organisation=organisation, now=now)
        )
        for children in together.values()
    ]
    return sorted(found, key=lambda line: (line.act is None, not line.overdue, line.due_at or NEVER))


def _act(rows: Iterable[Handoff], *, organisation: str, now: datetime) -> Can | None:
    acts = (next_act(row, may(row, organisation, departure=None, now=now)) for row in rows)
    found = Counter(act for act in acts if act is not None)
    return found.most_common(1)[0][0] if found else None
