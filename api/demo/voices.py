"""Who speaks in the demo's year, and the ids of what they speak of: all derived from the seed, so a run can go on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from ledger.domain.event import Actor
from ledger.domain.register import ORR, PLACES, PlaceKind
from ledger.domain.values import (
    ClaimedTime,
    EpisodeId,
    EventId,
    FamilyId,
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

NAMESPACE = UUID("6b1f3c52-0d1e-4f5a-9a86-5b8f6f0c2d11")
"""Namespace of all ids of demos."""

SHIFTS = ("night", "day", "evening")
"""Three invented officials a place, eight hours each."""


ROLES = {
    PlaceKind.SECTOR: "border_patrol_agent",
    PlaceKind.PORT_OF_ENTRY: "field_operations_officer",
    PlaceKind.ICE_OFFICE: "juvenile_coordinator",
    PlaceKind.CARE_PROVIDER: "case_manager",
    PlaceKind.MARSHALS_DISTRICT: "deputy_marshal",
}


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of one demo: the same seed and share give the same ids."""

    root: UUID

    @classmethod
    def of(cls, *, seed: int, share: str) -> "Ids":
        """Ids of the demo of a seed and a share."""
        return cls(uuid5(NAMESPACE, f"{seed}:{share}"))

    def person(self, number: int) -> PersonId:
        """The child of that number."""
        return PersonId(uuid5(self.root, f"person:{number}"))

    def companion(self, number: int, index: int) -> PersonId:
        """Who came along with the child of that number."""
        return PersonId(uuid5(self.root, f"companion:{number}:{index}"))

    def episode(self, number: int) -> EpisodeId:
        """The custody episode of the child of that number."""
        return EpisodeId(uuid5(self.root, f"episode:{number}"))

    def relative_episode(self, number: int, index: int) -> EpisodeId:
        """The custody episode of who came along with the child of that number."""
        return EpisodeId(uuid5(self.root, f"relative:{number}:{index}"))

    def relative_leg(self, number: int, index: int, leg: int) -> tuple[ManifestId, OfferId]:
        """The manifest and the offer with which who came along is handed on."""
        name = f"relative:{number}:{index}:{leg}"
        return ManifestId(uuid5(self.root, f"manifest:{name}")), OfferId(uuid5(self.root, f"offer:{name}"))

    def family(self, number: int) -> FamilyId:
        """The family group of that number."""
        return FamilyId(uuid5(self.root, f"family:{number}"))

    def second_record(self, number: int) -> PersonId:
        """Another record of the child of that number."""
        return PersonId(uuid5(self.root, f"second:{number}"))

    def manifest(self, number: int) -> ManifestId:
        """The manifest of that number."""
        return ManifestId(uuid5(self.root, f"manifest:{number}"))

    def trip(self, number: int, leg: str) -> TripId:
        """The trip of a leg of a manifest."""
        return TripId(uuid5(self.root, f"trip:{number}:{leg}"))

    def offer(self, manifest: int, leg: str, child: int) -> OfferId:
        """The offer of one child in one leg or try of a manifest."""
        return OfferId(uuid5(self.root, f"offer:{manifest}:{leg}:{child}"))

    def event(self, name: str) -> EventId:
        """The event of that name within the demo."""
        return EventId(uuid5(self.root, f"event:{name}"))


def official(place: PlaceCode, at: datetime, *, role: str, organisation: OrganisationCode | None = None) -> Actor:
    """The invented official on shift at a place; of another organisation when one is given (a carrier's driver)."""
    whose = organisation or PLACES[place].organisation
    shift = SHIFTS[at.hour // 8]
    user = UserId(f"{place}.{shift}" if organisation is None else f"{organisation}.{place}.{shift}")
    return Actor(user=user, role=role, organisation=whose, office=place)


def on_shift(place: PlaceCode, at: datetime) -> Actor:
    """The official who speaks for a place."""
    return official(place, at, role=ROLES[PLACES[place].kind])


def intakes(at: datetime) -> Actor:
    """The official of ORR intakes on shift."""
    return Actor(user=UserId(f"ORR.intakes.{SHIFTS[at.hour // 8]}"), role="orr_intakes", organisation=ORR)


def second_official(place: PlaceCode) -> Actor:
    """The invented official of a place who signs beside those on shift."""
    found = PLACES[place]
    user = UserId(f"{place}.supervisor")
    return Actor(user=user, role="supervisor", organisation=found.organisation, office=place)


def reunification(at: datetime) -> Actor:
    """The official of ORR on shift who reunites families."""
    return Actor(user=UserId(f"ORR.reunification.{SHIFTS[at.hour // 8]}"), role="orr_reunification", organisation=ORR)


def claim(at: datetime, place: PlaceCode, basis: TimeBasis = TimeBasis.OBSERVED) -> ClaimedTime:
    """A claimed time to the minute, in the zone of a place."""
    return ClaimedTime(earliest=Instant(at), precision=Precision.MINUTE, basis=basis, zone=PLACES[place].zone)
