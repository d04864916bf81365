"""Every refusal and failure that the ledger can name. One root; each class has a stable code.

Messages are for people and never hold personal data: they name codes, ids, positions and places.
"""

from collections.abc import Sequence


class CustodyError(Exception):
    """Root of all errors of the project."""

    code = "error"


class InvalidValue(CustodyError):
    """A value is not what its type allows; says which field and what is allowed, never the value."""

    code = "invalid_value"

    def __init__(self, field: str, allowed: str) -> None:
        self.field = field
        self.allowed = allowed
        super().__init__(f"{field}: {allowed}")


class Refused(CustodyError):
    """A decision that the rules do not allow now. `reason` is stable; `allowed` says what would be."""

    code = "refused"

    def __init__(self, reason: str, detail: str, *, allowed: Sequence[str] = ()) -> None:
        self.reason = reason
        self.detail = detail
        self.allowed = tuple(allowed)
        super().__init__(f"{reason}: {detail}")


class UnknownStream(CustodyError):
    """No such person, episode or trip."""

    code = "not_found"


class StaleVersion(CustodyError):
    """Somebody recorded something on this stream since it was read; nothing was stored."""

    code = "stale_version"

    def __init__(self, *, stream: str, current_version: int) -> None:
        self.stream = stream
        self.current_version = current_version
        super().__init__(f"the record is now at version {current_version}")


class NotPermitted(CustodyError):
    """The reader or the acting organisation may not do this."""

    code = "not_permitted"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
