"""Personal data in events: open in the hand that records it, sealed everywhere else.

A field of type `Personal[T]` is stored as a sealed block. Its owner is declared at the field with
`Annotated[Personal[T], Owner.…]`; the store derives the keys from it. This module knows no cryptography.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar, cast

from ledger.domain.errors import CustodyError

T = TypeVar("T")


class Owner(Enum):
    """Whose data a personal field is: destroying any owner's key closes it."""

    SUBJECT = "subject"
    """The person that the event is about (`person`)."""
    EVERYONE = "everyone"
    """Everyone that the event names by person id: free text, which may speak of any of them."""


@dataclass(frozen=True, kw_only=True)
class SealedBlock:
    """The stored form of a personal value; each part is text made of ASCII."""

    box: str
    """AES-256-GCM ciphertext, unpadded base64url."""
    commit: str
    """HMAC-SHA-256(r, canonical plaintext), where r is inside the box."""
    kid: str
    """The key ids that are all needed to open it, sorted, joined by a dot."""
    nonce: str
    """Nonce of the box, unpadded base64url."""


class StillSealed(CustodyError):
    """A personal value was read that has not been opened: only a reader with the keys may."""

    code = "still_sealed"


class Personal(Generic[T]):
    """A personal value: open (`Personal.of(value)`) or sealed (`Personal.closed(block)`)."""

    __slots__ = ("_value", "block")

    def __init__(self, value: T | None, block: SealedBlock | None) -> None:
        self._value = value
        self.block = block

    @classmethod
    def of(cls, value: T) -> "Personal[T]":
        """An open value, about to be recorded or just opened."""
        return cls(value, None)

    @classmethod
    def closed(cls, block: SealedBlock) -> "Personal[T]":
        """A value as it is stored."""
        return cls(None, block)

    @property
    def is_open(self) -> bool:
        """Whether the value can be read without a key."""
        return self.block is None

    @property
    def value(self) -> T:
        """The open value.

        Raises:
            StillSealed: it is closed.
        """
        if self.block is not None:
            raise StillSealed("this personal value is sealed")
        return cast("T", self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and (self._value, self.block) == (other._value, other.block)

    def __hash__(self) -> int:
        return hash(self.block)

    def __repr__(self) -> str:
        return "Personal(sealed)" if self.block else "Personal(open)"
