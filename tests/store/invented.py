"""A small catalogue of its own for the tests of the codec: they must not change when the real events do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from ledger.domain.event import Actor, Decision, Event, Report
from ledger.domain.personal import Owner, Personal
from ledger.domain.values import (
    ClaimedTime,
    EventId,
    Instant,
    OrganisationCode,
    PersonId,
    Precision,
    TimeBasis,
    UserId,
)
from ledger.store.codec import Codec, Upcast
from ledger.store.key_log import FileKeyring
from ledger.store.sealing import Sealer

CHILD = PersonId(UUID("11111111-1111-4111-8111-111111111111"))
AUNT = PersonId(UUID("22222222-2222-4222-8222-222222222222"))
BROTHER = PersonId(UUID("33333333-3333-4333-8333-333333333333"))
STREAM = UUID("44444444-4444-4444-8444-444444444444")

NO_UPCASTS: Mapping[str, Upcast] = {}


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True, kw_only=True)
class Companion:
    person: PersonId
    waited_minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class FullName:
    parts: tuple[str, ...]
    age: int | None = None


@dataclass(frozen=True, kw_only=True)
class Met(Report):
    """Somebody was met, perhaps with others."""

    TOPIC = "invented.met.v1"
    COMMAND = "meet"
    person: PersonId
    colour: Colour
    alone: bool
    companions: tuple[Companion, ...] = ()
    pair: tuple[PersonId | None, int] | None = None
    remark: str | None = None
    name: Annotated[Personal[FullName] | None, Owner.SUBJECT] = None


@dataclass(frozen=True, kw_only=True)
class Parked(Decision):
    """A vehicle was parked: names nobody."""

    TOPIC = "invented.parked.v2"
    COMMAND = "park"
    bay: int


def met(**changes: object) -> Met:
    """A meeting with every mandatory field."""
    facts: dict[str, Any] = {**base(), "claimed": claim(), "person": CHILD, "colour": Colour.RED, "alone": False}
    return Met(**facts | changes)


def parked(**changes: object) -> Parked:
    """A parking without a note."""
    facts: dict[str, Any] = {**base(), "bay": 3}
    return Parked(**facts | changes)


def base() -> dict[str, Any]:
    """What every event needs."""
    actor = Actor(user=UserId("u-17"), role="border_patrol_agent", organisation=OrganisationCode("cbp"))
    return {"event_id": EventId(UUID("55555555-5555-4555-8555-555555555555")), "by": actor}


def claim() -> ClaimedTime:
    """A claimed time in Texas."""
    earliest = Instant.parse("2019-05-01T03:12:00-05:00")
    return ClaimedTime(earliest=earliest, precision=Precision.HOUR, basis=TimeBasis.OBSERVED, zone="America/Chicago")


def name(*parts: str) -> Personal[FullName]:
    """An open name."""
    return Personal.of(FullName(parts=parts))


def make_codec(
    path: Path, *, classes: tuple[type[Event], ...] = (Met, Parked), upcasts: Mapping[str, Upcast] = NO_UPCASTS
) -> Codec:
    """A codec over a key log in `path`."""
    return Codec(classes, Sealer(FileKeyring(path / "keys.log")), upcasts=upcasts)
