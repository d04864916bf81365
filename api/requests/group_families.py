"""Of a group met at once: who of it is one family, and who is related to somebody on record already.

Both are recorded in the same command as the encounters. A family gets a group with an identifier of its own; a
relative on record becomes a claim on the record of the two, as naming a companion does.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, cast
from uuid import UUID

import msgspec
from msgspec import Meta

from api.commands import Asked
from api.requests.building import Given, event_from
from api.requests.forms import asked, form_of
from api.requests.reading import Flaw
from ledger.domain.codes import Bond, Confidence, FactBasis, GroupKind, JoinReason, MemberRole, Relation
from ledger.domain.family.base import Member
from ledger.domain.family.groups import GroupFormed
from ledger.domain.proposal import Proposal
from ledger.domain.relationship.events import RelationshipAsserted
from ledger.domain.relationship.kin import kin_of, turned
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.values import PersonId

PEOPLE_MAX = 160
"""Most people in one group; the largest known encounters have about that many."""
FAMILIES_MAX = 80
RELATIVES_MAX = 20


class MemberOfFamily(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Somebody of a family: by their place in the group, or by the id of a record from before."""

    role: MemberRole
    reason: JoinReason
    index: Annotated[int, Meta(ge=0, lt=PEOPLE_MAX, description="Place in `people`, from 0.")] | None = None
    person: UUID | None = None


class FamilyOfGroup(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Some of the group who belong together: they get a group with an identifier of its own."""

    kind: GroupKind
    members: Annotated[tuple[MemberOfFamily, ...], Meta(min_length=1, max_length=PEOPLE_MAX)]


class RelativeOnRecord(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What somebody who has a record is to the person: claimed on the record of the two."""

    person: UUID
    relation: Relation
    said_by: FactBasis


def family_flaws(families: Sequence[FamilyOfGroup], *, people: int) -> Iterator[Flaw]:
    """What is wrong with the families: members who are nobody of the group, or stand in one twice."""
    for number, family in enumerate(families):
        seen: set[int | UUID] = set()
        for place, member in enumerate(family.members):
            at = f"/families/{number}/members/{place}"
            who = member.index if member.person is None else member.person
            if (member.index is None) == (member.person is None):
                yield Flaw(at=at, code="wrong_form", detail="either index or person")
            elif isinstance(who, int) and who >= people:
                yield Flaw(at=f"{at}/index", code="wrong_form", detail="the place of somebody of the group")
            elif who in seen:
                yield Flaw(at=at, code="wrong_form", detail="a member stands in a family once")
            seen.add(cast("int | UUID", who))


def families_formed(
    asked_for: Asked, families: Sequence[FamilyOfGroup], persons: Sequence[UUID], *, base: dict[str, Any]
) -> Iterator[Proposal]:
    """The groups; `persons` are those of the encounter in their order, `base` what all of its reports say alike."""
    form = form_of(GroupFormed)
    member_form = cast("Any", asked(Member, "GroupFormed.members"))
    for number, family in enumerate(families):
        stream = asked_for.new_id(f"family/{number}")
        members = tuple(
            member_form(
                person=each.person if each.index is None else persons[each.index], role=each.role, reason=each.reason
            )
            for each in family.members
        )
        given = Given(event_id=asked_for.new_id(f"formed/{number}"), by=asked_for.by, subject=stream)
        event = event_from(
            GroupFormed,
            form(**base, kind=family.kind, members=members),
            given,
            at=f"/families/{number}",
            apart=dict.fromkeys(base, ""),
        )
        yield Proposal(stream=stream, event=event)


def relatives_claimed(
    asked_for: Asked, relatives: Sequence[RelativeOnRecord], person: UUID, *, index: int, base: dict[str, Any]
) -> Iterator[Proposal]:
    """The claims about one person of the group; none of somebody unrelated, or of whom it is not known."""
    form = form_of(RelationshipAsserted)
    for number, each in enumerate(relatives):
        found = kin_of(each.relation)
        if found is None:
            continue
        ends = (person, each.person) if turned(each.relation) else (each.person, person)
        said = form(
            **base,
            kin=found[0],
            lineage=found[1],
            bonds=(Bond.UNKNOWN,),
            asserted_by=each.said_by,
            evidence=(),
            confidence=Confidence.UNKNOWN,
        )
        given = Given(event_id=asked_for.new_id(f"relative/{index}/{number}"), by=asked_for.by, subject=ends)
        at = f"/people/{index}/relatives/{number}"
        event = event_from(RelationshipAsserted, said, given, at=at, apart=dict.fromkeys(base, ""))
        yield Proposal(stream=relationship_id(PersonId(ends[0]), PersonId(ends[1])), event=event)


def relative_flaws(relatives: Sequence[RelativeOnRecord], person: UUID | None, *, at: str) -> Iterator[Flaw]:
    """What is wrong with the relatives of one person: the person, or somebody said twice to be the same."""
    for number, each in enumerate(relatives):
        if each.person == person:
            yield Flaw(at=f"{at}/relatives/{number}", code="wrong_form", detail="somebody else than the person")
        elif any((each.person, each.relation) == (other.person, other.relation) for other in relatives[:number]):
            yield Flaw(at=f"{at}/relatives/{number}", code="wrong_form", detail="each is said once")
