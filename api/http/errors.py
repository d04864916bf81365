"""What can be wrong with a request before any command is looked at."""

from ledger.domain.errors import CustodyError


class NoSuchRoute(CustodyError):
    """No route has this address."""

    code = "no_such_address"


class MethodNotAllowed(CustodyError):
    """The address exists, with other methods."""

    code = "method_not_allowed"


class BodyTooLarge(CustodyError):
    """The body is longer than the API reads."""

    code = "body_too_large"


class UnsupportedMediaType(CustodyError):
    """The body is not sent as plain JSON."""

    code = "unsupported_media_type"


class KeyMissing(CustodyError):
    """A command came without an Idempotency-Key."""

    code = "key_missing"


class WrongHeader(CustodyError):
    """A header is there but does not have its form."""

    code = "wrong_header"


class VersionMissing(CustodyError):
    """A decision came without If-Match: nobody knows what its sender had seen."""

    code = "version_missing"


class RequestFailed(CustodyError):
    """The program failed; what happened is in its log."""

    code = "internal"
