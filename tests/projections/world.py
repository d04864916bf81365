"""A ledger with its views on a simulation database, and people to whom things happen: a test says only what happens.

Everything goes through the ordinary door, `Ledger.execute`; what a test does not name has a value of no consequence.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

import psycopg

from api.composition import make_mapper, open_ledger, open_readers
from ledger.application import Answer, Command, Ledger
from ledger.domain import codes, person
from ledger.domain.catalog import AnyEvent
from ledger.domain.custody import handoff, intake
from ledger.domain.event import Actor, Event, Report
from ledger.domain.person import PersonEvent
from ledger.domain.personal import Personal
from ledger.domain.proposal import Proposal
from ledger.domain.reader import Purpose, Reader
from ledger.domain.register import ORR, PLACES
from ledger.domain.relationship.events import SamePersonProposed
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.trip import TripEvent
from ledger.domain.values import (
    ClaimedTime,
    EpisodeId,
    EventId,
    Instant,
    ManifestId,
    OfferId,
    OrganisationCode,
    PersonId,
    PlaceCode,
    Precision,
    TimeBasis,
    UserId,
)
from ledger.store.append import CommandKey
from ledger.store.mapper import CustodyMapper
from projections.asking import Views
from projections.reading import LogReader
from projections.runner import Runner
from projections.views import VIEWS
from tests.databases import Database

E = TypeVar("E", bound=Event)

NOW = datetime(2019, 5, 1, 12, tzinfo=UTC)
"""Where the clock of a world starts."""

SECTOR, SHELTER, OFFICE = PlaceCode("BP-RGV"), PlaceCode("CARE-01"), PlaceCode("ICE-HLG")
USBP, CARE, ICE = OrganisationCode("USBP"), OrganisationCode("CARE-01"), OrganisationCode("ICE")
CARRIER, OVERSIGHT = OrganisationCode("CARRIER-A"), OrganisationCode("DHS-OIG")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def official(organisation: str, user: str = "", *, role: str = "officer") -> Actor:
    """Somebody who signs for an organisation."""
    user_id = UserId(user or f"{organisation.lower()}.1")
    return Actor(user=user_id, role=role, organisation=OrganisationCode(organisation))


def reader(organisation: str, *, role: str = "officer") -> Reader:
    """Somebody who asks for an organisation."""
    purpose = Purpose.OVERSIGHT if organisation.endswith("OIG") else Purpose.CUSTODY
    code = OrganisationCode(organisation)
    return Reader(user=UserId(f"{organisation.lower()}.r"), organisation=code, role=role, purpose=purpose)


def event(cls: type[E], by: Actor, at: datetime | None = None, **facts: Any) -> E:  # noqa: ANN401  # fields of any event
    """An event; a report claims the time given."""
    if issubclass(cls, Report):
        facts["claimed"] = ClaimedTime(
            earliest=Instant(at or NOW), precision=Precision.MINUTE, basis=TimeBasis.OBSERVED, zone="America/Chicago"
        )
    facts = {"event_id": EventId(uuid4()), "by": by, **facts}
    return cls(**facts)


@dataclass
class World:
    """A ledger, its views, and a clock that a test moves."""

    database: Database
    ledger: Ledger
    mapper: CustodyMapper
    views: Views
    log: LogReader
    runner: Runner
    clock: psycopg.Connection[Any]
    now: datetime = datetime(1900, 1, 1, tzinfo=UTC)

    def move_clock(self, to: datetime) -> None:
        """Move the simulation's clock forward; it stays when it is further already."""
        if to > self.now:
            self.clock.execute("SELECT ledger.move_clock(%s)", (to,))
            self.now = to

    def record(self, *events: tuple[UUID, Event]) -> Answer:
        """Record events on streams, all in one command."""
        proposals = tuple(Proposal(stream=stream, event=cast("AnyEvent", each)) for stream, each in events)
        key = CommandKey(proposals[0].event.by.organisation, str(uuid4()), b"body")
        return self.ledger.execute(Command(key=key, proposals=proposals, expected={}))

    def project(self) -> None:
        """Feed the views up to the end of the log."""
        self.runner.catch_up()

    def child(self, *, at: datetime = NOW, by: str = "USBP", place: str = SECTOR, **registered: Any) -> "Child":  # noqa: ANN401
        """A child is registered and met, alone."""
        self.move_clock(at)
        child = Child(self, PersonId(uuid4()), EpisodeId(uuid4()))
        self.record(child.registration(by=by, at=at, **registered), child.encounter(by=by, at=at, place=place))
        return child

    def people(self, count: int) -> "list[Child]":
        """That many children are met."""
        return [self.child() for _ in range(count)]


def same_person(one: "Child", other: "Child", *, by: str = "USBP") -> None:
    """Two records are proposed as one person's by one official, and linked by another."""
    note = Personal.of("The fingerprints are the same.")
    two: dict[str, Any] = {"relative": one.person, "relative_of": other.person, "basis": codes.FactBasis.DOCUMENT}
    proposed = event(SamePersonProposed, official(by, f"{by}.proposes"), note=note, **two)
    one.world.record((relationship_id(one.person, other.person), proposed))
    one.say(person.LinkedAsSame, by, other=other.person, basis=codes.FactBasis.DOCUMENT)


@dataclass
class Child:
    """One person in one episode, and the shortest way through it."""

    world: World
    person: PersonId
    episode: EpisodeId
    last: dict[str, EventId] = field(default_factory=dict)
    """The latest event of each command, for a test to strike."""

    def registration(self, *, by: str = "USBP", at: datetime = NOW, **facts: Any) -> tuple[UUID, Event]:  # noqa: ANN401
        """Its registration, not recorded yet."""
        name = person.RecordedName(parts=(person.NamePart(text="Invented", role=codes.NameRole.GIVEN),))
        known = {"name": Personal.of(name), "birth": None, "birth_basis": None, "sex": codes.Sex.NOT_KNOWN} | facts
        return self.person, self._made(person.PersonRegistered, by, at, known)

    def encounter(
        self,
        *,
        by: str = "USBP",
        at: datetime = NOW,
        place: str = SECTOR,
        **facts: Any,  # noqa: ANN401
    ) -> tuple[UUID, Event]:
        """Its encounter, not recorded yet."""
        alone = {"companions_answer": codes.CompanionsAnswer.NONE, "companions": ()}
        return self.episode, self._made(intake.EncounterRecorded, by, at, {"place": PlaceCode(place)} | alone | facts)

    def say(
        self,
        cls: type[Event],
        by: str,
        at: datetime | None = None,
        *,
        user: str = "",
        **facts: Any,  # noqa: ANN401
    ) -> Answer:
        """Record one event about this child: a report when it happens, or as late as the clock has come."""
        self.world.move_clock(at or self.world.now)
        made = self._made(cls, by, at, facts, user=user)
        return self.world.record((self.person if isinstance(made, PersonEvent) else self.episode, made))

    def _made(self, cls: type[Event], by: str, at: datetime | None, facts: dict[str, Any], *, user: str = "") -> Event:
        made = event(cls, official(by, user), at, person=self.person, **facts)
        assert not isinstance(made, TripEvent)
        self.last[cls.COMMAND] = made.event_id
        return made

    # ------------------------------------------------------------------------------------------------ the path

    def placed(self, place: str = SHELTER, *, by: str = "USBP") -> None:
        """From the encounter to the designated place."""
        self.say(intake.UnaccompaniedDetermined, by, rule="6 USC 279(g)(2)")
        self.say(
            intake.ReferralSubmitted,
            by,
            referring_agency=codes.ReferringAgency.BORDER_PATROL,
            entry_class=codes.EntryClass.ENTRY_WITHOUT_INSPECTION,
            needs=(),
            separated=False,
        )
        self.say(intake.ReferralAcknowledged, ORR)
        self.say(intake.PlacementDesignated, ORR, place=PlaceCode(place), program=codes.ProgramKind.SHELTER)

    def offered(
        self,
        place: str = SHELTER,
        *,
        by: str = "USBP",
        manifest: ManifestId | None = None,
        expires_at: datetime = NOW + timedelta(days=30),
    ) -> OfferId:
        """Offered to a place."""
        offer = OfferId(uuid4())
        self.say(
            handoff.HandoffOffered,
            by,
            offer=offer,
            manifest=manifest or ManifestId(uuid4()),
            to_organisation=PLACES[PlaceCode(place)].organisation,
            to_place=PlaceCode(place),
            expires_at=Instant(expires_at),
        )
        return offer

    def accepted(self, place: str = SHELTER, *, by: str = "USBP", manifest: ManifestId | None = None) -> OfferId:
        """Offered to a place, which accepts."""
        offer = self.offered(place, by=by, manifest=manifest)
        self.say(handoff.HandoffAccepted, PLACES[PlaceCode(place)].organisation, offer=offer)
        return offer

    def left(
        self, offer: OfferId, at: datetime, *, by: str = "USBP", escort: str | None = None, trip: UUID | None = None
    ) -> None:
        """Its packet is answered and it leaves."""
        item = handoff.PacketItem(kind=codes.PacketItemKind.I_213, status=codes.ItemStatus.PRESENT)
        self.say(handoff.PacketAssembled, by, at, items=(item,))
        self.say(handoff.Dispatched, by, at, offer=offer, trip=trip, escort=UserId(escort) if escort else None)

    def received(self, offer: OfferId | None, at: datetime, *, place: str = SHELTER, **facts: Any) -> None:  # noqa: ANN401
        """The receiver signs."""
        usual: dict[str, Any] = {
            "offer": offer,
            "place": PlaceCode(place),
            "identity_method": codes.IdentityMethod.PHOTO,
            "condition": codes.Condition.WELL,
            "head_count": 1,
            "packet": (),
            "discrepancies": (),
        }
        self.say(handoff.Received, PLACES[PlaceCode(place)].organisation, at, **usual | facts)

    def in_care(self, at: datetime = NOW, *, place: str = SHELTER) -> None:
        """The whole path, from the encounter to the receipt."""
        self.placed(place)
        offer = self.accepted(place)
        self.left(offer, at, escort="usbp.1")
        self.received(offer, at + minutes(30), place=place)


@contextmanager
def open_world(database: Database) -> Iterator[World]:
    """A world on an empty database with views."""
    settings = database.settings
    mapper = make_mapper(settings)
    projector = settings.role_conninfo("custody_projector")
    with (
        open_ledger(settings, mapper, connections_max=2) as ledger,
        open_readers(settings, mapper, connections_max=2) as readers,
        Runner(projector, codec=mapper.codec, views=VIEWS) as runner,
        psycopg.connect(settings.role_conninfo("custody_demo"), autocommit=True) as clock,
    ):
        views = Views(readers.pools, wait_seconds=0)
        world = World(database, ledger, mapper, views, readers.log, runner, clock)
        world.move_clock(NOW)
        yield world
