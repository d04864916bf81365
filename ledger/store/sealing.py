"""Sealing: a personal value becomes a box that all its owners' keys are needed to open.

Owns the block `{kid, nonce, box, commit}`. The box is AES-256-GCM over r (32 random bytes) and the plaintext, under
HKDF-SHA256 of the owners' keys; it is bound to its place (stream, version, topic, field), so it opens nowhere else.
`commit` is HMAC-SHA-256(r, plaintext): one opened box can be shown to a court, which checks it against the stored
bytes without any key. Refuses a box that has been changed or moved.
"""

import binascii
import hmac
import os
from collections.abc import Callable, Collection
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ledger.domain.errors import CustodyError
from ledger.domain.personal import SealedBlock
from ledger.store.keys import KEY_BYTES, Keyring, NoSuchKey

NONCE_BYTES = 12
TAG_BYTES = 16
OPENER_BYTES = 32
"""Length of r, the key of the commitment; fixed, as HMAC keys of other lengths have equivalents."""

CACHE_LIMIT = 50_000
"""Ciphers kept; then the cache starts anew."""

ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

# The functions of `base64` do the same in twice the time.
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")


class BoxDamaged(CustodyError):
    """A box does not open with its keys at its place, or is not what its commitment says: it was changed or moved."""

    code = "box_damaged"


def place_of(*, stream: UUID, version: int, topic: str, field: str) -> bytes:
    """The associated data of a box: a JSON array, so that no two places have the same bytes."""
    return msgspec.json.encode((stream, version, topic, field))


class Sealer:
    """Seals and opens with the keys of one keyring. `random` gives that many secret random bytes."""

    def __init__(self, keyring: Keyring, *, random: Callable[[int], bytes] = os.urandom) -> None:
        self.keyring = keyring
        self._random = random
        # Ciphers by kid, with the generation of keys that they belong to: replaced together, never emptied in place,
        # so that a thread which still works with an old cache can put nothing into the new one.
        self._cache: tuple[int, dict[str, AESGCM]] = (keyring.generation(), {})

    def seal(self, plaintext: bytes, *, owners: Collection[UUID], place: bytes) -> SealedBlock:
        """Seal `plaintext`, so that destroying the key of any owner closes it.

        Raises:
            NoSuchKey: an owner's key was destroyed at this moment.
        """
        ciphers = self._ciphers()
        kid = self._kid(owners)
        cipher = self._cipher(kid, ciphers)
        if cipher is None:
            raise NoSuchKey("an owner has no living key")
        fresh = self._random(OPENER_BYTES + NONCE_BYTES)
        opener, nonce = fresh[:OPENER_BYTES], fresh[OPENER_BYTES:]
        return SealedBlock(
            box=_text(cipher.encrypt(nonce, opener + plaintext, place)),
            commit=_text(hmac.digest(opener, plaintext, "sha256")),
            kid=kid,
            nonce=_text(nonce),
        )

    def open(self, block: SealedBlock, *, place: bytes) -> bytes | None:
        """The plaintext, its commitment checked; None when a key is destroyed or not here.

        Raises:
            BoxDamaged: the keys are here and the box does not open, or not to what was committed.
        """
        cipher = self._cipher(block.kid, self._ciphers())
        if cipher is None:
            return None
        try:
            content = cipher.decrypt(_bytes(block.nonce), _bytes(block.box), place)
        except (InvalidTag, ValueError):
            raise BoxDamaged("a box does not open at its place") from None
        opener, plaintext = content[:OPENER_BYTES], content[OPENER_BYTES:]
        if not hmac.compare_digest(_text(hmac.digest(opener, plaintext, "sha256")), block.commit):
            raise BoxDamaged("a box does not hold what its commitment says")
        return plaintext

    def is_destroyed(self, block: SealedBlock) -> bool:
        """Whether a key that the block needs has been destroyed, so that nobody can ever open it."""
        return any(map(self.keyring.is_destroyed, block.kid.split(".")))

    def _ciphers(self) -> dict[str, AESGCM]:
        generation = self.keyring.generation()
        cached, ciphers = self._cache
        if cached != generation or len(ciphers) >= CACHE_LIMIT:
            ciphers = {}
            self._cache = (generation, ciphers)
        return ciphers

    def _kid(self, owners: Collection[UUID]) -> str:
        try:
            return ".".join(self.keyring.key_ids(owners))
        except NoSuchKey:
            self.keyring.ensure(owners)
            return ".".join(self.keyring.key_ids(owners))

    def _cipher(self, kid: str, ciphers: dict[str, AESGCM]) -> AESGCM | None:
        cipher = ciphers.get(kid)
        if cipher is None:
            keys = [key for key_id in kid.split(".") if (key := self.keyring.key(key_id)) is not None]
            if len(keys) != kid.count(".") + 1:
                return None
            # Keys of one length in the order of their ids, and the ids in `info`: one set of owners, one key.
            derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"custody-ledger box 1 " + kid.encode())
            cipher = ciphers[kid] = AESGCM(derive.derive(b"".join(keys)))
        return cipher


def is_well_formed(block: SealedBlock) -> bool:
    """Whether each part has the one text form that sealing gives it; says nothing of what is inside."""
    ids = block.kid.split(".")
    return (
        ids == sorted(set(ids))
        and all(map(_is_text, (*ids, block.nonce, block.box, block.commit)))
        and len(_bytes(block.nonce)) == NONCE_BYTES
        and len(_bytes(block.box)) > OPENER_BYTES + TAG_BYTES
        and len(_bytes(block.commit)) == SHA256.digest_size
    )


def _is_text(text: str) -> bool:
    if not text or not ALPHABET.issuperset(text) or len(text) % 4 == 1:
        return False
    return _text(_bytes(text)) == text  # no spare bits


def _text(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL).decode()


def _bytes(text: str) -> bytes:
    try:
        return binascii.a2b_base64(text.encode().translate(_FROM_URL) + b"=" * (-len(text) % 4))
    except binascii.Error as problem:
        raise BoxDamaged("a part of a block is not base64") from problem
