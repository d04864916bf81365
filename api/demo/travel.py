"""How children travel: manifests of up to twelve from one place, at one departure, to one care provider.

Children under 13 travel apart from the older ones. The last departures of a month are kept free of everything
that delays, so that their children arrive in the month whose table counts them.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from api.demo import assumed
from api.demo.drafts import Draft
from api.demo.draws import Draws
from api.demo.intake import TENDER_AGE, last_slot, plan_referral
from api.demo.journey import Journey, plan_manifest
from api.demo.months import DAY, HOUR, local_ordinal, seconds_of
from api.demo.places import PROVIDERS, near
from api.demo.plan import ManifestPlan
from ledger.domain.codes import Need
from ledger.domain.register import PLACES, PlaceKind
from ledger.domain.values import PlaceCode

LARGEST_MANIFEST = 12
TAKES_TENDER_AGE = frozenset(
    code for code, place in PLACES.items() if place.care and Need.TENDER_AGE in place.care.meets
)
SLACK_FOR_INCIDENTS = 72 * HOUR
SLACK_FOR_DISTANCE = 24 * HOUR
TAKEN_AGAIN_AFTER = 2 * DAY
"""A child left behind goes two days later, when the first receipt is known for sure."""


@dataclass(slots=True)
class Fleet:
    """Makes the manifests of the year and numbers them."""

    draws: Draws
    manifests: list[ManifestPlan] = field(default_factory=list)

    def carry(self, drafts: list[Draft]) -> None:
        """Bring the referred children of one month to their providers: sets who takes whom, and when."""
        groups: dict[tuple[int, PlaceCode, bool], list[Draft]] = defaultdict(list)
        for draft in drafts:
            groups[draft.dispatch_slot, draft.place, draft.band in TENDER_AGE].append(draft)
        for (slot, _, _), group in sorted(groups.items()):
            for start in range(0, len(group), LARGEST_MANIFEST):
                self._send(group[start : start + LARGEST_MANIFEST], slot)

    def _send(self, group: list[Draft], slot: int) -> None:
        slack = last_slot(group[0].month, group[0].zone) - slot
        provider, nearby = self._provider(group[0], far_allowed=slack > SLACK_FOR_DISTANCE)
        for draft in group:
            draft.referral = plan_referral(draft, provider, self.draws)
        journey = Journey(
            slot=slot,
            origin=group[0].place,
            provider=provider,
            nearby=nearby,
            with_incidents=slack > SLACK_FOR_INCIDENTS,
        )
        manifest, left = self._depart(journey, group)
        if left:
            self._depart(journey.again(manifest, slot=slot + TAKEN_AGAIN_AFTER), left)

    def _depart(self, journey: Journey, group: list[Draft]) -> tuple[ManifestPlan, list[Draft]]:
        """Send a group: its manifest, and those whom the provider does not take."""
        number = len(self.manifests) + 1
        manifest = plan_manifest(journey, number, [draft.number for draft in group], self.draws)
        self.manifests.append(manifest)
        taken = set(manifest.received)
        received = seconds_of(manifest.received_at)
        zone = PLACES[manifest.arrives_at].zone
        for draft in group:
            draft.manifests.append(number)
            if draft.number in taken:
                draft.received, draft.received_zone = received, zone
                draft.received_place = manifest.arrives_at
                draft.received_day = local_ordinal(received, zone)
        return manifest, [draft for draft in group if draft.number not in taken]

    def _provider(self, draft: Draft, *, far_allowed: bool) -> tuple[PlaceCode, bool]:
        """A care provider that takes children as young as those of the group, and whether it is nearby.

        At the end of a month there is no time to go far, whether or not somebody nearby takes them.
        """
        nearby = near(PlaceKind.CARE_PROVIDER, draft.zone)
        able = [place for place in PROVIDERS if draft.band not in TENDER_AGE or place in TAKES_TENDER_AGE]
        both = [place for place in nearby if place in able]
        if not far_allowed:
            return self.draws.choice(both or nearby), True
        if self.draws.random() < assumed.PROVIDER_NEARBY and both:
            return self.draws.choice(both), True
        provider = self.draws.choice(able)
        return provider, provider in nearby
