"""Who belongs together: brothers and sisters of children in a list, and the latest that was recorded of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.web.handoff_races import recently
from api.web.people import EVERYTHING, Named, named
from api.web.visiting import Visitor
from ledger.domain.codes import Relation
from ledger.domain.custody.events import CustodyEvent
from ledger.domain.custody.intake import CompanionsDeclared, EncounterRecorded
from ledger.domain.event import Recorded
from ledger.domain.strikes import standing

SIBLINGS = frozenset({Relation.SIBLING, Relation.HALF_SIBLING})


@dataclass(frozen=True, kw_only=True)
class Together:
    """What the episodes of a list say of who came with whom."""

    visitor: Visitor
    siblings: Mapping[UUID, tuple[UUID, ...]]
    """Brothers and sisters by person."""
    names: Mapping[UUID, Named]
    """Of the children of the list and of their brothers and sisters, as far as the visitor may know of them."""
    latest: Mapping[UUID, Recorded[CustodyEvent]]
    """The last record of each episode that the visitor may read."""

    @property
    def persons(self) -> list[UUID]:
        """Everybody who is named."""
        return list(self.names)

    def latest_words(self, episode: UUID) -> str | None:
        """The last record of an episode, when and by whom."""
        item = self.latest.get(episode)
        if item is None:
            return None
        words, by = self.visitor.words, item.event.by
        return words.say(
            "Last: %(what)s, %(when)s, by %(who)s.",
            what=words.code(item.event.TOPIC.rpartition(".")[0], of="Event"),
            when=recently(words, item.recorded_at, self.visitor.now),
            who=f"{by.user} ({words.organisation(by.organisation)})",
        )


def together(visitor: Visitor, episodes: Iterable[UUID]) -> Together:
    """Read the episodes, in one statement, and the names of everybody in them, in another."""
    streams: dict[UUID, list[Recorded[Any]]] = {}
    wanted = list(dict.fromkeys(episodes))
    if wanted:
        for item in visitor.site.readers.log.streams(visitor.reader, wanted, upto=EVERYTHING):
            streams.setdefault(item.stream, []).append(item)
    siblings = {recorded[0].event.person: _siblings(recorded) for recorded in streams.values()}
    persons = dict.fromkeys([*siblings, *(each for some in siblings.values() for each in some)])
    return Together(
        visitor=visitor,
        siblings=siblings,
        names=named(visitor, persons),
        latest={stream: recorded[-1] for stream, recorded in streams.items()},
    )


def _siblings(recorded: Sequence[Recorded[Any]]) -> tuple[UUID, ...]:
    events = (item.event for item in standing(recorded))
    companions = (
        companion
        for event in events
        if isinstance(event, EncounterRecorded | CompanionsDeclared)
        for companion in event.companions
    )
    return tuple(dict.fromkeys(each.person for each in companions if each.relation in SIBLINGS))
