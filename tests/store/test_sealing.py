"""Sealing: who can open a box, where, and what a change to it does."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.personal import SealedBlock
from ledger.store import sealing
from ledger.store.key_log import FileKeyring
from ledger.store.sealing import BoxDamaged, Sealer, is_well_formed, place_of
from tests.store.invented import AUNT, CHILD, STREAM

PLACE = place_of(stream=STREAM, version=1, topic="invented.met.v1", field="name")


@pytest.fixture
def keyring(tmp_path: Path) -> FileKeyring:
    return FileKeyring(tmp_path / "keys.log")


@pytest.fixture
def sealer(keyring: FileKeyring) -> Sealer:
    return Sealer(keyring)


def test_a_box_opens_with_its_keys_at_its_place(sealer: Sealer) -> None:
    block = sealer.seal(b'"Rosa"', owners=[CHILD, AUNT], place=PLACE)
    assert sealer.open(block, place=PLACE) == b'"Rosa"'
    assert is_well_formed(block)
    assert str(CHILD) not in repr(block)


def test_two_boxes_of_one_value_share_nothing_but_the_key_id(sealer: Sealer) -> None:
    one, two = (sealer.seal(b'"Rosa"', owners=[CHILD], place=PLACE) for _ in range(2))
    assert one.kid == two.kid
    assert one.box != two.box
    assert one.commit != two.commit
    assert one.nonce != two.nonce


def test_anyone_with_the_keys_can_open_a_box_by_the_published_rules(keyring: FileKeyring, sealer: Sealer) -> None:
    block = sealer.seal(b'"Rosa"', owners=[AUNT, CHILD], place=PLACE)
    ids = sorted(keyring.key_ids([CHILD, AUNT]))
    assert block.kid == ".".join(ids)
    keys = b"".join(keyring.key(key_id) or b"" for key_id in ids)
    extracted = hmac.digest(bytes(32), keys, "sha256")  # HKDF (RFC 5869), written out
    derived = hmac.digest(extracted, b"custody-ledger box 1 " + block.kid.encode() + b"\x01", "sha256")
    nonce, box = (base64.urlsafe_b64decode(part + "==") for part in (block.nonce, block.box))
    associated = b'["44444444-4444-4444-8444-444444444444",1,"invented.met.v1","name"]'
    content = AESGCM(derived).decrypt(nonce, box, associated)
    opener, plaintext = content[:32], content[32:]
    assert plaintext == b'"Rosa"'
    commit = hmac.new(opener, plaintext, hashlib.sha256).digest()
    assert base64.urlsafe_b64encode(commit).rstrip(b"=").decode() == block.commit


@pytest.mark.parametrize(
    "place",
    [
        place_of(stream=uuid4(), version=1, topic="invented.met.v1", field="name"),
        place_of(stream=STREAM, version=2, topic="invented.met.v1", field="name"),
        place_of(stream=STREAM, version=1, topic="invented.met.v2", field="name"),
        place_of(stream=STREAM, version=1, topic="invented.met.v1", field="note"),
    ],
    ids=["stream", "version", "topic", "field"],
)
def test_a_box_opens_nowhere_else(sealer: Sealer, place: bytes) -> None:
    block = sealer.seal(b'"Rosa"', owners=[CHILD], place=PLACE)
    with pytest.raises(BoxDamaged):
        sealer.open(block, place=place)


PLACES = st.tuples(
    st.uuids(), st.integers(0, 10**6), st.text('abc.,"[]\\1', max_size=6), st.text('abc,"[]\\1', max_size=6)
)


@given(PLACES, PLACES)
def test_no_two_places_have_the_same_bytes(one: tuple[UUID, int, str, str], two: tuple[UUID, int, str, str]) -> None:
    def at(place: tuple[UUID, int, str, str]) -> bytes:
        return place_of(stream=place[0], version=place[1], topic=place[2], field=place[3])

    assert (at(one) == at(two)) == (one == two)


def flipped(text: str) -> str:
    return ("A" if text[0] != "A" else "B") + text[1:]


def shortened(text: str) -> str:
    return text[:-4]


def torn(text: str) -> str:
    return text[:-3]


def emptied(text: str) -> str:
    return text[:0]


@pytest.mark.parametrize("part", ["box", "nonce", "commit"])
@pytest.mark.parametrize("change", [flipped, shortened, torn, emptied])
def test_a_changed_block_is_refused(sealer: Sealer, part: str, change: Callable[[str], str]) -> None:
    block = sealer.seal(b'"Rosa"', owners=[CHILD], place=PLACE)
    with pytest.raises(BoxDamaged):
        sealer.open(replace(block, **{part: change(getattr(block, part))}), place=PLACE)


def test_a_block_under_the_keys_of_others_is_refused(sealer: Sealer, keyring: FileKeyring) -> None:
    block = sealer.seal(b'"Rosa"', owners=[CHILD, AUNT], place=PLACE)
    alone = ".".join(keyring.key_ids([CHILD]))
    with pytest.raises(BoxDamaged):
        sealer.open(replace(block, kid=alone), place=PLACE)


def test_destroying_any_one_owners_key_closes_the_box(keyring: FileKeyring, sealer: Sealer) -> None:
    both = sealer.seal(b'"seen with her aunt"', owners=[CHILD, AUNT], place=PLACE)
    alone = sealer.seal(b'"Rosa"', owners=[CHILD], place=PLACE)
    assert not sealer.is_destroyed(both)
    keyring.destroy(AUNT)
    assert sealer.open(both, place=PLACE) is None
    assert sealer.is_destroyed(both)
    assert sealer.open(alone, place=PLACE) == b'"Rosa"'
    assert not sealer.is_destroyed(alone)


def test_a_key_destroyed_through_another_keyring_leaves_no_cached_cipher(tmp_path: Path, sealer: Sealer) -> None:
    block = sealer.seal(b'"Rosa"', owners=[CHILD], place=PLACE)
    assert sealer.open(block, place=PLACE) == b'"Rosa"'
    FileKeyring(tmp_path / "keys.log").destroy(CHILD)
    assert sealer.open(block, place=PLACE) is None
    later = sealer.seal(b'"Rosa"', owners=[CHILD], place=PLACE)
    assert later.kid != block.kid
    assert sealer.open(later, place=PLACE) == b'"Rosa"'


def test_a_full_cache_starts_anew(sealer: Sealer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "CACHE_LIMIT", 2)
    blocks = [sealer.seal(b'"Rosa"', owners=[uuid4()], place=PLACE) for _ in range(7)]
    assert {sealer.open(block, place=PLACE) for block in blocks} == {b'"Rosa"'}


def test_a_box_of_another_key_log_stays_closed_and_is_not_called_destroyed(tmp_path: Path, sealer: Sealer) -> None:
    foreign = Sealer(FileKeyring(tmp_path / "other.log")).seal(b'"Rosa"', owners=[CHILD], place=PLACE)
    assert sealer.open(foreign, place=PLACE) is None
    assert not sealer.is_destroyed(foreign)


@pytest.mark.parametrize(
    "change",
    [
        {"kid": ""},
        {"kid": "Rosa Ejemplo"},
        {"kid": "bbbb.aaaa"},
        {"kid": "aaaa.aaaa"},
        {"kid": "aaaa..bbbb"},
        {"nonce": "AAAA"},
        {"commit": "A" * 42 + "B"},
        {"commit": "A" * 44},
        {"box": "AAAA"},
        {"box": "ñ" * 80},
        {"box": "A" * 79 + "="},
    ],
)
def test_a_block_of_odd_form_is_told_from_a_sealed_one(change: dict[str, str]) -> None:
    block = SealedBlock(box="A" * 80, commit="A" * 43, kid="aaaa.bbbb", nonce="A" * 16)
    assert is_well_formed(block)
    assert not is_well_formed(replace(block, **change))
