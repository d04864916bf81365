"""Names and ids of one manifest, and how an event for each of its children becomes one command."""

from collections.abc import Callable, Iterable
from datetime import datetime

from api.demo.acts import Act
from api.demo.plan import ManifestPlan
from api.demo.voices import Ids
from ledger.domain.catalog import AnyEvent
from ledger.domain.proposal import Proposal
from ledger.domain.values import EventId, PlaceCode


class ManifestVoice:
    """Names and ids of one manifest, and how an event for each of its children becomes one command."""

    def __init__(self, plan: ManifestPlan, ids: Ids) -> None:
        self.plan = plan
        self.ids = ids

    @property
    def giver(self) -> PlaceCode:
        """The place that offers the children to the care provider: ICE's office after a first leg."""
        return self.plan.first_leg.office if self.plan.first_leg else self.plan.origin

    def event(self, what: str, child: int) -> EventId:
        """Id of the manifest's event of that name about that child."""
        return self.ids.event(f"manifest:{self.plan.number}:{what}:{child}")

    def act(
        self, what: str, at: datetime, make: Callable[[int, EventId], AnyEvent], children: Iterable[int] | None = None
    ) -> Act:
        """One command with one event for each child."""
        listed = self.plan.children if children is None else tuple(children)
        proposals = tuple(
            Proposal(stream=self.ids.episode(child), event=make(child, self.event(what, child))) for child in listed
        )
        return Act(name=f"manifest:{self.plan.number}:{what}", at=at, proposals=proposals)
