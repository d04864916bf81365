"""The family as a picture: who stands in which generation, what each box says, and which line says what."""

from collections.abc import Iterator
from uuid import UUID

from api.relatives import ClaimShown, PlaceShown
from api.web.family_kin import ABOVE
from api.web.family_picture import Picture, Said, Somebody, Stroke, generations, picture
from api.web.family_record import Family
from api.web.family_shown import BEST_FIRST, claim_sentence, kin_of, name_of
from api.web.words import Words
from ledger.domain.codes import Kin
from ledger.domain.relationship.kin import kin_of as kin_claimed
from ledger.domain.relationship.kin import turned
from ledger.domain.relationship.state import Standing
from projections.now import Now
from projections.relatives.whereabouts import Place

_STROKES = {
    Standing.VERIFIED: Stroke.SOLID,
    Standing.CLAIMED: Stroke.DASHED,
    Standing.DISPUTED: Stroke.DASHED,
    Standing.ENDED: Stroke.DOTTED,
    Standing.REFUTED: Stroke.STRUCK,
    Standing.WITHDRAWN: Stroke.STRUCK,
}
_LOOKS = {
    Now.IN_CUSTODY: "held",
    Now.UNDER_WAY: "held",
    Now.UNKNOWN: "lost",
    Now.LEFT_CUSTODY: "out",
    Now.NEVER_IN_CUSTODY: "out",
}


def drawn(words: Words, family: Family) -> Picture | None:
    """The picture; None where there is nobody beside the person."""
    if not family.shown.relatives:
        return None
    ordered = sorted(family.shown.claims, key=lambda claim: BEST_FIRST.index(claim.standing))
    placed = generations(family.person, _above(family, ordered))
    own = family.found.place
    people = [
        Somebody(
            person=family.person,
            generation=0,
            name=name_of(words, family, family.person),
            kin=words.say("This person"),
            notes=(_place(words, own),),
            look=f"own {_LOOKS[own.now]}",
        )
    ]
    for each in family.shown.relatives:
        apart = (words.say("Separation goes on"),) if each.separated else ()
        people.append(
            Somebody(
                person=each.person,
                generation=placed.get(each.person),
                name=name_of(words, family, each.person),
                kin=" / ".join(kin_of(words, family, each)),
                notes=(_place(words, each.place), *apart),
                look=f"{_LOOKS[each.place.now]}{' apart' if each.separated else ''}",
            )
        )
    return picture(people, list(_said(words, family, ordered)))


def _place(words: Words, place: PlaceShown | Place) -> str:
    """A place short enough for a box; the table says the rest."""
    match place.now:
        case Now.IN_CUSTODY:
            where = words.place(place.place) if place.place else words.organisation(place.holder)
            return where.partition(" (")[0]
        case Now.LEFT_CUSTODY:
            return words.say("Left custody")
        case _:
            return words.code(place.now)


def _above(family: Family, ordered: list[ClaimShown]) -> Iterator[tuple[UUID, UUID, int]]:
    """Claims, the best founded first; then what was said at an encounter and claims nothing."""
    for claim in ordered:
        yield claim.relative, claim.relative_of, ABOVE.get(claim.kin, 0)
    for each in family.shown.relatives:
        for said in each.named:
            kin = kin_claimed(said.relation)
            if kin is not None:
                ends = (family.person, each.person) if turned(said.relation) else (each.person, family.person)
                yield *ends, ABOVE.get(kin[0], 0)


def _said(words: Words, family: Family, ordered: list[ClaimShown]) -> Iterator[Said]:
    """A line for each thing that is said of two people, as the best founded claim of it stands."""
    seen: set[tuple[object, ...]] = set()
    named = {(claim.relative, claim.relative_of) for claim in ordered if claim.kin in {Kin.MOTHER, Kin.FATHER}}
    for claim in ordered:
        if claim.kin is Kin.PARENT and (claim.relative, claim.relative_of) in named:
            continue  # says less of the same
        what = (claim.relative, claim.relative_of, claim.kin, claim.lineage)
        if what in seen:
            continue
        seen.add(what)
        yield Said(
            one=claim.relative,
            other=claim.relative_of,
            stroke=_STROKES[claim.standing],
            words=f"{claim_sentence(words, family, claim)}: {words.code(claim.standing)}",
            doubted=claim.standing is Standing.DISPUTED,
        )
