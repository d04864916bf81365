"""The pages over a simulation database with its views."""

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from api.web.visiting import SESSION_COOKIE
from tests.api.conftest import common, logged, world
from tests.api.world import World
from tests.web.reading import Browser

__all__ = ["common", "logged", "world"]


@pytest.fixture
def browse(world: World) -> Iterator[Callable[..., Browser]]:
    """Somebody's browser: `browse("BP-RGV.night")` is signed in; every browser has cookies of its own."""
    clients: list[TestClient] = []

    def open_one(user: str | None = None, *, language: str = "en") -> Browser:
        world.app.state.site = world.site
        client = TestClient(world.app, base_url="http://127.0.0.1", follow_redirects=False)
        client.headers.update({"sec-fetch-site": "same-origin", "accept-language": language})
        clients.append(client)
        browser = Browser(client)
        if user is not None:
            browser.post("/sign-in", {"user": user})
            assert SESSION_COOKIE in client.cookies, f"{user} is not signed in: every page would be that of the sign-in"
        return browser

    yield open_one
    for client in clients:
        client.close()
