"""A child who is there and whom nobody offered: which episode a receipt is about."""

from typing import Any, cast, get_args
from uuid import UUID

from ledger.application import Ledger
from ledger.domain import person_state
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.errors import UnknownStream
from ledger.domain.event import Recorded
from ledger.domain.person import PersonEvent


def episode_of(ledger: Ledger, record: UUID) -> UUID:
    """The episode that a record's id means: of a person the open one, or else the last.

    Raises:
        UnknownStream: it is neither a person with an episode nor an episode.
    """
    recorded = ledger.load([record]).get(record, [])
    if recorded and isinstance(recorded[0].event, get_args(CustodyEvent)):
        return record
    if not recorded or not isinstance(recorded[0].event, get_args(PersonEvent)):
        raise UnknownStream("no such person or episode")
    state = person_state.fold(cast("list[Recorded[Any]]", recorded))
    episode = state.open_episode or next(reversed(state.episodes), None)
    if episode is None:
        raise UnknownStream("the person has no episode")
    return episode
