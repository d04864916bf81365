"""Whom an event of a group names: all of them must have a record, and all of them lead to the group."""

from ledger.domain.family import groups, separation
from ledger.domain.family.events import FamilyEvent
from ledger.domain.values import PersonId


def named(event: FamilyEvent) -> frozenset[PersonId]:
    """Everyone whom the event names."""
    match event:
        case groups.GroupFormed(members=members):
            return frozenset(member.person for member in members)
        case groups.MemberAdded(member=member):
            return frozenset({member.person})
        case groups.MemberLeft(member=person):
            return frozenset({person})
        case groups.GroupNumberRecorded(people=people):
            return frozenset(people)
        case separation.SeparationDecided() | separation.SeparationReported():
            return frozenset((*event.children, *event.adults, *(each.person for each in event.informed)))
        case separation.SeparationSupplemented():
            return frozenset((*event.adults, *(each.person for each in event.informed)))
        case separation.SeparationEnded(children=children):
            return frozenset(children)
        case _:
            return frozenset()
