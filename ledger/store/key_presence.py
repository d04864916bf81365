"""Whether the keys of a log are at hand: looked at before anybody writes, never in an append.

A key is durable before the append that uses it, and a destroyed one stays known as destroyed. So the key log has heard
of every key that a box of the log names; if it has not, it is lost, another one, or an old copy. To write on would make
new keys for people whose boxes nobody can open any more, and all would look well. The newest boxes are looked at: an
old copy lacks the keys of those who came last. `custody verify` looks at every one.
"""

import re
from collections.abc import Callable, Iterable

from ledger.domain.errors import CustodyError
from ledger.store.keys import Keyring

WINDOW_EVENTS = 1_000
"""Events looked at together, from the end of the log backwards, until one of them has a box."""

States = Callable[[int, int], Iterable[bytes]]
"""The stored bytes of that many events after a position."""

_KEY_IDS = re.compile(rb'"kid":"([^"]+)"')
"""Stored bytes are canonical JSON: inside of a text the first quotation mark would have a backslash before it."""


class KeysMissing(CustodyError):
    """The keys that the newest records were sealed with are not in the key log: nothing is written until they are."""

    code = "keys_missing"

    def __init__(self) -> None:
        super().__init__(
            "the key log does not know the keys of the newest records: it is lost, another one or an old copy; "
            "put the right one back in CUSTODY_HOME/keys"
        )


def key_ids_in(state: bytes) -> frozenset[str]:
    """Ids of the keys that the boxes in the stored bytes of an event need."""
    return frozenset(key_id for kid in _KEY_IDS.findall(state) for key_id in kid.decode().split("."))


def newest_key_ids(states: States, *, end: int) -> frozenset[str]:
    """Ids of the keys of the newest boxes of a log that ends at this position; none while it has no box."""
    while end > 0:
        start = max(0, end - WINDOW_EVENTS)
        found = frozenset[str]().union(*map(key_ids_in, states(start, end - start)))
        if found:
            return found
        end = start
    return frozenset()


def knows(keyring: Keyring, key_ids: Iterable[str]) -> bool:
    """Whether the keyring has, or has destroyed, every one of these keys."""
    return all(keyring.key(key_id) is not None or keyring.is_destroyed(key_id) for key_id in key_ids)
