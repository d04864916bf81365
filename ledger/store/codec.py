"""The codec: an event becomes the bytes that are stored, once, and bytes become an event.

Owns sealing on the way in, opening on request, and reading retired topics. Bytes are never written a second time, so
fields that this version does not know stay in them. Refuses an unknown topic, a field of another type, and bytes from
outside that are not exactly what this codec would have written.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from ledger.domain.errors import CustodyError
from ledger.domain.event import Event
from ledger.domain.personal import Personal, SealedBlock
from ledger.domain.values import Instant
from ledger.store.canonical import NotCanonical, Unreadable, read_instant
from ledger.store.sealing import Sealer, is_well_formed, place_of
from ledger.store.shape import PersonalField, Shape, shape_of
from ledger.store.storable import NotStorable

E = TypeVar("E", bound=Event)

Upcast = tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]
"""The topic that follows a retired one, and the function from its fields to the fields of that one."""

BLOCK_PARTS = frozenset(field.name for field in fields(SealedBlock))


class UnknownTopic(CustodyError):
    """No event class and no upcast has this topic: the log was written by a later version, or it is not ours."""

    code = "unknown_topic"

    def __init__(self, topic: str) -> None:
        self.topic = topic
        super().__init__(f"unknown topic {topic}")


@dataclass(frozen=True, kw_only=True)
class BlockOfRetired(SealedBlock):
    """A block read from a retired topic: it still opens at the place where it was sealed."""

    topic: str
    field: str


class Codec:
    """Writes and reads the events of a catalogue.

    Raises:
        NotStorable: a class cannot be stored in canonical form, or the topics contradict each other.
    """

    def __init__(
        self,
        classes: Iterable[type[Event]],
        sealer: Sealer,
        *,
        upcasts: Mapping[str, Upcast] = MappingProxyType({}),
    ) -> None:
        self.sealer = sealer
        self._upcasts = upcasts
        self._shapes: dict[str, Shape] = {}
        for cls in classes:
            if cls.TOPIC in self._shapes or cls.TOPIC in upcasts:
                raise NotStorable(f"{cls.TOPIC}: a topic of two meanings")
            self._shapes[cls.TOPIC] = shape_of(cls)
        for topic, (follower, _) in upcasts.items():
            if follower not in self._shapes and follower not in upcasts:
                raise NotStorable(f"{topic}: retired in favour of a topic that does not exist")

    @property
    def topics(self) -> tuple[str, ...]:
        """Every topic that can be read: the living and the retired ones."""
        return (*self._shapes, *self._upcasts)

    def topics_of(self, classes: Iterable[type[Event]]) -> list[str]:
        """Every topic under which events of these classes may stand in the log, retired ones too."""
        wanted = {cls.TOPIC for cls in classes}
        return [topic for topic in self.topics if self._follower(topic) in wanted]

    def _follower(self, topic: str) -> str:
        while topic in self._upcasts:
            topic = self._upcasts[topic][0]
        return topic

    def encode(self, event: Event, *, stream: UUID, version: int) -> bytes:
        """The bytes to store: open personal fields are sealed at this place, closed ones copied as they are.

        Makes keys for owners that have none; `owners` and one `Keyring.ensure` for a whole batch is faster.

        Raises:
            NotCanonical: a value has no canonical form.
            UnknownTopic: the class is not in the catalogue.
        """
        shape = self._shape(event.TOPIC)
        sealed: dict[str, object] = {}
        for field in shape.personal:
            value: Personal[Any] | None = getattr(event, field.name)
            if value is not None and value.is_open:
                place = place_of(stream=stream, version=version, topic=event.TOPIC, field=field.name)
                owners = shape.owners(field, event, stream=stream)
                block = self.sealer.seal(field.form.encode(value.value), owners=owners, place=place)
                sealed[field.name] = Personal.closed(block)
        return shape.form.encode(_changed(event, sealed) if sealed else event)

    def decode(self, topic: str, data: bytes) -> Event:
        """Read stored bytes, validating; boxes stay closed. A retired topic is read as the one that followed it.

        Raises:
            UnknownTopic: neither a class nor an upcast has the topic.
            Unreadable: the bytes do not have the fields and types of the topic.
        """
        shape = self._shapes.get(topic)
        return self._decode_retired(topic, data) if shape is None else shape.form.decode(data)

    def decode_foreign(self, topic: str, data: bytes) -> Event:
        """Read bytes from outside; they may then be stored as they are.

        Raises:
            UnknownTopic: the topic is unknown, or retired.
            Unreadable: as `decode`.
            NotCanonical: the bytes are not their own canonical form, have unknown or doubled keys, or an odd block.
        """
        shape = self._shape(topic)
        event = shape.form.decode_exact(data)
        blocks = (value.block for field in shape.personal if (value := getattr(event, field.name)) is not None)
        if not all(block is not None and is_well_formed(block) for block in blocks):
            raise NotCanonical("a sealed block is not in canonical form")
        return event

    def open(self, event: E, *, stream: UUID, version: int) -> E:
        """The event with its personal fields opened; those whose keys are destroyed or not here stay closed.

        Raises:
            BoxDamaged: a box was changed, or moved from another place.
        """
        shape = self._shape(event.TOPIC)
        opened: dict[str, object] = {}
        for field in shape.personal:
            value: Personal[Any] | None = getattr(event, field.name)
            if value is not None and value.block is not None:
                opened[field.name] = self._open(field, value, topic=event.TOPIC, stream=stream, version=version)
        return _changed(event, opened) if opened else event

    def open_block(self, block: SealedBlock, *, stream: UUID, version: int, topic: str, field: str) -> Personal[Any]:
        """Open one block that a view has copied from an event; closed when its key is destroyed or not here.

        Raises:
            BoxDamaged: as `open`.
            UnknownTopic: the topic is unknown, or has no such personal field.
        """
        for known in self._shape(topic).personal:
            if known.name == field:
                return self._open(known, Personal.closed(block), topic=topic, stream=stream, version=version)
        raise UnknownTopic(topic)

    def owners(self, event: Event, *, stream: UUID) -> frozenset[UUID]:
        """Whose keys `encode` will need: give those of a whole batch to `Keyring.ensure`, which flushes once."""
        shape = self._shape(event.TOPIC)
        present = (field for field in shape.personal if getattr(event, field.name) is not None)
        return frozenset().union(*(shape.owners(field, event, stream=stream) for field in present))

    def people(self, event: Event) -> frozenset[UUID]:
        """Everyone that the event names by person id."""
        return self._shape(event.TOPIC).people(event)

    def _shape(self, topic: str) -> Shape:
        try:
            return self._shapes[topic]
        except KeyError:
            raise UnknownTopic(topic) from None

    def _open(
        self, field: PersonalField, value: Personal[Any], *, topic: str, stream: UUID, version: int
    ) -> Personal[Any]:
        block, name = value.block, field.name
        if isinstance(block, BlockOfRetired):
            topic, name = block.topic, block.field
        place = place_of(stream=stream, version=version, topic=topic, field=name)
        plaintext = None if block is None else self.sealer.open(block, place=place)
        return value if plaintext is None else Personal.of(field.form.decode(plaintext))

    def _decode_retired(self, topic: str, data: bytes) -> Event:
        follower, upcast = self._upcast(topic)
        try:
            parts = msgspec.json.decode(data, type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            raise Unreadable("$") from None
        for name, part in parts.items():
            if isinstance(part, dict) and part.keys() >= BLOCK_PARTS:
                parts[name] = {**part, "topic": topic, "field": name}
        parts = upcast(parts)
        while follower not in self._shapes:
            follower, upcast = self._upcast(follower)
            parts = upcast(parts)
        return self._shapes[follower].form.convert(parts, read=_read_retired)

    def _upcast(self, topic: str) -> Upcast:
        try:
            return self._upcasts[topic]
        except KeyError:
            raise UnknownTopic(topic) from None


def _read_retired(hint: type, value: Any) -> object:  # noqa: ANN401  # whatever JSON holds
    if hint is Instant:
        return read_instant(value)
    return Personal.closed(msgspec.convert(value, BlockOfRetired))


def _changed(event: E, changes: Mapping[str, object]) -> E:
    # dataclasses.replace would check the unchanged fields again, at twice the cost of sealing one.
    copy = object.__new__(type(event))
    copy.__dict__.update(event.__dict__)
    copy.__dict__.update(changes)
    return copy
