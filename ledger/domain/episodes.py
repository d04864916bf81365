"""What is written on the person's stream together with a custody event: that an episode opened, closed or reopened.

So two agencies cannot open two episodes of one person, and the void of an exit is refused once a newer one is open.
"""

from collections.abc import Sequence
from uuid import uuid5

from ledger.domain import person, person_state
from ledger.domain.custody import care, case, intake, state
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Event, Recorded
from ledger.domain.person import PersonEvent
from ledger.domain.values import EpisodeId, EventId

OPENING = (intake.EncounterRecorded, intake.InCareAtOpening)
TOUCHING = (*OPENING, care.Exited, care.CustodyCorrected, care.CustodyVoided)
"""Custody events that may write on the person's stream."""


def companion_id(event: Event, what: str) -> EventId:
    """Id of an event that is written together with another: derived, so that a decision stays pure."""
    return EventId(uuid5(event.event_id, what))


def with_person(
    about: Sequence[Recorded[PersonEvent]], before: case.Case, after: Recorded[CustodyEvent]
) -> PersonEvent | None:
    """What to write on the person's stream with one more event of the episode, which `after` places in its stream.

    Raises:
        Refused: no such person record, or another episode is open.
    """
    event = after.event
    episode = EpisodeId(after.stream)
    if not before.recorded:
        opened = person.EpisodeOpened(
            event_id=companion_id(event, "opened"), by=event.by, person=event.person, episode=episode
        )
        person_state.guard(about, opened)
        return opened
    if not isinstance(event, (care.Exited, care.CustodyCorrected, care.CustodyVoided)):
        return None
    exited = state.fold([*before.recorded, after]).exited
    if exited and not before.state.exited:
        return _closed(about, event, episode)
    if before.state.exited and not exited:
        return _reopened(about, event, episode)
    return None


def _closed(about: Sequence[Recorded[PersonEvent]], event: CustodyEvent, episode: EpisodeId) -> PersonEvent | None:
    if person_state.fold(about).open_episode != episode:
        return None
    return person.EpisodeClosed(
        event_id=companion_id(event, "closed"), by=event.by, person=event.person, episode=episode
    )


def _reopened(
    about: Sequence[Recorded[PersonEvent]],
    event: care.Exited | care.CustodyCorrected | care.CustodyVoided,
    episode: EpisodeId,
) -> PersonEvent | None:
    closed = person_state.closing(about, episode)
    if closed is None or isinstance(event, care.Exited):
        return None
    return person.PersonVoided(
        event_id=companion_id(event, "reopened"),
        by=event.by,
        person=event.person,
        target=closed,
        reason=event.reason,
    )
