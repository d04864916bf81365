"""One sample event per topic, built from type hints, and a codec whose keys, nonces and openers are fixed.

The golden files are made with these once. A file is never made anew: what is here may change, the files may not.
"""

import base64
import hashlib
from collections.abc import Collection
from enum import StrEnum
from itertools import count
from typing import Any, cast, get_args
from uuid import UUID, uuid5

from ledger.domain.catalog import EVENT_CLASSES
from ledger.domain.event import Event
from ledger.domain.personal import Personal
from ledger.domain.values import ClaimedTime, Instant, PartialDate, Precision, TimeBasis
from ledger.store.codec import Codec
from ledger.store.keys import NoSuchKey
from ledger.store.retired import RETIRED
from ledger.store.sealing import Sealer
from ledger.store.storable import TypeForm, bare, field_types, item_types, origin

NAMESPACE = UUID("6f1d7a52-8f0c-4c55-9d0e-3b9a1c2d4e5f")
STREAM = uuid5(NAMESPACE, "stream")
VERSION = 7

PERSONAL_TEXT = "Doña Inés – «invented» \n"

SAMPLES: dict[TypeForm, object] = {
    int: 3,
    bool: True,
    Instant: Instant.parse("2019-05-01T03:12:00.25-05:00"),
    PartialDate: PartialDate(text="2010-04", approximate=True),
    ClaimedTime: ClaimedTime(
        earliest=Instant.parse("2019-05-01T03:12:00-05:00"),
        precision=Precision.HOUR,
        basis=TimeBasis.FIELD_CONTACT,
        zone="America/Chicago",
    ),
}


def sample(hint: TypeForm, *, path: str) -> object:
    """A value of a storable type; everything optional is there, and ids differ by where they stand."""
    hint = bare(hint)
    if hint is str:
        return f"sample {path.rpartition('.')[2]}"
    if hint in SAMPLES:
        return SAMPLES[hint]
    if origin(hint) is tuple:
        return tuple(sample(item, path=f"{path}[{place}]") for place, item in enumerate(item_types(hint)))
    if origin(hint) is Personal:
        return Personal.of(PERSONAL_TEXT if get_args(hint) == (str,) else sample(get_args(hint)[0], path=path))
    if hint is UUID or not isinstance(hint, type):  # a PersonId is no class
        return uuid5(NAMESPACE, path)
    if issubclass(hint, StrEnum):
        return next(iter(hint))
    facts: dict[str, Any] = {name: sample(part, path=f"{path}.{name}") for name, part in field_types(hint).items()}
    return hint(**facts)


def sample_event(cls: type[Event]) -> Event:
    """The sample of an event class."""
    return cast("Event", sample(cls, path=cls.TOPIC))


class FixedKeyring:
    """A keyring for invented people whose keys follow from their ids, so that anybody can open the golden files."""

    def ensure(self, person_ids: Collection[UUID]) -> None:
        """Everybody has a key."""

    def key_ids(self, person_ids: Collection[UUID]) -> tuple[str, ...]:
        return tuple(sorted(map(self._key_id, person_ids)))

    def key(self, key_id: str) -> bytes | None:
        return hashlib.sha256(f"golden key {key_id}".encode()).digest()

    def is_destroyed(self, key_id: str) -> bool:
        return not key_id

    def destroy(self, person_id: UUID) -> None:
        raise NoSuchKey(f"golden keys live for ever: {person_id}")

    def generation(self) -> int:
        return 1

    def blind_index(self, kind: str, normalised: str) -> bytes:
        return hashlib.sha256(f"golden index {kind}\0{normalised}".encode()).digest()

    @staticmethod
    def _key_id(person_id: UUID) -> str:
        return base64.urlsafe_b64encode(hashlib.sha256(person_id.bytes).digest()[:16]).rstrip(b"=").decode()


class FixedRandom:
    """Bytes that look random and are the same each time."""

    def __init__(self) -> None:
        self._calls = count()

    def __call__(self, length: int) -> bytes:
        return hashlib.shake_256(f"golden {next(self._calls)}".encode()).digest(length)


def golden_codec() -> Codec:
    """A codec of the whole catalogue with fixed keys; make a new one for each event that shall have fixed bytes."""
    return Codec(EVENT_CLASSES, Sealer(FixedKeyring(), random=FixedRandom()), upcasts=RETIRED)


def golden_bytes(cls: type[Event]) -> bytes:
    """The bytes of the sample of a class, the same in every run."""
    return golden_codec().encode(sample_event(cls), stream=STREAM, version=VERSION)
