"""What is found of two people: of a claim that they are related, of mere signs, and of two records of one child."""

from dataclasses import replace
from datetime import datetime

from api.demo.acts import Act
from api.demo.child_acts import ChildVoice, encounter
from api.demo.family_plan import ClaimPlan, SecondRecord, TiePlan
from api.demo.family_times import begun
from api.demo.voices import claim, on_shift, reunification, second_official
from ledger.domain import codes, person
from ledger.domain.catalog import AnyEvent
from ledger.domain.event import Actor
from ledger.domain.kindred import claims_in, people_named
from ledger.domain.personal import Personal
from ledger.domain.proposal import Proposal
from ledger.domain.relationship import events
from ledger.domain.relationship.events import RelationshipAsserted
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.values import PersonId, RelationshipId, UserId

SECOND_VERIFIER = UserId("ORR.field.specialist")


def claim_acts(voice: ChildVoice, plan: ClaimPlan) -> list[Act]:
    """What is found of the claim that the child's encounter made of a companion."""
    stream, claimed = _claimed(voice, plan.companion)
    one, other, said = claimed.relative, claimed.relative_of, claimed.event_id
    acts = []
    if plan.disputed_at is not None and plan.reason is not None:
        place = voice.plan.received_place or voice.plan.place
        disputed = events.RelationshipDisputed(
            event_id=voice.event("disputed"),
            by=on_shift(place, plan.disputed_at),
            claimed=claim(plan.disputed_at, place),
            relative=one,
            relative_of=other,
            claim=said,
            reason=plan.reason,
        )
        acts.append(_act(voice, "dispute", plan.disputed_at, stream, disputed))
    if plan.verified_at is not None:
        verified = events.RelationshipVerified(
            event_id=voice.event("verified"),
            by=reunification(plan.verified_at),
            relative=one,
            relative_of=other,
            claim=said,
            methods=(codes.Evidence.CHILD_INTERVIEW, codes.Evidence.CONSULATE),
            second_verifier=SECOND_VERIFIER,
        )
        acts.append(_act(voice, "verify", plan.verified_at, stream, verified))
    if plan.refuted_at is not None:
        refuted = events.RelationshipRefuted(
            event_id=voice.event("refuted"),
            by=second_official(voice.plan.place),
            relative=one,
            relative_of=other,
            claim=said,
            methods=(codes.Evidence.ADULT_INTERVIEW, codes.Evidence.CONSULATE),
            second_verifier=SECOND_VERIFIER,
        )
        acts.append(_act(voice, "refute", plan.refuted_at, stream, refuted))
    return acts


def tie_acts(first: ChildVoice, second: ChildVoice, plan: TiePlan) -> Act:
    """A person looks at the signs; who are found to be related are said to be."""
    stream, by = relationship_id(first.person, second.person), reunification(plan.at)
    related = plan.answer is codes.TieAnswer.RELATED
    shared = (codes.TieSign.SHARED_SURNAME,) if related else ()
    judged = events.TieJudged(
        event_id=second.event("tie"),
        by=by,
        relative=first.person,
        relative_of=second.person,
        signs=(codes.TieSign.SAME_EVENT, *shared),
        answer=plan.answer,
    )
    found: list[AnyEvent] = [judged]
    if related:
        found.append(_siblings(first, second, plan.at, by))
    return _act(second, "judge-tie", plan.at, stream, *found)


def _siblings(first: ChildVoice, second: ChildVoice, at: datetime, by: Actor) -> RelationshipAsserted:
    return events.RelationshipAsserted(
        event_id=second.event("sibling"),
        by=by,
        claimed=claim(at, second.plan.received_place or second.plan.place),
        relative=first.person,
        relative_of=second.person,
        kin=codes.Kin.SIBLING,
        lineage=codes.Lineage.NOT_APPLICABLE,
        bonds=(codes.Bond.UNKNOWN,),
        asserted_by=codes.FactBasis.STATEMENT_OF_PERSON,
        evidence=(codes.Evidence.CHILD_INTERVIEW,),
        confidence=codes.Confidence.HIGH,
    )


def second_record_acts(voice: ChildVoice, plan: SecondRecord) -> list[Act]:
    """Another record is made where the child is cared for; one official takes it for the child's, another answers."""
    place, other = voice.plan.received_place or voice.plan.place, voice.ids.second_record(voice.plan.number)
    stream = relationship_id(voice.person, other)
    proposed = events.SamePersonProposed(
        event_id=voice.event("proposed"),
        by=reunification(plan.proposed_at),
        relative=voice.person,
        relative_of=other,
        basis=codes.FactBasis.STATEMENT_OF_PERSON,
    )
    acts = [
        _act(voice, "second-record", plan.made_at, other, _second(voice, other, plan.made_at)),
        _act(voice, "propose-same", plan.proposed_at, stream, proposed),
    ]
    if plan.answered_at is None:
        return acts
    by = second_official(place)
    if plan.linked:
        linked = person.LinkedAsSame(
            event_id=voice.event("linked"),
            by=by,
            person=voice.person,
            other=other,
            basis=codes.FactBasis.STATEMENT_OF_PERSON,
        )
        return [*acts, voice.act("link-same", plan.answered_at, linked)]
    rejected = events.SamePersonRejected(
        event_id=voice.event("rejected"),
        by=by,
        relative=voice.person,
        relative_of=other,
        answer=codes.SamePersonAnswer.RELATIVE,
        basis=codes.FactBasis.STATEMENT_OF_PERSON,
    )
    return [*acts, _act(voice, "reject-same", plan.answered_at, stream, rejected)]


def _second(voice: ChildVoice, other: PersonId, at: datetime) -> person.PersonRegistered:
    """As the care provider typed it in: the second surname is lost, the birth date is not asked again."""
    place, who = voice.plan.received_place or voice.plan.place, voice.plan.person
    kept = tuple(part for part in who.name.parts if part.role is not codes.NameRole.SECOND_SURNAME)
    return person.PersonRegistered(
        event_id=voice.event("second-record"),
        by=on_shift(place, at),
        person=other,
        claimed=claim(at, place),
        name=Personal.of(replace(who.name, parts=kept)),
        birth=None,
        birth_basis=None,
        sex=who.sex,
        nationality=who.country,
    )


def _claimed(voice: ChildVoice, companion: int) -> tuple[RelationshipId, RelationshipAsserted]:
    """The claim that the child's encounter made of a companion, as the ledger derives it."""
    at, who = begun(voice.plan), voice.companion(companion)
    for made in claims_in({}, encounter(voice, "encounter", at, on_shift(voice.plan.place, at))):
        if isinstance(made.event, RelationshipAsserted) and who in people_named(made.event):
            return RelationshipId(made.stream), made.event
    raise AssertionError("a companion whose relation is judged was claimed to be related")


def _act(voice: ChildVoice, what: str, at: datetime, stream: PersonId | RelationshipId, *found: AnyEvent) -> Act:
    proposals = tuple(Proposal(stream=stream, event=event) for event in found)
    return Act(name=f"child:{voice.plan.number}:{what}", at=at, proposals=proposals)
