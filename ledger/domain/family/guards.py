"""What is refused on a group. Once it is there, reports pass: a separation that has happened is never refused."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import assert_never

from ledger.domain.errors import Refused
from ledger.domain.event import Recorded
from ledger.domain.family import groups, separation
from ledger.domain.family.events import FamilyEvent
from ledger.domain.family.separations import Separation, begun
from ledger.domain.family.state import FamilyState, fold
from ledger.domain.strikes import check_strike, root

OfGroup = (
    groups.MemberAdded | groups.MemberLeft | groups.GroupNumberRecorded | groups.GroupsLinked | groups.GroupsUnlinked
)
OfSeparation = (
    separation.SeparationDecided
    | separation.SeparationReported
    | separation.SeparationReviewed
    | separation.SeparationSupplemented
    | separation.SeparationEnded
)


def guard(recorded: Sequence[Recorded[FamilyEvent]], proposed: FamilyEvent, *, is_replacement: bool = False) -> None:
    """Pass, or refuse.

    Raises:
        Refused: the rules do not allow it now.
    """
    if isinstance(proposed, groups.GroupFormed):
        _guard_formed(recorded, proposed, is_replacement=is_replacement)
        return
    if not recorded:
        raise Refused("group_not_formed", "a group is formed first", allowed=["form"])
    if isinstance(proposed, OfSeparation):
        _guard_separation(fold(recorded), proposed)
    elif isinstance(proposed, groups.FamilyCorrected | groups.FamilyVoided):
        _guard_strike(recorded, proposed)
    else:
        _guard_group(fold(recorded), proposed)


def _guard_group(state: FamilyState, proposed: OfGroup) -> None:
    match proposed:
        case groups.GroupsLinked():
            if proposed.other == proposed.family or proposed.other in state.linked:
                raise Refused("already_linked", "the groups are linked, or are one group", allowed=["unlink-group"])
        case groups.GroupsUnlinked():
            if proposed.other not in state.linked:
                raise Refused("not_linked", "the groups are not linked", allowed=["link-group"])
        case groups.GroupNumberRecorded():
            if not proposed.people:
                raise Refused("nobody_named", "say on whose record the number stands", allowed=["record-number"])
        case groups.MemberAdded() | groups.MemberLeft():
            return
        case _:
            assert_never(proposed)


def _guard_separation(state: FamilyState, proposed: OfSeparation) -> None:
    match proposed:
        case separation.SeparationDecided():
            _guard_decision(state, proposed)
        case separation.SeparationReported():
            if not proposed.children:
                raise Refused("nobody_separated", "say which children", allowed=["report-separation"])
        case separation.SeparationReviewed() | separation.SeparationSupplemented() | separation.SeparationEnded():
            _guard_about(state, proposed)
        case _:
            assert_never(proposed)


def _guard_formed(
    recorded: Sequence[Recorded[FamilyEvent]], proposed: groups.GroupFormed, *, is_replacement: bool
) -> None:
    if recorded and not is_replacement:
        raise Refused("already_formed", "the group exists; add to it", allowed=["add-member"])
    people = [member.person for member in proposed.members]
    if not people:
        raise Refused("nobody_named", "a group has members", allowed=["form"])
    if len(set(people)) < len(people):
        raise Refused("named_twice", "each member is named once", allowed=["form"])


def _guard_decision(state: FamilyState, proposed: separation.SeparationDecided) -> None:
    """A separation is decided complete, by two people, about people of the group."""
    if not proposed.children:
        raise Refused("nobody_separated", "say which children", allowed=["report-separation"])
    belongs = {each.person for each in state.memberships}
    if not belongs.issuperset((*proposed.children, *proposed.adults)):
        raise Refused("not_of_the_group", "each of them is added to the group first", allowed=["add-member"])
    if set(proposed.children) & set(proposed.adults):
        raise Refused("named_twice", "a child is not among the adults", allowed=["decide-separation"])
    if proposed.supervisor == proposed.by.user:
        raise Refused("needs_second_person", "the supervisor is somebody else", allowed=["decide-separation"])
    missing = begun(proposed, at=datetime.min.replace(tzinfo=UTC)).missing
    if missing:
        detail = f"not on record: {', '.join(missing)}"
        raise Refused("separation_incomplete", detail, allowed=["decide-separation", "report-separation"])


def _guard_about(
    state: FamilyState,
    proposed: separation.SeparationReviewed | separation.SeparationSupplemented | separation.SeparationEnded,
) -> None:
    """What is said of a separation names one of this group."""
    found = state.separation(proposed.separation)
    if found is None:
        raise Refused("no_such_separation", "no standing separation of that id", allowed=["report-separation"])
    if isinstance(proposed, separation.SeparationReviewed) and not found.children_now:
        raise Refused("separation_over", "it has ended for every child", allowed=["report-separation"])
    if isinstance(proposed, separation.SeparationEnded) and not _about_some(found, proposed):
        raise Refused("nobody_separated", "say which children of that separation", allowed=["end-separation"])


def _about_some(found: Separation, proposed: separation.SeparationEnded) -> bool:
    """Whether it names children, all of that separation: an end that ends nothing would be taken for one."""
    return bool(proposed.children) and set(found.children).issuperset(proposed.children)


def _guard_strike(
    recorded: Sequence[Recorded[FamilyEvent]], proposed: groups.FamilyCorrected | groups.FamilyVoided
) -> None:
    target = check_strike(recorded, proposed)
    if isinstance(root(recorded, target).event, groups.GroupsLinked | groups.GroupsUnlinked):
        raise Refused("decision_not_correctable", "take the opposite decision instead", allowed=["unlink-group"])
