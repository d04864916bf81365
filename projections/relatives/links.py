"""Who is tied to a person and by what: claims of kinship, groups, and whom an encounter names as a companion."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from ledger.domain.catalog import AnyEvent
from ledger.domain.codes import LeaveReason, MemberRole, Relation
from ledger.domain.custody.intake import Companion, CompanionsDeclared, EncounterRecorded
from ledger.domain.event import Correction, Recorded, Void
from ledger.domain.family import state as family_state
from ledger.domain.family.events import FamilyEvent
from ledger.domain.family.separations import Separation
from ledger.domain.family.state import FamilyState
from ledger.domain.person_state import same_links
from ledger.domain.relationship import state as relationship_state
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.relationship.state import Claim, RelationshipState, SamePerson, Standing
from ledger.domain.same_person import Question
from ledger.domain.strikes import standing
from ledger.domain.values import EventId, FamilyId, OrganisationCode, PersonId


@dataclass(frozen=True, kw_only=True)
class Named:
    """That somebody was named as a companion at an encounter."""

    relation: Relation
    said_in: EventId
    at: datetime
    organisation: OrganisationCode


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """That somebody is or was in a group with the person."""

    family: FamilyId
    role: MemberRole
    left: LeaveReason | None
    withdrawn: bool
    through: FamilyId | None = None
    """The person's own group, where theirs is another one that is linked with it."""


@dataclass(kw_only=True)
class Tie:
    """All that ties one person to the person asked about."""

    claims: list[Claim] = field(default_factory=list)
    groups: list[Belonging] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    separations: list[Separation] = field(default_factory=list)
    """In which one of the two is a child and the other an adult, and which goes on."""
    same: Question | None = None
    """Whether the two are one person, where that was asked."""

    @property
    def confirmed(self) -> bool:
        """Whether a claim about the two is verified."""
        return any(claim.standing is Standing.VERIFIED for claim in self.claims)


@dataclass(frozen=True, kw_only=True)
class Links:
    """The ties of a person, and the claims among all people around them."""

    ties: Mapping[PersonId, Tie]
    claims: tuple[Claim, ...]
    """Among everybody here, the person too: what a picture of the family is drawn from."""
    pairs: Mapping[UUID, int]
    """Version of each pair's stream."""
    groups: Mapping[FamilyId, FamilyState]
    """The groups that the person is or was in, or of whose separations they are."""
    linked: Mapping[FamilyId, FamilyState]
    """The groups that are linked with these, by one link or several."""


def links(
    person: PersonId,
    own: Iterable[Recorded[AnyEvent]],
    kindred: Iterable[Recorded[AnyEvent]],
    *,
    as_of: datetime | None,
) -> Links:
    """The ties that stand in these events; `own` are those of the person's record and episodes, `kindred` of groups and
    pairs.
    """
    ties: defaultdict[PersonId, Tie] = defaultdict(Tie)
    claims: list[Claim] = []
    pairs: dict[UUID, int] = {}
    groups: dict[FamilyId, FamilyState] = {}
    others: dict[FamilyId, FamilyState] = {}
    own_streams = _streams(own)
    same = same_links(own_streams.pop(person, []))
    for stream, recorded in _streams(kindred).items():
        then = _until(recorded, as_of)
        if not then:
            continue
        if isinstance(then[0].event, FamilyEvent):
            group = family_state.fold(cast("list[Recorded[FamilyEvent]]", then))
            mine = _of_group(ties, person, FamilyId(stream), group)
            (groups if mine else others)[FamilyId(stream)] = group
            continue
        pair = relationship_state.fold(cast("list[Recorded[RelationshipEvent]]", then))
        pairs[stream] = recorded[-1].version
        claims += pair.claims
        _of_pair(ties, person, pair)
        _of_same(ties, person, then[0].event, Question(said=pair.same_person, link=None))
    for other, link in same.items():
        said = ties[other].same
        ties[other].same = Question(said=said.said if said is not None else SamePerson(), link=link)
    for recorded in own_streams.values():
        _of_companions(ties, _until(recorded, as_of))
    linked = _of_linked(ties, groups, others)
    ties.pop(person, None)
    return Links(ties=dict(ties), claims=tuple(claims), pairs=pairs, groups=groups, linked=linked)


def _streams(recorded: Iterable[Recorded[AnyEvent]]) -> dict[UUID, list[Recorded[Any]]]:
    streams: dict[UUID, list[Recorded[Any]]] = {}
    for item in recorded:
        streams.setdefault(item.stream, []).append(item)
    return streams


def _until(recorded: Sequence[Recorded[Any]], as_of: datetime | None) -> list[Recorded[Any]]:
    """What had happened then, as it is known now: a strike counts whenever it was made."""
    if as_of is None:
        return list(recorded)
    return [item for item in recorded if isinstance(item.event, Correction | Void) or item.happened_at <= as_of]


def _of_group(ties: Mapping[PersonId, Tie], person: PersonId, family: FamilyId, state: FamilyState) -> bool:
    """Ties of a group; whether the person has to do with it."""
    there = {each.person for each in state.memberships} | state.withdrawn | state.otherwise
    apart = {who for each in state.separations for who in (*each.children, *each.adults)}
    if person not in there | apart:
        return False
    for each in state.memberships:
        belonging = Belonging(family=family, role=each.role, left=each.left, withdrawn=False)
        ties[each.person].groups.append(belonging)
    for who in state.withdrawn | state.otherwise:
        gone = who in state.withdrawn
        belonging = Belonging(family=family, role=MemberRole.UNKNOWN, left=None, withdrawn=gone)
        ties[who].groups.append(belonging)
    for separation in state.separations:
        for other in _apart_from(separation, person):
            ties[other].separations.append(separation)
    return True


def _of_linked(
    ties: Mapping[PersonId, Tie], groups: Mapping[FamilyId, FamilyState], others: Mapping[FamilyId, FamilyState]
) -> dict[FamilyId, FamilyState]:
    """Ties of groups that were found to be of one family with the person's; a link ends with them apart again."""
    found: dict[FamilyId, FamilyState] = {}
    waiting = [(other, own) for own, state in groups.items() for other in sorted(state.linked)]
    while waiting:
        family, own = waiting.pop(0)
        if family in found or family not in others:
            continue
        state = found[family] = others[family]
        for each in state.memberships:
            belonging = Belonging(family=family, role=each.role, left=each.left, withdrawn=False, through=own)
            ties[each.person].groups.append(belonging)
        waiting += [(other, own) for other in sorted(state.linked)]
    return found


def _of_same(ties: Mapping[PersonId, Tie], person: PersonId, event: Any, asked: Question) -> None:  # noqa: ANN401  # any of a pair
    """A question whether two records are one person, about the person themself."""
    two = {event.relative, event.relative_of}
    if person in two and (asked.said.proposals or asked.said.rejections):
        ties[next(iter(two - {person}))].same = asked


def _apart_from(separation: Separation, person: PersonId) -> Sequence[PersonId]:
    if person in separation.children_now:
        return separation.adults
    return separation.children_now if person in separation.adults else ()


def _of_pair(ties: Mapping[PersonId, Tie], person: PersonId, pair: RelationshipState) -> None:
    for claim in pair.claims:
        if person in (claim.relative, claim.relative_of):
            ties[claim.relative if claim.relative != person else claim.relative_of].claims.append(claim)


def _of_companions(ties: Mapping[PersonId, Tie], recorded: Sequence[Recorded[Any]]) -> None:
    for item in standing(recorded):
        if not isinstance(item.event, EncounterRecorded | CompanionsDeclared):
            continue
        for companion in item.event.companions:
            ties[companion.person].named.append(_named(companion, item))


def _named(companion: Companion, item: Recorded[Any]) -> Named:
    return Named(
        relation=companion.relation,
        said_in=item.event.event_id,
        at=item.happened_at,
        organisation=item.event.by.organisation,
    )
