"""What holds for every page: strict headers, and no change asked for by another site."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}
"""`data:` for pictures: the design system draws its icons so. The camera is for scanning a wristband."""
SAFE = frozenset({"GET", "HEAD"})


class Guarded:
    """Middleware of all pages.

    A change is refused when the browser says that another site asked for it (`Sec-Fetch-Site`), or, for a browser
    that does not say, when `Origin` is not this host. Together with SameSite cookies this is the defence against
    cross-site requests; no secret stands in a page, so answers may be compressed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    given.setdefault(name, value)
            await send(message)

        if scope["method"] not in SAFE and not from_here(Headers(scope=scope)):
            refused = PlainTextResponse("A page of another site asked for this change. Nothing was done.", 403)
            await refused(scope, receive, dressed)
            return
        await self._app(scope, receive, dressed)


def from_here(headers: Headers) -> bool:
    """Whether a page of this site, or the person themselves, asks for the change."""
    said = headers.get("sec-fetch-site")
    if said is not None:
        return said in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")
