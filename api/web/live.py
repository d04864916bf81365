"""Server-sent events: the one async route. It tells where the log is, never what is new.

Also at once and now and then: a page that was made before it listened, or whose renewal failed, sees that it is behind.
"""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from api.feed import Feed
from api.site import Site
from api.web.visiting import Here

CALM_SECONDS = 0.5
"""Growth within this is told together, so that a bulk of events is one refresh."""
KEEP_ALIVE_SECONDS = 20.0
RETRY = "retry: 3000\n\n"


def router() -> APIRouter:
    """The route."""
    made = APIRouter()
    made.add_api_route("/live", live, methods=["GET"])
    return made


async def live(request: Request, visitor: Here) -> StreamingResponse:  # noqa: ARG001  # signed in or refused
    """Tell the browser where the log is: now, and each time that it has grown."""
    site: Site = request.app.state.site
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_told(site.feed), media_type="text/event-stream", headers=headers)


async def _told(feed: Feed) -> AsyncIterator[str]:
    watcher = feed.watch()
    try:
        yield RETRY
        while not watcher.ended:
            position = await watcher.next(within=KEEP_ALIVE_SECONDS)
            if not watcher.ended:
                yield f"event: grown\ndata: {position}\n\n"
                await asyncio.sleep(CALM_SECONDS)
    finally:
        feed.leave(watcher)
