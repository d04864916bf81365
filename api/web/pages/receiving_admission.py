"""Who of a manifest was received by the visitor's side, and who of them is still to be admitted to a program."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from api.web.handoffs import Manifest, Row
from api.web.visiting import Visitor
from ledger.domain.codes import ProgramKind
from ledger.domain.custody.care import Admitted
from ledger.domain.custody.handoff import Received
from ledger.domain.custody.intake import PlacementDesignated
from ledger.domain.register import ORGANISATIONS
from ledger.domain.values import PlaceCode


@dataclass(frozen=True, kw_only=True)
class Admission:
    """Children received at one place, to be admitted to the program that ORR designated for them."""

    place: PlaceCode
    program: ProgramKind | None
    """None when no designation is known."""
    rows: tuple[Row, ...]
    others: int
    """How many were designated to another program or are at another place: they come next."""


def receipts_of(visitor: Visitor, handoff: Manifest) -> Mapping[UUID, Received]:
    """What the visitor's side signed of each child that it received, by episode."""
    found: dict[UUID, Received] = {}
    for row in handoff.rows:
        for item in handoff.streams.get(row.episode, ()):
            event = item.event
            ours = isinstance(event, Received) and event.by.organisation == visitor.organisation
            if ours and event.offer == row.sheet.offer:
                found.setdefault(row.episode, event)
    return found


def admission_of(visitor: Visitor, handoff: Manifest) -> Admission | None:
    """The largest group that can be admitted now in one go; None when nobody is to be."""
    if not ORGANISATIONS[visitor.reader.organisation].acts_for_orr:
        return None
    receipts = receipts_of(visitor, handoff)
    groups: dict[tuple[PlaceCode, ProgramKind | None], list[Row]] = {}
    for row in handoff.rows:
        if row.episode in receipts and row.sheet.holder == visitor.organisation and not _admitted(handoff, row):
            groups.setdefault((receipts[row.episode].place, _program(handoff, row)), []).append(row)
    if not groups:
        return None
    (place, program), rows = max(groups.items(), key=lambda group: len(group[1]))
    others = sum(map(len, groups.values())) - len(rows)
    return Admission(place=place, program=program, rows=tuple(rows), others=others)


def _admitted(handoff: Manifest, row: Row) -> bool:
    """Whether the child was admitted by who has it."""
    events = [item.event for item in handoff.streams.get(row.episode, ())]
    return any(isinstance(event, Admitted) and event.by.organisation == row.sheet.holder for event in events)


def _program(handoff: Manifest, row: Row) -> ProgramKind | None:
    events = [item.event for item in handoff.streams.get(row.episode, ())]
    return next((event.program for event in reversed(events) if isinstance(event, PlacementDesignated)), None)
