"""What can be recorded next about a person: decisions that are the visitor's to take now, and reports, by subject.

Which decisions the record admits, and whose they are, the domain says: a decision is proposed to its guards and thrown
away. Reports are always possible.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import timedelta
from enum import StrEnum
from typing import Any, NewType, cast
from uuid import UUID, uuid4

from api.requests.forms import field_hints, parts_of
from api.web.child_record import Record
from api.web.command_targets import COMMANDS
from api.web.visiting import Visitor
from ledger.domain import person_state
from ledger.domain.custody.care import Admitted
from ledger.domain.custody.case import Case, allowed_now
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.guards import guard
from ledger.domain.custody.handoff import Received
from ledger.domain.errors import Refused
from ledger.domain.event import Actor, Decision, Event
from ledger.domain.register import PLACES, PlaceKind, ReaderClass, organisation
from ledger.domain.values import Instant, PlaceCode
from ledger.store.storable import TypeForm, origin

REPORTS: Mapping[str, tuple[str, ...]] = {
    "movement": (
        *("assemble-packet", "dispatch", "take-as-carrier", "arrive", "receive", "report-absent", "refuse"),
        *("turn-back", "move", "book-in", "book-out"),
    ),
    "care": ("admit", "start-absence", "end-absence", "report-missing", "report-located", "exit"),
    "facts": (
        *("declare-companions", "record-encounter", "record-name", "claim-birth-date", "assign-identifier"),
        *("retire-identifier", "record-language", "record-need", "state-disagreement"),
    ),
}
"""Reports by what they are about."""
ELSEWHERE = frozenset({"void", "correct", "review-irregularity", "explain-alone"})
"""Offered beside the record that they are about."""
NOT_MINE = frozenset(
    {
        "not_involved",
        "not_orr",
        "not_the_addressee",
        "not_the_custodian",
        "not_the_holder",
        "not_yet_expired",
        "not_your_offer",
        "not_your_place",
        "sender_cannot_confirm",
    }
)
"""Refusals by which the guards say that a decision is somebody else's, or that it is too early."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command."""

    command: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Steps:
    """What can be recorded."""

    mine: tuple[Step, ...]
    """What the record waits for and the visitor may do; the first is the likeliest."""
    others: tuple[str, ...]
    """What the record would take from somebody else."""
    reports: Mapping[str, tuple[Step, ...]]


def next_steps(visitor: Visitor, record: Record) -> Steps:
    """What the visitor can record about the person now."""
    case, episode = record.case, record.episode
    names = [] if case is None else _likeliest_first(case)
    mine = [name for name in names if case is not None and _is_mine(visitor, case, name)]
    about_person = ["record-encounter", "open-in-care"] if record.open_episode is None else []
    linked = ["link-as-same", *(["unlink"] if _linked(record) else [])]
    watches = organisation(visitor.reader.organisation).reader_class is ReaderClass.OVERSIGHT
    return Steps(
        mine=tuple(_step(name, episode, record.person) for name in (*mine, *([] if watches else about_person))),
        others=tuple(name for name in names if name not in mine and name != "expire"),
        reports={} if watches else _reports(record, episode, (*about_person, *mine), linked),
    )


def _likeliest_first(case: Case) -> list[str]:
    """Decisions that the case admits, before them the admission of a child who has just come; to offer the child comes
    next only while another place than where it is is designated.
    """
    names = [name for name in allowed_now(case) if name not in ELSEWHERE]
    goes_on = case.state.designated not in {None, case.facets.place}
    ordered = names if goes_on else sorted(names, key=lambda name: name == "offer")
    return ["admit", *ordered] if _to_admit(case) else ordered


def _to_admit(case: Case) -> bool:
    """Whether the child is at a care provider's, who has signed for it and not admitted it since."""
    place = PLACES.get(case.facets.place) if case.facets.place is not None else None
    if place is None or place.kind is not PlaceKind.CARE_PROVIDER or case.facets.between_hands:
        return False
    events = (step.item.event for step in reversed(case.history.steps))
    last = next((event for event in events if isinstance(event, Admitted | Received)), None)
    return isinstance(last, Received)


def _reports(
    record: Record, episode: UUID | None, shown: tuple[str, ...], linked: list[str]
) -> dict[str, tuple[Step, ...]]:
    found: dict[str, tuple[Step, ...]] = {}
    for group, names in REPORTS.items():
        more = (*names, *(linked if group == "facts" else ()))
        steps = (_step(name, episode, record.person) for name in more if name not in shown)
        found[group] = tuple(step for step in steps if episode is not None or step.path.startswith("/people/"))
    return {group: steps for group, steps in found.items() if steps}


def _step(name: str, episode: UUID | None, person: UUID) -> Step:
    of_person = name in COMMANDS["people"] and (episode is None or name not in COMMANDS["episodes"])
    return Step(command=name, path=f"/people/{person}/do/{name}" if of_person else f"/episodes/{episode}/do/{name}")


def _linked(record: Record) -> bool:
    return bool(person_state.fold(record.about).same_as)


def _is_mine(visitor: Visitor, case: Case, name: str) -> bool:
    """Whether the guards of the domain would let the visitor's organisation do it."""
    cls = COMMANDS["episodes"][name]
    by = visitor.who.caller.actor
    if not issubclass(cls, Decision) and not _at_hand(case, name, by):
        return False
    try:
        guard(case, cast("CustodyEvent", _proposed(visitor, case, cls, by)), needs=(), now=visitor.now)
    except Refused as refusal:
        return refusal.reason not in NOT_MINE
    return True


def _at_hand(case: Case, name: str, by: Actor) -> bool:
    """Whether a report of a journey is this side's: the giver sends and turns back, the receiver signs."""
    offer, giver = case.offer, case.facets.answerable
    if name == "receive":
        return offer is None or by.organisation == offer.to_organisation
    return by.organisation == giver


def _proposed(visitor: Visitor, case: Case, cls: type[Event], by: Actor) -> Event:
    """An event of the class with something in every field, to be shown to the guards only."""
    known: dict[str, Any] = {"event_id": uuid4(), "by": by, "person": case.recorded[0].event.person}
    if case.offer is not None and cls.COMMAND != "offer":
        known["offer"] = case.offer.offer
    if asked := sorted(case.state.requested, key=lambda code: PLACES[code].organisation != by.organisation):
        known["place"] = asked[0]
    hints = field_hints(cls)
    values = {name: value for name, value in known.items() if name in hints}
    for field in fields(cls):
        if field.name not in values and field.default is MISSING:
            values[field.name] = _anything(parts_of(hints[field.name])[0], visitor)
    return cls(**values)


def _anything(hint: TypeForm, visitor: Visitor) -> object:
    if origin(hint) is tuple:
        return ()
    if hint is PlaceCode:
        return next(iter(PLACES))
    if hint is Instant:
        return Instant(visitor.now + timedelta(hours=1))
    if isinstance(hint, NewType):
        return uuid4() if hint.__supertype__ is UUID else ""
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint))
    return False if hint is bool else ""
