"""Forms of groups and of two people: what they are about, what to choose from, and what stands in them at first."""

from collections.abc import Iterator
from uuid import UUID

from api.relatives import ClaimShown
from api.web.command_targets import Target
from api.web.family_record import Family
from api.web.family_shown import claim_sentence, name_of
from api.web.family_ties import signs_of
from api.web.forms import Written
from api.web.timeline_words import Teller
from api.web.visiting import Visitor
from api.web.words import Words
from ledger.domain.codes import JoinReason, MemberRole
from ledger.domain.event import Event
from ledger.domain.family.groups import GroupFormed
from ledger.domain.family.separation import SeparationDecided, SeparationEnded, SeparationReported
from ledger.domain.family.separations import Separation
from ledger.domain.family.state import FamilyState
from ledger.domain.relationship.events import TieJudged
from ledger.domain.relationship.state import Standing

Options = tuple[tuple[str, str], ...]


def heading(words: Words, target: Target) -> str | None:
    """Whom a form of a family is about; None where another line says it."""
    if target.family is None:
        return None
    if isinstance(target.subject, tuple):
        one, other = (name_of(words, target.family, person) for person in target.subject)
        return words.say("What is %(one)s to %(other)s?", one=one, other=other)
    return words.say("Family of %(name)s", name=name_of(words, target.family, target.family.person))


def people(words: Words, family: Family) -> Options:
    """Everybody of the family."""
    return tuple((str(person), named.text or words.say("name not known")) for person, named in family.names.items())


def choices(words: Words, target: Target, teller: Teller) -> Iterator[tuple[str, Options]]:
    """Claims and separations to choose from, by class and field."""
    family = target.family
    if family is None:
        return
    if isinstance(target.subject, tuple):
        said = [each for each in family.claims(*target.subject) if each.standing is not Standing.WITHDRAWN]
        claims = tuple((str(each.said_in), _claim(words, family, each, teller)) for each in said)
        for name in ("RelationshipVerified", "RelationshipDisputed", "RelationshipRefuted", "RelationshipEnded"):
            yield f"{name}.claim", claims
    separations = tuple(
        (str(each.said_in), f"{words.moment(each.at, teller.zone)}: {_names(words, family, each.children)}")
        for each in _group(target).separations
    )
    for name in ("SeparationSupplemented", "SeparationReviewed", "SeparationEnded"):
        yield f"{name}.separation", separations


def _claim(words: Words, family: Family, claim: ClaimShown, teller: Teller) -> str:
    said, by = claim_sentence(words, family, claim), words.organisation(claim.organisation)
    return f"{said} ({by}, {words.moment(claim.at, teller.zone)})"


def filled_in(visitor: Visitor, cls: type[Event], target: Target) -> Written | None:
    """What stands in a form before anybody has answered: those of the family whom it is most likely about."""
    if target.family is None:
        return None
    fields = list(_fields(visitor, cls, target, target.family))
    return Written(key="", fields=tuple(fields), body={}) if fields else None


def _fields(visitor: Visitor, cls: type[Event], target: Target, family: Family) -> Iterator[tuple[str, str]]:
    if cls is GroupFormed:
        for row, person in enumerate(family.names):
            yield f"/members/{row}/person", str(person)
            yield f"/members/{row}/role", MemberRole.UNKNOWN.value
            yield f"/members/{row}/reason", JoinReason.ENCOUNTERED_TOGETHER.value
    elif cls in (SeparationReported, SeparationDecided):
        children, adults = _of_role(target, MemberRole.CHILD), _of_role(target, MemberRole.PARENT_OR_GUARDIAN)
        yield from (("/children/-", str(child)) for child in children)
        yield from (("/adults/-", str(adult)) for adult in adults)
        if cls is SeparationDecided:
            yield from ((f"/informed/{row}/person", str(who)) for row, who in enumerate((*children, *adults)))
    elif cls is SeparationEnded and (found := _separation(visitor, target)) is not None:
        yield "/separation", str(found.said_in)
        yield from (("/children/-", str(child)) for child in found.children_now)
    elif cls is TieJudged and isinstance(target.subject, tuple):
        one, other = target.subject
        person, there = (one, other) if family.person == one else (other, one)
        yield from (("/signs/-", sign.value) for sign in signs_of(visitor, person, there))


def _of_role(target: Target, role: MemberRole) -> list[UUID]:
    names = target.family.names if target.family is not None else {}
    return [each.person for each in _group(target).members if each.role is role and each.person in names]


def _separation(visitor: Visitor, target: Target) -> Separation | None:
    asked = visitor.request.query_params.get("separation")
    return next((each for each in _group(target).separations if str(each.said_in) == asked), None)


def _group(target: Target) -> FamilyState:
    """The group that a form is about; an empty one where it is about none."""
    groups = target.family.groups if target.family is not None else {}
    return next((group for family, group in groups.items() if family == target.stream), FamilyState())


def _names(words: Words, family: Family, persons: tuple[UUID, ...]) -> str:
    return ", ".join(name_of(words, family, person) for person in persons if person in family.names)
