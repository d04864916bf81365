"""The stored bytes: an event and the place it was recorded at, so that a leaf and a signature hold the place too.

Canonical JSON of four keys: `event` (the bytes of the codec, as they are), `stream`, `topic`, `version`. Without the
place in them, a row could be moved to another stream or read under another topic and every leaf would still fit.
"""

from uuid import UUID

import msgspec

from ledger.domain.errors import CustodyError
from ledger.store.canonical import Unreadable
from ledger.store.rows import LogRow


class OutOfPlace(CustodyError):
    """The bytes were recorded at another place than the row that holds them: somebody moved or relabelled them."""

    code = "out_of_place"


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    event: msgspec.Raw
    stream: UUID
    topic: str
    version: int


_DECODER = msgspec.json.Decoder(_Envelope)


def wrap(event: bytes, *, stream: UUID, topic: str, version: int) -> bytes:
    """The bytes to store. Keys are in order and nothing here needs escaping: topics are ASCII names."""
    return b'{"event":%b,"stream":"%b","topic":"%b","version":%d}' % (
        event,
        str(stream).encode(),
        topic.encode("ascii"),
        version,
    )


def unwrap(row: LogRow) -> bytes:
    """The bytes of the event in a row.

    Raises:
        Unreadable: the row does not hold an envelope.
        OutOfPlace: its envelope names another place.
    """
    envelope = _open(row.state)
    if (envelope.stream, envelope.topic, envelope.version) != (row.stream_id, row.topic, row.version):
        raise OutOfPlace("the bytes name another stream, topic or version than their row")
    return bytes(envelope.event)


def _open(state: bytes) -> _Envelope:
    try:
        return _DECODER.decode(state)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Unreadable("$") from None
