"""A family of four, what is recorded of its separations, and the questions of who is separated; for their tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from ledger.domain import codes
from ledger.domain.event import Event, Report, StrikeReason
from ledger.domain.family import groups, separation
from ledger.domain.family.base import Member
from ledger.domain.values import EventId, FamilyId
from projections.separations import queries
from projections.separations.queries import Dates, SeparatedChild, SeparationChange, Why
from tests.projections.world import NOW, USBP, Child, World, event, official, reader

DAY = timedelta(days=1)
OIG = "DHS-OIG"
GONE = codes.SeparationEnd.REUNITED_IN_CUSTODY


def day(number: float) -> datetime:
    """Days after the beginning."""
    return NOW + number * DAY


class Group:
    """A mother, a father and two children, and what is recorded of them."""

    def __init__(self, world: World) -> None:
        self.world, self.family = world, FamilyId(uuid4())
        self.mother, self.father, self.girl, self.boy = world.people(4)
        roles = [codes.MemberRole.PARENT_OR_GUARDIAN] * 2 + [codes.MemberRole.CHILD] * 2
        people = zip((self.mother, self.father, self.girl, self.boy), roles, strict=True)
        together = codes.JoinReason.ENCOUNTERED_TOGETHER
        members = tuple(Member(person=each.person, role=role, reason=together) for each, role in people)
        self.say(groups.GroupFormed, NOW, kind=codes.GroupKind.FAMILY_UNIT, members=members)

    def say(self, cls: type[Event], at: datetime, *, said: datetime | None = None, **facts: Any) -> EventId:  # noqa: ANN401  # fields
        """Record an event: a report of that time, recorded then or later."""
        made = self.made(cls, at, **facts)
        self.world.move_clock(said or at)
        self.world.record((self.family, made))
        return made.event_id

    def made(self, cls: type[Event], at: datetime, **facts: Any) -> Event:  # noqa: ANN401  # fields of any event
        return event(cls, official(USBP), at if issubclass(cls, Report) else None, family=self.family, **facts)

    def parted(self, at: datetime, *children: Child, **facts: Any) -> EventId:  # noqa: ANN401  # fields
        """A report that children, the girl when nobody is named, have been separated from the mother."""
        people = tuple(each.person for each in children or (self.girl,))
        usual = {"children": people, "adults": (self.mother.person,)}
        return self.say(separation.SeparationReported, at, **usual | facts)

    def ended(self, of: EventId, at: datetime, *, said: datetime | None = None, who: Child | None = None) -> EventId:
        children = ((who or self.girl).person,)
        return self.say(separation.SeparationEnded, at, said=said, separation=of, children=children, how=GONE)

    def void(self, target: EventId, at: datetime) -> EventId:
        return self.say(groups.FamilyVoided, at, target=target, reason=StrikeReason.DID_NOT_OCCUR)

    def corrected(self, target: EventId, better: Event, at: datetime) -> EventId:
        """A correction with its replacement, in one command; the correction."""
        self.world.move_clock(at)
        strike = {"target": target, "replacement": better.event_id, "reason": StrikeReason.INCORRECT_DATA}
        correction = self.made(groups.FamilyCorrected, at, **strike)
        self.world.record((self.family, better), (self.family, correction))
        return correction.event_id

    def redated(self, target: EventId, since: datetime, at: datetime) -> EventId:
        """The report of the girl's separation is corrected to another time."""
        facts = {"children": (self.girl.person,), "adults": (self.mother.person,)}
        return self.corrected(target, self.made(separation.SeparationReported, since, **facts), at)


def on_list(world: World, as_of: datetime, as_known_at: int | datetime | None = None, by: str = OIG) -> set[UUID]:
    return {row.person_id for row in rows(world, as_of, as_known_at, by)}


def rows(
    world: World, as_of: datetime, as_known_at: int | datetime | None = None, by: str = OIG
) -> tuple[SeparatedChild, ...]:
    world.project()
    return queries.listed(world.views, world.log, reader(by), as_of=as_of, as_known_at=as_known_at).rows


def changes(
    world: World,
    earlier: datetime,
    later: datetime,
    by: str = OIG,
    **how: Any,  # noqa: ANN401  # see `difference`
) -> tuple[SeparationChange, ...]:
    world.project()
    dates = Dates(earlier=earlier, later=later)
    return queries.difference(world.views, world.log, reader(by), dates=dates, **how).rows


def why(world: World, earlier: datetime, later: datetime, **how: Any) -> list[tuple[UUID, bool, Why, EventId]]:  # noqa: ANN401  # see `difference`
    return [(each.person_id, each.listed, each.why, each.event_id) for each in changes(world, earlier, later, **how)]


def head(world: World) -> int:
    return world.ledger.log_recorder.head().position
