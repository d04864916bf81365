"""What of an event a reader is shown: the one place where a label keeps personal values closed, whoever asks."""

from typing import TypeVar

from ledger.domain.event import Event, Label, Recorded
from ledger.domain.person import RecordedName
from ledger.domain.reader import Reader
from ledger.domain.register import DHS, ORGANISATIONS
from ledger.store.codec import Codec

E = TypeVar("E", bound=Event)


def opened(item: Recorded[E], *, codec: Codec, reader: Reader) -> E:
    """The event, its personal values open for a reader who may see the record.

    Those stay closed whose key is destroyed, and all of them when a label keeps the event from the reader's department.

    Raises:
        BoxDamaged: a box was changed, or moved from another place.
    """
    event = item.event
    if Label.NOT_TO_DHS in event.labels and ORGANISATIONS[reader.organisation].reader_class in DHS:
        return event
    return codec.open(event, stream=item.stream, version=item.version)


def words_of(name: RecordedName) -> str:
    """The parts of a name in the order in which they were given: nothing is derived from the order."""
    return " ".join(part.text for part in name.parts)
