"""The codec: what is stored, what is read, what is refused, and whose keys seal it."""

import json
from contextlib import suppress
from dataclasses import make_dataclass
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ledger.domain.errors import CustodyError
from ledger.domain.event import Event, Label
from ledger.domain.personal import Owner, Personal, StillSealed
from ledger.domain.values import PersonId
from ledger.store.canonical import NotCanonical, Unreadable
from ledger.store.codec import Codec, UnknownTopic
from ledger.store.keys import NoSuchKey
from ledger.store.sealing import BoxDamaged
from ledger.store.storable import NotStorable
from tests.store.invented import (
    AUNT,
    BROTHER,
    CHILD,
    STREAM,
    Companion,
    Met,
    Parked,
    base,
    make_codec,
    met,
    name,
    parked,
)


@pytest.fixture
def codec(tmp_path: Path) -> Codec:
    return make_codec(tmp_path)


FULL = met(
    companions=(Companion(person=AUNT, waited_minutes=30),),
    pair=(BROTHER, 2),
    labels=(Label.ASYLUM,),
    name=name("Inés", "Ejemplo"),
    note=Personal.of("seen with her aunt and her brother"),
)


def stored(codec: Codec, event: Event = FULL) -> bytes:
    return codec.encode(event, stream=STREAM, version=1)


def test_an_event_comes_back_closed_and_opens_to_what_was_said(codec: Codec) -> None:
    data = stored(codec)
    event = codec.decode(Met.TOPIC, data)
    assert isinstance(event, Met)
    assert event.name is not None
    with pytest.raises(StillSealed):
        _ = event.name.value
    assert codec.open(event, stream=STREAM, version=1) == FULL
    assert "Ejemplo" not in repr(event)


def test_no_personal_text_is_in_the_bytes(codec: Codec) -> None:
    data = stored(codec)
    assert b"Ejemplo" not in data
    assert "Inés".encode() not in data
    assert b"aunt" not in data
    blocks = json.loads(data)
    assert set(blocks["name"]) == set(blocks["note"]) == {"box", "commit", "kid", "nonce"}


@pytest.mark.parametrize("text", ["Rosa\0", "Rosa \ud800", 7, None, ["Rosa"]])
def test_a_personal_value_without_canonical_form_is_refused_without_naming_it(codec: Codec, text: str) -> None:
    for event in (met(note=Personal.of(text)), met(name=name(text))):
        with pytest.raises((NotCanonical, Unreadable)) as refusal:
            stored(codec, event)
        assert "Rosa" not in str(refusal.value)
        assert refusal.value.__cause__ is None


def test_encoding_leaves_the_event_as_it_was(codec: Codec) -> None:
    stored(codec)
    assert FULL.name == name("Inés", "Ejemplo")


def test_a_closed_field_is_copied_as_it_is(codec: Codec) -> None:
    data = stored(codec)
    assert codec.encode(codec.decode(Met.TOPIC, data), stream=STREAM, version=2) == data


def test_an_event_opens_at_its_own_place_only(codec: Codec) -> None:
    event = codec.decode(Met.TOPIC, stored(codec))
    with pytest.raises(BoxDamaged):
        codec.open(event, stream=STREAM, version=2)
    with pytest.raises(BoxDamaged):
        codec.open(event, stream=CHILD, version=1)


def test_two_fields_of_one_event_cannot_be_exchanged(tmp_path: Path) -> None:
    codec = make_codec(tmp_path)
    parts = json.loads(stored(codec, met(name=name("Inés"), note=Personal.of("free text"))))
    parts["name"], parts["note"] = parts["note"], parts["name"]
    with pytest.raises(BoxDamaged):
        codec.open(codec.decode(Met.TOPIC, msgspec.json.encode(parts)), stream=STREAM, version=1)


def test_a_block_copied_by_a_view_opens_by_itself(codec: Codec) -> None:
    event = codec.decode(Met.TOPIC, stored(codec))
    assert event.note is not None
    block = event.note.block
    assert block is not None
    opened = codec.open_block(block, stream=STREAM, version=1, topic=Met.TOPIC, field="note")
    assert opened == FULL.note
    with pytest.raises(UnknownTopic):
        codec.open_block(block, stream=STREAM, version=1, topic=Met.TOPIC, field="remark")


# ------------------------------------------------------------------------------------------------- whose data it is


def test_free_text_belongs_to_everyone_that_the_event_names(codec: Codec) -> None:
    assert codec.people(FULL) == {CHILD, AUNT, BROTHER}
    assert codec.owners(FULL, stream=STREAM) == {CHILD, AUNT, BROTHER}
    event = codec.decode(Met.TOPIC, stored(codec))
    codec.sealer.keyring.destroy(BROTHER)
    opened = codec.open(event, stream=STREAM, version=1)
    assert isinstance(opened, Met)
    assert opened.name == FULL.name
    assert opened.note is not None
    assert opened.note.block is not None
    assert codec.sealer.is_destroyed(opened.note.block)


def test_ids_of_other_kinds_are_not_people(codec: Codec) -> None:
    event = met(correlation=AUNT, companions=(), pair=(None, 1))
    assert codec.people(event) == {CHILD}


def test_an_event_that_names_nobody_owns_its_text_by_its_stream(codec: Codec) -> None:
    event = parked(note=Personal.of("a blue bag was left"))
    assert codec.owners(event, stream=STREAM) == {STREAM}
    closed = codec.decode(Parked.TOPIC, stored(codec, event))
    assert codec.open(closed, stream=STREAM, version=1) == event
    codec.sealer.keyring.destroy(STREAM)
    assert codec.open(closed, stream=STREAM, version=1) == closed


def test_an_event_without_personal_values_needs_no_key(codec: Codec) -> None:
    assert codec.owners(met(), stream=STREAM) == frozenset()
    stored(codec, met())
    with pytest.raises(NoSuchKey):
        codec.sealer.keyring.key_ids([CHILD])


# --------------------------------------------------------------------------------------------------- the catalogue


def test_unknown_topics_are_named(codec: Codec) -> None:
    other = make_event("Other", {})
    for read in (codec.decode, codec.decode_foreign):
        with pytest.raises(UnknownTopic, match=r"invented\.other\.v1"):
            read("invented.other.v1", b"{}")
    with pytest.raises(UnknownTopic):
        codec.encode(met_as(other), stream=STREAM, version=1)
    with pytest.raises(UnknownTopic):
        codec.open(met_as(other), stream=STREAM, version=1)


def make_event(title: str, hints: dict[str, Any]) -> type[Event]:
    """An event class with fields of its own."""
    topic = f"invented.{title.lower()}.v1"
    return make_dataclass(
        title,
        list(hints.items()),
        bases=(Event,),
        frozen=True,
        kw_only=True,
        namespace={"TOPIC": topic, "COMMAND": "x"},
    )


def met_as(cls: type[Event]) -> Event:
    return cls(**base())


@pytest.mark.parametrize(
    "hints",
    [
        {"name": Personal[str]},
        {"name": Annotated[Personal[str] | None, "a mark that is no owner"]},
        {"name": Annotated[Personal[str], Owner.SUBJECT]},
        {"person": PersonId, "whom": Annotated[Personal[PersonId], Owner.SUBJECT]},
        {"weight": float},
    ],
    ids=["no owner", "another mark", "no subject", "person id sealed", "float"],
)
def test_a_class_that_cannot_be_sealed_or_stored_is_refused(tmp_path: Path, hints: dict[str, Any]) -> None:
    with pytest.raises(NotStorable):
        make_codec(tmp_path, classes=(make_event("Odd", hints),))


def test_a_topic_has_one_meaning(tmp_path: Path) -> None:
    with pytest.raises(NotStorable):
        make_codec(tmp_path, classes=(Met, Met))
    with pytest.raises(NotStorable):
        make_codec(tmp_path, upcasts={Met.TOPIC: (Parked.TOPIC, dict)})
    with pytest.raises(NotStorable):
        make_codec(tmp_path, upcasts={"invented.old.v1": ("invented.never.v1", dict)})


# ------------------------------------------------------------------------------------------ later and earlier bytes


def test_fields_of_a_later_version_are_passed_over_and_those_of_an_earlier_one_filled(codec: Codec) -> None:
    parts = json.loads(stored(codec))
    parts["by"]["badge"] = {"number": 7}
    parts["later"] = [1, 2]
    parts["name"]["later"] = "x"
    del parts["source"], parts["remark"]
    event = codec.decode(Met.TOPIC, msgspec.json.encode(parts))
    assert codec.open(event, stream=STREAM, version=1) == FULL


def to_second(parts: dict[str, Any]) -> dict[str, Any]:
    """invented.halted.v1 had a number as text."""
    return {**parts, "place_number": int(parts["place_number"])}


def to_parked(parts: dict[str, Any]) -> dict[str, Any]:
    """invented.halted.v2 called the bay a place, and the note a remark."""
    kept = {name: value for name, value in parts.items() if name not in {"place_number", "remark"}}
    return {**kept, "bay": parts["place_number"], "note": parts["remark"]}


def test_retired_topics_are_read_as_their_followers_and_their_boxes_open(tmp_path: Path) -> None:
    fields = {"place_number": str, "remark": Annotated[Personal[str] | None, Owner.EVERYONE]}
    halted = make_event("Halted", fields)
    before = make_codec(tmp_path, classes=(halted,))
    facts: dict[str, Any] = {**base(), "place_number": "3", "remark": Personal.of("by the gate")}
    data = before.encode(halted(**facts), stream=STREAM, version=4)
    after = make_codec(
        tmp_path,
        upcasts={
            "invented.halted.v1": ("invented.halted.v2", to_second),
            "invented.halted.v2": (Parked.TOPIC, to_parked),
        },
    )
    closed = after.decode("invented.halted.v1", data)
    expected = parked(note=Personal.of("by the gate"))
    assert after.open(closed, stream=STREAM, version=4) == expected
    with pytest.raises(BoxDamaged):
        after.open(closed, stream=STREAM, version=5)
    with pytest.raises(UnknownTopic):
        after.decode_foreign("invented.halted.v1", data)
    with pytest.raises(Unreadable):
        after.decode("invented.halted.v1", b"[]")


# ---------------------------------------------------------------------------------------------- bytes from outside


def test_foreign_bytes_in_canonical_form_are_taken_as_they_are(codec: Codec) -> None:
    for event in (met(), FULL, met(remark="Doña"), parked()):
        data = stored(codec, event)
        assert codec.encode(codec.decode_foreign(event.TOPIC, data), stream=STREAM, version=1) == data


def changed(**changes: object) -> bytes:
    """The bytes of a meeting with some parts changed, otherwise in canonical form."""
    parts = json.loads(FOREIGN)
    return json.dumps(parts | changes, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


FOREIGN = (
    b'{"alone":false,"by":{"office":null,"organisation":"cbp","role":"agent","user":"u-1"},'
    b'"claimed":{"basis":"observed","earliest":"2019-05-01T03:12:00.000000-05:00","precision":"hour","zone":null},'
    b'"colour":"red","companions":[],"correlation":null,"event_id":"55555555-5555-4555-8555-555555555555",'
    b'"labels":[],"name":null,"note":null,"on_behalf_of":null,"pair":null,'
    b'"person":"11111111-1111-4111-8111-111111111111","remark":"Do\\u0001\xc3\xb1a","source":null}'
)
BLOCK = {"box": "A" * 80, "commit": "A" * 43, "kid": "aaaa", "nonce": "A" * 16}


@pytest.mark.parametrize(
    "data",
    [
        FOREIGN + b" ",
        FOREIGN.replace(b",", b", "),
        FOREIGN.replace(b'"alone":false,', b"")[:-1] + b',"alone":false}',
        FOREIGN.replace(b'"alone":false,', b'"alone":true,"alone":false,'),
        FOREIGN.replace(b'"pair":null,', b""),
        FOREIGN.replace(b"\xc3\xb1", b"n\xcc\x83"),
        FOREIGN.replace(b"\xc3\xb1", b"\\u00f1"),
        FOREIGN.replace(b"\\u0001", b"\\u0000"),
        FOREIGN.replace(b"\\u0001", b"\\/"),
        FOREIGN.replace(b"03:12:00.000000", b"03:12:00"),
        changed(later=None),
        changed(person="11111111111141118111111111111111"),
        changed(event_id="AAAAAAAA-5555-4555-8555-555555555555"),
        changed(pair=[None, 2**53]),
        changed(pair=[None, 1.0]),
        changed(name={**BLOCK, "later": 1}),
        changed(name={**BLOCK, "nonce": "Rosa Ejemplo"}),
        changed(name="Rosa Ejemplo"),
        changed(name={"parts": ["Rosa"], "age": None}),
    ],
)
def test_foreign_bytes_in_any_other_form_are_refused(codec: Codec, data: bytes) -> None:
    assert data != FOREIGN
    with pytest.raises((NotCanonical, Unreadable)) as refusal:
        codec.decode_foreign(Met.TOPIC, data)
    assert "Ejemplo" not in str(refusal.value)


def test_the_foreign_sample_itself_is_taken(codec: Codec) -> None:
    codec.decode_foreign(Met.TOPIC, FOREIGN)
    codec.decode_foreign(Met.TOPIC, changed(name=BLOCK))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=8), parts, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(json.loads(FOREIGN))), JSON)
@example(
    "claimed", {"earliest": "0001-01-01T00:00:00.000000+14:00", "precision": "day", "basis": "observed", "zone": "x"}
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_foreign_value_raises_anything_but_our_own_errors(codec: Codec, field: str, value: object) -> None:
    data = json.dumps({**json.loads(FOREIGN), field: value}, sort_keys=True, separators=(",", ":")).encode()
    try:
        event = codec.decode_foreign(Met.TOPIC, data)
    except CustodyError:
        return
    assert codec.encode(event, stream=STREAM, version=1) == data


@given(st.binary(max_size=60), st.integers(0, len(FOREIGN)))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_foreign_bytes_raise_anything_but_our_own_errors(codec: Codec, noise: bytes, at: int) -> None:
    for data in (noise, FOREIGN[:at] + noise + FOREIGN[at:], FOREIGN[:at] + noise):
        with suppress(CustodyError):
            codec.decode_foreign(Met.TOPIC, data)


def test_a_key_is_made_for_a_person_met_for_the_first_time(codec: Codec) -> None:
    stored(codec)
    assert len(codec.sealer.keyring.key_ids([CHILD, AUNT, BROTHER])) == 3


def test_ids_of_people_keep_their_text_form(codec: Codec) -> None:
    parts = json.loads(stored(codec))
    assert UUID(parts["person"]) == CHILD
    assert parts["companions"][0]["person"] == str(AUNT)
