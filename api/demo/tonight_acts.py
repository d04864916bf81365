"""What is said on the evening after the year, up to where it is left open."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from api.demo import tonight_roads as roads
from api.demo.acts import Act, in_time_order
from api.demo.care_acts import child_acts
from api.demo.child_acts import ChildVoice, opening
from api.demo.manifest_acts import manifest_acts
from api.demo.manifest_voice import ManifestVoice
from api.demo.plan import ManifestPlan
from api.demo.road_acts import driver
from api.demo.tonight import Part, Tonight
from api.demo.tonight_hours import TONIGHT
from api.demo.voices import Ids, claim
from ledger.domain import codes
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import handoff
from ledger.domain.custody.intake import EncounterRecorded
from ledger.domain.person import PersonEvent
from ledger.domain.proposal import Proposal
from ledger.domain.values import EventId


def tonight_acts(tonight: Tonight, ids: Ids) -> Iterator[Act]:
    """Every act of the evening, by time."""
    sources = sorted(_sources(tonight, ids), key=lambda acts: (acts[0].at, acts[0].name))
    return in_time_order((acts[0].at, acts.copy) for acts in sources)


def _sources(tonight: Tonight, ids: Ids) -> Iterator[list[Act]]:
    voices = {child.number: ChildVoice(child, ids) for child in tonight.children}
    grouped = {number for group in tonight.together for number in group}
    for group in tonight.together:
        yield [_met_together([voices[number] for number in group])]
    for number, voice in voices.items():
        acts = child_acts(voice)
        yield _so_far(acts[1:] if number in grouped else acts)
    for manifest in tonight.manifests:
        voice_of_it = ManifestVoice(manifest, ids)
        yield _so_far(manifest_acts(voice_of_it))
        if manifest.children == tonight.parts[Part.TURNED_BACK]:
            yield [_back_at_the_giver(voice_of_it)]


def _so_far(acts: Sequence[Act]) -> list[Act]:
    """The acts of one child or manifest up to the first that is later than the scene."""
    return list(takewhile(lambda act: act.at <= TONIGHT, acts))


def _met_together(voices: Sequence[ChildVoice]) -> Act:
    """The encounters of a group: everybody is registered before anybody is named as somebody's companion."""
    proposals = [proposal for voice in voices for proposal in opening(voice).proposals]
    people = [proposal for proposal in proposals if isinstance(proposal.event, PersonEvent)]
    met = [_of_group(proposal, voices) for proposal in proposals if isinstance(proposal.event, EncounterRecorded)]
    first = voices[0].plan
    return Act(name=f"group:{first.number}:open", at=first.encountered_at, proposals=(*people, *met))


def _of_group(proposal: Proposal, voices: Sequence[ChildVoice]) -> Proposal:
    """The encounter under the group's number, with the count of those met."""
    named = {companion for voice in voices for companion in map(voice.companion, range(len(voice.plan.companions)))}
    people = named | {voice.person for voice in voices}
    if not isinstance(proposal.event, EncounterRecorded):
        raise TypeError("a group is met by encounters")
    event = replace(
        proposal.event,
        event_number=f"RGV1910{voices[0].plan.number % 1_000_000:06}",
        subjects_count=len(people),
        children_count=len(voices),
    )
    return replace(proposal, event=event)


def _back_at_the_giver(voice: ManifestVoice) -> Act:
    """The driver says that those refused are at the giver's door again."""
    plan: ManifestPlan = voice.plan
    at, giver = roads.BACK_AT_THE_GIVER, voice.giver

    def make(child: int, event_id: EventId) -> AnyEvent:
        return handoff.TurnedBack(
            event_id=event_id,
            by=driver(plan, giver, at),
            person=voice.ids.person(child),
            claimed=claim(at, giver),
            offer=voice.ids.offer(plan.number, "offer", child),
            place=giver,
            reason=codes.TravelReason.PLACE_FULL,
        )

    return voice.act("back-at-the-giver", at, make, plan.refused)
