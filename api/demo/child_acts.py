"""What is said about one child of the plan from the encounter to the designated place."""

from datetime import UTC, datetime

from api.demo.acts import Act
from api.demo.plan import ChildPlan, CompanionPlan, CorrectionKind, Origin, ReferralPlan
from api.demo.voices import Ids, claim, intakes, on_shift
from ledger.domain import codes, person
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import care, intake
from ledger.domain.event import Actor, StrikeReason
from ledger.domain.identifiers import read_identifier
from ledger.domain.person import PersonEvent
from ledger.domain.personal import Personal
from ledger.domain.proposal import Proposal
from ledger.domain.register import PLACES, PlaceKind
from ledger.domain.values import EventId, PartialDate, PersonId, PlaceCode, UserId

REFERRING = {
    PlaceKind.SECTOR: codes.ReferringAgency.BORDER_PATROL,
    PlaceKind.PORT_OF_ENTRY: codes.ReferringAgency.OFFICE_OF_FIELD_OPERATIONS,
    PlaceKind.ICE_OFFICE: codes.ReferringAgency.ICE_ERO,
}
RULE = "6 USC 279(g)(2)"
SUPERVISOR = UserId("ORR.intakes.supervisor")
NO_OTHER_BED = "No bed that meets everything was free in time. The house was called and brings in what it lacks."
"""Why a place is designated that does not meet all needs."""
OPENING = datetime(2018, 10, 1, 4, tzinfo=UTC)
"""When those already in care are told to the ledger: as the fiscal year begins, at midnight in Washington."""


class ChildVoice:
    """Names and ids of one child, and how its events become acts."""

    def __init__(self, plan: ChildPlan, ids: Ids) -> None:
        self.plan = plan
        self.ids = ids
        self.person = ids.person(plan.number)
        self.episode = ids.episode(plan.number)

    def companion(self, index: int) -> PersonId:
        """Who came along: somebody with a record for that, or another child of the plan."""
        child = self.plan.companions[index].child
        return self.ids.companion(self.plan.number, index) if child is None else self.ids.person(child)

    def event(self, what: str) -> EventId:
        """Id of the child's event of that name."""
        return self.ids.event(f"child:{self.plan.number}:{what}")

    def act(self, what: str, at: datetime, *events: AnyEvent) -> Act:
        """An act that records events on the child's streams."""
        return Act(
            name=f"child:{self.plan.number}:{what}",
            at=at,
            proposals=tuple(self._proposal(event) for event in events),
        )

    def _proposal(self, event: AnyEvent) -> Proposal:
        stream = event.person if isinstance(event, PersonEvent) else self.episode
        return Proposal(stream=stream, event=event)


def opening(voice: ChildVoice) -> Act:
    """The child is met, or was in care when the ledger began: person records and the episode in one command."""
    plan = voice.plan
    at = plan.encountered_at
    if plan.origin is Origin.OPENING_CENSUS:
        return _opened_in_care(voice)
    by = on_shift(plan.place, at)
    claimed_at = at
    if plan.correction is not None and plan.correction.first_encounter is not None:
        claimed_at = plan.correction.first_encounter
    people = [
        _companion(voice, index, companion, by)
        for index, companion in enumerate(plan.companions)
        if companion.child is None
    ]
    met = encounter(voice, "encounter", claimed_at, by)
    return voice.act("open", max(at, claimed_at), *people, *_person(voice, at, by, plan.place), met)


def encounter(voice: ChildVoice, what: str, at: datetime, by: Actor) -> intake.EncounterRecorded:
    """The encounter, claimed for a time: said wrongly first where the plan corrects it later."""
    plan = voice.plan
    companions = tuple(
        intake.Companion(
            person=voice.companion(index),
            relation=companion.relation,
            said_by=codes.FactBasis.STATEMENT_OF_PERSON,
            present_now=companion.present_now,
        )
        for index, companion in enumerate(plan.companions)
    )
    return intake.EncounterRecorded(
        event_id=voice.event(what),
        by=by,
        person=voice.person,
        claimed=claim(at, plan.place, plan.time_basis),
        place=plan.place,
        companions_answer=plan.companions_answer,
        companions=companions,
        event_number=plan.event.number if plan.event else None,
        subjects_count=plan.event.subjects if plan.event else None,
        children_count=plan.event.children if plan.event else None,
    )


def _opened_in_care(voice: ChildVoice) -> Act:
    plan = voice.plan
    place, received_at = plan.received_place, plan.received_at
    if place is None or received_at is None:
        raise AssertionError("a child of the opening census is in care somewhere")
    by = on_shift(place, received_at)
    opened = intake.InCareAtOpening(
        event_id=voice.event("encounter"),
        by=by,
        person=voice.person,
        claimed=claim(received_at, place),
        place=place,
        encountered_on=plan.encountered_at.date().isoformat(),
    )
    return voice.act("open", OPENING, *_person(voice, received_at, by, place), opened)


def registration(voice: ChildVoice, what: str, at: datetime, by: Actor, birth: PartialDate) -> person.PersonRegistered:
    """The person record of the child."""
    who = voice.plan.person
    return person.PersonRegistered(
        event_id=voice.event(what),
        by=by,
        person=voice.person,
        claimed=claim(at, by.office or voice.plan.place),
        name=Personal.of(who.name),
        birth=Personal.of(person.BirthClaim(date=birth)),
        birth_basis=codes.FactBasis.STATEMENT_OF_PERSON,
        sex=who.sex,
        nationality=who.country,
        languages=who.languages,
    )


def _person(voice: ChildVoice, at: datetime, by: Actor, place: PlaceCode) -> list[AnyEvent]:
    plan = voice.plan
    birth = plan.person.birth_written
    if plan.correction is not None and plan.correction.first_birth is not None:
        birth = plan.correction.first_birth
    events: list[AnyEvent] = [registration(voice, "registered", at, by, birth)]
    if plan.person.a_number is not None:
        read = read_identifier(codes.IdentifierScheme.A_NUMBER, plan.person.a_number)
        value = person.IdentifierValue(normalised=read.normalised, written=read.written)
        events.append(
            person.IdentifierAssigned(
                event_id=voice.event("a_number"),
                by=by,
                person=voice.person,
                claimed=claim(at, place),
                scheme=codes.IdentifierScheme.A_NUMBER,
                identifier=Personal.of(value),
                doubts=read.doubts,
            )
        )
    return events


def _companion(voice: ChildVoice, index: int, companion: CompanionPlan, by: Actor) -> person.PersonRegistered:
    plan = voice.plan
    return person.PersonRegistered(
        event_id=voice.event(f"companion:{index}"),
        by=by,
        person=voice.companion(index),
        claimed=claim(plan.encountered_at, plan.place),
        name=Personal.of(companion.name),
        birth=Personal.of(person.BirthClaim(date=companion.birth)) if companion.birth else None,
        birth_basis=codes.FactBasis.STATEMENT_OF_PERSON if companion.birth else None,
        sex=companion.sex,
    )


def intake_acts(voice: ChildVoice) -> list[Act]:
    """Booking and classification; the determination where the child is referred."""
    plan = voice.plan
    acts: list[Act] = []
    if plan.booked_in_at is not None:
        by = on_shift(plan.place, plan.booked_in_at)
        claimed = claim(plan.booked_in_at, plan.place)
        booked = intake.BookedIn(
            event_id=voice.event("booked_in"), by=by, person=voice.person, claimed=claimed, place=plan.place
        )
        acts.append(voice.act("book-in", plan.booked_in_at, booked))
    if plan.classified_at is not None:
        acts.append(voice.act("classify", plan.classified_at, *_classified(voice, plan.classified_at)))
    return acts


def _classified(voice: ChildVoice, at: datetime) -> list[AnyEvent]:
    plan = voice.plan
    by = on_shift(plan.place, at)
    events: list[AnyEvent] = [
        intake.Classified(
            event_id=voice.event("classified"),
            by=by,
            person=voice.person,
            classification=plan.classification,
            rule=RULE,
        )
    ]
    if plan.referral is not None:
        determined = intake.UnaccompaniedDetermined(
            event_id=voice.event("determined"),
            by=by,
            person=voice.person,
            rule=RULE,
            separation_reason=plan.separation_reason,
        )
        events.append(determined)
    return events


def referral_acts(voice: ChildVoice, referral: ReferralPlan) -> list[Act]:
    """From the referral to the designated place."""
    acts = [_submitted(voice, "refer", referral.submitted_at)]
    orr, who = intakes(referral.acknowledged_at), voice.person
    if referral.returned_at is not None and referral.submitted_again_at is not None:
        returned = intake.ReferralReturned(
            event_id=voice.event("returned"), by=intakes(referral.returned_at), person=who, missing=referral.missing
        )
        acts.append(voice.act("return", referral.returned_at, returned))
        acts.append(_submitted(voice, "refer-again", referral.submitted_again_at))
    acknowledged = intake.ReferralAcknowledged(event_id=voice.event("acknowledged"), by=orr, person=who)
    acts.append(voice.act("acknowledge", referral.acknowledged_at, acknowledged))
    for index, asked in enumerate(referral.declined):
        acts += _declined(voice, index, asked.place, asked.requested_at, asked.declined_at, asked.reason)
    requested = intake.PlacementRequested(
        event_id=voice.event("requested"), by=intakes(referral.requested_at), person=who, place=referral.place
    )
    acts.append(voice.act("request", referral.requested_at, requested))
    acts.append(voice.act("designate", referral.designated_at, _designated(voice, referral)))
    return acts


def _designated(voice: ChildVoice, referral: ReferralPlan) -> intake.PlacementDesignated:
    """The designation; a supervisor decides where the place does not meet all that the child needs."""
    care = PLACES[referral.place].care
    overridden = care is not None and bool(care.unmet(voice.plan.needs))
    return intake.PlacementDesignated(
        event_id=voice.event("designated"),
        by=intakes(referral.designated_at),
        person=voice.person,
        place=referral.place,
        program=referral.program,
        override_by=SUPERVISOR if overridden else None,
        note=Personal.of(NO_OTHER_BED) if overridden else None,
    )


def _submitted(voice: ChildVoice, what: str, at: datetime) -> Act:
    plan = voice.plan
    submitted = intake.ReferralSubmitted(
        event_id=voice.event(what),
        by=on_shift(plan.place, at),
        person=voice.person,
        referring_agency=REFERRING[PLACES[plan.place].kind],
        entry_class=codes.EntryClass.ENTRY_WITHOUT_INSPECTION,
        needs=plan.needs,
        separated=plan.separation_reason is not None,
        separation_reason=plan.separation_reason,
    )
    return voice.act(what, at, submitted)


def _declined(
    voice: ChildVoice,
    index: int,
    place: PlaceCode,
    requested_at: datetime,
    declined_at: datetime,
    reason: codes.PlacementDecline,
) -> list[Act]:
    asked = intake.PlacementRequested(
        event_id=voice.event(f"asked:{index}"), by=intakes(requested_at), person=voice.person, place=place
    )
    declined = intake.PlacementDeclined(
        event_id=voice.event(f"declined:{index}"),
        by=on_shift(place, declined_at),
        person=voice.person,
        place=place,
        reason=reason,
    )
    return [voice.act(f"ask:{index}", requested_at, asked), voice.act(f"decline:{index}", declined_at, declined)]


def correction_acts(voice: ChildVoice) -> list[Act]:
    """The correction of what was first recorded wrongly, by the office that recorded it."""
    plan = voice.plan
    if plan.correction is None:
        return []
    by = opening(voice).proposals[-1].event.by
    what: tuple[AnyEvent, AnyEvent]
    if plan.correction.kind is CorrectionKind.ENCOUNTER_TIME:
        met = encounter(voice, "encounter:again", plan.encountered_at, by)
        what = (
            met,
            care.CustodyCorrected(
                event_id=voice.event("corrected"),
                by=by,
                person=voice.person,
                target=voice.event("encounter"),
                replacement=met.event_id,
                reason=StrikeReason.INCORRECT_DATA,
            ),
        )
    else:
        known = registration(voice, "registered:again", plan.encountered_at, by, plan.person.birth_written)
        what = (
            known,
            person.PersonCorrected(
                event_id=voice.event("corrected"),
                by=by,
                person=voice.person,
                target=voice.event("registered"),
                replacement=known.event_id,
                reason=StrikeReason.INCORRECT_DATA,
            ),
        )
    return [voice.act("correct", plan.correction.at, *what)]
