"""Every error of the project as an RFC 9457 problem: a stable type, and no personal data.

Owns which error is which status. An error that is not listed is a fault of the program: 500, and nothing of it leaves.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from fastapi.responses import Response

from api.batches import RowsRefused
from api.commands import ClaimedInFuture
from api.http.errors import (
    BodyTooLarge,
    KeyMissing,
    MethodNotAllowed,
    NoSuchRoute,
    UnsupportedMediaType,
    VersionMissing,
    WrongHeader,
)
from api.requests.reading import FormInvalid
from api.strict_json import MalformedJson, UnstorableText
from api.tokens import NotAuthenticated
from ledger.domain.errors import CustodyError, InvalidValue, NotPermitted, Refused, StaleVersion, UnknownStream
from ledger.store.canonical import NotCanonical
from ledger.store.write_errors import EventTooLarge, KeyReused, OutcomeUnknown, StoreUnavailable
from projections.positions import NotYet

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:custody-ledger:problem:"
RETRY_SECONDS = 1


class Kind(NamedTuple):
    """What is said of one class of errors."""

    status: int
    title: str
    headers: Mapping[str, str] = {}


_RETRY = {"Retry-After": str(RETRY_SECONDS)}
INTERNAL = Kind(500, "The server failed")

KINDS: Mapping[type[CustodyError], Kind] = {
    MalformedJson: Kind(400, "The body is not JSON with one reading"),
    KeyMissing: Kind(400, "The command has no key"),
    WrongHeader: Kind(400, "A header does not have its form"),
    NotAuthenticated: Kind(401, "No valid token", {"WWW-Authenticate": "Bearer"}),
    NotPermitted: Kind(403, "Not permitted"),
    UnknownStream: Kind(404, "No such record"),
    NoSuchRoute: Kind(404, "No such address"),
    MethodNotAllowed: Kind(405, "No such method at this address"),
    Refused: Kind(409, "The rules do not allow this now"),
    RowsRefused: Kind(409, "Rows cannot be recorded, so nothing was"),
    StaleVersion: Kind(412, "The record has changed since you read it"),
    BodyTooLarge: Kind(413, "The body is too large"),
    EventTooLarge: Kind(413, "A record is too large"),
    UnsupportedMediaType: Kind(415, "The body is not sent as JSON"),
    FormInvalid: Kind(422, "The request does not have the form of this command"),
    InvalidValue: Kind(422, "A value is not allowed"),
    UnstorableText: Kind(422, "A text cannot be stored"),
    NotCanonical: Kind(422, "A value cannot be stored"),
    ClaimedInFuture: Kind(422, "The claimed time has not come yet"),
    KeyReused: Kind(422, "The key was used for another command"),
    VersionMissing: Kind(428, "Say which version you saw"),
    StoreUnavailable: Kind(503, "Nothing was recorded; try again", _RETRY),
    OutcomeUnknown: Kind(503, "It is not known whether this was recorded; send it again with its key", _RETRY),
    NotYet: Kind(503, "The view has not come to that position", _RETRY),
}
"""Status and title of each class of errors."""

UNSEEN = frozenset({"no_such_record_for_reader", "no_need_to_know", "login_refused"})
"""Why a reader may not see a record: answered as if there were none."""


class FlawShown(msgspec.Struct, kw_only=True, frozen=True):
    """One thing that is wrong with a request."""

    at: str
    """JSON pointer (RFC 6901) into the body, or the name of a parameter."""
    code: str
    detail: str


class RowShown(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Why one row of a manifest cannot be recorded."""

    episode: UUID
    code: str
    detail: str
    reason: str | None = None
    allowed: tuple[str, ...] = ()
    current_version: int | None = None


class Problem(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """RFC 9457 problem details. `type` and `code` are stable; `title` and `detail` are for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    reason: str | None = None
    """Stable code of a refusal."""
    allowed: tuple[str, ...] = ()
    """Commands that the record would take now."""
    current_version: int | None = None
    """What `If-Match` must say now."""
    position: int | None = None
    """Where a view is that is behind."""
    errors: tuple[FlawShown, ...] = ()
    rows: tuple[RowShown, ...] = ()


def problem_of(error: CustodyError) -> tuple[Kind, Problem]:
    """How an error is shown."""
    if isinstance(error, NotPermitted) and error.reason in UNSEEN:
        error = UnknownStream("no such record")
    kind = next((KINDS[cls] for cls in type(error).__mro__ if cls in KINDS), INTERNAL)
    code = error.code if kind is not INTERNAL else "internal"
    problem = Problem(
        type=TYPE_PREFIX + code,
        title=kind.title,
        status=kind.status,
        code=code,
        detail=detail_of(error) if kind is not INTERNAL else "nothing more is said here; see the server's log",
        **_members(error),
    )
    return kind, problem


def response(error: CustodyError) -> Response:
    """The answer to a request that met the error."""
    kind, problem = problem_of(error)
    return Response(
        content=msgspec.json.encode(problem),
        status_code=kind.status,
        media_type=MEDIA_TYPE,
        headers=dict(kind.headers),
    )


def detail_of(error: CustodyError) -> str:
    """One sentence for people."""
    return error.detail if isinstance(error, Refused) else str(error) or type(error).__name__


def _members(error: CustodyError) -> dict[str, Any]:
    match error:
        case Refused():
            return {"reason": error.reason, "allowed": error.allowed}
        case NotPermitted():
            return {"reason": error.reason}
        case StaleVersion():
            return {"current_version": error.current_version}
        case NotYet():
            return {"position": error.position}
        case FormInvalid():
            return {"errors": tuple(FlawShown(at=flaw.at, code=flaw.code, detail=flaw.detail) for flaw in error.flaws)}
        case InvalidValue():
            return {"errors": (FlawShown(at=error.field, code="wrong_form", detail=error.allowed),)}
        case RowsRefused():
            return {"rows": tuple(_row(row.episode, row.problem) for row in error.rows)}
        case _:
            return {}


def _row(episode: UUID, problem: CustodyError) -> RowShown:
    _, shown = problem_of(problem)
    return RowShown(
        episode=episode,
        code=shown.code,
        detail=shown.detail,
        reason=shown.reason,
        allowed=shown.allowed,
        current_version=shown.current_version,
    )
