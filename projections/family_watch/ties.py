"""Who is tied to whom: members of groups, links of groups, standing claims. Pure."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from ledger.domain.codes import Bond, Kin, LeaveReason, MemberRole
from ledger.domain.event import Label, Recorded
from ledger.domain.family import state as family_state
from ledger.domain.family.events import FamilyEvent
from ledger.domain.family.state import FamilyState
from ledger.domain.relationship import state as relationship_state
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.relationship.state import Claim, Standing
from ledger.domain.values import EventId, PersonId

Row = tuple[object, ...]

CARING = frozenset({Kin.MOTHER, Kin.FATHER, Kin.PARENT, Kin.STEPPARENT, Kin.LEGAL_GUARDIAN, Kin.CAREGIVER})
CARING_BONDS = frozenset({Bond.LEGAL, Bond.CAREGIVER})
"""A grandmother who raised the child."""
STANDING = frozenset({Standing.CLAIMED, Standing.VERIFIED, Standing.DISPUTED})
"""A claim counts until it is refuted, ended or withdrawn."""


def of_group(family: UUID, recorded: Sequence[Recorded[FamilyEvent]]) -> tuple[list[Row], list[Row]]:
    """Rows of members and of links. Who has left still counts, unless they never belonged: both halves stay tied."""
    state = family_state.fold(recorded)
    items = {item.event.event_id: item for item in recorded}
    members: list[Row] = []
    for person, (role, said_in) in _roles(state).items():
        item = items[said_in]
        members.append((family, person, role, item.position, Label.NOT_TO_DHS not in item.event.labels))
    return members, [(family, other) for other in sorted(state.linked)]


def _roles(state: FamilyState) -> dict[PersonId, tuple[MemberRole, EventId]]:
    """Of each person the role as it was said last; of whom only a separation names, the side they are on."""
    found: dict[PersonId, tuple[MemberRole, EventId]] = {}
    for each in state.memberships:
        if each.left is LeaveReason.NOT_OF_THE_GROUP:
            found.pop(each.person, None)
        else:
            found[each.person] = each.role, each.said_in
    belong = {each.person for each in state.memberships}
    for separation in state.separations:
        sides = ((separation.children, MemberRole.CHILD), (separation.adults, MemberRole.UNKNOWN))
        for people, role in sides:
            for person in people:
                if person not in belong:
                    found.setdefault(person, (role, separation.said_in))
    return found


def of_pair(pair: UUID, recorded: Sequence[Recorded[RelationshipEvent]]) -> Iterator[Row]:
    """Rows of the claims that stand."""
    items = {item.event.event_id: item for item in recorded}
    for claim in relationship_state.fold(recorded).claims:
        if claim.standing in STANDING:
            item = items[claim.said_in]
            to_dhs = Label.NOT_TO_DHS not in item.event.labels
            yield claim.said_in, pair, claim.relative, claim.relative_of, _cares(claim), item.position, to_dhs


def _cares(claim: Claim) -> bool:
    return claim.kin in CARING or not CARING_BONDS.isdisjoint(claim.bonds)
