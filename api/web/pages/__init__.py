"""One module a page or two; each has `router()`, listed here in the order of the navigation."""

from collections.abc import Callable

from fastapi import APIRouter

from api.web.pages import home, signing_in

ROUTERS: tuple[Callable[[], APIRouter], ...] = (
    signing_in.router,
    home.router,
)
