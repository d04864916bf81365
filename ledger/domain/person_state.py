"""Decision state of a person record, and the guards of its decisions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from ledger.domain import codes, person
from ledger.domain.copies import changed
from ledger.domain.errors import Refused
from ledger.domain.event import Decision, Recorded
from ledger.domain.person import PersonEvent
from ledger.domain.strikes import check_strike, root, standing
from ledger.domain.values import EpisodeId, EventId, OrganisationCode, PersonId, UserId


@dataclass(frozen=True, kw_only=True)
class PersonState:
    """What decisions need to know of a person record."""

    registered_by: OrganisationCode | None = None
    open_episode: EpisodeId | None = None
    episodes: tuple[EpisodeId, ...] = ()
    same_as: frozenset[PersonId] = frozenset()
    identifiers: frozenset[EventId] = frozenset()
    """Assignments that stand and are not retired."""
    needs: frozenset[codes.Need] = frozenset()
    """What every place must be able to meet."""


@dataclass(frozen=True, kw_only=True)
class SameLink:
    """That another record was linked as the same person's."""

    other: PersonId
    said_in: EventId
    at: datetime
    by: UserId
    organisation: OrganisationCode
    basis: codes.FactBasis
    undone_at: datetime | None = None
    """When the link was undone; None while it holds."""


def same_links(recorded: Sequence[Recorded[PersonEvent]]) -> dict[PersonId, SameLink]:
    """The last link with each other record, those that were undone too."""
    links: dict[PersonId, SameLink] = {}
    for item in standing(recorded):
        match item.event:
            case person.LinkedAsSame(event_id=said_in, other=other, basis=basis, by=by):
                links[other] = SameLink(
                    other=other,
                    said_in=said_in,
                    at=item.recorded_at,
                    by=by.user,
                    organisation=by.organisation,
                    basis=basis,
                )
            case person.Unlinked(other=other) if other in links:
                links[other] = replace(links[other], undone_at=item.recorded_at)
            case _:
                pass
    return links


def fold(recorded: Sequence[Recorded[PersonEvent]]) -> PersonState:
    """The state after all events that stand, in log order."""
    state = PersonState()
    for item in standing(recorded):
        state = evolve(state, item.event)
    return state


def evolve(state: PersonState, event: PersonEvent) -> PersonState:
    """The state after one more event."""
    match event:
        case person.PersonRegistered():
            return changed(state, registered_by=event.by.organisation)
        case person.EpisodeOpened():
            return changed(state, open_episode=event.episode, episodes=(*state.episodes, event.episode))
        case person.EpisodeClosed():
            still_open = state.open_episode if state.open_episode != event.episode else None
            return changed(state, open_episode=still_open)
        case person.LinkedAsSame():
            return changed(state, same_as=state.same_as | {event.other})
        case person.Unlinked():
            return changed(state, same_as=state.same_as - {event.other})
        case person.IdentifierAssigned():
            return changed(state, identifiers=state.identifiers | {event.event_id})
        case person.IdentifierRetired():
            return changed(state, identifiers=state.identifiers - {event.assigned})
        case person.NeedRecorded():
            return changed(state, needs=state.needs | {event.need})
        case person.NameRecorded() | person.BirthDateClaimed() | person.LanguageRecorded():
            return state
        case person.DisagreementStated() | person.PersonCorrected() | person.PersonVoided():
            return state
        case _:
            assert_never(event)


def guard(recorded: Sequence[Recorded[PersonEvent]], proposed: PersonEvent, *, is_replacement: bool = False) -> None:
    """Pass, or refuse. Reports pass once the person is registered.

    Raises:
        Refused: the rules do not allow it now.
    """
    state = fold(recorded)
    if isinstance(proposed, person.PersonRegistered):
        if recorded and not is_replacement:
            raise Refused("already_registered", "the record exists; add to it", allowed=["record-name"])
        return
    if state.registered_by is None:
        raise Refused("not_registered", "no such person record", allowed=["register"])
    match proposed:
        case person.EpisodeOpened():
            if state.open_episode is not None:
                raise Refused(
                    "episode_already_open",
                    "this person is in an open episode; a second encounter is reported there",
                    allowed=["record-encounter"],
                )
        case person.LinkedAsSame():
            if proposed.other == proposed.person or proposed.other in state.same_as:
                raise Refused("already_linked", "the records are linked, or are one record", allowed=["unlink"])
        case person.Unlinked():
            if proposed.other not in state.same_as:
                raise Refused("not_linked", "the records are not linked", allowed=["link-as-same"])
        case person.IdentifierRetired():
            if proposed.assigned not in state.identifiers:
                raise Refused("no_such_identifier", "no standing assignment of that id", allowed=["assign-identifier"])
        case person.PersonCorrected() | person.PersonVoided():
            _guard_strike(recorded, proposed)
        case _:
            return


def _guard_strike(
    recorded: Sequence[Recorded[PersonEvent]], proposed: person.PersonCorrected | person.PersonVoided
) -> None:
    target = check_strike(recorded, proposed)
    if isinstance(root(recorded, target).event, Decision):
        raise Refused("decision_not_correctable", "take the opposite decision instead", allowed=["unlink"])


def closing(recorded: Sequence[Recorded[PersonEvent]], episode: EpisodeId) -> EventId | None:
    """The standing record that the episode ended, if there is one.

    Raises:
        Refused: a newer episode is open, so this one cannot be opened again.
    """
    closed = [
        item.event.event_id
        for item in standing(recorded)
        if isinstance(item.event, person.EpisodeClosed) and item.event.episode == episode
    ]
    if closed and fold(recorded).open_episode is not None:
        raise Refused("episode_already_open", "a newer episode is open", allowed=["exit"])
    return closed[-1] if closed else None
