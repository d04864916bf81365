"""People of whom nobody said that they belong together, what is recorded of two, and the question; for their tests."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from ledger.domain import codes, person
from ledger.domain.codes import NameRole, TieAnswer, TieSign
from ledger.domain.event import Label
from ledger.domain.identifiers import read_identifier
from ledger.domain.person import NamePart, RecordedName
from ledger.domain.personal import Personal
from ledger.domain.reader import Purpose, Reader
from ledger.domain.relationship import events
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.values import EpisodeId, EventId, OrganisationCode, PersonId, UserId
from projections.ties import queries
from projections.ties.queries import PossibleTie
from tests.projections.world import NOW, USBP, Child, World, event, official

EVENT, PLACE, SURNAME, NUMBER, NAMED = (
    TieSign.SAME_EVENT,
    TieSign.SAME_PLACE_AND_TIME,
    TieSign.SHARED_SURNAME,
    TieSign.CONSECUTIVE_NUMBERS,
    TieSign.NAMED_BY_THE_OTHER,
)
ROLES = (NameRole.GIVEN, NameRole.FIRST_SURNAME, NameRole.SECOND_SURNAME)
NUMBERS, HOURS = count(200_000_000, 1_000), count(2, 2)
"""Of each scene its own, so that none has to do with another."""


def name(text: str, roles: tuple[NameRole, ...]) -> Personal[RecordedName]:
    parts = zip(text.split(), roles, strict=True)
    return Personal.of(RecordedName(parts=tuple(NamePart(text=word, role=role) for word, role in parts)))


def who(organisation: str = "ORR", purpose: Purpose = Purpose.REUNIFICATION, role: str = "officer") -> Reader:
    return Reader(user=UserId("r.1"), organisation=OrganisationCode(organisation), role=role, purpose=purpose)


@dataclass
class Scene:
    """An hour of its own, of which everybody is met by the Border Patrol at one sector unless it is said otherwise."""

    world: World
    number: int = field(default_factory=lambda: next(NUMBERS))
    hour: int = field(default_factory=lambda: next(HOURS))

    def met(
        self,
        text: str,
        *,
        minute: float = 0,
        number: int | None = None,
        by: str = USBP,
        roles: tuple[NameRole, ...] = ROLES,
        labels: tuple[Label, ...] = (),
        **more: Any,  # noqa: ANN401  # fields of the encounter
    ) -> Child:
        """Somebody is registered and met; their A-number counts from the scene's."""
        child = Child(self.world, PersonId(uuid4()), EpisodeId(uuid4()))
        at = NOW - timedelta(hours=self.hour) + timedelta(minutes=minute)
        self.world.record(
            child.registration(by=by, at=NOW, name=name(text, roles), labels=labels),
            child.encounter(by=by, at=at, **more),
        )
        if number is not None:
            numbered(child, self.number + number)
        return child


def numbered(child: Child, number: int, *, days: int = 0) -> None:
    scheme = codes.IdentifierScheme.A_NUMBER
    read = read_identifier(scheme, f"A{number}")
    value = Personal.of(person.IdentifierValue(normalised=read.normalised, written=read.written))
    at = NOW - timedelta(days=days)
    made = child._made(person.IdentifierAssigned, USBP, at, {"scheme": scheme, "identifier": value})  # noqa: SLF001
    child.world.record((child.person, made))


def pair(one: Child, other: Child, cls: Any, *, by: str = "USBP", **facts: Any) -> EventId:  # noqa: ANN401  # an event
    said = event(cls, official(by), NOW, relative=other.person, relative_of=one.person, **facts)
    one.world.record((relationship_id(one.person, other.person), said))
    return said.event_id  # type: ignore[no-any-return]


def claimed(one: Child, other: Child, kin: codes.Kin) -> EventId:
    return pair(
        one,
        other,
        events.RelationshipAsserted,
        kin=kin,
        lineage=codes.Lineage.NOT_APPLICABLE,
        bonds=(),
        asserted_by=codes.FactBasis.STATEMENT_OF_PERSON,
        evidence=(),
        confidence=codes.Confidence.UNKNOWN,
    )


def judged(one: Child, other: Child, answer: TieAnswer, *signs: TieSign) -> EventId:
    return pair(one, other, events.TieJudged, signs=signs, answer=answer)


def ties(child: Child, reader: Reader | None = None) -> dict[PersonId, PossibleTie]:
    """The possible ties of somebody as their agency sees them, unless another reader is named."""
    child.world.project()
    found = queries.of_person(child.world.views, reader or who(USBP), child.person).rows
    return {each.other: each for each in found}


def signs(child: Child, other: Child, reader: Reader | None = None) -> tuple[TieSign, ...] | None:
    found = ties(child, reader).get(other.person)
    return found.signs if found is not None else None
