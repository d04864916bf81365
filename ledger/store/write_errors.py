"""What can become of a write besides being stored. None of these messages holds personal data."""

from uuid import UUID

from eventsourcing.persistence import IntegrityError

from ledger.domain.errors import CustodyError


class EventTooLarge(CustodyError):
    """An event is longer than the log takes; nothing was stored."""

    code = "event_too_large"


class OutcomeUnknown(CustodyError):
    """The connection was lost before the answer came: the command may be stored or not.

    With a key, sending the same command again gives the true answer.
    """

    code = "outcome_unknown"


class StoreUnavailable(CustodyError):
    """Nothing was stored, because the database did not take the command in time. It may be sent again."""

    code = "store_unavailable"


class AppendRefused(CustodyError):
    """Nothing was stored, because the database does not take such a command. Sending it again is in vain."""

    code = "append_refused"


class VersionConflict(CustodyError, IntegrityError):
    """A stream has another version than expected; nothing was stored. The library knows it as IntegrityError."""

    code = "version_conflict"

    def __init__(self, stream_id: UUID, current_version: int) -> None:
        self.stream_id = stream_id
        self.current_version = current_version
        super().__init__(f"stream {stream_id} is at version {current_version}")


class AlreadyRecorded(CustodyError):
    """The same command was stored before, under the same key, at `count` positions from `first`."""

    code = "already_recorded"

    def __init__(self, first: int, count: int) -> None:
        self.first = first
        self.count = count
        super().__init__(f"recorded before, at {count} positions from {first}")


class KeyReused(CustodyError):
    """The key was used before for a command with another body; nothing was stored."""

    code = "key_reused"

    def __init__(self) -> None:
        super().__init__("the key was used for a command with another body")
