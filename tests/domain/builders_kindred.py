"""Events of groups and pairs as the tests write them, and what their streams amount to; as `tests.domain.builders`."""

from dataclasses import replace
from typing import Any, TypedDict, TypeVar, Unpack, cast
from uuid import UUID

from ledger.domain import codes, person
from ledger.domain.catalog import AnyEvent
from ledger.domain.event import Event, Recorded, Report, StrikeReason
from ledger.domain.family import groups, separation
from ledger.domain.family import state as family_state
from ledger.domain.family.base import Informed, Member
from ledger.domain.family.events import FamilyEvent
from ledger.domain.family.separations import Separation
from ledger.domain.family.state import FamilyState
from ledger.domain.personal import Personal
from ledger.domain.relationship import events as pairs
from ledger.domain.relationship import state as relationship_state
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.relationship.state import Claim, RelationshipState, Standing
from ledger.domain.values import EventId, FamilyId, OrganisationCode, PersonId, PlaceCode, UserId
from tests.domain.builders import AUNT, CHILD, LATE, MOTHER, Said, an_id, claim, make, registered
from tests.domain.story import Log, Story, given

E = TypeVar("E", bound=Event)

GROUP, OTHER_GROUP = FamilyId(an_id("group")), FamilyId(an_id("other group"))
FATHER, BROTHER = PersonId(an_id("father")), PersonId(an_id("brother"))
NOBODY = PersonId(an_id("nobody"))
"""Somebody without a record."""
SECOND = UserId("USBP.second")
PROSECUTION = codes.SeparationReason.REFERRED_FOR_PROSECUTION
WHY = Personal.of("The father is taken to the court in McAllen.")


class When(TypedDict, total=False):
    """What any of these may say besides its own fields."""

    by: str
    user: str
    """Who signs; the organisation's usual official when left out."""
    said: float
    """Minute at which it is recorded; one after the claimed time when left out."""
    tag: str


def _signed(cls: type[E], stream: UUID, minute: float, when: When, values: dict[str, object]) -> Said:
    by, user = when.get("by", "USBP"), when.get("user", "")
    if issubclass(cls, Report):
        values = {"claimed": claim(minute)} | values
    at = when.get("said", minute + 1 if issubclass(cls, Report) else minute)
    tag = when.get("tag", "") if issubclass(cls, Report) else f"{minute} {when.get('tag', '')}"
    event = make(cls, by, f"{stream} {tag} {user}", values)
    if user:
        event = replace(event, by=replace(event.by, user=UserId(user)))
    return Said(cast("AnyEvent", event), at, stream)


def of_group(
    cls: type[E], minute: float, *, group: FamilyId = GROUP, values: dict[str, object], when: When | None = None
) -> Said:
    """An event of a group."""
    return _signed(cls, group, minute, when or {}, {"family": group} | values)


def of_pair(
    cls: type[E], minute: float, relative: PersonId, relative_of: PersonId, when: When, values: dict[str, object]
) -> Said:
    """An event of two people."""
    two = {"relative": relative, "relative_of": relative_of}
    return _signed(cls, relationship_id(relative, relative_of), minute, when, two | values)


# groups ---------------------------------------------------------------------------------------------------------------


def member(
    person: PersonId,
    role: codes.MemberRole = codes.MemberRole.CHILD,
    reason: codes.JoinReason = codes.JoinReason.ENCOUNTERED_TOGETHER,
) -> Member:
    return Member(person=person, role=role, reason=reason)


def formed(
    minute: float = 5,
    *people: PersonId,
    group: FamilyId = GROUP,
    kind: codes.GroupKind = codes.GroupKind.FAMILY_UNIT,
    **when: Unpack[When],
) -> Said:
    """A group of these people, the mother and the child when nobody is named."""
    members = tuple(member(person) for person in people or (MOTHER, CHILD))
    return of_group(groups.GroupFormed, minute, group=group, values={"kind": kind, "members": members}, when=when)


def added(minute: float, person: PersonId, *, group: FamilyId = GROUP, **when: Unpack[When]) -> Said:
    values: dict[str, object] = {"member": member(person, reason=codes.JoinReason.FOUND_LATER)}
    return of_group(groups.MemberAdded, minute, group=group, values=values, when=when)


def left(
    minute: float,
    person: PersonId,
    reason: codes.LeaveReason = codes.LeaveReason.SEPARATED,
    *,
    group: FamilyId = GROUP,
    **when: Unpack[When],
) -> Said:
    return of_group(groups.MemberLeft, minute, group=group, values={"member": person, "reason": reason}, when=when)


def numbered(
    minute: float,
    number: str,
    *people: PersonId,
    year: int | None = None,
    group: FamilyId = GROUP,
    **when: Unpack[When],
) -> Said:
    issuer = OrganisationCode(when.get("by", "USBP"))
    values = {"number": Personal.of(number), "people": people, "issuer": issuer, "fiscal_year": year}
    return of_group(groups.GroupNumberRecorded, minute, group=group, values=values, when=when)


def linked(minute: float, other: FamilyId = OTHER_GROUP, *, group: FamilyId = GROUP, **when: Unpack[When]) -> Said:
    values: dict[str, object] = {"other": other, "basis": codes.FactBasis.DOCUMENT}
    return of_group(groups.GroupsLinked, minute, group=group, values=values, when=when)


def unlinked(minute: float, other: FamilyId = OTHER_GROUP, *, group: FamilyId = GROUP, **when: Unpack[When]) -> Said:
    values: dict[str, object] = {"other": other, "basis": codes.FactBasis.DOCUMENT}
    return of_group(groups.GroupsUnlinked, minute, group=group, values=values, when=when)


# separations ----------------------------------------------------------------------------------------------------------


def told(person: PersonId, language: str = "mam") -> Informed:
    what = (codes.Told.THAT_THEY_ARE_SEPARATED, codes.Told.WHERE_THE_OTHER_GOES)
    return Informed(person=person, told=what, language=language, interpreter=codes.InterpreterUse.RELAY)


COMPLETE: dict[str, object] = {
    "children": (CHILD,),
    "adults": (MOTHER,),
    "reason": PROSECUTION,
    "narrative": WHY,
    "supervisor": UserId("USBP.supervisor"),
    "adult_next_organisation": OrganisationCode("ICE"),
    "adult_next_place": PlaceCode("ICE-HLG"),
    "informed": (told(CHILD), told(MOTHER)),
}
"""A separation of the child from the mother, with everything that it takes."""


def separation_decided(minute: float = 60, *, group: FamilyId = GROUP, **values: object) -> Said:
    return of_group(separation.SeparationDecided, minute, group=group, values=COMPLETE | values)


def separated(
    minute: float = 60, *children: PersonId, group: FamilyId = GROUP, when: When | None = None, **known: object
) -> Said:
    """That children have been separated, with whatever is known."""
    values = {"children": children or (CHILD,)} | known
    return of_group(separation.SeparationReported, minute, group=group, values=values, when=when)


def supplemented(
    minute: float, of: Said, *, group: FamilyId = GROUP, when: When | None = None, **known: object
) -> Said:
    values = {"separation": of.event.event_id} | known
    return of_group(separation.SeparationSupplemented, minute, group=group, values=values, when=when)


def looked_at(minute: float, of: Said, outcome: codes.SeparationReview = codes.SeparationReview.GOES_ON) -> Said:
    values = {"separation": of.event.event_id, "outcome": outcome}
    return of_group(separation.SeparationReviewed, minute, values=values)


def reunited(minute: float, of: Said, *children: PersonId, **when: Unpack[When]) -> Said:
    how = codes.SeparationEnd.REUNITED_IN_CUSTODY
    values = {"separation": of.event.event_id, "children": children, "how": how}
    return of_group(separation.SeparationEnded, minute, values=values, when=when)


# two people -----------------------------------------------------------------------------------------------------------


def asserted(
    minute: float = 5,
    relative: PersonId = MOTHER,
    relative_of: PersonId = CHILD,
    kin: codes.Kin = codes.Kin.MOTHER,
    lineage: codes.Lineage = codes.Lineage.NOT_APPLICABLE,
    *,
    bond: codes.Bond = codes.Bond.BIOLOGICAL,
    **when: Unpack[When],
) -> Said:
    values: dict[str, object] = {
        "kin": kin,
        "lineage": lineage,
        "bonds": (bond,),
        "asserted_by": codes.FactBasis.STATEMENT_OF_PERSON,
        "evidence": (codes.Evidence.CHILD_INTERVIEW,),
        "confidence": codes.Confidence.MEDIUM,
    }
    return of_pair(pairs.RelationshipAsserted, minute, relative, relative_of, when, values)


def _of_claim(cls: type[E], minute: float, of: Said, when: When, values: dict[str, object]) -> Said:
    """Of the same two people as the claim."""
    about = of.event
    assert isinstance(about, RelationshipEvent)
    return of_pair(cls, minute, about.relative, about.relative_of, when, {"claim": about.event_id} | values)


def verified(minute: float, of: Said, second: str = "ORR.second", **when: Unpack[When]) -> Said:
    values: dict[str, object] = {"methods": (codes.Evidence.BIRTH_CERTIFICATE,), "second_verifier": UserId(second)}
    return _of_claim(pairs.RelationshipVerified, minute, of, {"by": "ORR", **when}, values)


def refuted(minute: float, of: Said, second: str = "ORR.second", **when: Unpack[When]) -> Said:
    values: dict[str, object] = {"methods": (codes.Evidence.DNA_RESULT_REFERENCE,), "second_verifier": UserId(second)}
    return _of_claim(pairs.RelationshipRefuted, minute, of, {"by": "ORR", **when}, values)


def disputed(minute: float, of: Said, **when: Unpack[When]) -> Said:
    values: dict[str, object] = {"reason": codes.DisputeReason.DENIED_BY_CHILD}
    return _of_claim(pairs.RelationshipDisputed, minute, of, when, values)


def ended(minute: float, of: Said, **when: Unpack[When]) -> Said:
    values: dict[str, object] = {"reason": codes.RelationshipEnd.GUARDIANSHIP_ENDED}
    return _of_claim(pairs.RelationshipEnded, minute, of, when, values)


def tie_judged(
    minute: float,
    answer: codes.TieAnswer,
    *signs: codes.TieSign,
    of: tuple[PersonId, PersonId] = (AUNT, CHILD),
    **when: Unpack[When],
) -> Said:
    return of_pair(pairs.TieJudged, minute, *of, when, {"signs": signs, "answer": answer})


def one_person_proposed(minute: float, of: tuple[PersonId, PersonId] = (AUNT, MOTHER), **when: Unpack[When]) -> Said:
    return of_pair(pairs.SamePersonProposed, minute, *of, when, {"basis": codes.FactBasis.DOCUMENT})


def found_same(minute: float, of: tuple[PersonId, PersonId] = (AUNT, MOTHER), **when: Unpack[When]) -> Said:
    """The confirmation, on the record of the first: ORR's, unless said otherwise."""
    return _of_records(person.LinkedAsSame, minute, of, when)


def found_two(minute: float, of: tuple[PersonId, PersonId] = (AUNT, MOTHER), **when: Unpack[When]) -> Said:
    """The link undone."""
    return _of_records(person.Unlinked, minute, of, when)


def _of_records(cls: type[Event], minute: float, of: tuple[PersonId, PersonId], when: When) -> Said:
    values: dict[str, object] = {"person": of[0], "other": of[1], "basis": codes.FactBasis.CONSULATE}
    return _signed(cls, of[0], minute, {"by": "ORR", **when}, values)


def one_person_rejected(
    minute: float,
    of: tuple[PersonId, PersonId] = (AUNT, MOTHER),
    answer: codes.SamePersonAnswer = codes.SamePersonAnswer.RELATIVE,
    **when: Unpack[When],
) -> Said:
    values: dict[str, object] = {"basis": codes.FactBasis.DOCUMENT, "answer": answer}
    return of_pair(pairs.SamePersonRejected, minute, *of, when, values)


# strikes --------------------------------------------------------------------------------------------------------------


def struck_out(target: Said, minute: float = LATE, **when: Unpack[When]) -> Said:
    """The void of an event of a group or a pair, by those who signed it unless said otherwise."""
    return _strike(groups.FamilyVoided, pairs.RelationshipVoided, target, minute, when, {})


def put_right(target: Said, better: Said, minute: float = LATE, **when: Unpack[When]) -> list[Said]:
    """The replacement and the correction, for one command."""
    values: dict[str, object] = {"replacement": better.event.event_id}
    correction = _strike(groups.FamilyCorrected, pairs.RelationshipCorrected, target, minute, when, values)
    return [Said(better.event, minute, better.stream), correction]


def _strike(
    family: type[Event], pair: type[Event], target: Said, minute: float, when: When, values: dict[str, object]
) -> Said:
    event = target.event
    when = {"by": event.by.organisation, **when}
    values = {"target": event.event_id, "reason": StrikeReason.INCORRECT_DATA} | values
    if isinstance(event, FamilyEvent):
        return of_group(family, minute, group=event.family, values=values, when=when)
    assert isinstance(event, RelationshipEvent)
    return of_pair(pair, minute, event.relative, event.relative_of, when, values)


def changed(said: Said, cls: type[E], **values: object) -> Said:
    """The same with other values."""
    assert isinstance(said.event, cls)
    return Said(cast("AnyEvent", replace(said.event, **cast("dict[str, Any]", values))), said.minute, said.stream)


# what it amounts to ---------------------------------------------------------------------------------------------------


def told_of(*steps: Said | list[Said]) -> Story:
    """A story about five people who have records."""
    return given(*everybody(), *steps)


def everybody() -> list[Said]:
    """The registrations of those whom `given` does not register."""
    return [registered(FATHER), registered(BROTHER)]


def done(story: Story) -> Story:
    """The story, once it is sure that what was tried last was recorded."""
    assert story.problem is None, story.problem
    return story


def group_in(log: Log, group: FamilyId = GROUP) -> FamilyState:
    return family_state.fold(cast("list[Recorded[FamilyEvent]]", log.streams[group]))


def pair_in(log: Log, one: PersonId = MOTHER, other: PersonId = CHILD) -> RelationshipState:
    recorded = log.streams.get(relationship_id(one, other), [])
    return relationship_state.fold(cast("list[Recorded[RelationshipEvent]]", recorded))


def separation_in(log: Log, of: Said, group: FamilyId = GROUP) -> Separation:
    found = group_in(log, group).separation(of.event.event_id)
    assert found is not None
    return found


def claim_in(log: Log, of: Said) -> Claim:
    """The claim that an event made."""
    event = of.event
    assert isinstance(event, RelationshipEvent)
    found = pair_in(log, event.relative, event.relative_of).claim(EventId(event.event_id))
    assert found is not None
    return found


def standing_of(log: Log, of: Said) -> Standing:
    return claim_in(log, of).standing
