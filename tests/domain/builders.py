"""Events as the tests write them: short builders with a story's usual values.

Times are minutes since the start of the story. A builder gives a `Said`: the event, and the minute at which somebody
records it. Ids follow from content, so a story is the same at every run; `tag` tells two equal events apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypedDict, TypeVar, Unpack, cast
from uuid import NAMESPACE_OID, UUID, uuid5

from ledger.domain import codes
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import care, intake
from ledger.domain.event import Actor, Event, StrikeReason
from ledger.domain.person import BirthClaim, NeedRecorded, PersonRegistered, RecordedName
from ledger.domain.personal import Personal
from ledger.domain.values import (
    ClaimedTime,
    EventId,
    Instant,
    ManifestId,
    OfferId,
    OrganisationCode,
    PersonId,
    PlaceCode,
    Precision,
    TimeBasis,
    TripId,
    UserId,
)

START = datetime(2019, 5, 1, 8, tzinfo=UTC)
LATE = 100_000
"""A minute after every story."""

E = TypeVar("E", bound=Event)


def an_id(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)


CHILD = PersonId(an_id("child"))
MOTHER = PersonId(an_id("mother"))
AUNT = PersonId(an_id("aunt"))
EPISODE = an_id("episode")
SECOND_EPISODE = an_id("second episode")
OFFER = OfferId(an_id("offer"))
SECOND_OFFER = OfferId(an_id("second offer"))
LEG = OfferId(an_id("leg"))
MANIFEST = ManifestId(an_id("manifest"))
TRIP = TripId(an_id("trip"))


@dataclass(frozen=True)
class Said:
    """An event and the minute at which it is recorded."""

    event: AnyEvent
    minute: float
    stream: UUID = EPISODE


def moment(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def claim(minute: float, precision: Precision = Precision.MINUTE) -> ClaimedTime:
    return ClaimedTime(earliest=Instant(moment(minute)), precision=precision, basis=TimeBasis.OBSERVED)


def actor(organisation: str) -> Actor:
    return Actor(user=UserId(f"{organisation}.official"), role="official", organisation=OrganisationCode(organisation))


class Also(TypedDict, total=False):
    """What any report may say besides its own fields."""

    said: float
    """Minute at which it is recorded; one minute after the claimed time when left out."""
    tag: str
    person: PersonId
    precision: Precision


def make(cls: type[E], by: str, tag: str, values: dict[str, object]) -> E:
    """An event of a class, its id made of its content."""
    content = [f"{name}={values[name]}" for name in sorted(values) if name != "note"]
    build: Callable[..., E] = cls
    return build(event_id=EventId(an_id(" ".join([cls.TOPIC, by, tag, *content]))), by=actor(by), **values)


def decision(cls: type[E], minute: float, by: str, **values: object) -> Said:
    """A decision of an episode, recorded at that minute. Its id has the minute in it: each is taken once."""
    return Said(cast("AnyEvent", make(cls, by, str(minute), {"person": CHILD} | values)), minute)


def report(cls: type[E], minute: float, by: str, also: Also, **values: object) -> Said:
    """A report of an episode, claimed for a minute."""
    claimed = claim(minute, also.get("precision", Precision.MINUTE))
    about = {"person": also.get("person", CHILD), "claimed": claimed}
    event = make(cls, by, also.get("tag", ""), about | values)
    return Said(cast("AnyEvent", event), also.get("said", minute + 1))


# people ---------------------------------------------------------------------------------------------------------------


def registered(
    person: PersonId = CHILD,
    *,
    by: str = "USBP",
    minute: float = 0,
    name: RecordedName | None = None,
    birth: BirthClaim | None = None,
    tag: str = "",
) -> Said:
    values: dict[str, object] = {
        "person": person,
        "claimed": claim(minute),
        "name": name and Personal.of(name),
        "birth": birth and Personal.of(birth),
        "birth_basis": None,
        "sex": codes.Sex.NOT_KNOWN,
    }
    return Said(make(PersonRegistered, by, f"{tag} {name} {birth}", values), minute, person)


def needing(need: codes.Need, minute: float = 0, *, by: str = "USBP", person: PersonId = CHILD) -> Said:
    values: dict[str, object] = {"person": person, "claimed": claim(minute), "need": need}
    return Said(make(NeedRecorded, by, "", values), minute, person)


# intake ---------------------------------------------------------------------------------------------------------------


def came_with(
    person: PersonId, relation: codes.Relation = codes.Relation.MOTHER, *, present: bool | None = True
) -> intake.Companion:
    basis = codes.FactBasis.STATEMENT_OF_PERSON
    return intake.Companion(person=person, relation=relation, said_by=basis, present_now=present)


def encountered(
    minute: float = 0,
    *companions: intake.Companion,
    by: str = "USBP",
    answer: codes.CompanionsAnswer | None = None,
    place: str = "BP-RGV",
    **also: Unpack[Also],
) -> Said:
    answer = answer or (codes.CompanionsAnswer.NAMED if companions else codes.CompanionsAnswer.NONE)
    return report(
        intake.EncounterRecorded,
        minute,
        by,
        also,
        place=PlaceCode(place),
        companions_answer=answer,
        companions=companions,
    )


def companions_declared(
    minute: float,
    *companions: intake.Companion,
    by: str = "USBP",
    answer: codes.CompanionsAnswer | None = None,
    **also: Unpack[Also],
) -> Said:
    answer = answer or (codes.CompanionsAnswer.NAMED if companions else codes.CompanionsAnswer.NONE)
    return report(intake.CompanionsDeclared, minute, by, also, companions_answer=answer, companions=companions)


def opened_in_care(minute: float = 0, *, by: str = "CARE-01", **also: Unpack[Also]) -> Said:
    return report(intake.InCareAtOpening, minute, by, also, place=PlaceCode(by))


def booked_in(minute: float = 30, *, by: str = "USBP", place: str = "BP-RGV", **also: Unpack[Also]) -> Said:
    return report(intake.BookedIn, minute, by, also, place=PlaceCode(place))


def booked_out(minute: float, *, by: str = "USBP", place: str = "BP-RGV", **also: Unpack[Also]) -> Said:
    return report(intake.BookedOut, minute, by, also, place=PlaceCode(place))


def classified(
    minute: float = 60, as_: codes.Classification = codes.Classification.UNACCOMPANIED_CHILD, *, by: str = "USBP"
) -> Said:
    return decision(intake.Classified, minute, by, classification=as_, rule="6 USC 279(g)(2)")


def determined(
    minute: float = 65, *, by: str = "USBP", separation_reason: codes.SeparationReason | None = None
) -> Said:
    return decision(
        intake.UnaccompaniedDetermined, minute, by, rule="6 USC 279(g)(2)", separation_reason=separation_reason
    )


def age_determined(
    minute: float,
    result: codes.AgeResult = codes.AgeResult.ADULT,
    *,
    by: str = "USBP",
    basis: tuple[codes.AgeBasis, ...] = (codes.AgeBasis.BIRTH_CERTIFICATE,),
) -> Said:
    return decision(intake.AgeDetermined, minute, by, result=result, basis=basis)


def exceptional(minute: float, *, by: str = "USBP") -> Said:
    clock = codes.ClockKind.TRANSFER_72
    return decision(intake.ExceptionalCircumstanceDeclared, minute, by, clock=clock, authority="sector chief")


def referred(
    minute: float = 90,
    *,
    by: str = "USBP",
    needs: tuple[codes.Need, ...] = (),
    separated: bool = False,
    separation_reason: codes.SeparationReason | None = None,
) -> Said:
    return decision(
        intake.ReferralSubmitted,
        minute,
        by,
        referring_agency=codes.ReferringAgency.BORDER_PATROL,
        entry_class=codes.EntryClass.ARRIVING,
        needs=needs,
        separated=separated,
        separation_reason=separation_reason,
    )


def acknowledged(minute: float = 120, *, by: str = "ORR") -> Said:
    return decision(intake.ReferralAcknowledged, minute, by)


def returned(minute: float, *, by: str = "ORR") -> Said:
    return decision(intake.ReferralReturned, minute, by, missing=(codes.ReferralGap.COMPANIONS,))


def cancelled(minute: float, *, by: str = "USBP") -> Said:
    return decision(intake.ReferralCancelled, minute, by, reason=codes.CancelReason.OTHER)


def requested(minute: float = 130, *, by: str = "ORR", place: str = "CARE-01") -> Said:
    return decision(intake.PlacementRequested, minute, by, place=PlaceCode(place))


def placement_declined(minute: float, *, by: str = "CARE-01", place: str = "CARE-01") -> Said:
    reason = codes.PlacementDecline.LICENSING
    return decision(intake.PlacementDeclined, minute, by, place=PlaceCode(place), reason=reason)


def designated(
    minute: float = 150,
    *,
    by: str = "ORR",
    place: str = "CARE-01",
    override_by: UserId | None = None,
    note: str | None = None,
) -> Said:
    return decision(
        intake.PlacementDesignated,
        minute,
        by,
        place=PlaceCode(place),
        program=codes.ProgramKind.SHELTER,
        override_by=override_by,
        note=note and Personal.of(note),
    )


# strikes --------------------------------------------------------------------------------------------------------------


def voided(target: Said, minute: float = LATE, *, by: str | None = None) -> Said:
    by = by or target.event.by.organisation
    return decision(care.CustodyVoided, minute, by, target=target.event.event_id, reason=StrikeReason.DID_NOT_OCCUR)


def corrected(target: Said, replacement: Said, minute: float = LATE, *, by: str | None = None) -> list[Said]:
    """The replacement and the correction, for one command."""
    by = by or target.event.by.organisation
    correction = decision(
        care.CustodyCorrected,
        minute,
        by,
        target=target.event.event_id,
        replacement=replacement.event.event_id,
        reason=StrikeReason.INCORRECT_DATA,
    )
    return [Said(replacement.event, minute), correction]


def alone_explained(
    minute: float = LATE,
    by: str = "USBP",
    *,
    supervisor: str = "USBP.supervisor",
    note: str | None = "carried by nobody",
) -> Said:
    words = None if note is None else Personal.of(note)
    reason = codes.AloneReason.FOUND_ALONE
    return decision(care.AloneExplained, minute, by, reason=reason, supervisor=UserId(supervisor), note=words)


def reviewed(target: Said, code: str, minute: float = LATE, *, by: str = "USBP", note: str | None = "seen") -> Said:
    words = None if note is None else Personal.of(note)
    return decision(care.IrregularityReviewed, minute, by, target=target.event.event_id, code=code, note=words)
