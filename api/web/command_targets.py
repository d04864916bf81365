"""What a command is about, as far as the visitor may see it: a person, an episode, a group; or what it begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args
from uuid import UUID

from api.requests.single import NOT_ASKED, OPENINGS, person_of
from api.requests.subjects import Subject, subject_of
from api.web.child_record import Record, record_of
from api.web.family_record import Family, family_of_any
from api.web.people import EVERYTHING
from api.web.timeline_words import Teller
from api.web.visiting import Visitor
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.handoff import HandoffOffered
from ledger.domain.errors import UnknownStream
from ledger.domain.event import Event, Recorded, Report
from ledger.domain.family.events import FamilyEvent, GroupFormed
from ledger.domain.kindred import people_named
from ledger.domain.person import PersonEvent
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.trip import TripEvent, TripPlanned
from ledger.domain.values import PersonId

Kindred = FamilyEvent | RelationshipEvent
Kind = Literal["episodes", "people", "trips", "families"]


def _by_command(classes: Sequence[type[Event]]) -> dict[str, type[Event]]:
    return {cls.COMMAND: cls for cls in classes}


COMMANDS: Mapping[str, Mapping[str, type[Event]]] = {
    "episodes": _by_command(get_args(CustodyEvent)),
    "people": _by_command([cls for cls in get_args(PersonEvent) if cls not in NOT_ASKED]) | OPENINGS,
    "trips": _by_command([cls for cls in get_args(TripEvent) if cls is not TripPlanned]),
    "families": _by_command([cls for cls in get_args(FamilyEvent) if cls is not GroupFormed]),
    "relationships": _by_command(get_args(RelationshipEvent)),
}
"""Commands on a record that exists, by the kind of record; on a person also what opens an episode."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a command is about."""

    stream: UUID | None
    """None for what the command begins."""
    subject: Subject | None
    """Its person, trip or group, or its two people."""
    recorded: Sequence[Recorded[AnyEvent]] = ()
    """The events of the stream; none for who may not see them."""
    record: Record | None = None
    """The person's record; None for a trip, for what is of a family, and for who may not see it."""
    family: Family | None = None
    """Of a group or two people: the family of one of them whom the visitor may see."""
    offers: Sequence[Recorded[HandoffOffered]] = ()
    """Of a record that the visitor may not see: the offers that their organisation made or was made."""
    back: str = "/"
    """The page of the record."""

    @property
    def version(self) -> int | None:
        """The version that a decision rests on; 0 for two people of whom nothing is on record yet."""
        if self.record is not None and self.stream is not None:
            return self.record.version(self.stream)
        return len(self.recorded) if self.recorded or isinstance(self.subject, tuple) else None

    @property
    def records(self) -> str:
        """Where its single records are corrected and voided."""
        if self.family is None:
            return self.back
        return f"/{'relationships' if isinstance(self.subject, tuple) else 'families'}/{self.stream}"

    def teller(self, visitor: Visitor) -> Teller:
        """Tells its events."""
        known = {item.event.event_id: item for item in self.recorded}
        names = self.family.names if self.family else {}
        return Teller(
            words=visitor.words,
            names=self.record.names if self.record else names,
            known=self.record.by_id if self.record else known,
            page=self.back,
            zone=visitor.zone,
        )


def target_of(visitor: Visitor, kind: Kind, stream: UUID, cls: type[Event]) -> Target:
    """The record that a command is for. A report is also taken from who may not see the record (any more).

    Raises:
        UnknownStream: there is none, or the visitor may not see it.
        NotPermitted: the visitor may not see the person.
    """
    if kind == "people":
        record = record_of(visitor, stream, "command_form")
        return Target(stream=stream, subject=stream, recorded=_of(record, stream), record=record, back=_child(stream))
    if kind == "families":
        return group_target(visitor, stream, cls)
    seen = visitor.site.readers.log.streams(visitor.reader, [stream], upto=EVERYTHING)
    recorded = seen or (visitor.site.ledger.load([stream]).get(stream, []) if issubclass(cls, Report) else [])
    if kind == "trips":
        if not recorded or not isinstance(recorded[0].event, TripEvent):
            raise UnknownStream("no such trip")
        back = f"/trips/{stream}" if seen else "/"
        return Target(stream=stream, subject=stream, recorded=seen, back=back)
    person = person_of(recorded)
    if not seen:
        return Target(stream=stream, subject=person, offers=_offers(recorded, visitor.organisation))
    record = record_of(visitor, person, "command_form")
    return Target(stream=stream, subject=person, recorded=_of(record, stream), record=record, back=_child(person))


def group_target(visitor: Visitor, stream: UUID, cls: type[Event]) -> Target:
    """A group, with the family of the one of it from whose page the visitor comes.

    Raises:
        UnknownStream: there is none, or the visitor may not see anybody of it.
    """
    seen = visitor.site.readers.log.streams(visitor.reader, [stream], upto=EVERYTHING)
    if not seen or not isinstance(seen[0].event, FamilyEvent):
        if seen or not issubclass(cls, Report):
            raise UnknownStream("no such group")
        return Target(stream=stream, subject=stream)
    return kindred_target(visitor, stream)


def kindred_target(visitor: Visitor, stream: UUID) -> Target:
    """A group or two people by their stream, which must be on record.

    Raises:
        UnknownStream: there is none, or the visitor may not see anybody of it.
    """
    seen = visitor.site.readers.log.streams(visitor.reader, [stream], upto=EVERYTHING)
    if not seen or not isinstance(seen[0].event, Kindred):
        raise UnknownStream("no such record")
    people = dict.fromkeys(person for item in seen for person in sorted(people_named(cast("Kindred", item.event))))
    if isinstance(seen[0].event, RelationshipEvent) and visitor.site.readers.log.hidden(visitor.reader, people):
        raise UnknownStream("no such record")
    family = family_of_any(visitor, (*asked_of(visitor), *people), "command_form")
    subject = subject_of(seen[0].event)
    return Target(stream=stream, subject=subject, recorded=seen, family=family, back=_family(family))


def pair_target(visitor: Visitor, pair: tuple[UUID, UUID], cls: type[Event]) -> Target:
    """Two people, with the family of the one from whose page the visitor comes. A pair need not be on record yet.

    Raises:
        UnknownStream: the visitor may not see either of them.
    """
    stream = relationship_id(PersonId(pair[0]), PersonId(pair[1]))
    family = family_of_any(visitor, tuple(dict.fromkeys((*asked_of(visitor), pair[1], pair[0]))), "command_form")
    if family is None and not issubclass(cls, Report):
        raise UnknownStream("no such person")
    log = visitor.site.readers.log
    seen = [] if log.hidden(visitor.reader, pair) else log.streams(visitor.reader, [stream], upto=EVERYTHING)
    return Target(stream=stream, subject=pair, recorded=seen, family=family, back=_family(family))


def family_target(visitor: Visitor) -> Target:
    """What is begun from the page of a family: the address says of whom.

    Raises:
        UnknownStream: it says nobody whom the visitor may see.
    """
    family = family_of_any(visitor, asked_of(visitor), "command_form")
    if family is None:
        raise UnknownStream("no such person")
    return Target(stream=None, subject=None, family=family, back=_family(family))


def asked_of(visitor: Visitor) -> tuple[UUID, ...]:
    """Whose page of a family the visitor comes from, as the address says it."""
    try:
        return (UUID(visitor.request.query_params["whose"]),)
    except (KeyError, ValueError):
        return ()


def _family(family: Family | None) -> str:
    return "/" if family is None else f"{_child(family.person)}/family"


def _of(record: Record, stream: UUID) -> Sequence[Recorded[AnyEvent]]:
    return cast("Sequence[Recorded[AnyEvent]]", record.streams.get(stream, ()))


def _offers(recorded: Sequence[Recorded[AnyEvent]], organisation: str) -> list[Recorded[HandoffOffered]]:
    made = [cast("Recorded[HandoffOffered]", item) for item in recorded if isinstance(item.event, HandoffOffered)]
    return [item for item in made if organisation in {item.event.by.organisation, item.event.to_organisation}]


def _child(person: UUID) -> str:
    return f"/children/{person}"
