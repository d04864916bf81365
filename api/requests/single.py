"""Commands on one stream: a person, an episode, a trip, a group, two people; and what opens one.

The body is the proposed event; a correction also brings the record that stands in the place of the struck one.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, cast, get_args
from uuid import UUID

import msgspec

from api.commands import Asked
from api.requests.building import Given, event_from
from api.requests.forms import form_of
from api.requests.reading import read_form
from api.requests.subjects import Subject
from api.requests.unseen import with_unseen_parts
from ledger.application import Command
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.intake import EncounterRecorded, InCareAtOpening
from ledger.domain.errors import Refused, UnknownStream
from ledger.domain.event import Correction, Decision, Event, Recorded, Void
from ledger.domain.family.groups import GroupFormed
from ledger.domain.person import EpisodeClosed, EpisodeOpened, PersonRegistered
from ledger.domain.proposal import Proposal
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.trip import TripPlanned
from ledger.domain.values import EventId, PersonId

OPENINGS: dict[str, type[Event]] = {cls.COMMAND: cls for cls in (EncounterRecorded, InCareAtOpening)}
NOT_ASKED = frozenset({PersonRegistered, EpisodeOpened, EpisodeClosed})
"""No commands on a person record: it begins by registering, the other two come with the custody episode."""


class OpenEpisode(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An episode of custody begins: with an encounter, or with a person already in care when the ledger began."""

    person: UUID
    command: Literal["record-encounter", "open-in-care"]
    event: Annotated[dict[str, Any], msgspec.Meta(description="The fields of that command.")]


def needs_version(cls: type[Event]) -> bool:
    """Whether a command must say which version its sender saw: decisions must, reports may."""
    return issubclass(cls, Decision)


def register(asked: Asked, body: object) -> Command:
    """A new person record."""
    return _opening(asked, PersonRegistered, body, stream=asked.new_id("person"))


def plan_trip(asked: Asked, body: object) -> Command:
    """A new trip."""
    return _opening(asked, TripPlanned, body, stream=asked.new_id("trip"))


def form_group(asked: Asked, body: object) -> Command:
    """A new group."""
    return _opening(asked, GroupFormed, body, stream=asked.new_id("family"))


def on_pair(asked: Asked, cls: type[Event], pair: tuple[UUID, UUID], body: object, *, version: int | None) -> Command:
    """A command on two people: what the first is to the second.

    Raises:
        FormInvalid: the body is not what the command asks for.
    """
    stream = relationship_id(PersonId(pair[0]), PersonId(pair[1]))
    return on_stream(asked, cls, stream, body, subject=pair, version=version)


def open_episode(asked: Asked, body: object) -> Command:
    """A new episode of a person who has none open."""
    opening = read_form(OpenEpisode, body)
    cls = OPENINGS[opening.command]
    form = read_form(form_of(cls), opening.event, at="/event")
    given = Given(event_id=asked.new_id("event"), by=asked.by, subject=opening.person)
    event = event_from(cls, form, given, at="/event")
    return asked.command(Proposal(stream=asked.new_id("episode"), event=event))


def on_stream(
    asked: Asked, cls: type[Event], stream: UUID, body: object, *, subject: Subject, version: int | None
) -> Command:
    """A command on a stream that exists; `subject` is whose record it is.

    Raises:
        FormInvalid: the body is not what the command asks for.
        Refused: a correction names a record that cannot be corrected, or drops somebody who owns a sealed part of it.
        UnknownStream: there is no such stream.
    """
    form = read_form(form_of(cls), body)
    given = Given(event_id=asked.new_id("event"), by=asked.by, subject=subject)
    expected = {} if version is None else {stream: version}
    if not issubclass(cls, Correction):
        return asked.command(Proposal(stream=stream, event=event_from(cls, form, given)), expected=expected)
    replacement = _replacement(asked, form, stream, subject)
    event = event_from(cls, form, given, replacement=EventId(replacement.event_id))
    proposals = (Proposal(stream=stream, event=replacement), Proposal(stream=stream, event=event))
    return asked.command(*proposals, expected=expected)


def person_of(recorded: Sequence[Recorded[AnyEvent]]) -> UUID:
    """The person of an episode.

    Raises:
        UnknownStream: the stream is empty, or no episode.
    """
    if not recorded or not isinstance(recorded[0].event, get_args(CustodyEvent)):
        raise UnknownStream("no such episode")
    return cast("CustodyEvent", recorded[0].event).person


def _opening(asked: Asked, cls: type[Event], body: object, *, stream: UUID) -> Command:
    form = read_form(form_of(cls), body)
    event = event_from(cls, form, Given(event_id=asked.new_id("event"), by=asked.by, subject=stream))
    return asked.command(Proposal(stream=stream, event=event))


def _replacement(asked: Asked, form: msgspec.Struct, stream: UUID, subject: Subject) -> AnyEvent:
    target, parts = msgspec.structs.asdict(form)["target"], msgspec.structs.asdict(form)["replacement"]
    recorded = asked.ledger.load([stream]).get(stream)
    if recorded is None:
        raise UnknownStream("no such record")
    struck = next((item for item in recorded if item.event.event_id == target), None)
    if struck is None:
        raise Refused("no_such_record", "the record to strike is not in this stream")
    cls = type(struck.event)
    if issubclass(cls, Correction | Void):
        raise Refused("no_replacement", "a strike is voided, not corrected; correct what replaced the record")
    given = Given(event_id=asked.new_id("replacement"), by=asked.by, subject=subject)
    said = event_from(cls, read_form(form_of(cls), parts, at="/replacement"), given, at="/replacement")
    return with_unseen_parts(asked, struck, said)
