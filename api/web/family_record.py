"""The family of a person as the visitor is told of it: loaded once for a page, answered for any moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from api import relatives
from api.relatives import ClaimShown, RelativesShown
from api.web.people import Named, named_by
from api.web.visiting import Visitor
from ledger.domain.codes import Sex
from ledger.domain.errors import NotPermitted
from ledger.domain.family.separations import Separation
from ledger.domain.family.state import FamilyState
from ledger.domain.person import BirthClaim
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.values import FamilyId, PartialDate, PersonId
from projections.reading import Known
from projections.relatives import queries
from projections.relatives.queries import Around, Relatives


@dataclass(frozen=True, kw_only=True)
class Family:
    """A person and everyone around them, as far as the floors let it be told."""

    found: Relatives
    shown: RelativesShown
    names: Mapping[UUID, Named]
    """Of the person and of each relative; who is not here is not shown."""

    @classmethod
    def at(cls, visitor: Visitor, around: Around, known: Known, *, as_of: datetime | None) -> Self:
        """The family as of a moment, as known at a position."""
        found = around.at(known, as_of=as_of)
        codec = visitor.site.ledger.custody_mapper.codec
        told = relatives.shown(found, codec=codec, reader=visitor.reader)
        names = {each.person: _named(each.name, each.born, each.age_years, each.sex) for each in told.relatives}
        own = [item for item in around.own if item.stream == around.person and item.position <= known.position]
        return cls(found=found, shown=told, names={told.person: named_by(visitor, own)} | names)

    @property
    def person(self) -> UUID:
        """Whose family it is."""
        return self.shown.person

    @property
    def groups(self) -> Mapping[FamilyId, FamilyState]:
        """The groups that the person is of."""
        return self.found.links.groups

    def linked_with(self, family: FamilyId) -> Mapping[FamilyId, FamilyState]:
        """The other groups whose members are relatives by a link with this one."""
        through = {
            each.family for relative in self.shown.relatives for each in relative.groups if each.through == family
        }
        return {other: state for other, state in self.found.links.linked.items() if other in through}

    @property
    def separations(self) -> tuple[Separation, ...]:
        """All of these groups, those that are over too."""
        return tuple(each for group in self.groups.values() for each in group.separations)

    def sex(self, person: UUID) -> Sex:
        """As registered."""
        named = self.names.get(person)
        return Sex(named.sex) if named is not None and named.sex else Sex.NOT_KNOWN

    @staticmethod
    def stream(one: UUID, other: UUID) -> UUID:
        """The stream of two people."""
        return relationship_id(PersonId(one), PersonId(other))

    def claims(self, one: UUID, other: UUID) -> tuple[ClaimShown, ...]:
        """Everything that is said of two people."""
        return tuple(each for each in self.shown.claims if {each.relative, each.relative_of} == {one, other})


def family_of(visitor: Visitor, person: UUID, question: str) -> Family:
    """The family as it is now, in five statements; its line is in the read log when this returns.

    Raises:
        NotPermitted: the visitor may not see the person, whether or not there is one.
    """
    around = queries.around_person(visitor.site.readers.log, visitor.reader, PersonId(person))
    family = Family.at(visitor, around, Known(position=around.position, provisional=False), as_of=None)
    visitor.on_record(question, family.names, position=around.position)
    return family


def family_of_any(visitor: Visitor, people: tuple[UUID, ...], question: str) -> Family | None:
    """The family of the first of these people whom the visitor may see."""
    for person in people:
        try:
            return family_of(visitor, person, question)
        except NotPermitted:
            continue
    return None


def _named(name: str | None, born: str | None, age: int | None, sex: Sex) -> Named:
    date = PartialDate(text=born) if born is not None else None
    return Named(text=name, born=BirthClaim(date=date, age_years=age) if date or age else None, sex=sex)
