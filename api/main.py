"""Composition root of the API: settings, then the parts of the program, then the app.

    with open_site(Settings.from_env(), not_for_real_people=False) as site:
        uvicorn.run(build_app(site), access_log=False)

The server's own access log must stay off: it writes addresses.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from uuid import UUID

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.composition import make_mapper, open_ledger, open_readers
from api.feed import Feed
from api.http import (
    alarms,
    children,
    custody,
    families,
    handoffs,
    health,
    lists,
    manifests,
    people,
    placements,
    problems,
    register,
    relationships,
    searching,
    separations,
    statistics,
    steps,
    system,
    ties,
    trips,
)
from api.http.contract import Contract, Schema
from api.http.errors import MethodNotAllowed, NoSuchRoute
from api.http.observing import Observed
from api.log import logger
from api.page_store.opening import open_page_store
from api.reads import denied
from api.requests.reading import DESCRIBED, Flaw, FormInvalid
from api.site import Site
from api.tokens import Verifier, signing_key
from api.web.app import pages_over
from ledger.domain.errors import CustodyError, NotPermitted
from ledger.settings import Settings
from projections.asking import Views

DESCRIPTION = """
Custody of children who pass from the Department of Homeland Security to the Department of Health and Human Services.
Commands are proposed events and answer with a position; questions take `at_least` that position.
"""


class NotForRealPeople(CustodyError):
    """A live database, and nobody said that no real person is in it: there is no identity system yet."""

    code = "not_for_real_people"


@contextmanager
def open_site(settings: Settings, *, not_for_real_people: bool) -> Iterator[Site]:
    """Open the database of the settings for commands and questions.

    Raises:
        NotForRealPeople: it is live, and `not_for_real_people` was not said.
    """
    mapper = make_mapper(settings)
    with (
        open_ledger(settings, mapper) as ledger,
        open_readers(settings, mapper) as readers,
        open_page_store(settings) as page_store,
        # The page's login hears that the log grows and may not look at it: where it ends is asked as the writer.
        closing(Feed(settings.role_conninfo("custody_page"), head=lambda: ledger.log_recorder.head().position)) as feed,
    ):
        identity = ledger.log_recorder.identity()
        if identity.purpose == "live" and not not_for_real_people:
            raise NotForRealPeople(
                "a live database is served only with --not-for-real-people until identity is in place"
            )
        verifier = Verifier(signing_key(settings.token_signing_key), origin=identity.origin)
        logger().info("site_opened", origin=identity.origin, database_purpose=identity.purpose)
        views = Views(readers.pools)
        yield Site(
            ledger=ledger,
            readers=readers,
            views=views,
            verifier=verifier,
            page_store=page_store,
            feed=feed,
            identity=identity,
        )


def build_app(site: Site) -> FastAPI:
    """The app over an open site."""
    app = FastAPI(
        title="Custody Ledger",
        version="1",
        description=DESCRIPTION.strip(),
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    app.state.site = site
    contract = Contract()
    lists_of = (handoffs, steps, placements, separations, alarms, ties, lists, statistics)
    questions = (children, searching, *lists_of, register, system, health)
    for part in (custody, people, trips, families, relationships, manifests, *questions):
        app.include_router(part.router(contract))
    app.router.routes.append(pages_over(app.state))
    app.openapi = lambda: _once(app, contract)  # type: ignore[method-assign]  # FastAPI's way to say it
    app.add_exception_handler(CustodyError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _no_route)
    app.add_middleware(Observed)
    return app


def _once(app: FastAPI, contract: Contract) -> Schema:
    if app.openapi_schema is None:
        app.openapi_schema = contract.document(app)
    return app.openapi_schema


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, CustodyError):
        raise error
    kind, _ = problems.problem_of(error)
    if isinstance(error, NotPermitted):
        person = request.path_params.get("person")
        denied(request.state.caller.reader, error.reason, person=None if person is None else UUID(person))
    if kind is problems.INTERNAL:
        logger().error("request_failed", exc_info=error)
    return problems.response(error)


def _invalid(_request: Request, error: Exception) -> Response:
    """FastAPI's own answer would repeat the input."""
    if not isinstance(error, RequestValidationError):
        raise error
    places = ["/".join(str(part) for part in flaw["loc"]) for flaw in error.errors()]
    return problems.response(FormInvalid(*(Flaw(at=at, code="wrong_form", detail=DESCRIBED) for at in places)))


def _no_route(_request: Request, error: Exception) -> Response:
    wrong_method = isinstance(error, HTTPException) and error.status_code == problems.KINDS[MethodNotAllowed].status
    return problems.response(
        MethodNotAllowed("see the API's description") if wrong_method else NoSuchRoute("see the API's description")
    )
