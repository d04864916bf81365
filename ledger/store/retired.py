"""Topics that are no longer written: each is read as the one that followed it. Stored bytes are never changed."""

from collections.abc import Mapping
from typing import Any

from ledger.domain.person import LanguageRecorded
from ledger.store.codec import Upcast


def _as_it_is(parts: dict[str, Any]) -> dict[str, Any]:
    """What the follower adds may be left out, and is not known."""
    return parts


RETIRED: Mapping[str, Upcast] = {"person.language_recorded.v1": (LanguageRecorded.TOPIC, _as_it_is)}
"""By the retired topic."""
