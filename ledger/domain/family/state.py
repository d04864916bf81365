"""What the events of a group amount to: who belongs or belonged, numbers, links, separations.

Folded as history, so any order of arrival gives the same. Nothing leaves: who has left is a former member, whom only
a struck record names is withdrawn and still findable, a separation that is over stays with its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ledger.domain import codes
from ledger.domain.event import Recorded
from ledger.domain.family import groups
from ledger.domain.family.base import Member
from ledger.domain.family.events import FamilyEvent
from ledger.domain.family.people import named
from ledger.domain.family.separations import Separation, separations
from ledger.domain.history_order import in_history_order
from ledger.domain.strikes import standing
from ledger.domain.values import EventId, FamilyId, PersonId


@dataclass(frozen=True, kw_only=True)
class Membership:
    """That somebody belongs or belonged to the group."""

    person: PersonId
    role: codes.MemberRole
    reason: codes.JoinReason | None
    """None when only their leaving is on record."""
    since: datetime
    """When they were of the group first, without a break since."""
    said_in: EventId
    """The last event that says so."""
    left: codes.LeaveReason | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class FamilyState:
    """A group, as far as it is known."""

    kind: codes.GroupKind | None = None
    memberships: tuple[Membership, ...] = ()
    """In the order of history; who left and came back has two."""
    withdrawn: frozenset[PersonId] = frozenset()
    """Named in records that no longer stand, and in no other."""
    otherwise: frozenset[PersonId] = frozenset()
    """Named in standing records, such as of a number or a separation, and never said to belong."""
    numbers: tuple[EventId, ...] = ()
    """Standing records of numbers of agencies."""
    linked: frozenset[FamilyId] = frozenset()
    separations: tuple[Separation, ...] = ()

    @property
    def members(self) -> tuple[Membership, ...]:
        """Who belongs to it now."""
        return tuple(each for each in self.memberships if each.left is None)

    def separation(self, said_in: EventId) -> Separation | None:
        """The separation that an event decided or reported, though it was corrected since."""
        return next((each for each in self.separations if said_in in {each.said_in, *each.corrected}), None)


def fold(recorded: Sequence[Recorded[FamilyEvent]]) -> FamilyState:
    """The state after the events of the stream."""
    stands = standing(recorded)
    history = in_history_order(stands)
    state = FamilyState(linked=_linked(stands), separations=separations(recorded))
    for item in history:
        state = _evolve(state, item)
    belong = {each.person for each in state.memberships}
    still = {person for item in stands for person in named(item.event)}
    ever = {person for item in recorded for person in named(item.event)}
    return replace(state, withdrawn=frozenset(ever - still), otherwise=frozenset(still - belong))


def _linked(stands: Sequence[Recorded[FamilyEvent]]) -> frozenset[FamilyId]:
    """Links are decided: ordered by the log."""
    linked: set[FamilyId] = set()
    for item in stands:
        if isinstance(item.event, groups.GroupsLinked):
            linked.add(item.event.other)
        elif isinstance(item.event, groups.GroupsUnlinked):
            linked.discard(item.event.other)
    return frozenset(linked)


def _evolve(state: FamilyState, item: Recorded[FamilyEvent]) -> FamilyState:
    match item.event:
        case groups.GroupFormed(kind=kind, members=members):
            state = replace(state, kind=kind)
            for member in members:
                state = _joined(state, member, item)
            return state
        case groups.MemberAdded(member=member):
            return _joined(state, member, item)
        case groups.MemberLeft() as event:
            return _left(state, event, item)
        case groups.GroupNumberRecorded(event_id=event_id):
            return replace(state, numbers=(*state.numbers, event_id))
        case _:
            return state


def _joined(state: FamilyState, member: Member, item: Recorded[FamilyEvent]) -> FamilyState:
    """Who belongs already goes on to, as it is said now."""
    before = next((each for each in state.members if each.person == member.person), None)
    joined = Membership(
        person=member.person,
        role=member.role,
        reason=member.reason,
        since=before.since if before is not None else item.happened_at,
        said_in=item.event.event_id,
    )
    others = tuple(each for each in state.memberships if each is not before)
    return replace(state, memberships=(*others, joined))


def _left(state: FamilyState, event: groups.MemberLeft, item: Recorded[FamilyEvent]) -> FamilyState:
    """Of whom nobody had said that they belong, it is said now that they did."""
    at = item.happened_at
    if not any(each.person == event.member for each in state.memberships):
        went = Membership(
            person=event.member,
            role=codes.MemberRole.UNKNOWN,
            reason=None,
            since=at,
            said_in=event.event_id,
            left=event.reason,
            left_at=at,
        )
        return replace(state, memberships=(*state.memberships, went))
    return replace(
        state,
        memberships=tuple(
            replace(each, left=event.reason, left_at=at) if each.person == event.member and each.left is None else each
            for each in state.memberships
        ),
    )
