"""Sign in, sign out, choose a language.

In a simulation, invented users sign in with one click. A live database has no sign-in here until the identity work:
this module asks what the database is, for life, and nothing else can make it offer these users.
"""

from fastapi import APIRouter
from fastapi.responses import Response

from api.web.acting import Sent
from api.web.demo_users import BY_USER, DEMO_USERS
from api.web.visiting import LANGUAGE_COOKIE, Anybody, session_cookie
from api.web.words import LANGUAGES
from ledger.domain.errors import UnknownStream

YEAR_SECONDS = 365 * 24 * 3600


def router() -> APIRouter:
    """The routes."""
    made = APIRouter()
    made.add_api_route("/sign-in", sign_in_page, methods=["GET"])
    made.add_api_route("/sign-in", sign_in, methods=["POST"])
    made.add_api_route("/sign-out", sign_out, methods=["POST"])
    made.add_api_route("/language", choose_language, methods=["POST"])
    return made


def sign_in_page(visit: Anybody) -> Response:
    """Who you are."""
    users = DEMO_USERS if visit.site.identity.purpose == "simulation" else ()
    return visit.show("sign_in.html", users=users, following=own_path(visit.request.query_params.get("next")))


def sign_in(visit: Anybody, form: Sent) -> Response:
    """Begin a session: always a new one, so that nobody can have planted it."""
    user = BY_USER.get(form.value("user") or "")  # type: ignore[call-overload]  # a UserId is a str
    if user is None or visit.site.identity.purpose != "simulation":
        raise UnknownStream("no such user here")
    _end(visit)
    token = visit.site.page_store.sessions.begin(user.caller)
    response = visit.go(own_path(form.value("next")))
    secure = visit.request.url.scheme == "https"
    response.set_cookie(session_cookie(visit.request), token, httponly=True, samesite="lax", secure=secure, path="/")
    return response


def sign_out(visit: Anybody) -> Response:
    """End the session, here and on the server."""
    _end(visit)
    response = visit.go("/sign-in")
    response.delete_cookie(session_cookie(visit.request), path="/")
    return response


def choose_language(visit: Anybody, form: Sent) -> Response:
    """Show pages in a language from now on."""
    response = visit.go(own_path(form.value("next")))
    chosen = form.value("language")
    if chosen in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="lax", path="/")
    return response


def own_path(path: str | None) -> str:
    """A path of this site, whatever was sent: never another host."""
    good = path is not None and path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if good and path is not None else "/"


def _end(visit: Anybody) -> None:
    token = visit.request.cookies.get(session_cookie(visit.request))
    if token:
        visit.site.page_store.sessions.end(token)
