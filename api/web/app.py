"""The page as an application of its own, mounted beside the JSON API: routes, files, headers, pages for errors."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Match, Mount
from starlette.types import Scope

from api.reads import denied
from api.requests.reading import FormInvalid
from api.web import live
from api.web.acting import FormTooLarge
from api.web.assets import Assets
from api.web.guard import HEADERS, Guarded
from api.web.pages import ROUTERS
from api.web.unsent import sign_in_first
from api.web.visiting import SignInNeeded, Visit
from ledger.domain.errors import CustodyError, InvalidValue, NotPermitted, UnknownStream
from ledger.store.pool import UNREACHABLE
from ledger.store.write_errors import StoreUnavailable
from projections.positions import NotYet

API_PATHS = ("/v1", "/healthz", "/readyz")
"""What is not a page."""


class Pages(Mount):
    """The pages at every address that is not the API's, so that a wrong address of the API gets the API's answer."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope["path"]
        if any(path == prefix or path.startswith(f"{prefix}/") for prefix in API_PATHS):
            return Match.NONE, {}
        return super().matches(scope)


def pages_over(state: State) -> Pages:
    """The pages; `state` is the whole program's, with the open site in it."""
    app = FastAPI(title="Custody Ledger", openapi_url=None, docs_url=None, redoc_url=None)
    app.state = state
    app.router.routes.append(Mount("/static", app=Assets(), name="static"))
    for made in (live.router(), *(router() for router in ROUTERS)):
        app.include_router(made)
    for kind in (CustodyError, RequestValidationError, HTTPException, *UNREACHABLE):
        app.add_exception_handler(kind, _failed)
    app.add_exception_handler(Exception, _broken)
    app.add_exception_handler(SignInNeeded, sign_in_first)
    app.add_middleware(Guarded)
    app.add_middleware(GZipMiddleware, minimum_size=500)
    return Pages("/", app=app, name="pages")


_PAGES: dict[type[Exception], tuple[int, str]] = {
    NotPermitted: (404, "not_found"),
    UnknownStream: (404, "not_found"),
    FormTooLarge: (413, "too_large"),
    FormInvalid: (422, "not_understood"),
    InvalidValue: (422, "not_understood"),
    RequestValidationError: (404, "not_found"),
    NotYet: (503, "behind"),
    StoreUnavailable: (503, "unavailable"),
    **dict.fromkeys(UNREACHABLE, (503, "unavailable")),
}
"""Which page tells what; a record that one may not see is told as one that is not there."""


def _failed(request: Request, error: Exception) -> Response:
    visit = Visit(request)
    if isinstance(error, HTTPException):
        return visit.show("error.html", status=error.status_code, kind="not_found")
    if isinstance(error, NotPermitted):
        _denied(request, error)
    for cls in type(error).__mro__:
        if cls in _PAGES:
            status, kind = _PAGES[cls]
            return visit.show("error.html", status=status, kind=kind)
    raise error


def _broken(request: Request, _error: Exception) -> Response:
    """A fault of the program: nothing of it leaves; the log has it. Told outside the middleware, so dressed here."""
    response = Visit(request).show("error.html", status=500, kind="broken")
    response.headers.update(HEADERS)
    return response


def _denied(request: Request, error: NotPermitted) -> None:
    caller: Any = getattr(request.state, "caller", None)
    if caller is not None:
        denied(caller.reader, error.reason, person=None)
