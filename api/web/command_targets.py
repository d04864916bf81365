"""What a command is about: an episode, a person or a trip, as far as the visitor may see it; or what it begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args
from uuid import UUID

from api.requests.single import NOT_ASKED, OPENINGS, person_of
from api.requests.subjects import Subject
from api.web.child_record import Record, record_of
from api.web.people import EVERYTHING
from api.web.timeline_words import Teller
from api.web.visiting import Visitor
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.handoff import HandoffOffered
from ledger.domain.errors import UnknownStream
from ledger.domain.event import Event, Recorded, Report
from ledger.domain.person import PersonEvent
from ledger.domain.trip import TripEvent, TripPlanned

Kind = Literal["episodes", "people", "trips"]


def _by_command(classes: Sequence[type[Event]]) -> dict[str, type[Event]]:
    return {cls.COMMAND: cls for cls in classes}


COMMANDS: Mapping[str, Mapping[str, type[Event]]] = {
    "episodes": _by_command(get_args(CustodyEvent)),
    "people": _by_command([cls for cls in get_args(PersonEvent) if cls not in NOT_ASKED]) | OPENINGS,
    "trips": _by_command([cls for cls in get_args(TripEvent) if cls is not TripPlanned]),
}
"""Commands on a record that exists, by the kind of record; on a person also what opens an episode."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a command is about."""

    stream: UUID | None
    """None for what the command begins."""
    subject: Subject | None
    """Its person or trip."""
    recorded: Sequence[Recorded[AnyEvent]] = ()
    """The events of the stream; none for who may not see them."""
    record: Record | None = None
    """The person's record; None for a trip, and for who may not see it."""
    offers: Sequence[Recorded[HandoffOffered]] = ()
    """Of a record that the visitor may not see: the offers that their organisation made or was made."""
    back: str = "/"
    """The page of the record."""

    @property
    def version(self) -> int | None:
        """The version that a decision rests on."""
        return len(self.recorded) or None

    def teller(self, visitor: Visitor) -> Teller:
        """Tells its events."""
        known = {item.event.event_id: item for item in self.recorded}
        return Teller(
            words=visitor.words,
            names=self.record.names if self.record else {},
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


def _of(record: Record, stream: UUID) -> Sequence[Recorded[AnyEvent]]:
    return cast("Sequence[Recorded[AnyEvent]]", record.streams.get(stream, ()))


def _offers(recorded: Sequence[Recorded[AnyEvent]], organisation: str) -> list[Recorded[HandoffOffered]]:
    made = [cast("Recorded[HandoffOffered]", item) for item in recorded if isinstance(item.event, HandoffOffered)]
    return [item for item in made if organisation in {item.event.by.organisation, item.event.to_organisation}]


def _child(person: UUID) -> str:
    return f"/children/{person}"
