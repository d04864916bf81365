"""What is claimed about a person, side by side: who says it, on what basis, who disputes it; and what nobody has said.

No claim replaces another. Where a companion is now is told as far as the visitor may see it, and never after a release.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from api.showing import opened
from api.web.child_record import Items, Record
from api.web.facets_words import where_words
from api.web.people import EVERYTHING
from api.web.timeline_words import Piece, Teller
from api.web.visiting import Visitor
from api.web.words import Words
from ledger.domain import person
from ledger.domain.codes import Sex
from ledger.domain.custody import case
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.facets import Facets, Step
from ledger.domain.custody.history_intake import UNANSWERED
from ledger.domain.custody.intake import Companion, CompanionsDeclared, EncounterRecorded, ReferralSubmitted
from ledger.domain.event import Event, Recorded
from ledger.domain.values import EventId


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One thing that somebody says."""

    event: EventId
    said: tuple[Piece, ...]
    notes: tuple[str, ...]
    """Basis, doubts, whether it was tested."""
    by: str
    """Organisation that signed it."""
    at: str
    disputes: EventId | None = None
    disputed_by: EventId | None = None
    over: bool = False
    """Taken away since."""


@dataclass(frozen=True, kw_only=True)
class Together:
    """Somebody who came along, as somebody said it."""

    person: UUID
    event: EventId
    companion: Companion
    now: str
    """Where they are now, as far as it is shown."""


@dataclass(frozen=True, kw_only=True)
class Claims:
    """All that is claimed and stands."""

    groups: Mapping[str, tuple[Claim, ...]]
    """By kind: name, birth, identifier, language, need, disagreement."""
    sex: Sex | None
    nationality: str | None
    companions: tuple[Together, ...]
    linked: tuple[UUID, ...]
    """Other records of the same person."""
    unknown: tuple[str, ...]
    """What is not known or was not asked."""


GROUPS: Mapping[type[Event], tuple[str, str]] = {
    person.PersonRegistered: ("name", "name"),
    person.NameRecorded: ("name", "name"),
    person.BirthDateClaimed: ("birth", "birth"),
    person.IdentifierAssigned: ("identifier", "identifier"),
    person.LanguageRecorded: ("language", "language"),
    person.NeedRecorded: ("need", "need"),
    person.DisagreementStated: ("disagreement", "statement"),
}
"""Kind of claim, and the field that says it."""


def claims_of(visitor: Visitor, record: Record, teller: Teller, *, as_of: datetime | None) -> Claims:
    """The claims of a record as of a moment; one statement where it names companions."""
    codec = visitor.site.ledger.custody_mapper.codec
    said = [item for item in record.about if as_of is None or item.happened_at <= as_of]
    items = [replace(item, event=opened(item, codec=codec, reader=visitor.reader)) for item in said]
    telling = _Telling(teller=teller, items=items)
    groups = {kind: tuple(telling.claims(kind)) for kind in ("name", "birth", "identifier", "language", "need")}
    groups["disagreement"] = tuple(telling.claims("disagreement"))
    registered = next((item.event for item in items if isinstance(item.event, person.PersonRegistered)), None)
    same = [item.event for item in items if isinstance(item.event, person.LinkedAsSame | person.Unlinked)]
    linked = {event.other: isinstance(event, person.LinkedAsSame) for event in same}
    return Claims(
        groups={kind: claims for kind, claims in groups.items() if claims},
        sex=registered.sex if registered is not None else None,
        nationality=registered.nationality if registered is not None else None,
        companions=tuple(_companions(visitor, record, as_of)),
        linked=tuple(other for other, holds in linked.items() if holds),
        unknown=tuple(_unknown(visitor.words, record, items)),
    )


@dataclass(frozen=True, kw_only=True)
class _Telling:
    teller: Teller
    items: Sequence[Recorded[Any]]

    def claims(self, kind: str) -> Iterator[Claim]:
        for item in self.items:
            if isinstance(item.event, person.PersonRegistered) and kind in {"birth", "language"}:
                yield from self._claim(item, {"birth": "birth", "language": "languages"}[kind])
            elif GROUPS.get(type(item.event), ("", ""))[0] == kind:
                yield from self._claim(item, GROUPS[type(item.event)][1])

    def _claim(self, item: Recorded[Any], field: str) -> Iterator[Claim]:
        event, teller = item.event, self.teller
        said = {each.label: each.values for each in teller.said(event)}
        values = said.get(teller.label(field))
        if not values:
            return
        yield Claim(
            event=event.event_id,
            said=tuple(piece for value in values for piece in (value[:1] if field == "name" else value)),
            notes=tuple(self._notes(event, field)),
            by=teller.words.organisation(event.by.organisation),
            at=teller.happened(item),
            disputes=getattr(event, "disputes", None) or getattr(event, "target", None),
            disputed_by=self._disputed_by(event.event_id),
            over=any(getattr(each.event, "assigned", None) == event.event_id for each in self.items),
        )

    def _notes(self, event: Any, field: str) -> Iterator[str]:  # noqa: ANN401  # of the person stream
        words = self.teller.words
        if isinstance(event, person.PersonRegistered):
            basis = event.birth_basis if field == "birth" else None
        else:
            basis = getattr(event, "basis", None)
        if basis is not None:
            yield words.code(basis)
        if isinstance(event, person.LanguageRecorded):
            yield words.say("tested") if event.tested else words.say("assumed, not tested")
            if event.interpreter_needed is not None:
                yield (
                    words.say("interpreter needed") if event.interpreter_needed else words.say("no interpreter needed")
                )
            yield from (words.code(each) for each in (event.found_by, event.interpreter) if each is not None)
        if isinstance(event, person.IdentifierAssigned):
            yield words.code(event.scheme)
            yield from (words.code(doubt, of="Doubt") for doubt in event.doubts)

    def _disputed_by(self, event: EventId) -> EventId | None:
        disputing = (person.BirthDateClaimed, person.DisagreementStated)
        found = (each.event for each in self.items if isinstance(each.event, disputing))
        named = ((each.event_id, getattr(each, "disputes", None) or getattr(each, "target", None)) for each in found)
        return next((by for by, target in named if target == event), None)


def _companions(visitor: Visitor, record: Record, as_of: datetime | None) -> Iterator[Together]:
    """Everybody who was ever said to have come along, by the latest word about them; where they are is of now."""
    latest: dict[UUID, tuple[EventId, Companion]] = {}
    for entry in record.timeline_at(as_of).entries:
        event = entry.item.event
        if entry.struck_by is None and isinstance(event, EncounterRecorded | CompanionsDeclared):
            latest |= {each.person: (event.event_id, each) for each in event.companions}
    places = _whereabouts(visitor, record, latest) if latest else {}
    for who, (event_id, companion) in latest.items():
        yield Together(person=who, event=event_id, companion=companion, now=places[who])


def _whereabouts(visitor: Visitor, record: Record, people: Mapping[UUID, object]) -> dict[UUID, str]:
    """Where each of them is now, by their open or last episode that the visitor may see."""
    episodes = {
        item.event.episode: who
        for who in people
        for item in record.others.get(who, ())
        if isinstance(item.event, person.EpisodeOpened)
    }
    found: dict[UUID, Items] = {}
    if episodes:
        for item in visitor.site.readers.log.streams(visitor.reader, list(episodes), upto=EVERYTHING):
            if item.position <= record.position:
                found[item.stream] = (*found.get(item.stream, ()), item)
    facets: dict[UUID, Facets] = {}
    for stream, items in found.items():
        who, now = episodes[stream], case.load(cast("Sequence[Recorded[CustodyEvent]]", items)).facets  # type: ignore[index]  # an episode's id is its stream
        if who not in facets or facets[who].step is Step.EXITED:
            facets[who] = now
    return {who: _where(visitor.words, record, who, facets.get(who)) for who in people}


def _where(words: Words, record: Record, who: UUID, facets: Facets | None) -> str:
    if who not in record.others:
        return words.say("not shown to your organization")
    if facets is None:
        return words.say("no custody on record")
    if facets.step is Step.EXITED:
        return words.say("left custody: ask the reunification desk")
    return where_words(words, facets)


def _unknown(words: Words, record: Record, items: Sequence[Recorded[Any]]) -> Iterator[str]:
    """What nobody has said, or was not asked."""
    say, events = words.say, [item.event for item in items]
    registered = next((event for event in events if isinstance(event, person.PersonRegistered)), None)
    kinds = {type(event) for event in events}
    if registered is None:
        yield say("The registration is not shown.")
        return
    if registered.name is None and person.NameRecorded not in kinds:
        yield say("The name is not known.")
    if registered.birth is None and person.BirthDateClaimed not in kinds:
        yield say("The birth date is not known.")
    if registered.sex is Sex.NOT_KNOWN:
        yield say("The sex is not known.")
    if registered.nationality is None:
        yield say("The nationality was not asked.")
    if person.IdentifierAssigned not in kinds:
        yield say("No identifier is on record.")
    spoken = [event for event in events if isinstance(event, person.LanguageRecorded)]
    if not registered.languages and not spoken:
        yield say("The language was not asked.")
    elif not any(event.tested for event in spoken):
        yield say("No language was tested.")
    if all(event.interpreter_needed is None for event in spoken):
        yield say("Nobody said whether an interpreter is needed.")
    yield from _unknown_of_custody(words, record, kinds)


def _unknown_of_custody(words: Words, record: Record, kinds: set[type]) -> Iterator[str]:
    say = words.say
    if record.case is None:
        return
    events = [step.item.event for step in record.case.history.steps]
    if person.NeedRecorded not in kinds and not any(isinstance(event, ReferralSubmitted) for event in events):
        yield say("Nobody said what the person needs.")
    answer = record.case.state.companions_answer
    if answer is None or answer in UNANSWERED:
        yield say("Who came along is not known.")
    if record.case.facets.classification is None:
        yield say("The person is not classified.")
    if record.case.offer is not None and not record.case.facets.packet_answered:
        yield say("The packet list is not answered.")
