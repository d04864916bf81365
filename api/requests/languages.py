"""What whoever sends a child to a place is told: it speaks none of the child's languages. Nothing is refused for it."""

from typing import cast
from uuid import UUID

import msgspec

from ledger.application import Command, Ledger
from ledger.domain.custody.handoff import HandoffOffered, Redirected
from ledger.domain.custody.intake import PlacementDesignated
from ledger.domain.event import Recorded
from ledger.domain.languages import lacking, understood
from ledger.domain.person import PersonEvent
from ledger.domain.register import PLACES
from ledger.domain.values import PersonId, PlaceCode

SENDING = (PlacementDesignated, HandoffOffered, Redirected)


class LanguageLacking(msgspec.Struct, kw_only=True, frozen=True):
    """By the register, a place speaks none of the languages in which a child is understood."""

    episode: UUID
    person: UUID
    place: str
    languages: tuple[str, ...]
    """Of the child (ISO 639-3): tested, or where none was, as said."""


def lacking_in(ledger: Ledger, command: Command, *, position: int) -> tuple[LanguageLacking, ...]:
    """What the places of a recorded command lack, by what was on record at its position; one load where it sends."""
    sent: dict[PersonId, tuple[UUID, PlaceCode]] = {}
    for proposal in command.proposals:
        event = proposal.event
        if isinstance(event, SENDING):
            sent[event.person] = (
                proposal.stream,
                event.place if isinstance(event, PlacementDesignated) else event.to_place,
            )
    if not sent:
        return ()
    records = ledger.load(list(sent))
    found: list[LanguageLacking] = []
    for who, (episode, code) in sent.items():
        known = [item for item in records.get(who, ()) if item.position <= position]
        place = PLACES.get(code)
        said = understood(cast("list[Recorded[PersonEvent]]", known))
        if place is not None and (missing := lacking(said, place)):
            found.append(LanguageLacking(episode=episode, person=who, place=code, languages=missing))
    return tuple(found)
