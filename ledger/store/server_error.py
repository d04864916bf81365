"""The one failure of the embedded server that callers may want to catch."""

from ledger.domain.errors import CustodyError


class ServerError(CustodyError):
    """The embedded PostgreSQL server cannot be used; the message says why and what would help."""

    code = "database_server"
