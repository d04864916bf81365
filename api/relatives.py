"""Relatives as they are shown, whichever exit they leave by: names opened, conflicts found, the floors kept."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from itertools import combinations
from uuid import UUID

import msgspec

from api.showing import opened, words_of
from ledger.domain import codes
from ledger.domain.event import Recorded
from ledger.domain.person import BirthClaim, PersonEvent, RecordedName
from ledger.domain.reader import Reader
from ledger.domain.relationship.conflicts import ConflictKind, conflicts
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.relationship.state import Claim, ProposedSame, RejectedSame, Standing
from ledger.domain.same_person import Question
from ledger.domain.values import PersonId
from ledger.store.codec import Codec
from projections.names import Named
from projections.now import Now
from projections.relatives.links import Tie
from projections.relatives.queries import Relative, Relatives
from projections.relatives.whereabouts import Place


class JudgementShown(msgspec.Struct, kw_only=True, frozen=True):
    """One thing that was said of a claim."""

    at: datetime
    by: str
    organisation: str
    standing: Standing
    methods: tuple[codes.Evidence, ...]
    said_in: UUID


class ClaimShown(msgspec.Struct, kw_only=True, frozen=True):
    """That `relative` is something to `relative_of`, as somebody says."""

    said_in: UUID
    relative: UUID
    relative_of: UUID
    kin: codes.Kin
    lineage: codes.Lineage
    bonds: tuple[codes.Bond, ...]
    asserted_by: codes.FactBasis
    evidence: tuple[codes.Evidence, ...]
    confidence: codes.Confidence
    at: datetime
    by: str
    organisation: str
    standing: Standing
    last_confirmed: datetime | None
    judgements: tuple[JudgementShown, ...]


class NamedShown(msgspec.Struct, kw_only=True, frozen=True):
    """That an encounter names somebody as a companion."""

    relation: codes.Relation
    said_in: UUID
    at: datetime
    organisation: str


class BelongingShown(msgspec.Struct, kw_only=True, frozen=True):
    """A group in which both are or were."""

    family: UUID
    role: codes.MemberRole
    left: codes.LeaveReason | None
    withdrawn: bool
    through: UUID | None
    """The person's own group, where this is another one that is linked with it."""


class SaidSame(msgspec.Struct, kw_only=True, frozen=True):
    """That somebody proposed to hold two records for one person, or found that they are two."""

    said_in: UUID
    at: datetime
    by: str
    organisation: str
    basis: codes.FactBasis
    answer: codes.SamePersonAnswer | None
    """Why they are two; null for a proposal."""


class SamePersonShown(msgspec.Struct, kw_only=True, frozen=True):
    """Whether two records are one person: what was proposed and what was rejected, side by side."""

    linked: bool
    waiting: SaidSame | None
    """The proposal that waits for an answer."""
    proposals: tuple[SaidSame, ...]
    rejections: tuple[SaidSame, ...]


class PlaceShown(msgspec.Struct, kw_only=True, frozen=True):
    """Where a relative is: a government place. Who has left custody is asked for at the reunification desk."""

    now: Now
    since: datetime | None
    custodian: str | None
    holder: str | None
    place: str | None
    answers: str | None
    """Who has to say where they are."""
    exit: codes.ExitKind | None


class RelativeShown(msgspec.Struct, kw_only=True, frozen=True):
    """Somebody who is or may be related."""

    person: UUID
    name: str | None
    """As recorded last, parts in the order given; null when it is not known or may not be shown."""
    born: str | None
    age_years: int | None
    sex: codes.Sex
    confirmed: bool
    """Whether a claim about the two is verified."""
    last_confirmed: datetime | None
    separated: bool
    """Whether a separation of the two goes on."""
    claims: tuple[ClaimShown, ...]
    groups: tuple[BelongingShown, ...]
    named: tuple[NamedShown, ...]
    same_person: SamePersonShown | None
    """Whether this is another record of the same person, where that was asked."""
    place: PlaceShown


class ConflictShown(msgspec.Struct, kw_only=True, frozen=True):
    """Claims that cannot all be true; a person decides."""

    kind: ConflictKind
    people: tuple[UUID, ...]
    claims: tuple[UUID, ...]


class RelativesShown(msgspec.Struct, kw_only=True, frozen=True):
    """Everyone who is or may be related to a person, with how that is known and where they are."""

    position: int
    provisional: bool
    person: UUID
    name: str | None
    relatives: tuple[RelativeShown, ...]
    claims: tuple[ClaimShown, ...]
    """Among all of them, not only about the person."""
    conflicts: tuple[ConflictShown, ...]
    versions: dict[str, int]
    """Version of each pair's record: what `If-Match` says."""


def shown(found: Relatives, *, codec: Codec, reader: Reader) -> RelativesShown:
    """Relatives as a reader is shown them."""
    people = {each.person for each in found.relatives} | {found.person}
    claims = [each for each in found.links.claims if {each.relative, each.relative_of} <= people]
    births = _births(found, codec=codec, reader=reader)
    return RelativesShown(
        position=found.known.position,
        provisional=found.known.provisional,
        person=found.person,
        name=name_of(found.own, codec=codec, reader=reader),
        relatives=tuple(_relative(each, codec=codec, reader=reader) for each in found.relatives),
        claims=tuple(map(_claim, claims)),
        conflicts=tuple(
            ConflictShown(kind=each.kind, people=each.people, claims=each.claims) for each in conflicts(claims, births)
        ),
        versions={str(stream): found.links.pairs[stream] for stream in _pairs_of(people) & found.links.pairs.keys()},
    )


def _pairs_of(people: Collection[PersonId]) -> set[UUID]:
    """The streams of every two of them: a pair with somebody who is not shown is not told of."""
    return {relationship_id(one, other) for one, other in combinations(sorted(people), 2)}


def _relative(each: Relative, *, codec: Codec, reader: Reader) -> RelativeShown:
    birth = birth_of(each.who, codec=codec, reader=reader)
    confirmed = [claim.last_confirmed for claim in each.tie.claims if claim.last_confirmed is not None]
    return RelativeShown(
        person=each.person,
        name=name_of(each.who, codec=codec, reader=reader),
        born=birth.date.text if birth is not None and birth.date is not None else None,
        age_years=birth.age_years if birth is not None else None,
        sex=each.who.sex,
        confirmed=each.tie.confirmed,
        last_confirmed=max(confirmed, default=None),
        separated=bool(each.tie.separations),
        claims=tuple(map(_claim, each.tie.claims)),
        groups=_groups(each.tie),
        named=tuple(
            NamedShown(relation=said.relation, said_in=said.said_in, at=said.at, organisation=said.organisation)
            for said in each.tie.named
        ),
        same_person=None if each.tie.same is None else _same_person(each.tie.same),
        place=place_shown(each.place),
    )


def _same_person(asked: Question) -> SamePersonShown:
    waiting = asked.waiting
    return SamePersonShown(
        linked=asked.linked,
        waiting=None if waiting is None else _said_same(waiting),
        proposals=tuple(map(_said_same, asked.said.proposals)),
        rejections=tuple(map(_said_same, asked.said.rejections)),
    )


def _said_same(said: ProposedSame | RejectedSame) -> SaidSame:
    return SaidSame(
        said_in=said.said_in,
        at=said.at,
        by=said.by,
        organisation=said.organisation,
        basis=said.basis,
        answer=said.answer if isinstance(said, RejectedSame) else None,
    )


def place_shown(place: Place) -> PlaceShown:
    """Where somebody is, as it is told."""
    return PlaceShown(
        now=place.now,
        since=place.since,
        custodian=place.custodian,
        holder=place.holder,
        place=place.place,
        answers=place.answers,
        exit=place.exit,
    )


def _groups(tie: Tie) -> tuple[BelongingShown, ...]:
    return tuple(
        BelongingShown(
            family=each.family, role=each.role, left=each.left, withdrawn=each.withdrawn, through=each.through
        )
        for each in tie.groups
    )


def _claim(claim: Claim) -> ClaimShown:
    return ClaimShown(
        said_in=claim.said_in,
        relative=claim.relative,
        relative_of=claim.relative_of,
        kin=claim.kin,
        lineage=claim.lineage,
        bonds=claim.bonds,
        asserted_by=claim.asserted_by,
        evidence=claim.evidence,
        confidence=claim.confidence,
        at=claim.at,
        by=claim.by,
        organisation=claim.organisation,
        standing=claim.standing,
        last_confirmed=claim.last_confirmed,
        judgements=tuple(
            JudgementShown(
                at=each.at,
                by=each.by,
                organisation=each.organisation,
                standing=each.standing,
                methods=each.methods,
                said_in=each.said_in,
            )
            for each in claim.judgements
        ),
    )


def _births(found: Relatives, *, codec: Codec, reader: Reader) -> Mapping[PersonId, tuple[date, date]]:
    """Between which days each of them was born, as claimed last."""

    def each() -> Iterator[tuple[PersonId, Named]]:
        yield found.person, found.own
        yield from ((relative.person, relative.who) for relative in found.relatives)

    births = ((person, birth_of(who, codec=codec, reader=reader)) for person, who in each())
    return {person: birth.date.bounds() for person, birth in births if birth is not None and birth.date is not None}


def name_of(who: Named, *, codec: Codec, reader: Reader) -> str | None:
    """The name recorded last, as far as the reader may open it."""
    name = _value(who.name, "name", codec=codec, reader=reader)
    return words_of(name) if isinstance(name, RecordedName) else None


def birth_of(who: Named, *, codec: Codec, reader: Reader) -> BirthClaim | None:
    """The birth claimed last, as far as the reader may open it."""
    birth = _value(who.birth, "birth", codec=codec, reader=reader)
    return birth if isinstance(birth, BirthClaim) else None


def _value(item: Recorded[PersonEvent] | None, name: str, *, codec: Codec, reader: Reader) -> object:
    """What a box holds, as far as the reader may open it."""
    if item is None:
        return None
    box = getattr(opened(item, codec=codec, reader=reader), name)
    return box.value if box is not None and box.is_open else None
