"""What an event says, field by field in plain words, with links to the people and records that it names."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any, NewType, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date

from api.requests.forms import field_hints, parts_of
from api.web.people import Named
from api.web.words import Words
from ledger.domain.custody.facets import Mark
from ledger.domain.custody.handoff import HandoffOffered, Redirected
from ledger.domain.event import Event, Recorded, Report
from ledger.domain.person import IdentifierValue, RecordedName
from ledger.domain.personal import Personal
from ledger.domain.register import PLACES
from ledger.domain.values import (
    EventId,
    Instant,
    ManifestId,
    OrganisationCode,
    PartialDate,
    PersonId,
    PlaceCode,
    Precision,
    TripId,
    UserId,
)
from ledger.store.storable import TypeForm, origin

APART = frozenset({"event_id", "by", "claimed", "person", "correlation", "labels", "offer"})
"""Fields that are shown beside the event, or say nothing to a person."""
CODED = {
    "LanguageRecorded.language": "Language",
    "PersonRegistered.languages": "Language",
    "PersonRegistered.nationality": "Nationality",
    "IdentifierAssigned.doubts": "Doubt",
}
"""Texts that are codes of a list."""
_TOLD_OTHERWISE = frozenset({("to_organisation", HandoffOffered), ("to_organisation", Redirected)})
"""Whose place it is follows from the place."""
PRECISE = {Precision.DAY: "long", Precision.MONTH: "LLLL y"}
"""How a claimed time is written that is no more exact than this."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of what is said: some words, perhaps a link."""

    text: str
    href: str | None = None
    sealed: bool = False
    mono: bool = False


@dataclass(frozen=True, kw_only=True)
class Said:
    """One field of an event."""

    label: str
    values: tuple[tuple[Piece, ...], ...]
    """Each value in pieces."""


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Tells events of one person's record in one language."""

    words: Words
    names: Mapping[UUID, Named]
    known: Mapping[EventId, Recorded[Any]]
    """Events that can be named and linked to."""
    page: str
    """Address of the page on which they stand."""
    zone: str
    """Of the visitor's office, where an event does not tell a zone."""

    def what(self, event: Event) -> str:
        """The event in a few words."""
        return self.words.code(event.TOPIC.rpartition(".")[0], of="Event")

    def said(self, event: Event) -> tuple[Said, ...]:
        """Its fields, those that are empty left out."""
        cls, found = type(event), []
        for name, hint in field_hints(cls).items():
            if name in APART or (name, cls) in _TOLD_OTHERWISE or (name == "trip" and cls.TOPIC.startswith("trip.")):
                continue
            values = tuple(self._values(hint, getattr(event, name), f"{cls.__name__}.{name}"))
            if values:
                found.append(Said(label=self.label(name), values=values))
        return tuple(found)

    def label(self, name: str) -> str:
        """What a field is called."""
        return self.words.say("Doubts") if name == "doubts" else self.words.code(name, of="field")

    def happened(self, item: Recorded[Any]) -> str:
        """When it happened, by the clock of the place and no more exactly than was claimed."""
        return self.time(item.happened_at, zone=self.zone_of(item), precision=_precision(item.event))

    def recorded(self, item: Recorded[Any]) -> str:
        """When it was recorded, by the clock of the visitor's office; the day only where it is another one."""
        if self.zone_of(item) != self.zone:
            return self.words.moment(item.recorded_at, self.zone)
        return self.words.clock(item.recorded_at, item.happened_at, self.zone)

    def zone_of(self, item: Recorded[Any]) -> str | tzinfo:
        """Whose clock an event goes by: the one that was claimed, else that of the office that signed."""
        event = item.event
        if isinstance(event, Report):
            return event.claimed.zone or event.claimed.earliest.at.tzinfo or self.zone
        return PLACES[event.by.office].zone if event.by.office in PLACES else self.zone

    def time(self, at: datetime, *, zone: str | tzinfo, precision: Precision = Precision.MINUTE) -> str:
        """A time, no more exactly than it is known."""
        form = PRECISE.get(precision)
        if form is None:
            return self.words.moment(at, zone)
        local = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
        return format_date(local, form, locale=self.words.language)

    def one_line(self, item: Recorded[Any]) -> str:
        """An event for a list to choose from."""
        return f"{self.what(item.event)}, {self.happened(item)} ({self.words.organisation(item.event.by.organisation)})"

    def _values(self, hint: TypeForm, value: Any, where: str) -> Iterator[tuple[Piece, ...]]:  # noqa: ANN401  # any field
        hint = parts_of(hint)[0]
        if value is None:
            return
        if isinstance(value, Personal):
            if value.is_open:
                yield from self._values(get_args(hint)[0], value.value, where)
            else:
                yield (Piece(text=self.words.say("sealed: not for you, or its key is destroyed"), sealed=True),)
        elif origin(hint) is tuple:
            for each in value:
                yield from self._values(get_args(hint)[0], each, where)
        else:
            pieces = tuple(self._pieces(hint, value, where))
            if pieces:
                yield pieces

    def _pieces(self, hint: TypeForm, value: Any, where: str) -> Iterator[Piece]:  # noqa: ANN401  # any field
        words = self.words
        if isinstance(hint, NewType) and hint in _IDS:
            yield from _IDS[hint](self, value)
        elif isinstance(value, bool):
            yield Piece(text=words.say("yes") if value else words.say("no"))
        elif isinstance(value, StrEnum):
            yield Piece(text=words.code(value))
        elif isinstance(value, Instant):
            yield Piece(text=words.moment(value.at, self.zone))
        elif isinstance(value, RecordedName):
            yield Piece(text=" ".join(part.text for part in value.parts))
            yield Piece(text=", ".join(words.code(part.role) for part in value.parts))
        elif isinstance(value, IdentifierValue):
            yield Piece(text=value.written, mono=True)
        elif isinstance(value, PartialDate):
            yield Piece(text=partial(words, value))
        elif is_dataclass(value):
            yield from self._parts(value)
        elif not isinstance(value, UUID):
            yield Piece(text=self._text(value, where))

    def _parts(self, value: Any) -> Iterator[Piece]:  # noqa: ANN401  # a dataclass of the catalogue
        """A value within a field: what stands on its own as it is, yes or no and numbers with their names."""
        hints = field_hints(type(value))
        for field in fields(value):
            part = getattr(value, field.name)
            if part is None or (field.default is not MISSING and part == field.default):
                continue
            pieces = [piece for each in self._values(hints[field.name], part, field.name) for piece in each]
            if isinstance(part, bool | int | Instant):
                label = self.label(field.name)
                yield Piece(text=f"{label}{'' if label.endswith('?') else ':'} {pieces[0].text}")
            else:
                yield from pieces

    def _text(self, value: object, where: str) -> str:
        if where == "IrregularityReviewed.code":
            return self.words.code(str(value), of=Mark.__name__)
        group = CODED.get(where)
        return self.words.code(str(value), of=group) if group else str(value)

    def _person(self, person: UUID) -> Iterator[Piece]:
        named = self.names.get(person)
        if named is None:
            yield Piece(text=self.words.say("a person whose record is not shown to you"))
        else:
            yield Piece(text=named.text or self.words.say("name not known"), href=f"/children/{person}")

    def _event(self, event: EventId) -> Iterator[Piece]:
        item = self.known.get(event)
        if item is None:
            yield Piece(text=self.words.say("another record"))
        else:
            yield Piece(text=self.one_line(item), href=f"{self.page}#e-{event}")


def partial(words: Words, date: PartialDate) -> str:
    """A date as far as it is known."""
    first, _ = date.bounds()
    form = ("y", "LLLL y", "long")[date.text.count("-")]
    text = format_date(first, form, locale=words.language)
    return words.say("about %(date)s", date=text) if date.approximate else text


def _precision(event: Event) -> Precision:
    return event.claimed.precision if isinstance(event, Report) else Precision.MINUTE


_IDS: Mapping[TypeForm, Callable[[Teller, Any], Iterator[Piece]]] = {
    PersonId: Teller._person,  # noqa: SLF001  # this module's own
    EventId: Teller._event,  # noqa: SLF001
    PlaceCode: lambda teller, code: iter([Piece(text=teller.words.place(code))]),
    OrganisationCode: lambda teller, code: iter([Piece(text=teller.words.organisation(code))]),
    UserId: lambda _, user: iter([Piece(text=user, mono=True)]),
    ManifestId: lambda teller, manifest: iter(
        [Piece(text=teller.words.say("the handoff"), href=f"/handoffs/{manifest}")]
    ),
    TripId: lambda teller, trip: iter([Piece(text=teller.words.say("the trip"), href=f"/trips/{trip}")]),
}
"""Ids and codes of the registers."""
