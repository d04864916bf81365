"""Keys of personal data: what a keyring must promise, and the errors it names.

A key belongs to one owner: a person, or a stream that names nobody. Its id is random and says nothing of the owner.
Destroying it closes every box that needs it, for ever, and changes no stored byte. `key_log.py` is the first keyring;
one on a hardware module or a key service has to promise the same.
"""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from ledger.domain.errors import CustodyError

KEY_BYTES = 32
"""Length of every key, the blind index key's too."""


class NoSuchKey(CustodyError):
    """An owner has no living key here: it was never made, or it has been destroyed."""

    code = "no_such_key"


class Keyring(Protocol):
    """Makes, keeps and destroys keys. Safe for use from several threads and, over one store, several processes."""

    def ensure(self, person_ids: Collection[UUID]) -> None:
        """Give each owner without a living key a new one. Durable before return; a batch costs one flush."""

    def key_ids(self, person_ids: Collection[UUID]) -> tuple[str, ...]:
        """Ids of the owners' living keys, sorted; one that died elsewhere is noticed at the next `generation`.

        Raises:
            NoSuchKey: an owner has none; `ensure` first.
        """

    def key(self, key_id: str) -> bytes | None:
        """The 32 bytes of a living key, or None when it is destroyed or not known here."""

    def is_destroyed(self, key_id: str) -> bool:
        """Whether this keyring knows that the key has been destroyed."""

    def destroy(self, person_id: UUID) -> None:
        """Destroy the owner's key for ever. Done before return; again changes nothing.

        Raises:
            NoSuchKey: the owner never had one.
        """

    def generation(self) -> int:
        """A number that changes when any key has died, here or in another process: derived keys go then."""

    def blind_index(self, kind: str, normalised: str) -> bytes:
        """HMAC-SHA-256 of a normalised identifier, name or date of one `kind`, for search by equality."""
