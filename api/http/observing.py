"""Around every request: an id, one log line, headers that keep answers private, and nothing of a failure let out."""

import time
from collections.abc import Mapping, MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import problems
from api.http.errors import RequestFailed
from api.log import logger
from api.site import Site
from ledger.store.pool import UNREACHABLE
from ledger.store.write_errors import StoreUnavailable

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods that the log names: any other is the client's own text."""


class Observed:
    """Middleware. The database is named on every answer: a simulation must never be taken for life."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, request_id, answered = time.perf_counter(), uuid4().hex, {"status": 0}
        site: Site = scope["app"].state.site
        named = {
            "Custody-Database": f"{site.identity.purpose}; origin={site.identity.origin}",
            "Request-Id": request_id,
        }
        scope.setdefault("state", {})
        dressed = _dressed(send, HEADERS | named, answered)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, dressed)
            except ClientDisconnect:
                logger().info("client_left")
            except Exception as failure:  # noqa: BLE001  # nothing of it may reach the server's own log or the client
                response = _failed(failure)
                if not answered["status"]:
                    await response(scope, receive, dressed)
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            logger().info("request", **_described(scope), status=answered["status"], milliseconds=milliseconds)


def _dressed(send: Send, headers: Mapping[str, str], answered: MutableMapping[str, int]) -> Send:
    """Sends with these headers, and notes the status."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered["status"] = message["status"]
            given = MutableHeaders(scope=message)
            for name, value in headers.items():
                given.setdefault(name, value)
        await send(message)

    return dressed


def _failed(failure: Exception) -> Response:
    if isinstance(failure, UNREACHABLE):
        logger().warning("database_unreachable", exc_info=failure)
        return problems.response(StoreUnavailable("the database does not answer"))
    logger().error("request_failed", exc_info=failure)
    return problems.response(RequestFailed())


def _described(scope: Scope) -> dict[str, Any]:
    """What the log says of a request: the template of its route, never its address."""
    state = scope["state"]
    caller = state.get("caller")
    who = {"user": caller.actor.user, "organisation": caller.actor.organisation} if caller else {}
    command = {"command_id": state["command_id"]} if "command_id" in state else {}
    method = scope["method"] if scope["method"] in METHODS else "other"
    return {"method": method, "route": getattr(scope.get("route"), "path", "none"), **who, **command}
