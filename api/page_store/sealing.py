"""Sealing what people type into the page before it is recorded, and their mail addresses.

Owns the box: a nonce and AES-256-GCM under the page's one key, bound to its place, so that it opens for nobody else and
nowhere else. The keys of the log do not fit here: what is being typed is not yet about a person that has one.
"""

import os

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.domain.errors import CustodyError

KEY_BYTES = 32
NONCE_BYTES = 12


class PageBoxDamaged(CustodyError):
    """A box of the page does not open at its place: it was changed or moved, or the page's key is another one."""

    code = "page_box_damaged"


class PageSealer:
    """Seals and opens with the page's key, 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plaintext: bytes, *, place: tuple[str, ...]) -> bytes:
        """The box of a text; `place` names whose and what it is."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plaintext, _associated(place))

    def open(self, box: bytes, *, place: tuple[str, ...]) -> bytes:
        """The text in a box.

        Raises:
            PageBoxDamaged: it does not open here.
        """
        try:
            return self._cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], _associated(place))
        except (InvalidTag, ValueError):
            raise PageBoxDamaged("a box of the page does not open at its place") from None

    def opens(self, box: bytes, *, place: tuple[str, ...]) -> bool:
        """Whether a box opens at its place under this key."""
        try:
            self.open(box, place=place)
        except PageBoxDamaged:
            return False
        return True


def _associated(place: tuple[str, ...]) -> bytes:
    """A JSON array, so that no two places have the same bytes."""
    return msgspec.json.encode(place)
