"""Episodes that were folded lately, so that whoever decides on one again folds only what is new in it.

Nothing is taken on trust: a fold is used for events that are the very objects it was made of, which never change.
"""

from collections.abc import Sequence
from functools import lru_cache
from operator import is_
from uuid import UUID

from ledger.domain.custody.episode_fold import EpisodeFold
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.event import Recorded

EPISODES_KEPT = 2_000

FOLDS_KEPT = 2
"""Of each episode: as it stands, and as it would with what has just been decided."""


@lru_cache(maxsize=EPISODES_KEPT)
def _lately(episode: UUID) -> list[EpisodeFold]:  # noqa: ARG001  # by which the list is found again
    """The last folds of an episode, to be looked at and replaced as a whole: any number of threads may."""
    return []


def fold_of(recorded: Sequence[Recorded[CustodyEvent]]) -> EpisodeFold:
    """The fold of an episode from its events in log order; it belongs to everybody and is not added to."""
    if not recorded:
        return EpisodeFold()
    lately = _lately(recorded[0].stream)
    folds = tuple(lately)
    begun = max((each for each in folds if _begins(each, recorded)), key=lambda each: len(each.recorded), default=None)
    if begun is None:
        found = EpisodeFold().extended(recorded)
        lately[:] = (found, *folds[: FOLDS_KEPT - 1])
        return found
    if len(begun.recorded) == len(recorded):
        return begun
    found = begun.extended(recorded[len(begun.recorded) :])
    lately[:] = (found, begun)
    return found


def _begins(fold: EpisodeFold, recorded: Sequence[Recorded[CustodyEvent]]) -> bool:
    """Whether the fold is one of the first of these events."""
    return len(fold.recorded) <= len(recorded) and all(map(is_, fold.recorded, recorded))
