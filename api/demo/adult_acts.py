"""What is said about one adult who came with a child: by the same custody stream as a child."""

from datetime import datetime, timedelta

from api.demo.acts import Act
from api.demo.child_acts import RULE
from api.demo.family_plan import AdultExit, AdultPlan, LegPlan
from api.demo.plan import ChildPlan
from api.demo.voices import Ids, claim, on_shift, second_official
from ledger.domain import codes
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import care, handoff, intake
from ledger.domain.custody.facets import Mark
from ledger.domain.personal import Personal
from ledger.domain.proposal import Proposal
from ledger.domain.register import PLACES
from ledger.domain.values import EventId, Instant, PlaceCode

LOOKED_INTO = "The adult was asked before the departure, and wished that the child stays with relatives here."
"""What a review of a removal without the child found."""
OFFER_OUTLASTS = timedelta(hours=2)
"""By how long an offer outlasts its acceptance."""
PACKET = tuple(
    handoff.PacketItem(kind=kind, status=codes.ItemStatus.PRESENT, form=codes.DocumentForm.COPY)
    for kind in (codes.PacketItemKind.I_213, codes.PacketItemKind.I_216, codes.PacketItemKind.PROPERTY)
)
PARENTS = frozenset({codes.Relation.MOTHER, codes.Relation.FATHER})


class AdultVoice:
    """Names and ids of one adult, and how an event becomes an act."""

    def __init__(self, plan: AdultPlan, child: ChildPlan, ids: Ids) -> None:
        self.plan = plan
        self.child = child
        self.ids = ids
        self.name = f"relative:{child.number}:{plan.index}"
        self.person = ids.companion(child.number, plan.index)
        self.episode = ids.relative_episode(child.number, plan.index)

    def event(self, what: str) -> EventId:
        """Id of the adult's event of that name."""
        return self.ids.event(f"{self.name}:{what}")

    def act(self, what: str, at: datetime, *events: AnyEvent) -> Act:
        """An act that records events of the adult's custody."""
        proposals = tuple(Proposal(stream=self.episode, event=event) for event in events)
        return Act(name=f"{self.name}:{what}", at=at, proposals=proposals)


def adult_acts(voice: AdultVoice) -> list[Act]:
    """Every act of the adult's custody, by time."""
    plan, place = voice.plan, voice.child.place
    acts = [_met(voice), _booked_in(voice), _classified(voice)]
    for number, leg in enumerate(plan.legs):
        acts += _handed_on(voice, number, leg, place)
        place = leg.to
    if plan.exit is not None:
        acts += _left(voice, plan.exit, place)
    return acts


def _met(voice: AdultVoice) -> Act:
    """The adult says whose child it is, where there is a word for it from their side."""
    plan, child = voice.plan, voice.child
    relation = codes.Relation.OWN_CHILD if plan.relation in PARENTS else codes.Relation.UNKNOWN
    said = codes.FactBasis.STATEMENT_OF_PERSON
    along = intake.Companion(person=voice.ids.person(child.number), relation=relation, said_by=said, present_now=True)
    met = intake.EncounterRecorded(
        event_id=voice.event("encounter"),
        by=on_shift(child.place, plan.met_at),
        person=voice.person,
        claimed=claim(plan.met_at, child.place, child.time_basis),
        place=child.place,
        companions_answer=codes.CompanionsAnswer.NAMED,
        companions=(along,),
        event_number=child.event.number if child.event else None,
        subjects_count=child.event.subjects if child.event else None,
        children_count=child.event.children if child.event else None,
    )
    return voice.act("open", plan.met_at, met)


def _booked_in(voice: AdultVoice) -> Act:
    at, place = voice.plan.booked_in_at, voice.child.place
    booked = intake.BookedIn(
        event_id=voice.event("booked_in"),
        by=on_shift(place, at),
        person=voice.person,
        claimed=claim(at, place),
        place=place,
    )
    return voice.act("book-in", at, booked)


def _classified(voice: AdultVoice) -> Act:
    at, place = voice.plan.classified_at, voice.child.place
    classified = intake.Classified(
        event_id=voice.event("classified"),
        by=on_shift(place, at),
        person=voice.person,
        classification=voice.plan.classification,
        rule=RULE,
    )
    return voice.act("classify", at, classified)


def _handed_on(voice: AdultVoice, number: int, leg: LegPlan, giver: PlaceCode) -> list[Act]:
    """Offered, accepted, gone and received: each signed by its own side."""
    who, to = voice.person, leg.to
    manifest, offer = voice.ids.relative_leg(voice.child.number, voice.plan.index, number)
    offered = handoff.HandoffOffered(
        event_id=voice.event(f"offered:{number}"),
        by=on_shift(giver, leg.offered_at),
        person=who,
        correlation=manifest,
        offer=offer,
        manifest=manifest,
        to_organisation=PLACES[to].organisation,
        to_place=to,
        expires_at=Instant(leg.accepted_at + OFFER_OUTLASTS),
    )
    accepted = handoff.HandoffAccepted(
        event_id=voice.event(f"accepted:{number}"), by=on_shift(to, leg.accepted_at), person=who, offer=offer
    )
    received = handoff.Received(
        event_id=voice.event(f"received:{number}"),
        by=on_shift(to, leg.received_at),
        person=who,
        claimed=claim(leg.received_at, to),
        offer=offer,
        place=to,
        identity_method=codes.IdentityMethod.WRISTBAND,
        condition=codes.Condition.WELL,
        head_count=1,
        packet=(),
        discrepancies=(),
    )
    return [
        voice.act(f"offer:{number}", leg.offered_at, offered),
        voice.act(f"accept:{number}", leg.accepted_at, accepted),
        _gone(voice, number, leg.dispatched_at, giver),
        voice.act(f"receive:{number}", leg.received_at, received),
    ]


def _gone(voice: AdultVoice, number: int, at: datetime, giver: PlaceCode) -> Act:
    """The papers are put together and the adult leaves, with an official of the giver."""
    manifest, offer = voice.ids.relative_leg(voice.child.number, voice.plan.index, number)
    driver, claimed = on_shift(giver, at), claim(at, giver)
    packed = handoff.PacketAssembled(
        event_id=voice.event(f"packed:{number}"), by=driver, person=voice.person, claimed=claimed, items=PACKET
    )
    dispatched = handoff.Dispatched(
        event_id=voice.event(f"dispatched:{number}"),
        by=driver,
        person=voice.person,
        correlation=manifest,
        claimed=claimed,
        offer=offer,
        trip=None,
        escort=driver.user,
    )
    return voice.act(f"dispatch:{number}", at, packed, dispatched)


def _left(voice: AdultVoice, leaving: AdultExit, place: PlaceCode) -> list[Act]:
    exited = care.Exited(
        event_id=voice.event("exited"),
        by=on_shift(place, leaving.at),
        person=voice.person,
        claimed=claim(leaving.at, place),
        kind=leaving.kind,
        with_child=leaving.with_child,
    )
    acts = [voice.act("exit", leaving.at, exited)]
    if leaving.reviewed_at is not None:
        reviewed = care.IrregularityReviewed(
            event_id=voice.event("reviewed"),
            by=second_official(place),
            person=voice.person,
            target=exited.event_id,
            code=Mark.REMOVED_WITHOUT_CHILD.value,
            note=Personal.of(LOOKED_INTO),
        )
        acts.append(voice.act("review", leaving.reviewed_at, reviewed))
    return acts
