"""Alarms and news about families, for the tests of both: who is asked about, and what is recorded of pairs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from ledger.domain import codes, person
from ledger.domain.custody import care
from ledger.domain.event import StrikeReason
from ledger.domain.person import BirthClaim
from ledger.domain.personal import Personal
from ledger.domain.relationship import events as pairs
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.values import EpisodeId, EventId, PartialDate, PersonId, UserId
from projections.family_watch import queries
from projections.family_watch.queries import Alarm, AlarmKind, News
from tests.projections.world import NOW, SECTOR, USBP, Child, World, event, official, reader

OIG = "DHS-OIG"
BEHIND, ALONE = AlarmKind.REMOVED_WITHOUT_CHILD, AlarmKind.CHILD_ALONE
LOST, DIFFER = AlarmKind.WHEREABOUTS_UNKNOWN, AlarmKind.SUBJECTS_DIFFER


def alarms(world: World, kind: AlarmKind, of: Iterable[Child] = (), by: str = OIG) -> list[Alarm]:
    """Open alarms of a kind, as far as they are about these people."""
    world.project()
    people = {each.person for each in of}
    return [row for row in queries.alarms(world.views, reader(by), kind=kind).rows if people.intersection(row.persons)]


def news(world: World, of: Iterable[Child], by: str) -> list[News]:
    """What an organisation is told of these relatives."""
    world.project()
    people = {each.person for each in of}
    return [row for row in queries.news(world.views, reader(by)).rows if row.person_id in people]


def claimed(
    world: World,
    relative: Child,
    of: Child,
    kin: codes.Kin = codes.Kin.MOTHER,
    *,
    by: str = USBP,
    **facts: Any,  # noqa: ANN401
) -> EventId:
    """Somebody says that one is the other's relative; the claim."""
    usual: dict[str, Any] = {
        "lineage": codes.Lineage.NOT_APPLICABLE,
        "bonds": (codes.Bond.UNKNOWN,),
        "asserted_by": codes.FactBasis.STATEMENT_OF_PERSON,
        "evidence": (),
        "confidence": codes.Confidence.UNKNOWN,
    }
    return said(world, pairs.RelationshipAsserted, relative, of, by=by, kin=kin, **usual | facts)


def said(world: World, cls: Any, relative: Child, of: Child, *, by: str = USBP, **facts: Any) -> EventId:  # noqa: ANN401
    """An event of two people."""
    two = {"relative": relative.person, "relative_of": of.person}
    made = event(cls, official(by, facts.pop("user", "")), world.now, **two, **facts)
    world.record((relationship_id(relative.person, of.person), made))
    return EventId(made.event_id)


def refuted(world: World, relative: Child, of: Child, claim: EventId) -> EventId:
    how = {"methods": (codes.Evidence.COURT_ORDER,), "second_verifier": UserId("orr.2")}
    return said(world, pairs.RelationshipRefuted, relative, of, by="ORR", claim=claim, **how)


def gone(
    who: Child,
    at: datetime,
    *,
    by: str = USBP,
    kind: codes.ExitKind = codes.ExitKind.REMOVED,
    **facts: Any,  # noqa: ANN401
) -> EventId:
    """Somebody leaves custody; the exit."""
    who.say(care.Exited, by, at, kind=kind, **facts)
    return who.last["exit"]


def reviewed(who: Child, exit_: EventId, *, by: str = USBP) -> None:
    note = Personal.of("The consulate was told; the children's lawyer too.")
    who.say(care.IrregularityReviewed, by, target=exit_, code="removed_without_child", note=note)


def void(who: Child, target: EventId, *, by: str = USBP) -> EventId:
    who.say(care.CustodyVoided, by, target=target, reason=StrikeReason.DID_NOT_OCCUR)
    return who.last["void"]


def corrected(who: Child, command: str, better: Any) -> None:  # noqa: ANN401  # an event
    """The last event of a command is put right."""
    strike: dict[str, Any] = {
        "target": who.last[command],
        "replacement": better.event_id,
        "reason": StrikeReason.INCORRECT_DATA,
    }
    correction = event(care.CustodyCorrected, official(USBP), person=who.person, **strike)
    who.world.record((who.episode, better), (who.episode, correction))
    who.last[command] = better.event_id


def born(text: str = "", *, age: int | None = None) -> dict[str, Any]:
    """What a registration says of the birth."""
    claim = BirthClaim(date=PartialDate(text=text) if text else None, age_years=age)
    return {"birth": Personal.of(claim), "birth_basis": codes.FactBasis.STATEMENT_OF_PERSON}


def met(world: World, *, at: datetime = NOW, registered: dict[str, Any] | None = None, **encounter: Any) -> Child:  # noqa: ANN401
    """Somebody is registered and met by the Border Patrol."""
    world.move_clock(at)
    who = Child(world, PersonId(uuid4()), EpisodeId(uuid4()))
    world.record(who.registration(at=at, **registered or {}), who.encounter(at=at, **encounter))
    return who


def claims_birth(who: Child, text: str, *, by: str = USBP) -> None:
    claim = BirthClaim(date=PartialDate(text=text))
    basis = codes.FactBasis.DOCUMENT
    who.say(person.BirthDateClaimed, by, NOW, birth=Personal.of(claim), basis=basis)


def behind(world: World, of: Iterable[Child], by: str = OIG) -> set[tuple[UUID | None, UUID | None]]:
    """Who left without whom."""
    return {(row.person_id, row.child) for row in alarms(world, BEHIND, of, by)}


def lost(who: Child, by: str = USBP) -> None:
    who.say(care.WentMissing, by, who.world.now, last_seen_place=SECTOR, reported_to=(codes.MissingReport.POLICE,))
