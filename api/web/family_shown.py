"""What the page of a family says of each relative, each claim and each conflict, in plain words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from api.relatives import ClaimShown, ConflictShown, PlaceShown, RelativeShown
from api.web.family_kin import kin_words
from api.web.family_record import Family
from api.web.words import Words
from ledger.domain.codes import Kin
from ledger.domain.relationship.conflicts import ConflictKind
from ledger.domain.relationship.state import Standing
from projections.now import Now
from projections.relatives.queries import Relatives

OVER = frozenset({Standing.REFUTED, Standing.WITHDRAWN})
"""Claims that count no more."""
BEST_FIRST = (
    Standing.VERIFIED,
    Standing.CLAIMED,
    Standing.DISPUTED,
    Standing.ENDED,
    Standing.REFUTED,
    Standing.WITHDRAWN,
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One relative."""

    relative: RelativeShown
    kin: tuple[str, ...]
    """What they are, by every claim that counts; or how else they are known."""
    standing: Standing | None
    """How the best founded claim of the two stands; None where nothing is claimed."""
    tally: tuple[tuple[str, int], ...]
    """How many say what, where not all say the same."""
    where: str
    lost: bool
    """Whether nobody knows where they are."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two people and all that is said of them."""

    one: UUID
    other: UUID
    claims: tuple[tuple[ClaimShown, str], ...]
    """With what it says in words, the best founded first."""

    @property
    def differ(self) -> bool:
        """Whether not all say the same."""
        return len({said for _, said in self.claims}) > 1


def rows(words: Words, family: Family) -> tuple[Row, ...]:
    """Relatives: who is apart from the person first, then the nearest kin."""
    made = [
        Row(
            relative=each,
            kin=kin_of(words, family, each),
            standing=min((claim.standing for claim in each.claims), key=BEST_FIRST.index, default=None),
            tally=tuple(_tally(words, family, each)),
            where=where_words(words, each.place),
            lost=each.place.now is Now.UNKNOWN,
        )
        for each in family.shown.relatives
    ]
    return tuple(sorted(made, key=lambda row: (not row.relative.separated, not row.relative.claims, row.kin)))


def kin_of(words: Words, family: Family, relative: RelativeShown) -> tuple[str, ...]:
    """What a relative is to the person, each thing once."""
    claims = [each for each in relative.claims if each.standing not in OVER]
    if {each.kin for each in claims} & {Kin.MOTHER, Kin.FATHER}:
        claims = [each for each in claims if each.kin is not Kin.PARENT]  # says less of the same
    if claims:
        return tuple(dict.fromkeys(claim_words(words, family, each, of=relative.person) for each in claims))
    if relative.claims:
        return (words.say("No claim stands"),)
    if relative.named:
        return tuple(dict.fromkeys(words.code(each.relation) for each in relative.named))
    if relative.same_person is not None:
        linked = relative.same_person.linked
        return (words.say("Same person, another record") if linked else words.say("Perhaps the same person"),)
    if relative.groups:
        same = any(each.through is None for each in relative.groups)
        return (words.say("Of the same group") if same else words.say("Of a linked group"),)
    return (words.say("Known through others"),)


def claim_words(words: Words, family: Family, claim: ClaimShown, *, of: UUID) -> str:
    """What a claim says that one of its two people is to the other."""
    turned = claim.relative != of
    return kin_words(words, claim.kin, claim.lineage, family.sex(of), turned=turned)


def _tally(words: Words, family: Family, relative: RelativeShown) -> Iterator[tuple[str, int]]:
    counts = Counter(claim_words(words, family, each, of=relative.person) for each in relative.claims)
    if len(counts) > 1:
        yield from counts.most_common()


def where_words(words: Words, place: PlaceShown) -> str:
    """Where somebody is, as far as it is told."""
    match place.now:
        case Now.IN_CUSTODY:
            holder, where = words.organisation(place.holder), words.place(place.place) if place.place else ""
            return where if where.startswith(holder.partition(" (")[0]) else " · ".join(filter(None, (holder, where)))
        case Now.LEFT_CUSTODY if place.exit is not None:
            return f"{words.code(place.exit)}. {words.code(place.now)}"
        case _:
            return words.code(place.now)


def pairs(words: Words, family: Family) -> tuple[Pair, ...]:
    """All claims, pair by pair."""
    found: dict[frozenset[UUID], list[ClaimShown]] = {}
    for claim in family.shown.claims:
        found.setdefault(frozenset({claim.relative, claim.relative_of}), []).append(claim)
    return tuple(
        Pair(
            one=claims[0].relative,
            other=claims[0].relative_of,
            claims=tuple(
                (claim, claim_sentence(words, family, claim))
                for claim in sorted(claims, key=lambda each: BEST_FIRST.index(each.standing))
            ),
        )
        for claims in found.values()
    )


@dataclass(frozen=True, kw_only=True)
class Clash:
    """What does not fit together, with the claims that it is about, side by side."""

    conflict: ConflictShown
    said: str
    claims: tuple[tuple[ClaimShown, str], ...]


def clashes(words: Words, family: Family) -> tuple[Clash, ...]:
    """Everything that does not fit, in plain words. Nothing is set right: a person decides."""
    return tuple(
        Clash(
            conflict=conflict,
            said=conflict_words(words, family, conflict),
            claims=tuple(
                (claim, claim_sentence(words, family, claim))
                for claim in family.shown.claims
                if claim.said_in in conflict.claims
            ),
        )
        for conflict in family.shown.conflicts
    )


def claim_sentence(words: Words, family: Family, claim: ClaimShown) -> str:
    """Who is what to whom."""
    return words.say(
        "%(one)s, %(kin)s of %(other)s",
        one=name_of(words, family, claim.relative),
        kin=lower(claim_words(words, family, claim, of=claim.relative)),
        other=name_of(words, family, claim.relative_of),
    )


def name_of(words: Words, family: Family, person: UUID) -> str:
    """A name, or that it is not known or not shown."""
    named = family.names.get(person)
    if named is None:
        return words.say("a person whose record is not shown to you")
    return named.text or words.say("name not known")


def lower(text: str) -> str:
    """A word in the middle of a sentence."""
    return text[:1].lower() + text[1:]


def conflict_words(words: Words, family: Family, conflict: ConflictShown) -> str:
    """What does not fit. Nothing is set right: a person decides."""
    names = [name_of(words, family, person) for person in conflict.people]
    match conflict.kind:
        case ConflictKind.TWO_MOTHERS:
            return words.say(
                "Two mothers are named for %(child)s: %(parents)s.", child=names[0], parents=", ".join(names[1:])
            )
        case ConflictKind.TWO_FATHERS:
            return words.say(
                "Two fathers are named for %(child)s: %(parents)s.", child=names[0], parents=", ".join(names[1:])
            )
        case ConflictKind.PARENT_TOO_YOUNG:
            return words.say(
                "%(parent)s would have been under 14 when %(child)s was born.", parent=names[0], child=names[1]
            )
        case ConflictKind.SIBLINGS_TOO_CLOSE:
            return words.say(
                "%(one)s and %(other)s are said to be children of one mother, born less than nine months apart.",
                one=names[0],
                other=names[1],
            )
        case ConflictKind.TWO_ANSWERS:
            said = [each for each in family.shown.claims if each.said_in in conflict.claims]
            kinds = dict.fromkeys(lower(claim_words(words, family, each, of=each.relative)) for each in said)
            return words.say(
                "Of %(one)s and %(other)s two things are said: %(kinds)s.",
                one=names[0],
                other=names[1],
                kinds="; ".join(kinds),
            )


@dataclass(frozen=True, kw_only=True)
class Short:
    """The relatives of a person in a few words, for a page about something else."""

    people: int
    elsewhere: int
    """In custody with somebody else, or on the way."""
    left: int
    lost: int
    separated: int


def in_short(found: Relatives) -> Short:
    """How many there are, and where."""
    others = [each for each in found.relatives if each.tie.same is None or not each.tie.same.linked]
    places = [each.place for each in others]
    held = [place for place in places if place.now in {Now.IN_CUSTODY, Now.UNDER_WAY}]
    return Short(
        people=len(places),
        elsewhere=sum((place.holder, place.place) != (found.place.holder, found.place.place) for place in held),
        left=sum(place.now is Now.LEFT_CUSTODY for place in places),
        lost=sum(place.now is Now.UNKNOWN for place in places),
        separated=sum(bool(each.tie.separations) for each in others),
    )
