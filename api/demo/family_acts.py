"""What is said about one family of the plan: its group, its separation, and what is found of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.demo.acts import Act
from api.demo.adult_acts import PARENTS, AdultVoice, adult_acts
from api.demo.child_acts import ChildVoice
from api.demo.claim_acts import claim_acts, second_record_acts, tie_acts
from api.demo.family_plan import AlonePlan, FamilyPlan, SeparationPlan
from api.demo.plan import ChildPlan
from api.demo.voices import Ids, claim, intakes, on_shift, reunification, second_official
from ledger.domain import codes
from ledger.domain.custody import care
from ledger.domain.event import Actor
from ledger.domain.family import events
from ledger.domain.personal import Personal
from ledger.domain.proposal import Proposal
from ledger.domain.register import PLACES
from ledger.domain.values import EventId, PersonId

WHY_PARTED = "Decided after both had been heard apart."
"""The narrative of a separation: of nobody in particular."""
WHY_PARTED_LATER = "Found in the file of the sector after ORR had asked: the adult was handed on without the child."
NOBODY_THERE = "Asked in the child's own language; nobody of those met with the child knows them."
"""Note of why a small child came alone."""
TOLD = (codes.Told.THAT_THEY_ARE_SEPARATED, codes.Told.WHY, codes.Told.WHERE_THE_OTHER_GOES)
SPANISH = "spa"


@dataclass(frozen=True, slots=True)
class FamilyVoice:
    """Names and ids of one family."""

    plan: FamilyPlan
    children: tuple[ChildVoice, ...]
    adults: tuple[AdultVoice, ...]
    ids: Ids

    @classmethod
    def of(cls, plan: FamilyPlan, children: Sequence[ChildPlan], ids: Ids) -> "FamilyVoice":
        """The voice of a family; children are those of the year, by number."""
        found = tuple(ChildVoice(children[number - 1], ids) for number in plan.children)
        adults = tuple(AdultVoice(adult, found[0].plan, ids) for adult in plan.adults)
        return cls(plan, found, adults, ids)

    def event(self, what: str) -> EventId:
        """Id of the family's event of that name."""
        return self.ids.event(f"family:{self.plan.number}:{what}")

    def act(self, what: str, at: datetime, event: events.FamilyEvent) -> Act:
        """An act that records an event of the group."""
        proposal = Proposal(stream=self.ids.family(self.plan.number), event=event)
        return Act(name=f"family:{self.plan.number}:{what}", at=at, proposals=(proposal,))


def family_acts(voice: FamilyVoice) -> list[Act]:
    """Every act of the family that its children's own do not say, by time."""
    plan, child = voice.plan, voice.children[-1]
    acts = [act for adult in voice.adults for act in adult_acts(adult)]
    if plan.group is not None and plan.formed_at is not None:
        acts.append(_formed(voice, plan.group, plan.formed_at))
    if plan.separation is not None:
        acts += _separation(voice, plan.separation)
    if plan.claim is not None:
        acts += claim_acts(child, plan.claim)
        if plan.claim.refuted_at is not None and plan.adults:
            acts.append(_not_of_the_group(voice, plan.claim.refuted_at))
    if plan.tie is not None:
        acts.append(tie_acts(voice.children[0], child, plan.tie))
    if plan.second is not None:
        acts += second_record_acts(child, plan.second)
    if plan.alone is not None:
        acts.append(_explained(child, plan.alone))
    return sorted(acts, key=lambda act: act.at)


def _formed(voice: FamilyVoice, kind: codes.GroupKind, at: datetime) -> Act:
    place = voice.children[0].plan.place
    together = codes.JoinReason.ENCOUNTERED_TOGETHER
    children = [(child.person, codes.MemberRole.CHILD) for child in voice.children]
    adults = [
        (
            adult.person,
            codes.MemberRole.PARENT_OR_GUARDIAN if adult.plan.relation in PARENTS else codes.MemberRole.OTHER_RELATIVE,
        )
        for adult in voice.adults
    ]
    formed = events.GroupFormed(
        event_id=voice.event("formed"),
        by=on_shift(place, at),
        claimed=claim(at, place),
        family=voice.ids.family(voice.plan.number),
        kind=kind,
        members=tuple(
            events.Member(person=person, role=role, reason=together) for person, role in (*children, *adults)
        ),
    )
    return voice.act("form", at, formed)


def _not_of_the_group(voice: FamilyVoice, at: datetime) -> Act:
    place = voice.children[0].plan.place
    left = events.MemberLeft(
        event_id=voice.event("left"),
        by=on_shift(place, at),
        claimed=claim(at, place),
        family=voice.ids.family(voice.plan.number),
        member=voice.adults[0].person,
        reason=codes.LeaveReason.NOT_OF_THE_GROUP,
    )
    return voice.act("leave", at, left)


def _separation(voice: FamilyVoice, plan: SeparationPlan) -> list[Act]:
    said = _decided(voice, plan) if plan.decided else _reported(voice, plan)
    family, about = voice.ids.family(voice.plan.number), said.event_id
    acts = [voice.act("separate", plan.said_at, said)]
    if plan.supplemented_at is not None:
        acts.append(voice.act("supplement", plan.supplemented_at, _supplemented(voice, plan, plan.supplemented_at)))
    if plan.reviewed_at is not None:
        reviewed = events.SeparationReviewed(
            event_id=voice.event("reviewed"),
            by=reunification(plan.reviewed_at),
            family=family,
            separation=about,
            outcome=codes.SeparationReview.GOES_ON,
        )
        acts.append(voice.act("review", plan.reviewed_at, reviewed))
    if plan.ended_at is not None and plan.how is not None:
        child = voice.children[0]
        place = child.plan.received_place or child.plan.place
        ended = events.SeparationEnded(
            event_id=voice.event("ended"),
            by=on_shift(place, plan.ended_at),
            claimed=claim(plan.ended_at, place),
            family=family,
            separation=about,
            children=(child.person,),
            how=plan.how,
        )
        acts.append(voice.act("end", plan.ended_at, ended))
    return acts


def _decided(voice: FamilyVoice, plan: SeparationPlan) -> events.SeparationDecided:
    """With everything that a decision demands: two people, the adult's next place, and what each was told."""
    place = voice.children[0].plan.place
    return events.SeparationDecided(
        event_id=voice.event("separated"),
        by=on_shift(place, plan.said_at),
        family=voice.ids.family(voice.plan.number),
        children=(voice.children[0].person,),
        adults=tuple(adult.person for adult in voice.adults),
        reason=plan.reason,
        narrative=Personal.of(WHY_PARTED),
        supervisor=second_official(place).user,
        adult_next_organisation=PLACES[plan.adult_next].organisation,
        adult_next_place=plan.adult_next,
        informed=_informed(voice),
    )


def _reported(voice: FamilyVoice, plan: SeparationPlan) -> events.SeparationReported:
    """As ORR hears it from the child: from whom, and nothing more."""
    return events.SeparationReported(
        event_id=voice.event("separated"),
        by=intakes(plan.said_at),
        claimed=claim(plan.said_at, voice.children[0].plan.place),
        family=voice.ids.family(voice.plan.number),
        children=(voice.children[0].person,),
        adults=tuple(adult.person for adult in voice.adults),
    )


def _supplemented(voice: FamilyVoice, plan: SeparationPlan, at: datetime) -> events.SeparationSupplemented:
    """What the office that met them finds in its file: why and by whom, not what anybody was told."""
    place = voice.children[0].plan.place
    by: Actor = on_shift(place, at)
    return events.SeparationSupplemented(
        event_id=voice.event("supplemented"),
        by=by,
        claimed=claim(at, place),
        family=voice.ids.family(voice.plan.number),
        separation=voice.event("separated"),
        reason=plan.reason,
        narrative=Personal.of(WHY_PARTED_LATER),
        decided_by=by.user,
        adult_next_organisation=PLACES[plan.adult_next].organisation,
        adult_next_place=plan.adult_next,
    )


def _informed(voice: FamilyVoice) -> tuple[events.Informed, ...]:
    [language, *_] = voice.children[0].plan.person.languages or (SPANISH,)
    use = codes.InterpreterUse.SPEAKER if language == SPANISH else codes.InterpreterUse.BY_PHONE
    people: tuple[PersonId, ...] = (voice.children[0].person, *(adult.person for adult in voice.adults))
    return tuple(events.Informed(person=each, told=TOLD, language=language, interpreter=use) for each in people)


def _explained(child: ChildVoice, plan: AlonePlan) -> Act:
    place = child.plan.place
    explained = care.AloneExplained(
        event_id=child.event("alone"),
        by=on_shift(place, plan.at),
        person=child.person,
        reason=plan.reason,
        supervisor=second_official(place).user,
        note=Personal.of(NOBODY_THERE),
    )
    return child.act("explain-alone", plan.at, explained)
