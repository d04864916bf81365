"""One module a page or two; each has `router()`, listed here in the order of the navigation."""

from collections.abc import Callable

from fastapi import APIRouter

from api.web.pages import (
    board,
    child,
    commanding,
    glossary,
    handled,
    handoffs,
    handoffs_giving,
    handoffs_new,
    handoffs_packet,
    home,
    intake,
    intake_pasting,
    intake_record,
    irregular,
    notices,
    places,
    receiving,
    referrals,
    signing_in,
    state,
    statistics,
    travelling,
    trips,
    unsent,
)

ROUTERS: tuple[Callable[[], APIRouter], ...] = (
    signing_in.router,
    home.router,
    unsent.router,
    intake.router,
    intake_pasting.router,
    intake_record.router,
    handoffs_new.router,
    handoffs.router,
    handoffs_giving.router,
    handoffs_packet.router,
    travelling.router,
    board.router,
    receiving.router,
    referrals.router,
    places.router,
    handled.router,
    irregular.router,
    statistics.router,
    state.router,
    glossary.router,
    notices.router,
    child.router,
    commanding.router,
    trips.router,
)
